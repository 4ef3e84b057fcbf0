"""Dates of the working calendar as they are typed and shown: single ones and spans, days off and days made up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from kanban.model.calendar import DATES_MOST, Calendar
from kanban.text.clean import clean_line
from kanban.text.dates import local, parse
from kanban.text.messages import Refused, Words, msg
from kanban.text.numbers import whole_number

_DAY = timedelta(days=1)


class Days(msgspec.Struct, frozen=True):
    """On which dates is not worked, and on which though the week says otherwise. No date is both."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, calendar: Calendar) -> "Days":
        """Those of a calendar."""
        return cls(frozenset(calendar.holidays), frozenset(calendar.extra_workdays))

    def with_off(self, days: Iterable[date]) -> "Days":
        """With more days off."""
        more = frozenset(days)
        return Days(self.off | more, self.worked - more)

    def with_worked(self, days: Iterable[date]) -> "Days":
        """With more days on which is worked."""
        more = frozenset(days)
        return Days(self.off - more, self.worked | more)

    def with_both(self, off: Iterable[date], worked: Iterable[date]) -> "Days":
        """With more of either, as a law names them; what is both is worked."""
        both = self.worked.union(worked)
        return Days(self.off.union(off) - both, both)

    def as_usual(self, days: Iterable[date]) -> "Days":
        """With days that are again what the week says."""
        fewer = frozenset(days)
        return Days(self.off - fewer, self.worked - fewer)


def typed_day(text: str, zone: str, at: datetime, field: Words) -> date:
    """The day that is meant, in a time zone. Raises Refused, naming the field."""
    return local(parse(text, zone, at, False, field), zone).date()


def typed_span(text: str, zone: str, at: datetime, field: Words) -> list[date]:
    """A date, or all dates of a span `FROM..TO`. Raises Refused, naming the field."""
    first, dots, last = text.partition("..")
    begin = typed_day(first, zone, at, field)
    end = typed_day(last, zone, at, field) if dots else begin
    days = (end - begin).days
    if not 0 <= days < DATES_MOST:
        raise Refused(msg("{field}: {begin} to {end} is no span of dates", field=field, begin=str(begin), end=str(end)))
    return [begin + number * _DAY for number in range(days + 1)]


def typed_years(texts: Sequence[str], this_year: int) -> tuple[int, ...]:
    """The years that are meant; without any this one and the next. Raises Refused."""
    years: dict[int, None] = {}
    for text in texts:
        year = whole_number(text, 1900, 2199)
        if year is None:
            raise Refused(msg("year: {value!r} is no year from 1900 to 2199", value=clean_line(text)[:40]))
        years[year] = None
    return tuple(years) or (this_year, this_year + 1)


def date_spans(dates: Iterable[date]) -> list[tuple[date, date]]:
    """Dates in order, those that follow each other as one span: its first and its last."""
    spans: list[tuple[date, date]] = []
    for day in sorted(dates):
        if spans and day - spans[-1][1] == _DAY:
            spans[-1] = spans[-1][0], day
        else:
            spans.append((day, day))
    return spans


def date_span_text(begin: date, end: date) -> str:
    """A span as it is typed: `2026-10-01..2026-10-07`, a single date as itself."""
    return f"{begin}..{end}" if end != begin else str(begin)
