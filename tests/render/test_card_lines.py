"""A card in two lines and a board as text: what matters comes first, text of others is cleaned, nothing is too wide."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour

from kanban.commands.cards import Block
from kanban.model.board import Column
from kanban.render.board import plain_board
from kanban.render.card import RenderContext, column_head, due, fit, hidden, meta, title_line
from kanban.text.charset import is_utf8
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE, glyphs

NOW = 48
LIMITED = (Column("q", "Queue", "queue"), Column("a", "Doing", "active", 2), Column("d", "Done", "done"))


def context(at: float = NOW, **more) -> RenderContext:
    values = {"now": hour(at), "zone": "UTC", "milestones": {}, "ageing": frozenset(), "glyphs": UNICODE}
    return RenderContext(**{**values, **more})


def under(desk: Desk, card: str = "1", **more) -> list[str]:
    return [text for text, _ in meta(desk.card(card), context(**more))]


def test_what_needs_a_hand_stands_before_what_is_good_to_know() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=REVIEW, due_at=hour(24))
    desk.move("1", DOING, 1, reason="defect")
    desk.give(Block(cards=("1",), why="crane booked for a week"), 2)
    said = under(desk, milestones={"1.1.1": "M5 M6 M7"}, ageing=frozenset({"1"}))
    assert said == ["■ crane bo…", "late 1.0d", "M5 +2", "2.0d", "↺1", "▲P85"]


def test_a_block_has_more_room_where_nothing_is_late() -> None:
    desk = Desk()
    desk.add(column=DOING, work_package="1.1.1")
    desk.give(Block(cards=("1",), why="crane booked for a week"), 2)
    assert under(desk) == ["■ crane booked …", "1.1.1", "2.0d"]


def test_a_finished_card_is_neither_late_nor_blocked() -> None:
    desk = Desk()
    desk.add(column=DOING, due_at=hour(1))
    desk.give(Block(cards=("1",), why="crane"), 2)
    desk.move("1", DONE, 3)
    assert under(desk) == ["1.9d"]


@pytest.mark.parametrize(
    ("hours", "said", "role"),
    [
        (-0.001, "late 4s", "late"), (-30, "late 1.2d", "late"), (0, "due Wed 08:00", "meta"),
        (6.9 * 24, "due Wed 05:36", "meta"), (7 * 24, "due 11 Mar", "meta"), (400 * 24, "due 2027-04-08", "meta"),
    ],
)  # fmt: skip
def test_a_due_date_is_a_weekday_within_a_week(hours: float, said: str, role: str) -> None:
    assert due(hour(NOW + hours), context()) == (said, role)


def test_a_due_date_is_shown_in_the_zone() -> None:
    assert due(hour(NOW + 10), context(zone="Asia/Shanghai"))[0] == "due Thu 02:00"


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    desk = Desk()
    desk.add(at=10)
    assert under(desk, at=0) == ["0s"]


@pytest.mark.parametrize(
    ("cards", "shown", "said", "role"),
    [(0, None, "Doing 0/2", "head"), (1, None, "Doing 1/2", "head"), (2, None, "Doing 2/2", "full"),
     (2, 1, "Doing 1 of 2/2", "full"), (2, 2, "Doing 2/2", "full")],
)  # fmt: skip
def test_a_head_counts_against_the_limit(cards: int, shown: int | None, said: str, role: str) -> None:
    desk = Desk(LIMITED)
    for _ in range(cards):
        desk.add(column="a")
    assert column_head(desk.board, desk.board.column("a"), shown) == (said, role)
    assert column_head(desk.board, desk.board.column("q")) == ("Queue 0", "head")


def test_cards_out_of_view_are_counted() -> None:
    assert hidden(3, 12, UNICODE) == "↑3 ↓12"
    assert hidden(0, 12, ASCII) == "v12"
    assert hidden(0, 0, UNICODE) == ""


@settings(max_examples=100)
@given(st.lists(st.text(max_size=12), max_size=6), st.integers(0, 40))
def test_parts_never_take_more_cells_than_there_are(parts: list[str], cells: int) -> None:
    shown = fit([(part, "meta") for part in parts], cells)
    assert width("".join(text for text, _ in shown)) <= cells


def test_a_hostile_title_is_cleaned_and_cut() -> None:
    desk = Desk()
    desk.add("\x1b]52;c;x\x07[b]Weld[/b] 焊接 span")
    ((text, role),) = title_line(desk.card(), context(), 20)
    assert (text, role) == ("]52;c;x[b]Weld[/b] …", "title")


def test_a_board_in_a_pipe_has_its_columns_side_by_side() -> None:
    desk = Desk(LIMITED)
    desk.add("Weld span 17", column="a")
    desk.add("Cast pier 14", column="q")
    assert plain_board(desk.board, context(), 80).splitlines() == [
        "Queue 1                   Doing 1/2                 Done 0",
        "────────────────────────  ────────────────────────  ────────────────────────",
        "Cast pier 14              Weld span 17",
        "2.0d                      2.0d",
    ]


def test_a_narrow_board_stands_below_itself_and_every_card_is_there() -> None:
    desk = Desk(LIMITED)
    for number in range(6):
        desk.add(f"card {number}", column=("q", "a", "d")[number % 3], over_wip=True)
    text = plain_board(desk.board, context(glyphs=ASCII), 21)
    assert [text.index(head) for head in ("Queue 2", "Doing 2/2", "Done 2")] == sorted(
        text.index(head) for head in ("Queue 2", "Doing 2/2", "Done 2")
    )
    assert all(f"card {number}" in text for number in range(6))
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 21


def test_the_pipe_and_the_canvas_say_the_same_of_a_card() -> None:
    desk = Desk(LIMITED)
    desk.add("Weld span 17", column="a", due_at=hour(NOW) + timedelta(hours=3))
    text = plain_board(desk.board, context(), 200)
    assert "  ".join(part for part, _ in meta(desk.card(), context())) in text


def test_the_glyphs_may_be_chosen_and_keep_their_width(monkeypatch) -> None:
    assert glyphs("ascii") is ASCII
    assert glyphs("unicode") is UNICODE
    monkeypatch.setenv("KANBAN_GLYPHS", "ascii")
    assert glyphs() is ASCII
    monkeypatch.setenv("KANBAN_GLYPHS", "auto")
    monkeypatch.setenv("LC_ALL", "C")
    is_utf8.cache_clear()  # asked once in a process
    assert glyphs() is ASCII
    is_utf8.cache_clear()
    for name in msgspec.structs.fields(type(ASCII)):
        plain, fancy = getattr(ASCII, name.name), getattr(UNICODE, name.name)
        if isinstance(plain, str):
            assert plain.isascii()
            assert width(plain) == width(fancy)
    assert ASCII.status.keys() == UNICODE.status.keys()
