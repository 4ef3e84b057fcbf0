"""Amounts and days of money as they are typed in the shell."""

from datetime import date

from kanban.cli.context import Context
from kanban.cli.declared import Arg, arg
from kanban.commands.plan_costs import NO_CURRENCY
from kanban.model import calendar_dates
from kanban.model.money import typed_amount
from kanban.text.messages import Refused, Words, msg

CODE: Arg = arg("code", metavar="CODE", complete="code", help=msg("WBS code of a work package, such as 1.2.3"))


def typed_money(context: Context, text: str, field: Words) -> int:
    """What was typed, in the smallest unit of the plan's currency. Raises Refused."""
    currency = context.plan.costs.currency
    if not currency:
        raise Refused(NO_CURRENCY)
    return typed_amount(text, currency, field)


def typed_day(context: Context, field: Words, text: str) -> date:
    """The day that is meant, in the plan's time zone. Raises Refused."""
    return calendar_dates.typed_day(text, context.zone, context.now, field)
