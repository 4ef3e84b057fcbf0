"""Return on investment, net present value and payback from the shell."""

import jsonschema
import pytest

from kanban.metrics.reports.export import json_schema

pytestmark = pytest.mark.every_store


@pytest.fixture
def planned(desk):
    """A plan in CNY."""
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders")):
        desk("plan", "node", "add", code, name)
    desk("plan", "set", "--timezone", "UTC", "--currency", "CNY")
    return desk


def test_the_example_of_excels_xnpv(planned):
    """Microsoft's documentation of XNPV: 2086.65 at 9 %."""
    flows = ["2008-01-01=-10000", "2008-03-01=2750", "2008-10-30=4250", "2009-02-15=3250", "2009-04-01=2750"]
    assert planned("benefit", *flows, "--rate", "9%").rows == [
        ["benefit:", "13,000 CNY"], ["cost:", "10,000 CNY"], ["ROI:", "30.0%"], ["NPV:", "2,086.65 CNY at 0.09 a year"],
        ["payback:", "2009-02-07T00:00:00+00:00"], ["discounted:", "2009-02-22T00:00:00+00:00"],
    ]  # fmt: skip
    report = planned("benefit", *flows, "--rate", "9%", "--json").json
    jsonschema.validate(report, json_schema("benefit"), cls=jsonschema.Draft202012Validator)
    assert (report["npv"], report["roi"], report["currency"]) == (2086.648, 0.3, "CNY")


def test_what_the_plan_has_cost_goes_in(planned):
    planned("rate", "set", "200")
    planned("add", "Weld", "--wp", "1.1.1")
    planned("log", "1", "5h")
    planned("cost", "add", "1.1.1", "3000", "--at", "2026-10-01")
    report = planned("benefit", "--with-costs", "2027-01-01=2000", "--json").json
    assert (report["cost"], report["benefit"], report["roi"]) == (4000, 2000, -0.5)
    assert (report["payback_at"], report["payback_at_reason"]) == (None, "it never pays back")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["soon"], "flow: 'soon' is not DATE=AMOUNT, such as 2027-06-30=300000"),
        (["2027-01-01=much"], "flow: 'much' is no amount of money, such as 120000, 120,000.50 or 12万"),
        (["2027-01-01=5", "--rate", "high"], "rate: 'high' is no percentage, such as 8%"),
        (["2027-01-01=5", "--rate", "-100%"], "rate: -1 is no discount rate from -0.99 to 10.0"),
    ],
)
def test_what_is_no_flow_is_refused(planned, words, why):
    assert planned("benefit", *words, code=1).err == f"kanban: {why}\n"
