"""The board as plain text: whatever the width, every column and every card stands in it, and no line is too long."""

from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, UNLIMITED, Desk, hour

from kanban.commands.cards import Block
from kanban.model.board import Board
from kanban.render.board import NARROWEST, plain_board
from kanban.render.card import RenderContext
from kanban.text.clean import clean_line, width
from kanban.text.glyphs import ASCII, UNICODE

texts = st.text(st.sampled_from("ab c焊接e\u0301😀\t\n\x1b\u202e|"), max_size=40)


def board_of(titles: list[str]) -> Board:
    desk = Desk(UNLIMITED)
    for number, title in enumerate(titles):
        if width(clean_line(title)):
            desk.add(title[:500], column=UNLIMITED[number % len(UNLIMITED)].id, at=number)
    return desk.board


@given(st.lists(texts, max_size=12), st.integers(1, 240), st.sampled_from((ASCII, UNICODE)))
def test_every_card_is_shown_whatever_the_width(titles, cells, signs) -> None:
    board = board_of(titles)
    lines = plain_board(board, RenderContext(hour(100), "UTC", {}, frozenset(), signs), cells).splitlines()
    assert all(width(line) <= max(NARROWEST, cells) for line in lines)
    whole = "\n".join(lines)
    assert [c.name for c in board.columns if f"{c.name} {len(board.cards_in(c.id))}" not in whole] == []
    assert [card.id for card in board.cards.values() if clean_line(card.title)[:4].strip() not in whole] == []
    if cells // len(UNLIMITED) - 1 >= NARROWEST:
        assert all(column.name in lines[0] for column in board.columns)


def test_columns_stand_beside_each_other_where_they_have_room_and_below_each_other_where_not() -> None:
    desk = Desk()
    desk.add("Weld span 17", column=DOING)
    desk.add("Grout joint 8", column=DONE)
    desk.give(Block(cards=("1",), why="crane booked"), 1)
    context = RenderContext(hour(30), "UTC", {}, frozenset({"1"}), ASCII)
    narrow, wide = (plain_board(desk.board, context, cells) for cells in (NARROWEST, 110))
    rows = wide.splitlines()
    assert rows[0].split() == ["Backlog", "0", "Ready", "0", "Doing", "1", "Review", "0", "Done", "1"]
    assert rows[2].split("  ")[0].strip() == ""
    assert rows[2].index("Weld span 17") == rows[0].index("Doing")
    assert rows[2].index("Grout joint 8") == rows[0].index("Done")
    assert [line for line in narrow.splitlines() if line.endswith((" 0", " 1"))] == [
        "Backlog 0", "Ready 0", "Doing 1", "Review 0", "Done 1",
    ]  # fmt: skip
    for text in (narrow, wide):
        assert text.endswith("\n")
        assert not any(line != line.rstrip() for line in text.splitlines())
        assert "\x1b" not in text
