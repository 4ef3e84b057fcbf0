"""What the Monday meeting is told: milestones, why they slip, what changed in a window, the drivers' flow in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from msgspec import MsgspecError

from kanban.metrics.flow.board_quality import CycleTimeChart, ReworkRateChart, cycle_time_chart, rework_rate_chart
from kanban.metrics.flow.cumulative_flow import CumulativeFlow, cumulative_flow
from kanban.metrics.flow.quality import Quality, quality, together
from kanban.metrics.flow.totals import WEEKS_SHOWN, Totals, Window, existing, totals
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.next_actions import NextAction, next_actions
from kanban.metrics.insight.slip_causes import SlipCauses, slip_causes
from kanban.metrics.rollup.changes import Change, changes
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, roll_up, with_forecasts
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.model.unreadable import UnreadableBoard
from kanban.text.calendar_weeks import monday, shifted
from kanban.text.messages import Refused, Words

EXPLAINED_MOST = 10
"""Of so many late and at-risk milestones it is said why, the most urgent first."""

_INSTANT = timedelta(milliseconds=1)
"""Moments are kept to the millisecond."""


class Slipping(msgspec.Struct, frozen=True):
    """A milestone that is late or at risk: why, and what to do next; both empty without a forecast."""

    state: MilestoneState
    causes: SlipCauses | None = None
    actions: tuple[NextAction, ...] = ()


class DriverFlow(msgspec.Struct, frozen=True, kw_only=True):
    """A board's flow: its figures are of the window, its control charts of the weeks before as well."""

    board: Board
    cards: Sequence[Card]
    moment: datetime
    totals: Totals
    quality: Quality
    cycle_time: CycleTimeChart
    rework_rate: ReworkRateChart
    cumulative: CumulativeFlow
    """Of those weeks too."""


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, as of a moment."""

    rollup: RollUp
    window: Window
    long_window: Window
    """Twelve ISO weeks to the end of the window, or the window where that is longer: for charts."""
    slipping: tuple[Slipping, ...]
    slipping_more: int
    """Late or at-risk ones that are not explained: beyond `EXPLAINED_MOST`."""
    changes: tuple[Change, ...]
    flows: tuple[DriverFlow, ...]
    not_counted: tuple[tuple[str, Words], ...]
    """Boards that cannot be counted, and why."""
    totals: Totals
    """Of all boards together."""
    quality: Quality


class _Span(NamedTuple):
    begin: datetime
    end: datetime
    """At most the moment of the report."""


def last_week(moment: datetime, zone: str) -> Window:
    """The last ISO week that was over at the moment."""
    end = monday(moment, zone)
    return Window(monday(end - timedelta(days=1), zone), end, zone)


def is_one_week(window: Window) -> bool:
    """Whether it is an ISO week, no more and no less."""
    begin, end = window.from_at, window.to_at
    if begin is None or end is None or monday(begin, window.zone) != begin:
        return False
    return shifted(begin, 7, window.zone) == end


def status_report(
    plan: Plan,
    boards: Sequence[Board],
    unread: Sequence[UnreadableBoard],
    window: Window,
    moment: datetime,
    live: bool = False,
) -> StatusReport:
    """The report of a window that begins before the moment and has both ends.

    `live`: `moment` is what the clock says; see `roll_up`.
    """
    assert window.from_at is not None
    assert window.to_at is not None
    span = _Span(window.from_at, min(window.to_at, moment))
    forecaster = Forecaster()
    bare = roll_up(plan, boards, moment, unread, live=live)
    today = with_forecasts(bare, dict(forecaster.forecasts(bare)))
    # what happens on the stroke of an edge belongs to the window that begins with it, as in every figure
    end = today if moment < window.to_at else roll_up(plan, boards, window.to_at - _INSTANT, unread)
    begin = roll_up(plan, boards, span.begin - _INSTANT, unread)
    slipping = [state for state in today.milestones if state.status in ("late", "at_risk")]
    long_window = msgspec.structs.replace(window, from_at=_weeks_before(span, window.zone))
    flows: list[DriverFlow] = []
    not_counted: list[tuple[str, Words]] = []
    for board in boards:
        try:
            flows.append(_flow(board, today.moment_of(board), window, long_window))
        except (Refused, MsgspecError) as error:
            not_counted.append((board.slug, error.message if isinstance(error, Refused) else str(error)))
    latest = max([moment, *(flow.moment for flow in flows)])
    return StatusReport(
        rollup=today,
        window=window,
        long_window=long_window,
        slipping=tuple(_explained(slipping[:EXPLAINED_MOST], forecaster, today)),
        slipping_more=max(0, len(slipping) - EXPLAINED_MOST),
        changes=changes(begin, end),
        flows=tuple(flows),
        not_counted=tuple(not_counted),
        totals=totals([card for flow in flows for card in flow.cards], window, latest),
        quality=together([flow.quality for flow in flows]),
    )


def _weeks_before(span: _Span, zone: str) -> datetime:
    last = monday(span.end - _INSTANT, zone)
    return min(span.begin, shifted(last, -7 * (WEEKS_SHOWN - 1), zone))


def _explained(states: Sequence[MilestoneState], forecaster: Forecaster, rollup: RollUp) -> Iterator[Slipping]:
    for state in states:
        if state.forecast is None or state.forecast.forecast.curve is None:
            yield Slipping(state)
            continue
        question = forecaster.question(state, rollup)
        yield Slipping(state, slip_causes(state, question, rollup), next_actions(state, question, rollup))


def _flow(board: Board, moment: datetime, window: Window, long_window: Window) -> DriverFlow:
    """Raises Refused for a history that cannot be read."""
    cards = existing(board.all_cards.values(), moment)
    return DriverFlow(
        board=board,
        cards=cards,
        moment=moment,
        totals=totals(cards, window, moment),
        quality=quality(cards, window),
        cycle_time=_cycle_time_news(cycle_time_chart(cards, long_window, moment), window),
        rework_rate=_rework_rate_news(rework_rate_chart(cards, long_window, moment), window),
        cumulative=cumulative_flow(board, cards, long_window, moment),
    )


def _cycle_time_news(found: CycleTimeChart, window: Window) -> CycleTimeChart:
    """With those signals alone whose last card was finished in the window."""
    news = tuple(signal for signal in found.chart.signals if window.holds(found.points[signal.last].finished_at))
    return CycleTimeChart(found.points, msgspec.structs.replace(found.chart, signals=news))


def _rework_rate_news(found: ReworkRateChart, window: Window) -> ReworkRateChart:
    """With those signals alone whose last week lies in the window, or partly."""
    assert window.from_at is not None
    begin = window.from_at
    news = tuple(signal for signal in found.chart.signals if found.weeks[signal.last].to_at > begin)
    return ReworkRateChart(found.weeks, msgspec.structs.replace(found.chart, signals=news))
