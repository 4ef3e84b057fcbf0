"""The forecasts as they leave: the shapes of `forecast_export`, filled."""

from collections.abc import Mapping
from datetime import datetime

from kanban.metrics import forecast_export as ex
from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.forecast.values import Deciding, Forecast
from kanban.metrics.forecast_record import Held, Record
from kanban.metrics.milestone_forecasts import MilestoneForecast
from kanban.metrics.milestones import MilestoneState, RollUp
from kanban.metrics.reasons import unless
from kanban.model.board import Board
from kanban.text.messages import Message, msg

_DAY = 86400.0


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
        milestones=tuple(
            _row(state, forecasts.get(state.milestone.id), boards)
            for state in rollup.milestones
            if (state.milestone.id == only if only else not is_done(state))
        ),
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


def is_done(state: MilestoneState) -> bool:
    """Achieved, known when or not: there is nothing to be foretold."""
    return state.achieved_at is not None or state.done_when_unknown


def why_no_date(state: MilestoneState, forecast: Forecast | None) -> Message | None:
    """Why a milestone has no P85; None where it has one."""
    if forecast is None:
        if is_done(state):
            return reasons.ACHIEVED
        return msg("a board with cards of it cannot be read") if state.unread else reasons.NO_CARDS
    if forecast.reason is None:
        return None
    if forecast.reason.code == "few_exits":
        return msg("{n} of {wanted} finished or dropped", n=forecast.reason.exits, wanted=forecast.reason.wanted)
    return reasons.UNDATED


def _row(state: MilestoneState, known: MilestoneForecast | None, boards: Mapping[str, Board]) -> ex.ForecastRow:
    forecast = known.forecast if known else None
    why = why_no_date(state, forecast) or reasons.NO_CARDS
    no_chance = why if not forecast or forecast.curve is None else reasons.PAST_BASELINE
    no_slip = reasons.NO_BASELINE if state.baseline_at is None else why
    p50_at, p85_at = (known.p50_at, known.p85_at) if known else (None, None)
    chance, slip, without = (
        (known.chance_of_baseline, known.slip_seconds, known.without) if known else (None, None, None)
    )
    is_dated = forecast is not None and forecast.weight is not None
    return ex.ForecastRow(
        id=state.milestone.id,
        name=state.milestone.name,
        baseline_at=state.baseline_at,
        baseline_at_reason=unless(state.baseline_at, reasons.NO_BASELINE),
        p50_at=p50_at,
        p50_at_reason=unless(p50_at, why),
        p85_at=p85_at,
        p85_at_reason=unless(p85_at, why),
        chance_of_baseline=chance,
        chance_of_baseline_reason=unless(
            chance is not None, reasons.NO_BASELINE if state.baseline_at is None else no_chance
        ),
        slip_seconds=slip,
        slip_seconds_reason=unless(slip is not None, no_slip),
        cards_open=state.figures.total - state.figures.done,
        cards_ahead=forecast.ahead if forecast and is_dated else None,
        cards_ahead_reason=unless(is_dated, why),
        exits_per_week=forecast.exits_per_week if forecast else None,
        exits_per_week_reason=unless(is_dated, why),
        disorder_rate=forecast.disorder if forecast else None,
        disorder_rate_reason=unless(is_dated, why),
        ageing_weight_rate=forecast.weight if forecast else None,
        ageing_weight_rate_reason=unless(is_dated, why),
        boards=forecast.boards if forecast else (),
        idle_boards=forecast.idle_boards if forecast else (),
        deciding_cards=tuple(_deciding(card, boards[card.board]) for card in forecast.deciding) if forecast else (),
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
        age_seconds=card.age_days * _DAY,
        chance_rate=card.chance,
    )
