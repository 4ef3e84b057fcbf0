"""Earned value of a work package or a whole plan: variances, indices and estimates from BAC, PV, EV and AC.

The formulas are those of PMI, The Standard for Earned Value Management (2019). Money is in the smallest unit of a
currency. Everything is reckoned in fractions, so that no sum drifts.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import msgspec

from kanban.model.money import digits
from kanban.text.messages import Message, msg

NO_BAC = msg("no budget")
NO_PV = msg("nothing was planned by then")
NO_EV = msg("nothing is earned yet")
NO_AC = msg("no cost yet")
BUDGET_SPENT = msg("the budget is spent")
NOTHING_LEFT = msg("no work is left")


class Value(NamedTuple):
    """A figure, or why there is none."""

    amount: Fraction | None
    reason: Message | None = None

    @classmethod
    def of(cls, amount: Fraction | int) -> "Value":
        """A figure that is known."""
        return cls(Fraction(amount))

    @classmethod
    def missing(cls, reason: Message) -> "Value":
        """A figure that nobody can give."""
        return cls(None, reason)


class EarnedValue(msgspec.Struct, frozen=True, kw_only=True):
    """What was to be spent, what was to be earned by now, what was earned and what it has cost."""

    bac: Value
    """Budget at completion."""
    pv: Value
    """Planned value: the budget of the work that was planned by now."""
    ev: Value
    """Earned value: the budget of the work that is done."""
    ac: Value
    """Actual cost."""

    @property
    def cv(self) -> Value:
        """Cost variance: EV - AC; negative is over budget."""
        return _from(lambda ev, ac: ev - ac, self.ev, self.ac)

    @property
    def sv(self) -> Value:
        """Schedule variance in money: EV - PV; negative is behind."""
        return _from(lambda ev, pv: ev - pv, self.ev, self.pv)

    @property
    def cpi(self) -> Value:
        """Cost performance index: EV / AC; below 1 is over budget."""
        return _ratio(self.ev, self.ac, NO_AC)

    @property
    def spi(self) -> Value:
        """Schedule performance index: EV / PV; below 1 is behind. It tends to 1 at the end of a late project."""
        return _ratio(self.ev, self.pv, NO_PV)

    @property
    def eac(self) -> Value:
        """Estimate at completion where costs go on as so far: BAC / CPI."""
        return _ratio(self.bac, self.cpi, NO_EV)

    @property
    def eac_as_planned(self) -> Value:
        """Estimate at completion where what is left costs what was planned: AC + BAC - EV."""
        return _from(lambda ac, bac, ev: ac + bac - ev, self.ac, self.bac, self.ev)

    @property
    def eac_cost_and_schedule(self) -> Value:
        """Estimate at completion where both indices bear on what is left: AC + (BAC - EV) / (CPI x SPI)."""
        left = _from(lambda bac, ev: bac - ev, self.bac, self.ev)
        more = _ratio(left, _from(lambda cpi, spi: cpi * spi, self.cpi, self.spi), NO_EV)
        return _from(lambda ac, amount: ac + amount, self.ac, more)

    @property
    def etc(self) -> Value:
        """Estimate to complete: EAC - AC."""
        return _from(lambda eac, ac: eac - ac, self.eac, self.ac)

    @property
    def vac(self) -> Value:
        """Variance at completion: BAC - EAC; negative is over budget."""
        return _from(lambda bac, eac: bac - eac, self.bac, self.eac)

    @property
    def tcpi_bac(self) -> Value:
        """To-complete performance index to keep the budget: (BAC - EV) / (BAC - AC).

        Null once the budget is spent while work is left: no index would keep it.
        """
        return self._tcpi(self.bac)

    @property
    def tcpi_eac(self) -> Value:
        """To-complete performance index to keep the estimate: (BAC - EV) / (EAC - AC)."""
        return self._tcpi(self.eac)

    def _tcpi(self, goal: Value) -> Value:
        left = _from(lambda bac, ev: bac - ev, self.bac, self.ev)
        if left.amount == 0:
            return Value.missing(NOTHING_LEFT)
        funds = _from(lambda amount, ac: amount - ac, goal, self.ac)
        if funds.amount is not None and funds.amount < 0:
            return Value.missing(BUDGET_SPENT)
        return _ratio(left, funds, BUDGET_SPENT)


def added(parts: list[Value]) -> Value:
    """The sum; null with the reason of the first that is null."""
    total = Fraction(0)
    for part in parts:
        if part.amount is None:
            return part
        total += part.amount
    return Value(total)


def _from(rule: Callable[..., Fraction], *values: Value) -> Value:
    """What a rule makes of values; null with the reason of the first that is null."""
    for value in values:
        if value.amount is None:
            return value
    return Value(rule(*(value.amount for value in values)))


def _ratio(part: Value, whole: Value, no_whole: Message) -> Value:
    if part.amount is not None and whole.amount == 0:
        return Value.missing(no_whole)
    return _from(lambda one, of: one / of, part, whole)


def amount_of(amount: Fraction, currency: str) -> float:
    """An amount of the smallest unit in the currency itself."""
    return float(Fraction(round(amount), 10 ** digits(currency)))
