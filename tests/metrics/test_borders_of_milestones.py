"""The roll-up at its borders: done on the minute, four weeks of pace, a baseline set just now, what is not known."""

from collections.abc import Iterable

import msgspec
import pytest
from crew import NOW, WEEK, crew
from makers import DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner, deck, named, only

from kanban.commands.cards import Block, Edit, Unblock
from kanban.commands.columns import SetColumnKind
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.contributions import Figures, came_since
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked, roll_up
from kanban.model.board import Board
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day
DAY = 24
MINUTE = 1 / 60


def done_at(*hours: float, package: str = "1.1.1", left: int = 0) -> Desk:
    """Cards under a package, finished at these hours, and some that are not."""
    desk = Desk()
    cards = [desk.add(work_package=package, at=-60 * DAY, column=DOING) for _ in range(len(hours) + left)]
    for at, card in sorted(zip(hours, cards, strict=False)):
        desk.move(card, DONE, at)
    return desk


def at(planner: Planner, moment: float, *boards: Board, unread: Iterable[UnreadableBoard] = ()) -> RollUp:
    return roll_up(planner.plan, boards, hour(moment), tuple(unread))


def figures(*boards: Board) -> Figures:
    return only(at(deck(9 * DAY), 9 * DAY, *boards)).figures


@pytest.mark.parametrize(
    ("done", "status", "on_time"),
    [(4 * DAY - MINUTE, "achieved", 1), (4 * DAY, "achieved", 1), (4 * DAY + MINUTE, "achieved_late", 0)],
    ids=["a minute before", "on the minute", "a minute after"],
)
def test_done_on_the_minute_of_the_baseline_is_on_time(done: float, status: str, on_time: int) -> None:
    rollup = at(deck(4 * DAY), 9 * DAY, done_at(DAY, done).board)
    assert only(rollup).status == status
    for rate in (rollup.current, rollup.original):
        assert (rate.due, rate.achieved_on_time, rate.unknown) == (1, on_time, 0)
        assert rate.achievement_rate == on_time


def test_a_baseline_is_due_from_its_minute_on_and_late_after_it() -> None:
    board = done_at(DAY, left=1).board
    assert [at(deck(4 * DAY), moment, board).current.due for moment in (4 * DAY - MINUTE, 4 * DAY)] == [0, 1]
    states = [only(at(deck(4 * DAY), moment, board)).status for moment in (4 * DAY, 4 * DAY + MINUTE)]
    assert states == ["open", "late"]


def test_the_pace_is_that_of_the_last_four_weeks() -> None:
    moment = 40 * DAY
    board = done_at(moment - 28 * DAY, moment - 28 * DAY + MINUTE, moment - DAY, moment, left=6).board
    pace = only(at(deck(moment + 14 * DAY), moment, board)).pace
    assert pace.finished_per_week == 3 / 4
    assert pace.needed_per_week == pytest.approx(3.0)
    late = only(at(deck(moment), moment, board)).pace
    assert (late.needed_per_week, late.finished_per_week) == (None, 3 / 4)
    assert only(at(Planner().milestone(), moment, board)).pace.needed_per_week is None


@pytest.mark.parametrize(
    ("planner", "desk"),
    [(deck(20 * DAY), done_at(DAY)), (deck(20 * DAY).sign_off(DAY, at=2 * DAY), done_at(left=1))],
    ids=["all cards done", "signed off"],
)
def test_what_is_achieved_has_no_pace_and_no_days_left(planner: Planner, desk: Desk) -> None:
    state = only(at(planner, 3 * DAY, desk.board))
    assert (state.pace, state.days_left, state.is_done, state.is_foretold) == (None, None, True, False)


def test_without_cards_there_is_no_pace_but_days_are_left() -> None:
    state = only(at(deck(20 * DAY), 3 * DAY))
    assert (state.pace, state.days_left, state.is_foretold) == (None, 17, False)


