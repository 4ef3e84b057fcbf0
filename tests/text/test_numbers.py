"""Whole numbers as people and scripts type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.numbers import whole_number

pytestmark = pytest.mark.any_day

DIGITS = "0123456789"


@given(st.integers(0, 10**12), st.integers(0, 20), st.integers(0, 10**6), st.integers(0, 10**12))
def test_digits_are_the_number_they_mean_whatever_noughts_stand_before_it(number, noughts, least, most):
    """The sentence itself: a number from least to most, or none."""
    wanted = number if least <= number <= most else None
    assert whole_number("0" * noughts + str(number), least, most) == wanted


@given(st.text(max_size=30))
def test_any_text_is_a_number_of_ascii_digits_or_none(text):
    is_number = text != "" and all(char in DIGITS for char in text)
    assert whole_number(text, 0, 10**30) == (int(text) if is_number else None)


@pytest.mark.parametrize(
    "text", ["", " ", "5 ", " 5", "+5", "-5", "5.0", "5e0", "1_000", "1,000", "５", "٥", "²", "五"]
)
def test_what_python_would_take_for_a_number_is_none_here(text):
    assert whole_number(text, 0, 10_000) is None


@pytest.mark.parametrize("length", [10, 4300, 4301, 100_000])
def test_more_digits_than_python_reads_are_no_number_and_no_error(length):
    assert whole_number("9" * length, 0, 10**9 - 1) is None
    assert whole_number("0" * length + "7", 0, 10**9 - 1) == 7


def test_a_range_without_a_number_has_none():
    assert whole_number("0", 1, 0) is None
    assert whole_number("1", 1, 0) is None
    assert [text for text in map(str, range(12)) if whole_number(text, 3, 9) is not None] == list("3456789")
