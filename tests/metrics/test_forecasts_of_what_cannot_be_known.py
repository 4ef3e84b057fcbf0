"""Cards whose history cannot be read, and cards of which nobody knows when they were done: no date is invented."""

import msgspec
import pytest
from crew import NOW, WEEK, WORKED, crew
from makers import BACKLOG, DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner, named, only

from kanban.commands.cards import Archive, Unarchive
from kanban.commands.columns import SetColumnKind
from kanban.metrics import reasons
from kanban.metrics.forecast.board_past import board_past, days_of
from kanban.metrics.forecast.history import BoardTimeline
from kanban.metrics.forecast.outlook import TeamPast
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.next_actions import next_actions
from kanban.metrics.insight.queue_order import queue_order
from kanban.metrics.insight.record import past_forecasts, record
from kanban.metrics.insight.simulation import Pace, Scope, simulate
from kanban.metrics.insight.slip_causes import slip_causes
from kanban.metrics.rollup.milestones import RollUp, roll_up, why_no_date

pytestmark = pytest.mark.any_day

PLAN = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK).plan


def rolled(*desks: Desk, at: float = NOW) -> RollUp:
    return foretold(roll_up(PLAN, [desk.board for desk in desks], hour(at)))


def with_damaged_history(desk: Desk, card: str) -> Desk:
    """The card's flow can be read, what happened to it cannot."""
    damaged = msgspec.structs.replace(desk.board.cards[card], history=msgspec.Raw(b"[{}]"))
    desk.board = msgspec.structs.replace(desk.board, cards={**desk.board.cards, card: damaged})
    return desk


def alone() -> Desk:
    desk = Desk()
    desk.add(work_package="1.1.1")
    return with_damaged_history(desk, "1")


def among_others() -> Desk:
    return with_damaged_history(crew(), str(WORKED + 1))


def the_last_one_open() -> Desk:
    return with_damaged_history(crew(ahead=1), str(WORKED + 1))


@pytest.mark.parametrize("desk", [alone, among_others, the_last_one_open])
def test_with_an_open_card_whose_history_is_damaged_a_milestone_gets_no_date_and_says_why(desk):
    state = only(rolled(desk()))
    assert state.forecast.p50_at is state.forecast.p85_at is state.forecast.chance_of_baseline is None
    assert why_no_date(state) == reasons.BOARD_UNREADABLE
    assert state.status == "open"


@pytest.mark.parametrize("desk", [alone, among_others, the_last_one_open])
def test_what_is_asked_of_such_a_milestone_besides_is_answered_without_a_date_too(desk):
    rollup = rolled(desk())
    state, forecaster = only(rollup), Forecaster()
    question = forecaster.question(state, rollup)
    causes = slip_causes(state, question, rollup)
    assert (causes.p50_at, causes.reason) == (None, reasons.BOARD_UNREADABLE)
    assert next_actions(state, question, rollup) == ()
    (simulated,) = simulate(rollup, [Pace("bridge", 2.0), Scope("M1", 3)], forecaster)
    assert simulated.today.p50_at is simulated.changed.p50_at is simulated.gain_seconds is None
    (served,) = queue_order(rollup.boards[0], rollup, forecaster).milestones
    assert served.days == (None, None)
    assert record(past_forecasts(PLAN, rollup.boards, hour(NOW))).forecasts == 0


def test_a_damaged_card_of_another_milestone_or_a_finished_one_takes_no_date_away():
    desk = crew()
    elsewhere = desk.add(work_package="1.9.9", at=NOW - 1)
    assert only(rolled(with_damaged_history(desk, elsewhere))).forecast.p85_at is not None
    assert only(rolled(with_damaged_history(crew(), "1"))).forecast.p85_at is not None


def judged_done() -> Desk:
    """Three open cards lie in Review when that becomes a column of done: nobody knows when they were."""
    desk = crew(ahead=3)
    for number in (1, 2, 3):
        desk.move(str(WORKED + number), REVIEW, NOW - 20)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), NOW + 5)
    return desk


def test_a_column_that_is_called_done_later_changes_no_forecast_of_before():
    before = crew(ahead=3)
    for number in (1, 2, 3):
        before.move(str(WORKED + number), REVIEW, NOW - 20)
    said, replayed = only(rolled(before)).forecast, only(rolled(judged_done())).forecast
    assert said.forecast.cards == 3
    assert replayed == said


