"""What if, change by change: what each has to do with a milestone, by another road to the same dates."""

from datetime import timedelta

import pytest
from crew import AHEAD, DAY, NOW, WEEK, WORKED, crew
from makers import DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive
from kanban.commands.plan_costs import SetCurrency, SetRate
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.simulation import (
    AnyChange,
    Driver,
    Drop,
    First,
    Give,
    Pace,
    Rework,
    Scope,
    Simulated,
    Wip,
    simulate,
    total_cost,
)
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day


def rolled(*desks: Desk, at: float = NOW, live: bool = False) -> RollUp:
    """Two milestones: M1 of the packages 1.1, M2 of 1.2."""
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    plan = planner.milestone(gates=("1.2",), name="桥墩 Piers").promise(NOW + 4 * WEEK, milestone="M2").plan
    return roll_up(plan, [desk.board for desk in desks], hour(at), live=live)


def simulated(rollup: RollUp, *changes: AnyChange, which: str = "M1") -> Simulated:
    return next(each for each in simulate(rollup, changes, Forecaster()) if each.state.milestone.id == which)


def both() -> tuple[Desk, Desk]:
    """Each holds cards of one milestone."""
    return crew(), crew("li", "1.2.1", pace=80.0, finished=16)


LAST = str(WORKED + AHEAD)


@pytest.mark.parametrize(
    "change",
    [
        Drop(("li", "20")),
        First(("li", "20")),
        Pace("li", 2.0),
        Wip("li", 1),
        Wip("bridge", 1),
        Driver("wang", True),
        Scope("M2", 9),
        Scope("M3", 9),
        Rework(0.0),
        Drop(("bridge", "1")),
        First(("bridge", "1")),
        Give(("bridge", "1"), "li"),
        Give(("li", "20"), "wang"),
    ],
    ids=str,
)
def test_what_has_nothing_to_do_with_a_milestone_changes_none_of_its_dates(change):
    """Another board, another milestone, a finished card, nobody in work, no rework, a board without a card."""
    empty = Desk()
    empty.board = crew("wang", finished=0, ahead=0).board
    found = simulated(rolled(*both(), empty), change)
    assert found.changed == found.today
    assert found.gain_seconds == 0


def test_a_dropped_card_is_as_if_it_had_been_archived():
    archived = crew()
    archived.give(Archive(cards=(LAST,)), NOW - 1)
    found = simulated(rolled(crew()), Drop(("bridge", LAST)))
    assert found.changed.forecast.cards == AHEAD - 1
    # the archived card counts as an exit of the board too, which the dropped one does not
    assert found.today.p50_at > found.changed.p50_at > simulated(rolled(archived)).today.p50_at


def test_new_scope_is_dealt_out_to_the_boards_of_the_milestone_in_turn():
    rollup = rolled(crew(), crew("li", "1.1.2"))
    for cards, each in ((1, (1, 0)), (2, (1, 1)), (5, (3, 2))):
        found = simulated(rollup, Scope("M1", cards))
        assert found.changed.forecast.cards == 2 * AHEAD + cards
        assert found.changed.forecast.ahead == 2 * AHEAD + sum(each)


def test_more_scope_is_the_later_the_more_it_is():
    rollup = rolled(crew())
    dates = [simulated(rollup, Scope("M1", cards)).changed.p50_at for cards in (1, 5, 20)]
    assert dates == sorted(dates)
    assert dates[0] > simulated(rollup).today.p50_at


@pytest.mark.parametrize(("more", "factor"), [(1, 3 / 2), (2, 2.0), (-1, 1 / 2), (-2, 1 / 2), (-99, 1 / 2)])
def test_cards_more_in_work_are_a_pace_by_littles_law_and_one_at_least_is_left(more, factor):
    desk = crew()
    for number in (1, 2):
        desk.move(str(WORKED + number), DOING, NOW - DAY)
    rollup = rolled(desk)
    assert simulated(rollup, Wip("bridge", more)).changed == simulated(rollup, Pace("bridge", factor)).changed


def test_changes_act_one_after_the_other():
    """A card that was dropped cannot be put first or given; one that was given is found on its new board no more."""
    rollup = rolled(crew(), crew("li", "1.1.2"))
    alone = simulated(rollup, Drop(("bridge", LAST)))
    for then in (First(("bridge", LAST)), Give(("bridge", LAST), "li"), Drop(("bridge", LAST))):
        assert simulated(rollup, Drop(("bridge", LAST)), then).changed == alone.changed
    twice = simulated(rollup, Pace("bridge", 2.0), Pace("bridge", 2.0))
    assert twice.changed == simulated(rollup, Pace("bridge", 4.0)).changed
    assert simulated(rollup, Pace("bridge", 2.0), Pace("bridge", 0.5)).changed == simulated(rollup).today


