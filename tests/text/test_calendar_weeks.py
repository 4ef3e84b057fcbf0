"""Days and weeks of a zone: from midnight to midnight, whatever daylight saving does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.calendar_weeks import days_between, midnight, monday, next_midnight, shifted

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Santiago")
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def local(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        ("2026-03-29 23:30", "2026-03-23"),  # the Sunday that has 23 hours
        ("2026-03-30 00:30", "2026-03-30"),
        ("2026-10-25 02:30", "2026-10-19"),  # the Sunday that has 25
        ("2026-10-26 00:00", "2026-10-26"),
        ("2027-01-01 12:00", "2026-12-28"),  # a week of two years
    ],
)
def test_a_week_begins_on_monday_at_midnight_in_the_zone(moment, begins):
    assert monday(local(moment), BERLIN) == local(begins)


def test_a_week_later_is_the_same_time_of_day_across_daylight_saving():
    assert shifted(local("2026-03-25 09:00"), 7, BERLIN) == local("2026-04-01 09:00")
    assert shifted(local("2026-10-28 09:00"), -7, BERLIN) == local("2026-10-21 09:00")
    assert local("2026-04-01 09:00") - local("2026-03-25 09:00") == timedelta(hours=167)


def test_the_days_of_a_span_are_those_of_the_calendar():
    assert days_between(local("2026-03-16"), local("2026-04-13"), BERLIN) == 28
    assert days_between(local("2026-10-12"), local("2026-11-09"), BERLIN) == 28
    assert days_between(local("2026-10-12"), local("2026-10-12 12:00"), BERLIN) == 0.5


@given(moments, st.sampled_from(ZONES))
def test_a_moment_lies_in_its_day_and_its_week(moment, zone):
    day, week = midnight(moment, zone), monday(moment, zone)
    assert week <= day <= moment < day + timedelta(hours=26)
    assert monday(day, zone) == monday(week, zone) == week
    assert 0 <= days_between(week, day, zone) < 6.1  # at Santiago a day may begin at one


@given(moments, st.integers(-1000, 1000), st.sampled_from(ZONES))
def test_there_and_back_is_where_one_was_but_for_the_hours_that_do_not_exist(moment, days, zone):
    there = shifted(moment, days, zone)
    assert abs(shifted(there, -days, zone) - moment) <= timedelta(hours=1)
    assert abs(days_between(moment, there, zone) - days) <= 1 / 24


@pytest.mark.parametrize(
    ("zone", "moment", "next_day"),
    [
        ("Africa/Cairo", "2026-04-23 12:00", "2026-04-24 01:00"),  # where midnight is skipped
        ("Africa/Cairo", "2026-04-24 01:00", "2026-04-25 00:00"),  # the first moment of that day
        ("Africa/Cairo", "2026-04-24 23:59", "2026-04-25 00:00"),
        (BERLIN, "2026-10-25 00:00", "2026-10-26 00:00"), (BERLIN, "2026-12-31 23:59", "2027-01-01 00:00"),
    ],
)  # fmt: skip
def test_the_next_day_begins_at_its_first_moment_though_this_one_has_no_midnight(zone, moment, next_day):
    assert next_midnight(local(moment, zone), zone) == local(next_day, zone)


@given(moments, st.sampled_from((*ZONES, "Africa/Cairo", "America/Havana")))
def test_the_next_day_begins_where_the_date_changes(moment, zone):
    following = next_midnight(moment, zone)
    dates = [
        (at.astimezone(ZoneInfo(zone))).date() for at in (moment, following - timedelta(milliseconds=1), following)
    ]
    assert (dates[1] - dates[0], dates[2] - dates[0]) == (timedelta(), timedelta(days=1))
