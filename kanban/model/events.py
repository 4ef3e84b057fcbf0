"""A card's history: append-only events, each with when, who and the board revision that wrote it."""

from typing import Any, Literal

import msgspec

from kanban.model.moment import Moment

Kind = Literal["queue", "active", "done"]
Reason = Literal["defect", "change", "parked", "mistake", "unspecified"]

REASONS: dict[str, str] = {
    "defect": "something was wrong with the work",
    "change": "the request changed",
    "parked": "put back for later; not rework",
    "mistake": "wrong key; not rework",
    "unspecified": "no reason given; counts as rework",
}
REWORK_REASONS = frozenset({"defect", "change", "unspecified"})


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A column as it was when an event happened; later renames and reorders change no past figure."""

    column: str
    kind: Kind
    position: int


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of a checklist."""

    text: str
    done: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="kind"):
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
    title: str
    description: str = ""
    work_package: str | None = None
    due_at: Moment | None = None
    estimate: float | None = None
    tags: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    checklist: tuple[Item, ...] = ()
    external_id: str | None = None
    start_unknown: bool = False
    """The history begins with the card past its queue: when it was started is not known."""


class Moved(Event, frozen=True, tag="moved", gc=False):
    """The card went from one column to another, or within one (`origin` and `to` in the same column)."""

    origin: Place
    to: Place
    rank: str
    reason: Reason | None = None
    over_wip: bool = False


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


class Archived(Event, frozen=True, tag="archived", gc=False):
    """The card left the board; unfinished, it counts as dropped."""


class Voided(Event, frozen=True, tag="voided", gc=False):
    """The event at index `event` counts for nothing (undo); voiding a `Voided` brings it back (redo)."""

    event: int


AnyEvent = Created | Moved | Explained | Edited | Blocked | Unblocked | Commented | Archived | Voided

_decoder = msgspec.json.Decoder(tuple[AnyEvent, ...])
_encoder = msgspec.json.Encoder()


def decode(history: msgspec.Raw) -> tuple[AnyEvent, ...]:
    """The events of a stored history, oldest first. Raises msgspec.ValidationError naming the place."""
    return _decoder.decode(history)


def append(history: msgspec.Raw, events: tuple[AnyEvent, ...]) -> msgspec.Raw:
    """The history with `events` behind it. Bytes already written are copied, never written anew."""
    whole = bytes(history).strip()
    if whole[:1] != b"[" or whole[-1:] != b"]":
        raise msgspec.ValidationError("a history is a list of events")
    body = whole[:-1]
    added = b",".join(_encoder.encode(event) for event in events)
    return msgspec.Raw(body + (b"," if len(body) > 1 else b"") + added + b"]")


def in_force(events: tuple[AnyEvent, ...]) -> list[tuple[int, AnyEvent]]:
    """Events that count, with their indexes: neither voided nor a `Voided` themselves."""
    dead: set[int] = set()
    if any(type(event) is Voided for event in events):
        for index in range(len(events) - 1, -1, -1):
            event = events[index]
            if type(event) is Voided and index not in dead:
                dead.add(event.event)
    return [(i, e) for i, e in enumerate(events) if i not in dead and type(e) is not Voided]
