"""Benefit: return on investment, net present value and payback of dated flows."""

from datetime import datetime
from functools import partial
from typing import Any

from kanban.cli.as_of import AS_OF, as_of_each
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.lookup import readable_boards
from kanban.cli.output import day_or_moment
from kanban.cli.verbs.milestone import out_pair
from kanban.commands.plan_costs import NO_CURRENCY
from kanban.metrics.reports.benefit_export import benefit_report
from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.typed_flows import cost_flows, typed_flow, typed_rate
from kanban.render.benefit import facts
from kanban.text.messages import Refused, msg


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
    if args.flows and not currency:
        raise Refused(NO_CURRENCY)
    flows = [typed_flow(text, currency, context.zone, context.now) for text in args.flows]
    if args.with_costs:
        flows += _costs(context, moment, args.as_of is None)
    report = benefit_report(flows, typed_rate(args.rate), currency, context.zone, moment, context.now)
    if args.json:
        context.json(report)
        return
    for fact in facts(report, partial(day_or_moment, context), exact_rate=not context.is_tty):
        out_pair(context, str(fact.label), str(fact.value))


def _costs(context: Context, moment: datetime, live: bool) -> list[DatedFlow]:
    """What was spent until a moment, by day. Raises Refused where it is not known."""
    boards, unreadable = readable_boards(context)
    if unreadable:
        raise Refused(msg("--with-costs: board {board} cannot be read", board=unreadable[0].slug))
    plan = context.plan if live else context.plan.as_of(moment)
    try:
        return cost_flows(plan, as_of_each(boards, moment, live), moment, context.zone)
    except Refused as refusal:
        raise Refused(msg("--with-costs: {reason}", reason=refusal.message)) from refusal
