"""Flows, rates and windows as they are typed, in the shell and on the screen."""

from datetime import UTC, date, datetime

import pytest

from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.typed_flows import typed_flow, typed_rate, typed_window
from kanban.screens.value.benefit_page import flows_text, rate_text, typed_flows
from kanban.text.dates import parse
from kanban.text.messages import Refused

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("2027-06-30=300000", (date(2027, 6, 30), 300_000.0)), ("2027-06-30 = -1,200.50", (date(2027, 6, 30), -1200.5)),
        ("2027年6月30日=30万", (date(2027, 6, 30), 300_000.0)), ("tomorrow=5 CNY", (date(2026, 11, 30), 5.0)),
    ],
)  # fmt: skip
def test_a_flow(text, flow):
    assert typed_flow(text, "CNY", "UTC", AT) == flow


@pytest.mark.parametrize(("text", "rate"), [("8%", 0.08), ("-2.5 %", -0.025), ("8", None), ("x%", None)])
def test_a_rate(text, rate):
    if rate is not None:
        assert typed_rate(text) == pytest.approx(rate)
        return
    with pytest.raises(Refused, match="no percentage"):
        typed_rate(text)


@pytest.mark.parametrize(("text", "why"), [("2026-09-01", "no span"), ("2026-10-01..2026-09-01", "ends before")])
def test_a_window_that_is_none(text, why):
    with pytest.raises(Refused, match=why):
        typed_window(text, "before", "UTC", lambda day: parse(day, "UTC", AT, False))


@pytest.mark.parametrize("between", ["; ", " ", ", ", "；", "、"])
def test_several_flows_in_a_line_and_what_was_understood_is_understood_again(between):
    text = between.join(("2028-06-30=-300,000.25", "2027-06-30=1200"))
    flows = typed_flows(text, "CNY", "UTC")
    assert flows == (DatedFlow(date(2027, 6, 30), 1200), DatedFlow(date(2028, 6, 30), -300_000.25))
    assert typed_flows(flows_text(flows, "CNY"), "CNY", "UTC") == flows


def test_no_flow_in_an_empty_line_and_none_without_a_currency():
    assert typed_flows("  ", "", "UTC") == ()
    with pytest.raises(Refused, match="no currency"):
        typed_flows("2027-06-30=3", "", "UTC")


@pytest.mark.parametrize("text", ["8%", "0%", "-2.5%", "0.125%"])
def test_a_rate_is_shown_as_it_was_typed(text):
    assert rate_text(typed_rate(text)) == text
