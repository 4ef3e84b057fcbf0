"""Nothing that came from outside can steer a terminal, and columns of text line up to the cell."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.clean import clean, clean_line, cut, pad, width, wrap

pytestmark = pytest.mark.any_day

DANGEROUS = (
    {chr(c) for c in (*range(0x20), 0x7F, *range(0x80, 0xA0))} - {"\n", "\t"}
    | {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)}
    | {chr(c) for c in (0xD800, 0xDC80, 0xDFFF)}
)
anything = st.text(st.characters(exclude_categories=()) | st.sampled_from(sorted(DANGEROUS)), max_size=30)
WIDE = "焊接桥梁👍👨\u200d👩\u200d👧☀\ufe0f1\ufe0f\u20e3🇩🇪e\u0301\u200d\u200b 한ｱ"
some = st.sampled_from([*WIDE, "a", "Z", " ", "\n", "\t"])
cells_of = st.text(some | st.characters(exclude_categories=["Cs"]), max_size=20)


@given(anything)
def test_what_is_cleaned_holds_nothing_a_terminal_obeys(text):
    cleaned = clean(text)
    assert not set(cleaned) & DANGEROUS
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned if char not in "\n\t")


@given(anything)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(anything)
def test_cleaning_drops_only_what_is_dangerous(text):
    assert clean(text) == "".join(c for c in text if c not in DANGEROUS and unicodedata.category(c) != "Cs")


@given(anything)
def test_a_cleaned_line_has_no_breaks_and_no_double_spaces(text):
    line = clean_line(text)
    assert not any(char in line for char in "\n\r\t\x0b\x0c\x85\u2028\u2029")
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07Weld", "]52;c;cm0gLXJmWeld"),
        ("\x1b[2J\x1b[31mred", "[2J[31mred"),
        ("\x9b2Jred", "2Jred"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("one\r\ntwo", "one\ntwo"),
        ("焊接 [A1] 👍 naïve", "焊接 [A1] 👍 naïve"),
    ],
)
def test_escape_codes_lose_their_escape_and_plain_text_stays(typed, shown):
    assert clean(typed) == shown


@pytest.mark.parametrize("between", ["\n", "\r", "\r\n", "\t", "  ", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_becomes_a_space_on_one_line(between):
    assert clean_line(f" Weld{between}span ") == "Weld span"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("Weld", 4), ("焊接", 4), ("e\u0301", 1), ("👍", 2), ("☀\ufe0f", 2), ("焊\t接", 5), ("焊\n接", 5)],
)
def test_width_is_counted_in_terminal_cells(text, cells):
    assert width(text) == cells


@given(cells_of, st.integers(0, 30))
def test_cut_text_never_takes_more_than_its_cells(text, cells):
    assert width(cut(text, cells)) <= cells


@given(cells_of, st.integers(0, 30))
def test_text_that_fits_is_not_touched_and_cut_text_shows_that_it_was(text, cells):
    result = cut(text, cells)
    assert result == text if width(text) <= cells else result.endswith("…") or cells == 0


@given(cells_of, st.integers(0, 30), st.booleans())
def test_padded_text_takes_exactly_its_cells(text, cells, right):
    assert width(pad(text, cells, right)) == cells


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("Weld span", 5, "Weld…"),
        ("焊接桥", 5, "焊接…"),
        ("焊接桥", 4, "焊…"),
        ("焊接", 1, "…"),
        ("焊接", 0, ""),
        ("☀\ufe0f☀\ufe0f☀\ufe0f", 5, "☀\ufe0f☀\ufe0f…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_text_is_cut_between_characters(text, cells, shown):
    assert cut(text, cells) == shown


def test_a_wide_character_that_does_not_fit_in_the_last_cell_leaves_a_space():
    assert pad("焊接桥", 4) == "焊… "
    assert pad("焊接桥", 4, right=True) == " 焊…"


@given(cells_of, st.integers(2, 12))
def test_a_wrapped_line_fits_and_loses_nothing_but_spaces(text, cells):
    line = clean_line(text)
    pieces = wrap(line, cells)
    assert all(width(piece) <= cells for piece in pieces)
    assert "".join(pieces).replace(" ", "").replace("\u200d", "") == line.replace(" ", "").replace("\u200d", "")


@pytest.mark.parametrize(
    ("line", "cells", "pieces"),
    [
        ("cards that are blocked", 12, ["cards that", "are blocked"]),
        ("cards blocked", 5, ["cards", "block", "ed"]),
        ("已开始、未完成的卡片", 10, ["已开始、未", "完成的卡片"]),
        ("已开始未完，成的卡片", 10, ["已开始未", "完，成的卡", "片"]),
        ("已经完成（done）列", 13, ["已经完成", "（done）列"]),
        ("最近 12 周，从第一张卡片起", 12, ["最近 12 周，", "从第一张卡片", "起"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_at_spaces_and_between_chinese_characters_but_not_before_a_comma(line, cells, pieces):
    assert wrap(line, cells) == pieces
