"""The timeline: work from the histories, what is left from the schedule, milestones; what is unknown stays so."""

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics import reasons
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import RECKONING, timeline
from kanban.model.unreadable import Problem, UnreadableBoard


@pytest.fixture
def pm():
    """Girders 1.1.1, Rails 1.1.2, Piles 1.2.1; M1 Deck gates 1.1, M2 Piers 1.2, M3 nothing."""
    return (
        Planner().milestone().milestone("Piers", ("1.2",)).milestone("Opening", ())
        .promise(24 * 20, milestone="M1")
    )  # fmt: skip


@pytest.fixture
def desk():
    """One card of girders done, one in work; one of rails waiting."""
    desk = Desk()
    for package in ("1.1.1", "1.1.1", "1.1.2"):
        desk.add(work_package=package)
    desk.move("1", DOING, 10)
    desk.move("2", DOING, 12)
    desk.move("1", DONE, 30)
    return desk


def line(pm, *boards, at=100.0, unread=(), reckoned=True):
    state = foretold(roll_up(pm.plan, boards, hour(at), unread))
    return timeline(state, plan_schedule(state) if reckoned else None)


def test_packages_stand_in_wbs_order_and_a_milestone_behind_the_last_that_it_gates(pm, desk):
    assert [row.id for row in line(pm, desk.board).rows] == ["1.1.1", "1.1.2", "M1", "1.2.1", "M2", "M3"]


def test_ten_comes_behind_nine_and_rows_of_one_place_keep_an_order(pm):
    from kanban.commands.plan import SetNode

    pm.give(SetNode(code="1.1.10", name="Tenth")).give(SetNode(code="1.1.9", name="Ninth"))
    pm.milestone("Also deck", ("1.1",))
    assert [row.id for row in line(pm).rows][:6] == ["1.1.1", "1.1.2", "1.1.9", "1.1.10", "M1", "M4"]


def test_work_begins_with_the_first_start_and_ends_with_the_last_finish(pm, desk):
    girders = line(pm, desk.board).row("1.1.1")
    assert (girders.started_at, girders.finished_at, girders.finished_at_reason) == (
        hour(10), None, reasons.CARDS_OPEN,
    )  # fmt: skip
    desk.move("2", DONE, 40)
    girders = line(pm, desk.board).row("1.1.1")
    assert (girders.finished_at, girders.is_done, girders.place.early_finish_at) == (hour(40), True, None)
    assert girders.place.reason == reasons.DONE


def test_as_of_a_past_moment_it_is_what_it_was(pm, desk):
    desk.move("2", DONE, 40)
    assert line(pm, desk.board, at=39).row("1.1.1").finished_at is None
    assert line(pm, desk.board, at=9).row("1.1.1").started_at is None


def test_what_was_not_started_and_what_has_no_cards_say_so(pm, desk):
    found = line(pm, desk.board)
    assert found.row("1.1.2").started_at_reason == reasons.NOT_STARTED
    assert found.row("1.2.1").started_at_reason == reasons.NO_CARDS
    assert found.row("1.2.1").place.reason is not None


def test_a_card_done_without_a_start_is_work_but_no_start(pm, desk):
    desk.move("3", DONE, 50)
    rails = line(pm, desk.board).row("1.1.2")
    assert (rails.started_at, rails.started_at_reason) == (None, reasons.FINISHED_WITHOUT_START)
    assert (rails.worked_by_at, rails.finished_at) == (hour(50), hour(50))


def test_a_board_that_cannot_be_read_leaves_start_and_finish_unknown(pm, desk):
    unread = [UnreadableBoard("li", Problem("li", "torn"), None)]
    girders = line(pm, desk.board, unread=unread).row("1.1.1")
    assert (girders.started_at, girders.finished_at) == (None, None)
    assert girders.started_at_reason == girders.finished_at_reason == reasons.BOARD_UNREADABLE
    assert girders.worked_by_at == hour(10), "the first work that is known"


def test_what_is_left_has_the_dates_of_the_schedule(pm, desk):
    pm.give(SetEstimate(code="1.1.1", working_days=4)).give(SetEstimate(code="1.1.2", working_days=2))
    pm.give(SetLink(predecessor="1.1.1", successor="1.1.2")).give(SetLink(predecessor="1.1.2", successor="M1"))
    found = line(pm, desk.board)
    girders, rails = found.row("1.1.1").place, found.row("1.1.2").place
    assert girders.is_critical
    assert rails.early_start_at >= girders.early_finish_at >= found.as_of
    assert found.row("M1").place.early_finish_at == rails.early_finish_at
    assert [(one.predecessor, one.successor, one.is_critical) for one in found.links] == [
        ("1.1.1", "1.1.2", True), ("1.1.2", "M1", False),
    ]  # fmt: skip
    assert found.schedule_reason is None


