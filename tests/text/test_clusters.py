"""Emoji of several characters: shown by one sign, in the cells that were counted, so that no column moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from kanban.text.clean import clean_line, cut, pad, simple_clusters, width

pytestmark = pytest.mark.any_day

MARKS = "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3ff\U000e0067\U000e007f\ufeff\u3164\uffa0"
SIGNS = "⚠❤👩👨🔧🚀☎1#aé焊🏴🇩🇪 \u0301"
titles = st.text(st.sampled_from([*MARKS, *SIGNS]) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def each_by_itself(text: str) -> int:
    """What a terminal takes that looks at one character after the other, as tmux does."""
    return sum(wcwidth(char) for char in text)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("⚠️ crane", "⚠  crane"),
        ("❤️ heart", "❤  heart"),
        ("👩🏽‍🔧 fitter", "👩 fitter"),
        ("👨‍👩‍👧‍👦 family", "👨 family"),
        ("👍🏽 good", "👍 good"),
        ("1️⃣ keycap", "1  keycap"),
        ("🇩🇪 flag", "DE flag"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "🏴 England"),
        ("☎︎ as text", "☎ as text"),
        ("☀\u0301\ufe0f", "☀\u0301 "),
        ("焊\u3164接 \u3164\uffa0", "焊接 "),
        ("焊接 🚀 Café", "焊接 🚀 Café"),
        ("plain", "plain"),
    ],
)
def test_a_cluster_is_shown_by_its_first_sign(title: str, shown: str) -> None:
    assert simple_clusters(title) == shown
    assert width(shown) == each_by_itself(shown) == width(title)


@given(titles)
def test_it_keeps_its_width_and_no_terminal_can_take_another(title: str) -> None:
    shown = simple_clusters(title)
    assert width(shown) == width(title)
    assert not set(shown) & set(MARKS)
    assert simple_clusters(shown) == shown


@given(titles.map(clean_line), st.integers(0, 20))
def test_a_cut_or_filled_title_ends_where_it_should(title: str, cells: int) -> None:
    assert width(simple_clusters(pad(title, cells))) == cells
    assert width(simple_clusters(cut(title, cells))) <= cells
