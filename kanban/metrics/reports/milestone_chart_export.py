"""The shapes in which the charts of a milestone leave as JSON; see `export`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class _Row(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A point of a chart."""


class PeriodRow(_Row, frozen=True, kw_only=True, tag="period"):
    """Of the forecast: the chance that the last card is done in [from_at, to_at)."""

    from_at: datetime
    to_at: datetime
    chance_rate: float
    done_by_then_rate: float
    """The chance that it is done before to_at."""


class DayRow(_Row, frozen=True, kw_only=True, tag="day"):
    """Of burnup and burndown: the state at the end of a day, of the last one at as_of_at."""

    from_at: datetime
    to_at: datetime
    cards_done: int
    cards_scope: int
    cards_open: int
    estimate_done: float | None
    estimate_done_reason: Why = msgspec.UNSET
    estimate_scope: float | None
    estimate_scope_reason: Why = msgspec.UNSET


class TrendRow(_Row, frozen=True, kw_only=True, tag="trend"):
    """Of the trend: what was known at a moment."""

    at: datetime
    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET
    baseline_at: datetime | None
    """That of then."""
    baseline_at_reason: Why = msgspec.UNSET
    is_achieved: bool
    """Both dates are that of the achievement."""


class FeverRow(_Row, frozen=True, kw_only=True, tag="fever"):
    """Of the fever chart: a milestone at a moment."""

    at: datetime
    cards_done: int
    cards_scope: int
    completion_rate: float | None
    completion_rate_reason: Why = msgspec.UNSET
    buffer_seconds: float | None
    """Baseline - P50 when the baseline of then was set."""
    buffer_seconds_reason: Why = msgspec.UNSET
    used_seconds: float | None
    used_seconds_reason: Why = msgspec.UNSET
    buffer_used_rate: float | None
    """Below 0 where P50 is sooner now, above 1 where it is later than the baseline."""
    buffer_used_rate_reason: Why = msgspec.UNSET


class ValueRow(_Row, frozen=True, kw_only=True, tag="value"):
    """A point of the S-curves."""

    at: datetime
    currency: str | None
    currency_reason: Why = msgspec.UNSET
    pv: float | None
    pv_reason: Why = msgspec.UNSET
    ev: float | None
    ev_reason: Why = msgspec.UNSET
    ac: float | None
    ac_reason: Why = msgspec.UNSET


class MilestoneChartReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one chart of a milestone is drawn from."""

    schema: Literal["kanban.milestone_chart/1"] = "kanban.milestone_chart/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    milestone: str
    name: str
    chart: Literal["forecast", "burnup", "burndown", "trend", "fever", "value"]
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET
    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET
    later_rate: float | msgspec.UnsetType | None = msgspec.UNSET
    """Of the forecast: the chance that it is done after the last period."""
    later_rate_reason: Why = msgspec.UNSET
    needed_per_week: float | msgspec.UnsetType | None = msgspec.UNSET
    """Of burnup and burndown: open cards a week until the baseline."""
    needed_per_week_reason: Why = msgspec.UNSET
    points: tuple[PeriodRow | DayRow | TrendRow | FeverRow | ValueRow, ...]
    points_reason: Why = msgspec.UNSET
    """Why there are none."""
    definitions: Mapping[str, str]
