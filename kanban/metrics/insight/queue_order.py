"""The order of a driver's queue that serves the milestones best: a proposal beside the driver's own.

What waits goes by the baseline of its milestone, the earliest first, for that keeps the largest lateness smallest
(Jackson 1955); what has none goes last, and what is equal stays as it stands.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import inf

import msgspec

from kanban.metrics.flow.columns_then import board_then
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.forecast.what_if import ordered
from kanban.metrics.insight.milestone_forecasts import Compared, Forecaster, compared, dated, forecast_if, situation
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked
from kanban.model.board import Board
from kanban.model.events import Kind


class Waiting(msgspec.Struct, frozen=True):
    """A card of the queue at its proposed place."""

    card: BoardCard
    milestone: MilestoneState | None
    """The one with the earliest baseline that it belongs to; None without one."""
    place: int
    """Its place in the driver's own order, from 1."""


class Served(Compared, frozen=True):
    """A milestone's forecast today, and with the queue in the proposed order."""

    in_columns: MilestoneForecast
    """With each column in that order, and no card in another column."""

    @property
    def days(self) -> tuple[float | None, float | None]:
        """By how many days the order moves P50 and P85; below 0 is sooner."""
        today, changed = self.today, self.changed
        return _days(today.p50_at, changed.p50_at), _days(today.p85_at, changed.p85_at)

    @property
    def days_in_columns(self) -> float | None:
        """By how many days P85 moves if each column takes the order over."""
        return _days(self.today.p85_at, self.in_columns.p85_at)


class QueueOrder(msgspec.Struct, frozen=True):
    """The queue in the proposed order, and what that does to the milestones."""

    queue: tuple[Waiting, ...]
    milestones: tuple[Served, ...]
    """Those with cards on the board, with the queue in the proposed order."""

    @property
    def is_own(self) -> bool:
        """Whether the driver's own order is the same."""
        return is_own(self.queue)


def is_own(queue: Sequence[Waiting]) -> bool:
    """Whether the driver's own order is the same as the proposed one."""
    return all(queued.place == n for n, queued in enumerate(queue, 1))


def column_order(queue: Sequence[Waiting], column: str) -> tuple[str, ...]:
    """The cards of one column in the proposed order."""
    return tuple(queued.card.card.id for queued in queue if queued.card.card.column == column)


def queue_order(board: Board, rollup: RollUp, forecaster: Forecaster) -> QueueOrder:
    """The proposal for a board, as of the roll-up's moment."""
    queue = proposed(board, rollup)
    return QueueOrder(queue, tuple(served(board, rollup, queue, forecaster)))


def proposed(board: Board, rollup: RollUp) -> tuple[Waiting, ...]:
    """The queue in the proposed order, as of the roll-up's moment."""
    board = board_then(board, rollup.moment_of(board))
    milestones = _milestones_by_card(board, _foretold(rollup))
    waiting = [BoardCard(board, board.cards[card]) for card in _cards_of_kind(board, "queue")]
    own = [Waiting(item, milestones.get(item.card.id), place) for place, item in enumerate(waiting, 1)]
    return tuple(sorted(own, key=lambda queued: _due(queued.milestone)))


def served(board: Board, rollup: RollUp, queue: Sequence[Waiting], forecaster: Forecaster) -> Iterator[Served]:
    """What the proposed order does to each milestone with cards on the board, the most urgent first."""
    board = board_then(board, rollup.moment_of(board))
    in_work = _cards_of_kind(board, "active")
    queues = [column.id for column in reversed(board.columns) if column.kind == "queue"]
    keys = [*in_work, *(queued.card.card.id for queued in queue)]
    in_columns = [*in_work, *(card for column in queues for card in column_order(queue, column))]
    for state in _foretold(rollup):
        if any(part.board.slug == board.slug for part in state.figures.contributions):
            yield _served(state, board.slug, keys, in_columns, rollup, forecaster)


def _foretold(rollup: RollUp) -> list[MilestoneState]:
    return [state for state in asked(rollup, None) if state.is_foretold]


def _cards_of_kind(board: Board, kind: Kind) -> list[str]:
    """Of all columns of a kind, the one on the right first."""
    columns = [column for column in reversed(board.columns) if column.kind == kind]
    return [card for column in columns for card in board.cards_in(column.id)]


def _days(today: datetime | None, changed: datetime | None) -> float | None:
    return None if today is None or changed is None else (changed - today).total_seconds() / DAY_SECONDS


def _milestones_by_card(board: Board, states: list[MilestoneState]) -> dict[str, MilestoneState]:
    by_card: dict[str, MilestoneState] = {}
    for state in sorted(states, key=_due):
        for part in state.figures.contributions:
            if part.board.slug == board.slug:
                for card in part.cards:
                    by_card.setdefault(card.id, state)
    return by_card


def _due(state: MilestoneState | None) -> float:
    return inf if state is None or state.baseline_at is None else state.baseline_at.timestamp()


def _served(
    state: MilestoneState, slug: str, keys: list[str], in_columns: list[str], rollup: RollUp, forecaster: Forecaster
) -> Served:
    question = forecaster.question(state, rollup)
    before = situation(question)
    is_of_team = slug in before.team.boards
    whole, by_column = (ordered(before, slug, order) if is_of_team else before for order in (keys, in_columns))
    both = compared(state, question, whole)
    within = both.changed
    if keys != in_columns:
        within = dated(forecast_if(question, by_column), question.as_of, state.baseline_at)
    return Served(state, both.today, both.changed, within)
