"""Savings as they leave: the shapes of `savings_export`, filled."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.flow.totals import Window
from kanban.metrics.reasons import unless
from kanban.metrics.reports import savings_export as ex
from kanban.metrics.reports.evm_report import NO_CURRENCY
from kanban.metrics.value.earned_value import amount_of
from kanban.metrics.value.savings import NO_RATE, NOTHING_LOGGED, STATISTICS, TOO_FEW, Change, Savings
from kanban.text.messages import Message


def savings_report(
    found: Savings, as_of: datetime, generated_at: datetime, zone: str, unreadable: Sequence[str]
) -> ex.SavingsReport:
    """Two windows compared."""
    hourly = _amount(found.hourly_amount, found.currency)
    return ex.SavingsReport(
        generated_at=generated_at,
        as_of_at=as_of,
        timezone=zone,
        boards_unreadable=tuple(unreadable),
        before=_span(found.before, found.before_cards),
        after=_span(found.after, found.after_cards),
        low_sample=found.is_low_sample,
        worked_rate=found.worked_share,
        worked_rate_reason=unless(found.worked_share is not None, found.reason or NOTHING_LOGGED),
        **_currency(found.currency),
        hourly_cost=hourly,
        hourly_cost_reason=unless(hourly is not None, found.reason or NO_RATE),
        changes=tuple(_change(change, found.currency) for change in found.changes),
        definitions=definitions("savings"),
    )


def _span(window: Window, cards: int) -> ex.SpanRow:
    assert window.from_at is not None
    assert window.to_at is not None
    return ex.SpanRow(from_at=window.from_at, to_at=window.to_at, cards=cards)


def _currency(currency: str) -> dict[str, Any]:
    return {"currency": currency or None, "currency_reason": unless(currency, NO_CURRENCY)}


def _amount(amount: float | None, currency: str) -> float | None:
    return None if amount is None else amount_of(Fraction(amount), currency)


def _change(one: Change, currency: str) -> ex.ChangeOfFigure:
    why: Message = one.reason or reasons.NO_CARDS
    no_interval = why if one.figure == "logged_time" and one.before is None and one.after is None else TOO_FEW
    low, high = one.interval or (None, None)
    amounts = one.amounts or (None, None, None)
    values: dict[str, tuple[Any, Message]] = {
        "before_seconds": (one.before, no_interval),
        "after_seconds": (one.after, no_interval),
        "change_seconds": (one.change, no_interval),
        "change_low_seconds": (low, no_interval),
        "change_high_seconds": (high, no_interval),
        "is_noise": (one.is_noise, no_interval),
        "saved_seconds": (None if one.hours_saved is None else one.hours_saved * 3600, why),
        "saved": (_amount(amounts[0], currency), why),
        "saved_low": (_amount(amounts[1], currency), why),
        "saved_high": (_amount(amounts[2], currency), why),
    }
    row: dict[str, Any] = {"figure": one.figure, "statistic": STATISTICS[one.figure], **_currency(currency)}
    for name, (value, reason) in values.items():
        row |= {name: value, f"{name}_reason": unless(value is not None, reason)}
    return ex.ChangeOfFigure(**row)
