"""The shapes in which benefit leaves as JSON; `export` says what holds of all shapes."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from kanban.metrics.figure import definitions
from kanban.metrics.reasons import Why, unless
from kanban.metrics.reports.evm_report import NO_CURRENCY
from kanban.metrics.value.benefit import DatedFlow, dated_net_present_value, payback, return_on_investment
from kanban.text.calendar_weeks import day_begin
from kanban.text.messages import msg

NO_COST = msg("there are no costs")
NEVER = msg("it never pays back")


class FlowRow(msgspec.Struct, frozen=True, kw_only=True):
    """Money that comes, or goes (negative), on a day."""

    at: str
    amount: float


class BenefitReport(msgspec.Struct, frozen=True, kw_only=True):
    """What flows of money are worth."""

    schema: Literal["kanban.benefit/1"] = "kanban.benefit/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    currency: str | None
    currency_reason: Why = msgspec.UNSET
    discount_rate: float
    """A year."""
    benefit: float
    cost: float
    roi: float | None
    roi_reason: Why = msgspec.UNSET
    npv: float
    payback_at: datetime | None
    payback_at_reason: Why = msgspec.UNSET
    discounted_payback_at: datetime | None
    discounted_payback_at_reason: Why = msgspec.UNSET
    flows: tuple[FlowRow, ...]
    definitions: dict[str, str]


def benefit_report(
    flows: list[DatedFlow], rate: float, currency: str, zone: str, as_of: datetime, generated_at: datetime
) -> BenefitReport:
    """ROI, NPV and payback of flows. Raises Refused for a rate that discounts nothing."""
    amounts = [flow.amount for flow in flows]
    roi = return_on_investment(amounts)
    days: dict[str, Any] = {}
    for name, at in (("payback_at", payback(flows)), ("discounted_payback_at", payback(flows, rate))):
        days |= {name: None if at is None else day_begin(at, zone), f"{name}_reason": unless(at, NEVER)}
    return BenefitReport(
        generated_at=generated_at,
        as_of_at=as_of,
        timezone=zone,
        currency=currency or None,
        currency_reason=unless(currency, NO_CURRENCY),
        discount_rate=rate,
        benefit=round(sum(amount for amount in amounts if amount > 0), 3),
        cost=round(-sum(amount for amount in amounts if amount < 0), 3),
        roi=roi,
        roi_reason=unless(roi is not None, NO_COST),
        npv=round(dated_net_present_value(rate, flows), 3),
        **days,
        flows=tuple(FlowRow(at=str(flow.on), amount=round(flow.amount, 3)) for flow in sorted(flows)),
        definitions=definitions("benefit"),
    )
