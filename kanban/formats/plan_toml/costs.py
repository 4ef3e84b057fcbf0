"""Currency, budgets, hourly rates and costs of a plan's file: what they say, and what differs (see `reading`)."""

from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from kanban.commands.plan_costs import NO_CURRENCY, BookCost, RemoveCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_costs_described import budget_words, money, whose
from kanban.formats.plan_toml.change import Change
from kanban.formats.plan_toml.reading import Table, code_of, numbered, only_known, refused, shown_value
from kanban.model.fields import is_nothing
from kanban.model.money import is_currency, typed_amount
from kanban.model.plan import Plan
from kanban.model.plan_costs import BookedCost, Budget, Rate
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, msg


class CostChanges(NamedTuple):
    """What has to be done: `first` before all else, `last` when all nodes are there."""

    first: list[Change]
    last: list[Change]


def costs_difference(plan: Plan, file: Table, nodes: list[Table], prune: bool) -> CostChanges:
    """What has to be done for all that the file says of money. Raises Refused."""
    currency, first = _currency(plan, file)
    last = [change for table in nodes for change in _budget(plan, table, currency)]
    rates, unrated = _rates(plan, file, currency, prune)
    booked, unbooked = _booked(plan, file, currency, prune)
    return CostChanges(first + unrated + unbooked, last + rates + booked)


def _currency(plan: Plan, file: Table) -> tuple[str, list[Change]]:
    new, old = file.text("currency"), plan.costs.currency
    if new is None or new == old:
        return old, []
    if not is_currency(new):
        reason = msg("currency: {value!r} is no code of a currency, such as CNY or EUR", value=clean_line(new)[:40])
        raise refused(file.place, reason)
    message = msg("currency: {new} instead of {old}", new=new, old=old) if old else msg("currency: {new}", new=new)
    return new, [Change(SetCurrency(currency=new), message)]


def _budget(plan: Plan, table: Table, currency: str) -> list[Change]:
    code, value = code_of(table), table.values.get("budget")
    old = plan.costs.budgets.get(code)
    start, finish = (_day(table, key) for key in ("budget_from", "budget_to"))
    if value is None and start is None and finish is None:
        return []
    if isinstance(value, str) and is_nothing(value):
        if old is None:
            return []
        return [Change(SetBudget(code=code, amount=None), msg("take the budget of node {code} off", code=code))]
    if value is None and old is None:
        raise refused(table.place, msg("{key} is missing", key="budget"))
    amount = old.amount if value is None and old is not None else _amount(table, "budget", currency)
    new = Budget(amount, start or (old.start if old else None), finish or (old.finish if old else None))
    if new == old:
        return []
    shown = _in(plan, currency)
    message = msg("budget of node {code}: {new} instead of {old}", code=code, new=budget_words(new, shown),
                  old=budget_words(old, shown))  # fmt: skip
    return [Change(SetBudget(code=code, amount=amount, start=new.start, finish=new.finish), message)]


def _rates(plan: Plan, file: Table, currency: str, prune: bool) -> tuple[list[Change], list[Change]]:
    wanted = [_rate(table, currency) for table in numbered(file, "rate")]
    keys = [(folded(rate.driver), rate.since) for rate in wanted]
    if len(set(keys)) < len(keys):
        raise refused(file.place, msg("rate: one for the same driver and day stands in the file twice"))
    named = {driver for driver, _ in keys}
    gone = {
        folded(rate.driver)
        for rate in plan.costs.rates
        if (folded(rate.driver), rate.since) not in keys and (prune or folded(rate.driver) in named)
    }
    changes, shown, anew = [], _in(plan, currency), set(gone)
    for rate in sorted(wanted, key=lambda rate: rate.since or date.min):
        if folded(rate.driver) in anew or rate not in plan.costs.rates:
            command = SetRate(amount=rate.amount, driver=rate.driver, since=rate.since)
            values = {"whose": whose(rate.driver), "amount": money(rate.amount, shown)}
            changes.append(Change(command, msg("hourly rate {whose}: {amount}", **values)))
            if rate.since is None:  # it comes in the place of all others of its driver
                anew.add(folded(rate.driver))
                gone.discard(folded(rate.driver))
    off = [
        Change(
            SetRate(amount=None, driver=driver),
            msg("take the hourly rate {whose} off", whose=whose(driver)),
        )
        for driver in sorted({rate.driver for rate in plan.costs.rates if folded(rate.driver) in gone})
    ]
    return changes, off


def _rate(table: Table, currency: str) -> Rate:
    only_known(table, "rate")
    driver = clean_line(table.text("driver") or "")
    return Rate(driver, _amount(table, "amount", currency), _day(table, "from"))


def _booked(plan: Plan, file: Table, currency: str, prune: bool) -> tuple[list[Change], list[Change]]:
    """Costs have no name in the file: the same package, day, amount and note is the same cost."""
    wanted = [_cost(table, currency) for table in numbered(file, "cost")]
    left = Counter(map(_key, wanted))
    gone = []
    for cost in plan.costs.booked.values():
        if left[_key(cost)]:
            left[_key(cost)] -= 1
        else:
            gone.append(cost)
    shown, changes = _in(plan, currency), []
    for cost in wanted:
        if left[_key(cost)]:
            left[_key(cost)] -= 1
            message = msg("book {amount} on {code} for {date}", amount=money(cost.amount, shown), code=cost.code,
                          date=str(cost.on))  # fmt: skip
            command = BookCost(code=cost.code, amount=cost.amount, on=cost.on, note=cost.note)
            changes.append(Change(command, message))
    removed = [
        Change(
            RemoveCost(cost=cost.number),
            msg("remove cost {number}: {amount} on {code}", number=cost.number, amount=money(cost.amount, shown),
                code=cost.code),
        )
        for cost in gone
        if prune
    ]  # fmt: skip
    return changes, removed


def _key(cost: BookedCost) -> tuple[str, date, int, str]:
    return cost.code, cost.on, cost.amount, cost.note


def _cost(table: Table, currency: str) -> BookedCost:
    only_known(table, "cost")
    day = _day(table, "at")
    if day is None:
        raise refused(table.place, msg("{key} is missing", key="at"))
    note = clean_line(table.text("note") or "")
    return BookedCost(0, table.required("code"), _amount(table, "amount", currency), day, note)


def _amount(table: Table, key: str, currency: str) -> int:
    value: Any = table.values.get(key)
    if value is None:
        raise refused(table.place, msg("{key} is missing", key=key))
    if not currency:
        raise refused(table.place, NO_CURRENCY)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        reason = msg("{field}: {value!r} is no amount of money, such as 120000, 120,000.50 or 12万", field=key,
                     value=str(shown_value(value)))  # fmt: skip
        raise refused(table.place, reason)
    try:
        return typed_amount(value if isinstance(value, str) else repr(value), currency, key)
    except Refused as error:
        raise refused(table.place, error.message) from None


def _day(table: Table, key: str) -> date | None:
    value = table.values.get(key)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise refused(table.place, msg("{key}: {value} is no date, such as 2026-10-01", key=key, value=shown_value(value)))


def _in(plan: Plan, currency: str) -> Plan:
    """The plan, its amounts shown in the currency that is to be."""
    return msgspec.structs.replace(plan, costs=msgspec.structs.replace(plan.costs, currency=currency))