def undated() -> Desk:
    """All cards are done; since when is not known of the last."""
    desk = done_at(DAY)
    desk.add("in review", work_package="1.1.1", column=REVIEW)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 2 * DAY)
    return desk


def test_what_is_done_since_nobody_knows_when_is_done_and_in_no_rate() -> None:
    rollup = at(deck(9 * DAY), 20 * DAY, undated().board)
    state = only(rollup)
    assert (state.status, state.achieved_at, state.slip_seconds) == ("achieved", None, None)
    assert (state.is_done, state.is_foretold, state.pace, state.days_left) == (True, False, None, None)
    assert (rollup.current.due, rollup.current.unknown, rollup.current.achievement_rate) == (0, 1, None)
    assert asked(rollup, None) == []


def test_the_latest_that_the_last_card_can_have_been_done_is_that_of_all_boards() -> None:
    """A card finished after that moment gives the date again: nothing was done later."""
    one, later = undated(), done_at(5 * DAY)
    found = figures(one.board, named(later.board, "li"))
    assert (found.finished_at, found.finished_by_at) == (hour(5 * DAY), hour(5 * DAY))
    same = figures(one.board, named(done_at(2 * DAY).board, "li"))
    assert (same.finished_at, same.finished_by_at) == (hour(2 * DAY), hour(2 * DAY))
    before = figures(one.board, named(done_at(2 * DAY - MINUTE).board, "li"))
    assert (before.finished_at, before.finished_by_at) == (None, hour(2 * DAY))


def test_no_baseline_no_scope() -> None:
    desk = done_at(left=1)
    desk.add("new", work_package="1.1.1", at=DAY)
    state = only(at(Planner().milestone(), 2 * DAY, desk.board))
    assert (state.added, state.removed, state.slip_seconds, state.slip_is_minimum) == (0, 0, None, False)


def test_a_card_made_when_the_baseline_was_set_belongs_to_it() -> None:
    desk = done_at(left=1)
    desk.add("with it", work_package="1.1.1", at=DAY)
    desk.add("after it", work_package="1.1.1", at=DAY + MINUTE)
    planner = Planner().milestone().promise(9 * DAY, at=DAY)
    assert [only(at(planner, moment, desk.board)).added for moment in (DAY, 2 * DAY)] == [0, 1]


def test_a_card_that_was_brought_under_the_package_came_as_one_that_was_made() -> None:
    desk = done_at(left=1)
    desk.add("elsewhere", work_package="1.2.1")
    desk.give(Edit(cards=("2",), changes={"work_package": "1.1.1"}), 2 * DAY)
    desk.add("new", work_package="1.1.1", at=3 * DAY)
    cards = figures(desk.board).cards
    assert [item.card.id for item in came_since(cards, ("1.1.1",), hour(DAY))] == ["2", "3"]
    assert [item.card.id for item in came_since(cards, ("1.1.1",), hour(2 * DAY))] == ["3"]


@pytest.mark.parametrize(
    ("packages", "unread"),
    [(None, ("li",)), ({"1.1.1", "1.2.1"}, ("li",)), ({"1.1.2"}, ("li",)), ({"1.2.1"}, ()), (set(), ())],
)
def test_a_board_that_cannot_be_read_hides_what_it_may_have_cards_of(packages: set | None, unread: tuple) -> None:
    gone = UnreadableBoard("li", Problem("li", "broken"), None if packages is None else frozenset(packages))
    state = only(at(deck(9 * DAY), 2 * DAY, done_at(DAY).board, unread=[gone]))
    assert (state.unread, state.is_done) == (unread, not unread)


def test_a_sign_off_stands_whatever_cannot_be_read() -> None:
    gone = UnreadableBoard("li", Problem("li", "broken"))
    planner = deck(9 * DAY).sign_off(DAY, at=2 * DAY)
    state = only(at(planner, 3 * DAY, done_at(DAY).board, unread=[gone]))
    assert (state.status, state.achieved_at) == ("achieved", hour(DAY))
    assert str(state.reason).startswith("signed off")


