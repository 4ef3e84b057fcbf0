"""What was archived comes back: to its column, with its past, and undone like anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, HOUR, READY, REVIEW, UNLIMITED, Desk, hour

from kanban.commands.cards import Archive, Block, Unarchive
from kanban.commands.columns import DeleteColumn
from kanban.commands.outcome import OverWip
from kanban.commands.undo import Redo, Undo
from kanban.model.board import DEFAULT_COLUMNS
from kanban.model.card import refold
from kanban.text.messages import Refused


def test_a_card_comes_back_to_the_bottom_of_its_column():
    desk = Desk()
    for title in ("a", "b", "c"):
        desk.add(title, column=DOING)
    desk.give(Archive(cards=("1",)), 1)
    assert desk.titles(DOING) == ["b", "c"]
    desk.give(Unarchive(cards=("1",)), 2)
    assert desk.titles(DOING) == ["b", "c", "a"]
    assert str(desk.last.message) == 'took "a" out of the archive'
    assert not desk.card().flow.is_dropped
    assert desk.card().flow.is_wip


def test_the_time_away_is_parked_time_and_the_parts_add_up():
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Archive(cards=("1",)), 10)
    desk.give(Unarchive(cards=("1",)), 30)
    desk.move("1", DONE, 35)
    flow = desk.card().flow
    assert (flow.active_seconds, flow.parked_seconds, flow.done_gap_seconds) == (15 * HOUR, 20 * HOUR, 0)
    assert flow.cycle_seconds == 35 * HOUR == flow.active_seconds + flow.parked_seconds + flow.done_gap_seconds


def test_a_blocked_card_was_not_blocked_while_it_was_away():
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Block(cards=("1",), why="crane"), 5)
    desk.give(Archive(cards=("1",)), 10)
    desk.give(Unarchive(cards=("1",)), 30)
    assert desk.card().flow.until(hour(32)).blocked_seconds == 7 * HOUR


def test_a_finished_card_comes_back_finished_as_it_was():
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE, 5)
    desk.give(Archive(cards=("1",)), 10)
    desk.give(Unarchive(cards=("1",)), 30)
    flow = desk.card().flow
    assert (flow.finished_at, flow.cycle_seconds, flow.reopened) == (hour(5), 5 * HOUR, 0)


def test_to_another_column_is_no_rework_and_no_sudden_start():
    desk = Desk()
    desk.add(column=REVIEW)
    desk.give(Archive(cards=("1",)), 1)
    desk.give(Unarchive(cards=("1",), column=READY), 2)
    assert desk.card().column == READY
    assert desk.card().flow.rework_moves == 0


def test_where_its_column_is_gone_it_comes_to_the_first_of_that_kind():
    desk = Desk()
    desk.add(column=READY)
    desk.give(Archive(cards=("1",)), 1)
    desk.give(DeleteColumn(column=READY), 2)
    desk.give(Unarchive(cards=("1",)), 3)
    assert desk.card().column == BACKLOG


def test_a_full_column_is_asked_about():
    desk = Desk(DEFAULT_COLUMNS)
    for _ in range(3):
        desk.add(column=DOING)
    desk.give(Archive(cards=("1",)), 1)
    desk.add(column=DOING, at=2)
    with pytest.raises(OverWip):
        desk.give(Unarchive(cards=("1",)), 3)
    desk.give(Unarchive(cards=("1",), over_wip=True), 3)
    assert desk.last.over_wip
    assert len(desk.titles(DOING)) == 4


@pytest.mark.parametrize(("card", "words"), [("1", "is on the board already"), ("9", "is not on board")])
def test_only_what_is_archived_can_come_back(card, words):
    desk = Desk()
    desk.add()
    with pytest.raises(Refused, match=words):
        desk.give(Unarchive(cards=(card,)), 1)


@given(st.lists(st.sampled_from(["archive", "unarchive", "undo", "redo", *(c.id for c in UNLIMITED)]), max_size=25))
def test_any_sequence_leaves_the_card_that_its_history_tells_and_parts_that_add_up(steps):
    desk = Desk()
    desk.add()
    commands = {"archive": Archive(cards=("1",)), "unarchive": Unarchive(cards=("1",)), "undo": Undo(), "redo": Redo()}
    for at, step in enumerate(steps, start=1):
        try:
            if step in commands:
                desk.give(commands[step], at)
            else:
                desk.move("1", step, at)
        except Refused:
            continue
        card = desk.card()
        assert refold("1", card.history) == card
        flow = card.flow.until(hour(at))
        if flow.started_at and not flow.is_finished:
            span = (hour(at) if flow.archived_at is None else flow.archived_at) - flow.started_at
            parts = flow.active_seconds + flow.parked_seconds + flow.done_gap_seconds
            assert parts == pytest.approx(span.total_seconds())
