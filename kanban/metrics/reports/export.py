"""What leaves as JSON: the shapes, their JSON Schemas, and the bytes.

Durations are seconds (`_seconds`), shares are 0..1 (`_rate`), times are ISO 8601 with offset (`_at`); what is missing
is null with a `..._reason` beside it: a code that is the same in every language, or a sentence in the language in
force. Keys are stable within a schema version.
"""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Literal

import msgspec

from kanban.metrics.flow.totals import Totals
from kanban.metrics.reasons import Why
from kanban.metrics.reports.forecast_export import BaselineForecast
from kanban.metrics.reports.window_export import WindowRow
from kanban.metrics.rollup.changes import Kind
from kanban.text.dates import iso
from kanban.text.messages import Message


class FlowEfficiencyRow(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the cycle time of the finished cards was not blocked."""

    count: int
    efficiency_rate: float | None
    efficiency_rate_reason: Why = msgspec.UNSET
    blocked_seconds: float
    low_sample: bool


class LittlesLawRow(msgspec.Struct, frozen=True, kw_only=True):
    """Mean WIP / mean throughput against the mean cycle time."""

    count: int
    mean_wip: float | None
    mean_wip_reason: Why = msgspec.UNSET
    throughput_per_day: float | None
    throughput_per_day_reason: Why = msgspec.UNSET
    expected_cycle_time_seconds: float | None
    expected_cycle_time_seconds_reason: Why = msgspec.UNSET
    mean_cycle_time_seconds: float | None
    mean_cycle_time_seconds_reason: Why = msgspec.UNSET
    deviation_rate: float | None
    """Expected / counted - 1: may be below 0 and above 1."""
    deviation_rate_reason: Why = msgspec.UNSET


class BoardTotals(Totals, frozen=True, kw_only=True):
    """Figures of one board."""

    board: str
    driver: str
    flow_efficiency: FlowEfficiencyRow
    littles_law: LittlesLawRow


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """Flow of one card."""

    id: str
    external_id: str | None
    board: str
    title: str
    column: str
    work_package: str | None
    milestones: tuple[str, ...]
    created_at: datetime | None
    created_at_reason: Why = msgspec.UNSET
    started_at: datetime | None
    started_at_reason: Why = msgspec.UNSET
    finished_at: datetime | None
    finished_at_reason: Why = msgspec.UNSET
    dropped: bool
    reopened: int
    cycle_time_seconds: float | None
    cycle_time_seconds_reason: Why = msgspec.UNSET
    cycle_days: int | None
    cycle_days_reason: Why = msgspec.UNSET
    lead_time_seconds: float | None
    lead_time_seconds_reason: Why = msgspec.UNSET
    age_seconds: float | None
    age_seconds_reason: Why = msgspec.UNSET
    active_time_seconds: float
    parked_time_seconds: float
    done_gap_seconds: float
    blocked_time_seconds: float
    logged_time_seconds: int
    """Time worked that was logged."""
    rework_moves: int
    rework_time_seconds: float


class MetricsReport(msgspec.Struct, frozen=True, kw_only=True):
    """Flow metrics of all boards, each board, and with `--cards` each card."""

    schema: Literal["kanban.metrics/1"] = "kanban.metrics/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    window: WindowRow
    total: Totals
    boards: tuple[BoardTotals, ...]
    boards_unreadable: tuple[str, ...]
    cards: tuple[CardRow, ...] | msgspec.UnsetType = msgspec.UNSET
    definitions: dict[str, str]


class BlockedRow(msgspec.Struct, frozen=True):
    """A card that is blocked."""

    id: str
    board: str
    title: str
    why: str
    since_at: datetime
    blocked_seconds: float


class FiguresRow(msgspec.Struct, frozen=True, kw_only=True):
    """The figures that stand at every depth of the roll-up."""

    cards_total: int
    cards_done: int
    cards_dropped: int
    completion_rate: float | None
    completion_rate_reason: Why = msgspec.UNSET
    weighted_completion_rate: float | None
    weighted_completion_rate_reason: Why = msgspec.UNSET
    rework_rate: float | None
    rework_rate_reason: Why = msgspec.UNSET
    rework_reworked: int
    rework_finished: int
    cycle_time_p85_seconds: float | None
    cycle_time_p85_seconds_reason: Why = msgspec.UNSET
    blocked: int
    oldest_blocked: BlockedRow | None
    oldest_blocked_reason: Why = msgspec.UNSET
    drivers: tuple[str, ...]


class BoardFiguresRow(FiguresRow, frozen=True, kw_only=True):
    """Figures of one board's cards in a work package."""

    board: str


class PackageRow(FiguresRow, frozen=True, kw_only=True):
    """Figures of a work package."""

    code: str
    name: str
    boards: tuple[BoardFiguresRow, ...]


class PaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Cards a week: needed until the baseline, and finished in the last 4 weeks."""

    needed_per_week: float | None
    needed_per_week_reason: Why = msgspec.UNSET
    finished_per_week: float


class MilestoneRow(FiguresRow, frozen=True, kw_only=True):
    """One milestone."""

    id: str
    name: str
    phase: str | None
    phase_reason: Why = msgspec.UNSET
    status: str
    status_reason: Message
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET
    baseline_original_at: datetime | None
    baseline_original_at_reason: Why = msgspec.UNSET
    achieved_at: datetime | None
    achieved_at_reason: Why = msgspec.UNSET
    cards_done_at: datetime | None
    cards_done_at_reason: Why = msgspec.UNSET
    days_left: float | None
    days_left_reason: Why = msgspec.UNSET
    pace: PaceRow | None
    pace_reason: Why = msgspec.UNSET
    severity: str | None
    severity_reason: Why = msgspec.UNSET
    forecast: BaselineForecast | None
    forecast_reason: Why = msgspec.UNSET
    slip_seconds: float | None
    slip_seconds_reason: Why = msgspec.UNSET
    slip_is_minimum: bool
    added: int
    removed: int
    boards_unreadable: tuple[str, ...]
    work_packages: tuple[PackageRow, ...]


class OriginalRow(msgspec.Struct, frozen=True, kw_only=True):
    """Achievement against the original baselines."""

    due: int
    achieved_on_time: int
    unknown: int
    achievement_rate: float | None
    achievement_rate_reason: Why = msgspec.UNSET


class AchievementRow(OriginalRow, frozen=True, kw_only=True):
    """Achievement against the current baselines, and the original ones."""

    original: OriginalRow


class RollupReport(msgspec.Struct, frozen=True, kw_only=True):
    """Milestone status, most urgent first."""

    schema: Literal["kanban.rollup/1"] = "kanban.rollup/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    project: str
    achievement: AchievementRow
    boards_read: int
    boards_unreadable: tuple[str, ...]
    milestones: tuple[MilestoneRow, ...]
    unplanned: FiguresRow
    definitions: dict[str, str]


class CardName(msgspec.Struct, frozen=True):
    """Which card."""

    board: str
    id: str
    title: str


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed of one milestone; what does not belong to its kind is null or empty."""

    kind: Kind
    milestone: str
    name: str
    at: datetime | None
    from_at: datetime | None
    to_at: datetime | None
    why: str
    cards_in: tuple[CardName, ...]
    cards_out: tuple[CardName, ...]


class ChangesReport(msgspec.Struct, frozen=True, kw_only=True):
    """What changed of the milestones between two moments."""

    schema: Literal["kanban.changes/1"] = "kanban.changes/1"
    generated_at: datetime
    since_at: datetime
    as_of_at: datetime
    timezone: str
    changes: tuple[ChangeRow, ...]


class CardDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A card with all its fields and its history."""

    id: str
    external_id: str | None
    board: str
    column: str
    title: str
    description: str
    work_package: str | None
    milestones: tuple[str, ...]
    due_at: datetime | None
    estimate: float | None
    tags: tuple[str, ...]
    members: tuple[str, ...]
    checklist: tuple[dict[str, Any], ...]
    blocked: bool
    blocked_reason: str | None
    archived: bool
    flow: CardRow
    history: tuple[dict[str, Any], ...] | None
    history_reason: Why = msgspec.UNSET


class CardsReport(msgspec.Struct, frozen=True, kw_only=True):
    """Cards, as `list` and `show` give them."""

    schema: Literal["kanban.cards/1"] = "kanban.cards/1"
    generated_at: datetime
    timezone: str
    cards: tuple[CardDetail, ...]


REPORTS: Mapping[str, str] = {
    "metrics": "export:MetricsReport",
    "quality": "quality_export:QualityReport",
    "rollup": "export:RollupReport",
    "forecast": "forecast_export:ForecastReport",
    "calibration": "forecast_export:CalibrationReport",
    "slip": "insight_export:SlipReport",
    "next": "insight_export:NextReport",
    "simulation": "insight_export:SimulationReport",
    "order": "order_export:OrderReport",
    "milestone_chart": "milestone_chart_export:MilestoneChartReport",
    "schedule": "schedule_export:ScheduleReport",
    "timeline": "timeline_export:TimelineReport",
    "evm": "evm_export:EvmReport",
    "savings": "savings_export:SavingsReport",
    "benefit": "benefit_export:BenefitReport",
    "changes": "export:ChangesReport",
    "cards": "export:CardsReport",
}
"""The module of this package and the shape of each report; imported when its schema is asked for."""


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report. Raises KeyError for a name not in REPORTS."""
    module, _, shape = REPORTS[name].partition(":")
    report = getattr(import_module(f"kanban.metrics.reports.{module}"), shape)
    (schema,), definitions = msgspec.json.schema_components(
        [report], schema_hook=_schema, ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"kanban.{name}/1",
        **schema,
        "$defs": definitions,
    }


def plain_values(report: Any) -> Any:
    """The report as dicts, lists and values; moments stay moments, messages are said in the language in force."""
    return msgspec.to_builtins(report, builtin_types=(datetime,), enc_hook=_said)


def _said(value: Any) -> str:
    if isinstance(value, Message):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is no value of a report")


def _schema(kind: type) -> dict[str, Any]:
    if issubclass(kind, Message):
        return {"type": "string"}
    raise NotImplementedError(f"{kind.__name__} is no type of a report")


def encode(report: Any, zone_name: str, pretty: bool = True) -> bytes:
    """The report as JSON in UTF-8, times in the zone."""
    plain = _zoned(plain_values(report), zone_name)
    content = msgspec.json.encode(plain)
    return (msgspec.json.format(content, indent=2) if pretty else content) + b"\n"


def _zoned(value: Any, zone_name: str) -> Any:
    if isinstance(value, dict):
        return {key: _zoned(item, zone_name) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_zoned(item, zone_name) for item in value]
    if isinstance(value, datetime):
        return iso(value, zone_name)
    return value
