"""The shapes in which the schedule leaves as JSON; `export` says what holds of all shapes."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class CalendarRow(msgspec.Struct, frozen=True, kw_only=True):
    """The working calendar that was reckoned with."""

    workdays: tuple[str, ...]
    hours: tuple[str, ...]
    working_day_seconds: int
    """What a working day is reckoned as."""
    holidays: int
    extra_workdays: int


class ActivityRow(msgspec.Struct, frozen=True, kw_only=True):
    """A work package, a linked card or a linked milestone."""

    id: str
    kind: Literal["package", "card", "milestone"]
    name: str
    is_linked: bool
    is_done: bool
    remaining_working_days: float | None
    remaining_working_days_reason: Why = msgspec.UNSET
    rests_on: str | None
    """estimate, cycle_time, done, signed_off, dropped, milestone."""
    rests_on_reason: Why = msgspec.UNSET
    cycle_time_p50_working_days: float | None
    cycle_time_p50_working_days_reason: Why = msgspec.UNSET
    board: str | None
    """Whose P50 it is."""
    board_reason: Why = msgspec.UNSET
    finished_cards: int
    """How many that P50 rests on."""
    low_sample: bool
    cards_open: int
    cards_at_once: float
    """How many that driver has in work at once, in the mean."""
    early_start_at: datetime | None
    early_start_at_reason: Why = msgspec.UNSET
    early_finish_at: datetime | None
    early_finish_at_reason: Why = msgspec.UNSET
    late_start_at: datetime | None
    late_start_at_reason: Why = msgspec.UNSET
    late_finish_at: datetime | None
    late_finish_at_reason: Why = msgspec.UNSET
    total_slack_working_days: float | None
    total_slack_working_days_reason: Why = msgspec.UNSET
    free_slack_working_days: float | None
    free_slack_working_days_reason: Why = msgspec.UNSET
    is_critical: bool | None
    is_critical_reason: Why = msgspec.UNSET


class ScheduleLinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link of the plan."""

    predecessor: str
    successor: str
    type: Literal["FS", "SS", "FF", "SF"]
    lag_working_days: float


class LengthRow(msgspec.Struct, frozen=True, kw_only=True):
    """The critical path as of a past moment."""

    as_of_at: datetime
    length_working_days: float | None
    length_working_days_reason: Why = msgspec.UNSET
    finish_at: datetime | None
    finish_at_reason: Why = msgspec.UNSET


class ScheduleReport(msgspec.Struct, frozen=True, kw_only=True):
    """The critical path over work packages, linked cards and linked milestones."""

    schema: Literal["kanban.schedule/1"] = "kanban.schedule/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    boards_unreadable: tuple[str, ...]
    calendar: CalendarRow
    length_working_days: float | None
    length_working_days_reason: Why = msgspec.UNSET
    finish_at: datetime | None
    finish_at_reason: Why = msgspec.UNSET
    path: tuple[str, ...]
    """One chain of ids, in order, that decides the length; empty where there is no length."""
    activities: tuple[ActivityRow, ...]
    links: tuple[ScheduleLinkRow, ...]
    trend: tuple[LengthRow, ...] | msgspec.UnsetType = msgspec.UNSET
    """With --trend: week by week, the moment asked for last."""
    definitions: dict[str, str]
