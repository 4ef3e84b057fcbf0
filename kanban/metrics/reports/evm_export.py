"""The shapes in which earned value leaves as JSON; `export` says what holds of all shapes.

Amounts of money are in `currency`, rounded to its smallest unit.
"""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why


class ValueRow(msgspec.Struct, frozen=True, kw_only=True):
    """Earned value of something."""

    currency: str | None
    currency_reason: Why = msgspec.UNSET
    bac: float | None
    bac_reason: Why = msgspec.UNSET
    pv: float | None
    pv_reason: Why = msgspec.UNSET
    ev: float | None
    ev_reason: Why = msgspec.UNSET
    ac: float | None
    ac_reason: Why = msgspec.UNSET
    cv: float | None
    cv_reason: Why = msgspec.UNSET
    sv: float | None
    sv_reason: Why = msgspec.UNSET
    cpi: float | None
    cpi_reason: Why = msgspec.UNSET
    spi: float | None
    spi_reason: Why = msgspec.UNSET
    eac: float | None
    """BAC / CPI."""
    eac_reason: Why = msgspec.UNSET
    eac_as_planned: float | None
    """AC + BAC - EV."""
    eac_as_planned_reason: Why = msgspec.UNSET
    eac_cost_and_schedule: float | None
    """AC + (BAC - EV) / (CPI x SPI)."""
    eac_cost_and_schedule_reason: Why = msgspec.UNSET
    etc: float | None
    etc_reason: Why = msgspec.UNSET
    vac: float | None
    vac_reason: Why = msgspec.UNSET
    tcpi_bac: float | None
    """To keep the budget."""
    tcpi_bac_reason: Why = msgspec.UNSET
    tcpi_eac: float | None
    """To keep EAC."""
    tcpi_eac_reason: Why = msgspec.UNSET


class PackageValueRow(ValueRow, frozen=True, kw_only=True):
    """Earned value of a work package."""

    code: str
    name: str
    cards_total: int
    cards_done: int
    start_at: datetime | None
    """From when on it was planned to be earned."""
    start_at_reason: Why = msgspec.UNSET
    finish_at: datetime | None
    finish_at_reason: Why = msgspec.UNSET


class EarnedScheduleRow(msgspec.Struct, frozen=True, kw_only=True):
    """Earned schedule of the whole plan, or of the work packages of a milestone."""

    start_at: datetime
    finish_at: datetime
    period_seconds: int
    """Between two points of the planned value that are interpolated."""
    actual_time_seconds: float
    es_seconds: float | None
    es_seconds_reason: Why = msgspec.UNSET
    es_at: datetime | None
    """By when what is earned was planned."""
    es_at_reason: Why = msgspec.UNSET
    sv_t_seconds: float | None
    sv_t_seconds_reason: Why = msgspec.UNSET
    spi_t: float | None
    spi_t_reason: Why = msgspec.UNSET


class MilestoneValueRow(ValueRow, frozen=True, kw_only=True):
    """Earned value of the work packages that a milestone waits for; one that two of them wait for is in both."""

    id: str
    name: str
    cards_total: int
    cards_done: int
    earned_schedule: EarnedScheduleRow | None
    earned_schedule_reason: Why = msgspec.UNSET


class WeekValueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the S-curves."""

    as_of_at: datetime
    currency: str | None
    currency_reason: Why = msgspec.UNSET
    pv: float | None
    pv_reason: Why = msgspec.UNSET
    ev: float | None
    ev_reason: Why = msgspec.UNSET
    ac: float | None
    ac_reason: Why = msgspec.UNSET


class EvmReport(msgspec.Struct, frozen=True, kw_only=True):
    """Earned value of the work packages, of the milestones, in total, and in time."""

    schema: Literal["kanban.evm/1"] = "kanban.evm/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    boards_unreadable: tuple[str, ...]
    total: ValueRow
    earned_schedule: EarnedScheduleRow | None
    earned_schedule_reason: Why = msgspec.UNSET
    packages: tuple[PackageValueRow, ...]
    """Those with a budget or a cost."""
    milestones: tuple[MilestoneValueRow, ...]
    """Most urgent first."""
    weeks: tuple[WeekValueRow, ...] | msgspec.UnsetType = msgspec.UNSET
    """With --weekly: Mondays, and the moment asked for."""
    definitions: dict[str, str]
