"""Earned value as it leaves: the shapes of `evm_export`, filled."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.reasons import unless
from kanban.metrics.reports import evm_export as ex
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.value.earned_value import EarnedValue, Value, amount_of
from kanban.metrics.value.parts import ValueParts
from kanban.metrics.value.plan_earned_value import PackageValue, PlanTime, PlanValue, WeekValue
from kanban.metrics.value.planned_value import Span
from kanban.text.calendar_weeks import WEEK
from kanban.text.messages import Message, msg

NO_CURRENCY = msg("the plan has no currency yet")
_MONEY = ("bac", "pv", "ev", "ac", "cv", "sv", "eac", "eac_as_planned", "eac_cost_and_schedule", "etc", "vac")
_INDICES = ("cpi", "spi", "tcpi_bac", "tcpi_eac")


def evm_report(
    rollup: RollUp, parts: ValueParts, generated_at: datetime, weeks: Sequence[WeekValue] | None = None
) -> ex.EvmReport:
    """Earned value as of a moment, and with weeks the S-curves."""
    found = parts.whole
    currency = found.plan.costs.currency
    return ex.EvmReport(
        generated_at=generated_at,
        as_of_at=found.as_of,
        timezone=found.plan.timezone,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        total=ex.ValueRow(**_values(found.total, currency)),
        **_in_time(found),
        packages=tuple(_package(row, currency) for row in found.packages),
        milestones=tuple(_milestone(state, value, currency) for state, value in parts.milestones),
        weeks=UNSET
        if weeks is None
        else tuple(ex.WeekValueRow(as_of_at=row.at, **week_values(row, currency)) for row in weeks),
        definitions=definitions("evm"),
    )


def _values(value: EarnedValue, currency: str) -> dict[str, Any]:
    row = _currency(currency)
    for name in _MONEY:
        row |= _field(name, getattr(value, name), currency)
    for name in _INDICES:
        row |= _field(name, getattr(value, name), None)
    return row


def _currency(currency: str) -> dict[str, Any]:
    return {"currency": currency or None, "currency_reason": unless(currency, NO_CURRENCY)}


def _field(name: str, value: Value, currency: str | None) -> dict[str, Any]:
    """A figure and its reason; money in a currency, everything else as it is."""
    shown = None
    if value.amount is not None:
        shown = float(value.amount) if currency is None else amount_of(value.amount, currency)
    return {name: shown, f"{name}_reason": unless(shown is not None, value.reason or reasons.NO_CARDS)}


def _package(one: PackageValue, currency: str) -> ex.PackageValueRow:
    span: Span | None = one.span if isinstance(one.span, Span) else None
    why: Message | None = one.span if isinstance(one.span, Message) else None
    no_span: Message = why or reasons.NO_CARDS
    return ex.PackageValueRow(
        code=one.code,
        name=one.name,
        cards_total=one.cards_total,
        cards_done=one.cards_done,
        start_at=None if span is None else span.start,
        start_at_reason=unless(span, no_span),
        finish_at=None if span is None else span.finish,
        finish_at_reason=unless(span, no_span),
        **_values(one.value, currency),
    )


def _milestone(state: MilestoneState, found: PlanValue, currency: str) -> ex.MilestoneValueRow:
    return ex.MilestoneValueRow(
        id=state.milestone.id,
        name=state.milestone.name,
        cards_total=state.figures.total,
        cards_done=state.figures.done,
        **_values(found.total, currency),
        **_in_time(found),
    )


def _in_time(found: PlanValue) -> dict[str, Any]:
    return {
        "earned_schedule": _schedule(found.time) if found.time else None,
        "earned_schedule_reason": unless(found.time, found.time_reason or reasons.NO_CARDS),
    }


def _schedule(time: PlanTime) -> ex.EarnedScheduleRow:
    schedule, week = time.schedule, int(WEEK.total_seconds())
    es, sv, spi = schedule.es, schedule.sv, schedule.spi

    def seconds(weeks: Fraction | None) -> float | None:
        return None if weeks is None else float(weeks * week)

    missing = es.reason or reasons.NO_CARDS
    return ex.EarnedScheduleRow(
        start_at=time.start,
        finish_at=time.finish,
        period_seconds=week,
        actual_time_seconds=float(schedule.actual_time * week),
        es_seconds=seconds(es.amount),
        es_seconds_reason=unless(es.amount is not None, missing),
        es_at=time.earned_at,
        es_at_reason=unless(time.earned_at, missing),
        sv_t_seconds=seconds(sv.amount),
        sv_t_seconds_reason=unless(sv.amount is not None, missing),
        spi_t=None if spi.amount is None else float(spi.amount),
        spi_t_reason=unless(spi.amount is not None, spi.reason or missing),
    )


def week_values(one: WeekValue, currency: str) -> dict[str, Any]:
    """PV, EV and AC of a moment, each with its reason where it is missing."""
    row = _currency(currency)
    for name in ("pv", "ev", "ac"):
        row |= _field(name, getattr(one, name), currency)
    return row
