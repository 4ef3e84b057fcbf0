"""The quality of boards, counted, and as it leaves: the shapes of `quality_export`, filled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import MsgspecError

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.flow.board_quality import BoardQuality, CycleTimeChart, ReworkRateChart, board_quality
from kanban.metrics.flow.charts import WeekOfCards
from kanban.metrics.flow.control_charts import Proportion, Signal
from kanban.metrics.flow.quality import SIGMA_SHIFT, Quality, together
from kanban.metrics.flow.totals import Window, existing
from kanban.metrics.reasons import unless
from kanban.metrics.reports import quality_export as ex
from kanban.metrics.reports.window_export import window_row
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.text.messages import Refused


class Counted(NamedTuple):
    """What was counted of some boards, and why others were not."""

    boards: tuple[BoardQuality, ...]
    total: Quality
    window: Window
    moment: datetime
    opportunities: int
    not_counted: tuple[str, ...]


def counted(
    boards: Sequence[Board], window: Window, moment: datetime, opportunities: int = 1, live: bool = False
) -> Counted:
    """The quality of every board as of a moment, and of all together.

    `live`: `moment` is what the clock says, and no board forgets its last event where that was set back.
    """
    qualities, not_counted = [], []
    for board in boards:
        try:
            at = effective_now(moment, board.head.last_at) if live else moment
            qualities.append(board_quality(board, existing(board.all_cards.values(), at), window, at, opportunities))
        except (Refused, MsgspecError) as error:
            not_counted.append(f"{board.slug}: {error}")
    total = together([board_quality_.quality for board_quality_ in qualities], opportunities)
    return Counted(tuple(qualities), total, window, moment, opportunities, tuple(not_counted))


def quality_report(found: Counted, generated_at: datetime, unreadable: Sequence[str] = ()) -> ex.QualityReport:
    """As it leaves."""
    window = found.window
    return ex.QualityReport(
        generated_at=generated_at,
        as_of_at=found.moment,
        timezone=window.zone,
        window=window_row(window),
        opportunities_per_card=found.opportunities,
        sigma_shift=SIGMA_SHIFT,
        total=ex.QualityRow(**_row(found.total)),
        boards=tuple(_board(of_board) for of_board in found.boards),
        boards_unreadable=(*unreadable, *found.not_counted),
        definitions=definitions("quality"),
    )


def _row(quality: Quality) -> dict[str, Any]:
    return {
        "finished": quality.finished,
        "started_finished": quality.n,
        "reworked": quality.reworked,
        "first_pass_yield_rate": quality.first_pass_yield,
        "first_pass_yield_rate_reason": quality.first_pass_yield_reason,
        "rolled_throughput_yield_rate": quality.rolled_yield,
        "rolled_throughput_yield_rate_reason": quality.rolled_yield_reason,
        "defects": quality.defects,
        "dpmo": quality.dpmo,
        "dpmo_reason": quality.dpmo_reason,
        "sigma_level": quality.sigma,
        "sigma_level_reason": quality.sigma_reason,
        "low_sample": quality.low_sample,
    }


def _board(found: BoardQuality) -> ex.BoardQualityRow:
    board = found.board
    return ex.BoardQualityRow(
        board=board.slug,
        driver=board.driver,
        columns=tuple(
            ex.ColumnYieldRow(
                column=column.column,
                name=board.column(column.column).name,
                entries=column.entries,
                passed=column.passed,
                yield_rate=column.rate or 0.0,
            )
            for column in found.quality.columns
        ),
        xmr=_xmr(found.cycle_time),
        p_chart=_p_chart(found.rework_rate),
        **_row(found.quality),
    )


def _xmr(found: CycleTimeChart) -> ex.XmRRow:
    chart = found.chart
    return ex.XmRRow(
        count=len(chart.values),
        mean_seconds=chart.mean,
        mean_seconds_reason=chart.mean_reason,
        mean_range_seconds=chart.mean_range,
        mean_range_seconds_reason=chart.limits_reason,
        lower_seconds=chart.lower,
        lower_seconds_reason=chart.limits_reason,
        upper_seconds=chart.upper,
        upper_seconds_reason=chart.limits_reason,
        low_sample=chart.low_sample,
        signals=tuple(_cycle_time_signal(found, signal) for signal in chart.signals),
    )


def _cycle_time_signal(found: CycleTimeChart, signal: Signal) -> ex.SignalRow:
    points = found.cards(signal)
    return ex.SignalRow(
        rule=signal.rule,
        above=signal.above,
        message=signal.message,
        from_at=points[0].finished_at,
        to_at=points[-1].finished_at,
        cards=tuple(point.card.id for point in points),
    )


def _p_chart(found: ReworkRateChart) -> ex.PChartRow:
    chart = found.chart
    return ex.PChartRow(
        rework_rate=chart.rate,
        rework_rate_reason=chart.rate_reason,
        low_sample=chart.low_sample,
        weeks=tuple(_week(week, point) for week, point in zip(found.weeks, chart.points, strict=True)),
        signals=tuple(_rework_rate_signal(found, signal) for signal in chart.signals),
    )


def _week(week: WeekOfCards, point: Proportion) -> ex.PChartWeekRow:
    why = unless(point.rate is not None, reasons.NO_KNOWN_START)
    return ex.PChartWeekRow(
        from_at=week.from_at,
        to_at=week.to_at,
        reworked=point.part,
        started_finished=point.whole,
        rework_rate=point.rate,
        rework_rate_reason=why,
        lower_rate=point.lower,
        lower_rate_reason=why,
        upper_rate=point.upper,
        upper_rate_reason=why,
    )


def _rework_rate_signal(found: ReworkRateChart, signal: Signal) -> ex.SignalRow:
    weeks = found.weeks_of(signal)
    return ex.SignalRow(
        rule=signal.rule,
        above=signal.above,
        message=signal.message,
        from_at=weeks[0].from_at,
        to_at=weeks[-1].to_at,
        cards=tuple(card.id for week in weeks for card in week.reworked),
    )
