"""A card's history: append-only events, each with when, who and the board revision that wrote it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

import msgspec

from kanban.model.fields import CardFields
from kanban.model.moment import Moment
from kanban.text.messages import Message, msg, msg_in

Kind = Literal["queue", "active", "done"]
Reason = Literal["defect", "change", "parked", "mistake", "unspecified"]

KIND_WORDS: Mapping[Kind, Message] = {
    "queue": msg_in("kind", "queue"),
    "active": msg_in("kind", "active"),
    "done": msg_in("kind", "done"),
}
"""What each kind of column is called."""
REASONS: dict[str, Message] = {
    "defect": msg("something was wrong with the work"),
    "change": msg("the request changed"),
    "parked": msg("put back for later; not rework"),
    "mistake": msg("wrong key; not rework"),
    "unspecified": msg("no reason given; counts as rework"),
}
REASON_WORDS: dict[str, Message] = {
    "defect": msg_in("reason", "defect"),
    "change": msg_in("reason", "change"),
    "parked": msg_in("reason", "parked"),
    "mistake": msg_in("reason", "mistake"),
    "unspecified": msg_in("reason", "no reason given"),
}
"""What each reason is called."""
REWORK_REASONS = frozenset({"defect", "change", "unspecified"})


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False, forbid_unknown_fields=True):
    """A column as it was when an event happened; later renames and reorders change no past figure."""

    column: str
    kind: Kind
    position: int


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="kind",
    forbid_unknown_fields=True,
):
    """What every event carries. `at` is UTC; it never lies before the event it follows in the same card."""

    at: Moment
    by: str
    rev: int = 0
    """Board revision of the command that wrote the event: events of one command share it."""
    source: str = ""
    """Id of the foreign record an imported event was made from, so that a second import adds nothing."""


class Created(Event, frozen=True, tag="created", gc=False):
    """The card came to be, in `to`."""

    to: Place
    rank: str
    card: CardFields
    external_id: str | None = None
    start_unknown: bool = False
    """The history begins with the card past its queue: when it was started is not known."""
    created_unknown: bool = False
    """When the card was made is not known: by `at` at the latest."""
    finished_by_at: Moment | None = None
    """It was in a done column already, since when is not known: by this moment at the latest."""


class Moved(Event, frozen=True, tag="moved", gc=False):
    """The card went from one column to another, or within one (`origin` and `to` in the same column)."""

    origin: Place
    to: Place
    rank: str
    reason: Reason | None = None
    over_wip: bool = False
    finished_by_at: Moment | None = None
    """As in `Created`: the move to a done column that no record tells of."""
    start_unknown: bool = False
    """The same of a start: work began by then, when is not known."""


class Explained(Event, frozen=True, tag="explained", gc=False):
    """The reason of the earlier move at index `event`, given after it."""

    event: int
    reason: Reason


class Edited(Event, frozen=True, tag="edited", gc=False):
    """One field got another value."""

    field: str
    old: Any = None
    new: Any = None


class Blocked(Event, frozen=True, tag="blocked", gc=False):
    """Work cannot go on, because of `why`."""

    why: str


class Unblocked(Event, frozen=True, tag="unblocked", gc=False):
    """Work can go on."""


class Commented(Event, frozen=True, tag="commented", gc=False):
    """Somebody said something about the card."""

    text: str


class Logged(Event, frozen=True, tag="logged", gc=False):
    """Somebody worked so many minutes on the card; negative takes back what was logged too much."""

    minutes: int


class Archived(Event, frozen=True, tag="archived", gc=False):
    """The card left the board; unfinished, it counts as dropped."""


class Restored(Event, frozen=True, tag="restored", gc=False):
    """The card came back to the board, into the column it had left."""


class KindChanged(Event, frozen=True, tag="kind_changed", gc=False):
    """The column the card lies in is of another kind from now on."""

    to: Place


class Rejudged(Event, frozen=True, tag="rejudged", gc=False):
    """What happened before is judged by these kinds and positions of the columns, not by those of its time."""

    places: tuple[Place, ...]


class Voided(Event, frozen=True, tag="voided", gc=False):
    """The event at index `event` counts for nothing (undo); voiding a `Voided` brings it back (redo)."""

    event: int


AnyEvent = (
    Created | Moved | Explained | Edited | Blocked | Unblocked | Commented | Logged | Archived | Restored
    | KindChanged | Rejudged | Voided
)  # fmt: skip

_decoder = msgspec.json.Decoder(tuple[AnyEvent, ...])
_encoder = msgspec.json.Encoder()


def decode(history: msgspec.Raw) -> tuple[AnyEvent, ...]:
    """The events of a stored history, oldest first. Raises msgspec.ValidationError naming the place."""
    return _decoder.decode(history)


def append(history: msgspec.Raw, events: Sequence[Event]) -> msgspec.Raw:
    """The history with `events` behind it. Bytes already written are copied, never written anew."""
    whole = bytes(history).strip()
    if whole[:1] != b"[" or whole[-1:] != b"]":
        raise msgspec.ValidationError("a history is a list of events")
    body = whole[:-1]
    added = b",".join(_encoder.encode(event) for event in events)
    return msgspec.Raw(body + (b"," if added and len(body) > 1 else b"") + added + b"]")


AnyE = TypeVar("AnyE", bound=Event)


def in_force(events: Sequence[AnyE]) -> list[tuple[int, AnyE]]:
    """Events that count, with their indexes: neither voided nor a `Voided` themselves."""
    if Voided not in set(map(type, events)):
        return list(enumerate(events))
    dead = {voided.event for voided in _voids(events)}
    return [(i, e) for i, e in enumerate(events) if i not in dead and type(e) is not Voided]


def _voids(events: Sequence[Event]) -> list[Voided]:
    """The `Voided` events that are not voided themselves."""
    out: list[Voided] = []
    dead: set[int] = set()
    if any(type(event) is Voided for event in events):
        for index in range(len(events) - 1, -1, -1):
            event = events[index]
            if isinstance(event, Voided) and index not in dead:
                dead.add(event.event)
                out.append(event)
    return out


def known_sources(events: Sequence[AnyEvent]) -> dict[str, int]:
    """Where the events of a foreign board stand, by their sources; what an undo here took back is not known."""
    taken_back = {voided.event for voided in _voids(events) if not voided.source}
    return {event.source: i for i, event in enumerate(events) if event.source and i not in taken_back}


def judged(pairs: Sequence[tuple[int, AnyEvent]]) -> list[tuple[int, AnyEvent]]:
    """Events in force, each with the columns' kinds and positions that it is judged by: see `Rejudged`."""
    if Rejudged not in {type(event) for _, event in pairs}:
        return list(pairs)
    places: dict[str, Place] = {}
    out: list[tuple[int, AnyEvent]] = []
    for index, event in reversed(pairs):
        if isinstance(event, Rejudged):
            places = {place.column: place for place in event.places} | places
        elif places:
            event = _judged_by(event, places)
        out.append((index, event))
    return out[::-1]


def _judged_by(event: AnyEvent, places: Mapping[str, Place]) -> AnyEvent:
    if isinstance(event, Created | KindChanged):
        return msgspec.structs.replace(event, to=places.get(event.to.column, event.to))
    if isinstance(event, Moved):
        origin, to = (places.get(place.column, place) for place in (event.origin, event.to))
        return msgspec.structs.replace(event, origin=origin, to=to)
    return event
