"""What was planned to be earned by any moment, on any calendar, in any zone; and why it may not be known."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, START, Desk, hour
from often import often
from plan_maker import Planner

from kanban.commands.plan import SetNode, SetProject
from kanban.commands.plan_costs import SetBudget, SetCurrency
from kanban.commands.plan_schedule import SetCalendar
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.earned_value import Value, added
from kanban.metrics.value.plan_earned_value import WEEKS_MOST, WeekValue, plan_value, weekly_values
from kanban.metrics.value.planned_value import PlannedValue, Span, span_of
from kanban.model.calendar import WEEKDAYS
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.text.messages import Message

pytestmark = pytest.mark.any_day
DAY = 24
MONDAY = date(2026, 3, 2)
"""The story begins on it at 8:00 in UTC."""
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "America/Santiago")


def budgeted(
    start: date | None = MONDAY, finish: date | None = None, amount: int = 100_000, zone: str = "UTC"
) -> Planner:
    pm = Planner().give(SetProject(timezone=zone)).give(SetCurrency(currency="CNY"))
    return pm.give(SetBudget(code="1.1.1", amount=amount, start=start, finish=finish))


def at(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type]


def planned(plan: Plan, moment: datetime, code: str = "1.1.1") -> Fraction | None:
    return PlannedValue(plan).of(code, moment).amount


def reason(plan: Plan, code: str = "1.1.1") -> str:
    span = span_of(plan, code)
    assert isinstance(span, Message)
    value = PlannedValue(plan).of(code, hour(0))
    assert value == Value.missing(span)
    return str(span)


@pytest.mark.parametrize("zone", ZONES)
def test_a_span_begins_with_its_first_day_and_ends_with_its_last_in_the_zone_of_the_plan(zone: str) -> None:
    plan = budgeted(MONDAY, date(2026, 3, 6), zone=zone).plan
    assert span_of(plan, "1.1.1") == Span(at(zone, 2026, 3, 2), at(zone, 2026, 3, 7))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("clock", "share"), [((3, 9), 20), ((3, 13), 30), ((4, 0), 40), ((4, 17), 60)])
def test_each_working_day_earns_alike_at_the_hours_of_that_zone(zone: str, clock: tuple[int, int], share: int) -> None:
    plan = budgeted(MONDAY, date(2026, 3, 6), zone=zone).plan
    assert planned(plan, at(zone, 2026, 3, *clock)) == share * 1_000


@pytest.mark.parametrize(
    ("calendar", "moment", "share"),
    [
        (SetCalendar(hours=("08:00-12:00", "13:00-17:00")), (3, 2, 12), Fraction(1, 10)),
        (SetCalendar(hours=("08:00-12:00", "13:00-17:00")), (3, 2, 13), Fraction(1, 10)),
        (SetCalendar(hours=("08:00-12:00", "13:00-17:00")), (3, 2, 14, 30), Fraction(11, 80)),
        (SetCalendar(workdays=("sat",), extra_workdays=(MONDAY,)), (3, 2, 17), Fraction(1)),
        (SetCalendar(workdays=("mon", "wed")), (3, 4, 13), Fraction(3, 4)),
        (SetCalendar(holidays=(MONDAY, date(2026, 3, 5))), (3, 3, 17), Fraction(1, 3)),
    ],
    ids=["before lunch", "after lunch", "in the afternoon", "extra workday", "two days a week", "holidays"],
)
def test_what_is_no_working_time_earns_nothing(calendar: SetCalendar, moment: tuple[int, ...], share: Fraction) -> None:
    plan = budgeted(MONDAY, date(2026, 3, 6)).give(calendar).plan
    assert planned(plan, at("UTC", 2026, *moment)) == 100_000 * share


def test_a_span_without_working_time_is_earned_by_the_clock() -> None:
    """A weekend, on which nobody works, with an hour less in Berlin."""
    zone = "Europe/Berlin"
    plan = budgeted(date(2026, 3, 28), date(2026, 3, 29), amount=47, zone=zone).plan
    begin = at(zone, 2026, 3, 28)
    assert [planned(plan, begin + timedelta(hours=after)) for after in (0, 1, 24, 46, 47, 48)] == [0, 1, 24, 46, 47, 47]


def test_a_single_day_is_a_span() -> None:
    plan = budgeted(MONDAY, MONDAY).plan
    assert [planned(plan, at("UTC", 2026, 3, 2, clock)) for clock in (9, 11, 17)] == [0, 25_000, 100_000]


def test_the_plan_begins_with_its_first_event_and_the_earliest_baseline_ends_it() -> None:
    pm = budgeted(None)
    assert reason(pm.plan).startswith("no milestone with a baseline date waits for it")
    pm.milestone("Deck").milestone("Girders", ("1.1.1",)).milestone("Rails", ("1.1.2",))
    assert reason(pm.plan).startswith("no milestone with a baseline date waits for it")
    pm.promise(9 * DAY, milestone="M1").promise(12 * DAY, milestone="M2").promise(DAY, milestone="M3")
    assert span_of(pm.plan, "1.1.1") == Span(START, hour(9 * DAY)), "that of the rails waits for something else"
    pm.promise(14 * DAY, at=1, milestone="M1")
    assert span_of(pm.plan, "1.1.1") == Span(START, hour(12 * DAY)), "the one now in force"
    pm.remove(2, milestone="M2")
    assert span_of(pm.plan, "1.1.1") == Span(START, hour(14 * DAY))
    pm.give(SetBudget(code="1.1.1", amount=5, start=MONDAY, finish=date(2026, 3, 3)), 3)
    assert span_of(pm.plan, "1.1.1") == Span(at("UTC", 2026, 3, 2), at("UTC", 2026, 3, 4)), "its own days come first"


@pytest.mark.parametrize(("begin", "is_span"), [(4, True), (5, False), (6, False)])
def test_a_span_that_ends_with_its_beginning_or_before_is_none(begin: int, is_span: bool) -> None:
    pm = budgeted(MONDAY + timedelta(days=begin)).milestone().promise(5 * DAY - 8)
    assert isinstance(span_of(pm.plan, "1.1.1"), Span) is is_span
    if not is_span:
        assert reason(pm.plan) == "its span ends before it begins"


def test_without_a_budget_and_in_an_empty_plan_nothing_is_planned() -> None:
    pm = budgeted(MONDAY, MONDAY)
    assert reason(pm.plan, "1.1.2") == reason(EMPTY_PLAN) == "no budget"
    assert PlannedValue(EMPTY_PLAN).spans == {}


@pytest.mark.parametrize(("year", "is_span"), [(2126, True), (2127, False)])
def test_a_span_of_more_than_a_century_is_refused(year: int, is_span: bool) -> None:
    plan = budgeted(MONDAY, date(year, 3, 2)).plan
    assert isinstance(span_of(plan, "1.1.1"), Span) is is_span
    if is_span:
        half = planned(plan, at("UTC", 2076, 3, 2))
        assert half is not None
        assert abs(half - 50_000) < 50
    else:
        assert reason(plan) == "its span is longer than a century"


calendars = st.builds(
    SetCalendar,
    workdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
    hours=st.sampled_from([("09:00-17:00",), ("08:00-12:00", "13:30-17:00"), ("00:00-03:30", "22:30-24:00")]),
    holidays=st.sets(st.dates(date(2026, 3, 1), date(2026, 3, 31)), max_size=6).map(tuple),
)


def slowly(plan: Plan, begin: date, finish: date, moment: datetime) -> Fraction:
    """By the half hours of the span in which is worked; in one without any by all of them."""
    zone, end = ZoneInfo(plan.timezone), at(plan.timezone, *(finish + timedelta(days=1)).timetuple()[:3])
    step, halves = at(plan.timezone, *begin.timetuple()[:3]), []
    while step < end:
        wall = step.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        is_worked = plan.calendar.is_workday(wall.date()) and any(
            first <= minute < last for first, last in plan.calendar.spans
        )
        halves.append((step, is_worked))
        step += timedelta(minutes=30)
    counted = [start for start, is_worked in halves if is_worked] or [start for start, _ in halves]
    return Fraction(100_000 * sum(start < moment for start in counted), len(counted))


@settings(max_examples=often(60), deadline=None)
@given(
    calendars,
    st.sampled_from(ZONES),
    st.dates(date(2026, 3, 1), date(2026, 3, 31)),
    st.integers(0, 9),
    st.integers(-48, 600),
)
def test_the_planned_value_is_the_share_of_the_half_hours_in_which_is_worked(
    calendar: SetCalendar, zone: str, begin: date, days: int, halves: int
) -> None:
    finish = begin + timedelta(days=days)
    plan = budgeted(begin, finish, zone=zone).give(calendar).plan
    moment = at(zone, *begin.timetuple()[:3]) + timedelta(minutes=30 * halves)
    assert planned(plan, moment) == slowly(plan, begin, finish, moment)


def weeks_of(pm: Planner, moment: datetime, desk: Desk | None = None) -> list[WeekValue]:
    boards = (desk.board,) if desk is not None else ()
    return weekly_values(plan_value(roll_up(pm.plan, boards, moment)), boards)


@pytest.mark.parametrize("zone", ZONES)
def test_every_point_of_the_curves_is_a_monday_at_midnight_whatever_the_clock_does(zone: str) -> None:
    """From the Monday of the first week to the first one after the plan's end, and the moment itself."""
    moment = at(zone, 2026, 4, 8, 15)
    weeks = weeks_of(budgeted(date(2026, 3, 4), date(2026, 4, 24), zone=zone), moment)
    moments = [week.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for week in weeks if week.at != moment]
    assert moments == [datetime(2026, 3, 2) + timedelta(days=7 * number) for number in range(9)]
    assert [week.at for week in weeks] == sorted({week.at for week in weeks})
    assert moment in [week.at for week in weeks]
    assert (weeks[0].pv.amount, weeks[-1].pv.amount) == (0, 100_000)


