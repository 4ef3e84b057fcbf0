"""Next actions where P85 is known, and where only P50 is: like is compared with like."""

from datetime import timedelta

import pytest
from crew import DAY, NOW, WEEK, WORKED, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named, only

from kanban.commands.cards import Block
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.next_actions import SHOWN, NextAction, next_actions
from kanban.metrics.insight.simulation import AnyChange, Drop, Give, simulate
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day

YEAR = 52 * WEEK


def slow(slug: str, package: str, finished: int, first: float, gap: float, ahead: int) -> Desk:
    """A driver who finishes a card every `gap` hours from `first` on."""
    desk = Desk()
    desk.board = named(desk.board, slug)
    cards = [desk.add(work_package=package) for _ in range(finished + ahead)]
    for number in range(finished):
        desk.move(cards[number], DOING, first + number * gap)
        desk.move(cards[number], DONE, first + number * gap + gap / 2)
    return desk


def rolled(*desks: Desk, at: float = NOW) -> RollUp:
    plan = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK).plan
    return foretold(roll_up(plan, [desk.board for desk in desks], hour(at)))


def actions_of(rollup: RollUp) -> tuple[NextAction, ...]:
    state = only(rollup)
    return next_actions(state, Forecaster().question(state, rollup), rollup)


def gains(rollup: RollUp, change: AnyChange) -> tuple[float | None, float | None]:
    """By how many days a simulated change brings P50 and P85 forward."""
    (simulated,) = simulate(rollup, [change], Forecaster())
    today, changed = simulated.today.forecast, simulated.changed.forecast
    return tuple(
        None if before is None or after is None else before - after
        for before, after in ((today.p50, changed.p50), (today.p85, changed.p85))
    )


def simulated(action: NextAction) -> AnyChange:
    key = (action.card.board.slug, action.card.card.id)
    return Drop(key) if action.code == "drop" else Give(key, action.board)


BEYOND = rolled(
    slow("bridge", "1.1.1", 18, 0, 20 * DAY, 30), slow("li", "1.1.2", 2, YEAR - 7 * WEEK, 5 * DAY, 0), at=YEAR
)
WITHIN = rolled(
    slow("bridge", "1.1.1", 18, 0, 20 * DAY, 8), slow("li", "1.1.2", 2, YEAR - 7 * WEEK, 5 * DAY, 0), at=YEAR
)


def test_where_p85_is_beyond_three_years_an_action_is_worth_what_it_brings_p50_forward():
    assert only(BEYOND).forecast.forecast.p85 is None
    actions = [action for action in actions_of(BEYOND) if action.code in ("drop", "give")]
    assert {action.code for action in actions} == {"drop", "give"}
    for action in actions:
        assert action.days == pytest.approx(gains(BEYOND, simulated(action))[0])


def test_where_p85_is_known_an_action_is_worth_what_it_brings_p85_forward():
    actions = [action for action in actions_of(WITHIN) if action.code in ("drop", "give")]
    assert {action.code for action in actions} == {"drop", "give"}
    for action in actions:
        assert action.days == pytest.approx(gains(WITHIN, simulated(action))[1])


def test_an_action_that_brings_p85_into_sight_is_named():
    """With a card on the other board P85 is within three years again: no reason to leave that out."""
    given = next(action for action in actions_of(BEYOND) if action.code == "give")
    (found,) = simulate(BEYOND, [simulated(given)], Forecaster())
    assert found.today.forecast.p85 is None
    assert found.changed.forecast.p85 is not None


def test_a_card_goes_to_the_board_whose_queue_is_worked_off_soonest_and_never_to_an_idle_one():
    busy = crew("busy", "1.1.2", ahead=40)
    free = crew("free", "1.1.2", pace=20.0, ahead=1)
    idle = slow("idle", "1.1.2", 12, 0, 20, 0)
    given = [a for a in actions_of(rolled(crew(), busy, free)) if a.code == "give"]
    assert given
    assert {action.board for action in given} == {"free"}
    later = [a for a in actions_of(rolled(crew(pace=90.0), idle, at=NOW + 7 * WEEK)) if a.code == "give"]
    assert later == []
    slower = crew("slower", "1.1.2", pace=100.0, ahead=1)
    three = [a for a in actions_of(rolled(crew(pace=90.0), idle, slower, at=NOW + 7 * WEEK)) if a.code == "give"]
    assert {action.board for action in three} == {"slower"}


def test_alone_nobody_is_there_to_take_a_card():
    assert all(action.code != "give" for action in actions_of(rolled(crew())))


def blocked(cards: int, since: float) -> Desk:
    """Some cards of the queue are blocked, those that come last; nothing is in work."""
    desk = crew()
    ids = tuple(str(WORKED + 12 - n) for n in range(cards))
    desk.give(Block(cards=ids, why="crane 吊车"), since)
    return desk


def test_at_most_two_of_a_kind_five_in_all_and_each_card_once():
    actions = actions_of(rolled(blocked(6, NOW - 5 * WEEK), crew("li", "1.1.2", pace=28.0)))
    codes = [action.code for action in actions]
    assert len(actions) <= SHOWN
    assert max(map(codes.count, codes)) <= 2
    cards = [(action.card.board.slug, action.card.card.id) for action in actions if action.card is not None]
    assert len(cards) == len(set(cards))
    assert [action.days for action in actions] == sorted((action.days for action in actions), reverse=True)


@pytest.mark.parametrize("hours", [0, 1])
def test_what_brings_less_than_a_tenth_of_a_day_is_no_action(hours):
    """A card that was blocked an hour ago: to unblock it makes nothing sooner that anybody would notice."""
    actions = actions_of(rolled(blocked(1, NOW - hours)))
    assert all(action.code != "unblock" for action in actions)
    assert all(timedelta(days=action.days) >= timedelta(days=0.1) for action in actions)
