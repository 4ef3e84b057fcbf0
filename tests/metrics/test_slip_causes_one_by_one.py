"""The causes of a slip one by one: which cards are behind each, the largest first, and what counts for none."""

from datetime import timedelta

import pytest
from crew import DAY, NOW, WEEK, WORKED, crew
from makers import DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive, Block, Unblock
from kanban.metrics.forecast.what_if import dropped
from kanban.metrics.insight.milestone_forecasts import Forecaster, forecast_if, foretold, situation
from kanban.metrics.insight.slip_causes import (
    Cause,
    SlipCauses,
    blocked_time,
    lost_days,
    parked_time,
    rework_time,
    slip_causes,
)
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day

FIRST = str(WORKED + 1)


def planned() -> Planner:
    """M1 of the packages 1.1, promised for now; M2 of 1.2."""
    planner = Planner().milestone(gates=("1.1",)).promise(NOW)
    return planner.milestone(gates=("1.2",), name="桥墩 Piers").promise(NOW + WEEK, milestone="M2")


def rolled(*desks: Desk, planner: Planner | None = None, at: float = NOW) -> RollUp:
    return foretold(roll_up((planner or planned()).plan, [desk.board for desk in desks], hour(at)))


def causes_of(rollup: RollUp, which: str = "M1") -> SlipCauses:
    state = next(each for each in rollup.milestones if each.milestone.id == which)
    return slip_causes(state, Forecaster().question(state, rollup), rollup)


def cause(rollup: RollUp, code: str, which: str = "M1") -> Cause:
    return next(each for each in causes_of(rollup, which).causes if each.code == code)


def ids(of: Cause) -> list[str]:
    return [item.card.id for item in of.cards]


def test_a_card_is_blocked_until_now_while_it_is_open_and_until_its_end_where_it_is_finished():
    desk = crew()
    desk.give(Block(cards=(FIRST,), why="crane 吊车"), NOW - 30)
    assert blocked_time(desk.card(FIRST).flow, hour(NOW)) == 30 * 3600
    desk.move(FIRST, DOING, NOW - 20)
    desk.move(FIRST, DONE, NOW - 10)
    assert blocked_time(desk.card(FIRST).flow, hour(NOW)) == 20 * 3600
    assert blocked_time(desk.card("1").flow, hour(NOW)) == 0


def test_a_started_card_that_lies_in_the_queue_again_is_parked_until_now():
    desk = crew()
    desk.move(FIRST, DOING, NOW - 50)
    desk.move(FIRST, READY, NOW - 40, reason="parked")
    assert parked_time(desk.card(FIRST).flow, hour(NOW)) == 40 * 3600
    assert rework_time(desk.card(FIRST).flow, hour(NOW)) == 0
    desk.move(FIRST, DOING, NOW - 15)
    assert parked_time(desk.card(FIRST).flow, hour(NOW)) == 25 * 3600


@pytest.mark.parametrize("code", ["blocked", "parked"])
def test_the_cards_that_lost_most_come_first_and_those_of_others_are_not_named(code):
    """Lost time of all cards of the boards counts; the cards of the milestone are named."""
    desk = crew()
    other = desk.add(at=NOW - 40 * DAY, work_package="1.2.1")
    since = {FIRST: 10, str(WORKED + 2): 30, str(WORKED + 3): 20, other: 35}
    for card, days in sorted(since.items(), key=lambda pair: -pair[1]):
        if code == "blocked":
            desk.give(Block(cards=(card,), why="crane"), NOW - days * DAY)
        else:
            desk.move(card, DOING, NOW - days * DAY)
            desk.move(card, READY, NOW - days * DAY, reason="parked")
    rollup = rolled(desk)
    found = cause(rollup, code)
    assert ids(found) == [str(WORKED + 2), str(WORKED + 3), FIRST]
    question = Forecaster().question(rollup.milestones[0], rollup)
    seconds = {"blocked": blocked_time, "parked": parked_time}[code]
    assert lost_days(rollup, question, seconds) == {"bridge": since}


def test_lost_time_of_a_board_without_cards_of_the_milestone_is_not_read():
    other = crew("li", "1.9.9")
    other.give(Block(cards=(FIRST,), why="crane"), NOW - 9 * DAY)
    rollup = rolled(crew(), other)
    question = Forecaster().question(rollup.milestones[0], rollup)
    assert lost_days(rollup, question, blocked_time) == {"bridge": {}}
    assert cause(rollup, "blocked").days == 0


def both_milestones() -> Desk:
    """Three of M2, three of M1, three of M2, three of M1 wait in this order; the last of M2 is in work."""
    desk = crew(ahead=0, finished=0)
    cards = [desk.add(work_package="1.1.1") for _ in range(WORKED)]
    for package in ("1.2.1", "1.1.1") * 2:
        for _ in range(3):
            desk.add(work_package=package)
    for number, card in enumerate(cards):
        desk.move(card, DOING, number * 56)
        desk.move(card, DONE, number * 56 + 30)
    return desk


