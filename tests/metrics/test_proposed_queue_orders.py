"""The proposed order of a queue: by the earliest baseline of a card's milestones, and what that is good for."""

from itertools import permutations

import pytest
from crew import DAY, NOW, WEEK, WORKED
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often
from plan_maker import Planner

from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.queue_order import Waiting, column_order, is_own, proposed, queue_order
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day

PACKAGES = ("1.1.1", "1.1.2", "1.2.1", "1.9.9")


def rolled(desk: Desk, planner: Planner, at: float = NOW) -> RollUp:
    return foretold(roll_up(planner.plan, [desk.board], hour(at)))


def order(desk: Desk, planner: Planner, at: float = NOW) -> tuple[Waiting, ...]:
    rollup = rolled(desk, planner, at)
    return proposed(rollup.boards[0], rollup)


def keys(queue: tuple[Waiting, ...]) -> list[str]:
    return [queued.card.card.id for queued in queue]


def waiting(*packages: str) -> Desk:
    """A board on which cards of these packages wait, in this order."""
    desk = Desk()
    for number, package in enumerate(packages):
        desk.add(f"{package} 焊接 {number}", at=0, work_package=package)
    return desk


def worked(*packages: str) -> Desk:
    """A driver who has finished three a week in order, and for whom cards of these packages wait."""
    desk = waiting(*["1.1.1"] * WORKED, *packages)
    for number in range(WORKED):
        desk.move(str(number + 1), DOING, number * 56)
        desk.move(str(number + 1), DONE, number * 56 + 30)
    return desk


def three(girders: float | None, rails: float | None, piles: float | None) -> Planner:
    """A milestone for each of three packages; None has no baseline."""
    planner = Planner()
    for number, (gate, due) in enumerate((("1.1.1", girders), ("1.1.2", rails), ("1.2.1", piles)), 1):
        planner.milestone(name=f"M {gate}", gates=(gate,))
        if due is not None:
            planner.promise(due, milestone=f"M{number}")
    return planner


@settings(max_examples=often(40))
@given(st.lists(st.sampled_from(PACKAGES[:3]), min_size=1, max_size=6), st.permutations([3.0, 9.0, 30.0]))
def test_no_other_order_has_a_smaller_largest_lateness(packages, due_in_days):
    """Jackson (1955): a card a day, each late by its day less the baseline of its milestone; all orders tried."""
    planner = three(*(NOW + DAY * days for days in due_in_days))
    due = dict(zip(PACKAGES, due_in_days, strict=False))
    queue = [queued.card.card.work_package for queued in order(waiting(*packages), planner)]

    def largest(tried):
        return max(day - due[package] for day, package in enumerate(tried, 1))

    assert sorted(queue) == sorted(packages)
    assert largest(queue) == min(map(largest, set(permutations(packages))))


def test_what_is_due_at_the_same_moment_stays_as_it_stands():
    planner = three(NOW + WEEK, NOW + WEEK, NOW + WEEK)
    queue = order(waiting("1.2.1", "1.1.1", "1.1.2", "1.1.1"), planner)
    assert keys(queue) == ["1", "2", "3", "4"]
    assert is_own(queue)


def test_cards_without_a_milestone_or_a_baseline_come_last_as_they_stand():
    queue = order(waiting("1.9.9", "1.1.1", "1.2.1", "1.1.1", "1.1.2"), three(None, NOW - WEEK, NOW + WEEK))
    assert keys(queue) == ["5", "3", "1", "2", "4"]
    assert [queued.place for queued in queue] == [5, 3, 1, 2, 4]
    assert [queued.milestone and queued.milestone.milestone.id for queued in queue] == ["M2", "M3", None, "M1", "M1"]
    assert not is_own(queue)