def reworked() -> Desk:
    """Every card goes back for ten of its thirty hours."""
    desk = crew(finished=0, ahead=WORKED + AHEAD)
    for number in range(WORKED):
        card, begin = str(number + 1), number * 56
        desk.move(card, DOING, begin)
        desk.move(card, REVIEW, begin + 15)
        desk.move(card, DOING, begin + 20, reason="defect")
        desk.move(card, REVIEW, begin + 30)
        desk.move(card, DONE, begin + 30)
    return desk


def test_the_whole_of_the_rework_left_changes_nothing_and_the_less_is_left_the_sooner():
    rollup = rolled(reworked())
    shares = [simulated(rollup, Rework(share)).changed for share in (1.0, 0.75, 0.5, 0.0)]
    assert shares[0].p50_at == simulated(rollup).today.p50_at
    dates = [each.p50_at for each in shares]
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) == 4


def test_a_clock_that_was_set_back_changes_no_simulated_date():
    """Live, nothing that happened is forgotten: the moment asked for is that of the last event on any board."""
    desk, idle = crew(), crew("wang", "1.9.9", finished=6, ahead=0)
    desk.add("Last", at=NOW, work_package="1.1.1")
    cards = [("bridge", str(WORKED + AHEAD - n)) for n in range(4)]
    changes = [Give(card, "wang") for card in cards]
    right, set_back = (simulated(rolled(desk, idle, at=at, live=True), *changes) for at in (NOW, NOW - 20))
    assert right.today.as_of == set_back.today.as_of == hour(NOW)
    assert (set_back.today.p50_at, set_back.changed.p50_at) == (right.today.p50_at, right.changed.p50_at)
    assert right.changed.p50_at != right.today.p50_at


def test_a_board_that_was_made_later_takes_no_card_as_of_a_moment_before():
    late = Desk()
    late.board = crew("wang", finished=0, ahead=0).board
    late.add("Later", at=NOW + WEEK)
    found = simulated(rolled(crew(), late), Give(("bridge", LAST), "wang"), Driver("wang", True))
    assert found.changed == found.today


def test_milestones_come_most_urgent_first_and_done_ones_not_at_all():
    found = [each.state.milestone.id for each in simulate(rolled(*both()), [], Forecaster())]
    assert found == ["M1", "M2"]
    done = [each.state.milestone.id for each in simulate(rolled(crew(ahead=0), both()[1]), [], Forecaster())]
    assert done == ["M2"]


def test_the_gain_is_by_how_much_p85_is_sooner_and_is_not_known_without_both():
    found = simulated(rolled(crew()), Pace("bridge", 2.0))
    assert found.gain_seconds == (found.today.p85_at - found.changed.p85_at) / timedelta(seconds=1) > 0
    slower = simulated(rolled(crew()), Pace("bridge", 0.5))
    assert slower.gain_seconds < 0
    unknown = simulated(rolled(crew(finished=9)), Pace("bridge", 2.0))
    assert (unknown.gain_seconds, unknown.today.forecast.reason.code) == (None, "few_exits")


def test_a_driver_less_is_paid_no_more_and_a_further_one_is_paid_as_the_one_he_works_like():
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    planner.give(SetCurrency(currency="CNY")).give(SetRate(amount=20_000))
    boards = [crew().board, crew("li", "1.1.2").board]
    rollup = roll_up(planner.plan, boards, hour(NOW))
    more = simulated(rollup, Driver("li", True))
    assert {payee.further for payee in more.cost_changed.payees} == {"", "+li"}
    assert {payee.further for payee in more.cost_today.payees} == {""}
    twice = simulated(rollup, Driver("li", True), Driver("li", True))
    assert {payee.further for payee in twice.cost_changed.payees} == {"", "+li", "++li"}
    today, changed = total_cost(rollup, [more])
    assert (today.p85, changed.p85) == (more.cost_today.p85, more.cost_changed.p85)
    both_boards = simulated(rollup, Driver("li", False), Driver("bridge", False))
    assert both_boards.changed.forecast.cards == 2 * AHEAD