def waits(*numbers: int) -> list[str]:
    return [str(WORKED + number) for number in numbers]


def test_the_cards_of_others_before_the_last_one_are_behind_the_queue_and_so_is_what_is_in_work():
    desk = both_milestones()
    assert ids(cause(rolled(desk), "queue")) == waits(1, 2, 3, 7, 8, 9)
    assert ids(cause(rolled(desk), "queue", "M2")) == waits(4, 5, 6)
    desk.move(waits(12)[0], DOING, NOW - 5)
    assert ids(cause(rolled(desk), "queue", "M2")) == waits(12, 4, 5, 6)


def test_what_is_in_work_behind_the_last_card_is_before_it_all_the_same():
    desk = crew(ahead=1)
    desk.move(FIRST, REVIEW, NOW - 9)
    other = desk.add(at=NOW - 8, work_package="1.2.1")
    assert ids(cause(rolled(desk), "queue")) == []
    desk.move(other, DOING, NOW - 7)
    assert ids(cause(rolled(desk), "queue")) == [other]


def test_the_days_of_the_queue_are_those_without_all_open_cards_of_other_milestones():
    rollup = rolled(both_milestones())
    state = next(each for each in rollup.milestones if each.milestone.id == "M1")
    question = Forecaster().question(state, rollup)
    without = dropped(situation(question), [("bridge", card) for card in waits(1, 2, 3, 7, 8, 9)])
    days = state.forecast.forecast.p50 - forecast_if(question, without).p50
    assert cause(rollup, "queue").days == pytest.approx(days)
    assert days > 7


def test_a_card_that_both_need_and_a_milestone_that_is_achieved_are_no_queue():
    planner = planned().milestone(name="All", gates=("1",)).promise(NOW + WEEK, milestone="M3")
    assert ids(cause(rolled(both_milestones(), planner=planner), "queue", "M3")) == []
    planner = planned().sign_off(NOW - 9, NOW - 8, "M2")
    found = cause(rolled(both_milestones(), planner=planner), "queue")
    assert (ids(found), found.days) == ([], 0)


def test_scope_since_the_baseline_is_what_came_after_its_last_setting_and_is_open():
    desk = crew(ahead=2)
    for number in range(4):
        desk.add(f"Wish {number}", at=NOW - 20 + 5 * number, work_package="1.1.1")
    desk.give(Archive(cards=(str(WORKED + 6),)), NOW - 1)
    assert ids(cause(rolled(desk), "scope")) == waits(3, 4, 5)
    again = planned().promise(NOW + 2, at=NOW - 14, why="agreed")
    assert ids(cause(rolled(desk, planner=again), "scope")) == waits(5)


def test_what_makes_a_milestone_sooner_is_below_nothing_and_takes_nothing_from_the_rest():
    """Twice as fast as when the baseline was set."""
    desk = Desk()
    cards = [desk.add(work_package="1.1.1") for _ in range(60)]
    begun = [number * 3 * DAY for number in range(15)] + [(45 + number) * DAY for number in range(33)]
    for card, begin in zip(cards, begun, strict=False):
        desk.move(card, DOING, begin)
        desk.move(card, DONE, begin + 20)
    planner = Planner().milestone(gates=("1.1",)).promise(60 * DAY, at=45 * DAY)
    found = causes_of(rolled(desk, planner=planner, at=78 * DAY))
    (pace,) = [each for each in found.causes if each.code == "pace"]
    assert pace.days < 0
    assert found.causes[-1] == pace
    assert found.rest_days == pytest.approx(found.slip_days)


def test_nine_exits_when_the_baseline_was_set_are_no_pace_and_ten_are():
    for at, known in ((8 * 56 + 40, False), (9 * 56 + 40, True)):
        found = cause(rolled(crew(), planner=Planner().milestone(gates=("1.1",)).promise(NOW, at=at)), "pace")
        assert (found.days is not None, found.reason is None) == (known, known)


def test_a_cause_that_is_not_known_comes_last_and_counts_nothing():
    found = causes_of(rolled(crew()))
    assert [each.code for each in found.causes if each.days is None] == ["pace"]
    assert found.causes[-1].code == "pace"
    assert found.rest_days == pytest.approx(found.slip_days)


def test_a_slip_is_counted_from_the_baseline_where_the_forecast_is_not_shown_yet_too():
    plain = roll_up(planned().plan, [crew().board], hour(NOW))
    found, shown = causes_of(plain), causes_of(foretold(plain))
    assert abs(found.p50_at - shown.p50_at) < timedelta(minutes=1)
    assert found.slip_days == pytest.approx((found.p50_at - hour(NOW)) / timedelta(days=1))


def test_unblocked_time_counts_once_however_often_the_card_was_blocked():
    desk = crew()
    for begin, end in ((90, 80), (70, 65), (30, 28)):
        desk.give(Block(cards=(FIRST,), why="crane"), NOW - begin)
        desk.give(Unblock(cards=(FIRST,)), NOW - end)
    assert blocked_time(desk.card(FIRST).flow, hour(NOW)) == 17 * 3600
