"""The shapes in which forecasts leave as JSON; `export` says what holds of all shapes."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class DecidingCardRow(msgspec.Struct, frozen=True, kw_only=True):
    """An open card with one of the smallest chances of a milestone that cannot be dated."""

    board: str
    id: str
    title: str
    age_seconds: float
    """Since its creation."""
    chance_rate: float
    """Of being done within three years, or three times the history where that is shorter."""


class ForecastDates(msgspec.Struct, frozen=True, kw_only=True):
    """P50 and P85; null is later than can be said."""

    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET


class BaselineForecast(ForecastDates, frozen=True, kw_only=True):
    """P50 and P85 of a milestone, beside the chance of its baseline."""

    chance_of_baseline: float | None
    chance_of_baseline_reason: Why = msgspec.UNSET


class ForecastRow(msgspec.Struct, frozen=True, kw_only=True):
    """When the open cards of a milestone will be done, and what that rests on."""

    id: str
    name: str
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET
    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET
    chance_of_baseline: float | None
    chance_of_baseline_reason: Why = msgspec.UNSET
    slip_seconds: float | None
    slip_seconds_reason: Why = msgspec.UNSET
    cards_open: int
    cards_ahead: int | None
    cards_ahead_reason: Why = msgspec.UNSET
    exits_per_week: float | None
    exits_per_week_reason: Why = msgspec.UNSET
    disorder_rate: float | None
    disorder_rate_reason: Why = msgspec.UNSET
    ageing_weight_rate: float | None
    ageing_weight_rate_reason: Why = msgspec.UNSET
    boards: tuple[str, ...]
    idle_boards: tuple[str, ...]
    deciding_cards: tuple[DecidingCardRow, ...]
    without_deciding_cards: ForecastDates | None
    without_deciding_cards_reason: Why = msgspec.UNSET


class ForecastReport(msgspec.Struct, frozen=True, kw_only=True):
    """Forecasts of the milestones that are not done, most urgent first."""

    schema: Literal["kanban.forecast/1"] = "kanban.forecast/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    boards_unreadable: tuple[str, ...]
    milestones: tuple[ForecastRow, ...]
    definitions: dict[str, str]


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the dates that have come held, with a 95 % interval."""

    held: int
    dates: int
    held_rate: float | None
    held_rate_reason: Why = msgspec.UNSET
    low_rate: float | None
    low_rate_reason: Why = msgspec.UNSET
    high_rate: float | None
    high_rate_reason: Why = msgspec.UNSET


class CalibrationReport(msgspec.Struct, frozen=True, kw_only=True):
    """How the forecasts of each Monday of the last year held, beside the usual method."""

    schema: Literal["kanban.calibration/1"] = "kanban.calibration/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    forecasts: int
    milestones: int
    p50: HeldRow
    p85: HeldRow
    usual_p50: HeldRow
    usual_p85: HeldRow
    loss_rate: float | None
    loss_rate_reason: Why = msgspec.UNSET
    is_poor: bool
    definitions: dict[str, str]
