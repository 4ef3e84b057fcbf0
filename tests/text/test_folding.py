"""Names and searches mean the same in any case, width or Unicode form."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.folding import folded, same

pytestmark = pytest.mark.any_day

FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
FULL_WIDTH = {ord(" "): "\u3000"} | {code: chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe\u0301"),
        ("Café", "CAFE\u0301"),
        ("ＡＢＣ　１２", "abc 12"),
        ("ｊｕｍｐ", "Jump"),
        ("Straße", "STRASSE"),
        ("STRASSE", "stra\u00dfe"),
        ("ΟΔΟΣ", "οδος"),
        ("ﾎﾞﾙﾄ", "ボルト"),
        ("한글", normalize("NFD", "한글")),
        ("①㎏ Ⅳ", "1kg IV"),
        ("ﬁnal", "FINAL"),
        ("soft\u00adware", "software"),
        ("heart ❤\ufe0f", "heart ❤"),
        ("İzmir", "i\u0307zmir"),
        ("焊接：７", "焊接:7"),
        ("\u1fb3", "\u03b1\u0345"),
    ],
)
def test_forms_of_one_text_are_the_same(one, other):
    assert folded(one) == folded(other)
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), [("Cafe", "Café"), ("焊接", "焊"), ("a b", "ab"), ("", "a"), ("後", "后")])
def test_other_texts_stay_others(one, other):
    assert not same(one, other)


@given(st.text(max_size=30), FORMS, FORMS)
def test_every_unicode_form_and_case_is_the_same_text(text, one, other):
    assert folded(normalize(one, text)) == folded(normalize(other, text))
    assert folded(text.casefold()) == folded(text)


@given(st.text(max_size=30))
def test_what_is_folded_stays_as_it_is(text):
    once = folded(text)
    assert folded(once) == once
    assert normalize("NFKC", once) == once


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_full_width_is_the_same_as_half_width(text):
    assert folded(text.translate(FULL_WIDTH)) == folded(text) == text.lower()
