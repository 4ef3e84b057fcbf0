"""Earned value of several work packages: whose span, whose reason, which of them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk
from often import often
from plan_maker import Planner, named

from kanban.commands.plan import SetNode
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.work_log import Log
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.earned_schedule import earned_schedule
from kanban.metrics.value.earned_value import EarnedValue, Value
from kanban.metrics.value.plan_earned_value import PlanValue, plan_value, weekly_values
from kanban.model.board import Board

pytestmark = pytest.mark.any_day
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def planned() -> Planner:
    """Girders in the first week of March, piles in the third."""
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    pm.give(SetBudget(code="1.2.1", amount=30_000, start=date(2026, 3, 16), finish=date(2026, 3, 20)))
    return pm.give(SetBudget(code="1.1.1", amount=10_000, start=date(2026, 3, 2), finish=date(2026, 3, 6)))


def cards(package: str, *done: float, left: int = 0, slug: str = "bridge") -> Board:
    """A board with cards done after so many days, an hour logged on each, and some that are not done."""
    desk = Desk()
    ids = [desk.add(work_package=package, column=DOING) for _ in range(len(done) + left)]
    for number, card in sorted(zip(done, ids, strict=False)):
        desk.give(Log(cards=(card,), minutes=60), number * 24 - 8)
        desk.move(card, DONE, number * 24 - 8)
    return named(desk.board, slug)


def valued(pm: Planner, *boards: Board, at: float, only: frozenset[str] | None = None) -> PlanValue:
    return plan_value(roll_up(pm.plan, boards, day(at)), only)


def test_time_begins_with_the_first_span_and_ends_with_the_last() -> None:
    found = valued(planned(), cards("1.1.1", left=1), at=10)
    assert (found.time.start, found.time.finish) == (MONDAY, day(19))
    curves = weekly_values(found, ())
    assert [(week.at - MONDAY).days for week in curves] == [0, 7, 10, 14, 21]
    assert [int(week.pv.amount) for week in curves] == [0, 10_000, 10_000, 10_000, 40_000]


def test_where_the_plan_stands_still_what_is_earned_is_as_far_as_it_stands() -> None:
    """ES is the t with PV(t) <= EV < PV(t + 1) (Vanhoucke, "Measuring Time", 2009): the end of the empty week."""
    boards = cards("1.1.1", 2), cards("1.2.1", left=3, slug="li")
    found = [valued(planned(), *boards, at=at) for at in (7, 14)]
    assert [(one.total.ev.amount, one.time.schedule.es.amount) for one in found] == [(10_000, 2)] * 2
    assert [one.time.schedule.sv.amount for one in found] == [1, 0]
    assert found[0].time.earned_at == day(14)


def test_done_in_time_is_done_then_whenever_it_is_asked_for() -> None:
    boards = cards("1.1.1", 2), cards("1.2.1", 17.5, slug="li")
    then, later = (valued(planned(), *boards, at=at) for at in (17.5, 60))
    assert then.time == later.time
    assert later.time.schedule.actual_time == Fraction(35, 14)


def test_the_packages_that_are_asked_for_are_the_plan_of_those_alone() -> None:
    boards = cards("1.1.1", 2, left=1), cards("1.2.1", 17, left=2, slug="li")
    pm = planned().give(BookCost(code="1.1.2", amount=700, on=date(2026, 3, 3)), 30)
    whole = valued(pm, *boards, at=18)
    parts = [valued(pm, *boards, at=18, only=frozenset({code})) for code in ("1.1.1", "1.1.2", "1.2.1")]
    assert [[row.code for row in part.packages] for part in parts] == [["1.1.1"], ["1.1.2"], ["1.2.1"]]
    for name in ("bac", "pv", "ev"):
        assert getattr(whole.total, name).amount == sum(getattr(part.total, name).amount or 0 for part in parts)
    assert whole.total.ac.amount == sum(part.total.ac.amount for part in parts) == 6_000 + 6_000 + 700
    weeks = weekly_values(parts[0], boards)
    assert [None if week.ac.amount is None else int(week.ac.amount) for week in weeks] == [0, 6_000, 6_000, 6_000]


def test_of_many_costs_that_nobody_knows_the_first_of_the_plan_is_named_each_week() -> None:
    pm = planned().give(SetRate(amount=None))
    boards = []
    for number in range(2, 12):
        pm.give(SetNode(code=f"1.2.{number}", name="Pile"))
        boards.append(cards(f"1.2.{number}", 1, slug=f"b{number}"))
    found = valued(pm, *boards, at=20)
    why = found.total.ac.reason
    assert "board b2," in str(why)
    assert {week.ac.reason for week in weekly_values(found, boards)[1:3]} == {why}


@settings(max_examples=often(20), deadline=None)
@given(st.permutations(["1.1.1", "1.2.1"]), st.integers(1, 30))
def test_the_order_of_boards_changes_nothing(order: list[str], at: int) -> None:
    boards = {"1.1.1": cards("1.1.1", 2, 9), "1.2.1": cards("1.2.1", 17, left=1, slug="li")}
    plain, turned = (valued(planned(), *some, at=at) for some in (boards.values(), [boards[code] for code in order]))
    assert (plain.packages, plain.total, plain.time) == (turned.packages, turned.total, turned.time)


def test_a_budget_spent_to_the_last_while_work_is_left_can_be_kept_by_no_index() -> None:
    spent = EarnedValue(bac=Value.of(100), pv=Value.of(50), ev=Value.of(50), ac=Value.of(100))
    assert (spent.tcpi_bac.amount, str(spent.tcpi_bac.reason)) == (None, "the budget is spent")
    assert str(earned_schedule([Fraction(100)], Value.of(50), Fraction(0)).spi.reason) == "no time has passed"


def test_earned_as_much_as_was_planned_by_a_week_is_that_week_and_of_weeks_alike_the_last() -> None:
    """Lipke (2003): the whole periods of ES are those whose planned value is earned."""
    curve = [Fraction(value) for value in (10, 20, 20, 40)]
    found = [earned_schedule(curve, Value.of(earned), Fraction(4)).es.amount for earned in (0, 10, 20, 30, 40)]
    assert found == [0, 1, 3, Fraction(7, 2), 4]


def test_what_was_logged_after_the_moment_has_not_cost_anything_yet() -> None:
    board = cards("1.1.1", 2, 4)
    assert [valued(planned(), board, at=at).total.ac.amount for at in (1, 2, 3.9, 4)] == [0, 6_000, 6_000, 12_000]


def test_a_sign_off_earns_from_its_minute_on_and_a_package_without_cards_holds_up_no_end() -> None:
    """Girders without cards are signed off on the second day; the piles are done on the last."""
    pm = planned().milestone(gates=("1.1",)).sign_off(40, at=40)
    board = cards("1.2.1", 17.5)
    assert [valued(pm, board, at=at).packages[0].value.ev.amount for at in (1.99, 2)] == [0, 10_000]
    done = [valued(pm, board, at=at).time.schedule.actual_time for at in (20, 60)]
    assert done == [Fraction(35, 14)] * 2, "counted to when the cards were done, whenever it is asked for"
