"""The schedule of a plan as of a moment: its work packages, linked cards and milestones on the critical path method."""

from datetime import datetime

import msgspec

from kanban.metrics import reasons
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.schedule.critical_path import Schedule, schedule
from kanban.metrics.schedule.network import Precedence
from kanban.metrics.schedule.plan_network import Kind, PlanNetwork, plan_network
from kanban.metrics.schedule.remaining import Remaining
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.model.calendar import Calendar
from kanban.model.links import Cycle
from kanban.text.messages import Message, joined, msg, msg_n

NO_LINKS = msg("the plan has no links yet")


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """When something can start and finish, and when it must for the end not to move."""

    early_start_at: datetime | None
    early_finish_at: datetime | None
    late_start_at: datetime | None
    late_finish_at: datetime | None


_NO_DATES = Dates(early_start_at=None, early_finish_at=None, late_start_at=None, late_finish_at=None)


class ScheduleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One work package, card or milestone of the schedule."""

    id: str
    kind: Kind
    name: str
    remaining: Remaining
    is_linked: bool
    dates: Dates
    total_slack: int | None
    """Working minutes."""
    free_slack: int | None
    is_critical: bool | None
    reason: Message | None
    """Why dates or slack are missing."""


class PlanSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """The whole schedule."""

    as_of: datetime
    timezone: str
    calendar: Calendar
    rows: tuple[ScheduleRow, ...]
    """Work packages in WBS order, then milestones and cards that are linked; what is done among them."""
    length: int | None
    """Of what is left, in working minutes."""
    finish_at: datetime | None
    path: tuple[str, ...]
    """One chain that decides the length."""
    reason: Message | None
    """Why there is no length."""

    def days(self, minutes: int | None) -> float | None:
        """Working minutes as working days."""
        return None if minutes is None else minutes / self.calendar.minutes_a_day


def plan_schedule(rollup: RollUp) -> PlanSchedule:
    """The schedule of a roll-up's plan, from its moment on.

    What has no remaining duration and no link is left out of the length; where something with links has none, there is
    no length and no slack, only the early dates of what does not wait for it.
    """
    plan = rollup.plan
    working = WorkingTime(plan.calendar, plan.timezone)
    network = plan_network(rollup, working)
    passes, reason = _passes(network)
    rows = tuple(_row(id_, network, passes, reason, rollup.as_of, working) for id_ in network.rows)
    known = passes is not None and reason is None
    return PlanSchedule(
        as_of=rollup.as_of,
        timezone=plan.timezone,
        calendar=plan.calendar,
        rows=rows,
        length=passes.length if passes is not None and known else None,
        finish_at=working.finish(rollup.as_of, passes.length * 60) if passes is not None and known else None,
        path=tuple(id_ for id_ in passes.path if id_ not in network.done) if passes is not None and known else (),
        reason=reason,
    )


def _passes(network: PlanNetwork) -> tuple[Schedule | None, Message | None]:
    """Both passes over what is known, and why the length is not."""
    unknown = network.without_duration
    linked = [id_ for id_, row in network.rows.items() if id_ in unknown and row.is_linked]  # in the order of the plan
    waiting = _waiting_for(unknown, network.precedences)
    activities = [part for part in network.activities if part.id not in waiting]
    links = [part for part in network.precedences if part.predecessor not in waiting and part.successor not in waiting]
    try:
        passes = schedule(activities, links)
    except Cycle as cycle:
        return None, msg("nothing can wait for itself: {members}", members=str(cycle))
    if not network.has_links:
        return passes, NO_LINKS
    if linked:
        first = network.rows[linked[0]]
        why = msg("{name}: {reason}", name=first.id, reason=first.remaining.reason or reasons.NO_CARDS)
        return passes, _and_more(why, len(linked) - 1)
    if not any(activity.duration for activity in activities):
        return passes, msg("nothing is left to do")
    return passes, None


def _and_more(why: Message, more: int) -> Message:
    return msg_n("{first}; and {n} more", "{first}; and {n} more", more, first=why) if more else why


def _waiting_for(unknown: frozenset[str], precedences: tuple[Precedence, ...]) -> frozenset[str]:
    """What is unknown, and all that comes after it."""
    after: dict[str, list[str]] = {}
    for link in precedences:
        after.setdefault(link.predecessor, []).append(link.successor)
    waiting, new = set(unknown), list(unknown)
    while new:
        for id_ in after.get(new.pop(), ()):
            if id_ not in waiting:
                waiting.add(id_)
                new.append(id_)
    return frozenset(waiting)


def _row(
    id_: str,
    network: PlanNetwork,
    found: Schedule | None,
    reason: Message | None,
    as_of: datetime,
    working: WorkingTime,
) -> ScheduleRow:
    row = network.rows[id_]
    times = found.times.get(id_) if found is not None and id_ not in network.done else None
    is_whole = times is not None and reason is None
    dates, why = _NO_DATES, reason
    if times is not None:
        late = times.late_start, times.late_finish
        dates = Dates(
            early_start_at=_start(working, as_of, times.early_start, row.remaining),
            early_finish_at=working.finish(as_of, times.early_finish * 60),
            late_start_at=_start(working, as_of, late[0], row.remaining) if is_whole else None,
            late_finish_at=working.finish(as_of, late[1] * 60) if is_whole else None,
        )
    elif id_ in network.done:
        why = reasons.DONE
    elif row.remaining.minutes is None:
        why = row.remaining.reason
    elif found is not None:
        why = msg("waits for {names}", names=_unknown_before(id_, network))
    return ScheduleRow(
        id=id_,
        kind=row.kind,
        name=row.name,
        remaining=row.remaining,
        is_linked=row.is_linked,
        dates=dates,
        total_slack=times.total_slack if times is not None and is_whole else None,
        free_slack=times.free_slack if times is not None and is_whole else None,
        is_critical=times.is_critical if times is not None and is_whole else None,
        reason=why,
    )


def _start(working: WorkingTime, as_of: datetime, minutes: int, remaining: Remaining) -> datetime | None:
    """When it starts: in working time, but for what takes none, which comes as soon as what is before it is over."""
    return working.start(as_of, minutes * 60) if remaining.minutes else working.finish(as_of, minutes * 60)


def _unknown_before(id_: str, network: PlanNetwork) -> Message:
    """The ones without a duration that something waits for, however far before it."""
    before: dict[str, list[str]] = {}
    for link in network.precedences:
        before.setdefault(link.successor, []).append(link.predecessor)
    seen, new = {id_}, [id_]
    while new:
        for other in before.get(new.pop(), ()):
            if other not in seen:
                seen.add(other)
                new.append(other)
    return joined(sorted(seen & network.without_duration))
