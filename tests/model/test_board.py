"""What makes a board."""

import pytest
from makers import BACKLOG, DOING, Desk

from kanban.model.board import DEFAULT_COLUMNS, Column, check_columns

Q, A, D = Column("q", "Todo", "queue"), Column("a", "Doing", "active"), Column("d", "Done", "done")


def test_the_default_columns_make_a_board():
    assert check_columns(DEFAULT_COLUMNS) is None
    assert [(c.name, c.kind, c.wip_limit) for c in DEFAULT_COLUMNS] == [
        ("Backlog", "queue", None), ("Ready", "queue", None), ("Doing", "active", 3), ("Review", "active", 2),
        ("Done", "done", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ((), "at least one queue"),
        ((A, D), "at least one queue"),
        ((Q, D), "at least one active"),
        ((Q, A), "at least one done"),
        ((A, Q, D), "from queue over active to done"),
        ((Q, D, A), "from queue over active to done"),
        ((Q, A, D, Column("e", "DONE", "done")), "two columns are named 'done'"),
        ((Q, Column("a", "Doing", "active", deleted=True), D), "at least one active"),
    ],
)
def test_columns_that_make_no_board_are_told_why(columns, why):
    assert why in str(check_columns(columns))


def test_a_tombstone_may_lie_anywhere_and_its_name_is_free_again():
    assert check_columns((Column("x", "Done", "done", deleted=True), Q, A, D)) is None


def test_a_place_is_a_column_with_its_kind_and_position_of_now():
    board = Desk().board
    assert board.place(DOING) == (type(board.place(DOING)))(DOING, "active", 2)
    with pytest.raises(KeyError):
        board.place("nowhere")
    with pytest.raises(KeyError):
        board.column("nowhere")
    assert board.column(BACKLOG).name == "Backlog"
    assert (board.slug, board.driver) == ("bridge", "zhang")
