"""The forecasts as they leave: the shapes of `forecast_export`, filled."""

from collections.abc import Mapping
from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.values import Deciding, Forecast
from kanban.metrics.reasons import unless
from kanban.metrics.reports import forecast_export as ex
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked, why_no_date
from kanban.metrics.rollup.status import no_p85
from kanban.model.board import Board
from kanban.text.messages import msg


def forecast_report(rollup: RollUp, generated_at: datetime, only: str | None = None) -> ex.ForecastReport:
    """The forecasts of a roll-up's milestones that are not done, or of one; without one the reason is given."""
    boards = {board.slug: board for board in rollup.boards}
    return ex.ForecastReport(
        generated_at=generated_at,
        as_of_at=rollup.as_of,
        timezone=rollup.plan.timezone,
        boards_unreadable=tuple(str(unread.problem) for unread in rollup.unread),
        milestones=tuple(_row(state, rollup, boards) for state in asked(rollup, only)),
        definitions=definitions("forecast"),
    )


def forecast_of(state: MilestoneState, rollup: RollUp) -> MilestoneForecast:
    """Its forecast; one without dates where it has none."""
    return state.forecast or MilestoneForecast(forecast=Forecast(), as_of=rollup.as_of)


def baseline_forecast(state: MilestoneState) -> ex.BaselineForecast | None:
    """P50, P85 and the chance of a milestone's baseline; None where there is no forecast."""
    return baseline_dates(state.forecast, state.baseline_at) if state.forecast is not None else None


def baseline_dates(known: MilestoneForecast, baseline_at: datetime | None) -> ex.BaselineForecast | None:
    """P50, P85 and the chance of a baseline; None where there is no forecast."""
    if known.forecast.curve is None:
        return None
    no_chance = reasons.PAST_BASELINE if baseline_at is not None else reasons.NO_BASELINE
    return ex.BaselineForecast(
        p50_at=known.p50_at,
        p50_at_reason=unless(known.p50_at, reasons.TOO_LATE),
        p85_at=known.p85_at,
        p85_at_reason=unless(known.p85_at, no_p85(known) or reasons.TOO_LATE),
        chance_of_baseline=known.chance_of_baseline,
        chance_of_baseline_reason=unless(known.chance_of_baseline is not None, no_chance),
    )


def _row(state: MilestoneState, rollup: RollUp, boards: Mapping[str, Board]) -> ex.ForecastRow:
    why = why_no_date(state) or reasons.NO_CARDS
    known = forecast_of(state, rollup)
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
        slip_seconds=state.slip_seconds,
        slip_seconds_reason=unless(state.slip_seconds is not None, no_slip),
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
