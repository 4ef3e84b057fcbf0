"""What a work package has cost: hours at the rate of their day and driver, and what was booked, by any moment."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, START, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Edit
from kanban.commands.columns import AddColumn
from kanban.commands.plan import SetProject
from kanban.commands.plan_costs import BookCost, RemoveCost, SetBudget, SetCurrency, SetRate
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.model.board import Board
from kanban.model.work_log import logged_work
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day
DAY = 24
"""Hours; the story begins on Monday 2 March 2026 at 8:00 in UTC."""
LATE = 90 * DAY


@pytest.fixture
def pm() -> Planner:
    """60.00 an hour, from Monday 9 March on 120.00."""
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    return pm.give(SetRate(amount=12_000, since=date(2026, 3, 9)))


def worked(*logged: tuple[float, int], package: str | None = "1.1.1") -> Desk:
    """A card with so many minutes logged at these hours."""
    desk = Desk()
    card = desk.add(column=DOING, work_package=package)
    for at, minutes in logged:
        desk.give(Log(cards=(card,), minutes=minutes), at)
    return desk


def cost(pm: Planner, *boards: Board, at: float = LATE, code: str = "1.1.1", seen: float = LATE) -> float | None:
    """By an hour, in the currency; the boards as of another one."""
    amount = ActualCost(pm.plan, [(board, hour(seen)) for board in boards]).of(code, hour(at)).amount
    return None if amount is None else float(amount) / 100


def test_it_is_spent_from_the_moment_on_at_which_it_is_logged(pm: Planner) -> None:
    board = worked((5, 60), (9, 30)).board
    late = timedelta(milliseconds=1) / timedelta(hours=1)
    assert [cost(pm, board, at=at) for at in (5 - late, 5, 9 - late, 9)] == [0, 60, 60, 90]


def test_a_booked_cost_is_spent_from_the_midnight_of_its_day_on_in_the_zone_of_the_plan(pm: Planner) -> None:
    pm.give(SetProject(timezone="Asia/Shanghai"))
    pm.give(BookCost(code="1.1.1", amount=10_000, on=date(2026, 3, 4)), 3 * DAY)
    midnight = (datetime(2026, 3, 3, 16, tzinfo=UTC) - START) / timedelta(hours=1)
    assert [cost(pm, at=at) for at in (midnight - 0.001, midnight)] == [0, 100]


def test_the_rate_of_a_day_begins_at_midnight_in_the_zone_of_the_plan(pm: Planner) -> None:
    before, after = (datetime(2026, 3, 8, 15, minute, tzinfo=UTC) for minute in (59, 0))
    hours = [(moment - START) / timedelta(hours=1) for moment in (before, after + timedelta(hours=1))]
    board = worked(*((at, 60) for at in hours)).board
    assert cost(pm, board) == 60 + 60
    pm.give(SetProject(timezone="Asia/Shanghai"))
    assert cost(pm, board) == 60 + 120


@pytest.mark.parametrize(
    ("logged", "spent"),
    [
        ([(1, 480), (8 * DAY, -420)], 60), ([(1, 480), (8 * DAY, -480)], 0),
        ([(1, 60), (8 * DAY, 60), (9 * DAY, -60)], 60), ([(1, 60), (8 * DAY, 60), (9 * DAY, -90)], 30),
        ([(1, 60), (8 * DAY, 60), (9 * DAY, -30), (10 * DAY, -60)], 30),
        ([(1, 60), (2, -60), (8 * DAY, 60)], 120), ([(1, 30), (2, 30), (8 * DAY, -60), (9 * DAY, 30)], 60),
    ],
)  # fmt: skip
def test_time_taken_back_costs_what_it_had_cost(pm: Planner, logged: list[tuple[float, int]], spent: float) -> None:
    """It is what was logged last, at its rate; the rate has doubled on the second Monday."""
    assert cost(pm, worked(*logged).board) == spent


def test_time_taken_back_whole_was_spent_until_then(pm: Planner) -> None:
    board = worked((5, 60), (8 * DAY, -60)).board
    assert [cost(pm, board, at=at) for at in (4, 5, 7 * DAY, 8 * DAY)] == [0, 60, 60, 0]
    pm.give(SetRate(amount=None))
    assert cost(pm, board, at=6) is None


def test_who_took_back_what_is_kept_apart() -> None:
    work = logged_work(worked((1, 30), (2, 30), (3, -40), (4, 5)).card())
    assert [(each.at, each.minutes, each.logged_at) for each in work] == [
        (hour(1), 30, hour(1)), (hour(2), 30, hour(2)), (hour(3), -30, hour(2)), (hour(3), -10, hour(1)),
        (hour(4), 5, hour(4)),
    ]  # fmt: skip


def test_what_was_undone_costs_nothing_and_redone_again_what_it_did(pm: Planner) -> None:
    desk = worked((5, 60), (6, 120))
    desk.give(Undo(), 7)
    assert [cost(pm, desk.board, at=at) for at in (5, 6, 8)] == [60, 60, 60]
    assert cost(pm, desk.board, at=6, seen=6) == 180, "as of then"
    desk.give(Redo(), 8)
    assert cost(pm, desk.board) == 180
    only = worked((5, 60))
    only.give(Undo(), 7)
    assert (cost(pm, only.board), cost(pm, only.board, at=6, seen=6)) == (0, 60)


def test_the_hours_of_a_card_whose_creation_was_undone_and_of_one_under_no_package_cost_nothing(pm: Planner) -> None:
    assert ActualCost(pm.plan, [(worked((5, 60), package=None).board, hour(LATE))]).codes == frozenset()
    desk = Desk()
    desk.add(work_package="1.1.1")
    desk.give(Undo(), 1)
    assert ActualCost(pm.plan, [(desk.board, hour(LATE))]).codes == frozenset()


def test_hours_go_with_their_card_to_another_package_and_those_of_dropped_cards_stay(pm: Planner) -> None:
    desk = worked((5, 60), (6, 60))
    desk.give(Edit(cards=("1",), changes={"work_package": "1.2.1"}), 10)
    assert (cost(pm, desk.board), cost(pm, desk.board, code="1.2.1")) == (0, 120)
    assert (cost(pm, desk.board, seen=9), cost(pm, desk.board, code="1.2.1", seen=9)) == (120, 0)
    desk.give(Archive(cards=("1",)), 11)
    assert cost(pm, desk.board, code="1.2.1") == 120


def test_a_board_changed_since_the_moment_is_counted_as_it_was(pm: Planner) -> None:
    desk = worked((5, 60))
    desk.give(AddColumn(name="Painted", kind="active"), 6)
    desk.give(Log(cards=("1",), minutes=60), 7)
    assert [cost(pm, desk.board, seen=seen) for seen in (4, 5, 6, 7)] == [0, 60, 60, 120]


def test_one_hour_without_a_rate_leaves_all_that_comes_after_it_unknown_but_not_what_came_before() -> None:
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000, since=date(2026, 3, 9)))
    for code, amount in (("1.1.1", 5_000), ("1.2.1", 1)):
        pm.give(BookCost(code=code, amount=amount, on=date(2026, 3, 2)))
    board = named(worked((DAY, 60), (8 * DAY, 60)).board, "li[red]\u202e")
    assert [cost(pm, board, at=at) for at in (DAY - 1, DAY, 9 * DAY)] == [50, None, None]
    assert cost(pm, board, code="1.2.1") == 0.01
    reason = ActualCost(pm.plan, [(board, hour(LATE))]).of("1.1.1", hour(LATE)).reason
    assert str(reason) == "hours are logged on board li[red], and no hourly rate holds for them (rate set)"


def test_a_package_that_nothing_was_spent_on_has_cost_nothing_and_a_credit_less_than_that(pm: Planner) -> None:
    assert cost(pm, code="1.1.2") == 0
    pm.give(BookCost(code="1.1.1", amount=-5_000, on=date(2026, 3, 2)))
    assert cost(pm) == -50
    pm.give(RemoveCost(cost=1), 1)
    assert cost(pm) == 0


def test_every_cost_is_told_once_in_the_order_in_which_it_was_spent(pm: Planner) -> None:
    pm.give(BookCost(code="1.2.1", amount=700, on=date(2026, 3, 3)), 2 * DAY)
    boards = [(worked((30, 60), (50, 30)).board, hour(LATE)), (named(worked((40, 60)).board, "li"), hour(LATE))]
    actual = ActualCost(pm.plan, boards)
    assert [(spent.at, spent.value.amount) for spent in actual.spent(hour(45))] == [
        (hour(16), 700), (hour(30), 6_000), (hour(40), 6_000),
    ]  # fmt: skip
    assert [spent.at for spent in actual.spent(hour(50))][-1] == hour(50)
    assert actual.codes == {"1.1.1", "1.2.1"}


def test_a_week_of_the_curve_has_the_cost_that_the_report_of_that_monday_had(pm: Planner) -> None:
    """Also where all of it was taken back later."""
    board = worked((5, 60), (10 * DAY, -60)).board
    pm.give(SetBudget(code="1.1.1", amount=100_000, finish=date(2026, 3, 20)))
    weeks = weekly_values(plan_value(roll_up(pm.plan, (board,), hour(20 * DAY))), (board,))
    assert [week.ac.amount for week in weeks[:4]] == [0, 6_000, 0, 0]
    now, then = (plan_value(roll_up(pm.plan, (board,), hour(at))).total.ac.amount for at in (20 * DAY, 6 * DAY))
    assert (now, then) == (0, 6_000)
    assert cost(pm, board, at=6 * DAY) == 60


class Logging(NamedTuple):
    """Minutes that a driver logs on one of two cards."""

    driver: str
    card: int
    minutes: int


loggings = st.lists(
    st.builds(Logging, st.sampled_from(("li", "wang")), st.integers(1, 2), st.integers(-90, 240).filter(bool)),
    max_size=12,
)
rates = st.lists(
    st.tuples(
        st.sampled_from(("", "li", "LI", "zhang")),
        st.integers(1, 500),
        st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 14)),
    ),
    max_size=4,
)
STEP = 31
"""Hours from one logging to the next."""


def slowly(pm: Planner, stories: dict[str, list[tuple[int, int, int]]], until: int) -> Fraction | None:
    """Minute by minute: each logged minute is put on a pile of its card, each one taken back comes off it."""
    total = Fraction(0)
    for driver, story in stories.items():
        piles: dict[int, list[int | None]] = {1: [], 2: []}
        for at, card, minutes in story:
            if at > until:
                continue
            day = hour(at).astimezone(ZoneInfo(pm.plan.timezone)).date()
            rate = pm.plan.costs.hourly_rate(driver, day)
            for _ in range(abs(minutes)):
                if minutes > 0:
                    piles[card].append(rate)
                else:
                    piles[card].pop()
            if rate is None and minutes > 0:
                return None
        for pile in piles.values():
            total += sum((Fraction(rate, 60) for rate in pile if rate is not None), Fraction(0))
    return total


@settings(max_examples=often(60), deadline=None)
@given(loggings, rates, st.integers(0, 13 * STEP), st.sampled_from(("UTC", "Asia/Shanghai", "America/New_York")))
def test_it_is_what_every_single_minute_costs(
    logged: list[Logging], some: list[tuple[str, int, date | None]], until: int, zone: str
) -> None:
    pm = Planner().give(SetProject(timezone=zone)).give(SetCurrency(currency="CNY"))
    for driver, amount, since in some:
        pm.give(SetRate(amount=amount, driver=driver, since=since))
    desks = {driver: Desk() for driver in ("li", "wang")}
    stories: dict[str, list[tuple[int, int, int]]] = {driver: [] for driver in desks}
    for desk in desks.values():
        for _ in range(2):
            desk.add(column=DOING, work_package="1.1.1")
    for number, (driver, card, minutes) in enumerate(logged, start=1):
        try:
            desks[driver].give(Log(cards=(str(card),), minutes=minutes), number * STEP)
        except Refused:
            continue
        stories[driver].append((number * STEP, card, minutes))
    boards = [(named(desk.board, driver), hour(LATE)) for driver, desk in desks.items()]
    assert ActualCost(pm.plan, boards).of("1.1.1", hour(until)).amount == slowly(pm, stories, until)
    assert ActualCost(pm.plan, boards[::-1]).of("1.1.1", hour(until)).amount == slowly(pm, stories, until)
