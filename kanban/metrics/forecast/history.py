"""The past of a board, and what it says as of a time: the open cards, the exits, the starts."""

from bisect import bisect_right
from typing import Literal

import msgspec

Kind = Literal["queue", "active", "done", "dropped"]
"""What a column is for the forecast; `done` and `dropped` are exits."""

Order = tuple[bool, float, float, str]
"""Sorts the cards of a board by queue: those with a place first, then by place, creation and key."""

EXITS = frozenset({"done", "dropped"})


class CardPast(msgspec.Struct, frozen=True):
    """A card's creation, its moves and its places in the queue, each in order of time; it is in the queue at first.

    A lower place is sooner; it changes when this card is moved, not when others are. A card without a place comes after
    those with one, by creation.
    """

    key: str
    created: float
    moves: tuple[tuple[float, Kind], ...] = ()
    places: tuple[tuple[float, float], ...] = ()
    begun: bool = False
    """It was in work before its history begins: neither its creation nor its start is known."""


class BoardPast(msgspec.Struct, frozen=True):
    """A board's cards, and when the board was founded."""

    name: str
    cards: tuple[CardPast, ...]
    founded: float


class CardState(msgspec.Struct, frozen=True, gc=False):
    """A card between two of its changes.

    `started` is the first entry into work; `left` is when it became done or dropped, None while it is open.
    """

    key: str
    created: float
    order: Order
    kind: Kind
    started: float | None
    left: float | None
    begun: bool
    """Its age is not known: see `CardPast`."""


_Track = tuple[list[float], list[CardState]]
"""The times at which a card changed, its creation first, and its state from each on."""


class BoardTimeline:
    """A board's past, prepared to be read as of many times."""

    def __init__(self, past: BoardPast) -> None:
        self.name = past.name
        self.founded = past.founded
        self._tracks = [_track(card) for card in sorted(past.cards, key=lambda card: (card.created, card.key))]
        self._created = [states[0].created for _, states in self._tracks]
        self._starts, self._preferred = _replay(self._tracks)

    def states(self, t: float) -> list[CardState]:
        """The cards created up to t, each as it was at t, by creation."""
        existing = self._tracks[: bisect_right(self._created, t)]
        return [states[bisect_right(times, t) - 1] for times, states in existing]

    def starts(self, after: float, t: float) -> list[tuple[float, float]]:
        """The starts in (after, t] with others waiting: when, and the card's place among them, 0 first to 1 last."""
        low, high = (bisect_right(self._starts, (at, 2.0)) for at in (after, t))
        return self._starts[low:high]

    def is_preferred(self, key: str, t: float) -> bool:
        """Whether up to t a card was created ahead of one that waited, or moved up past one."""
        return self._preferred.get(key, t + 1) <= t


def _track(card: CardPast) -> _Track:
    changes = [(at, None, place) for at, place in card.places] + [(at, kind, None) for at, kind in card.moves]
    kind: Kind = "queue"
    order: Order = (True, 0.0, card.created, card.key)
    started: float | None = None
    left: float | None = None
    times, states = [card.created], [CardState(card.key, card.created, order, kind, started, left, card.begun)]
    for at, moved, place in sorted(changes, key=lambda change: change[0]):
        if place is not None:
            order = (False, place, card.created, card.key)
        if moved is not None:
            left = (at if left is None else left) if moved in EXITS else None
            started = at if started is None and moved == "active" and not card.begun else started
            kind = moved
        state = CardState(card.key, card.created, order, kind, started, left, card.begun)
        if at <= times[-1]:
            states[-1] = state
        else:
            times.append(at)
            states.append(state)
    return times, states


def _replay(tracks: list[_Track]) -> tuple[list[tuple[float, float]], dict[str, float]]:
    """A board's changes in order of time: its starts with others waiting, and since when cards are preferred."""
    starts: list[tuple[float, float]] = []
    preferred: dict[str, float] = {}
    waiting: list[Order] = []
    for at, before, state in _changes(tracks):
        came_from = len(waiting) + 1 if before is None else 0
        if before is not None and before.kind == "queue":
            came_from = bisect_right(waiting, before.order) - 1
            if state.kind == "active" and len(waiting) > 1:
                starts.append((at, came_from / (len(waiting) - 1)))
            del waiting[came_from]
        if state.kind == "queue":
            place = bisect_right(waiting, state.order)
            if place < min(came_from, len(waiting)):
                preferred.setdefault(state.key, at)
            waiting.insert(place, state.order)
    return sorted(starts), preferred


def _changes(tracks: list[_Track]) -> list[tuple[float, CardState | None, CardState]]:
    """Every state of every card with the one before it, by time, creation and key."""
    changes = [
        (at, before, state)
        for times, states in tracks
        for at, before, state in zip(times, [None, *states], states, strict=False)
    ]
    return sorted(changes, key=lambda change: (change[0], change[2].created, change[2].key))
