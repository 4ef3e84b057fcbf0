"""When a milestone will be done: from the boards' histories and the plan, as of now and as of a past moment."""

import json
from datetime import timedelta

import jsonschema
import pytest
from crew import AHEAD, DAY, NOW, WEEK, WORKED, crew
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner
from test_reports import nulls_without_reason

from kanban.commands.undo import Undo
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.reports.forecast_report import forecast_report
from kanban.metrics.rollup.milestones import roll_up, with_forecasts
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render.forecast import basis, chance, remarks
from kanban.render.milestones import slip

BROKEN = Problem("li", "broken")


def planned(due=None, gates=("1.1",)):
    planner = Planner().milestone(gates=gates)
    return (planner.promise(due) if due is not None else planner).plan


def foretold(desks, plan, at=NOW, unread=()):
    state = roll_up(plan, [desk.board for desk in desks], hour(at), unread)
    return dict(Forecaster().forecasts(state)).get("M1"), state


def report(desks, plan, at=NOW, unread=()):
    _, state = foretold(desks, plan, at, unread)
    made = forecast_report(with_forecasts(state, dict(Forecaster().forecasts(state))), hour(at))
    found = json.loads(encode(made, "UTC"))
    jsonschema.validate(found, json_schema("forecast"), cls=jsonschema.Draft202012Validator)
    assert [*nulls_without_reason(found["milestones"])] == []
    return found["milestones"]


def test_twelve_cards_at_three_a_week_take_about_four_weeks():
    known, _ = foretold([crew()], planned())
    assert hour(NOW + 3 * WEEK) < known.p50_at < hour(NOW + 6 * WEEK)
    assert known.p50_at < known.p85_at < hour(NOW + 10 * WEEK)
    assert (known.forecast.cards, known.forecast.ahead) == (AHEAD, AHEAD)


def test_the_milestone_behind_another_in_the_same_queue_is_the_later_one():
    desk = Desk()
    cards = [desk.add(work_package="1.1.1" if n < 30 else "1.2.1") for n in range(40)]
    for number, card in enumerate(cards[:20]):
        desk.move(card, DOING, number * 56)
        desk.move(card, DONE, number * 56 + 30)
    plan = Planner().milestone(gates=("1.1",)).milestone(gates=("1.2",), name="Piers").plan
    known = dict(Forecaster().forecasts(roll_up(plan, [desk.board], hour(NOW))))
    assert known["M1"].p50_at < known["M2"].p50_at
    assert (known["M2"].forecast.cards, known["M2"].forecast.ahead) == (10, 20)


def test_a_milestone_over_two_boards_is_no_sooner_than_over_either():
    zhang, li = crew(), crew("li", "1.1.2", pace=50.0)
    both = foretold([zhang, li], planned())[0]
    assert both.p85_at >= max(foretold([zhang, li], planned(gates=(gate,)))[0].p85_at for gate in ("1.1.1", "1.1.2"))


def test_the_chance_of_the_baseline_and_the_slip_agree_with_the_dates():
    desk = crew()
    free = foretold([desk], planned())[0]
    assert free.chance_of_baseline is free.slip_seconds is None
    due = (free.p85_at - hour(0)) / timedelta(hours=1)
    known = foretold([desk], planned(due))[0]
    assert known.chance_of_baseline == pytest.approx(0.85, abs=0.01)
    assert abs(known.slip_seconds) < 60
    late = foretold([desk], planned(NOW - DAY))[0]
    assert late.chance_of_baseline is None
    assert slip(late.slip_seconds).startswith("+")


@pytest.mark.parametrize(
    ("desks", "plan", "unread", "reason"),
    [
        ([crew(finished=9)], planned(), (), "no forecast, 9 of 10 finished or dropped"),
        ([], planned(), (), "no cards"),
        ([crew()], planned(), [UnreadableBoard("li", BROKEN)], "a board with cards of it cannot be read"),
    ],
    ids=["few", "none", "unread"],
)  # fmt: skip
def test_without_enough_to_go_by_there_is_a_reason_and_no_date(desks, plan, unread, reason):
    (row,) = report(desks, plan, unread=unread)
    assert row["p50_at"] is row["p85_at"] is row["chance_of_baseline"] is None
    assert row["p85_at_reason"] == reason


