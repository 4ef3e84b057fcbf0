"""Planned value and actual cost, counted a second time in plain loops: quarter hour by quarter hour, log by log."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Edit
from kanban.commands.plan import SetProject
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.metrics.value.planned_value import FINISH_FIRST, TOO_LONG, PlannedValue, Span, span_of
from kanban.model import events as ev
from kanban.model.plan import Plan
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

DAY = 24
QUARTER = timedelta(minutes=15)
AMOUNT = 100_003
SHIFTS = (((9, 17),), ((8, 12), (13, 18)), ((22, 24),))
HOLIDAY, EXTRA = date(2026, 3, 31), date(2026, 3, 28)
"""A Tuesday that is free and a Saturday that is worked, around the change of the clock in Berlin."""


def paid(zone: str = "UTC", shifts: tuple[tuple[int, int], ...] = SHIFTS[0]) -> Planner:
    planner = Planner().give(SetProject(timezone=zone)).give(SetCurrency(currency="CNY"))
    hours = tuple(f"{begin:02}:00-{end:02}:00" for begin, end in shifts)
    return planner.give(SetCalendar(hours=hours, holidays=(HOLIDAY,), extra_workdays=(EXTRA,)))


def is_worked(at: datetime, shifts: tuple[tuple[int, int], ...]) -> bool:
    day = at.date()
    is_workday = day == EXTRA or (day.weekday() < 5 and day != HOLIDAY)
    return is_workday and any(begin <= at.hour < end for begin, end in shifts)


def worked_quarters(begin: datetime, end: datetime, zone: str, shifts: tuple[tuple[int, int], ...]) -> int:
    quarters, at = 0, begin
    while at < end:
        quarters += is_worked(at.astimezone(ZoneInfo(zone)), shifts)
        at += QUARTER
    return quarters


@settings(max_examples=often(40))
@given(
    st.dates(date(2026, 3, 23), date(2026, 4, 3)),
    st.integers(0, 7),
    st.sampled_from(("UTC", "Europe/Berlin", "Asia/Shanghai")),
    st.sampled_from(SHIFTS),
    st.lists(st.integers(-20, 9 * 96), min_size=1, max_size=6),
)
def test_the_planned_value_grows_with_each_worked_quarter_of_an_hour(
    first: date, days: int, zone: str, shifts: tuple[tuple[int, int], ...], quarters: list[int]
) -> None:
    """DOMAIN: PV spreads BAC linearly over the span on working time."""
    finish = first + timedelta(days=days)
    plan = paid(zone, shifts).give(SetBudget(code="1.1.1", amount=AMOUNT, start=first, finish=finish)).plan
    planned = PlannedValue(plan)
    begin, after = (
        datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for day in (first, finish + timedelta(days=1))
    )
    assert planned.spans == {"1.1.1": Span(begin, after)}
    whole = worked_quarters(begin, after, zone, shifts)
    for number in quarters:
        at = begin + number * QUARTER
        part = worked_quarters(begin, min(at, after), zone, shifts)
        if whole:
            expected = Fraction(AMOUNT * part, whole)
        else:  # no working time at all: by the clock
            expected = AMOUNT * Fraction(max(timedelta(0), min(at, after) - begin) / (after - begin))
        assert float(planned.of("1.1.1", at).amount) == pytest.approx(float(expected))


@pytest.mark.parametrize(("at", "planned"), [(-1, 0), (0, 0), (36, 50_001.5), (72, AMOUNT), (73, AMOUNT)])
def test_a_span_without_working_time_is_reckoned_by_the_clock(at: float, planned: float) -> None:
    begin = datetime(2026, 4, 4, tzinfo=UTC)  # a weekend, and a holiday
    planner = paid().give(SetCalendar(holidays=(date(2026, 4, 6),)))
    planner.give(SetBudget(code="1.1.1", amount=AMOUNT, start=date(2026, 4, 4), finish=date(2026, 4, 6)))
    found = PlannedValue(planner.plan).of("1.1.1", begin + timedelta(hours=at))
    assert float(found.amount) == pytest.approx(planned)


def budgeted(**more) -> Planner:
    return paid().give(SetBudget(code="1.1.1", amount=AMOUNT, **more))


def test_why_a_budget_has_no_span() -> None:
    assert str(span_of(Planner().plan, "1.1.1")) == "no budget"
    assert str(span_of(budgeted().plan, "1.1.1")).startswith("no milestone with a baseline date waits for it")
    assert str(span_of(budgeted().milestone(gates=("1.2",)).promise(99).plan, "1.1.1")).startswith("no milestone")
    assert span_of(budgeted(start=date(2026, 3, 9)).milestone().promise(99).plan, "1.1.1") == FINISH_FIRST
    late = budgeted(start=date(2026, 3, 2), finish=date(2126, 12, 30)).plan
    assert isinstance(span_of(late, "1.1.1"), Span), "a century, to the year"
    assert span_of(budgeted(start=date(2026, 3, 2), finish=date(2126, 12, 31)).plan, "1.1.1") == TOO_LONG
    emptied = Plan(costs=budgeted().plan.costs)
    assert str(span_of(emptied, "1.1.1")) == "the plan is empty"


def test_a_span_that_ends_as_it_begins_is_none_and_a_moment_later_is_one() -> None:
    begin = budgeted(start=date(2026, 3, 9))
    minute = (datetime(2026, 3, 9, tzinfo=UTC) - hour(0)) / timedelta(hours=1)
    assert span_of(begin.milestone().promise(minute).plan, "1.1.1") == FINISH_FIRST
    found = span_of(begin.promise(minute + 1, at=1).plan, "1.1.1")
    assert found == Span(hour(minute), hour(minute + 1))


CARDS = ("1", "2", "3")
card = st.sampled_from(CARDS).map(lambda one: (one,))
step = st.one_of(
    st.builds(Log, cards=card, minutes=st.sampled_from((-60, -10, 10, 60, 7))),
    st.builds(Log, cards=card, minutes=st.sampled_from((10, 60, 125))),
    st.builds(
        lambda which, package: Edit(cards=which, changes={"work_package": package}),
        card,
        st.sampled_from(("1.1.1", "1.1.2", None)),
    ),
    st.builds(Archive, cards=card),
    st.just(Undo()),
    st.just(Redo()),
)


def rated(*booked: tuple[str, int, int]) -> Plan:
    """60.00 an hour, 90.00 from the third day on; of the driver li 120.00 from the second one on."""
    planner = paid().give(SetRate(amount=6_000)).give(SetRate(amount=9_000, since=date(2026, 3, 4)))
    planner.give(SetRate(amount=12_000, driver="li", since=date(2026, 3, 3)))
    for code, amount, day in booked:
        planner.give(BookCost(code=code, amount=amount, on=date(2026, 3, day)), 30 * DAY)
    return planner.plan


def rate_of(driver: str, at: datetime) -> int:
    if driver == "li" and at.date() >= date(2026, 3, 3):
        return 12_000
    return 9_000 if at.date() >= date(2026, 3, 4) else 6_000


def logged(story: list, driver: str) -> Desk:
    """Three cards under 1.1.1, then a command every five hours; what is refused is left out."""
    desk = Desk()
    desk.board = named(desk.board, driver)
    for _ in CARDS:
        desk.add(work_package="1.1.1", column=DOING)
    for at, command in enumerate(story, start=1):
        with suppress(Refused):
            desk.give(command, at * 5)
    return desk


def spent_plainly(desk: Desk, code: str, driver: str, as_of: datetime, until: datetime) -> Fraction:
    """Minutes logged by then on the cards that lie under the package as of a moment, each at the rate of its day."""
    total = Fraction(0)
    for each in desk.board.cards.values():
        past = [event for event in each.events if event.at <= as_of]
        force = [event for _, event in ev.in_force(past)]
        if not force or not isinstance(force[0], ev.Created):
            continue
        package = force[0].card.work_package
        for event in force:
            if isinstance(event, ev.Edited) and event.field == "work_package":
                package = event.new
        if package == code:
            total += sum(
                Fraction(event.minutes * rate_of(driver, event.at), 60)
                for event in force
                if isinstance(event, ev.Logged) and event.at <= until
            )
    return total


@settings(max_examples=often(80))
@given(st.lists(step, max_size=18), st.sampled_from(("zhang", "li")), st.integers(0, 100), st.integers(0, 100))
def test_hours_cost_what_a_plain_walk_through_the_histories_finds(
    story: list, driver: str, as_of: int, until: int
) -> None:
    """DOMAIN: AC = logged hours x rate; hours count for the package of their card as of the moment asked for."""
    desk, plan = logged(story, driver), rated()
    cost = ActualCost(plan, [(desk.board, hour(as_of))])
    assert cost.codes <= {"1.1.1", "1.1.2"}, "what lies under no package costs none of them"
    for code in ("1.1.1", "1.1.2"):
        expected = spent_plainly(desk, code, driver, hour(as_of), hour(min(until, as_of)))
        assert cost.of(code, hour(min(until, as_of))).amount == expected


@given(st.lists(st.tuples(st.sampled_from(("1.1.1", "1.1.2")), st.integers(-500, 500), st.integers(1, 9)), max_size=6))
@settings(max_examples=often(40))
def test_what_was_booked_counts_from_its_day_on_and_a_credit_takes_away(booked: list) -> None:
    some = [(code, amount or 1, day) for code, amount, day in booked]
    cost = ActualCost(rated(*some), [])
    for day in range(1, 11):
        midnight = datetime(2026, 3, day, tzinfo=UTC)
        for code in ("1.1.1", "1.1.2"):
            by_then = sum(amount for c, amount, on in some if c == code and on <= day)
            before = sum(amount for c, amount, on in some if c == code and on < day)
            assert cost.of(code, midnight).amount == by_then
            assert cost.of(code, midnight - timedelta(milliseconds=1)).amount == before
        spent = cost.spent(midnight)
        assert [each.at for each in spent] == sorted(each.at for each in spent)
        assert sum(each.value.amount for each in spent) == sum(amount for _, amount, on in some if on <= day)
    assert cost.codes == {code for code, _, _ in some}


def test_hours_that_were_taken_back_to_nothing_had_cost_something_until_then() -> None:
    """Two hours logged in the first week and taken back in the second: the curve shows both."""
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    desk.give(Log(cards=("1",), minutes=120), DAY)
    desk.give(Log(cards=("1",), minutes=-120), 8 * DAY)
    planner = paid().give(SetRate(amount=6_000))
    planner.give(SetBudget(code="1.1.1", amount=AMOUNT, start=date(2026, 3, 2), finish=date(2026, 3, 20)))
    rollup = roll_up(planner.plan, [desk.board], hour(10 * DAY))
    weeks = weekly_values(plan_value(rollup), rollup.boards)
    known = [(week.at.day, week.ac.amount) for week in weeks if week.ac.amount is not None]
    assert known == [(2, 0), (9, 12_000), (12, 0)]
    before = plan_value(roll_up(planner.plan, [desk.board], hour(7 * DAY))).total.ac.amount
    assert before == 12_000, "as was said then"


def test_hours_taken_back_on_a_day_of_another_rate_cost_what_they_had_cost() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    desk.give(Log(cards=("1",), minutes=60), 1)
    desk.give(Log(cards=("1",), minutes=-60), 3 * DAY)
    assert ActualCost(rated(), [(desk.board, hour(9 * DAY))]).of("1.1.1", hour(9 * DAY)).amount == 0
