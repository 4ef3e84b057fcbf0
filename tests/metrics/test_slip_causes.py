"""Why a milestone slips, what to do next, and what if: the same forecast with one thing changed."""

import json

import jsonschema
import pytest
from crew import AHEAD, DAY, NOW, WEEK, WORKED, crew
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, READY, REVIEW, Desk, hour
from often import often
from plan_maker import Planner
from test_reports import nulls_without_reason

from kanban.commands.cards import Block, Unblock
from kanban.metrics.forecast.what_if import Situation, dropped, put_first, with_driver, without_driver
from kanban.metrics.insight.milestone_forecasts import Forecaster, Question, foretold, situation
from kanban.metrics.insight.next_actions import SHOWN, next_actions
from kanban.metrics.insight.queue_order import column_order, queue_order
from kanban.metrics.insight.simulation import AnyChange, Driver, Drop, First, Give, Pace, Rework, Scope, simulate
from kanban.metrics.insight.slip_causes import CODES, SlipCauses, slip_causes
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.reports.insight_report import next_report, simulation_report, slip_report
from kanban.metrics.reports.order_export import order_report
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, roll_up

Asked = tuple[MilestoneState, Question, RollUp]


def planned(due: float | None, set_at: float = 0.0, gates=("1.1",)) -> Planner:
    planner = Planner().milestone(gates=gates)
    return planner.promise(due, set_at) if due is not None else planner


def asked(planner: Planner, *desks: Desk, at: float = NOW, which: str = "M1") -> Asked:
    rollup = foretold(roll_up(planner.plan, [desk.board for desk in desks], hour(at)))
    state = next(one for one in rollup.milestones if one.milestone.id == which)
    return state, Forecaster().question(state, rollup), rollup


def days(found: SlipCauses, code: str) -> float | None:
    return next(cause.days for cause in found.causes if cause.code == code)


def p50(question: Question, changed: Situation) -> float:
    value = question.outlook.of(changed.team).forecast(changed.cards).p50
    assert value is not None
    return value


def test_scope_added_is_the_difference_to_the_milestone_without_it():
    desk = crew(ahead=6)
    for number in range(6):
        desk.add(f"Late wish {number}", at=3 * WEEK + number, work_package="1.1.1")
    state, question, rollup = asked(planned(NOW - WEEK, set_at=2 * WEEK), desk)
    found = slip_causes(state, question, rollup)
    without = dropped(situation(question), [("bridge", str(WORKED + 6 + n)) for n in range(1, 7)])
    assert days(found, "scope") == pytest.approx(state.forecast.forecast.p50 - p50(question, without))
    assert days(found, "scope") > 10  # six cards at three a week
    scope = next(cause for cause in found.causes if cause.code == "scope")
    assert [item.card.title for item in scope.cards] == [f"Late wish {n}" for n in range(6)]


def test_the_slip_is_p50_less_the_baseline_and_the_rest_is_what_the_causes_leave():
    state, question, rollup = asked(planned(NOW - WEEK), crew())
    found = slip_causes(state, question, rollup)
    assert found.p50_at == state.forecast.p50_at  # to the minute, as everywhere
    assert found.slip_days == pytest.approx((found.p50_at - state.baseline_at).total_seconds() / 86_400)
    assert {cause.code for cause in found.causes} == set(CODES)
    known = sum(max(0.0, cause.days or 0.0) for cause in found.causes)
    assert found.rest_days == pytest.approx(found.slip_days - known)
    assert [cause.days for cause in found.causes if cause.days is not None] == sorted(
        (cause.days for cause in found.causes if cause.days is not None), reverse=True
    )


