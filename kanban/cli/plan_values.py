"""Links and the working calendar as plain values, for JSON."""

from typing import Any

from kanban.model.calendar import Calendar
from kanban.model.links import Link


def plain_link(link: Link) -> dict[str, Any]:
    """A link; its lag in working days."""
    return link._asdict()


def plain_calendar(calendar: Calendar) -> dict[str, Any]:
    """The calendar, with how long a working day is."""
    return {
        "workdays": list(calendar.workdays),
        "hours": list(calendar.hours),
        "working_day_seconds": calendar.minutes_a_day * 60,
        "holidays": [str(day) for day in calendar.holidays],
        "extra_workdays": [str(day) for day in calendar.extra_workdays],
    }
