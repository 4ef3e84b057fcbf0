"""The columns, and the board, of a past day: what stood there then, whatever was done to the columns since."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, UNLIMITED, Desk, hour
from often import often

from kanban.commands.cards import Archive, Move
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, SetColumnKind, ShiftColumn
from kanban.commands.undo import Undo
from kanban.metrics.flow.columns_then import board_then, columns_then
from kanban.model.board import Board, check_columns
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

NAMES = ("Weld", "检查", "Weld ]", "Paint", "Done")
IDS = (BACKLOG, READY, DOING, REVIEW, DONE, "c6", "c7", "c8")
column = st.sampled_from(IDS)
kind = st.sampled_from(("queue", "active", "done"))
alteration = st.one_of(
    st.builds(AddColumn, name=st.sampled_from(NAMES), kind=kind, wip_limit=st.none() | st.integers(1, 9)),
    st.builds(RenameColumn, column=column, name=st.sampled_from(NAMES)),
    st.builds(LimitColumn, column=column, wip_limit=st.none() | st.integers(1, 9)),
    st.builds(ShiftColumn, column=column, by=st.integers(-3, 3)),
    st.builds(DeleteColumn, column=column, target=st.none() | column),
)
on_cards = st.one_of(
    st.builds(Move, cards=st.sampled_from((("1",), ("2",), ("3",), ("1", "2"))), column=column),
    st.builds(Archive, cards=st.sampled_from((("1",), ("3",)))),
    st.just(Undo()),
)


def recorded(story: list) -> list[Board]:
    """The board before the first command and after each; a command an hour, what is refused changes nothing."""
    desk = Desk()
    for _ in range(3):
        desk.add()
    boards = [desk.board]
    for at, command in enumerate(story, start=1):
        with suppress(Refused):
            desk.give(command, at)
        boards.append(desk.board)
    return boards


@settings(max_examples=often(100))
@given(st.lists(alteration, max_size=15))
def test_at_every_past_moment_the_columns_are_those_that_were_there(story: list) -> None:
    *_, last = boards = recorded(story)
    for at, then in enumerate(boards):
        assert columns_then(last, hour(at)) == then.columns, f"after {at} commands"
        assert columns_then(last, hour(at + 0.5)) == then.columns, "until the next one"


@settings(max_examples=often(60))
@given(st.lists(st.one_of(alteration, on_cards), max_size=15))
def test_the_board_of_a_past_moment_shows_what_it_showed(story: list) -> None:
    *_, last = boards = recorded(story)
    for at, then in enumerate(boards):
        past = board_then(last, hour(at))
        assert past.columns == then.columns
        for each in then.columns:
            assert past.cards_in(each.id) == then.cards_in(each.id), each.name
        shown = {card.id: (card.column, card.archived, card.flow) for card in then.cards.values() if not card.void}
        found = {card.id: (card.column, card.archived, card.flow) for card in past.cards.values() if not card.void}
        assert found == shown


@settings(max_examples=often(100))
@given(st.lists(st.one_of(alteration, st.builds(SetColumnKind, column=column, kind=kind)), max_size=15))
def test_with_kinds_corrected_the_past_columns_are_the_same_and_make_a_board(story: list) -> None:
    """Where a column stood before its kind was corrected is not kept; which ones there were, and of what kind, is."""
    *_, last = boards = recorded(story)
    for at, then in enumerate(boards):
        past = columns_then(last, hour(at))
        assert sorted(past, key=lambda each: each.id) == sorted(then.columns, key=lambda each: each.id)
        assert check_columns(past) is None


def test_the_example_of_a_day_on_which_everything_was_done_to_the_columns() -> None:
    desk = Desk()
    for at, command in enumerate(
        (
            AddColumn(name="Paint", kind="active", wip_limit=2),
            RenameColumn(column=READY, name="Next"),
            LimitColumn(column=DOING, wip_limit=4),
            ShiftColumn(column=REVIEW, by=-1),
            DeleteColumn(column=BACKLOG),
        ),
        start=1,
    ):
        desk.give(command, at)
    shown = [[(c.name, c.wip_limit) for c in columns_then(desk.board, hour(at))] for at in range(6)]
    assert shown == [
        [("Backlog", None), ("Ready", None), ("Doing", None), ("Review", None), ("Done", None)],
        [("Backlog", None), ("Ready", None), ("Doing", None), ("Review", None), ("Paint", 2), ("Done", None)],
        [("Backlog", None), ("Next", None), ("Doing", None), ("Review", None), ("Paint", 2), ("Done", None)],
        [("Backlog", None), ("Next", None), ("Doing", 4), ("Review", None), ("Paint", 2), ("Done", None)],
        [("Backlog", None), ("Next", None), ("Review", None), ("Doing", 4), ("Paint", 2), ("Done", None)],
        [("Next", None), ("Review", None), ("Doing", 4), ("Paint", 2), ("Done", None)],
    ]


def test_a_corrected_kind_is_taken_back_to_the_nearest_place_of_the_old_one() -> None:
    desk = Desk()
    desk.give(SetColumnKind(column=READY, kind="active"), 1)
    assert [(c.name, c.kind) for c in columns_then(desk.board, hour(0))] == [(c.name, c.kind) for c in UNLIMITED], (
        "it had not moved"
    )
    desk.give(SetColumnKind(column=REVIEW, kind="queue"), 2)
    assert [(c.name, c.kind) for c in columns_then(desk.board, hour(1))] == [
        ("Backlog", "queue"), ("Review", "active"), ("Ready", "active"), ("Doing", "active"), ("Done", "done"),
    ]  # fmt: skip


def test_on_the_stroke_of_a_change_it_has_happened_and_a_millisecond_before_it_has_not() -> None:
    desk = Desk()
    desk.give(RenameColumn(column=DOING, name="Weld"), 5)
    stroke = hour(5)
    names = [columns_then(desk.board, at)[2].name for at in (stroke.replace(hour=12, microsecond=999_000), stroke)]
    assert names == ["Doing", "Weld"]
    assert board_then(desk.board, stroke) is desk.board


def test_a_board_on_which_nothing_happened_is_the_same_at_any_moment() -> None:
    board = Desk().board
    assert board_then(board, hour(-999)) is board
    assert columns_then(board, hour(-999)) == board.columns


def test_a_card_made_later_is_not_on_the_board_of_then_and_one_kept_in_the_archive_of_a_year_is() -> None:
    desk = Desk()
    for at in (0, 1, 2):
        desk.add(f"Weld {at}", at=at, column=DOING)
    desk.move("1", DONE, 3)
    desk.move("2", DONE, 9)
    board = desk.board
    kept = msgspec.structs.replace(
        board,
        cards={card_id: card for card_id, card in board.cards.items() if card_id != "1"},
        past_cards={"1": board.cards["1"]},
    )
    assert board_then(kept, hour(1)).cards_in(DOING) == ("1", "2")
    assert board_then(kept, hour(4)).cards_in(DONE) == ("1",)
    assert set(board_then(kept, hour(1.5)).cards) == {"1", "2"}


def test_a_history_of_the_board_that_cannot_be_read_is_said_to_be_one_and_only_where_it_is_needed() -> None:
    desk = Desk()
    desk.give(RenameColumn(column=DOING, name="Weld"), 5)
    head = msgspec.structs.replace(desk.board.head, history=msgspec.Raw(b"["))
    spoilt = msgspec.structs.replace(desk.board, head=head)
    assert columns_then(spoilt, hour(5)) == desk.board.columns
    with pytest.raises(msgspec.MsgspecError):
        columns_then(spoilt, hour(4))
