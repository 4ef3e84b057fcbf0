"""NPV, ROI and payback against published numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.value.benefit import (
    DatedFlow,
    dated_net_present_value,
    net_present_value,
    payback,
    return_on_investment,
)
from kanban.text.messages import Refused

EXCEL = [
    DatedFlow(date(2008, 1, 1), -10_000), DatedFlow(date(2008, 3, 1), 2_750), DatedFlow(date(2008, 10, 30), 4_250),
    DatedFlow(date(2009, 2, 15), 3_250), DatedFlow(date(2009, 4, 1), 2_750),
]  # fmt: skip
"""The example of XNPV in Microsoft's documentation of Excel."""


def test_the_example_of_numpy_financial():
    """numpy-financial's documentation of npv: 40,000 invested, then 5,000, 8,000, 12,000, 30,000 at 8 %."""
    flows = [-40_000, 5_000, 8_000, 12_000, 30_000]
    assert round(net_present_value(0.08, flows), 5) == 3065.22267
    zeroed = [0, *flows[1:]]  # its second form, and Excel's: the first flow apart
    assert round(net_present_value(0.08, zeroed) + flows[0], 5) == 3065.22267


def test_the_example_of_gitman():
    """L. J. Gitman, Principles of Managerial Finance (2003), p. 346, as NumPy's documentation has it."""
    assert round(net_present_value(0.281, [-100, 39, 59, 55, 20]), 10) == -0.0084785916


def test_the_example_of_excels_xnpv():
    assert round(dated_net_present_value(0.09, EXCEL), 2) == 2086.65


def test_return_on_investment_is_what_came_above_what_went_by_what_went():
    assert return_on_investment([flow.amount for flow in EXCEL]) == 0.3
    assert return_on_investment([5, 5]) is None


def test_payback_is_the_day_on_which_all_has_come_back():
    assert payback(EXCEL) == date(2009, 2, 7)  # 3,000 of 3,250: 100 of the 108 days after 30 October 2008
    late = payback(EXCEL, 0.09)
    assert payback(EXCEL) < late < date(2009, 4, 1)
    assert payback(EXCEL[:3]) is None
    assert payback([DatedFlow(date(2026, 1, 1), 5)]) == date(2026, 1, 1)
    assert payback([]) is None
    again = [*EXCEL, DatedFlow(date(2009, 6, 1), -5_000), DatedFlow(date(2009, 7, 1), 5_000)]
    assert payback(again) > date(2009, 6, 1)  # for good


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10), st.floats(0, 1))
def test_without_a_rate_it_is_the_sum_and_a_rate_never_raises_what_comes_later(flows, rate):
    assert net_present_value(0, flows) == pytest.approx(sum(flows))
    positive = [0.0, *map(abs, flows)]
    assert net_present_value(rate, positive) <= net_present_value(0, positive)


def test_a_rate_that_discounts_nothing_is_refused():
    with pytest.raises(Refused, match=r"^rate: -1 is no discount rate from -0.99 to 10.0$"):
        net_present_value(-1, [1])
    with pytest.raises(Refused):
        payback(EXCEL, float("nan"))
