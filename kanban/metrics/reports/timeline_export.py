"""The shapes in which the timeline leaves as JSON; `export` says what holds of all shapes."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class PlacedRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands in the schedule."""

    early_start_at: datetime | None
    """When what is left can start."""
    early_start_at_reason: Why = msgspec.UNSET
    early_finish_at: datetime | None
    early_finish_at_reason: Why = msgspec.UNSET
    is_critical: bool | None
    is_critical_reason: Why = msgspec.UNSET
    total_slack_working_days: float | None
    total_slack_working_days_reason: Why = msgspec.UNSET


class PackageSpanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A work package."""

    code: str
    name: str
    cards_total: int
    cards_done: int
    is_done: bool
    started_at: datetime | None
    started_at_reason: Why = msgspec.UNSET
    worked_by_at: datetime | None
    """The first work on it that is known."""
    worked_by_at_reason: Why = msgspec.UNSET
    finished_at: datetime | None
    finished_at_reason: Why = msgspec.UNSET
    schedule: PlacedRow


class CardSpanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card that stands in a link of the plan."""

    id: str
    """As links name it: board/7."""
    title: str | None
    title_reason: Why = msgspec.UNSET
    """Why there is no such card."""
    package: str | None
    """The work package of the plan beneath which it stands."""
    package_reason: Why = msgspec.UNSET
    is_done: bool
    started_at: datetime | None
    started_at_reason: Why = msgspec.UNSET
    finished_at: datetime | None
    finished_at_reason: Why = msgspec.UNSET
    dropped_at: datetime | None
    """When it was archived unfinished."""
    dropped_at_reason: Why = msgspec.UNSET
    schedule: PlacedRow


class MilestoneMarksRow(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone."""

    id: str
    name: str
    status: str
    cards_total: int
    cards_done: int
    is_done: bool
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET
    baseline_original_at: datetime | None
    baseline_original_at_reason: Why = msgspec.UNSET
    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET
    achieved_at: datetime | None
    achieved_at_reason: Why = msgspec.UNSET
    slip_seconds: float | None
    slip_seconds_reason: Why = msgspec.UNSET
    schedule: PlacedRow


class TimelineLinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link of the plan."""

    predecessor: str
    successor: str
    type: Literal["FS", "SS", "FF", "SF"]
    lag_working_days: float
    is_critical: bool
    """It joins two neighbours on the chain that decides the end."""


class TimelineReport(msgspec.Struct, frozen=True, kw_only=True):
    """Work packages, the cards that links name, and milestones over time."""

    schema: Literal["kanban.timeline/1"] = "kanban.timeline/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    boards_unreadable: tuple[str, ...]
    order: tuple[str, ...]
    """Codes of packages, ids of linked cards and of milestones, in the order of the rows."""
    packages: tuple[PackageSpanRow, ...]
    cards: tuple[CardSpanRow, ...]
    """Those that stand in a link of the plan."""
    milestones: tuple[MilestoneMarksRow, ...]
    links: tuple[TimelineLinkRow, ...]
    definitions: dict[str, str]
