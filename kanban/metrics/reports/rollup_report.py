"""The roll-up as it leaves: milestones, packages, what changed; the shapes of `export`, filled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kanban.metrics import reasons
from kanban.metrics.figure import by_term, definitions
from kanban.metrics.reasons import unless
from kanban.metrics.reports import export as ex
from kanban.metrics.reports.forecast_report import baseline_forecast
from kanban.metrics.rollup.changes import Change
from kanban.metrics.rollup.contributions import BoardCard, Figures
from kanban.metrics.rollup.figures import achievement_figure, milestone_figures, node_figures
from kanban.metrics.rollup.milestones import Achievement, MilestoneState, RollUp, why_no_date


def rollup_report(rollup: RollUp, generated_at: datetime) -> ex.RollupReport:
    """The roll-up as it leaves, with the forecasts that it was given."""
    moment = rollup.as_of
    return ex.RollupReport(
        generated_at=generated_at,
        as_of_at=moment,
        timezone=rollup.plan.timezone,
        project=rollup.plan.project,
        achievement=ex.AchievementRow(
            **_achievement(rollup.current), original=ex.OriginalRow(**_achievement(rollup.original))
        ),
        boards_read=rollup.boards_read,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        milestones=tuple(_milestone_row(state, moment) for state in rollup.milestones),
        unplanned=ex.FiguresRow(**_figures(rollup.unplanned, moment)),
        definitions=definitions("rollup"),
    )


def _achievement(achievement: Achievement) -> dict[str, Any]:
    figure = achievement_figure(achievement)
    return {
        "due": achievement.due,
        "achieved_on_time": achievement.achieved_on_time,
        "unknown": achievement.unknown,
        "achievement_rate": figure.value,
        "achievement_rate_reason": figure.reason,
    }


def _milestone_row(state: MilestoneState, moment: datetime) -> ex.MilestoneRow:
    milestone = state.milestone
    no_baseline = unless(state.baseline_at, reasons.NO_BASELINE)
    slip = by_term(milestone_figures(state))["slip"]
    no_date = reasons.ACHIEVED if state.baseline_at else reasons.NO_BASELINE
    undated = reasons.FINISH_UNKNOWN if state.done_when_unknown else None
    forecast = baseline_forecast(state)
    return ex.MilestoneRow(
        id=milestone.id,
        name=milestone.name,
        phase=milestone.phase,
        phase_reason=unless(milestone.phase, reasons.NO_PHASE),
        status=state.status,
        status_reason=state.reason,
        baseline_at=state.baseline_at,
        baseline_at_reason=no_baseline,
        baseline_original_at=state.original_at,
        baseline_original_at_reason=no_baseline,
        achieved_at=state.achieved_at,
        achieved_at_reason=unless(state.achieved_at, undated or reasons.NOT_ACHIEVED),
        cards_done_at=state.cards_done_at,
        cards_done_at_reason=unless(state.cards_done_at, undated or reasons.CARDS_OPEN),
        days_left=state.days_left,
        days_left_reason=unless(state.days_left is not None, no_date),
        pace=_pace(state),
        pace_reason=unless(state.pace, reasons.NO_CARDS if not state.figures.total else reasons.ACHIEVED),
        severity=state.severity,
        severity_reason=unless(state.severity, reasons.NOT_AT_RISK),
        forecast=forecast,
        forecast_reason=unless(forecast, why_no_date(state) or reasons.NO_CARDS),
        slip_seconds=slip.value,
        slip_seconds_reason=slip.reason,
        slip_is_minimum=state.slip_is_minimum,
        added=state.added,
        removed=state.removed,
        boards_unreadable=state.unread,
        work_packages=tuple(
            ex.PackageRow(
                code=package.node.code,
                name=package.node.name,
                boards=tuple(ex.BoardFiguresRow(board=slug, **_figures(part, moment)) for slug, part in package.boards),
                **_figures(package.figures, moment),
            )
            for package in state.packages
        ),
        **_figures(state.figures, moment),
    )


def _pace(state: MilestoneState) -> ex.PaceRow | None:
    if state.pace is None:
        return None
    no_pace = reasons.PAST_BASELINE if state.baseline_at else reasons.NO_BASELINE
    return ex.PaceRow(
        needed_per_week=state.pace.needed_per_week,
        needed_per_week_reason=unless(state.pace.needed_per_week is not None, no_pace),
        finished_per_week=state.pace.finished_per_week,
    )


def _figures(figures: Figures, moment: datetime) -> dict[str, Any]:
    figure = by_term(node_figures(figures))
    completion, rework, cycle = figure["completion_rate"], figure["rework_rate"], figure["cycle_time"]
    weighted = figure["weighted_completion_rate"]
    return {
        "cards_total": figures.total,
        "cards_done": figures.done,
        "cards_dropped": figures.dropped,
        "completion_rate": completion.value,
        "completion_rate_reason": completion.reason,
        "weighted_completion_rate": weighted.value,
        "weighted_completion_rate_reason": weighted.reason,
        "rework_rate": rework.value,
        "rework_rate_reason": rework.reason,
        "rework_reworked": figures.reworked,
        "rework_finished": figures.finished,
        "cycle_time_p85_seconds": cycle.value,
        "cycle_time_p85_seconds_reason": cycle.reason,
        "blocked": len(figures.blocked),
        "oldest_blocked": _blocked(figures.blocked[0], moment) if figures.blocked else None,
        "oldest_blocked_reason": unless(figures.blocked, reasons.NONE_BLOCKED),
        "drivers": figures.drivers,
    }


def _blocked(item: BoardCard, moment: datetime) -> ex.BlockedRow:
    card, since = item.card, item.card.flow.blocked_at or moment
    return ex.BlockedRow(
        id=card.id,
        board=item.board.slug,
        title=card.title,
        why=card.flow.blocked_why,
        since_at=since,
        blocked_seconds=max(0.0, (moment - since).total_seconds()),
    )


def changes_report(changes: Iterable[Change], then: RollUp, now: RollUp, generated_at: datetime) -> ex.ChangesReport:
    """What changed between two roll-ups, as it leaves."""
    return ex.ChangesReport(
        generated_at=generated_at,
        since_at=then.as_of,
        as_of_at=now.as_of,
        timezone=now.plan.timezone,
        changes=tuple(
            ex.ChangeRow(
                **{
                    **{name: getattr(change, name) for name in Change.__struct_fields__},
                    "cards_in": _card_names(change.cards_in),
                    "cards_out": _card_names(change.cards_out),
                }
            )
            for change in changes
        ),
    )


def _card_names(items: Iterable[BoardCard]) -> tuple[ex.CardName, ...]:
    return tuple(ex.CardName(item.board.slug, item.card.id, item.card.title) for item in items)
