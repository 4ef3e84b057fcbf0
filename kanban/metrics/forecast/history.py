"""The past of a board, and what it says as of a time: the open cards, the exits, the starts."""

from array import array
from bisect import bisect_right
from itertools import accumulate
from math import isnan, nan
from typing import Literal

import msgspec

Kind = Literal["queue", "active", "done", "dropped", "unknown"]
"""What a column is for the forecast; `done` and `dropped` are exits, `unknown` is done since nobody knows when."""

Order = tuple[bool, float, float, str]
"""Sorts the cards of a board by queue: those with a place first, then by place, creation and key."""

_KINDS: tuple[Kind, ...] = ("queue", "active", "done", "dropped", "unknown")
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
    place: float | None
    kind: Kind
    started: float | None
    left: float | None
    begun: bool
    """Its age is not known: see `CardPast`."""

    @property
    def order(self) -> Order:
        """Its place among the cards of its board."""
        return self.place is None, self.place or 0.0, self.created, self.key


_Track = tuple[list[float], list[CardState]]
"""The times at which a card changed, its creation first, and its state from each on."""


class _PackedStates:
    """The states of a board's cards in numbers: some 30 bytes a state, as a PM's boards have half a million of them."""

    def __init__(self, tracks: list[_Track]) -> None:
        self._keys = [states[0].key for _, states in tracks]
        self._begun = bytes(states[0].begun for _, states in tracks)
        self._ends = array("l", accumulate((len(times) for times, _ in tracks), initial=0))
        every = [state for _, states in tracks for state in states]
        self._times = array("d", [at for times, _ in tracks for at in times])
        self.created = array("d", [states[0].created for _, states in tracks])
        self._kinds = bytes(_KINDS.index(state.kind) for state in every)
        self._places = array("d", [nan if state.place is None else state.place for state in every])
        self._started = array("d", [nan if state.started is None else state.started for state in every])
        self._left = array("d", [nan if state.left is None else state.left for state in every])

    def at(self, card: int, t: float) -> CardState:
        """A card as it was at t, at or after its creation."""
        n = bisect_right(self._times, t, self._ends[card], self._ends[card + 1]) - 1
        place, started, left = self._places[n], self._started[n], self._left[n]
        return CardState(
            self._keys[card],
            self.created[card],
            None if isnan(place) else place,
            _KINDS[self._kinds[n]],
            None if isnan(started) else started,
            None if isnan(left) else left,
            bool(self._begun[card]),
        )


class BoardTimeline:
    """A board's past, prepared to be read as of many times."""

    def __init__(self, past: BoardPast) -> None:
        self.name = past.name
        self.founded = past.founded
        tracks = [_track(card) for card in sorted(past.cards, key=lambda card: (card.created, card.key))]
        starts, self._preferred = _replay(tracks)
        self._started, self._places = (array("d", column) for column in ([s[n] for s in starts] for n in (0, 1)))
        self._states = _PackedStates(tracks)

    def states(self, t: float) -> list[CardState]:
        """The cards created up to t, each as it was at t, by creation; without those done since nobody knows when."""
        at = self._states.at
        states = (at(card, t) for card in range(bisect_right(self._states.created, t)))
        return [state for state in states if state.kind != "unknown"]

    def starts(self, after: float, t: float) -> list[tuple[float, float]]:
        """The starts in (after, t] with others waiting: when, and the card's place among them, 0 first to 1 last."""
        low, high = (bisect_right(self._started, at) for at in (after, t))
        return list(zip(self._started[low:high], self._places[low:high], strict=True))

    def is_preferred(self, key: str, t: float) -> bool:
        """Whether up to t a card was created ahead of one that waited, or moved up past one."""
        return self._preferred.get(key, t + 1) <= t


def _track(card: CardPast) -> _Track:
    changes = [(at, None, place) for at, place in card.places] + [(at, kind, None) for at, kind in card.moves]
    kind: Kind = "queue"
    place: float | None = None
    started: float | None = None
    left: float | None = None
    times, states = [card.created], [CardState(card.key, card.created, place, kind, started, left, card.begun)]
    for at, moved, placed in sorted(changes, key=lambda change: change[0]):
        if placed is not None:
            place = placed
        if moved is not None:
            left = (at if left is None else left) if moved in EXITS else None
            started = at if started is None and moved == "active" and not card.begun else started
            kind = moved
        state = CardState(card.key, card.created, place, kind, started, left, card.begun)
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
