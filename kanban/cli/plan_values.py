"""Links, the working calendar and money as plain values, for JSON."""

from typing import Any

from kanban.model.calendar import Calendar
from kanban.model.links import Link
from kanban.model.money import digits
from kanban.model.plan import Plan
from kanban.model.plan_costs import BookedCost, Budget, Rate
from kanban.model.plan_events import Budgeted, CostBooked, CostEvent, CostRemoved, CurrencySet, RateSet
from kanban.text.folding import folded


def plain_link(link: Link) -> dict[str, Any]:
    """A link; its lag in working days."""
    return link._asdict()


def plain_calendar(calendar: Calendar) -> dict[str, Any]:
    """The calendar, with how long a working day is."""
    return {
        "workdays": list(calendar.workdays),
        "hours": list(calendar.hours),
        "working_day_seconds": calendar.minutes_a_day * 60,
        "holidays": [str(day) for day in calendar.holidays],
        "extra_workdays": [str(day) for day in calendar.extra_workdays],
    }


def plain_amount(amount: int, currency: str) -> int | float:
    """An amount of the smallest unit in the currency itself."""
    value = amount / 10 ** digits(currency)
    return int(value) if value.is_integer() else value


def plain_budget(budget: Budget, currency: str) -> dict[str, Any]:
    """A budget, with the days that were given for it."""
    return {
        "budget": plain_amount(budget.amount, currency),
        "currency": currency,
        "from": None if budget.start is None else str(budget.start),
        "to": None if budget.finish is None else str(budget.finish),
    }


def plain_rate(rate: Rate, currency: str) -> dict[str, Any]:
    """What an hour costs."""
    return {
        "driver": rate.driver or None,
        "rate": plain_amount(rate.amount, currency),
        "currency": currency,
        "from": None if rate.since is None else str(rate.since),
    }


def plain_cost(cost: BookedCost, currency: str) -> dict[str, Any]:
    """A booked cost."""
    return {
        "cost": cost.number,
        "code": cost.code,
        "amount": plain_amount(cost.amount, currency),
        "currency": currency,
        "at": str(cost.on),
        "note": cost.note,
    }


def costs_of(plan: Plan, event: CostEvent) -> dict[str, Any] | None:
    """What the plan says of the subject of an event about money; None for nothing."""
    costs = plan.costs
    match event:
        case CurrencySet():
            return {"currency": costs.currency} if costs.currency else None
        case Budgeted():
            budget = costs.budgets.get(event.code)
            return None if budget is None else plain_budget(budget, costs.currency)
        case RateSet():
            rates = [rate for rate in costs.rates if folded(rate.driver) == folded(event.driver)]
            return {"rates": [plain_rate(rate, costs.currency) for rate in rates]} if rates else None
        case CostBooked() | CostRemoved():
            cost = costs.booked.get(event.cost)
            return None if cost is None else plain_cost(cost, costs.currency)
