"""Tables and help as lines of cells: nothing is wider than its terminal, and nothing is lost in a pipe."""

import io
import sys

import click
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kanban.cli.context import Context
from kanban.cli.help_text import HELP_WIDTH, more, paragraph, rows
from kanban.cli.output import GAP, NARROWEST_OF_ALL, Cell, Head, table, terminal_width
from kanban.text.clean import clean_line, width

texts = st.text(st.sampled_from("ab c焊接e\u0301😀\t\n\x1b\u202e|"), max_size=40)
numbers = st.integers(0, 10**9).map(str)
HEADS = (Head("id", right=True), Head("title", cut=True), Head("reason", cut=True), Head("due"))
lines_of_rows = st.lists(st.tuples(numbers, texts, texts, st.sampled_from(("", "Fri 17:00", "late 2d"))), max_size=8)


class Terminal(io.StringIO):
    """Standard output that is a terminal of so many columns, as `COLUMNS` says."""

    def isatty(self) -> bool:
        return True


def printed(cells: int, found, is_tty: bool = True, color: str = "never", keep_empty: bool = False) -> list[str]:
    """What the table prints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(cells))
        patch.setattr(sys, "stdout", out := Terminal() if is_tty else io.StringIO())
        table(Context(None, color), HEADS, found, keep_empty)
    return out.getvalue().splitlines()


@given(st.integers(40, 200), lines_of_rows)
def test_on_a_terminal_every_line_fits_and_the_head_stands_above_its_column(cells, found):
    lines = printed(cells, found, keep_empty=True)
    assert len(lines) == len(found) + 1
    assert all(width(line) <= cells for line in lines)
    assert all(line.isprintable() or "\u200d" in line for line in lines)
    assert lines[0].split() == [str(head.title) for head in HEADS]
    heads = [line.split() for line in printed(cells, found)[:1]]
    filled = [str(h.title) for i, h in enumerate(HEADS) if any(clean_line(row[i]) for row in found)]
    assert heads == ([filled] if filled else [])


@given(lines_of_rows)
def test_what_cannot_be_cut_is_whole_wherever_there_is_room_for_it(found):
    assume(found)
    for line, (number, *_, due) in zip(printed(60, found)[1:], found, strict=True):
        assert line.split()[0] == number
        assert line.rstrip().endswith(due)


@given(st.integers(1, 30), lines_of_rows)
def test_a_terminal_of_a_few_cells_gets_columns_of_a_few_cells(cells, found):
    most = max(cells, NARROWEST_OF_ALL * len(HEADS) + len(GAP) * (len(HEADS) - 1))
    assert all(width(line) <= most for line in printed(cells, found))


@given(lines_of_rows)
def test_in_a_pipe_every_value_is_whole_between_tabs(found):
    lines = printed(40, found, is_tty=False)
    assert [line.split("\t") for line in lines] == [[clean_line(value) for value in row] for row in found]


@given(lines_of_rows)
def test_colour_changes_no_cell(found):
    styled = [tuple(Cell(value, "red") for value in row) for row in found]
    bare = [line.replace("\033[31m", "").replace("\033[2m", "").replace("\033[0m", "") for line in
            printed(80, styled, color="always")]  # fmt: skip
    assert [line.rstrip() for line in bare] == printed(80, found)


def test_a_column_of_nothing_takes_no_room_unless_it_is_kept():
    row = ("1", "Weld", "", "")
    assert printed(80, [row])[0].split() == ["id", "title"]
    assert printed(80, [row], keep_empty=True)[0].split() == ["id", "title", "reason", "due"]
    assert printed(80, []) == []
    assert printed(80, [], keep_empty=True) == ["id  title  reason  due"]


@pytest.mark.parametrize(
    ("columns", "cells"), [("120", 120), ("1000", 1000), ("1001", 80), ("0", 80), ("-5", 80), ("٨٠", 80), ("x", 80)]
)
def test_the_width_that_the_environment_gives_is_taken_if_it_is_one(monkeypatch, columns, cells):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert terminal_width() == cells


words = st.text(st.sampled_from("abc焊é，。"), min_size=1, max_size=30)


@given(st.lists(words, max_size=40), st.lists(st.tuples(words, st.lists(words, min_size=1, max_size=30)), max_size=5))
def test_help_keeps_every_word_in_lines_that_fit(prose, found):
    formatter = click.HelpFormatter(width=HELP_WIDTH)
    paragraph(formatter, " ".join(prose))
    rows(formatter, "Options", [(label, " ".join(about)) for label, about in found])
    lines = formatter.getvalue().splitlines()
    assert all(width(line) <= HELP_WIDTH for line in lines)
    kept = "".join("".join(line.split()) for line in lines)
    wanted = "".join(prose) + ("Options:" if found else "") + "".join(label + "".join(about) for label, about in found)
    assert kept == wanted


def test_examples_stand_as_they_were_written_each_paragraph_on_a_line_of_its_own():
    formatter = click.HelpFormatter(width=HELP_WIDTH)
    more(formatter, "One\ntwo.\n\nExample:\n  kanban add   x --tag a\n  kanban list\n\nThree.")
    assert formatter.getvalue().splitlines() == [
        "", "One two.", "", "Example:", "  kanban add   x --tag a", "  kanban list", "", "Three.",
    ]  # fmt: skip