def test_a_card_that_was_done_nobody_knows_when_is_neither_open_nor_an_exit_from_then_on():
    line = BoardTimeline(board_past(judged_done().board))
    then, after = line.states(days_of(hour(NOW))), line.states(days_of(hour(NOW + 6)))
    gone = {str(WORKED + number) for number in (1, 2, 3)}
    assert {state.key for state in then} - {state.key for state in after} == gone
    assert len([state for state in after if state.left is not None]) == WORKED


def test_a_past_date_of_a_card_of_which_nobody_knows_when_it_was_done_is_in_no_record():
    dated = [past.at for past in past_forecasts(PLAN, [crew(ahead=3).board], hour(NOW + 2 * WEEK))]
    known = [past.at for past in past_forecasts(PLAN, [judged_done().board], hour(NOW + 2 * WEEK))]
    assert len(dated) > 2
    assert known == []


def test_such_a_card_says_nothing_of_which_model_foretold_better():
    line = BoardTimeline(board_past(judged_done().board))
    weight = TeamPast([board_past(judged_done().board)]).at(days_of(hour(NOW + WEEK))).weight
    assert 0.02 <= weight <= 0.98
    assert {state.key for state in line.states(days_of(hour(NOW + WEEK)))} == {str(n + 1) for n in range(WORKED)}


def moves(desk: Desk, card: str) -> list[tuple[float, str]]:
    """Hours and kinds."""
    begin = days_of(hour(0))
    (past,) = [card_past for card_past in board_past(desk.board).cards if card_past.key == card]
    return [(round((at - begin) * 24, 6), kind) for at, kind in past.moves]


def test_pulled_back_out_of_it_the_card_is_open_again_and_finished_it_has_a_date():
    desk = judged_done()
    card = str(WORKED + 1)
    desk.move(card, DONE, NOW + 6)  # from one done column to another: nothing more is known
    desk.give(Archive(cards=(card,)), NOW + 7)
    desk.give(Unarchive(cards=(card,)), NOW + 8)
    assert moves(desk, card) == [(NOW - 20, "active"), (NOW + 5, "unknown")]
    desk.move(card, DOING, NOW + 9, reason="defect")
    desk.move(card, DONE, NOW + 10)
    assert moves(desk, card)[2:] == [(NOW + 9, "active"), (NOW + 10, "done")]


def test_a_finished_card_keeps_its_date_whatever_its_column_is_called_later():
    desk = crew(finished=1, ahead=1)
    desk.move("2", REVIEW, 40)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 50)
    desk.move("1", REVIEW, 51)
    assert moves(desk, "1") == [(0, "active"), (30, "done")]


def test_a_column_that_is_a_queue_no_more_has_its_cards_in_work_from_then_on():
    desk = Desk()
    card = desk.add(column=BACKLOG)
    ready = [column.id for column in desk.board.columns][1]
    desk.move(card, ready, 1)
    desk.give(SetColumnKind(column=ready, kind="active"), 5)
    assert moves(desk, card) == [(5, "active")]
    desk.give(SetColumnKind(column=ready, kind="queue"), 9)
    assert moves(desk, card) == [(5, "active"), (9, "queue")]


def test_a_board_of_cards_done_nobody_knows_when_has_nothing_to_do_with_the_dates_of_another():
    shelf = Desk()
    for _ in range(4):
        shelf.move(shelf.add(work_package="1.1.2"), REVIEW, 1)
    shelf.give(SetColumnKind(column=REVIEW, kind="done"), 2)
    shelf.board = named(shelf.board, "shelf")
    apart, together = only(rolled(crew())).forecast, only(rolled(crew(), shelf)).forecast
    assert (together.p50_at, together.p85_at) == (apart.p50_at, apart.p85_at)


def test_a_card_in_a_column_that_is_done_no_more_waits_where_it_lies_there():
    """Wherever it waited before it was done, or where it never waited."""
    desk = Desk()
    first, moved, last = desk.add(at=0), desk.add(at=1), desk.add(at=2)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 3)
    never = desk.add(at=4, column=REVIEW)
    desk.move(moved, REVIEW, 5, bottom=True)
    desk.give(SetColumnKind(column=REVIEW, kind="active"), 6)
    states = BoardTimeline(board_past(desk.board)).states(days_of(hour(7)))
    assert [state.key for state in sorted(states, key=lambda state: state.order)] == [never, moved, first, last]
    assert all(state.place is not None for state in states)