def test_waiting_behind_another_milestone_is_what_one_gains_without_its_cards():
    desk = Desk()
    cards = [desk.add(work_package="1.1.1" if n < 30 else "1.2.1") for n in range(40)]
    for number, card in enumerate(cards[:20]):
        desk.move(card, DOING, number * 56)
        desk.move(card, DONE, number * 56 + 30)
    planner = planned(None).milestone(gates=("1.2",), name="Piers").promise(NOW + WEEK, 0, "M2")
    state, question, rollup = asked(planner, desk, which="M2")
    found = slip_causes(state, question, rollup)
    queue = next(cause for cause in found.causes if cause.code == "queue")
    assert 15 < queue.days < 40  # ten cards at three a week
    assert [item.card.id for item in queue.cards] == [str(n) for n in range(21, 31)]


def reworked() -> Desk:
    """As `crew`, but each card goes back for a third of its time in work."""
    desk = Desk()
    cards = [desk.add(f"Weld span {n}", at=0, work_package="1.1.1") for n in range(WORKED + AHEAD)]
    for number in range(WORKED):
        begin = number * 56
        desk.move(cards[number], DOING, begin)
        desk.move(cards[number], REVIEW, begin + 15)
        desk.move(cards[number], DOING, begin + 20, reason="defect")
        desk.move(cards[number], REVIEW, begin + 30)
        desk.move(cards[number], DONE, begin + 30)
    return desk


def test_rework_of_a_third_of_the_time_in_work_costs_about_a_third_of_the_days():
    state, question, rollup = asked(planned(NOW), reworked())
    found = slip_causes(state, question, rollup)
    share = days(found, "rework") / state.forecast.forecast.p50
    assert 0.25 < share < 0.45
    assert days(found, "scope") == days(found, "blocked") == days(found, "parked") == 0


def test_blocked_time_counts_as_long_as_the_block_lasts():
    desk = Desk()
    cards = [desk.add(f"Weld span {n}", at=0, work_package="1.1.1") for n in range(WORKED + AHEAD)]
    for number in range(WORKED):
        desk.move(cards[number], DOING, number * 56)
        if number >= WORKED - 8:
            desk.give(Block(cards=(cards[number],), why="crane booked"), number * 56 + 10)
            desk.give(Unblock(cards=(cards[number],)), number * 56 + 25)
        desk.move(cards[number], DONE, number * 56 + 30)
    state, question, rollup = asked(planned(NOW), desk)
    found = slip_causes(state, question, rollup)
    assert days(found, "blocked") > 1
    blocked = next(cause for cause in found.causes if cause.code == "blocked")
    assert len(blocked.cards) == 8


def test_a_pace_that_fell_since_the_baseline_is_a_cause_and_one_without_a_past_is_unknown():
    desk = Desk()
    cards = [desk.add(f"Weld span {n}", at=0, work_package="1.1.1") for n in range(60)]
    for number in range(30):  # one a day, then one in four days
        begin = number * DAY if number < 20 else 20 * DAY + (number - 20) * 4 * DAY
        desk.move(cards[number], DOING, begin)
        desk.move(cards[number], DONE, begin + 20)
    state, question, rollup = asked(planned(90 * DAY, set_at=21 * DAY), desk, at=80 * DAY)
    assert days(slip_causes(state, question, rollup), "pace") > 20
    state, question, rollup = asked(planned(90 * DAY, set_at=2 * DAY), desk, at=80 * DAY)
    unknown = next(cause for cause in slip_causes(state, question, rollup).causes if cause.code == "pace")
    assert (unknown.days, str(unknown.reason)) == (None, "2 of 10 finished or dropped by then")


def test_without_a_baseline_nothing_slips_and_it_is_said_why():
    state, question, rollup = asked(planned(None), crew())
    found = slip_causes(state, question, rollup)
    assert (found.slip_days, found.causes, str(found.reason)) == (None, (), "no baseline yet")


def test_the_same_data_gives_the_same_causes_and_actions():
    first, second = (asked(planned(NOW), reworked()) for _ in range(2))
    assert slip_causes(*first) == slip_causes(*second)
    assert next_actions(*first) == next_actions(*second)


@settings(max_examples=often(15), deadline=None)
@given(st.sets(st.integers(WORKED + 1, WORKED + AHEAD), max_size=AHEAD - 1))
def test_dropping_cards_never_makes_a_milestone_later(gone):
    _, question, _ = asked(planned(NOW), crew())
    before = situation(question)
    assert p50(question, dropped(before, [("bridge", str(n)) for n in gone])) <= p50(question, before) + 1e-9


