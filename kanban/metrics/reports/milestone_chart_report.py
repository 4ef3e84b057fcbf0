"""The charts of a milestone as they leave: the shapes of `milestone_chart_export`, filled."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.milestone_charts.burn import BurnDay, burn
from kanban.metrics.milestone_charts.chances import chances
from kanban.metrics.milestone_charts.fever import FeverPoint, fever
from kanban.metrics.milestone_charts.trend import TrendPoint, milestone_trend
from kanban.metrics.reasons import unless
from kanban.metrics.reports import milestone_chart_export as ex
from kanban.metrics.reports.evm_report import week_values
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, why_no_date
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values


def milestone_chart_report(
    chart: str, state: MilestoneState, rollup: RollUp, generated_at: datetime
) -> ex.MilestoneChartReport:
    """One chart of a milestone that has its forecast. Raises KeyError for a chart that there is not."""
    known = state.forecast
    p50_at, p85_at = (known.p50_at, known.p85_at) if known is not None else (None, None)
    why = why_no_date(state) or reasons.TOO_LATE
    return ex.MilestoneChartReport(
        generated_at=generated_at,
        as_of_at=rollup.as_of,
        timezone=rollup.plan.timezone,
        milestone=state.milestone.id,
        name=state.milestone.name,
        chart=chart,  # type: ignore[arg-type]
        baseline_at=state.baseline_at,
        baseline_at_reason=unless(state.baseline_at, reasons.NO_BASELINE),
        p50_at=p50_at,
        p50_at_reason=unless(p50_at, why),
        p85_at=p85_at,
        p85_at_reason=unless(p85_at, why),
        definitions=definitions("milestone_chart"),
        **_OF[chart](state, rollup),
    )


def _forecast(state: MilestoneState, rollup: RollUp) -> dict[str, Any]:
    by_day = chances(state, state.forecast, rollup.plan.timezone)
    why = by_day.reason or reasons.NO_CARDS
    rows = tuple(
        ex.PeriodRow(
            from_at=period.from_at, to_at=period.to_at, chance_rate=period.chance, done_by_then_rate=period.by_then
        )
        for period in by_day.periods
    )
    return {
        "later_rate": by_day.later,
        "later_rate_reason": unless(by_day.later is not None, why),
        "points": rows,
        "points_reason": unless(rows, why),
    }


def _burn(state: MilestoneState, rollup: RollUp) -> dict[str, Any]:
    chart = burn(state, rollup)
    is_needed = chart.needed_per_week is not None
    return {
        "needed_per_week": chart.needed_per_week,
        "needed_per_week_reason": unless(is_needed, chart.needed_reason or reasons.NO_CARDS),
        "points": tuple(map(_day, chart.days)),
        "points_reason": unless(chart.days, chart.reason or reasons.NO_CARDS),
    }


def _day(day: BurnDay) -> ex.DayRow:
    no_estimate = unless(day.scope_estimate is not None, reasons.NO_ESTIMATE if day.scope else reasons.NO_CARDS)
    return ex.DayRow(
        from_at=day.from_at,
        to_at=day.to_at,
        cards_done=day.done,
        cards_scope=day.scope,
        cards_open=day.open,
        estimate_done=day.done_estimate,
        estimate_done_reason=no_estimate,
        estimate_scope=day.scope_estimate,
        estimate_scope_reason=no_estimate,
    )


def _trend(state: MilestoneState, rollup: RollUp) -> dict[str, Any]:
    rows = tuple(map(_week, milestone_trend(state, rollup)))
    return {"points": rows, "points_reason": unless(rows, reasons.NO_CARDS)}


def _week(point: TrendPoint) -> ex.TrendRow:
    why = point.reason or reasons.TOO_LATE
    return ex.TrendRow(
        at=point.at,
        p50_at=point.p50_at,
        p50_at_reason=unless(point.p50_at, why),
        p85_at=point.p85_at,
        p85_at_reason=unless(point.p85_at, why),
        baseline_at=point.baseline_at,
        baseline_at_reason=unless(point.baseline_at, reasons.NO_BASELINE),
        is_achieved=point.is_achieved,
    )


def _fever(state: MilestoneState, rollup: RollUp) -> dict[str, Any]:
    rows = tuple(map(_heat, fever(state, rollup)))
    return {"points": rows, "points_reason": unless(rows, reasons.NO_CARDS)}


def _heat(point: FeverPoint) -> ex.FeverRow:
    why = point.reason or reasons.TOO_LATE
    return ex.FeverRow(
        at=point.at,
        cards_done=point.done,
        cards_scope=point.scope,
        completion_rate=point.completion_rate,
        completion_rate_reason=unless(point.completion_rate is not None, reasons.NO_CARDS),
        buffer_seconds=point.buffer_seconds,
        buffer_seconds_reason=unless(point.buffer_seconds is not None, why),
        used_seconds=point.used_seconds,
        used_seconds_reason=unless(point.used_seconds is not None, why),
        buffer_used_rate=point.buffer_used_rate,
        buffer_used_rate_reason=unless(point.buffer_used_rate is not None, why),
    )


def _value(state: MilestoneState, rollup: RollUp) -> dict[str, Any]:
    value = plan_value(rollup, frozenset(package.node.code for package in state.packages))
    rows = tuple(
        ex.ValueRow(at=week.at, **week_values(week, rollup.plan.costs.currency))
        for week in weekly_values(value, rollup.boards, rollup.unread)
    )
    return {"points": rows, "points_reason": unless(rows, reasons.NO_CARDS)}


_OF: Mapping[str, Callable[[MilestoneState, RollUp], dict[str, Any]]] = {
    "forecast": _forecast,
    "burnup": _burn,
    "burndown": _burn,
    "trend": _trend,
    "fever": _fever,
    "value": _value,
}
