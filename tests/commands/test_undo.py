"""Undo and redo, where random sequences seldom go."""

import msgspec
import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, START, Desk

from kanban.commands.cards import Comment, Edit, Explain, Move
from kanban.commands.columns import DeleteColumn, RenameColumn
from kanban.commands.imports import Import, ImportedCard
from kanban.commands.ledger import UNDO_DEPTH
from kanban.commands.undo import Redo, Undo
from kanban.model import events as ev
from kanban.model.fields import CardFields
from kanban.text.messages import Refused


def reworked():
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", REVIEW, 1)
    desk.move("1", DOING, 2)
    return desk


def test_undo_says_what_it_undid_and_redo_what_came_back():
    desk = reworked()
    desk.give(Undo(), 3)
    assert str(desk.last.message) == 'undid: moved "Weld span 17" to Doing'
    desk.give(Redo(), 4)
    assert str(desk.last.message) == 'redid: moved "Weld span 17" to Doing'
    assert desk.card().flow.rework_moves == 1


def test_undoing_a_finish_takes_it_back_from_every_figure():
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", DONE, 1)
    desk.give(Undo(), 2)
    flow = desk.card().flow
    assert (flow.finished_at, flow.reopened, flow.backs, flow.done_gap_seconds) == (None, 0, (), 0)


def test_one_undo_takes_a_move_back_and_its_reason():
    desk = reworked()
    desk.give(Explain(cards=("1",), reason="parked"), 3)
    desk.give(Undo(), 4)
    assert desk.card().column == REVIEW
    assert desk.card().flow.backs == ()
    desk.give(Redo(), 5)
    assert desk.card().flow.backs[0].reason == "parked"


def test_an_explanation_given_late_stands_in_no_undos_way():
    desk = reworked()
    desk.give(Edit(cards=("1",), changes={"title": "Weld"}), 3)
    desk.give(Explain(cards=("1",), reason="defect"), 4)
    desk.give(Undo(), 5)
    assert desk.card().title == "Weld span 17"
    assert desk.card().flow.backs[0].reason == "defect"
    desk.give(Undo(), 6)
    assert desk.card().column == REVIEW
    assert desk.card().flow.backs == ()


def test_a_move_that_was_redone_and_then_explained_can_be_undone():
    desk = reworked()
    desk.give(Undo(), 3)
    desk.give(Redo(), 4)
    desk.give(Explain(cards=("1",), reason="defect"), 5)
    desk.give(Undo(), 6)
    assert desk.card().column == REVIEW
    desk.give(Redo(), 7)
    assert desk.card().flow.backs[0].reason == "defect"


def test_explaining_leaves_what_was_undone_to_be_redone():
    desk = reworked()
    desk.give(Edit(cards=("1",), changes={"title": "Weld"}), 3)
    desk.give(Undo(), 4)
    desk.give(Explain(cards=("1",), reason="defect"), 5)
    desk.give(Redo(), 6)
    assert desk.card().title == "Weld"


def test_a_new_command_ends_what_could_be_redone():
    desk = reworked()
    desk.give(Undo(), 3)
    desk.give(Comment(cards=("1",), text="hm"), 4)
    with pytest.raises(Refused, match="nothing to redo"):
        desk.give(Redo(), 5)


def test_renaming_a_column_leaves_undo_and_redo_as_they_are():
    desk = reworked()
    desk.give(Undo(), 3)
    desk.give(RenameColumn(column=READY, name="Next"), 4)
    desk.give(Redo(), 5)
    assert desk.card().column == DOING


def test_undo_never_brings_a_card_into_a_deleted_column():
    desk = Desk()
    desk.add("a", column=READY)
    desk.move("1", BACKLOG, 1)
    desk.give(DeleteColumn(column=READY), 2)
    with pytest.raises(Refused, match="nothing to undo"):
        desk.give(Undo(), 3)
    assert desk.titles(BACKLOG) == ["a"]


def test_redo_never_brings_a_card_into_a_deleted_column():
    desk = Desk()
    desk.add("a")
    desk.move("1", READY, 1)
    desk.give(Undo(), 2)
    desk.give(DeleteColumn(column=READY), 3)
    with pytest.raises(Refused, match="nothing to redo"):
        desk.give(Redo(), 4)


def test_nothing_is_redone_beneath_events_that_an_import_brought():
    desk = Desk()
    place, when = desk.board.place(BACKLOG), {"at": START, "by": "li"}
    events = (ev.Created(**when, source="s1", to=place, rank="V", card=CardFields(title="a"), external_id="x"),)
    export = ImportedCard(external_id="x", events=events)
    taken = Import(external_id="board", columns=desk.board.columns, cards=(export,), name="Bridge")
    desk.give(taken)
    desk.move("1", DOING, 1)
    desk.give(Undo(), 2)
    newer = msgspec.structs.replace(export, events=(*events, ev.Commented(**when, source="s2", text="hm")))
    desk.give(msgspec.structs.replace(taken, cards=(newer,)), 3)
    assert [type(e).__name__ for e in desk.card().events] == ["Created", "Moved", "Voided", "Commented"]
    with pytest.raises(Refused, match="nothing to redo"):
        desk.give(Redo(), 4)


def test_only_so_many_commands_can_be_undone():
    desk = Desk()
    desk.add()
    for number in range(UNDO_DEPTH + 5):
        desk.give(Comment(cards=("1",), text=str(number)))
    for _ in range(UNDO_DEPTH):
        desk.give(Undo())
    with pytest.raises(Refused, match="nothing to undo"):
        desk.give(Undo())


def test_a_hundred_cards_moved_at_once_are_undone_at_once():
    desk = Desk()
    ids = tuple(desk.add(f"card {number}") for number in range(100))
    desk.give(Move(cards=ids, column=READY))
    assert desk.board.cards_in(READY) == ids
    desk.give(Undo())
    assert (desk.board.cards_in(BACKLOG), desk.board.cards_in(READY)) == (ids, ())
    desk.give(Redo())
    assert desk.board.cards_in(READY) == ids
