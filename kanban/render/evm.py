"""Earned value in words: amounts that fit a table, the earned schedule, what is missing and why."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from kanban.metrics.value.earned_schedule import NO_PLAN
from kanban.metrics.value.earned_value import EarnedValue, Value
from kanban.metrics.value.plan_earned_value import PlanTime, PlanValue
from kanban.model.money import digits
from kanban.text.clean import clean_line
from kanban.text.dates import full_day
from kanban.text.messages import Message, Words, msg

NO_MONEY = msg("no budgets yet; kanban plan set --currency CODE and kanban budget set CODE AMOUNT begin with it")
NO_BUDGETS = msg("no budgets yet; kanban budget set CODE AMOUNT gives a work package one")
_BASE = ("bac", "pv", "ev", "ac")


class Scale:
    """How the amounts of one table are written: all in the currency, or all in thousands of it."""

    def __init__(self, currency: str, in_thousands: bool = False) -> None:
        self.currency, self.in_thousands = currency, in_thousands
        self._unit = 10 ** digits(currency) * (1000 if in_thousands else 1)

    def __call__(self, value: Value) -> str:
        """An amount in the table; `-` for none."""
        return "-" if value.amount is None else f"{round(value.amount / self._unit):,}"

    @property
    def name(self) -> Words:
        """What the amounts are in: `CNY`, `thousand CNY`."""
        if self.in_thousands:
            return msg("thousand {currency}", currency=self.currency)
        return self.currency


def index_text(value: Value) -> str:
    """An index in two decimals; `-` for none."""
    return "-" if value.amount is None else f"{float(value.amount):.2f}"


class Figure(NamedTuple):
    """A figure of the table: its name in the reports, its head, the term whose rule it follows, how it is written."""

    name: str
    head: Words
    term: str
    unit: Literal["money", "index", "weeks"]
    least: int | None = None
    """Below it is bad: over budget, or behind."""

    def of(self, found: PlanValue) -> Value:
        """Its value, or why there is none."""
        if self.name not in _OF_TIME:
            value: Value = getattr(found.total, self.name)
            return value
        if found.time is None:
            return Value.missing(found.time_reason or NO_PLAN)
        in_time: Value = getattr(found.time.schedule, _OF_TIME[self.name])
        return in_time

    def text(self, value: Value, scale: Scale) -> str:
        """As it stands in the table; `-` for none."""
        if self.unit == "money":
            return scale(value)
        if self.unit == "index":
            return index_text(value)
        return "-" if value.amount is None else _weeks(value.amount, signed=self.least is not None)

    def words(self, value: Value, currency: str) -> Words:
        """With its name and what it is counted in, or why there is none."""
        if value.amount is None:
            return msg("no {figure}: {reason}", figure=self.head, reason=value.reason or "?")
        text = self.text(value, Scale(currency))
        if self.unit == "weeks":
            return msg("{figure} {weeks} weeks", figure=self.head, weeks=text)
        return f"{self.head} {text} {currency if self.unit == 'money' else ''}".rstrip()

    def is_bad(self, value: Value) -> bool:
        """Whether it says that the budget or the plan is missed."""
        return self.least is not None and value.amount is not None and value.amount < self.least


_OF_TIME = {"es": "es", "sv_t": "sv", "spi_t": "spi"}
"""Figures of the earned schedule: what they are called there."""
FIGURES: tuple[Figure, ...] = (
    Figure("bac", "BAC", "bac", "money"),
    Figure("pv", "PV", "pv", "money"),
    Figure("ev", "EV", "ev", "money"),
    Figure("ac", "AC", "ac", "money"),
    Figure("cpi", "CPI", "cpi", "index", 1),
    Figure("spi", "SPI", "spi", "index", 1),
    Figure("eac", "EAC", "eac", "money"),
    Figure("eac_as_planned", msg("EAC planned"), "eac", "money"),
    Figure("eac_cost_and_schedule", msg("EAC both"), "eac", "money"),
    Figure("vac", "VAC", "vac", "money", 0),
    Figure("tcpi_bac", "TCPI", "tcpi", "index"),
    Figure("tcpi_eac", msg("TCPI of EAC"), "tcpi", "index"),
    Figure("es", "ES", "earned_schedule", "weeks"),
    Figure("sv_t", "SV(t)", "earned_schedule", "weeks", 0),
    Figure("spi_t", "SPI(t)", "earned_schedule", "index", 1),
    Figure("cv", "CV", "cv", "money", 0),
    Figure("sv", "SV", "sv", "money", 0),
    Figure("etc", "ETC", "etc", "money"),
)
"""In the order of the table: what is looked at first stands first."""


def nothing_to_show(found: PlanValue) -> Message | None:
    """Why there is no table; None where there is one."""
    if not found.plan.costs.currency:
        return NO_MONEY
    return None if found.packages else NO_BUDGETS


def time_lines(time: PlanTime, zone: str) -> Iterator[Message]:
    """The earned schedule: by when what is earned was planned, and the figures of it."""
    schedule = time.schedule
    es, sv = schedule.es.amount, schedule.sv.amount
    if es is None or sv is None or time.earned_at is None:
        yield msg("no earned schedule: {reason}", reason=schedule.es.reason or "?")
        return
    values = {"date": full_day(time.earned_at, zone), "weeks": _weeks(abs(sv))}
    if abs(sv) < Fraction(1, 20):
        yield msg("what is earned was planned to be earned by now: on schedule")
    elif sv < 0:
        yield msg("what is earned was planned to be earned by {date}: {weeks} weeks behind", **values)
    else:
        yield msg("what is earned was planned to be earned by {date}: {weeks} weeks ahead", **values)
    yield msg("earned schedule: ES {es} of AT {at} weeks, SV(t) {sv}, SPI(t) {spi}", es=_weeks(es),
              at=_weeks(schedule.actual_time), sv=_weeks(sv, signed=True), spi=index_text(schedule.spi))  # fmt: skip


def _weeks(weeks: Fraction, signed: bool = False) -> str:
    shown = round(float(weeks), 1) or 0.0  # no `-0.0`
    return f"{shown:+.1f}" if signed and shown else f"{shown:.1f}"


def why_missing(found: PlanValue) -> Iterator[Message]:
    """Which of BAC, PV, EV and AC are missing, and why."""
    for package in found.packages:
        for name, reason in _missing(package.value):
            yield msg("{name}: no {figure}: {reason}", name=f"{package.code} {clean_line(package.name)}".strip(),
                      figure=name.upper(), reason=reason)  # fmt: skip


def _missing(value: EarnedValue) -> Iterator[tuple[str, Message]]:
    """Each reason once: that of the first figure that has it."""
    told: list[Message] = []
    for name in _BASE:
        reason = getattr(value, name).reason
        if reason is not None and reason not in told:
            told.append(reason)
            yield name, reason
