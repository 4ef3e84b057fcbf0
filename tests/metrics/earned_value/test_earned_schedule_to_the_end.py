"""Earned schedule to the end of a plan whose duration is no whole number of weeks."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk
from often import often
from plan_maker import Planner

from kanban.commands.plan_costs import SetBudget, SetCurrency
from kanban.commands.plan_schedule import SetCalendar
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.earned_schedule import EarnedSchedule, earned_schedule
from kanban.metrics.value.earned_value import NO_EV, Value
from kanban.metrics.value.plan_earned_value import PlanTime, plan_value

pytestmark = pytest.mark.any_day
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""Of the story's start; it begins at 8."""
EVERY_DAY = SetCalendar(workdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours=("00:00-24:00",))
shares = st.fractions(Fraction(1, 100), 1, max_denominator=100)
curves = st.lists(st.integers(1, 50), min_size=1, max_size=8)


def risen(steps: list[int]) -> list[Fraction]:
    return [Fraction(sum(steps[: number + 1])) for number in range(len(steps))]


def planned(days: int, workdays: bool = False, begin: int = 0) -> Planner:
    """A budget of 1,000.00 over so many days from Monday (or a later day) on, in office hours or round the clock."""
    pm = Planner().give(SetCurrency(currency="CNY"))
    if not workdays:
        pm.give(EVERY_DAY)
    start = MONDAY.date() + timedelta(days=begin)
    return pm.give(SetBudget(code="1.1.1", amount=100_000, start=start, finish=start + timedelta(days=days - 1)))


def schedule_of(pm: Planner, cards: int, done: list[float], days: float) -> PlanTime:
    """With cards done so many days after Monday, as of a day."""
    desk = Desk()
    ids = [desk.add(f"card {number}", column=DOING, work_package="1.1.1") for number in range(cards)]
    for card, after in zip(ids, sorted(done), strict=False):
        desk.move(card, DONE, after * 24 - 8)
    time = plan_value(roll_up(pm.plan, [desk.board], MONDAY + timedelta(days=days))).time
    assert time is not None
    return time


def ratio(schedule: EarnedSchedule) -> Fraction:
    assert schedule.spi.amount is not None
    return schedule.spi.amount


@pytest.mark.parametrize("days", [1, 5, 7, 8, 10, 14, 20])
@pytest.mark.parametrize("taken", [0.5, 1, 1.5])
def test_at_completion_the_index_is_the_planned_by_the_actual_duration(days: int, taken: float) -> None:
    """W. Lipke, "Schedule is Different" (2003): at completion ES is the planned duration, so SPI(t) = PD / AD."""
    time = schedule_of(planned(days), 2, [0.4, days * taken], days * 2 + 1)
    assert time.schedule.es.amount == Fraction(days, 7)
    assert time.schedule.actual_time == Fraction(days * taken) / 7
    assert ratio(time.schedule) == 1 / Fraction(taken)
    assert time.earned_at == time.finish == MONDAY + timedelta(days=days)


@pytest.mark.parametrize(("done", "days"), [(1, 2.5), (2, 5), (3, 7.5)])
def test_within_the_last_week_too_it_is_when_so_much_was_planned(done: int, days: float) -> None:
    """Of a plan of ten days that earns the same each day: a quarter of it was planned by half past the second day."""
    time = schedule_of(planned(10), 4, [0.5] * done, 10)
    assert time.earned_at == MONDAY + timedelta(days=days)
    assert time.schedule.actual_time == Fraction(10, 7)


def test_a_plan_of_one_office_week_that_is_done_when_it_was_planned_is_neither_early_nor_late() -> None:
    time = schedule_of(planned(5, workdays=True), 2, [1.5, 5], 30)
    assert (time.schedule.sv.amount, time.schedule.spi.amount) == (0, 1)


