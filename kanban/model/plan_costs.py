"""What the plan says of money: currency, budgets, hourly rates and booked costs, folded from its events."""

from collections.abc import Mapping
from datetime import date

import msgspec

from kanban.model.plan_events import Budgeted, CostBooked, CostEvent, CostRemoved, CurrencySet, RateSet
from kanban.text.folding import folded


class Budget(msgspec.Struct, frozen=True):
    """What a work package may cost, in the smallest unit, and over which days it is planned to be earned."""

    amount: int
    start: date | None = None
    """First day; None: the plan's first event."""
    finish: date | None = None
    """Last day; None: the earliest baseline of a milestone that waits for the package."""


class Rate(msgspec.Struct, frozen=True):
    """What an hour of work costs, in the smallest unit."""

    driver: str
    """Whose hours; empty: everybody's who has no rate of their own."""
    amount: int
    since: date | None = None
    """From which day on; None: always."""


class BookedCost(msgspec.Struct, frozen=True):
    """A cost that was booked on a work package; negative is a credit."""

    number: int
    code: str
    amount: int
    on: date
    note: str = ""


class Costs(msgspec.Struct, frozen=True):
    """All that the plan says of money."""

    currency: str = ""
    budgets: Mapping[str, Budget] = {}
    """By work package."""
    rates: tuple[Rate, ...] = ()
    booked: Mapping[int, BookedCost] = {}
    """By number, in the order in which they were booked."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no amount of money in the plan."""
        return not (self.budgets or self.rates or self.booked)

    def hourly_rate(self, driver: str, day: date) -> int | None:
        """What an hour of a driver's cost on a day: by their own rate, else by that of the plan; None without one."""
        for name in (driver, ""):
            known = [rate for rate in self.rates if folded(rate.driver) == folded(name)]
            past = [rate for rate in known if rate.since is None or rate.since <= day]
            if past:
                return max(past, key=lambda rate: rate.since or date.min).amount
        return None

    def after(self, event: CostEvent) -> "Costs":
        """With one more event."""
        match event:
            case CurrencySet():
                return msgspec.structs.replace(self, currency=event.currency)
            case Budgeted():
                budgets = dict(self.budgets)
                budgets.pop(event.code, None)
                if event.amount is not None:
                    budgets[event.code] = Budget(event.amount, event.start, event.finish)
                return msgspec.structs.replace(self, budgets=budgets)
            case RateSet():
                return msgspec.structs.replace(self, rates=_rates(self.rates, event))
            case CostBooked():
                cost = BookedCost(event.cost, event.code, event.amount, event.on, event.note)
                return msgspec.structs.replace(self, booked={**self.booked, event.cost: cost})
            case CostRemoved():
                booked = {number: cost for number, cost in self.booked.items() if number != event.cost}
                return msgspec.structs.replace(self, booked=booked)

    def without(self, code: str) -> "Costs":
        """After a work package left the plan: its budget goes with it."""
        if code not in self.budgets:
            return self
        return msgspec.structs.replace(self, budgets={c: b for c, b in self.budgets.items() if c != code})


NO_COSTS = Costs()


def _rates(rates: tuple[Rate, ...], event: RateSet) -> tuple[Rate, ...]:
    """A rate from a day on stands beside the others; one without a day, or none, is instead of all of that driver."""
    others = tuple(
        rate
        for rate in rates
        if folded(rate.driver) != folded(event.driver)
        or (event.since is not None and event.amount is not None and rate.since != event.since)
    )
    return others if event.amount is None else (*others, Rate(event.driver, event.amount, event.since))
