"""What the plan's schedule rests on: estimates, links, the working calendar. The commands and their deciders."""

import math
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from kanban.commands.outcome import Command
from kanban.commands.plan_step import NOTHING, Decision, Stamp
from kanban.model.calendar import Calendar, Weekday, checked_calendar
from kanban.model.links import DAYS_MOST, LINK_TYPES, Cycle, Link, LinkType, is_card_end, no_end
from kanban.model.plan import Plan
from kanban.model.plan_events import CalendarSet, Estimated, Linked, Unlinked
from kanban.model.wbs import is_code, is_package
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, joined, msg


class SetEstimate(Command, frozen=True, tag="set_estimate"):
    """Estimate how many working days a work package takes from its start; None takes the estimate off."""

    code: str
    working_days: float | None


class SetLink(Command, frozen=True, tag="set_link"):
    """Link two ends (work packages, milestones, cards as `board/7`), or give their link another type or lag."""

    predecessor: str
    successor: str
    type: LinkType = "FS"
    lag_working_days: float = 0.0
    """Negative is a lead."""


class RemoveLink(Command, frozen=True, tag="remove_link"):
    """Take a link away."""

    predecessor: str
    successor: str


class SetCalendar(Command, frozen=True, tag="set_calendar"):
    """Give the plan another working calendar. Unset parts stay as they are."""

    workdays: tuple[Weekday, ...] | msgspec.UnsetType = msgspec.UNSET
    hours: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    holidays: tuple[date, ...] | msgspec.UnsetType = msgspec.UNSET
    extra_workdays: tuple[date, ...] | msgspec.UnsetType = msgspec.UNSET


AnyScheduleStep = SetEstimate | SetLink | RemoveLink | SetCalendar


def decide_schedule(plan: Plan, step: AnyScheduleStep, stamp: Stamp) -> Decision:
    """What a step does to the plan. Raises Refused."""
    match step:
        case SetEstimate():
            return _estimate(plan, step, stamp)
        case SetLink():
            return _link(plan, step, stamp)
        case RemoveLink():
            return _remove_link(plan, step, stamp)
        case SetCalendar():
            return _calendar(plan, step, stamp)


def _estimate(plan: Plan, command: SetEstimate, stamp: Stamp) -> Decision:
    node = plan.nodes.get(command.code)
    if node is None:
        raise Refused(msg("code: {code!r} is not in the plan", code=command.code))
    days = command.working_days
    if days is not None and not is_package(command.code):
        raise Refused(
            msg("estimate: {code} is no work package (level 3); it takes as long as those below it", code=command.code)
        )
    if days is not None and not (math.isfinite(days) and 0 < days <= DAYS_MOST):
        raise Refused(msg("estimate: {value} is not above 0 and at most {most} working days", value=days,
                          most=DAYS_MOST))  # fmt: skip
    if days == node.estimate_working_days:
        return (), msg("{name}: nothing changed", name=f"{node.code} {node.name}")
    return (Estimated(**stamp, code=node.code, working_days=days),), NOTHING


def _link(plan: Plan, command: SetLink, stamp: Stamp) -> Decision:
    predecessor, successor = (_end(plan, end) for end in (command.predecessor, command.successor))
    if command.type not in LINK_TYPES:
        raise Refused(msg("type: {value!r} is none of {types}", value=command.type, types=joined(LINK_TYPES)))
    lag = command.lag_working_days
    if not (math.isfinite(lag) and abs(lag) <= DAYS_MOST):
        raise Refused(msg("lag: {value} is more than {most} working days", value=lag, most=DAYS_MOST))
    link = Link(predecessor, successor, command.type, lag)
    if plan.links.get((predecessor, successor)) == link:
        return (), msg("{name}: nothing changed", name=f"{predecessor} -> {successor}")
    check_no_cycle(plan, [successor], link)
    event = Linked(**stamp, predecessor=predecessor, successor=successor, type=link.type, lag_working_days=lag)
    return (event,), NOTHING


