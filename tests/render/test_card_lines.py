"""A card in two lines and a board as text: what matters comes first, text of others is cleaned, nothing is too wide."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often

from kanban.commands.cards import Block, Edit
from kanban.model.board import Column
from kanban.render.board import plain_board
from kanban.render.card import Part, RenderContext, card_lines, column_head, due, fit, hidden, meta
from kanban.text.charset import is_utf8
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE, glyphs

NOW = 48
LIMITED = (Column("q", "Queue", "queue"), Column("a", "Doing", "active", 2), Column("d", "Done", "done"))


def context(at: float = NOW, **more) -> RenderContext:
    values = {"now": hour(at), "zone": "UTC", "milestones": {}, "ageing": frozenset(), "glyphs": UNICODE}
    return RenderContext(**{**values, **more})


def under(desk: Desk, card: str = "1", cells: int = 200, **more) -> list[str]:
    return [text.strip() for text, _ in meta(desk.card(card), context(**more), cells)]


def lines(desk: Desk, cells: int, rows: int, **more) -> list[str]:
    return ["".join(text for text, _ in line) for line in card_lines(desk.card(), context(**more), cells, rows)]


@pytest.fixture
def worst() -> Desk:
    """Late, blocked, ageing, reworked, with people, tags, a checklist and a description."""
    desk = Desk()
    desk.add(work_package="1.1.1", column=REVIEW, due_at=hour(24), tags=("steel", "焊接"), members=("li", "wang"),
             checklist=(("bolts", True), ("plates", False)), description="north side")  # fmt: skip
    desk.move("1", DOING, 1, reason="defect")
    desk.give(Block(cards=("1",), why="crane booked for a week"), 2)
    return desk


AGEING = {"milestones": {"1.1.1": "M5 M6 M7"}, "ageing": frozenset({"1"}), "p85_seconds": 36 * 3600}


def test_the_due_word_stands_first_then_what_needs_a_hand_then_the_rest(worst: Desk) -> None:
    assert under(worst, **AGEING) == [
        "late 1.0d", "■ crane booked …", "▲ 2.0d of P85 1.5d", "M5 +2", "↺1", "@li @wang", "#steel #焊接", "☐1/2", "≡",
        "#1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (60, "late 1.0d  ■ crane booked …  ▲ 2.0d of P85 1.5d  M5 +2  ↺1"),
        (30, "late 1.0d  ■ crane…  ▲2.0d  ↺1"),
        (25, "late 1.0d  ■  ▲2.0d  ↺1"),
        (20, "late 1.0d  ■  ▲2.0d"),
        (9, "late 1.0d"),
        (6, "late …"),
    ],
)
def test_what_is_good_to_know_is_left_out_before_what_needs_a_hand_is_cut(worst: Desk, cells: int, said: str) -> None:
    assert "  ".join(under(worst, cells=cells, **AGEING)) == said


def test_a_card_takes_one_two_or_three_lines(worst: Desk) -> None:
    assert lines(worst, 38, 1, **AGEING) == ["Weld span 17       late 1.0d  ■  ▲2.0d"]
    assert lines(worst, 38, 2, **AGEING) == ["Weld span 17", "late 1.0d  ■ crane booked …  ▲2.0d  ↺1"]
    assert lines(worst, 38, 3, **AGEING) == [
        "Weld span 17", "late 1.0d  ■ crane booked for …  ▲2.0d", "M5 +2  ↺1  @li @wang  #steel #焊接  ≡",
    ]  # fmt: skip


def test_a_long_title_takes_two_of_three_lines(worst: Desk) -> None:
    worst.give(Edit(cards=("1",), changes={"title": "Ultrasonic inspection of weld seam 9 on the northern girder"}), 3)
    assert lines(worst, 28, 3, **AGEING) == [
        "Ultrasonic inspection of", "weld seam 9 on the northern…", "late 1.0d  ■ cra…  ▲2.0d  ↺1",
    ]  # fmt: skip
    assert lines(worst, 28, 1, **AGEING) == ["Ultras…  late 1.0d  ■  ▲2.0d"]


def test_where_nothing_needs_a_hand_names_have_a_line_of_their_own() -> None:
    desk = Desk()
    desk.add(column=DOING, due_at=hour(NOW + 24 * 30), members=("li",), tags=("steel",))
    assert lines(desk, 28, 3) == ["Weld span 17", "due 03 Apr  2.0d", "@li  #steel  #1"]
    assert lines(desk, 60, 3) == ["Weld span 17", "due 03 Apr  2.0d  @li  #steel  #1", ""]
    assert lines(desk, 28, 1) == ["Weld span 17      due 03 Apr"]


@settings(max_examples=often(200))
@given(st.text(max_size=60), st.integers(1, 40), st.sampled_from([1, 2, 3]), st.booleans(), st.booleans())
def test_a_card_has_its_lines_and_none_is_too_wide(title: str, cells: int, rows: int, is_late: bool, old: bool) -> None:
    desk = Desk()
    desk.add("x" + title, column=DOING, due_at=hour(1 if is_late else NOW + 90), tags=("焊接",), members=("li",))
    desk.give(Block(cards=("1",), why="x" + title), 2)
    drawn = lines(desk, cells, rows, ageing=frozenset("1" if old else ""), p85_seconds=9.0)
    assert len(drawn) == rows
    assert all(width(line) <= cells for line in drawn)
    if cells >= 38:
        assert ("late 2.0d" if is_late else "due ") in "".join(drawn)
        assert "■" in "".join(drawn)
        assert ("▲" in "".join(drawn)) is old


def test_a_finished_card_is_neither_late_nor_blocked() -> None:
    desk = Desk()
    desk.add(column=DOING, due_at=hour(1))
    desk.give(Block(cards=("1",), why="crane"), 2)
    desk.move("1", DONE, 3)
    assert under(desk) == ["1.9d ago", "#1"]


def test_an_age_is_the_time_since_the_start_and_any_other_time_is_labelled() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", REVIEW, 40)
    desk.add()
    desk.move(desk.add(column=DOING), DONE, 24)
    assert under(desk, "1") == ["2.0d", "#1"]
    assert under(desk, "2") == ["here 2.0d", "#2"]
    assert under(desk, "3") == ["1.0d ago", "#3"]


@pytest.mark.parametrize(
    ("hours", "said", "role"),
    [
        (-0.001, "late 4s", "late"), (-30, "late 1.2d", "late"), (0, "due today 08:00", "soon"),
        (24, "due Thu 08:00", "soon"), (48, "due Fri 08:00", "soon"), (48.1, "due Fri 08:06", "meta"),
        (6.6 * 24, "due Tue 22:24", "meta"), (6.9 * 24, "due 11 Mar", "meta"), (400 * 24, "due 2027-04-08", "meta"),
    ],
)  # fmt: skip
def test_a_due_date_is_a_weekday_while_that_names_one_day(hours: float, said: str, role: str) -> None:
    assert due(hour(NOW + hours), context()) == (said, role)


def test_a_due_date_is_shown_in_the_zone() -> None:
    assert due(hour(NOW + 10), context(zone="Asia/Shanghai"))[0] == "due Thu 02:00"


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    desk = Desk()
    desk.add(at=10)
    assert under(desk, at=0) == ["here 0s", "#1"]


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


def test_in_a_narrow_head_the_name_is_cut_and_the_number_stays() -> None:
    desk = Desk((Column("q", "Waiting for the crane", "queue", 12), *LIMITED[1:]))
    desk.add(column="q")
    assert column_head(desk.board, desk.board.column("q"), None, 15) == ("Waiting f… 1/12", "head")


def test_cards_out_of_view_are_counted() -> None:
    assert hidden(3, 12, UNICODE) == "↑3 ↓12"
    assert hidden(0, 12, ASCII) == "v12"
    assert hidden(0, 0, UNICODE) == ""


@settings(max_examples=often(100))
@given(st.lists(st.text(max_size=12), max_size=6), st.integers(0, 40))
def test_parts_never_take_more_cells_than_there_are(parts: list[str], cells: int) -> None:
    shown = fit([Part(part, "meta", part[:n], flexible=n == 2) for n, part in enumerate(parts)], cells)
    assert width("".join(text for text, _ in shown)) <= cells


def test_a_hostile_title_is_cleaned_and_cut() -> None:
    desk = Desk()
    desk.add("\x1b]52;c;x\x07[b]Weld[/b] 焊接 span")
    ((text, role),), _ = card_lines(desk.card(), context(), 20, 2)
    assert (text, role) == ("]52;c;x[b]Weld[/b] …", "title")


def test_a_board_in_a_pipe_has_its_columns_side_by_side() -> None:
    desk = Desk(LIMITED)
    desk.add("Weld span 17", column="a")
    desk.add("Cast pier 14", column="q")
    assert plain_board(desk.board, context(), 80).splitlines() == [
        "Queue 1                   Doing 1/2                 Done 0",
        "────────────────────────  ────────────────────────  ────────────────────────",
        "Cast pier 14              Weld span 17",
        "here 2.0d  #2             2.0d  #1",
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
    assert "".join(part for part, _ in meta(desk.card(), context(), 60)) in text


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