def test_what_is_done_is_not_foretold():
    desk = crew(ahead=0)
    assert report([desk], planned()) == []
    assert foretold([desk], planned())[0] is None


def test_cards_that_never_leave_are_named_and_the_dates_without_them_given():
    desk = Desk()
    stuck = [desk.add(f"Old {n}", work_package="1.1.1") for n in range(4)]
    for number in range(40):
        card = desk.add(f"Quick {number}", at=number * 30, work_package="1.1.1")
        desk.move(card, DOING, number * 30 + 1)
        desk.move(card, DONE, number * 30 + 20)
    (row,) = report([desk], planned(), at=40 * 30)
    assert row["p85_at"] is None
    assert row["p85_at_reason"] == "cannot be dated at 85 %"
    assert {card["id"] for card in row["deciding_cards"]} <= set(stuck)
    known, state = foretold([desk], planned(), at=40 * 30)
    words = [str(remark) for remark in remarks(known, {"bridge": desk.board}, "UTC")]
    assert words[0].startswith("these cards decide: bridge/")
    assert state.boards == (desk.board,)


def test_a_board_that_nothing_left_for_four_weeks_is_named():
    known, _ = foretold([crew()], planned(), at=NOW + 5 * WEEK)
    assert known.forecast.idle_boards == ("bridge",)


def test_the_sentence_says_what_the_dates_rest_on():
    known, _ = foretold([crew()], planned())
    assert str(basis(known.forecast)) == (
        "12 cards are ahead of or in this milestone on 1 board that finishes 3.0 a week and keep their order"
    )


@settings(max_examples=often(12), deadline=None)
@given(st.integers(5 * WEEK, NOW))
def test_as_of_a_past_moment_it_is_what_was_said_then(moment):
    whole = crew()
    cut = crew(finished=0, ahead=WORKED + AHEAD)
    for number in range(WORKED):
        for column, at in ((DOING, number * 56), (DONE, number * 56 + 30)):
            if at <= moment:
                cut.move(cut.board.cards[str(number + 1)].id, column, at)
    said, replayed = (foretold([desk], planned(), at=moment)[0] for desk in (cut, whole))
    assert said == replayed


def test_undoing_a_move_restores_the_dates():
    desk = crew()
    before = foretold([desk], planned())[0]
    desk.move(str(WORKED + 1), DONE, NOW - 2)
    assert foretold([desk], planned())[0].p50_at < before.p50_at
    desk.give(Undo(), NOW - 1)
    assert foretold([desk], planned())[0] == before


@settings(max_examples=often(10), deadline=None)
@given(st.integers(1, 15))
def test_more_scope_never_brings_a_date_forward(more):
    desk = crew()
    before = foretold([desk], planned())[0]
    for _ in range(more):
        desk.add(at=NOW, work_package="1.1.1")
    after = foretold([desk], planned())[0]
    assert after.p50_at >= before.p50_at
    assert after.p85_at >= before.p85_at


def test_a_forecaster_that_is_kept_says_what_a_new_one_says():
    desk, plan, kept = crew(), planned(), Forecaster()
    for number in range(3):
        desk.move(str(WORKED + 1 + number), DONE, NOW - 3 + number)
        state = roll_up(plan, [desk.board], hour(NOW))
        assert dict(kept.forecasts(state)) == dict(Forecaster().forecasts(state))


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (0.0, "<5%"), (0.049, "<5%"), (0.05, "5%"), (0.62, "62%"), (0.96, ">95%"), (1.0, ">95%")],
)
def test_a_chance_is_never_said_to_be_certain(value, words):
    assert chance(value) == words
