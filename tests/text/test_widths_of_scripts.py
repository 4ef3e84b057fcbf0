"""Cells by the standard (East Asian Width, Unicode Standard Annex 11), and texts cut and broken by a second way."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.clean import cut, pad, width, wrap

pytestmark = pytest.mark.any_day

BLOCKS = {
    "CJK ideographs": (0x4E00, 0xA000, 2), "CJK extension B": (0x20000, 0x2A6D6, 2), "Hangul": (0xAC00, 0xD7A4, 2),
    "kana": (0x3041, 0x3097, 2), "full-width ASCII": (0xFF01, 0xFF61, 2), "half-width kana": (0xFF66, 0xFF9E, 1),
    "Cyrillic": (0x410, 0x450, 1), "Greek": (0x3B1, 0x3CA, 1), "box drawing": (0x2500, 0x2580, 1),
    "braille": (0x2800, 0x2900, 1), "block elements": (0x2580, 0x25A0, 1), "combining accents": (0x300, 0x34F, 0),
}  # fmt: skip
CELLS = {"W": 2, "F": 2, "Na": 1, "H": 1}
"""By East_Asian_Width: wide, full-width, narrow, half-width (UAX 11, 4.2)."""
letters = st.sampled_from("ab 焊接。，（）《》the,.…()é한ｱ")
lines = st.text(letters, max_size=40)


@pytest.mark.parametrize(("first", "end", "cells"), BLOCKS.values(), ids=BLOCKS)
def test_all_signs_of_a_block_take_the_cells_of_their_script(first, end, cells):
    assert {width(chr(code)) for code in range(first, end)} == {cells}


def test_every_assigned_wide_sign_takes_two_cells_and_every_narrow_one_takes_one():
    """As far as this Python's tables know them; signs that combine with others, and fillers, are not asked for."""
    wrong = []
    for code in range(0x20, 0x1F000):
        sign = chr(code)
        kind, category = unicodedata.east_asian_width(sign), unicodedata.category(sign)
        if category in ("Cn", "Cc", "Mn", "Mc", "Me", "Cf") or code in (*range(0x1160, 0x1200), 0x3164, 0xFFA0):
            continue
        if kind in CELLS and width(sign) != CELLS[kind]:
            wrong.append(f"U+{code:04X}")
    assert wrong == []


@given(lines, lines)
def test_the_width_of_two_texts_is_that_of_both(one, other):
    assert width(one + other) == width(one) + width(other)


@given(lines, st.integers(1, 30), st.sampled_from(["…", "~", ""]))
def test_a_cut_text_keeps_as_many_letters_as_fit(text, cells, mark):
    shown = cut(text, cells, mark)
    if width(text) <= cells:
        assert shown == text
        return
    kept = shown.removesuffix(mark) if mark else shown
    assert text.startswith(kept)
    assert width(kept) + width(mark) <= cells
    assert width(text[: len(kept) + 1]) + width(mark) > cells, "one letter more would not fit"


@given(lines, st.integers(0, 30))
def test_a_filled_text_stands_at_its_side(text, cells):
    room = cells - width(cut(text, cells))
    assert pad(text, cells) == cut(text, cells) + " " * room
    assert pad(text, cells, right=True) == " " * room + cut(text, cells)


@given(lines, st.integers(4, 20))
def test_no_piece_of_a_line_is_empty_and_spaces_stand_at_no_end(text, cells):
    line = " ".join(text.split())
    pieces = wrap(line, cells)
    assert all(pieces) or line == ""
    assert all(piece == piece.strip() for piece in pieces)


@given(lines, st.integers(6, 20))
def test_a_line_that_fits_is_one_piece_and_one_that_does_not_is_more(text, cells):
    line = " ".join(text.split())
    assert (len(wrap(line, cells)) == 1) == (width(line) <= cells)


@pytest.mark.parametrize("cells", range(8, 24))
def test_chinese_lines_break_nowhere_beside_a_mark_that_belongs_to_its_neighbour(cells):
    """No line begins with a closing mark or ends with an opening one (GB/T 15834-2011, 5.1)."""
    text = "主梁（第十七跨）焊接，今天完成；栏杆《施工图》未到：等待。明天“吊装”，然后验收！"
    pieces = wrap(text, cells)
    assert "".join(pieces) == text
    assert not [piece for piece in pieces if piece[0] in "，。；：！？）》”" or piece[-1] in "（《“"]


@pytest.mark.parametrize("cells", range(10, 40))
def test_english_words_that_fit_a_line_stay_whole_where_that_wastes_little(cells):
    text = "the crane is booked until Thursday and the girders wait"
    assert " ".join(wrap(text, cells)) == text