def test_one_milestone_is_asked_for_done_or_not_and_all_that_are_not_done() -> None:
    planner = deck(9 * DAY).milestone("Piers", ("1.2",))
    rollup = at(planner, 3 * DAY, done_at(DAY).board, named(done_at(package="1.2.1", left=1).board, "li"))
    names = [[state.milestone.id for state in asked(rollup, only_id)] for only_id in (None, "M1", "M2", "M9")]
    assert names == [["M2"], ["M1"], ["M2"], []]


def foretold_at(planner: Planner, *desks: Desk) -> tuple[MilestoneState, ...]:
    return foretold(at(planner, NOW, *(named(desk.board, f"b{n}") for n, desk in enumerate(desks)))).milestones


def test_of_those_at_risk_the_one_whose_p50_is_too_late_stands_first() -> None:
    """Though the other is due before it."""
    desks = crew(), crew(package="1.2.1", ahead=40)
    dates = Planner().milestone(gates=("1.1",)).milestone("Piers", ("1.2",))
    m1, m2 = sorted(foretold_at(dates, *desks), key=lambda state: state.milestone.id)
    assert m1.forecast.p85_at < m2.forecast.p50_at
    between = ((m1.forecast.p50_at - hour(0)) + (m1.forecast.p85_at - hour(0))) / 2
    due = between.total_seconds() / 3600
    found = foretold_at(dates.promise(due).promise(due + 1, milestone="M2"), *desks)
    assert [(state.milestone.id, state.status, state.severity) for state in found] == [
        ("M2", "at_risk", "high"), ("M1", "at_risk", "normal"),
    ]  # fmt: skip


def test_a_milestone_that_gets_no_forecast_does_not_hold_up_the_order() -> None:
    planner = Planner().milestone(gates=("1.1",)).milestone("Piers", ("1.2",)).milestone("Rails", ("1.1.2",))
    planner.promise(NOW + 30 * WEEK).promise(NOW + 31 * WEEK, milestone="M3")
    found = foretold_at(planner, crew())
    assert [state.forecast is None for state in found if state.milestone.id != "M1"] == [True, True]
    assert [state.status for state in found] == ["on_track", "no_data", "no_data"]


def test_the_first_start_is_that_of_all_boards() -> None:
    late = Desk()
    late.add(work_package="1.1.1", at=DAY, column=DOING)
    for boards in ([late.board, named(done_at(DAY).board, "li")], [named(done_at(DAY).board, "a"), late.board]):
        assert figures(*boards).started_at == hour(-60 * DAY)
    assert figures().started_at is None


def test_the_card_that_is_blocked_longest_stands_first_whatever_was_written_since() -> None:
    desks = [done_at(left=2), done_at(left=1)]
    desks[0].give(Block(cards=("1",), why="crane"), 2 * DAY)
    desks[0].give(Block(cards=("2",), why="steel"), DAY)
    desks[1].give(Block(cards=("1",), why="rain"), 1.5 * DAY)
    desks[0].give(Edit(cards=("2",), changes={"title": "renamed"}), 3 * DAY)
    found = figures(desks[0].board, named(desks[1].board, "li"))
    assert [item.card.flow.blocked_why for item in found.blocked] == ["steel", "rain", "crane"]


def test_a_kept_roll_up_sees_another_driver_and_a_lifted_block() -> None:
    desk, planner, cache = done_at(left=2), deck(9 * DAY), RollupCache()
    desk.give(Block(cards=("1",), why="crane"), 1)
    steps = [desk.board]
    desk.give(Edit(cards=("1",), changes={"title": "renamed"}), 2)
    steps.append(desk.board)
    desk.give(Unblock(cards=("1",)), 3)
    steps.append(desk.board)
    head = msgspec.structs.replace(desk.board.head, driver="li")
    steps.append(msgspec.structs.replace(desk.board, head=head))
    for number, board in enumerate(steps):
        moment = hour(4 + number)
        assert roll_up(planner.plan, [board], moment, cache=cache) == roll_up(planner.plan, [board], moment)
