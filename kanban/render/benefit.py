"""Benefit in words: what flows of money are worth, each fact with the term whose rule it follows."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from kanban.metrics.reports.benefit_export import NEVER, BenefitReport
from kanban.model.money import digits, money_text
from kanban.render.figures import percent
from kanban.text.messages import Message, Words, msg


class Fact(NamedTuple):
    """One line of it."""

    name: str
    label: Message
    value: Words
    term: str
    """In `metrics.figure.TERMS`."""
    is_bad: bool = False
    """It says that money is lost."""


def facts(report: BenefitReport, day: Callable[[datetime], str], exact_rate: bool = False) -> tuple[Fact, ...]:
    """All of it; `day` writes a day, and an exact rate is for programs."""
    currency = report.currency or ""
    unit = 10 ** digits(currency)

    def money(amount: float) -> str:
        return f"{money_text(round(amount * unit), currency)} {currency}"

    def paid_back(at: datetime | None) -> Words:
        return NEVER if at is None else day(at)

    rate = f"{report.discount_rate:.4g}" if exact_rate else percent(report.discount_rate, 2)
    roi, loses = report.roi, report.roi is not None and report.roi < 0
    return (
        Fact("benefit", msg("benefit"), money(report.benefit), "roi"),
        Fact("cost", msg("cost"), money(report.cost), "roi"),
        Fact("roi", msg("ROI"), percent(roi, 1), "roi", loses),
        Fact("npv", msg("NPV"), msg("{amount} at {rate} a year", amount=money(report.npv), rate=rate), "npv",
             report.npv < 0),
        Fact("payback", msg("payback"), paid_back(report.payback_at), "payback", report.payback_at is None),
        Fact("discounted", msg("discounted"), paid_back(report.discounted_payback_at), "payback",
             report.discounted_payback_at is None),
    )  # fmt: skip
