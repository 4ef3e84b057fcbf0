"""What the PM says of money: currency, budgets, hourly rates, booked costs. The commands and their deciders."""

from datetime import date

import msgspec

from kanban.commands.outcome import Command
from kanban.commands.plan_step import NOTHING, Decision, Stamp
from kanban.model.money import AMOUNT_MOST, is_currency, money_text
from kanban.model.plan import Plan
from kanban.model.plan_costs import Budget
from kanban.model.plan_events import Budgeted, CostBooked, CostRemoved, CurrencySet, RateSet
from kanban.model.wbs import is_package
from kanban.text.clean import TITLE_LIMIT, clean_line
from kanban.text.dates import local
from kanban.text.messages import Refused, Words, msg

NO_CURRENCY = msg("the plan has no currency yet; say `kanban plan set --currency CNY` first")


class SetCurrency(Command, frozen=True, tag="set_currency"):
    """Say which currency (ISO 4217) all money of the plan is in: once, before the first amount."""

    currency: str


class SetBudget(Command, frozen=True, tag="set_budget"):
    """Give a work package a budget in the smallest unit, and the days over which it is earned; None takes it off.

    Unset days stay as they are; None is the default of `plan_costs.Budget`.
    """

    code: str
    amount: int | None
    start: date | msgspec.UnsetType | None = msgspec.UNSET
    finish: date | msgspec.UnsetType | None = msgspec.UNSET


class SetRate(Command, frozen=True, tag="set_rate"):
    """Say what an hour costs in the smallest unit, for all or a driver, always or from a day on; None takes it off."""

    amount: int | None
    driver: str = ""
    since: date | None = None


class BookCost(Command, frozen=True, tag="book_cost"):
    """Book a cost on a work package; negative is a credit."""

    code: str
    amount: int
    on: date
    note: str = ""


class RemoveCost(Command, frozen=True, tag="remove_cost"):
    """Take a booked cost away, by its number."""

    cost: int


AnyCostStep = SetCurrency | SetBudget | SetRate | BookCost | RemoveCost


def decide_costs(plan: Plan, step: AnyCostStep, stamp: Stamp) -> Decision:
    """What a step does to the plan. Raises Refused."""
    match step:
        case SetCurrency():
            return _currency(plan, step, stamp)
        case SetBudget():
            return _budget(plan, step, stamp)
        case SetRate():
            return _rate(plan, step, stamp)
        case BookCost():
            return _book(plan, step, stamp)
        case RemoveCost():
            if step.cost not in plan.costs.booked:
                raise Refused(msg("cost: there is no cost {number}; `kanban cost list` has their numbers",
                                  number=step.cost))  # fmt: skip
            return (CostRemoved(**stamp, cost=step.cost),), NOTHING


def check_no_costs(plan: Plan, code: str) -> None:
    """Refuse to take a work package away with what it has cost."""
    if any(cost.code == code for cost in plan.costs.booked.values()):
        raise Refused(msg("code: {code} has costs booked on it; remove those first", code=code))


def _currency(plan: Plan, command: SetCurrency, stamp: Stamp) -> Decision:
    new, old = command.currency, plan.costs.currency
    if not is_currency(new):
        raise Refused(
            msg("currency: {value!r} is no code of a currency, such as CNY or EUR", value=clean_line(new)[:40])
        )
    if new == old:
        return (), msg("the currency is {currency} already", currency=new)
    if not plan.costs.is_empty:
        raise Refused(msg("currency: the plan has amounts in {old}; they cannot become {new}", old=old, new=new))
    return (CurrencySet(**stamp, currency=new),), NOTHING


def _budget(plan: Plan, command: SetBudget, stamp: Stamp) -> Decision:
    code, old = command.code, plan.costs.budgets.get(command.code)
    _check_package(plan, "budget", code)
    if command.amount is None:
        if old is None:
            return (), msg("{name}: no budget to take off", name=code)
        return (Budgeted(**stamp, code=code, amount=None),), NOTHING
    _check_amount(plan, "budget", command.amount)
    start = (old.start if old else None) if isinstance(command.start, msgspec.UnsetType) else command.start
    finish = (old.finish if old else None) if isinstance(command.finish, msgspec.UnsetType) else command.finish
    for field, day in (("from", start), ("to", finish)):
        _check_year(field, day)
    if start is not None and finish is not None and finish < start:
        raise Refused(msg("budget: {finish} lies before {start}", finish=str(finish), start=str(start)))
    if old == Budget(command.amount, start, finish):
        return (), msg("{name}: nothing changed", name=code)
    return (Budgeted(**stamp, code=code, amount=command.amount, start=start, finish=finish),), NOTHING


def _rate(plan: Plan, command: SetRate, stamp: Stamp) -> Decision:
    driver = clean_line(command.driver)
    if len(driver) > TITLE_LIMIT:
        raise Refused(msg("driver: a name has at most {most} characters", most=TITLE_LIMIT))
    if command.amount is not None:
        _check_amount(plan, "rate", command.amount)
        _check_year("from", command.since)
    event = RateSet(**stamp, amount=command.amount, driver=driver, since=command.since)
    if set(plan.costs.after(event).rates) == set(plan.costs.rates):
        return (), NOTHING
    return (event,), NOTHING


def _book(plan: Plan, command: BookCost, stamp: Stamp) -> Decision:
    _check_package(plan, "cost", command.code)
    _check_amount(plan, "cost", abs(command.amount))
    _check_year("at", command.on)
    if command.on > local(stamp["at"], plan.timezone).date():
        raise Refused(msg("at: {date} lies in the future; what is booked has been spent", date=str(command.on)))
    note = clean_line(command.note)
    if len(note) > TITLE_LIMIT:
        raise Refused(msg("note: it has {n} characters, at most {most} are allowed", n=len(note), most=TITLE_LIMIT))
    number = 1 + max((event.cost for event in plan.history if isinstance(event, CostBooked)), default=0)
    event = CostBooked(**stamp, cost=number, code=command.code, amount=command.amount, on=command.on, note=note)
    return (event,), NOTHING


def _check_package(plan: Plan, field: Words, code: str) -> None:
    if code not in plan.nodes:
        raise Refused(msg("{field}: {code!r} is not in the plan", field=field, code=clean_line(code)[:40]))
    if not is_package(code):
        raise Refused(
            msg("{field}: {code} is no work package (level 3); money belongs to those below it", field=field, code=code)
        )


def _check_amount(plan: Plan, field: Words, amount: int) -> None:
    if not plan.costs.currency:
        raise Refused(NO_CURRENCY)
    if not 0 < amount <= AMOUNT_MOST:
        raise Refused(
            msg("{field}: {value} is not above 0 and at most {most}", field=field,
                value=money_text(amount, plan.costs.currency), most=money_text(AMOUNT_MOST, plan.costs.currency))
        )  # fmt: skip


def _check_year(field: Words, day: date | None) -> None:
    if day is not None and not 1900 <= day.year <= 9000:
        raise Refused(msg("{field}: {date} lies outside the years 1900 to 9000", field=field, date=str(day)))
