"""The shapes in which savings leave as JSON; `export` says what holds of all shapes. Durations are working time."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class SpanRow(msgspec.Struct, frozen=True, kw_only=True):
    """[from_at, to_at) by finishing time, and the cards that count."""

    from_at: datetime
    to_at: datetime
    cards: int
    """Finished in it with a known start."""


class ChangeOfFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure before and after, a card."""

    figure: Literal["cycle_time", "rework_time", "logged_time"]
    statistic: Literal["median", "mean"]
    before_seconds: float | None
    before_seconds_reason: Why = msgspec.UNSET
    after_seconds: float | None
    after_seconds_reason: Why = msgspec.UNSET
    change_seconds: float | None
    """After - before; negative is less time."""
    change_seconds_reason: Why = msgspec.UNSET
    change_low_seconds: float | None
    change_low_seconds_reason: Why = msgspec.UNSET
    change_high_seconds: float | None
    change_high_seconds_reason: Why = msgspec.UNSET
    is_noise: bool | None
    """The interval spans 0: the change cannot be told from noise."""
    is_noise_reason: Why = msgspec.UNSET
    saved_seconds: float | None
    """Of work, over all cards finished after."""
    saved_seconds_reason: Why = msgspec.UNSET
    currency: str | None
    currency_reason: Why = msgspec.UNSET
    saved: float | None
    saved_reason: Why = msgspec.UNSET
    saved_low: float | None
    saved_low_reason: Why = msgspec.UNSET
    saved_high: float | None
    saved_high_reason: Why = msgspec.UNSET


class SavingsReport(msgspec.Struct, frozen=True, kw_only=True):
    """Two windows compared."""

    schema: Literal["kanban.savings/1"] = "kanban.savings/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    boards_unreadable: tuple[str, ...]
    before: SpanRow
    after: SpanRow
    low_sample: bool
    """A window has fewer than 10 cards."""
    worked_rate: float | None
    """Time logged / working time from start to finish."""
    worked_rate_reason: Why = msgspec.UNSET
    currency: str | None
    currency_reason: Why = msgspec.UNSET
    hourly_cost: float | None
    """What a logged hour cost."""
    hourly_cost_reason: Why = msgspec.UNSET
    changes: tuple[ChangeOfFigure, ...]
    definitions: dict[str, str]
