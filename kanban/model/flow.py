"""How a card flowed: its history folded into times and counts.

The same fold serves the board (kept up to date event by event), every figure, and any past moment (a fold of the
events until then), so that none of them can disagree.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.model.events import (
    REWORK_REASONS,
    AnyEvent,
    Archived,
    Blocked,
    Created,
    Explained,
    KindChanged,
    Logged,
    Moved,
    Place,
    Reason,
    Restored,
    Unblocked,
)
from kanban.model.moment import Moment


class MoveBack(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, gc=False, forbid_unknown_fields=True):
    """A move to the left out of an active or done column."""

    event: int
    at: Moment
    left_position: int
    reason: Reason
    regained_at: Moment | None = None
    """When the card was again at or right of the column it had left."""

    @property
    def is_rework(self) -> bool:
        """Whether the reason makes it rework: `parked` and `mistake` do not."""
        return self.reason in REWORK_REASONS


class Flow(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Times (UTC) and durations (seconds) of one card. See `until` for the running stretch."""

    created_at: Moment
    place: Place
    entered_at: Moment
    """When it came to the column it is in."""
    recounted_at: Moment | None = None
    """Up to when the sums below count, where that is later than `entered_at`."""
    started_at: Moment | None = None
    """First entry into an active column."""
    finished_at: Moment | None = None
    """Entry into the done columns that it has not left since; None too where it is not known."""
    finished_by_at: Moment | None = None
    """It is in a done column, since when is not known: by this moment at the latest."""
    start_unknown: bool = False
    created_unknown: bool = False
    """When it was made is not known: by `created_at` at the latest."""
    active_seconds: float = 0.0
    parked_seconds: float = 0.0
    """Time in queue columns after the start."""
    done_gap_seconds: float = 0.0
    """Time in done columns before it was reopened."""
    reopened: int = 0
    blocked_seconds: float = 0.0
    blocked_at: Moment | None = None
    blocked_why: str = ""
    backs: tuple[MoveBack, ...] = ()
    archived_at: Moment | None = None
    logged_minutes: int = 0
    """Work on it that somebody logged."""

    @property
    def counted_at(self) -> datetime:
        """Up to when the sums count."""
        return self.recounted_at or self.entered_at

    @property
    def is_finished(self) -> bool:
        """In a done column, archived since or not, whether it is known since when or not."""
        return self.finished_at is not None or self.finished_by_at is not None

    @property
    def is_dropped(self) -> bool:
        """Archived without being finished: it counts in no rate."""
        return self.archived_at is not None and not self.is_finished

    @property
    def is_wip(self) -> bool:
        """Started (known when or not), neither finished nor archived."""
        return not self.is_finished and self.archived_at is None and (self.started_at is not None or self.start_unknown)

    @property
    def cycle_seconds(self) -> float | None:
        """Finished - started: the whole span; None where either is not known."""
        if self.finished_at is None or self.started_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def lead_seconds(self) -> float | None:
        """Finished - created; None where it is not finished, or either is not known."""
        if self.finished_at is None or self.created_unknown:
            return None
        return (self.finished_at - self.created_at).total_seconds()

    @property
    def rework_moves(self) -> int:
        """Moves back, out of active or done columns, for a reason that counts as rework."""
        return sum(back.is_rework for back in self.backs) if self.backs else 0

    @property
    def is_reworked(self) -> bool:
        """Whether any of its moves back counts as rework."""
        for back in self.backs:  # noqa: SIM110  # a generator takes three times as long, and every finished card is asked
            if back.reason in REWORK_REASONS:
                return True
        return False

    def age_seconds(self, now: datetime) -> float | None:
        """Work item age: now - started, for started and unfinished cards."""
        if self.started_at is None or not self.is_wip:
            return None
        return max(0.0, (now - self.started_at).total_seconds())

    def rework_seconds(self, now: datetime) -> float:
        """Sum over rework moves of the time until the card was back where it had been."""
        end = self.finished_at or self.finished_by_at or self.archived_at or now
        return sum(((b.regained_at or end) - b.at).total_seconds() for b in self.backs if b.is_rework)

    def until(self, now: datetime) -> "Flow":
        """With the running stretch (time in the present column, a block that lasts) counted up to `now`."""
        return _counted(self, self.archived_at or now)


def is_move_back(origin: Place, to: Place) -> bool:
    """Whether a move goes to a column further left, out of work or out of what was declared done.

    Between two done columns nothing is undone, and what leaves a queue was not begun. Judged by the positions of the
    time of the move.
    """
    return to.position < origin.position and origin.kind != "queue" and not origin.kind == to.kind == "done"