def test_the_curves_go_on_to_the_moment_after_the_end_and_begin_five_years_before_it_at_most() -> None:
    pm = budgeted(MONDAY, date(2026, 3, 6))
    late = weeks_of(pm, at("UTC", 2026, 4, 8))
    assert [week.at.day for week in late] == [2, 9, 16, 23, 30, 6, 8]
    ages = weeks_of(pm, at("UTC", 2036, 3, 3))
    assert (len(ages), ages[0].at) == (WEEKS_MOST + 1, at("UTC", 2036, 3, 3) - WEEKS_MOST * timedelta(days=7))
    century = weeks_of(budgeted(MONDAY, date(2110, 3, 6)), at("UTC", 2026, 4, 8))
    assert len(century) == 3 * WEEKS_MOST


def test_without_a_span_there_is_the_moment_alone() -> None:
    (week,) = weeks_of(budgeted(MONDAY), hour(30))
    assert (week.at, week.pv.amount, week.ev.amount, week.ac.amount) == (hour(30), None, 0, 0)
    (bare,) = weeks_of(Planner(), hour(30))
    assert (bare.pv.amount, bare.ev.amount, str(bare.pv.reason)) == (None, None, "no budget")


@settings(max_examples=often(25), deadline=None)
@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 40 * DAY)), max_size=6),
    st.integers(1, 40 * DAY),
)
def test_each_week_of_the_curves_is_what_its_own_report_said(
    lengths: list[int], done: list[tuple[int, int]], moment: int
) -> None:
    """The sum over the packages of budget x share; PV of the plan as it is, EV as it was."""
    pm = Planner().give(SetCurrency(currency="CNY"))
    codes = [f"1.2.{number}" for number in range(2, len(lengths) + 2)]
    for number, (code, length) in enumerate(zip(codes, lengths, strict=True), start=1):
        pm.give(SetNode(code=code, name=code))
        start = MONDAY + timedelta(days=3 * number)
        pm.give(SetBudget(code=code, amount=1_000 * number, start=start, finish=start + timedelta(days=length)))
    desk = Desk()
    for package, at_hour in sorted(done, key=lambda pair: pair[1]):
        desk.move(desk.add(column=DOING, work_package=codes[package % len(codes)]), DONE, at_hour)
    last = plan_value(roll_up(pm.plan, (desk.board,), hour(moment)))
    for week in weekly_values(last, (desk.board,)):
        values = [PlannedValue(pm.plan).of(code, week.at) for code in codes]
        assert week.pv == added(values)
        if week.at > last.as_of:
            assert week.ev.amount is week.ac.amount is None
        elif week.at >= START:
            assert week.ev == plan_value(roll_up(pm.plan, (desk.board,), week.at)).total.ev
