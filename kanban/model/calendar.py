"""The working calendar: on which days of the week and between which hours is worked, and on which dates otherwise."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Literal, get_args

import msgspec

from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, joined, msg
from kanban.text.weekdays import CHINESE

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
DATES_MOST = 5000
"""Most holidays, and most extra workdays: those of two centuries."""
_DAYS = r"([+-]?)(\d{1,7}(?:\.\d{1,6})?) *([dhm天时分]?)"
_SPAN = r"(\d\d?)(?::(\d\d))?-(\d\d?)(?::(\d\d))?"
_MIDNIGHT = 24 * 60


class Calendar(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """When is worked, by the clock on the wall. Without a calendar of its own a plan has this one."""

    workdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    hours: tuple[str, ...] = ("09:00-17:00",)
    """Spans of a workday, rising; the last may end at 24:00."""
    holidays: tuple[date, ...] = ()
    """Dates on which is not worked."""
    extra_workdays: tuple[date, ...] = ()
    """Dates on which is worked though the week says otherwise, as on days made up for a holiday."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The hours as minutes after midnight."""
        return tuple(span_of(text) for text in self.hours)

    @property
    def minutes_a_day(self) -> int:
        """How many minutes a workday has: what a working day is reckoned as."""
        return sum(end - begin for begin, end in self.spans)

    def is_workday(self, day: date) -> bool:
        """Whether is worked on a date."""
        if day in self.extra_workdays:
            return True
        return day not in self.holidays and self.is_weekly_workday(day)

    def is_weekly_workday(self, day: date) -> bool:
        """Whether a date lies on a day of the week on which is worked."""
        return WEEKDAYS[day.weekday()] in self.workdays


DEFAULT_CALENDAR = Calendar()


def span_of(text: str) -> tuple[int, int]:
    """`09:00-17:00` as minutes after midnight. Raises Refused."""
    match = re.fullmatch(_SPAN, text, re.ASCII)
    if match:
        hour, minute, last_hour, last_minute = (int(part or 0) for part in match.groups())
        begin, end = hour * 60 + minute, last_hour * 60 + last_minute
        if minute < 60 and last_minute < 60 and begin < end <= _MIDNIGHT:
            return begin, end
    raise Refused(msg("hours: {value!r} is no span of a day, such as 09:00-17:00", value=clean_line(text)[:40]))


def checked_calendar(calendar: Calendar) -> Calendar:
    """The calendar with its parts in order, each once. Raises Refused, naming the part and its value."""
    unknown = [day for day in calendar.workdays if day not in WEEKDAYS]
    if unknown:
        raise Refused(
            msg("workdays: {value!r} is none of {days}", value=clean_line(str(unknown[0]))[:40], days=joined(WEEKDAYS))
        )
    if not calendar.workdays:
        raise Refused(msg("workdays: a calendar needs one day of the week at least, or no work would ever be done"))
    if not calendar.hours:
        raise Refused(msg("hours: a workday needs working hours, such as 09:00-17:00"))
    spans = sorted({span_of(text) for text in calendar.hours})
    for (begin, end), (next_begin, next_end) in pairwise(spans):
        if next_begin < end:
            raise Refused(
                msg(
                    "hours: {one} and {other} overlap", one=span_text(begin, end), other=span_text(next_begin, next_end)
                )
            )
    for name, dates in (("holidays", calendar.holidays), ("extra_workdays", calendar.extra_workdays)):
        _check_dates(name, dates)
    both = sorted({*calendar.holidays} & {*calendar.extra_workdays})
    if both:
        raise Refused(msg("holidays: {date} is an extra workday as well", date=both[0]))
    return Calendar(
        workdays=tuple(day for day in WEEKDAYS if day in calendar.workdays),
        hours=tuple(span_text(*span) for span in spans),
        holidays=tuple(sorted(set(calendar.holidays))),
        extra_workdays=tuple(sorted(set(calendar.extra_workdays))),
    )


def _check_dates(name: str, dates: tuple[date, ...]) -> None:
    if len(dates) > DATES_MOST:
        raise Refused(msg("{name}: {n} dates, at most {most} are kept", name=name, n=len(dates), most=DATES_MOST))
    for day in dates:
        if not 1900 <= day.year <= 9000:
            raise Refused(msg("{name}: {date} lies outside the years 1900 to 9000", name=name, date=day))


def span_text(begin: int, end: int) -> str:
    """Minutes after midnight as `09:00-17:00`."""
    return f"{begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def typed_workdays(text: str) -> tuple[Weekday, ...]:
    """`mon-fri, sun`, `Monday, Tuesday`, `周一-周五`: the days of the week that are meant. Raises Refused."""
    days: list[Weekday] = []
    for part in _parts(text):
        first, _, last = part.partition("-")
        begin = _weekday(first)
        end = _weekday(last) if last else begin
        days += [WEEKDAYS[i % 7] for i in range(begin, (end if end >= begin else end + 7) + 1)]
    return tuple(dict.fromkeys(days))


def _weekday(text: str) -> int:
    name = text.strip()
    for sign in ("周", "星期"):
        if name.startswith(sign) and len(name) == len(sign) + 1:
            name = "日" if name[-1] == "天" else name[-1]
            if name in CHINESE:
                return CHINESE.index(name)
    known = [number for number, day in enumerate(WEEKDAYS) if name.startswith(day)]
    if len(known) != 1:
        raise Refused(msg("workdays: {value!r} is none of {days}", value=clean_line(text)[:40], days=joined(WEEKDAYS)))
    return known[0]


def typed_hours(text: str) -> tuple[str, ...]:
    """`9:00-12:00, 13:00-17:00`: the spans of a workday. Raises Refused."""
    return tuple(span_text(*span_of(part.replace(" ", ""))) for part in _parts(text))


def _parts(text: str) -> Iterable[str]:
    plain = folded(clean_line(text)).replace("、", ",").replace("–", "-").replace("—", "-")
    return [part.strip() for part in plain.split(",") if part.strip()]


def typed_days(text: str, calendar: Calendar, field: Words) -> float:
    """`2d`, `4h`, `30m`, `1.5`, `-1d` as working days of a calendar, to the minute. Raises Refused."""
    match = re.fullmatch(_DAYS, folded(clean_line(text)), re.ASCII)
    if match is None:
        raise Refused(
            msg("{field}: {value!r} is no working time, such as 2d, 1.5d or 4h", field=field,
                value=clean_line(text)[:40])
        )  # fmt: skip
    minutes = float(match[2]) * {"h": 60, "时": 60, "m": 1, "分": 1}.get(match[3], calendar.minutes_a_day)
    return (-1 if match[1] == "-" else 1) * round(minutes) / calendar.minutes_a_day
