"""The shapes in which quality leaves as JSON; `export` says what holds of all shapes."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.flow.control_charts import Rule
from kanban.metrics.reasons import Why
from kanban.metrics.reports.window_export import WindowRow
from kanban.text.messages import Message


class QualityRow(msgspec.Struct, frozen=True, kw_only=True):
    """Yields, DPMO and sigma; they rest on `started_finished` cards."""

    finished: int
    started_finished: int
    reworked: int
    first_pass_yield_rate: float | None
    first_pass_yield_rate_reason: Why = msgspec.UNSET
    rolled_throughput_yield_rate: float | None
    rolled_throughput_yield_rate_reason: Why = msgspec.UNSET
    defects: int
    dpmo: float | None
    dpmo_reason: Why = msgspec.UNSET
    sigma_level: float | None
    sigma_level_reason: Why = msgspec.UNSET
    low_sample: bool


class ColumnYieldRow(msgspec.Struct, frozen=True, kw_only=True):
    """Entries into an active column, and those that went on to the right for good."""

    column: str
    name: str
    entries: int
    passed: int
    yield_rate: float


class SignalRow(msgspec.Struct, frozen=True, kw_only=True):
    """Points that are more than chance."""

    rule: Rule
    above: bool
    message: Message
    from_at: datetime
    to_at: datetime
    cards: tuple[str, ...]
    """Of an XmR chart its points; of a p-chart the reworked cards of its weeks."""


class XmRRow(msgspec.Struct, frozen=True, kw_only=True):
    """XmR chart of the cycle time in finishing order."""

    count: int
    mean_seconds: float | None
    mean_seconds_reason: Why = msgspec.UNSET
    mean_range_seconds: float | None
    mean_range_seconds_reason: Why = msgspec.UNSET
    lower_seconds: float | None
    lower_seconds_reason: Why = msgspec.UNSET
    upper_seconds: float | None
    upper_seconds_reason: Why = msgspec.UNSET
    low_sample: bool
    signals: tuple[SignalRow, ...]


class PChartWeekRow(msgspec.Struct, frozen=True, kw_only=True):
    """Rework rate of a week with its own limits."""

    from_at: datetime
    to_at: datetime
    reworked: int
    started_finished: int
    rework_rate: float | None
    rework_rate_reason: Why = msgspec.UNSET
    lower_rate: float | None
    lower_rate_reason: Why = msgspec.UNSET
    upper_rate: float | None
    upper_rate_reason: Why = msgspec.UNSET


class PChartRow(msgspec.Struct, frozen=True, kw_only=True):
    """p-chart of the weekly rework rate."""

    rework_rate: float | None
    rework_rate_reason: Why = msgspec.UNSET
    low_sample: bool
    weeks: tuple[PChartWeekRow, ...]
    signals: tuple[SignalRow, ...]


class BoardQualityRow(QualityRow, frozen=True, kw_only=True):
    """Quality of one board."""

    board: str
    driver: str
    columns: tuple[ColumnYieldRow, ...]
    xmr: XmRRow
    p_chart: PChartRow


class QualityReport(msgspec.Struct, frozen=True, kw_only=True):
    """Quality of the cards finished in a window, of all boards together and of each."""

    schema: Literal["kanban.quality/1"] = "kanban.quality/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    window: WindowRow
    opportunities_per_card: int
    sigma_shift: float
    total: QualityRow
    boards: tuple[BoardQualityRow, ...]
    boards_unreadable: tuple[str, ...]
    definitions: dict[str, str]
