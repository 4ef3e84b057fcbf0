"""What was done to estimates, links and the working calendar, told from the events, with what was before."""

from collections.abc import Sequence
from datetime import date

from kanban.model.calendar import Calendar
from kanban.model.links import Link
from kanban.model.plan import Plan
from kanban.model.plan_events import CalendarSet, Estimated, Linked, Unlinked
from kanban.text.clean import clean_line
from kanban.text.messages import Message, joined, msg, msg_n

_DATES_SHOWN = 3


def schedule_event(before: Plan, event: Estimated | Linked | Unlinked | CalendarSet) -> Message:
    """One event in words; `before` is the plan that it changed."""
    match event:
        case Estimated():
            return _estimated(before, event)
        case Linked():
            return _linked(before, event)
        case Unlinked():
            return msg("unlinked {predecessor} and {successor}", predecessor=event.predecessor,
                       successor=event.successor)  # fmt: skip
        case CalendarSet():
            return _calendar(before.calendar, event.calendar)


def days_text(days: float) -> str:
    """A number of working days as it is typed and shown: `2d`, `0.5d`, `-1d`."""
    return f"{round(days, 4):g}d"


def link_text(link: Link) -> str:
    """Type and lag of a link: `FS`, `SS +2d`, `FS -1d`."""
    sign = "+" if link.lag_working_days > 0 else ""
    return f"{link.type} {sign}{days_text(link.lag_working_days)}" if link.lag_working_days else link.type


def _estimated(before: Plan, event: Estimated) -> Message:
    node = before.nodes.get(event.code)
    name = f"{event.code} {clean_line(node.name)}" if node else event.code
    old = node.estimate_working_days if node else None
    if event.working_days is None:
        return msg("took the estimate of {name} off", name=name)
    if old is None:
        return msg("estimated {name} at {new}", name=name, new=days_text(event.working_days))
    return msg("changed the estimate of {name} from {old} to {new}", name=name, old=days_text(old),
               new=days_text(event.working_days))  # fmt: skip


def _linked(before: Plan, event: Linked) -> Message:
    new = Link(event.predecessor, event.successor, event.type, event.lag_working_days)
    old = before.links.get((event.predecessor, event.successor))
    values = {"predecessor": event.predecessor, "successor": event.successor}
    if old is None:
        return msg("linked {predecessor} to {successor} ({new})", **values, new=link_text(new))
    return msg("changed the link of {predecessor} to {successor} from {old} to {new}", **values,
               old=link_text(old), new=link_text(new))  # fmt: skip


def _calendar(old: Calendar, new: Calendar) -> Message:
    parts: list[Message] = []
    if new.workdays != old.workdays:
        parts.append(msg("workdays {days}", days=joined(new.workdays)))
    if new.hours != old.hours:
        parts.append(msg("hours {hours}", hours=joined(new.hours)))
    parts += _dates_changed(msg("holidays"), old.holidays, new.holidays)
    parts += _dates_changed(msg("extra workdays"), old.extra_workdays, new.extra_workdays)
    return msg("set the working calendar: {parts}", parts=joined(parts))


def _dates_changed(what: Message, old: Sequence[date], new: Sequence[date]) -> list[Message]:
    came, went = sorted({*new} - {*old}), sorted({*old} - {*new})
    parts = []
    if came:
        parts.append(msg("{what} +{dates}", what=what, dates=_dates(came)))
    if went:
        parts.append(msg("{what} -{dates}", what=what, dates=_dates(went)))
    return parts


def _dates(dates: Sequence[date]) -> Message:
    names, more = joined(map(str, dates[:_DATES_SHOWN])), len(dates) - _DATES_SHOWN
    return msg_n("{names} and {n} more", "{names} and {n} more", more, names=names) if more > 0 else names