def test_where_nothing_is_planned_at_the_end_it_is_whole_when_all_was_planned() -> None:
    """The last working day of a plan of twelve days is the fifth, the others are a holiday."""
    pm = planned(12, workdays=True)
    holidays = tuple(date(2026, 3, 9) + timedelta(days=number) for number in range(5))
    pm.give(SetCalendar(holidays=holidays))
    time = schedule_of(pm, 1, [3], 30)
    assert time.schedule.es.amount == 1, "the first week, by the end of which all was planned"


def test_a_plan_that_has_not_begun_has_no_index_and_one_without_progress_is_at_its_beginning() -> None:
    early = schedule_of(planned(10, begin=4), 2, [], 3).schedule
    assert (early.es.amount, early.actual_time, early.spi.amount) == (0, 0, None)
    assert str(early.spi.reason) == "no time has passed"
    idle = schedule_of(planned(10), 2, [], 7).schedule
    assert (idle.es.amount, idle.sv.amount, idle.spi.amount) == (0, -1, 0)


@given(curves, st.integers(0, 500), shares)
def test_it_is_the_time_at_which_the_plan_has_what_is_earned(steps: list[int], ev: int, last: Fraction) -> None:
    """By a line through the ends of the periods, the last of which may be shorter."""
    curve = risen(steps)
    ends = [*range(len(steps)), len(steps) - 1 + last]
    schedule = earned_schedule(curve, Value.of(ev), Fraction(1), last)
    es = schedule.es.amount
    assert es is not None
    assert 0 <= es <= ends[-1]
    if ev >= curve[-1]:
        assert es == ends[-1]
        return
    period = max(number for number in range(len(steps)) if ends[number] <= es)
    values = [Fraction(0), *curve]
    part = Fraction(es - ends[period]) / (ends[period + 1] - ends[period])
    assert values[period] + part * (values[period + 1] - values[period]) == ev


@given(curves, st.lists(st.integers(0, 500), min_size=2, max_size=2), shares)
def test_who_earns_more_is_never_earlier(steps: list[int], earned: list[int], last: Fraction) -> None:
    few, many = (earned_schedule(risen(steps), Value.of(ev), Fraction(1), last).es.amount for ev in sorted(earned))
    assert few is not None
    assert many is not None
    assert few <= many


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8), st.integers(0, 30), shares)
def test_a_plan_that_stands_still_has_one_answer_and_a_shorter_last_week_is_never_later(
    steps: list[int], ev: int, last: Fraction
) -> None:
    curve = risen(steps)
    shorter, whole = (earned_schedule(curve, Value.of(ev), Fraction(2), part).es for part in (last, Fraction(1)))
    if not curve[-1]:
        assert (shorter.amount, str(shorter.reason)) == (None, "no planned value to compare with")
        return
    assert shorter.amount is not None
    assert whole.amount is not None
    assert shorter.amount <= whole.amount
    if shorter.amount <= len(steps) - 1 and whole.amount <= len(steps) - 1:
        assert shorter == whole


def test_what_is_missing_stays_missing_with_its_reason() -> None:
    schedule = earned_schedule([Fraction(5)], Value.missing(NO_EV), Fraction(1), Fraction(1, 2))
    assert schedule.es == schedule.sv == schedule.spi == Value.missing(NO_EV)


@settings(max_examples=often(30), deadline=None)
@given(st.integers(1, 40), st.lists(st.integers(2, 160), min_size=1, max_size=4), st.integers(1, 80))
def test_the_time_of_a_plan_worked_round_the_clock_is_its_share_of_completion(
    days: int, done: list[int], moment: int
) -> None:
    """The planned value rises by the clock, so what is earned was planned at that share of the plan's duration."""
    time = schedule_of(planned(days), 4, [quarter / 4 for quarter in done], moment)
    finished = sum(quarter / 4 <= moment for quarter in done)
    assert time.schedule.es.amount == Fraction(finished, 4) * Fraction(days, 7)
    until = max(done) / 4 if finished == 4 else moment
    assert time.schedule.actual_time == Fraction(until) / 7
