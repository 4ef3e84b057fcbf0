"""Dates of the working calendar: typed, put together, counted; a year as the state laid it down."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.model.calendar import (
    DATES_MOST,
    DEFAULT_CALENDAR,
    WEEKDAYS,
    Calendar,
    checked_calendar,
    span_of,
    span_text,
    typed_days,
    typed_hours,
    typed_workdays,
)
from kanban.model.calendar_dates import Days, date_span_text, date_spans, typed_day, typed_span, typed_years
from kanban.text.messages import Refused

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
"""A Saturday."""
days = st.dates(date(2025, 12, 20), date(2026, 1, 20))
many_days = st.sets(days, max_size=12)
steps_of_days = st.lists(st.tuples(st.sampled_from(("off", "worked", "usual")), many_days), max_size=5)
minutes = st.integers(0, 24 * 60)
spans = st.tuples(minutes, minutes).map(sorted).filter(lambda span: span[0] < span[1])


def dates(text: str) -> tuple[date, ...]:
    """`01-01..01-03 05-09` of 2026, one by one."""
    out: list[date] = []
    for part in text.split():
        first, _, last = part.partition("..")
        begin, end = (date.fromisoformat(f"2026-{each}") for each in (first, last or first))
        out += [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    return tuple(out)


def test_a_chinese_year_has_as_many_working_days_as_the_ministry_counts():
    """365 days less 104 of rest less 13 of statutory holidays: notice of the Chinese ministry of labour, January 2025.

    The dates are those that the State Council's general office announced for 2026 on 4 November 2025.
    """
    off = dates("01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07")
    made_up = dates("01-04 02-14 02-28 05-09 09-20 10-10")
    calendar = checked_calendar(Calendar(holidays=off, extra_workdays=made_up))
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(map(calendar.is_workday, year)) == 248
    assert not any(map(calendar.is_workday, off))
    assert all(map(calendar.is_workday, made_up))
    assert not any(map(calendar.is_weekly_workday, made_up))


def test_a_dutch_year_of_four_days_a_week_counts_as_its_hours():
    calendar = Calendar(("mon", "tue", "wed", "thu"), ("08:30-12:00", "12:30-18:00"))
    assert calendar.spans == ((510, 720), (750, 1080))
    assert calendar.minutes_a_day == 540


@given(many_days, many_days, st.sets(st.sampled_from(WEEKDAYS)), days)
def test_a_day_is_worked_if_the_calendar_names_it_else_by_the_week_unless_it_is_off(off, extra, week, day):
    calendar = Calendar(workdays=tuple(week), holidays=tuple(off), extra_workdays=tuple(extra))
    in_the_week = day.strftime("%a").lower() in week
    assert calendar.is_weekly_workday(day) == in_the_week
    assert calendar.is_workday(day) == (day in extra or (in_the_week and day not in off))


@given(steps_of_days, days)
def test_the_last_word_on_a_date_holds_and_no_date_is_both(steps, day):
    known, wanted = Days(), "usual"
    for word, some in steps:
        known = {"off": known.with_off, "worked": known.with_worked, "usual": known.as_usual}[word](some)
        wanted = word if day in some else wanted
    assert not known.off & known.worked
    assert (day in known.off, day in known.worked) == (wanted == "off", wanted == "worked")


@given(many_days, many_days, many_days, many_days)
def test_what_a_law_names_as_both_is_worked(off, worked, more_off, more_worked):
    before = Days().with_off(off).with_worked(worked)
    known = before.with_both(more_off, more_worked)
    assert known.worked == before.worked | more_worked
    assert known.off == (before.off | more_off) - known.worked
    calendar = checked_calendar(Calendar(holidays=tuple(known.off), extra_workdays=tuple(known.worked)))
    assert Days.of(calendar) == known


@pytest.mark.parametrize(
    ("typed", "first", "last", "count"),
    [
        ("2026-10-01..2026-10-07", "2026-10-01", "2026-10-07", 7),
        ("2026-12-30..2027-01-02", "2026-12-30", "2027-01-02", 4),
        ("2028-02-28..2028-03-01", "2028-02-28", "2028-03-01", 3),
        ("2026-10-25..2026-10-26", "2026-10-25", "2026-10-26", 2),
        ("2026-10-01", "2026-10-01", "2026-10-01", 1),
        ("tomorrow .. +3d", "2026-11-29", "2026-12-01", 3),
        ("12月30日..12月31日", "2026-12-30", "2026-12-31", 2),
        ("2026-10-01..2026-10-01", "2026-10-01", "2026-10-01", 1),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_a_span_is_all_its_dates_over_years_leap_days_and_changes_of_the_clock(typed, first, last, count, zone):
    span = typed_span(typed, zone, NOON, "holidays")
    assert (str(span[0]), str(span[-1]), len(span)) == (first, last, count)
    assert span == [span[0] + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2026-10-07..2026-10-01", "off: 2026-10-07 to 2026-10-01 is no span of dates"),
        ("2000-01-01..2026-01-01", "off: 2000-01-01 to 2026-01-01 is no span of dates"),
        ("2026-02-30", "off: '2026-02-30' is no possible date; write it like"),
        ("..2026-10-01", "off: '' is not understood; write it like"),
        ("2026-10-01..", "off: '' is not understood; write it like"),
        ("2026-10-01..soon", "off: 'soon' is not understood; write it like"),
    ],
)
def test_what_is_no_span_is_refused_naming_the_field(typed, why):
    with pytest.raises(Refused) as refusal:
        typed_span(typed, "UTC", NOON, "off")
    assert str(refusal.value).startswith(why)


def test_the_longest_span_is_as_long_as_a_calendar_keeps_dates():
    last = date(2000, 1, 1) + timedelta(days=DATES_MOST - 1)
    assert len(typed_span(f"2000-01-01..{last}", "UTC", NOON, "off")) == DATES_MOST
    with pytest.raises(Refused, match="is no span of dates"):
        typed_span(f"2000-01-01..{last + timedelta(days=1)}", "UTC", NOON, "off")


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 28, 15, 59, tzinfo=UTC), "2026-11-29"),
        ("Asia/Shanghai", datetime(2026, 11, 28, 16, tzinfo=UTC), "2026-11-30"),
        ("America/Los_Angeles", datetime(2026, 11, 28, 7, 59, tzinfo=UTC), "2026-11-28"),
        ("America/Los_Angeles", datetime(2026, 11, 28, 8, tzinfo=UTC), "2026-11-29"),
        ("Pacific/Kiritimati", datetime(2026, 12, 31, 10, tzinfo=UTC), "2027-01-02"),
    ],
)
def test_tomorrow_is_the_next_day_where_the_plan_is(zone, at, day):
    assert str(typed_day("tomorrow", zone, at, "off")) == day


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=40))
def test_dates_as_spans_are_the_same_dates_typed_and_no_two_spans_touch(some):
    shown = date_spans(some)
    again = [typed_span(date_span_text(*span), "UTC", NOON, "off") for span in shown]
    assert [day for span in again for day in span] == sorted(some)
    assert all((later[0] - span[1]).days > 1 for span, later in pairwise(shown))


@pytest.mark.parametrize(
    ("typed", "years"),
    [((), (2026, 2027)), (("2028",), (2028,)), (("2030", "1900", "2030", "2199"), (2030, 1900, 2199))],
)
def test_years_are_those_named_each_once_or_this_one_and_the_next(typed, years):
    assert typed_years(typed, 2026) == years


@pytest.mark.parametrize("typed", ["1899", "2200", "20266", "２０２６", "-2026", "soon", "", "2026 "])
def test_what_is_no_year_is_named(typed):
    with pytest.raises(Refused) as refusal:
        typed_years(("2026", typed), 2026)
    assert str(refusal.value) == f"year: {typed.strip()!r} is no year from 1900 to 2199"


@pytest.mark.parametrize(
    ("typed", "working_days"),
    [
        ("2d", 2.0), ("1.5", 1.5), ("4h", 0.5), ("4 h", 0.5), ("30m", 0.0625), ("-1d", -1.0), ("+2d", 2.0),
        ("2天", 2.0), ("4时", 0.5), ("30分", 0.0625), ("２ｄ", 2.0), ("0", 0.0), ("0.001", 0.0), ("1H", 0.125),
        ("10000", 10_000.0),
    ],
)  # fmt: skip
def test_working_time_is_typed_in_days_hours_or_minutes_and_kept_to_the_minute(typed, working_days):
    assert typed_days(typed, DEFAULT_CALENDAR, "lag") == working_days


def test_an_hour_is_more_of_a_shorter_day():
    assert typed_days("3h", Calendar(hours=("09:00-12:00",)), "estimate") == 1.0
    assert typed_days("1d", Calendar(hours=("00:00-24:00",)), "estimate") == 1.0
    assert typed_days("24h", Calendar(hours=("00:00-24:00",)), "estimate") == 1.0


@pytest.mark.parametrize("typed", ["", "d", "2w", "1e3", "--2d", "2d 4h", "1,5d", "٣d", "9" * 8, "two days", "2 d d"])
def test_what_is_no_working_time_is_refused_naming_the_field(typed):
    with pytest.raises(Refused) as refusal:
        typed_days(typed, DEFAULT_CALENDAR, "lag")
    assert str(refusal.value) == f"lag: {typed!r} is no working time, such as 2d, 1.5d or 4h"


@given(st.lists(spans, min_size=1, max_size=4))
def test_hours_that_do_not_overlap_are_a_calendar_in_their_order_and_others_are_refused(some):
    hours = tuple(span_text(*span) for span in some)
    overlap = any(a != b and a[0] < b[1] and b[0] < a[1] for a in some for b in some)
    if overlap:
        with pytest.raises(Refused, match="overlap"):
            checked_calendar(Calendar(hours=hours))
        return
    calendar = checked_calendar(Calendar(hours=hours))
    assert list(calendar.spans) == sorted({tuple(span) for span in some})
    assert calendar.minutes_a_day == len({minute for begin, end in some for minute in range(begin, end)})
    assert typed_hours(", ".join(calendar.hours)) == calendar.hours
    assert checked_calendar(calendar) == calendar


@pytest.mark.parametrize(
    ("text", "span"),
    [("9-17", (540, 1020)), ("00:00-24:00", (0, 1440)), ("9:05-9:06", (545, 546)), ("23:59-24:00", (1439, 1440))],
)
def test_a_span_of_a_day_is_read_to_the_minute(text, span):
    assert span_of(text) == span


@pytest.mark.parametrize("text", ["", "9", "9-9", "9:00-8:59", "25-26", "9:5-10", "09:00-24:01", "9:60-10", "٩-17"])
def test_what_is_no_span_of_a_day_is_refused(text):
    with pytest.raises(Refused, match="is no span of a day, such as 09:00-17:00"):
        span_of(text)


@given(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=5))
def test_days_of_the_week_are_typed_in_any_of_their_ways(week):
    numbers = [WEEKDAYS.index(day) for day in week]
    for names in (week, ["周" + "一二三四五六日"[n] for n in numbers], ["星期" + "一二三四五六天"[n] for n in numbers]):
        assert typed_workdays(", ".join(names)) == tuple(dict.fromkeys(week))
        assert set(typed_workdays("、".join(name.upper() for name in names))) == set(week)


@given(st.integers(0, 6), st.integers(0, 6))
def test_from_a_day_to_another_goes_on_over_the_weekend(first, last):
    span = typed_workdays(f"{WEEKDAYS[first]}-{WEEKDAYS[last]}")
    assert (span[0], span[-1], len(span)) == (WEEKDAYS[first], WEEKDAYS[last], (last - first) % 7 + 1)
    assert all((WEEKDAYS.index(later) - WEEKDAYS.index(day)) % 7 == 1 for day, later in pairwise(span))
