"""Why a milestone has its status, told in a sentence; as data until somebody reads it."""

from collections.abc import Callable

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, deck, named, only

from kanban.metrics.rollup.milestones import MilestoneState, roll_up
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.text.messages import Message

DAY = 24
NOW = 5 * DAY


def board(done: int = 0, left: int = 0) -> Desk:
    """Cards under 1.1.1, some of them finished on day 2."""
    desk = Desk()
    for number in range(done + left):
        desk.add(f"girder {number}", work_package="1.1.1", column=DOING)
    for number in range(done):
        desk.move(str(number + 1), DONE, 2 * DAY)
    return desk


def state(planner: Planner, desk: Desk, *hidden: str) -> MilestoneState:
    unread = [UnreadableBoard(slug, Problem(slug, "broken")) for slug in hidden]
    return only(roll_up(planner.plan, [desk.board], hour(NOW), unread))


def signed(due: float) -> Planner:
    return deck(due).sign_off(3 * DAY, at=4 * DAY)


@pytest.mark.parametrize(
    ("planner", "desk", "status", "reason"),
    [
        (deck(4 * DAY), board(3), "achieved", "all 3 cards done"),
        (deck(DAY), board(3), "achieved_late", "all 3 cards done"),
        (deck(4 * DAY), board(1, 2), "late", "past its baseline, 2 open"),
        (deck(4 * DAY), board(), "late", "past its baseline, no cards yet"),
        (deck(9 * DAY), board(1, 2), "open", "no forecast yet, 2 open"),
        (deck(9 * DAY), board(), "no_data", "no cards yet"),
        (Planner().milestone(), board(1, 2), "open", "no baseline yet, 2 open"),
        (Planner().milestone(), board(0, 2), "no_data", "no baseline yet, 2 open"),
        (Planner().milestone(), board(), "no_data", "no baseline yet, no cards yet"),
        (Planner().milestone(), board(2), "achieved", "all 2 cards done, no baseline to judge it by"),
        (signed(4 * DAY), board(2), "achieved", "signed off, all cards done"),
        (signed(4 * DAY), board(), "achieved", "signed off, no cards"),
        (signed(4 * DAY), board(1, 1), "achieved", "signed off with 1 of 2 cards open"),
        (signed(2 * DAY), board(1, 1), "achieved_late", "signed off with 1 of 2 cards open"),
    ],
)
def test_every_status_says_why(planner: Planner, desk: Desk, status: str, reason: str) -> None:
    found = state(planner, desk)
    assert (found.status, str(found.reason)) == (status, reason)
    assert isinstance(found.reason, Message)


@pytest.mark.parametrize(
    ("planner", "desk", "hidden", "status", "reason"),
    [
        (deck(4 * DAY), board(1), ("li",), "open", "cannot be known, board li unreadable"),
        (deck(4 * DAY), board(1), ("li", "wang"), "open", "cannot be known, 2 boards unreadable"),
        (deck(4 * DAY), board(1, 1), ("li",), "late", "past its baseline, 1 open, board li unreadable"),
        (deck(9 * DAY), board(1, 1), ("li", "wang"), "open", "no forecast yet, 1 open, 2 boards unreadable"),
        (Planner().milestone(), board(0, 2), ("li",), "no_data", "no baseline yet, 2 open, board li unreadable"),
        (signed(4 * DAY), board(0, 1), ("li",), "achieved", "signed off with 1 of 1 cards open"),
    ],
)
def test_what_cannot_be_read_is_named(
    planner: Planner, desk: Desk, hidden: tuple[str, ...], status: str, reason: str
) -> None:
    found = state(planner, desk, *hidden)
    assert (found.status, str(found.reason), found.unread) == (status, reason, hidden)


def test_equal_states_have_equal_reasons_so_that_a_screen_need_not_repaint() -> None:
    desk = board(1, 2)
    first, second = state(deck(4 * DAY), desk), state(deck(4 * DAY), desk)
    assert first.reason == second.reason
    assert first.reason != state(deck(4 * DAY), board(2, 1)).reason


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        (lambda p: p.promise(2 * DAY, 0, "M1").promise(DAY, 0, "M2"), ["M2", "M1", "M3"]),
        (lambda p: p.promise(9 * DAY, 0, "M1").promise(DAY, 0, "M3"), ["M3", "M1", "M2"]),
        (lambda p: p.promise(9 * DAY, 0, "M2").promise(8 * DAY, 0, "M3"), ["M3", "M2", "M1"]),
    ],
    ids=["latest first", "late before what is ahead", "next due first, without a baseline last"],
)
def test_the_most_urgent_stands_first(order: Callable[[Planner], Planner], ids: list[str]) -> None:
    planner = Planner()
    for _ in range(3):
        planner.milestone()
    order(planner)
    rollup = roll_up(planner.plan, [board(0, 1).board], hour(NOW))
    assert [found.milestone.id for found in rollup.milestones] == ids


def test_cards_under_no_gated_package_count_for_no_milestone() -> None:
    desk = board(1, 1)
    desk.add("unplanned")
    desk.add("elsewhere", work_package="1.2.1")
    rollup = roll_up(deck(9 * DAY).plan, [desk.board], hour(NOW))
    assert only(rollup).figures.total == 2
    assert (rollup.planned_total, rollup.planned_done) == (2, 1)
    assert rollup.unplanned.total == 1


def test_a_package_that_two_milestones_gate_is_counted_once() -> None:
    planner = deck(9 * DAY).milestone("Bridge", ("1",))
    rollup = roll_up(planner.plan, [board(1, 1).board], hour(NOW))
    assert [found.figures.total for found in rollup.milestones] == [2, 2]
    assert rollup.planned_total == 2


def test_packages_and_their_boards_add_up_to_the_milestone() -> None:
    one, two = board(1, 1), board(0, 2)
    two.add("rail", work_package="1.1.2", column=DOING)
    found = only(roll_up(deck(9 * DAY).plan, [one.board, named(two.board, "li")], hour(NOW)))
    assert [package.node.code for package in found.packages] == ["1.1.1", "1.1.2"]
    assert sum(package.figures.total for package in found.packages) == found.figures.total == 5
    for package in found.packages:
        assert sum(figures.total for _, figures in package.boards) == package.figures.total
    assert len(found.figures.cards) == 5
