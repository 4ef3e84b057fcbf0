"""Amounts of money: typed, shown, and refused in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.model.money import AMOUNT_MOST, money_text, typed_amount
from kanban.text.messages import Refused

CURRENCIES = ("CNY", "JPY", "KWD", "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("120000", "CNY", 12_000_000), ("120,000.50", "CNY", 12_000_050), ("12万", "CNY", 12_000_000),
        ("1.2万", "JPY", 12_000), ("0.5亿", "CNY", 5_000_000_000), ("CNY 1,200", "CNY", 120_000),
        ("1200cny", "CNY", 120_000), ("１２０", "CNY", 12_000), ("-3.5", "EUR", -350), ("1.234", "KWD", 1234),
        (" 7 ", "JPY", 7),
    ],
)  # fmt: skip
def test_amounts_are_typed_as_people_write_them(text, currency, amount):
    assert typed_amount(text, currency, "budget") == amount


@pytest.mark.parametrize("text", ["", "a lot", "1,20", "1.234,56", "1e5", "USD 5", "--5", "5 5", "12萬", "0x1f"])
def test_what_is_no_amount_is_refused_naming_field_and_value(text):
    with pytest.raises(Refused, match=r"^budget: .* is no amount of money, such as 120000, 120,000.50 or 12万$"):
        typed_amount(text, "CNY", "budget")


def test_decimals_that_the_currency_does_not_have_are_refused():
    with pytest.raises(Refused, match=r"^rate: '1.005' has more decimals than CNY has \(2\)$"):
        typed_amount("1.005", "CNY", "rate")
    with pytest.raises(Refused, match=r"^rate: '1.5' has more decimals than JPY has \(0\)$"):
        typed_amount("1.5", "JPY", "rate")
    with pytest.raises(Refused, match="is more than is kept"):
        typed_amount("9" * 18, "CNY", "rate")


@given(st.integers(-AMOUNT_MOST, AMOUNT_MOST), st.sampled_from(CURRENCIES))
def test_what_is_shown_can_be_typed(amount, currency):
    assert typed_amount(money_text(amount, currency), currency, "cost") == amount
