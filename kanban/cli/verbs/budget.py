"""Budgets of work packages."""

from datetime import date
from typing import Any

import msgspec

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.money_values import CODE, typed_day, typed_money
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import plain_budget
from kanban.cli.verbs.plan import apply
from kanban.commands.plan_costs import SetBudget
from kanban.model.fields import is_nothing
from kanban.model.money import money_text
from kanban.model.wbs import code_key
from kanban.text.clean import clean_line
from kanban.text.messages import msg, msg_in, tr

_HEADS = (
    Head(msg("code")), Head(msg("name"), cut=True), Head(msg("budget"), right=True), Head(""),
    Head(msg_in("day", "from")), Head(msg_in("day", "to")),
)  # fmt: skip


@verb(
    "budget list",
    msg("""List the budgets of the work packages, with the days over which each is planned to be earned."""),
    AS_OF,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """List the budgets, and their sum."""
    plan = context.plan.as_of(context.as_of(args.as_of))
    costs, codes = plan.costs, sorted(plan.costs.budgets, key=code_key)
    total = sum(budget.amount for budget in costs.budgets.values())
    names = {code: plan.nodes[code].name if code in plan.nodes else "" for code in codes}
    if args.json:
        rows = [
            {"code": code, "name": names[code], **plain_budget(costs.budgets[code], costs.currency)} for code in codes
        ]
        context.plain_json({"currency": costs.currency or None, "budgets": rows})
        return
    if not codes:
        context.say(msg("no budgets yet; kanban budget set CODE AMOUNT gives a work package one"))
        return
    rows_: list[list[str | Cell]] = [
        [code, names[code], money_text(costs.budgets[code].amount, costs.currency), costs.currency,
         *(str(day) if day else "" for day in (costs.budgets[code].start, costs.budgets[code].finish))]
        for code in codes
    ]  # fmt: skip
    if context.is_tty:
        rows_.append([Cell(tr("total"), "bold"), "", money_text(total, costs.currency), costs.currency, "", ""])
    table(context, _HEADS, rows_)


@verb(
    "budget set",
    msg("""Give a work package a budget, or another one; `none` takes it off.

The budget is planned to be earned evenly over the working time from one day to another: by default from the plan's
first event to the earliest baseline date of a milestone that waits for the package. The currency is that of
`kanban plan set --currency`.

Examples:
  kanban budget set 1.2.2 360000 --from 2026-10-12 --to 2026-11-24
  kanban budget set 1.2.3 12万
  kanban budget set 1.2.3 none"""),
    CODE,
    arg("amount", metavar="AMOUNT", help=msg("the budget: 120000, 120,000.50 or 12万; or none")),
    arg("--from", dest="start", metavar="DATE", help=msg("first day of its span; none is the default again")),
    arg("--to", dest="finish", metavar="DATE", help=msg("last day of its span; none is the default again")),
)
def set_(context: Context, args: Any) -> None:
    """Give a work package a budget."""
    amount = None if is_nothing(args.amount) else typed_money(context, args.amount, "budget")
    start, finish = _day(context, "from", args.start), _day(context, "to", args.finish)
    apply(context, SetBudget(code=clean_line(args.code), amount=amount, start=start, finish=finish))


def _day(context: Context, field: str, text: str | None) -> date | msgspec.UnsetType | None:
    if text is None:
        return msgspec.UNSET
    return None if is_nothing(text) else typed_day(context, field, text)
