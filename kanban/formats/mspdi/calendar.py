"""The base calendar of a project as the plan's working calendar."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from kanban.formats.mspdi.xml_file import Element
from kanban.model.calendar import DATES_MOST, WEEKDAYS, Calendar, Weekday, checked_calendar, span_text
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, joined, msg, msg_n

_TIME = re.compile(r"(\d\d):(\d\d):\d\d", re.ASCII)
_MIDNIGHT = 24 * 60
_DAY = timedelta(days=1)
Hours = tuple[str, ...]


class KnownCalendar(NamedTuple):
    """A calendar that was understood (None: it was not), and what was left out of it."""

    calendar: Calendar | None
    left_out: tuple[Message, ...]


def calendar_of(element: Element | None) -> KnownCalendar:
    """The working calendar that an element describes."""
    if element is None:
        return KnownCalendar(None, (msg("the working calendar: the file names none that it has"),))
    week: dict[Weekday, Hours] = {}
    exceptions = list(element.all("Exceptions", "Exception"))
    for day in element.all("WeekDays", "WeekDay"):
        number = day.value("DayType")
        if number == "0":
            exceptions.append(day)  # how files before 2007 write them
        elif number in tuple("1234567") and day.value("DayWorking") == "1":
            week[WEEKDAYS[(int(number) - 2) % 7]] = _hours(day)
    left_out: list[Message] = []
    hours = Counter(spans for spans in week.values() if spans).most_common(1)
    usual = hours[0][0] if hours else ()
    others = [day for day, spans in week.items() if spans != usual]
    if others:
        left_out.append(msg("hours of {days} that differ from those of the other workdays", days=joined(others)))
    off, on, recurring = _dates(exceptions)
    if recurring:
        left_out.append(msg_n("{n} exception of the calendar that comes again by a rule",
                              "{n} exceptions of the calendar that come again by a rule", recurring))  # fmt: skip
    try:
        calendar = checked_calendar(Calendar(tuple(week), usual, tuple(off - on), tuple(on)))
    except Refused as error:
        return KnownCalendar(None, (msg("the working calendar: {reason}", reason=error),))
    return KnownCalendar(calendar, tuple(left_out))


def _hours(day: Element) -> Hours:
    spans = []
    for time in day.all("WorkingTimes", "WorkingTime"):
        begin, end = (_minute(time.value(name)) for name in ("FromTime", "ToTime"))
        if begin is not None and end is not None:
            spans.append(span_text(begin, end or _MIDNIGHT))
    return tuple(sorted(spans))


def _minute(text: str) -> int | None:
    match = _TIME.fullmatch(clean_line(text))
    return int(match[1]) * 60 + int(match[2]) if match else None


def _dates(exceptions: list[Element]) -> tuple[set[date], set[date], int]:
    """Dates that are off, dates that are on, and how many exceptions follow a rule instead of being dates."""
    off: set[date] = set()
    on: set[date] = set()
    recurring = 0
    for exception in exceptions:
        begin, end = (_date(exception, name) for name in ("FromDate", "ToDate"))
        is_rule = exception.value("Type") not in ("", "0", "1", "9") or (
            exception.value("Period") not in ("", "0", "1")
        )
        if begin is None or end is None or is_rule or not 0 <= (end - begin).days < DATES_MOST:
            recurring += 1
            continue
        days = {begin + number * _DAY for number in range((end - begin).days + 1)}
        (on if exception.value("DayWorking") == "1" else off).update(days)
    return off, on, recurring


def _date(one: Element, name: str) -> date | None:
    for period in one.all("TimePeriod"):
        try:
            return date.fromisoformat(period.value(name)[:10])
        except ValueError:
            return None
    return None
