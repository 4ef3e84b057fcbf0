"""A next action and the simulation of the same change: two roads to the same number of days."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from crew import AHEAD, NOW, WEEK, WORKED, crew
from makers import DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Block
from kanban.commands.columns import LimitColumn
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.next_actions import NextAction, next_actions
from kanban.metrics.insight.simulation import AnyChange, Drop, First, Pace, Rework, simulate
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day


def rollup_of(*desks: Desk) -> RollUp:
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    boards = [named(desk.board, f"board{number}") for number, desk in enumerate(desks)]
    return foretold(roll_up(planner.plan, boards, hour(NOW)))


def actions_of(rollup: RollUp) -> tuple[NextAction, ...]:
    state = rollup.milestones[0]
    return next_actions(state, Forecaster().question(state, rollup), rollup)


def sooner(rollup: RollUp, change: AnyChange) -> float:
    """How many days a simulated change brings P85 forward."""
    (found,) = simulate(rollup, [change], Forecaster())
    return (found.today.p85_at - found.changed.p85_at) / timedelta(days=1)


def reworked() -> Desk:
    """Every card goes back for ten of its thirty hours."""
    desk = crew(finished=0, ahead=WORKED + AHEAD)
    for number in range(WORKED):
        card, begin = str(number + 1), number * 56
        for at, column, more in (
            (0, DOING, {}), (15, REVIEW, {}), (20, DOING, {"reason": "defect"}), (30, REVIEW, {}), (30, DONE, {}),
        ):  # fmt: skip
            desk.move(card, column, begin + at, **more)
    return desk


def limited(at_once: int, limit: int) -> Desk:
    """A driver with so many cards in work in a column of which the limit is known."""
    desk = crew()
    for number in range(at_once):
        desk.move(str(WORKED + 1 + number), DOING, NOW - 20)
    desk.give(LimitColumn(column=DOING, wip_limit=limit), NOW - 10)
    return desk


def blocked() -> Desk:
    desk = crew(ahead=4)
    desk.move(str(WORKED + 1), DOING, NOW - 20 * 24)
    desk.give(Block(cards=(str(WORKED + 1),), why="crane booked"), NOW - 19 * 24)
    return desk


CHANGES: dict[str, Callable[[NextAction], AnyChange]] = {
    "drop": lambda action: Drop((action.card.board.slug, action.card.card.id)),
    "first": lambda action: First((action.card.board.slug, action.card.card.id)),
    "rework": lambda action: Rework(0.5),
}


@pytest.mark.parametrize(
    "desks",
    [(crew(),), (crew(), crew(package="1.1.2", pace=28.0)), (reworked(),), (blocked(),), (limited(3, 3),)],
    ids=["alone", "with a colleague", "rework", "a blocked card", "at the limit"],
)
def test_an_action_says_what_the_simulation_of_it_says(desks: tuple[Desk, ...]) -> None:
    rollup = rollup_of(*desks)
    actions = actions_of(rollup)
    assert actions
    for action in actions:
        if action.code in CHANGES:
            assert action.days == pytest.approx(sooner(rollup, CHANGES[action.code](action)), abs=0.01), action.code
    assert max(sum(action.code == code for action in actions) for code in CHANGES) <= 2
    assert all(action.days >= 0.1 for action in actions)


def test_a_limit_that_is_reached_is_worth_one_card_more_in_work_and_one_that_is_not_nothing() -> None:
    rollup = rollup_of(limited(3, 3))
    (lifted,) = [action for action in actions_of(rollup) if action.code == "wip"]
    assert lifted.board == "board0"
    assert lifted.days == pytest.approx(sooner(rollup, Pace("board0", 4 / 3)), abs=0.01)
    assert not [action for action in actions_of(rollup_of(limited(3, 4))) if action.code == "wip"]


def test_only_what_waits_is_put_first_and_only_what_is_blocked_unblocked() -> None:
    for desk in (crew(), blocked(), limited(3, 3)):
        for action in actions_of(rollup_of(desk)):
            if action.code == "first":
                assert not action.card.card.flow.is_wip
            if action.code == "unblock":
                assert action.card.card.flow.blocked_at is not None


def test_no_card_of_another_milestone_is_named() -> None:
    desk = crew(ahead=6)
    for _ in range(6):
        desk.add("elsewhere", work_package="1.9.9", at=NOW - 1)
    names = {action.card.card.title for action in actions_of(rollup_of(desk)) if action.card is not None}
    assert names
    assert "elsewhere" not in names