def advance(flow: Flow | None, index: int, event: AnyEvent) -> Flow:
    """The flow after one more event in force; `index` is the event's place in the history.

    Raises ValueError if the history does not begin with a `created` event.
    """
    if isinstance(event, Created):
        return _created(event)
    if flow is None:
        raise ValueError("a history begins with a created event")
    match event:
        case Moved():
            return _moved(flow, index, event)
        case Explained():
            backs = tuple(
                msgspec.structs.replace(b, reason=event.reason) if b.event == event.event else b for b in flow.backs
            )
            return msgspec.structs.replace(flow, backs=backs)
        case Blocked():
            flow = _counted(flow, event.at)
            return msgspec.structs.replace(flow, blocked_at=flow.blocked_at or event.at, blocked_why=event.why)
        case Unblocked():
            return msgspec.structs.replace(_counted(flow, event.at), blocked_at=None, blocked_why="")
        case Logged():
            return msgspec.structs.replace(flow, logged_minutes=flow.logged_minutes + event.minutes)
        case Archived():
            return msgspec.structs.replace(flow, archived_at=event.at)
        case Restored():
            return _restored(flow, event.at)
        case KindChanged():
            return _kind_changed(flow, event)
        case _:
            return flow


def fold(events: Iterable[tuple[int, AnyEvent]]) -> Flow | None:
    """The flow of events in force (see `events.in_force` and `judged`); None without a creation that counts."""
    flow: Flow | None = None
    for index, event in events:
        if flow is None and not isinstance(event, Created):
            return None
        flow = advance(flow, index, event)
    return flow


def _created(event: Created) -> Flow:
    kind = event.to.kind
    return Flow(
        created_at=event.at,
        place=event.to,
        entered_at=event.at,
        started_at=event.at if kind == "active" and not event.start_unknown else None,
        finished_at=event.at if kind == "done" and event.finished_by_at is None else None,
        finished_by_at=event.finished_by_at if kind == "done" else None,
        start_unknown=event.start_unknown,
        created_unknown=event.created_unknown,
    )


def _counted(flow: Flow, now: datetime) -> Flow:
    """With the time since `counted_at` added; a finished card's clocks stand still."""
    spent = (now - flow.counted_at).total_seconds()
    if spent <= 0:
        return flow
    changes: dict[str, object] = {"recounted_at": now}
    kind = flow.place.kind
    if flow.started_at is not None and kind != "done":
        name = "active_seconds" if kind == "active" else "parked_seconds"
        changes[name] = getattr(flow, name) + spent
    if flow.blocked_at is not None and kind != "done":
        changes["blocked_seconds"] = flow.blocked_seconds + spent
    return msgspec.structs.replace(flow, **changes)


def _restored(flow: Flow, at: datetime) -> Flow:
    """Back on the board; the time away is parked time of a card that was in work."""
    if flow.archived_at is None:
        return flow
    away = (at - flow.archived_at).total_seconds()
    flow = _counted(flow, flow.archived_at)
    changes: dict[str, object] = {"archived_at": None, "recounted_at": at}
    if flow.started_at is not None and not flow.is_finished:
        changes["parked_seconds"] = flow.parked_seconds + away
    return msgspec.structs.replace(flow, **changes)


def _kind_changed(flow: Flow, event: KindChanged) -> Flow:
    """In the same column, which is another kind of column now: nothing was moved, reopened or finished by it.

    When work began, or was finished, in what is now an active or done column is not known.
    """
    kind = event.to.kind
    flow = _counted(flow, event.at)
    changes: dict[str, object] = {"place": event.to, "recounted_at": event.at}
    if kind == flow.place.kind:
        return msgspec.structs.replace(flow, place=event.to)
    changes |= {"finished_at": None, "finished_by_at": event.at if kind == "done" else None}
    if kind == "active" and flow.started_at is None:
        changes["start_unknown"] = True
    return msgspec.structs.replace(flow, **changes)


def _moved(flow: Flow, index: int, event: Moved) -> Flow:
    old, new, at = event.origin, event.to, event.at
    if old.column == new.column:
        return flow
    flow = _counted(flow, at)
    changes: dict[str, object] = {"place": new, "entered_at": at, "recounted_at": None}
    if old.kind == "done" and new.kind != "done":
        changes["finished_at"] = changes["finished_by_at"] = None
        changes["reopened"] = flow.reopened + 1
        if flow.started_at is not None and flow.finished_at is not None:
            changes["done_gap_seconds"] = flow.done_gap_seconds + (at - flow.finished_at).total_seconds()
    if flow.started_at is None and not flow.start_unknown:
        if event.start_unknown:
            changes["start_unknown"] = True
        elif new.kind == "active":
            changes["started_at"] = at
    if new.kind == "done" and old.kind != "done":
        changes["finished_by_at"] = event.finished_by_at
        changes["finished_at"] = at if event.finished_by_at is None else None
    backs = tuple(
        msgspec.structs.replace(b, regained_at=at) if b.regained_at is None and new.position >= b.left_position else b
        for b in flow.backs
    )
    if is_move_back(old, new):
        backs += (MoveBack(index, at, old.position, event.reason or "unspecified"),)
    if backs != flow.backs:
        changes["backs"] = backs
    return msgspec.structs.replace(flow, **changes)
