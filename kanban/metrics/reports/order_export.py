"""The shape in which the proposed order of a queue leaves as JSON; `export` says what holds of all shapes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics import reasons
from kanban.metrics.insight.queue_order import QueueOrder, Served, Waiting
from kanban.metrics.reasons import Why, unless
from kanban.metrics.reports.forecast_export import BaselineForecast
from kanban.metrics.reports.forecast_report import baseline_dates
from kanban.metrics.reports.insight_export import CardRef
from kanban.metrics.rollup.milestones import RollUp


class WaitingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card of the queue at its proposed place."""

    place: int
    own_place: int
    card: CardRef
    milestone: str | None
    milestone_reason: Why = msgspec.UNSET


class ServedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone today, and with the queue in the proposed order."""

    id: str
    name: str
    today: BaselineForecast | None
    today_reason: Why = msgspec.UNSET
    proposed: BaselineForecast | None
    proposed_reason: Why = msgspec.UNSET
    in_columns: BaselineForecast | None
    """With each column in the proposed order, and no card in another column."""
    in_columns_reason: Why = msgspec.UNSET


class OrderReport(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a driver's queue that serves the milestones best."""

    schema: Literal["kanban.order/1"] = "kanban.order/1"
    generated_at: datetime
    as_of_at: datetime
    timezone: str
    board: str
    queue: tuple[WaitingRow, ...]
    milestones: tuple[ServedRow, ...]


def order_report(board: str, found: QueueOrder, rollup: RollUp, generated_at: datetime) -> OrderReport:
    """The proposal for a board."""
    return OrderReport(
        generated_at=generated_at,
        as_of_at=rollup.as_of,
        timezone=rollup.plan.timezone,
        board=board,
        queue=tuple(_queue(found.queue)),
        milestones=tuple(map(_served, found.milestones)),
    )


def _queue(queue: Iterable[Waiting]) -> Iterable[WaitingRow]:
    for place, queued in enumerate(queue, 1):
        milestone = queued.milestone.milestone.id if queued.milestone is not None else None
        yield WaitingRow(
            place=place,
            own_place=queued.place,
            card=CardRef(queued.card.board.slug, queued.card.card.id, queued.card.card.title),
            milestone=milestone,
            milestone_reason=unless(milestone, reasons.NO_MILESTONE),
        )


def _served(served: Served) -> ServedRow:
    known = (served.today, served.changed, served.in_columns)
    today, proposed, in_columns = (baseline_dates(dates, served.state.baseline_at) for dates in known)
    return ServedRow(
        id=served.state.milestone.id,
        name=served.state.milestone.name,
        today=today,
        today_reason=unless(today, reasons.UNDATED),
        proposed=proposed,
        proposed_reason=unless(proposed, reasons.UNDATED),
        in_columns=in_columns,
        in_columns_reason=unless(in_columns, reasons.UNDATED),
    )
