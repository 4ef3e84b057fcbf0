"""What was done to currency, budgets, rates and costs, told from the events, with what was before."""

from datetime import date

from kanban.model.money import money_text
from kanban.model.plan import Plan
from kanban.model.plan_costs import Budget
from kanban.model.plan_events import Budgeted, CostBooked, CostEvent, CostRemoved, CurrencySet, RateSet
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Words, msg


def cost_event(before: Plan, event: CostEvent) -> Message:
    """One event in words; `before` is the plan that it changed."""
    match event:
        case CurrencySet():
            return msg("set the currency to {currency}", currency=event.currency)
        case Budgeted():
            return _budgeted(before, event)
        case RateSet():
            return _rated(before, event)
        case CostBooked():
            words = msg("booked {amount} on {name} for {date} (cost {number})", amount=money(event.amount, before),
                        name=_name(before, event.code), date=str(event.on), number=event.cost)  # fmt: skip
            return msg("{done}: {why}", done=words, why=clean_line(event.note)) if event.note else words
        case CostRemoved():
            cost = before.costs.booked.get(event.cost)
            if cost is None:
                return msg("removed cost {number}", number=event.cost)
            return msg("removed cost {number}: {amount} on {name}", number=event.cost,
                       amount=money(cost.amount, before), name=_name(before, cost.code))  # fmt: skip


def money(amount: int, plan: Plan) -> str:
    """An amount with the plan's currency: `120,000 CNY`."""
    return f"{money_text(amount, plan.costs.currency)} {plan.costs.currency}".rstrip()


def budget_words(budget: Budget | None, plan: Plan) -> Words:
    """A budget with its days: `120,000 CNY, from 2026-09-01 to 2026-11-20`; `none` for none."""
    if budget is None:
        return msg("none")
    return _with_days(money(budget.amount, plan), budget.start, budget.finish)


def whose(driver: str) -> Message:
    """Whose hourly rate it is: `of zhang`, `of the plan`."""
    return msg("of {driver}", driver=clean_line(driver)) if driver else msg("of the plan")


def _with_days(amount: str, start: date | None, finish: date | None) -> Words:
    if start is not None and finish is not None:
        return msg("{amount}, from {start} to {finish}", amount=amount, start=str(start), finish=str(finish))
    if start is not None:
        return msg("{amount}, from {start}", amount=amount, start=str(start))
    if finish is not None:
        return msg("{amount}, to {finish}", amount=amount, finish=str(finish))
    return amount


def _budgeted(before: Plan, event: Budgeted) -> Message:
    name, old = _name(before, event.code), before.costs.budgets.get(event.code)
    if event.amount is None:
        return msg("took the budget of {name} off", name=name)
    new = budget_words(Budget(event.amount, event.start, event.finish), before)
    if old is None:
        return msg("set the budget of {name} to {new}", name=name, new=new)
    was = budget_words(old, before)
    if (old.start, old.finish) == (event.start, event.finish):
        was, new = money(old.amount, before), money(event.amount, before)
    return msg("changed the budget of {name}: {new} instead of {old}", name=name, new=new, old=was)


def _rated(before: Plan, event: RateSet) -> Message:
    of = whose(event.driver)
    if event.amount is None:
        return msg("took the hourly rate {whose} off", whose=of)
    amount = money(event.amount, before)
    if event.since is not None:
        return msg("set the hourly rate {whose} to {amount} from {date} on", whose=of, amount=amount,
                   date=str(event.since))  # fmt: skip
    return msg("set the hourly rate {whose} to {amount}", whose=of, amount=amount)


def _name(before: Plan, code: str) -> str:
    node = before.nodes.get(code)
    return f"{code} {clean_line(node.name)}" if node else code
