"""What dated flows of money are worth: return on investment, net present value, payback.

Amounts are numbers in one unit; what is spent is negative.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from math import fsum
from typing import NamedTuple

from kanban.text.messages import Refused, msg

RATE_LEAST, RATE_MOST = -0.99, 10.0
"""Discount rates a year that are reckoned with."""
_YEAR = 365
_ROUNDING = 1e-14
"""So much of the money moved is what sums of decimals may miss 0 by."""


class DatedFlow(NamedTuple):
    """Money that comes (goes, where negative) on a day."""

    on: date
    amount: float


def return_on_investment(flows: Sequence[float]) -> float | None:
    """(benefit - cost) / cost, of what came and what went; None where nothing was spent."""
    cost = -sum(flow for flow in flows if flow < 0)
    return (sum(flow for flow in flows if flow > 0) - cost) / cost if cost else None


def net_present_value(rate: float, flows: Sequence[float]) -> float:
    """The sum of flows[t] / (1 + rate)^t, t in periods from 0. Raises Refused for a rate that discounts nothing.

    This is the convention of numpy-financial's `npv`: the first flow is now. Excel's NPV takes the first to come at the
    end of the first period: `=NPV(rate, B2:Bn) + B1` there is this.
    """
    check_rate(rate)
    return sum(flow / (1 + rate) ** number for number, flow in enumerate(flows))


def dated_net_present_value(rate: float, flows: Sequence[DatedFlow]) -> float:
    """The sum of amount / (1 + rate)^(days since the first flow / 365), as Excel's XNPV has it. Raises Refused."""
    check_rate(rate)
    return sum(_discounted(rate, flows))


def payback(flows: Sequence[DatedFlow], rate: float = 0.0) -> date | None:
    """The day on which the flows have paid back, for good; None where they never do.

    With a rate the flows are discounted first. What comes and goes on one day is one sum. Money is taken to come evenly
    between one flow and the next.
    """
    check_rate(rate)
    ordered = [DatedFlow(day, fsum(flow.amount for flow in some)) for day, some in groupby(sorted(flows), _day)]
    total, since, last = Fraction(0), None, None
    least = -_ROUNDING * fsum(abs(flow.amount) for flow in flows)
    for flow, value in zip(ordered, map(Fraction, _discounted(rate, ordered)), strict=True):
        before, total = total, total + value
        if total < least:
            since = None
        elif since is None:
            since = flow.on
            if before < 0 and last is not None:
                since = last + timedelta(days=round((flow.on - last).days * -before / value))
        last = flow.on
    return since


def _day(flow: DatedFlow) -> date:
    return flow.on


def _discounted(rate: float, flows: Sequence[DatedFlow]) -> list[float]:
    if not flows:
        return []
    first = min(flow.on for flow in flows)
    return [flow.amount / (1 + rate) ** ((flow.on - first).days / _YEAR) for flow in flows]


def check_rate(rate: float) -> None:
    """Raises Refused for a rate that discounts nothing."""
    if not RATE_LEAST <= rate <= RATE_MOST:
        raise Refused(
            msg("rate: {value} is no discount rate from {least} to {most}", value=f"{rate:.4g}",
                least=RATE_LEAST, most=RATE_MOST)
        )  # fmt: skip
