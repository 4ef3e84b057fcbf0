"""Durations as they are shown, read back: never far from the truth, never sixty of a unit, in both languages alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.dates import span
from kanban.text.messages import use_language

pytestmark = pytest.mark.any_day

SIZES = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FULL = {"s": 60, "m": 60, "h": 24}
"""So many of a unit are one of the next."""
CHINESE = {"s": "秒", "m": "分", "h": "时", "d": "天"}
seconds = st.floats(0, 4e9) | st.integers(0, 10**7) | st.integers(0, 400).map(lambda hours: hours * 3600)
borders = st.sampled_from([59.5, 60, 3569.9, 3570, 3600, 35819, 35820, 84599, 84600, 86400, 859679, 859680])


def read(text: str) -> tuple[float, str]:
    """The number and the unit of a duration."""
    match = re.fullmatch(r"(-?\d+(?:\.\d)?)([smhd])", text)
    assert match, text
    return float(match[1]), match[2]


def in_seconds(text: str) -> float:
    number, unit = read(text)
    return number * SIZES[unit]


@given(seconds | borders)
def test_what_is_shown_is_at_most_half_of_its_last_digit_away(value):
    text = span(value)
    number, unit = read(text)
    digit = 0.1 if "." in text else 1.0
    assert abs(number - value / SIZES[unit]) <= digit / 2 + 1e-6


@given(seconds | borders)
def test_a_unit_is_never_shown_as_often_as_makes_the_next(value):
    number, unit = read(span(value))
    assert unit == "d" or number < FULL[unit]


@given(seconds | borders)
def test_hours_and_days_below_ten_have_a_decimal_and_nothing_else_has(value):
    text = span(value)
    number, unit = read(text)
    assert ("." in text) == (unit in "hd" and number < 10)


@given(seconds, seconds)
def test_a_longer_duration_is_never_shown_as_a_shorter_one(one, other):
    shorter, longer = sorted((one, other))
    assert in_seconds(span(shorter)) <= in_seconds(span(longer))


@given(seconds | borders)
def test_less_than_nothing_is_the_same_with_a_sign_but_for_nothing(value):
    text = span(value)
    assert span(-value) == ("0s" if text == "0s" else f"-{text}")


@given(seconds | borders)
def test_chinese_says_the_same_in_its_own_units(value):
    english = span(value)
    use_language("zh_CN")
    try:
        assert span(value) == english[:-1] + CHINESE[english[-1]]
    finally:
        use_language("en")
