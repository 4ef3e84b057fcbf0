"""The quality of one board: its yields, and what its control charts say."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kanban.metrics.flow.charts import FinishedCard, WeekOfCards, finished_by_week, scatter
from kanban.metrics.flow.control_charts import PChart, Signal, XmRChart, p_chart, xmr_chart
from kanban.metrics.flow.quality import Quality, quality
from kanban.metrics.flow.totals import Window
from kanban.model.board import Board
from kanban.model.card import Card


class CycleTimeChart(msgspec.Struct, frozen=True):
    """XmR chart of the cycle time in finishing order, with the cards that are its points."""

    points: tuple[FinishedCard, ...]
    chart: XmRChart

    def cards(self, signal: Signal) -> tuple[FinishedCard, ...]:
        """The points of a signal."""
        return self.points[signal.first : signal.last + 1]


class ReworkRateChart(msgspec.Struct, frozen=True):
    """p-chart of the weekly rework rate, with the weeks that are its points."""

    weeks: tuple[WeekOfCards, ...]
    chart: PChart

    def weeks_of(self, signal: Signal) -> tuple[WeekOfCards, ...]:
        """The weeks of a signal, those without a finished card among them."""
        return self.weeks[signal.first : signal.last + 1]


class BoardQuality(msgspec.Struct, frozen=True):
    """All of it."""

    board: Board
    quality: Quality
    cycle_time: CycleTimeChart
    rework_rate: ReworkRateChart


def cycle_time_chart(cards: Sequence[Card], window: Window, moment: datetime) -> CycleTimeChart:
    """The XmR chart of the cards finished in the window."""
    points = scatter(cards, window, moment).points
    return CycleTimeChart(points, xmr_chart([point.seconds for point in points]))


def rework_rate_chart(cards: Sequence[Card], window: Window, moment: datetime) -> ReworkRateChart:
    """The p-chart of the window's ISO weeks; n is the cards finished in a week with a known start."""
    weeks = finished_by_week(cards, window, moment)
    return ReworkRateChart(weeks, p_chart((len(week.reworked), len(week.started)) for week in weeks))


def board_quality(
    board: Board, cards: Sequence[Card], window: Window, moment: datetime, opportunities: int = 1
) -> BoardQuality:
    """Of a board's cards as they were at the moment. Raises Refused for a history that cannot be read."""
    return BoardQuality(
        board,
        quality(cards, window, opportunities),
        cycle_time_chart(cards, window, moment),
        rework_rate_chart(cards, window, moment),
    )
