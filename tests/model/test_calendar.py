"""The working calendar as it is typed, checked and kept."""

from datetime import date

import pytest

from kanban.model.calendar import Calendar, checked_calendar, typed_hours, typed_workdays
from kanban.text.messages import Refused


def test_by_default_work_is_done_from_monday_to_friday_for_eight_hours():
    calendar = Calendar()
    assert calendar.minutes_a_day == 480
    week = [calendar.is_workday(date(2026, 11, day)) for day in range(23, 30)]
    assert week == [True] * 5 + [False] * 2


def test_a_holiday_is_off_and_an_extra_workday_is_on():
    calendar = Calendar(holidays=(date(2026, 10, 7),), extra_workdays=(date(2026, 10, 10),))
    assert not calendar.is_workday(date(2026, 10, 7))
    assert calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2026, 10, 11))


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", "mon tue wed thu fri"), ("Monday, Wed", "mon wed"), ("sat-mon", "sat sun mon"), ("sun", "sun"),
        ("周一-周五，周日", "mon tue wed thu fri sun"), ("星期六、星期天", "sat sun"), ("mon,mon", "mon"), ("", ""),
    ],
)  # fmt: skip
def test_days_of_the_week_are_typed_one_by_one_or_from_to(typed, days):
    assert typed_workdays(typed) == tuple(days.split())


@pytest.mark.parametrize("typed", ["8:00-12:00,13:00-17:00", "08:00 - 12:00, 13:00–17:00", "８:00-12:00，13:00-17:00"])
def test_hours_are_typed_as_spans(typed):
    assert typed_hours(typed) == ("08:00-12:00", "13:00-17:00")


def test_a_calendar_is_put_in_order():
    calendar = Calendar(("fri", "mon", "mon"), ("13:00-17:00", "08:00-12:00"), (date(2026, 5, 2), date(2026, 5, 1)))
    assert checked_calendar(calendar) == Calendar(
        ("mon", "fri"), ("08:00-12:00", "13:00-17:00"), (date(2026, 5, 1), date(2026, 5, 2))
    )


@pytest.mark.parametrize(
    ("calendar", "why"),
    [
        (Calendar(workdays=()),
         "workdays: a calendar needs one day of the week at least, or no work would ever be done"),
        (Calendar(workdays=("day",)), "workdays: 'day' is none of mon, tue, wed, thu, fri, sat, sun"),
        (Calendar(hours=()), "hours: a workday needs working hours, such as 09:00-17:00"),
        (Calendar(hours=("17:00-09:00",)), "hours: '17:00-09:00' is no span of a day, such as 09:00-17:00"),
        (Calendar(hours=("09:00-24:01",)), "hours: '09:00-24:01' is no span of a day, such as 09:00-17:00"),
        (Calendar(hours=("09:60-12:00",)), "hours: '09:60-12:00' is no span of a day, such as 09:00-17:00"),
        (Calendar(hours=("08:00-12:00", "11:00-17:00")), "hours: 08:00-12:00 and 11:00-17:00 overlap"),
        (Calendar(holidays=(date(1, 1, 1),)), "holidays: 0001-01-01 lies outside the years 1900 to 9000"),
        (Calendar(holidays=(date(2026, 5, 1),) * 5001), "holidays: 5001 dates, at most 5000 are kept"),
        (Calendar(holidays=(date(2026, 5, 1),), extra_workdays=(date(2026, 5, 1),)),
         "holidays: 2026-05-01 is an extra workday as well"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_in_words(calendar, why):
    with pytest.raises(Refused) as refusal:
        checked_calendar(calendar)
    assert str(refusal.value) == why


@pytest.mark.parametrize(("typed", "value"), [("mon-xyz", "xyz"), ("t", "t"), ("周八", "周八")])
def test_a_day_that_is_none_is_named(typed, value):
    with pytest.raises(Refused, match=f"workdays: '{value}' is none of mon"):
        typed_workdays(typed)
