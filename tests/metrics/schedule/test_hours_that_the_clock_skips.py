"""Working time around the hours that a clock skips or has twice: nothing is worked twice, nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often

from kanban.metrics.schedule.working_time import WorkingTime
from kanban.model.calendar import WEEKDAYS, Calendar

pytestmark = pytest.mark.any_day
HOUR = 3600
NIGHT = Calendar(workdays=WEEKDAYS, hours=("00:00-02:50", "03:00-06:00"))
CHANGES = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Shanghai", date(2026, 10, 1)),
)
"""Days on which the clock is put forward or back, by an hour or half an hour, at midnight or at 2; in Apia by a day."""
moments = st.integers(-3 * 24 * 4, 3 * 24 * 4)


def midnight(zone: str, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def as_spans(marks: list[int]) -> tuple[str, ...]:
    """Pairs of quarters of an hour as working hours."""

    def clock(quarters: int) -> str:
        return f"{quarters // 4:02d}:{quarters % 4 * 15:02d}"

    return tuple(f"{clock(begin)}-{clock(end)}" for begin, end in zip(marks[::2], marks[1::2], strict=True))


quarters = st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True)
hours = quarters.map(lambda marks: as_spans(sorted(marks)[: len(marks) // 2 * 2]))


def test_a_break_within_the_hour_that_is_skipped_makes_no_hour_of_two() -> None:
    """In Berlin on 29 March 2026 the clock goes from 2:00 to 3:00: between midnight and 6:00 lie five hours."""
    working = WorkingTime(NIGHT, "Europe/Berlin")
    begin = midnight("Europe/Berlin", date(2026, 3, 29))
    worked = [working.between(begin, begin + timedelta(hours=after)) / HOUR for after in (1, 2, 3, 5, 23)]
    assert worked == [1, 2, 3, 5, 5]
    assert working.between(begin - timedelta(days=1), begin) / HOUR == pytest.approx(5 + 50 / 60), "on any other night"


def test_a_span_that_is_skipped_whole_is_worked_where_nothing_else_is() -> None:
    calendar = Calendar(workdays=WEEKDAYS, hours=("02:10-02:50", "03:00-04:00"))
    working, begin = WorkingTime(calendar, "Europe/Berlin"), midnight("Europe/Berlin", date(2026, 3, 29))
    assert working.between(begin, begin + timedelta(hours=23)) == HOUR, "2:10 is 3:10, within 3:00 to 4:00"
    assert working.start(begin) == begin + timedelta(hours=2)
    assert working.finish(begin, HOUR) == begin + timedelta(hours=3)


def test_a_day_that_never_was_is_not_worked() -> None:
    """Samoa had no 30 December 2011: Thursday the 29th was followed by Saturday the 31st."""
    working = WorkingTime(Calendar(workdays=WEEKDAYS), "Pacific/Apia")
    begin = midnight("Pacific/Apia", date(2011, 12, 29))
    days = [working.days_between(begin, begin + timedelta(days=after)) for after in (1, 2, 3)]
    assert days == [1, 2, 3], "the 29th, the 31st, the 1st"


@settings(max_examples=often(40))
@given(st.sampled_from(CHANGES), hours, moments, moments)
def test_no_more_is_worked_than_time_passes_and_never_less_than_nothing(
    change: tuple[str, date], spans: tuple[str, ...], first: int, last: int
) -> None:
    zone, day = change
    working, begin = WorkingTime(Calendar(workdays=WEEKDAYS, hours=spans), zone), midnight(zone, day)
    one_end, other_end = sorted(begin + timedelta(minutes=15 * mark) for mark in (first, last))
    worked = working.between(one_end, other_end)
    assert 0 <= worked <= (other_end - one_end).total_seconds()
    middle = one_end + (other_end - one_end) / 2
    assert working.between(one_end, middle) + working.between(middle, other_end) == pytest.approx(worked)


@settings(max_examples=often(40))
@given(st.sampled_from(CHANGES), moments, st.integers(1, 40))
def test_who_works_round_the_clock_works_as_long_as_time_passes(
    change: tuple[str, date], mark: int, length: int
) -> None:
    zone, day = change
    working = WorkingTime(Calendar(workdays=WEEKDAYS, hours=("00:00-24:00",)), zone)
    begin = midnight(zone, day) + timedelta(minutes=15 * mark)
    end = begin + timedelta(hours=length)
    assert working.between(begin, end) == length * HOUR
    assert working.finish(begin, length * HOUR) == end
    assert working.finish(end, -length * HOUR) == begin


@settings(max_examples=often(40))
@given(st.sampled_from(CHANGES), moments, st.integers(0, 60))
def test_working_time_that_has_passed_ends_where_it_is_counted_to(
    change: tuple[str, date], mark: int, worked: int
) -> None:
    zone, day = change
    working = WorkingTime(NIGHT, zone)
    begin = midnight(zone, day) + timedelta(minutes=15 * mark)
    for moment in (working.finish(begin, worked * 600), working.start(begin, worked * 600)):
        assert moment is not None
        assert begin <= moment
        assert working.between(begin, moment) == worked * 600
