"""The forecasts as they leave: the shapes of `forecast_export`, filled."""

from collections.abc import Mapping
from datetime import datetime

from kanban.metrics import forecast_export as ex
from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.forecast.values import Deciding
from kanban.metrics.forecast_record import Held, Record
from kanban.metrics.milestone_forecasts import NOTHING, MilestoneForecast, asked
from kanban.metrics.milestones import MilestoneState, RollUp
from kanban.metrics.reasons import unless
from kanban.model.board import Board
from kanban.text.messages import Message, msg


def forecast_report(
    rollup: RollUp, forecasts: Mapping[str, MilestoneForecast], generated_at: datetime, only: str | None = None
) -> ex.ForecastReport:
    """The forecasts, by id, of a roll-up's milestones that are not done, or of one; without one the reason is given."""
    boards = {board.slug: board for board in rollup.boards}
    return ex.ForecastReport(
        generated_at=generated_at,
        as_of_at=rollup.as_of,
        timezone=rollup.plan.timezone,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        milestones=tuple(_row(state, forecasts.get(state.milestone.id), boards) for state in asked(rollup, only)),
        definitions=definitions("forecast"),
    )


def calibration_report(record: Record, generated_at: datetime, timezone: str) -> ex.CalibrationReport:
    """The record of the forecasts."""
    return ex.CalibrationReport(
        generated_at=generated_at,
        as_of_at=generated_at,
        timezone=timezone,
        forecasts=record.forecasts,
        milestones=record.milestones,
        p50=_held(record.p50),
        p85=_held(record.p85),
        usual_p50=_held(record.usual_p50),
        usual_p85=_held(record.usual_p85),
        loss_rate=record.loss_rate,
        loss_rate_reason=unless(record.loss_rate is not None, reasons.NO_DATES),
        is_poor=record.is_poor,
        definitions=definitions("calibration"),
    )


def _held(held: Held) -> ex.HeldRow:
    low, high = held.interval or (None, None)
    why = unless(held.of, reasons.NO_DATES)
    return ex.HeldRow(
        held=held.held,
        dates=held.of,
        held_rate=held.rate,
        held_rate_reason=why,
        low_rate=low,
        low_rate_reason=why,
        high_rate=high,
        high_rate_reason=why,
    )


def why_no_date(state: MilestoneState, known: MilestoneForecast | None) -> Message | None:
    """Why a milestone has no P85; None where it has one."""
    if known is None:
        if state.is_done:
            return reasons.ACHIEVED
        return msg("a board with cards of it cannot be read") if state.unread else reasons.NO_CARDS
    reason = known.forecast.reason
    if reason is None:
        return None
    if reason.code == "few_exits":
        return msg("{n} of {wanted} finished or dropped", n=reason.exits, wanted=reason.wanted)
    return reasons.UNDATED


def _row(state: MilestoneState, known: MilestoneForecast | None, boards: Mapping[str, Board]) -> ex.ForecastRow:
    why = why_no_date(state, known) or reasons.NO_CARDS
    known = known or NOTHING
    forecast, without = known.forecast, known.without
    no_chance, no_slip = (why if forecast.curve is None else reasons.PAST_BASELINE), why
    if state.baseline_at is None:
        no_chance = no_slip = reasons.NO_BASELINE
    is_dated = forecast.weight is not None
    return ex.ForecastRow(
        id=state.milestone.id,
        name=state.milestone.name,
        baseline_at=state.baseline_at,
        baseline_at_reason=unless(state.baseline_at, reasons.NO_BASELINE),
        p50_at=known.p50_at,
        p50_at_reason=unless(known.p50_at, why),
        p85_at=known.p85_at,
        p85_at_reason=unless(known.p85_at, why),
        chance_of_baseline=known.chance_of_baseline,
        chance_of_baseline_reason=unless(known.chance_of_baseline is not None, no_chance),
        slip_seconds=known.slip_seconds,
        slip_seconds_reason=unless(known.slip_seconds is not None, no_slip),
        cards_open=state.figures.total - state.figures.done,
        cards_ahead=forecast.ahead if is_dated else None,
        cards_ahead_reason=unless(is_dated, why),
        exits_per_week=forecast.exits_per_week,
        exits_per_week_reason=unless(is_dated, why),
        disorder_rate=forecast.disorder,
        disorder_rate_reason=unless(is_dated, why),
        ageing_weight_rate=forecast.weight,
        ageing_weight_rate_reason=unless(is_dated, why),
        boards=forecast.boards,
        idle_boards=forecast.idle_boards,
        deciding_cards=tuple(_deciding(card, boards[card.board]) for card in forecast.deciding),
        without_deciding_cards=_dates(*without) if without else None,
        without_deciding_cards_reason=unless(without, msg("no card decides alone")),
    )


def _dates(p50_at: datetime | None, p85_at: datetime | None) -> ex.ForecastDates:
    return ex.ForecastDates(
        p50_at=p50_at,
        p50_at_reason=unless(p50_at, reasons.TOO_LATE),
        p85_at=p85_at,
        p85_at_reason=unless(p85_at, reasons.TOO_LATE),
    )


def _deciding(card: Deciding, board: Board) -> ex.DecidingCardRow:
    return ex.DecidingCardRow(
        board=card.board,
        id=card.card,
        title=board.all_cards[card.card].title,
        age_seconds=card.age_seconds,
        chance_rate=card.chance,
    )
