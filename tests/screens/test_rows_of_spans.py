"""A row of spans: what is dropped where there is no room, which span was clicked, from where it is painted again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.card import Span
from kanban.text.clean import width
from kanban.widgets.line import MOST_ROWS, alike, fitted, in_rows, span_at

pytestmark = pytest.mark.any_day

Spans = tuple[Span, ...]
SPANS = st.lists(st.tuples(st.text("abc 焊接", max_size=8), st.sampled_from(["", "key", "meta"])), max_size=5).map(
    tuple
)
CELLS = st.integers(0, 40)


def text(row: Spans) -> str:
    return "".join(part for part, _ in row)


@pytest.mark.parametrize(
    ("left", "right", "cells", "shown"),
    [
        ("title", "saved", 14, "title    saved"),
        ("title", "saved", 10, "titlesaved"),
        ("title", "saved", 8, "ti…saved"),
        ("title", "", 8, "title   "),
        ("title", "", 3, "ti…"),
        ("焊接", "ok", 5, "焊…ok"),
        ("焊接", "ok", 4, "… ok"),
        ("焊接", "ok", 3, "…ok"),
        ("", "saved", 7, "  saved"),
        ("", "", 2, "  "),
        ("", "", 0, ""),
    ],
)
def test_the_right_part_stays_and_the_left_gives_way(left: str, right: str, cells: int, shown: str) -> None:
    row = fitted(((left, "bold"),), ((right, "meta"),), cells)
    assert text(row) == shown
    assert [role for part, role in row if part.strip() and role == "meta"] == (["meta"] if right else [])


@given(SPANS, SPANS, CELLS)
def test_a_row_is_as_wide_as_the_line_unless_the_right_part_is_wider(left: Spans, right: Spans, cells: int) -> None:
    row = fitted(left, right, cells)
    needed = width(text(right))
    assert width(text(row)) == max(cells, needed)
    assert text(row).endswith(text(right))
    before = text(row).removesuffix(text(right)).rstrip()
    assert text(left).startswith(before.removesuffix("…"))
    assert all(part for part, _ in row)


@given(SPANS, st.integers(0, 60))
def test_the_span_under_a_cell_is_the_one_whose_text_is_there(row: Spans, cell: int) -> None:
    under = [number for number, (part, _) in enumerate(row) for _ in range(width(part))]
    assert span_at(row, cell) == (under[cell] if cell < len(under) else None)


@given(SPANS, SPANS)
def test_what_two_rows_have_in_common_is_not_painted_again(old: Spans, new: Spans) -> None:
    same = alike(old, new)
    assert alike(new, old) == same
    assert alike(old, old) == width(text(old))
    cells: list[list[tuple[str, str]]] = [[], []]
    for row, out in zip((old, new), cells, strict=True):
        for part, role in row:
            out += [(character, role) for character in part for _ in range(width(character))]
    assert cells[0][:same] == cells[1][:same]


@given(SPANS, st.integers(10, 40))
def test_words_in_rows_are_in_their_order_and_no_row_is_wider_than_the_line(spans: Spans, cells: int) -> None:
    rows = in_rows(spans, cells)
    assert 1 <= len(rows) <= MOST_ROWS
    assert all(width(text(row)) <= cells for row in rows)
    if width(text(spans)) <= cells:
        assert "".join(map(text, rows)).split() == text(spans).split() or len(rows) > 1


def test_a_question_that_is_too_long_keeps_its_answers_together_at_the_end() -> None:
    question = "take the link of 1.1.1 Girders to 1.1.2 Panels off?"
    spans: Spans = ((f" {question}  ", "ask"), (" y", "key"), (" take off ", "meta"), (" n", "key"), (" keep ", "meta"))
    for cells in (20, 30, 45, 60, 80):
        rows = in_rows(spans, cells)
        assert " ".join(" ".join(map(text, rows)).split()) == f"{question} y take off n keep"
        assert text(rows[-1]).endswith(" n keep ")
    assert len(in_rows(spans, 80)) == 1


def test_of_more_rows_than_there_may_be_the_last_one_stays() -> None:
    spans: Spans = ((" " + "word " * 60, "ask"), (" y", "key"), (" yes ", "meta"))
    rows = in_rows(spans, 20)
    assert len(rows) == MOST_ROWS
    assert text(rows[0]).strip().startswith("word word")
    assert text(rows[-1]).endswith(" y yes ")


def test_the_same_words_in_another_role_are_painted_again() -> None:
    here: Spans = ((" Bridge", "bold"), (" saved", "meta"))
    assert alike(here, ((" Bridge", "bold"), (" saved", "error"))) == width(" Bridge")
    assert alike(here, ((" Bridge", ""), (" saved", "meta"))) == 0