def _end(plan: Plan, text: str) -> str:
    """The end of a link as the plan has it. Raises Refused."""
    milestone = plan.known_milestone(text)
    if text in plan.nodes and is_package(text):
        return text
    if is_code(text):
        if text in plan.nodes:
            raise Refused(msg("link: {code} is no work package (level 3); link those below it", code=text))
        raise Refused(msg("link: {code} is not in the plan", code=text))
    if is_card_end(text):
        return text
    if milestone is not None and milestone.id in plan.milestones:
        return milestone.id
    raise no_end(text)


def check_no_cycle(plan: Plan, ends: Iterable[str], more: Link | None = None) -> None:
    """Refuse what would make one of these ends wait for itself, with one link more.

    Milestones wait for the work packages that gate them.
    """
    into: dict[str, list[str]] = {}
    for link in plan.links.values():
        into.setdefault(link.successor, []).append(link.predecessor)
    if more is not None:
        into.setdefault(more.successor, []).append(more.predecessor)
    for end in ends:
        members = _circle(plan, into, end)
        if members:
            cycle = Cycle.of(members)
            raise Refused(msg("link: nothing can wait for itself: {members}", members=str(cycle)))


def _circle(plan: Plan, into: Mapping[str, list[str]], end: str) -> tuple[str, ...]:
    """What an end waits for, back to itself, in order; nothing where it does not."""
    then: dict[str, str] = {}
    """What each that was found comes before."""
    new = [end]
    while new:
        node = new.pop()
        for before in (*into.get(node, ()), *_gates(plan, node)):
            if before == end:
                members = [end]
                while node != end:
                    members.append(node)
                    node = then[node]
                return tuple(members)
            if before not in then:
                then[before] = node
                new.append(before)
    return ()


def _gates(plan: Plan, end: str) -> Iterable[str]:
    milestone = plan.milestones.get(end)
    if milestone is None or not milestone.gates:
        return ()
    return [node.code for node in plan.packages if milestone.gates_package(node.code)]


def _remove_link(plan: Plan, command: RemoveLink, stamp: Stamp) -> Decision:
    ends = tuple(_known_end(plan, end) for end in (command.predecessor, command.successor))
    if ends not in plan.links:
        raise Refused(msg("link: {predecessor} and {successor} are not linked", predecessor=ends[0], successor=ends[1]))
    return (Unlinked(**stamp, predecessor=ends[0], successor=ends[1]),), NOTHING


def _known_end(plan: Plan, text: str) -> str:
    milestone = plan.known_milestone(text)
    return milestone.id if milestone and not is_code(text) else clean_line(text)[:80]


def unlinked(plan: Plan, end: str, stamp: Stamp) -> tuple[Unlinked, ...]:
    """The end of all links of what leaves the plan."""
    return tuple(
        Unlinked(**stamp, predecessor=link.predecessor, successor=link.successor)
        for link in plan.links.values()
        if end in (link.predecessor, link.successor)
    )


def _calendar(plan: Plan, command: SetCalendar, stamp: Stamp) -> Decision:
    old = plan.calendar
    calendar = checked_calendar(
        Calendar(
            workdays=old.workdays if command.workdays is msgspec.UNSET else command.workdays,
            hours=old.hours if command.hours is msgspec.UNSET else command.hours,
            holidays=old.holidays if command.holidays is msgspec.UNSET else command.holidays,
            extra_workdays=old.extra_workdays if command.extra_workdays is msgspec.UNSET else command.extra_workdays,
        )
    )
    if calendar == old:
        return (), msg("the working calendar is that one already")
    event = CalendarSet(
        **stamp,
        workdays=calendar.workdays,
        hours=calendar.hours,
        holidays=calendar.holidays,
        extra_workdays=calendar.extra_workdays,
    )
    return (event,), NOTHING
