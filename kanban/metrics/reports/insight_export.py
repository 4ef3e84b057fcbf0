"""The shapes in which slip causes, next actions and simulations leave as JSON; see `export`."""

from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.reasons import Why
from kanban.metrics.reports.forecast_export import BaselineForecast


class CardRef(msgspec.Struct, frozen=True):
    """A card by its board and id."""

    board: str
    id: str
    title: str


class CauseRow(msgspec.Struct, frozen=True, kw_only=True):
    """About how much of a slip goes back to one cause."""

    cause: str
    rule: str
    seconds: float | None
    """P50 less the P50 without the cause."""
    seconds_reason: Why = msgspec.UNSET
    cards: tuple[CardRef, ...]


class _OfMilestone(msgspec.Struct, frozen=True, kw_only=True):
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    milestone: str
    name: str
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET


class SlipReport(_OfMilestone, frozen=True, kw_only=True):
    """Why a milestone slips: the time between its baseline and P50, by cause."""

    schema: Literal["kanban.slip/1"] = "kanban.slip/1"
    p50_at: datetime | None
    p50_at_reason: Why = msgspec.UNSET
    slip_seconds: float | None
    slip_seconds_reason: Why = msgspec.UNSET
    causes: tuple[CauseRow, ...]
    rest_seconds: float | None
    """The slip less all causes that make the milestone later: causes act together and need not add up."""
    rest_seconds_reason: Why = msgspec.UNSET


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do, and about how much it brings P85 forward."""

    action: str
    gain_seconds: float
    card: CardRef | None
    card_reason: Why = msgspec.UNSET
    board: str | None
    board_reason: Why = msgspec.UNSET


class NextReport(_OfMilestone, frozen=True, kw_only=True):
    """What brings a milestone's P85 forward most."""

    schema: Literal["kanban.next/1"] = "kanban.next/1"
    p85_at: datetime | None
    p85_at_reason: Why = msgspec.UNSET
    actions: tuple[ActionRow, ...]


class CostRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the drivers are paid until P50 and P85."""

    p50: float | None
    p50_reason: Why = msgspec.UNSET
    p85: float | None
    p85_reason: Why = msgspec.UNSET


class SimulatedCost(msgspec.Struct, frozen=True, kw_only=True):
    """The cost today, with the changes, and how much more that is; `rule` says how it is counted."""

    currency: str | None
    currency_reason: Why = msgspec.UNSET
    today: CostRow
    changed: CostRow
    change: CostRow
    """Below 0: it costs less."""


class SimulatedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone today, and with the changes."""

    id: str
    name: str
    baseline_at: datetime | None
    baseline_at_reason: Why = msgspec.UNSET
    today: BaselineForecast | None
    today_reason: Why = msgspec.UNSET
    changed: BaselineForecast | None
    changed_reason: Why = msgspec.UNSET
    p85_gain_seconds: float | None
    """By how much P85 is sooner; below 0 where it is later."""
    p85_gain_seconds_reason: Why = msgspec.UNSET
    cost: SimulatedCost
    budget_left: float | None
    """The budgets of its packages, less what was spent on them."""
    budget_left_reason: Why = msgspec.UNSET


class SimulationReport(msgspec.Struct, frozen=True, kw_only=True):
    """Each milestone's dates with some things changed, beside today's."""

    schema: Literal["kanban.simulation/1"] = "kanban.simulation/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    changes: tuple[str, ...]
    milestones: tuple[SimulatedRow, ...]
    total_cost: SimulatedCost
    """Until the last date of all: each driver is paid once."""
    cost_rule: str