def test_without_links_nothing_is_critical_and_before_it_is_reckoned_nothing_has_dates(pm, desk):
    assert line(pm, desk.board).row("1.1.1").place.is_critical is None
    assert str(line(pm, desk.board).schedule_reason) == "the plan has no links yet"
    assert line(pm, desk.board, reckoned=False).row("1.1.1").place.reason is RECKONING


def test_a_package_signed_off_with_cards_open_is_over_then(pm, desk):
    pm.sign_off(60, 60)
    girders = line(pm, desk.board).row("1.1.1")
    assert (girders.is_done, girders.finished_at) == (True, hour(60))


def test_every_moment_of_a_row_is_among_those_of_the_whole(pm, desk):
    found = line(pm, desk.board)
    assert {found.as_of, hour(10), hour(24 * 20)} <= set(found.moments())


def test_linked_cards_stand_beneath_their_package_in_the_order_of_their_numbers(pm, desk):
    for _ in range(8):
        desk.add(work_package="1.1.2")
    for end in ("bridge/11", "bridge/3", "bridge/2"):
        pm.give(SetLink(predecessor=end, successor="1.2.1"))
    pm.give(SetLink(predecessor="bridge/2", successor="bridge/3"))
    assert [row.id for row in line(pm, desk.board).rows] == [
        "1.1.1", "bridge/2", "1.1.2", "bridge/3", "bridge/11", "M1", "1.2.1", "M2", "M3",
    ]  # fmt: skip
    assert [row.id for row in line(pm, desk.board, reckoned=False).rows][1] == "bridge/2", "before it is reckoned too"


def test_a_linked_card_has_its_own_start_finish_and_place_on_the_critical_path(pm, desk):
    for end in ("bridge/1", "bridge/2"):
        pm.give(SetLink(predecessor=end, successor="bridge/3"))
    found = line(pm, desk.board)
    done, begun, waiting = (found.row(f"bridge/{number}") for number in (1, 2, 3))
    assert (done.started_at, done.finished_at, done.is_done, done.is_over) == (hour(10), hour(30), True, True)
    assert (begun.started_at, begun.finished_at_reason, begun.is_over) == (hour(12), reasons.NOT_FINISHED, False)
    assert (waiting.worked_by_at, waiting.started_at_reason) == (None, reasons.NOT_STARTED)
    assert begun.place.is_critical
    assert waiting.place.is_critical
    assert waiting.place.early_start_at >= begun.place.early_finish_at >= found.as_of
    assert [(one.predecessor, one.is_critical) for one in found.links] == [("bridge/1", False), ("bridge/2", True)]
    assert {hour(12), waiting.place.early_finish_at} <= set(found.moments())


def test_a_linked_card_as_of_a_past_moment_is_what_it_was(pm, desk):
    pm.give(SetLink(predecessor="bridge/1", successor="1.2.1"))
    then = line(pm, desk.board, at=20).row("bridge/1")
    assert (then.started_at, then.finished_at) == (hour(10), None)


def test_a_dropped_card_is_over_but_not_done(pm, desk):
    pm.give(SetLink(predecessor="bridge/2", successor="1.2.1"))
    desk.give(Archive(cards=("2",)), 50)
    card = line(pm, desk.board).row("bridge/2")
    assert (card.is_done, card.is_over, card.dropped_at, card.finished_at_reason) == (
        False, True, hour(50), reasons.DROPPED,
    )  # fmt: skip


def test_a_linked_card_of_no_package_and_one_that_is_not_there_come_at_the_end_with_the_reason(pm, desk):
    desk.add()
    for end in ("bridge/4", "bridge/99", "zhao/1", "li/7"):
        pm.give(SetLink(predecessor=end, successor="1.2.1"))
    found = line(pm, desk.board, unread=[UnreadableBoard("li", Problem("li", "torn"), None)])
    assert [row.id for row in found.rows][-5:] == ["bridge/4", "bridge/99", "li/7", "zhao/1", "M3"]
    assert (found.row("bridge/4").title, found.row("bridge/4").package) == ("Weld span 17", None)
    assert [str(found.row(end).title_reason) for end in ("bridge/99", "li/7", "zhao/1")] == [
        "there is no card 99 on it", "a board with cards of it cannot be read", "there is no board zhao",
    ]  # fmt: skip
