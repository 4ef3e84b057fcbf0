"""The roll-up: what a milestone's status rests on, now and on a day that has passed."""

from makers import DOING, DONE, Desk, hour
from plan_maker import deck, only

from kanban.commands.cards import Archive, Edit
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.unreadable import Problem, UnreadableBoard

DAY = 24
BROKEN = Problem("li", "broken")


def test_done_by_its_baseline_after_it_or_not_at_all():
    desk = Desk()
    card = desk.add(work_package="1.1.1", column=DOING)
    desk.move(card, DONE, 3 * DAY)
    early, late = deck(4 * DAY).plan, deck(2 * DAY).plan
    now = hour(5 * DAY)
    assert only(roll_up(early, [desk.board], now)).status == "achieved"
    assert only(roll_up(late, [desk.board], now)).status == "achieved_late"
    assert only(roll_up(late, [desk.board], now)).slip_seconds == DAY * 3600
    assert only(roll_up(late, [desk.board], hour(2 * DAY + 1))).status == "late"
    assert only(roll_up(late, [desk.board], hour(DAY))).status == "open"
    assert only(roll_up(early, [], now)).status == "late"


def test_what_a_board_that_cannot_be_read_may_hide_is_unknown_not_zero():
    desk = Desk()
    card = desk.add(work_package="1.1.1", column=DOING)
    plan, hidden = deck(4 * DAY).plan, [UnreadableBoard("li", BROKEN)]
    assert only(roll_up(plan, [desk.board], hour(5 * DAY), hidden)).status == "late"
    state = only(roll_up(plan, [desk.board], hour(5 * DAY), hidden))
    assert str(state.reason) == "past its baseline, 1 open, board li unreadable"
    desk.move(card, DONE, 3 * DAY)
    unknown = roll_up(plan, [desk.board], hour(5 * DAY), hidden)
    assert (only(unknown).status, str(only(unknown).reason)) == ("open", "cannot be known, board li unreadable")
    assert (unknown.current.due, unknown.current.unknown, only(unknown).unread) == (0, 1, ("li",))
    nothing = roll_up(plan, [], hour(5 * DAY), hidden)
    assert str(only(nothing).reason) == "cannot be known, board li unreadable"
    elsewhere = [UnreadableBoard("li", BROKEN, frozenset({"1.2.1"}))]
    assert only(roll_up(plan, [desk.board], hour(5 * DAY), elsewhere)).status == "achieved"
    signed = deck(4 * DAY).sign_off(3 * DAY, at=3 * DAY).plan
    assert only(roll_up(signed, [], hour(5 * DAY), hidden)).status == "achieved"


def test_an_old_day_is_not_judged_by_a_newer_baseline():
    plan = deck(2 * DAY).promise(9 * DAY, at=3 * DAY, why="steel is late").plan
    board = Desk()
    board.add(work_package="1.1.1")
    then, today = (roll_up(plan, [board.board], hour(at)) for at in (2 * DAY + 1, 4 * DAY))
    assert (only(then).status, only(then).baseline_at) == ("late", hour(2 * DAY))
    assert (only(today).status, only(today).baseline_at) == ("open", hour(9 * DAY))
    assert only(today).original_at == hour(2 * DAY)
    assert (then.current.due, today.current.due, today.original.due) == (1, 0, 1)


def test_a_milestone_is_not_there_before_it_was_made():
    plan = deck(2 * DAY, made=5 * DAY).plan
    assert roll_up(plan, [], hour(4 * DAY)).milestones == ()
    assert roll_up(plan, [], hour(4 * DAY)).current.due == 0
    assert only(roll_up(plan, [], hour(5 * DAY))).status == "late"


def test_work_done_before_the_plan_was_made_is_judged_by_the_first_baseline():
    desk = Desk()
    desk.move(desk.add(work_package="1.1.1", column=DOING), DONE, DAY)
    assert only(roll_up(deck(9 * DAY, made=5 * DAY).plan, [desk.board], hour(6 * DAY))).status == "achieved"


def test_a_sign_off_decides_the_date_and_open_cards_are_told():
    desk = Desk()
    desk.add(work_package="1.1.1")
    plan = deck(4 * DAY).sign_off(2 * DAY, at=3 * DAY).plan
    state = only(roll_up(plan, [desk.board], hour(5 * DAY)))
    assert (state.status, state.achieved_at, state.cards_done_at) == ("achieved", hour(2 * DAY), None)
    assert str(state.reason) == "signed off with 1 of 1 cards open"


def test_scope_counts_what_came_and_went_since_the_baseline():
    desk = Desk()
    for title in ("kept", "dropped later", "moved out"):
        desk.add(title, work_package="1.1.1")
    desk.add("brought in")
    plan = deck(9 * DAY, made=DAY).plan
    desk.add("new", at=2 * DAY, work_package="1.1.1")
    desk.give(Edit(cards=("4",), changes={"work_package": "1.1.1"}), 2 * DAY)
    desk.give(Edit(cards=("3",), changes={"work_package": None}), 2 * DAY)
    desk.give(Archive(cards=("2",)), 2 * DAY)
    desk.add("new and dropped", at=2 * DAY, work_package="1.1.1")
    desk.give(Archive(cards=("6",)), 3 * DAY)
    state = only(roll_up(plan, [desk.board], hour(4 * DAY)))
    assert (state.added, state.removed, state.figures.total) == (2, 2, 3)


def test_a_clock_that_was_set_back_forgets_nothing_that_happened():
    desk = Desk()
    card = desk.add(work_package="1.1.1", column=DOING, at=2)
    desk.move(card, DONE, 3)
    plan = deck(9 * DAY, made=2.5).plan
    state = only(roll_up(plan, [desk.board], hour(2), live=True))
    assert (state.status, state.achieved_at) == ("achieved", hour(3))
    figures = metrics_report(plan, [desk.board], Window(), hour(2), hour(2), live=True)
    assert (figures.total.finished, figures.boards[0].cycle_time.p50_seconds) == (1, 3600.0)
    assert roll_up(plan, [desk.board], hour(2)).milestones == (), "as of then it was not so"
    wrong = roll_up(plan, [desk.board], hour(-2 * DAY), live=True)
    assert wrong.milestones == (), "a clock that had been days ahead is not followed"
