"""Costs booked on work packages."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.money_values import CODE, typed_day, typed_money
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import plain_cost
from kanban.cli.verbs.plan import apply
from kanban.commands.plan_costs import BookCost, RemoveCost
from kanban.model.money import money_text
from kanban.text.clean import clean_line
from kanban.text.dates import local
from kanban.text.messages import Refused, msg, tr
from kanban.text.numbers import whole_number

_HEADS = (
    Head(msg("no."), right=True), Head(msg("day")), Head(msg("code")), Head(msg("amount"), right=True), Head(""),
    Head(msg("note"), cut=True),
)  # fmt: skip

_HIGHEST = 10**9 - 1
"""What a cost may be numbered."""


@verb(
    "cost list",
    msg("""List the costs booked on work packages, by day."""),
    AS_OF,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """List the booked costs, and their sum."""
    costs = context.plan.as_of(context.as_of(args.as_of)).costs
    booked = sorted(costs.booked.values(), key=lambda cost: (cost.on, cost.number))
    if args.json:
        context.plain_json({"costs": [plain_cost(cost, costs.currency) for cost in booked]})
        return
    if not booked:
        context.say(msg("no costs yet; kanban cost add CODE AMOUNT books one"))
        return
    rows: list[list[str | Cell]] = [
        [str(cost.number), str(cost.on), cost.code, money_text(cost.amount, costs.currency), costs.currency, cost.note]
        for cost in booked
    ]
    if context.is_tty:
        total = money_text(sum(cost.amount for cost in booked), costs.currency)
        rows.append(["", Cell(tr("total"), "bold"), "", total, costs.currency, ""])
    table(context, _HEADS, rows)


@verb(
    "cost add",
    msg("""Book a cost on a work package: material, a subcontractor, a fee. Hours are logged on cards (`kanban log`).

A negative amount is a credit.

Examples:
  kanban cost add 1.2.2 48000 --note "crane"
  kanban cost add 1.2.3 1.2万 --at 2026-11-20"""),
    CODE,
    arg("amount", metavar="AMOUNT", help=msg("what it cost: 4800, 4,800.50 or 1.2万")),
    arg("--at", metavar="DATE", help=msg("the day of the cost; by default today")),
    arg("--note", metavar="TEXT", default="", help=msg("what it was for")),
)
def add(context: Context, args: Any) -> None:
    """Book a cost."""
    amount = typed_money(context, args.amount, "cost")
    day = local(context.now, context.zone).date() if args.at is None else typed_day(context, "at", args.at)
    apply(context, BookCost(code=clean_line(args.code), amount=amount, on=day, note=args.note))


@verb(
    "cost remove",
    msg("""Take a booked cost away, by the number that `kanban cost list` shows."""),
    arg("number", metavar="NUMBER", help=msg("number of the cost")),
)
def remove(context: Context, args: Any) -> None:
    """Take a cost away."""
    text = clean_line(args.number)
    number = whole_number(text, 0, _HIGHEST)
    if number is None:
        raise Refused(msg("cost: {value!r} is no number of a cost", value=text[:40]))
    apply(context, RemoveCost(cost=number))
