"""Benefit: return on investment, net present value and payback of dated flows."""

import re
from datetime import datetime
from typing import Any

from kanban.cli.as_of import AS_OF, as_of_each
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.lookup import readable_boards
from kanban.cli.money_values import typed_day, typed_money
from kanban.cli.output import day_or_moment
from kanban.cli.verbs.milestone import out_pair
from kanban.metrics.actual_cost import ActualCost
from kanban.metrics.benefit import DatedFlow
from kanban.metrics.benefit_export import NEVER, BenefitReport, benefit_report
from kanban.metrics.evm_report import amount_of
from kanban.model.money import digits, money_text
from kanban.text.clean import clean_line
from kanban.text.dates import local
from kanban.text.messages import Refused, msg, tr

_RATE = re.compile(r"(-?\d{1,4}(?:\.\d{1,6})?) ?%", re.ASCII)


@verb(
    "benefit",
    msg("""Print what flows of money are worth: return on investment, net present value, payback.

A flow is DATE=AMOUNT: what comes on that day, or with a minus what goes. With --with-costs what the plan has cost until
now (or --as-of), hours and booked costs, goes on the days on which it was spent. NPV is that of Excel's XNPV:
discounted to the day of the first flow, by days of a year of 365.

Examples:
  kanban benefit 2026-01-01=-40000 2027-01-01=20000 2028-01-01=30000 --rate 8%
  kanban benefit --with-costs 2027-06-30=30万 2028-06-30=30万 --rate 6%"""),
    arg("flows", metavar="DATE=AMOUNT", many=True, help=msg("flows of money, such as 2027-06-30=300000")),
    arg("--rate", metavar="PERCENT", default="0%", help=msg("discount rate a year: 8%; by default 0%")),
    flag("--with-costs", help=msg("what the plan has cost until now goes in as well")),
    AS_OF,
    JSON,
)
def benefit(context: Context, args: Any) -> None:
    """Print ROI, NPV and payback."""
    currency = context.plan.costs.currency
    moment = context.as_of(args.as_of)
    flows = [_flow(context, text) for text in args.flows]
    if args.with_costs:
        flows += _costs(context, moment, args.as_of is None)
    report = benefit_report(flows, _rate(args.rate), currency, context.zone, moment, context.now)
    if args.json:
        context.json(report)
        return
    for label, value in _facts(context, report, currency):
        out_pair(context, label, value)


def _flow(context: Context, text: str) -> DatedFlow:
    day, equals, amount = text.partition("=")
    if not equals:
        raise Refused(msg("flow: {value!r} is not DATE=AMOUNT, such as 2027-06-30=300000", value=clean_line(text)[:40]))
    units = typed_money(context, amount, "flow")
    return DatedFlow(typed_day(context, "flow", day), units / 10 ** digits(context.plan.costs.currency))


def _rate(text: str) -> float:
    found = _RATE.fullmatch(clean_line(text).strip())
    if found is None:
        raise Refused(msg("rate: {value!r} is no percentage, such as 8%", value=clean_line(text)[:40]))
    return float(found[1]) / 100


def _costs(context: Context, moment: datetime, live: bool) -> list[DatedFlow]:
    """What was spent until a moment, by day. Raises Refused where it is not known."""
    boards, unreadable = readable_boards(context)
    if unreadable:
        raise Refused(msg("--with-costs: board {board} cannot be read", board=unreadable[0].slug))
    plan = context.plan if live else context.plan.as_of(moment)
    flows = []
    for one in ActualCost(plan, as_of_each(boards, moment, live)).spent(moment):
        if one.value.amount is None:
            raise Refused(msg("--with-costs: {reason}", reason=one.value.reason or "?"))
        day = local(one.at, context.zone).date()
        flows.append(DatedFlow(day, -amount_of(one.value.amount, context.plan.costs.currency)))
    return flows


def _facts(context: Context, report: BenefitReport, currency: str) -> list[tuple[str, str]]:
    unit = 10 ** digits(currency)

    def money(amount: float) -> str:
        return f"{money_text(round(amount * unit), currency)} {currency}"

    def day(moment: Any) -> str:
        if moment is None:
            return str(NEVER)
        return day_or_moment(context, moment)

    return [
        (tr("benefit"), money(report.benefit)),
        (tr("cost"), money(report.cost)),
        (tr("ROI"), "-" if report.roi is None else f"{report.roi:.1%}"),
        (tr("NPV"), tr("{amount} at {rate} a year", amount=money(report.npv), rate=f"{report.discount_rate:.4g}"
            if not context.is_tty else f"{report.discount_rate:.2%}")),
        (tr("payback"), day(report.payback_at)),
        (tr("discounted"), day(report.discounted_payback_at)),
    ]  # fmt: skip
