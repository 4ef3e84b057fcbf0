"""The timeline as it leaves: the shapes of `timeline_export`, filled."""

from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.figure import by_term, definitions
from kanban.metrics.reasons import unless
from kanban.metrics.reports import timeline_export as ex
from kanban.metrics.reports.schedule_report import TOO_FAR
from kanban.metrics.rollup.figures import milestone_figures
from kanban.metrics.rollup.milestones import RollUp, why_no_date
from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, PackageRow, Place, Timeline
from kanban.text.messages import msg

NO_PACKAGE = msg("under no work package of the plan")
NOT_DROPPED = msg("not dropped")


def timeline_report(rollup: RollUp, found: Timeline, generated_at: datetime) -> ex.TimelineReport:
    """A timeline, as made of a roll-up."""
    return ex.TimelineReport(
        generated_at=generated_at,
        as_of_at=found.as_of,
        timezone=found.timezone,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        order=tuple(row.id for row in found.rows),
        packages=tuple(_package(row) for row in found.rows if isinstance(row, PackageRow)),
        cards=tuple(_card(row) for row in found.rows if isinstance(row, CardRow)),
        milestones=tuple(_milestone(row) for row in found.rows if isinstance(row, MilestoneRow)),
        links=tuple(
            ex.TimelineLinkRow(
                predecessor=link.predecessor,
                successor=link.successor,
                type=link.type,
                lag_working_days=link.lag_working_days,
                is_critical=link.is_critical,
            )
            for link in found.links
        ),
        definitions=definitions("timeline"),
    )


def _package(row: PackageRow) -> ex.PackageSpanRow:
    why_not_started = row.started_at_reason or reasons.NOT_STARTED
    return ex.PackageSpanRow(
        code=row.code,
        name=row.name,
        cards_total=row.figures.total,
        cards_done=row.figures.done,
        is_done=row.is_done,
        started_at=row.started_at,
        started_at_reason=unless(row.started_at, why_not_started),
        worked_by_at=row.worked_by_at,
        worked_by_at_reason=unless(row.worked_by_at, why_not_started),
        finished_at=row.finished_at,
        finished_at_reason=unless(row.finished_at, row.finished_at_reason or reasons.CARDS_OPEN),
        schedule=_placed(row.place),
    )


def _card(row: CardRow) -> ex.CardSpanRow:
    why = row.title_reason
    return ex.CardSpanRow(
        id=row.id,
        title=row.title,
        title_reason=unless(row.title is not None, why or reasons.NO_CARDS),
        package=row.package,
        package_reason=unless(row.package, why or NO_PACKAGE),
        is_done=row.is_done,
        started_at=row.started_at,
        started_at_reason=unless(row.started_at, row.started_at_reason or reasons.NOT_STARTED),
        finished_at=row.finished_at,
        finished_at_reason=unless(row.finished_at, row.finished_at_reason or reasons.NOT_FINISHED),
        dropped_at=row.dropped_at,
        dropped_at_reason=unless(row.dropped_at, why or NOT_DROPPED),
        schedule=_placed(row.place),
    )


def _milestone(row: MilestoneRow) -> ex.MilestoneMarksRow:
    state = row.state
    p50_at = state.forecast.p50_at if state.forecast is not None else None
    p85_at = state.forecast.p85_at if state.forecast is not None else None
    no_forecast = why_no_date(state) or reasons.NO_CARDS
    undated = reasons.FINISH_UNKNOWN if state.done_when_unknown else reasons.NOT_ACHIEVED
    slip = by_term(milestone_figures(state))["slip"]
    return ex.MilestoneMarksRow(
        id=state.milestone.id,
        name=state.milestone.name,
        status=state.status,
        cards_total=state.figures.total,
        cards_done=state.figures.done,
        is_done=state.is_done,
        baseline_at=state.baseline_at,
        baseline_at_reason=unless(state.baseline_at, reasons.NO_BASELINE),
        baseline_original_at=state.original_at,
        baseline_original_at_reason=unless(state.original_at, reasons.NO_BASELINE),
        p50_at=p50_at,
        p50_at_reason=unless(p50_at, no_forecast),
        p85_at=p85_at,
        p85_at_reason=unless(p85_at, no_forecast),
        achieved_at=state.achieved_at,
        achieved_at_reason=unless(state.achieved_at, undated),
        slip_seconds=slip.value,
        slip_seconds_reason=slip.reason,
        schedule=_placed(row.place),
    )


def _placed(place: Place) -> ex.PlacedRow:
    why = place.reason or TOO_FAR
    return ex.PlacedRow(
        early_start_at=place.early_start_at,
        early_start_at_reason=unless(place.early_start_at, why),
        early_finish_at=place.early_finish_at,
        early_finish_at_reason=unless(place.early_finish_at, why),
        is_critical=place.is_critical,
        is_critical_reason=unless(place.is_critical is not None, why),
        total_slack_working_days=place.slack_working_days,
        total_slack_working_days_reason=unless(place.slack_working_days is not None, why),
    )
