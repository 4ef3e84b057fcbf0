"""Links, estimates and the working calendar of a plan's file: what they say, and what differs (see `reading`)."""

from datetime import date, datetime
from typing import Any

import msgspec

from kanban.commands.plan_schedule import RemoveLink, SetCalendar, SetEstimate, SetLink
from kanban.commands.plan_schedule_described import days_text, link_text
from kanban.formats.plan_toml.change import Change
from kanban.formats.plan_toml.reading import Table, code_of, numbered, only_known, refused, shown_name, shown_value
from kanban.model.calendar import Calendar, checked_calendar, typed_days
from kanban.model.fields import is_nothing
from kanban.model.links import LINK_TYPES, Link, LinkType
from kanban.model.plan import Plan
from kanban.text.messages import Message, Refused, Words, joined, msg

_PARTS: dict[str, Message] = {
    "workdays": msg("workdays"),
    "hours": msg("hours"),
    "holidays": msg("holidays"),
    "extra_workdays": msg("extra workdays"),
}


def calendar_difference(plan: Plan, file: Table) -> tuple[Calendar, list[Change]]:
    """The calendar that is to be in force, and what has to be done for it. Raises Refused."""
    values, old = file.values.get("calendar"), plan.calendar
    if values is None:
        return old, []
    if not isinstance(values, dict):
        raise refused(file.place, msg("{key}: write it as a table under [{key}]", key="calendar"))
    table = Table(f"{file.place}: calendar", values)
    only_known(table, "calendar")
    try:
        new = checked_calendar(
            Calendar(
                workdays=_list(table, "workdays", str, old.workdays),
                hours=_list(table, "hours", str, old.hours),
                holidays=_list(table, "holidays", date, old.holidays),
                extra_workdays=_list(table, "extra_workdays", date, old.extra_workdays),
            )
        )
    except Refused as error:
        raise refused(file.place, msg("calendar: {reason}", reason=error)) from None
    command = SetCalendar(
        workdays=new.workdays, hours=new.hours, holidays=new.holidays, extra_workdays=new.extra_workdays
    )
    parts = [label for name, label in _PARTS.items() if getattr(old, name) != getattr(new, name)]
    message = msg("change the working calendar: {parts}", parts=joined(parts))
    return new, [Change(command, message)] if parts else []


def _list(table: Table, key: str, kind: type, old: tuple[Any, ...]) -> tuple[Any, ...]:
    value = table.values.get(key)
    if value is None:
        return old
    if isinstance(value, list) and all(isinstance(item, kind) and not isinstance(item, datetime) for item in value):
        return tuple(value)
    reason = (
        msg("{key}: {value} is no list of dates, such as [2026-10-01]", key=key, value=shown_value(value))
        if kind is date
        else msg("{key}: {value} is no list of texts", key=key, value=shown_value(value))
    )
    raise Refused(reason)


def estimate_difference(plan: Plan, table: Table, calendar: Calendar) -> list[Change]:
    """What has to be done for the estimate of a node. Raises Refused."""
    value, code = table.values.get("estimate"), code_of(table)
    if value is None:
        return []
    old = plan.nodes[code].estimate_working_days if code in plan.nodes else None
    nothing = isinstance(value, str) and is_nothing(value)
    days = None if nothing else _days(table, "estimate", calendar)
    if days == old:
        return []
    values: dict[str, Words] = {
        "code": code, "new": msg("none") if days is None else days_text(days),
        "old": msg("none") if old is None else days_text(old),
    }  # fmt: skip
    message = msg("estimate of node {code}: {new} instead of {old}", **values)
    return [Change(SetEstimate(code=code, working_days=days), message)]


def _days(table: Table, key: str, calendar: Calendar) -> float:
    value = table.values.get(key, 0)
    try:
        if isinstance(value, str):
            return typed_days(value, calendar, key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    except Refused as error:
        raise refused(table.place, error.message) from None
    except OverflowError:
        pass  # more digits than a float can have
    raise refused(
        table.place,
        msg("{field}: {value!r} is no working time, such as 2d, 1.5d or 4h", field=key, value=str(shown_value(value))),
    )


def links_difference(plan: Plan, file: Table, calendar: Calendar, prune: bool) -> tuple[list[Change], list[Change]]:
    """What has to be done for the links that the file names, and (to prune) for those that it does not."""
    wanted = [_link(plan, table, calendar) for table in numbered(file, "link")]
    seen: set[tuple[str, str]] = set()
    changes = []
    for link in wanted:
        ends = link[:2]
        values = {"predecessor": shown_name(link.predecessor), "successor": shown_name(link.successor)}
        if ends in seen:
            raise refused(file.place, msg("link: {predecessor} to {successor} stands in the file twice", **values))
        seen.add(ends)
        old = plan.links.get(ends)
        if old == link:
            continue
        command = SetLink(predecessor=link.predecessor, successor=link.successor, type=link.type,
                          lag_working_days=link.lag_working_days)  # fmt: skip
        message = msg("link {predecessor} to {successor}: {new}", **values, new=link_text(link))
        if old is not None:
            message = msg("link {predecessor} to {successor}: {new} instead of {old}", **values, new=link_text(link),
                          old=link_text(old))  # fmt: skip
        changes.append(Change(command, message))
    gone = [link for ends, link in plan.links.items() if prune and ends not in seen]
    return changes, [
        Change(
            RemoveLink(predecessor=link.predecessor, successor=link.successor),
            msg("unlink {predecessor} and {successor}", predecessor=link.predecessor, successor=link.successor),
        )
        for link in gone
    ]


def _link(plan: Plan, table: Table, calendar: Calendar) -> Link:
    only_known(table, "link")
    predecessor, successor = (_end(plan, table.required(key)) for key in ("from", "to"))
    return Link(predecessor, successor, _type(table), _days(table, "lag", calendar))


def _end(plan: Plan, text: str) -> str:
    """An end as the plan has it: `m6` in a file is the plan's `M6`."""
    known = plan.known_milestone(text)
    return known.id if known else text


def _type(table: Table) -> LinkType:
    text = table.text("type")
    if text is None:
        return "FS"
    try:
        known: LinkType = msgspec.convert(text, LinkType)
    except msgspec.ValidationError:
        reason = msg("type: {value!r} is none of {types}", value=text[:40], types=joined(LINK_TYPES))
        raise refused(table.place, reason) from None
    return known
