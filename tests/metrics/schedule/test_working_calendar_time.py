"""Working time against other ways to count it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from often import often

from kanban.demo.calendar import Calendar as Steps
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.model.calendar import WEEKDAYS, Calendar

SHIFTS = Calendar(hours=("08:00-12:00", "13:00-17:00"))
HOUR = 3600
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


def at(zone, *when):
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shanghai(*when):
    return at("Asia/Shanghai", *when)


def test_twelve_working_days_as_microsoft_project_reckons_them():
    """The project of mpxj's task-links file: 96 hours from 18 October 2018 end on 2 November 17:00."""
    working = WorkingTime(SHIFTS, "UTC")
    assert working.finish(datetime(2018, 10, 18, 8, tzinfo=UTC), 96 * HOUR) == datetime(2018, 11, 2, 17, tzinfo=UTC)
    assert working.start(datetime(2018, 10, 18, 8, tzinfo=UTC), 88 * HOUR) == datetime(2018, 11, 2, 8, tzinfo=UTC)


def test_what_finishes_at_the_end_of_a_day_lets_the_next_start_in_the_morning():
    working = WorkingTime(Calendar(), "Asia/Shanghai")
    friday = shanghai(2026, 11, 27, 9)
    assert working.finish(friday, 8 * HOUR) == shanghai(2026, 11, 27, 17)
    assert working.start(friday, 8 * HOUR) == shanghai(2026, 11, 30, 9)
    assert working.between(shanghai(2026, 11, 27, 17), shanghai(2026, 11, 30, 9)) == 0
    assert working.start(shanghai(2026, 11, 28, 11)) == shanghai(2026, 11, 30, 9)
    assert working.finish(shanghai(2026, 11, 28, 11), 0) == shanghai(2026, 11, 28, 11)


def test_the_golden_week_is_left_out_and_its_extra_workday_counted():
    week = tuple(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
    working = WorkingTime(Calendar(holidays=week, extra_workdays=(date(2026, 10, 10),)), "Asia/Shanghai")
    assert working.days_between(shanghai(2026, 9, 30), shanghai(2026, 10, 12)) == 4  # 30 September, 8, 9, 10 October
    assert working.finish(shanghai(2026, 9, 30, 17), 3 * 8 * HOUR) == shanghai(2026, 10, 10, 17)


def test_a_night_shift_lasts_as_long_as_the_night_does():
    """In Berlin on 29 March 2026 the hour from 2 to 3 is left out, on 25 October it comes twice."""
    nights = Calendar(workdays=WEEKDAYS, hours=("00:00-06:00", "22:00-24:00"))
    working = WorkingTime(nights, "Europe/Berlin")
    hours = [
        working.between(at("Europe/Berlin", 2026, *day), at("Europe/Berlin", 2026, *day) + timedelta(hours=12)) / HOUR
        for day in ((3, 28), (3, 29), (10, 25))
    ]
    assert hours == [6, 5, 7]


def test_a_day_of_office_hours_is_as_long_whatever_the_clock_did_in_the_night():
    working = WorkingTime(Calendar(), "Europe/Berlin")
    assert working.finish(at("Europe/Berlin", 2026, 3, 27, 9), 16 * HOUR) == at("Europe/Berlin", 2026, 3, 30, 17)
    assert working.finish(at("Europe/Berlin", 2026, 10, 23, 9), 16 * HOUR) == at("Europe/Berlin", 2026, 10, 26, 17)


def test_a_span_within_the_hour_that_is_left_out_is_worked_an_hour_later():
    working = WorkingTime(Calendar(workdays=WEEKDAYS, hours=("02:10-02:50",)), "Europe/Berlin")
    begin, end = at("Europe/Berlin", 2026, 3, 28), at("Europe/Berlin", 2026, 3, 31)
    assert working.between(begin, end) == 3 * 40 * 60
    assert working.start(at("Europe/Berlin", 2026, 3, 29)) == at("Europe/Berlin", 2026, 3, 29, 3, 10)


def test_what_is_too_far_away_has_no_date():
    working = WorkingTime(Calendar(), "UTC")
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert working.finish(now, 20_000 * 8 * HOUR).year == 2103
    assert working.finish(now, 40_000 * 8 * HOUR) is None
    assert working.finish(now, -40_000 * 8 * HOUR) is None


@given(moments, st.integers(1, 3000))
def test_it_goes_the_way_that_steps_through_working_hours_go(moment, hours):
    working = WorkingTime(Calendar(hours=("08:00-18:00",)), "Asia/Shanghai")
    steps = Steps(ZoneInfo("Asia/Shanghai"))
    assert working.start(moment, hours * HOUR) == steps.later(moment, hours)
    assert working.between(moment, steps.later(moment, hours)) == hours * HOUR


calendars = st.builds(
    Calendar,
    st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
    st.sampled_from([("09:00-17:00",), ("08:00-12:00", "13:00-17:00"), ("00:00-03:30", "23:00-24:00")]),
    st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20).map(tuple),
)


@given(calendars, st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]), moments, st.integers(0, 20))
@settings(max_examples=often(40))
def test_time_between_is_that_of_the_quarters_of_an_hour_in_which_is_worked(calendar, zone, begin, days):
    end = begin + timedelta(days=days, hours=5)
    begin, end = (moment.replace(minute=moment.minute // 30 * 30) for moment in (begin, end))
    count, moment = 0, begin
    while moment < end:
        wall = moment.astimezone(ZoneInfo(zone))
        minute = wall.hour * 60 + wall.minute
        count += calendar.is_workday(wall.date()) and any(first <= minute < last for first, last in calendar.spans)
        moment += timedelta(minutes=30)
    assert WorkingTime(calendar, zone).between(begin, end) == count * 1800


@given(calendars, moments, st.integers(1, 500_000))
@settings(max_examples=often(60))
def test_what_was_added_lies_between_whichever_way_the_edge_is_taken(calendar, moment, seconds):
    working = WorkingTime(calendar, "America/New_York")
    finish, start = working.finish(moment, seconds), working.start(moment, seconds)
    assert working.between(moment, finish) == working.between(moment, start) == seconds
    assert moment < finish <= start
    assert working.between(finish, moment) == -seconds
    if finish.astimezone(ZoneInfo("America/New_York")).time() == time(17):
        assert start > finish
