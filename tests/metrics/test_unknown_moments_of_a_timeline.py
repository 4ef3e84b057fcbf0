"""The timeline where moments are not known: no date is made up, and each says why it is missing."""

import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Archive
from kanban.commands.columns import SetColumnKind
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics import reasons
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import NO_LINKS, plan_schedule
from kanban.metrics.schedule.timeline import Timeline, timeline
from kanban.model.board import Board
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day


def line(pm: Planner, *boards: Board, at: float = 100, unread: tuple[UnreadableBoard, ...] = ()) -> Timeline:
    state = roll_up(pm.plan, boards, hour(at), unread)
    return timeline(state, plan_schedule(state))


def linked() -> Planner:
    """Card 1 of the board bridge comes before Piles, Deck after Girders."""
    pm = Planner().milestone().give(SetEstimate(code="1.2.1", working_days=1))
    return pm.give(SetLink(predecessor="bridge/1", successor="1.2.1"))


def in_column(column: str, kind: str, package: str = "1.1.1") -> Desk:
    """A card in a column that was of another kind until hour 30."""
    desk = Desk()
    desk.add(work_package=package, column=column)
    desk.give(SetColumnKind(column=column, kind=kind), 30)
    return desk


def test_done_since_nobody_knows_when_is_done_without_a_date() -> None:
    found = line(linked(), in_column(REVIEW, "done").board)
    for row in (found.row("1.1.1"), found.row("bridge/1")):
        assert (row.is_done, row.is_over) == (True, True)
        assert (row.finished_at, row.finished_at_reason) == (None, reasons.FINISH_UNKNOWN)
        assert (row.started_at, row.started_at_reason) == (hour(0), None)
    assert found.row("M1").is_done


def test_begun_since_nobody_knows_when_has_no_start() -> None:
    found = line(linked(), in_column(READY, "active").board)
    for row in (found.row("1.1.1"), found.row("bridge/1")):
        assert (row.started_at, row.started_at_reason) == (None, reasons.START_UNKNOWN)
        assert (row.is_done, row.worked_by_at) == (False, None)
    assert not found.row("M1").is_done


def test_a_start_that_is_known_beside_one_that_is_not_is_not_the_first() -> None:
    known = Desk()
    known.move(known.add(work_package="1.1.1"), DOING, 40)
    girders = line(linked(), in_column(READY, "active").board, named(known.board, "li")).row("1.1.1")
    assert (girders.started_at, girders.started_at_reason) == (None, reasons.START_UNKNOWN)
    assert girders.worked_by_at == hour(40)


@pytest.mark.parametrize(
    ("column", "started", "finished"),
    [
        (BACKLOG, reasons.NOT_STARTED, reasons.NOT_FINISHED),
        (DOING, None, reasons.NOT_FINISHED),
        (DONE, reasons.FINISHED_WITHOUT_START, None),
    ],
)
def test_each_missing_moment_of_a_card_has_its_reason_and_a_known_one_none(
    column: str, started: object, finished: object
) -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=column)
    card = line(linked(), desk.board).row("bridge/1")
    assert (card.started_at is None, card.started_at_reason) == (started is not None, started)
    assert (card.finished_at is None, card.finished_at_reason) == (finished is not None, finished)
    assert card.dropped_at is None


def test_only_a_card_that_was_not_finished_is_dropped() -> None:
    desk = Desk()
    for column in (DOING, DONE):
        desk.add(work_package="1.1.1", column=column)
    desk.give(Archive(cards=("1", "2")), 20)
    pm = linked().give(SetLink(predecessor="bridge/2", successor="1.2.1"))
    dropped, done = (line(pm, desk.board).row(f"bridge/{number}") for number in (1, 2))
    assert (dropped.dropped_at, dropped.finished_at_reason, dropped.is_over) == (hour(20), reasons.DROPPED, True)
    assert (done.dropped_at, done.finished_at, done.is_over) == (None, hour(0), True)


@pytest.mark.parametrize(
    ("packages", "hidden"), [(None, {"1.1.1", "1.1.2"}), ({"1.1.1"}, {"1.1.1"}), ({"1.2.1", "1.1.2"}, {"1.1.2"})]
)
def test_a_board_that_cannot_be_read_leaves_unknown_what_it_may_hold(packages: set | None, hidden: set) -> None:
    desk = Desk()
    for package in ("1.1.1", "1.1.2"):
        desk.move(desk.add(work_package=package, column=DOING), DONE, 20)
    gone = UnreadableBoard("li", Problem("li", "torn"), None if packages is None else frozenset(packages))
    found = line(Planner(), desk.board, unread=(gone,))
    for code in ("1.1.1", "1.1.2"):
        row = found.row(code)
        assert row.is_done == (code not in hidden)
        assert row.finished_at_reason == (reasons.BOARD_UNREADABLE if code in hidden else None)


def test_without_cards_a_package_says_so_and_with_open_ones_that_they_are() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    found = line(Planner(), desk.board)
    assert found.row("1.1.1").finished_at_reason == reasons.CARDS_OPEN
    assert found.row("1.1.2").finished_at_reason == reasons.NO_CARDS


def test_a_card_of_a_package_that_the_plan_does_not_have_stands_under_none() -> None:
    desk = Desk()
    desk.add(work_package="1.9.9", column=DOING)
    found = line(linked(), desk.board)
    assert found.row("bridge/1").package is None
    assert [row.id for row in found.rows][-1] == "bridge/1"


def test_what_is_not_linked_says_whether_anything_is() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    without = line(Planner().milestone(), desk.board)
    assert without.row("M1").place.reason == NO_LINKS
    assert line(linked(), desk.board).row("M1").place.reason != NO_LINKS
