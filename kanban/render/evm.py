"""Earned value in words: amounts that fit a table, the earned schedule, what is missing and why."""

from collections.abc import Iterator
from fractions import Fraction

from kanban.metrics.earned_value import EarnedValue, Value
from kanban.metrics.plan_earned_value import PlanTime, PlanValue
from kanban.model.money import digits
from kanban.text.clean import clean_line
from kanban.text.dates import full_day
from kanban.text.messages import Message, Words, msg

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
              at=_weeks(schedule.actual_time), sv=f"{float(sv):+.1f}", spi=index_text(schedule.spi))  # fmt: skip


def _weeks(weeks: Fraction) -> str:
    return f"{float(weeks):.1f}"


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
