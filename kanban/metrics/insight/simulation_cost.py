"""What the drivers of a milestone cost until its dates, today and with something changed.

The drivers who hold open cards of it are paid for the working time of the plan's calendar from the moment asked for
until the date, at their hourly rates, whatever else they work on; each once. A further driver is paid as the one that
he works like. Booked costs are in none of it: they do not go by time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

import msgspec

from kanban.metrics import reasons
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.what_if import Situation
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.earned_value import NO_BAC, Value, added
from kanban.metrics.value.plan_earned_value import may_hide
from kanban.text.calendar_weeks import day_begin
from kanban.text.clean import clean_line
from kanban.text.dates import local
from kanban.text.messages import Message, Refused, msg

RULE = msg(
    "each driver who holds open cards of the milestone: the working time of the plan's calendar until the date x his "
    "hourly rate, whatever else he works on; a further driver as the one he works like; booked costs left out"
)
NO_RATES = msg("the plan has no hourly rates (rate set)")
_HOUR = 3600


class Payee(msgspec.Struct, frozen=True, order=True):
    """Who is paid: a driver; `further` tells those apart who are there by a change."""

    driver: str
    further: str = ""


class DatedCost(msgspec.Struct, frozen=True):
    """What is paid until P50 and until P85, in the smallest unit, or why nobody can say."""

    p50: Value
    p85: Value
    payees: Mapping[Payee, tuple[datetime | None, datetime | None]]
    """Until when each is paid, for P50 and for P85."""


class Costing:
    """What is paid from a roll-up's moment on; what is reckoned once serves all its milestones."""

    def __init__(self, rollup: RollUp) -> None:
        self._rollup, self._plan = rollup, rollup.plan
        self._working = WorkingTime(rollup.plan.calendar, rollup.plan.timezone)
        self._drivers = {board.slug: board.driver for board in rollup.boards}
        self._spent: ActualCost | Message | None = None
        """Or why it is not known."""
        self._known: dict[tuple[str, datetime], Value] = {}

    def cost(self, asked: Situation, dates: MilestoneForecast) -> DatedCost:
        """What a milestone's drivers are paid until its dates."""
        ends = dates.p50_at, dates.p85_at
        return self._paid(dict.fromkeys(self._payees(asked), ends))

    def total(self, costs: Iterable[DatedCost]) -> DatedCost:
        """The same of several milestones: each is paid once, until the last date of those he is paid for."""
        last: dict[Payee, tuple[datetime | None, datetime | None]] = {}
        for cost in costs:
            for payee, ends in cost.payees.items():
                before = last.get(payee, ends)
                last[payee] = _later(before[0], ends[0]), _later(before[1], ends[1])
        return self._paid(last)

    def budget_left(self, state: MilestoneState) -> Value:
        """The budgets of the packages that a milestone waits for, less what was spent on them."""
        codes = [package.node.code for package in state.packages]
        budgets = [self._plan.costs.budgets[code].amount for code in codes if code in self._plan.costs.budgets]
        if not budgets:
            return Value.missing(NO_BAC)
        if any(may_hide(self._rollup.unread, code) for code in codes):
            return Value.missing(reasons.BOARD_UNREADABLE)
        if self._spent is None:
            try:
                boards = ((board, self._rollup.moment_of(board)) for board in self._rollup.boards)
                self._spent = ActualCost(self._plan, boards)
            except Refused as refusal:
                self._spent = msg("{reason}", reason=refusal.message)
        if isinstance(self._spent, Message):
            return Value.missing(self._spent)
        spent = added([self._spent.of(code, self._rollup.as_of) for code in codes])
        return spent if spent.amount is None else Value(sum(budgets) - spent.amount)

    def _payees(self, asked: Situation) -> list[Payee]:
        holding = {slug for slug, keys in asked.cards.items() if keys}
        payees = {Payee(self._drivers[slug]) for slug in holding if slug in self._drivers}
        for name in asked.team.boards.keys() - self._drivers.keys():  # `+li` works as li
            payees.add(Payee(self._drivers[name.lstrip("+")], name))
        return sorted(payees)

    def _paid(self, payees: Mapping[Payee, tuple[datetime | None, datetime | None]]) -> DatedCost:
        if not self._plan.costs.rates:
            none = Value.missing(NO_RATES)
            return DatedCost(none, none, payees)
        p50 = added([self._until(payee.driver, ends[0], reasons.TOO_LATE) for payee, ends in payees.items()])
        p85 = added([self._until(payee.driver, ends[1], reasons.UNDATED) for payee, ends in payees.items()])
        return DatedCost(p50, p85, payees)

    def _until(self, driver: str, end: datetime | None, why_not: Message) -> Value:
        if end is None:
            return Value.missing(why_not)
        if (driver, end) not in self._known:
            self._known[driver, end] = self._reckoned(driver, end)
        return self._known[driver, end]

    def _reckoned(self, driver: str, end: datetime) -> Value:
        begin, zone = self._rollup.as_of, self._plan.timezone
        since = {day_begin(rate.since, zone) for rate in self._plan.costs.rates if rate.since is not None}
        stops = [begin, *sorted(at for at in since if begin < at < end), max(begin, end)]
        total = Fraction(0)
        for stop, other in pairwise(stops):
            seconds = round(self._working.between(stop, other))
            rate = self._plan.costs.hourly_rate(driver, local(stop, zone).date())
            if seconds and rate is None:
                return Value.missing(msg("no hourly rate holds for {driver} (rate set)", driver=clean_line(driver)))
            total += Fraction(seconds * (rate or 0), _HOUR)
        return Value(total)


def change(today: Value, changed: Value) -> Value:
    """How much more is paid with a change; negative is less."""
    for value in (today, changed):
        if value.amount is None:
            return value
    return Value((changed.amount or Fraction(0)) - (today.amount or Fraction(0)))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two dates; one that is not known is later than any."""
    return None if one is None or other is None else max(one, other)
