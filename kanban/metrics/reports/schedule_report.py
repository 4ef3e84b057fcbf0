"""The schedule as it leaves: the shapes of `schedule_export`, filled."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.reasons import unless
from kanban.metrics.reports import schedule_export as ex
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.schedule.plan_schedule import PlanSchedule, ScheduleRow
from kanban.metrics.stats import LOW_SAMPLE
from kanban.text.messages import Message, msg

NOT_BY_CYCLE_TIME = msg("it does not rest on a cycle time")
TOO_FAR = msg("more than a century away")


def schedule_report(
    rollup: RollUp, found: PlanSchedule, generated_at: datetime, trend: Sequence[PlanSchedule] | None = None
) -> ex.ScheduleReport:
    """A schedule, and with a trend those of past moments."""
    calendar, last = found.calendar, _length(found)
    return ex.ScheduleReport(
        generated_at=generated_at,
        as_of_at=found.as_of,
        timezone=found.timezone,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        calendar=ex.CalendarRow(
            workdays=calendar.workdays,
            hours=calendar.hours,
            working_day_seconds=calendar.minutes_a_day * 60,
            holidays=len(calendar.holidays),
            extra_workdays=len(calendar.extra_workdays),
        ),
        length_working_days=last.length_working_days,
        length_working_days_reason=last.length_working_days_reason,
        finish_at=last.finish_at,
        finish_at_reason=last.finish_at_reason,
        path=found.path,
        activities=tuple(_activity(row, found) for row in found.rows),
        links=tuple(
            ex.ScheduleLinkRow(
                predecessor=link.predecessor,
                successor=link.successor,
                type=link.type,
                lag_working_days=link.lag_working_days,
            )
            for link in rollup.plan.links.values()
        ),
        trend=UNSET if trend is None else tuple(map(_length, trend)),
        definitions=definitions("schedule"),
    )


def _length(found: PlanSchedule) -> ex.LengthRow:
    return ex.LengthRow(
        as_of_at=found.as_of,
        length_working_days=found.days(found.length),
        length_working_days_reason=unless(found.length is not None, found.reason or reasons.NO_CARDS),
        finish_at=found.finish_at,
        finish_at_reason=unless(found.finish_at, found.reason or TOO_FAR),
    )


def _activity(row: ScheduleRow, found: PlanSchedule) -> ex.ActivityRow:
    left, dates = row.remaining, row.dates
    why: Message = row.reason or TOO_FAR
    unknown = left.reason or why
    p50 = found.days(left.p50_minutes)
    return ex.ActivityRow(
        id=row.id,
        kind=row.kind,
        name=row.name,
        is_linked=row.is_linked,
        is_done=left.is_done,
        remaining_working_days=found.days(left.minutes),
        remaining_working_days_reason=unless(left.minutes is not None, unknown),
        rests_on=left.basis,
        rests_on_reason=unless(left.basis, unknown),
        cycle_time_p50_working_days=p50,
        cycle_time_p50_working_days_reason=unless(p50 is not None, left.reason or NOT_BY_CYCLE_TIME),
        board=left.board or None,
        board_reason=unless(left.board, NOT_BY_CYCLE_TIME),
        finished_cards=left.finished,
        low_sample=left.basis == "cycle_time" and left.finished < LOW_SAMPLE,
        cards_open=left.cards_open,
        cards_at_once=left.at_once,
        early_start_at=dates.early_start_at,
        early_start_at_reason=unless(dates.early_start_at, why),
        early_finish_at=dates.early_finish_at,
        early_finish_at_reason=unless(dates.early_finish_at, why),
        late_start_at=dates.late_start_at,
        late_start_at_reason=unless(dates.late_start_at, why),
        late_finish_at=dates.late_finish_at,
        late_finish_at_reason=unless(dates.late_finish_at, why),
        total_slack_working_days=found.days(row.total_slack),
        total_slack_working_days_reason=unless(row.total_slack is not None, why),
        free_slack_working_days=found.days(row.free_slack),
        free_slack_working_days_reason=unless(row.free_slack is not None, why),
        is_critical=row.is_critical,
        is_critical_reason=unless(row.is_critical is not None, why),
    )
