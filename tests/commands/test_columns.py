"""Columns come, go and change places; what has happened stays as it was."""

import msgspec
import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, ShiftColumn
from kanban.model.board import AnyBoardEvent, Column, ColumnAdded, ColumnRenamed
from kanban.text.messages import Refused


def names(desk):
    return [column.name for column in desk.board.columns]


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("queue", ["Backlog", "Ready", "New", "Doing", "Review", "Done"]),
        ("active", ["Backlog", "Ready", "Doing", "Review", "New", "Done"]),
        ("done", ["Backlog", "Ready", "Doing", "Review", "Done", "New"]),
    ],
)
def test_a_new_column_stands_behind_the_others_of_its_kind(kind, order):
    desk = Desk()
    desk.give(AddColumn(name="New", kind=kind, wip_limit=4))
    assert names(desk) == order
    column = next(c for c in desk.board.columns if c.name == "New")
    assert (column.id, column.kind, column.wip_limit) == ("c6", kind, 4)


def test_a_column_keeps_its_id_and_cards_under_another_name():
    desk = Desk()
    desk.add(column=DOING)
    desk.give(RenameColumn(column=DOING, name=" Welding\n"))
    assert names(desk) == ["Backlog", "Ready", "Welding", "Review", "Done"]
    assert desk.titles(DOING) == ["Weld span 17"]


def test_a_column_moves_among_its_kind():
    desk = Desk()
    desk.give(ShiftColumn(column=REVIEW, by=-1))
    assert names(desk) == ["Backlog", "Ready", "Review", "Doing", "Done"]
    desk.give(ShiftColumn(column=REVIEW, by=1))
    assert names(desk) == ["Backlog", "Ready", "Doing", "Review", "Done"]


def test_a_deleted_column_is_passed_over_when_one_moves():
    desk = Desk()
    desk.give(AddColumn(name="Next", kind="queue"))
    desk.give(DeleteColumn(column=READY))
    desk.give(ShiftColumn(column="c6", by=-1))
    assert names(desk) == ["Next", "Backlog", "Doing", "Review", "Done"]
    desk.give(ShiftColumn(column="c6", by=1))
    assert names(desk) == ["Backlog", "Next", "Doing", "Review", "Done"]


def test_a_deleted_column_in_a_strange_place_is_in_nobodys_way():
    todo, doing, done = Column("q", "Todo", "queue"), Column("a", "Doing", "active"), Column("d", "Done", "done")
    desk = Desk((todo, doing, Column("x", "Old", "queue", deleted=True), done))
    desk.give(AddColumn(name="Next", kind="queue"))
    assert names(desk) == ["Todo", "Next", "Doing", "Done"]


@pytest.mark.parametrize(
    "command",
    [
        RenameColumn(column=DOING, name="Doing"),
        ShiftColumn(column=BACKLOG, by=-1),
        ShiftColumn(column=DONE, by=3),
        LimitColumn(column=DOING, wip_limit=None),
    ],
)
def test_what_changes_no_column_changes_nothing(command):
    desk = Desk()
    before = desk.board
    desk.give(command)
    assert desk.board is before
    assert str(desk.last.message).endswith("nothing changed")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (AddColumn(name=" ", kind="queue"), "a column's name has 1 to 100 characters, not 0"),
        (AddColumn(name="x" * 101, kind="queue"), "a column's name has 1 to 100 characters, not 101"),
        (AddColumn(name="doing", kind="done"), "column 'doing': two columns are named 'doing'"),
        (RenameColumn(column=DOING, name="Done"), "column 'Done': two columns are named 'done'"),
        (RenameColumn(column="c9", name="x"), "column 'c9' is not on board bridge"),
        (LimitColumn(column=DOING, wip_limit=0), "a WIP limit is 1 to 10,000, not 0"),
        (LimitColumn(column=DOING, wip_limit=10_001), "a WIP limit is 1 to 10,000, not 10001"),
        (ShiftColumn(column=READY, by=1), "column 'Ready': columns go from queue over active to done"),
        (DeleteColumn(column=DONE, target=REVIEW), "column 'Done': a board needs at least one done column"),
        (DeleteColumn(column=READY), "column Ready holds 1 card; name another column for that"),
        (DeleteColumn(column=READY, target=READY), "column Ready holds 1 card; name another column for that"),
        (DeleteColumn(column=READY, target="c9"), "column 'c9' is not on board bridge"),
    ],
)
def test_a_change_that_makes_no_board_is_refused_and_told_why(command, why):
    desk = Desk()
    desk.add(column=READY)
    before = desk.board
    with pytest.raises(Refused) as refusal:
        desk.give(command)
    assert str(refusal.value) == why
    assert desk.board is before


def test_the_cards_of_a_deleted_column_go_to_its_target_in_their_order_below_those_there():
    desk = Desk()
    for title in "abc":
        desk.add(title, column=READY)
    desk.add("z", column=BACKLOG)
    desk.give(DeleteColumn(column=READY, target=BACKLOG), 1)
    assert desk.titles(BACKLOG) == ["z", "a", "b", "c"]
    assert names(desk) == ["Backlog", "Doing", "Review", "Done"]


def test_a_deleted_column_leaves_a_tombstone_that_pasts_can_name():
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", REVIEW, 2)
    desk.give(DeleteColumn(column=REVIEW, target=DOING), 3)
    assert desk.board.column(REVIEW).deleted
    assert desk.board.column(desk.card().events[1].to.column).name == "Review"
    with pytest.raises(Refused, match="column 'c4' is not on board bridge"):
        desk.move("1", REVIEW, 4)


def test_going_back_because_a_column_was_deleted_is_no_rework():
    desk = Desk()
    desk.add(column=REVIEW)
    desk.give(DeleteColumn(column=REVIEW, target=DOING), 5)
    flow = desk.card().flow
    assert flow.backs[0].reason == "parked"
    assert flow.rework_moves == 0
    assert flow.until(hour(7)).active_seconds == 7 * 3600


def test_deleting_a_column_may_exceed_the_limit_of_its_target_and_records_it():
    desk = Desk()
    desk.give(LimitColumn(column=DOING, wip_limit=1))
    desk.add("a", column=DOING)
    desk.add("b", column=REVIEW)
    desk.give(DeleteColumn(column=REVIEW, target=DOING))
    assert desk.card("2").events[-1].over_wip


def test_the_name_and_no_id_of_a_deleted_column_is_free_again():
    desk = Desk()
    desk.give(DeleteColumn(column=READY))
    desk.give(AddColumn(name="Ready", kind="queue"))
    assert [c.id for c in desk.board.columns] == [BACKLOG, "c6", DOING, REVIEW, DONE]


def test_the_board_keeps_a_history_of_its_columns():
    desk = Desk()
    desk.give(RenameColumn(column=DOING, name="Welding"), 5)
    desk.give(AddColumn(name="Paint", kind="active"), 3)
    events = msgspec.json.decode(desk.board.head.history, type=tuple[AnyBoardEvent, ...])
    assert events == (
        ColumnRenamed(at=hour(5), by="zhang", rev=1, column=DOING, old="Doing", new="Welding"),
        ColumnAdded(at=hour(5), by="zhang", rev=2, column=Column("c6", "Paint", "active"), position=4),
    )