@pytest.mark.parametrize("card", [WORKED + 1, WORKED + 6, WORKED + AHEAD])
def test_putting_a_card_of_its_own_first_never_makes_a_milestone_later(card):
    _, question, _ = asked(planned(NOW), crew())
    before = situation(question)
    assert p50(question, put_first(before, ("bridge", str(card)))) <= p50(question, before) + 1e-9


def test_a_driver_more_is_sooner_and_one_less_later():
    _, question, _ = asked(planned(NOW), crew(), crew("li", "1.1.2"))
    before = situation(question)
    today = p50(question, before)
    assert p50(question, with_driver(before, "li")) < today < p50(question, without_driver(before, "li"))


def test_actions_are_the_best_first_one_a_card_and_each_brings_p85_forward():
    desk = crew()
    desk.move(str(WORKED + 1), DOING, NOW - 40)
    desk.give(Block(cards=(str(WORKED + 1),), why="crane booked"), NOW - 30)
    state, question, rollup = asked(planned(NOW), desk, crew("li", "1.1.2", pace=28.0))
    actions = next_actions(state, question, rollup)
    assert 0 < len(actions) <= SHOWN
    assert [one.days for one in actions] == sorted((one.days for one in actions), reverse=True)
    assert all(one.days > 0 for one in actions)
    cards = [(one.card.board.slug, one.card.card.id) for one in actions if one.card]
    assert len(cards) == len(set(cards))


def test_nothing_to_do_where_no_date_is_known():
    rollup = foretold(roll_up(planned(NOW).plan, [crew(finished=3).board], hour(NOW)))
    state = rollup.milestones[0]
    assert next_actions(state, Forecaster().question(state, rollup), rollup) == ()


def changed(*changes: AnyChange, desks=None):
    rollup = roll_up(planned(NOW + WEEK).plan, [d.board for d in desks or (crew(), crew("li", "1.1.2"))], hour(NOW))
    (found,) = simulate(rollup, changes, Forecaster())
    return found


def test_a_simulation_without_changes_is_today():
    found = changed()
    assert found.today == found.changed


@pytest.mark.parametrize(
    ("change", "sooner"),
    [
        (Drop(("bridge", str(WORKED + AHEAD))), True),
        (Pace("bridge", 2.0), True),
        (Pace("bridge", 0.5), False),
        (Driver("li", True), True),
        (Driver("li", False), False),
        (Scope("M1", 6), False),
    ],
    ids=str,
)
def test_each_change_moves_the_date_the_way_it_should(change, sooner):
    found = changed(change)
    assert (found.changed.p85_at < found.today.p85_at) == sooner
    assert found.changed.p85_at != found.today.p85_at
    assert (found.changed.chance_of_baseline >= found.today.chance_of_baseline) == sooner


def test_its_last_card_put_before_those_of_others_makes_a_milestone_sooner():
    desk = crew(ahead=2)
    for _ in range(9):
        desk.add(at=1, work_package="1.9.9")
    last = desk.add("Grout", at=2, work_package="1.1.1")
    found = changed(First(("bridge", last)), desks=[desk])
    assert found.changed.p85_at < found.today.p85_at


def test_half_of_the_rework_is_worth_less_than_all_of_it():
    desk = reworked()
    all_, half = (changed(Rework(share), desks=[desk]).changed.p50_at for share in (0.0, 0.5))
    assert all_ < half < changed(desks=[desk]).today.p50_at


def test_a_card_given_to_a_board_without_a_card_of_the_milestone_goes_there():
    idle = crew("wang", "1.9.9", ahead=0)
    rollup = roll_up(planned(NOW + WEEK).plan, [crew().board, idle.board], hour(NOW))
    last = [("bridge", str(WORKED + AHEAD - n)) for n in range(6)]
    (found,) = simulate(rollup, [Give(card, "wang") for card in last], Forecaster())
    assert found.changed.p50_at < found.today.p50_at