def test_a_card_of_two_milestones_goes_by_the_earlier_baseline():
    planner = three(NOW + 4 * WEEK, NOW + 2 * WEEK, NOW + 3 * WEEK)
    planner.milestone(name="All of it", gates=("1",)).promise(NOW + WEEK, milestone="M4")
    queue = order(waiting("1.1.1", "1.2.1", "1.1.2"), planner)
    assert {queued.milestone.milestone.id for queued in queue} == {"M4"}
    assert is_own(queue)


def test_an_achieved_milestone_draws_nothing_forward():
    planner = three(NOW + 4 * WEEK, NOW + WEEK, None)
    desk = waiting("1.1.1", "1.1.2")
    assert keys(order(desk, planner)) == ["2", "1"]
    planner.sign_off(NOW - 1, NOW - 1, "M2")
    assert keys(order(desk, planner)) == ["1", "2"]


def test_the_queue_goes_from_the_columns_on_the_right_to_the_left_and_leaves_out_what_is_in_work():
    desk = waiting("1.1.1", "1.1.1", "1.1.1", "1.1.1")
    desk.move("3", READY, 1)
    desk.move("4", DOING, 2)
    queue = order(desk, three(NOW + WEEK, None, None))
    assert keys(queue) == ["3", "1", "2"]
    assert (column_order(queue, READY), column_order(queue, BACKLOG)) == (("3",), ("1", "2"))
    assert column_order(queue, DOING) == ()


def test_as_of_a_past_moment_it_is_the_queue_of_then_by_the_baselines_of_then():
    desk = waiting("1.1.1", "1.1.2")
    planner = three(NOW + WEEK, None, None).promise(NOW, at=20, milestone="M2")
    desk.move("2", DOING, 30)
    desk.add("later", at=40, work_package="1.1.2")
    assert keys(order(desk, planner, at=10)) == ["1", "2"]
    assert keys(order(desk, planner, at=25)) == ["2", "1"]
    assert keys(order(desk, planner, at=50)) == ["3", "1"]


def test_an_empty_queue_has_an_order_and_it_is_the_own_one():
    desk = waiting("1.1.1")
    desk.move("1", REVIEW, 1)
    rollup = rolled(desk, three(NOW, None, None))
    found = queue_order(rollup.boards[0], rollup, Forecaster())
    assert (found.queue, found.is_own) == ((), True)
    assert [served.days for served in found.milestones] == [(None, None)]


def test_only_milestones_with_cards_on_the_board_are_served_and_the_one_due_last_waits_longer():
    desk = worked(*["1.2.1"] * 6, *["1.1.1"] * 6)
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    planner.milestone(gates=("1.2",), name="桥墩").promise(NOW + 9 * WEEK, milestone="M2")
    planner.milestone(gates=("1.1.2",), name="Nothing yet")
    rollup = rolled(desk, planner)
    found = queue_order(rollup.boards[0], rollup, Forecaster())
    days = {served.state.milestone.id: served.days for served in found.milestones}
    assert set(days) == {"M1", "M2"}
    assert max(days["M1"]) < -5  # six cards at three a week
    assert min(days["M2"]) > 5
    for served in found.milestones:
        assert served.in_columns == served.changed  # all of them wait in one column
        assert served.days_in_columns == served.days[1]


def test_what_the_order_does_is_what_the_forecast_says_once_the_cards_are_moved():
    """The same forecast, of a board on which the driver has put the cards in the proposed order."""
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    planner.milestone(gates=("1.2",), name="Piers").promise(NOW + 9 * WEEK, milestone="M2")
    desks = [worked(*packages) for packages in (("1.2.1", "1.1.1") * 5, ("1.1.1",) * 5 + ("1.2.1",) * 5)]
    rollup = rolled(desks[0], planner)
    found = {each.state.milestone.id: each for each in queue_order(rollup.boards[0], rollup, Forecaster()).milestones}
    for state in rolled(desks[1], planner).milestones:
        served = found[state.milestone.id]
        assert served.changed.p50_at == state.forecast.p50_at
        assert served.changed.p85_at == state.forecast.p85_at