def test_what_leaves_as_json_keeps_its_schema_and_has_a_reason_for_each_null():
    state, question, rollup = asked(planned(NOW), reworked())
    none = asked(planned(None), crew())
    reports = [
        ("slip", slip_report(state, slip_causes(state, question, rollup), rollup, hour(NOW))),
        ("slip", slip_report(none[0], slip_causes(*none), none[2], hour(NOW))),
        ("next", next_report(state, next_actions(state, question, rollup), rollup, hour(NOW))),
        ("simulation", simulation_report([changed(Scope("M1", 3))], ["scope M1=3"], rollup, hour(NOW))),
    ]
    for name, report in reports:
        found = json.loads(encode(report, "UTC"))
        jsonschema.validate(found, json_schema(name), cls=jsonschema.Draft202012Validator)
        assert [*nulls_without_reason([found])] == []


def test_the_proposed_order_goes_by_baseline_and_serves_the_one_that_is_due_first():
    desk = Desk()
    cards = [desk.add(f"Weld {n}", at=0, work_package="1.1.1") for n in range(WORKED)]
    waiting = [desk.add(f"{code} {n}", at=1, work_package=code) for n, code in enumerate(["1.2.1", "", "1.1.1"] * 4)]
    for number, card in enumerate(cards):
        desk.move(card, DOING, number * 56)
        desk.move(card, DONE, number * 56 + 30)
    planner = planned(NOW + WEEK).milestone(gates=("1.2",), name="Piers").promise(NOW + 4 * WEEK, 0, "M2")
    rollup = foretold(roll_up(planner.plan, [desk.board], hour(NOW)))
    found = queue_order(rollup.boards[0], rollup, Forecaster())
    assert [one.card.card.id for one in found.queue] == waiting[2::3] + waiting[0::3] + waiting[1::3]
    assert [one.place for one in found.queue] == [3, 6, 9, 12, 1, 4, 7, 10, 2, 5, 8, 11]
    assert not found.is_own
    served = {one.state.milestone.id: one for one in found.milestones}
    assert served["M1"].changed.p85_at < served["M1"].today.p85_at
    report = json.loads(encode(order_report("bridge", found, rollup, hour(NOW)), "UTC"))
    jsonschema.validate(report, json_schema("order"), cls=jsonschema.Draft202012Validator)
    assert [*nulls_without_reason([report])] == []


def test_each_column_in_the_proposed_order_does_less_than_the_whole_queue_in_it():
    desk = Desk()
    cards = [desk.add(f"Weld {n}", at=0, work_package="1.1.1") for n in range(WORKED)]
    waiting = [desk.add(f"{code} {n}", at=1, work_package=code) for n, code in enumerate(["1.2.1", "1.1.1"] * 4)]
    for number, card in enumerate(cards):
        desk.move(card, DOING, number * 56)
        desk.move(card, DONE, number * 56 + 30)
    for card in waiting[:4]:
        desk.move(card, READY, 2, bottom=True)
    planner = planned(NOW + WEEK).milestone(gates=("1.2",), name="Piers").promise(NOW + 4 * WEEK, 0, "M2")
    rollup = foretold(roll_up(planner.plan, [desk.board], hour(NOW)))
    order = queue_order(rollup.boards[0], rollup, Forecaster())
    assert column_order(order.queue, READY) == (waiting[1], waiting[3], waiting[0], waiting[2])
    served = next(each for each in order.milestones if each.state.milestone.id == "M1")
    assert served.changed.p50_at < served.in_columns.p50_at < served.today.p50_at
    assert served.days[0] < 0


def test_a_queue_in_the_proposed_order_is_left_as_it_is():
    rollup = foretold(roll_up(planned(NOW + WEEK).plan, [crew().board], hour(NOW)))
    found = queue_order(rollup.boards[0], rollup, Forecaster())
    assert found.is_own
    (served,) = found.milestones
    assert served.today == served.changed
