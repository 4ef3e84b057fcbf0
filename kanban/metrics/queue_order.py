"""The order of a driver's queue that serves the milestones best: a proposal beside the driver's own.

What waits goes by the baseline of its milestone, the earliest first, for that keeps the largest lateness smallest
(Jackson 1955); what has none goes last, and what is equal stays as it stands.
"""

from math import inf

import msgspec

from kanban.metrics.columns_then import board_then
from kanban.metrics.contributions import BoardCard
from kanban.metrics.forecast.what_if import ordered
from kanban.metrics.milestone_forecasts import Compared, Forecaster, compared, situation
from kanban.metrics.milestones import MilestoneState, RollUp, asked
from kanban.model.board import Board


class Waiting(msgspec.Struct, frozen=True):
    """A card of the queue at its proposed place."""

    card: BoardCard
    milestone: MilestoneState | None
    """The one with the earliest baseline that it belongs to; None without one."""
    place: int
    """Its place in the driver's own order, from 1."""


class QueueOrder(msgspec.Struct, frozen=True):
    """The queue in the proposed order, and what that does to the milestones."""

    queue: tuple[Waiting, ...]
    milestones: tuple[Compared, ...]
    """Those with cards on the board, with the queue in the proposed order."""

    @property
    def is_own(self) -> bool:
        """Whether the driver's own order is the same."""
        return all(card.place == n for n, card in enumerate(self.queue, 1))


def queue_order(board: Board, rollup: RollUp, forecaster: Forecaster) -> QueueOrder:
    """The proposal for a board, as of the roll-up's moment."""
    board = board_then(board, rollup.moment_of(board))
    states = [state for state in asked(rollup, None) if state.is_foretold]
    milestones = _milestones_by_card(board, states)
    waiting = [
        BoardCard(board, board.cards[card])
        for column in reversed(board.columns)
        if column.kind == "queue"
        for card in board.cards_in(column.id)
    ]
    own = [Waiting(item, milestones.get(item.card.id), place) for place, item in enumerate(waiting, 1)]
    queue = sorted(own, key=lambda queued: _due(queued.milestone))
    in_work = [
        card for column in reversed(board.columns) if column.kind == "active" for card in board.cards_in(column.id)
    ]
    keys = [*in_work, *(queued.card.card.id for queued in queue)]
    served = [
        _served(state, board.slug, keys, rollup, forecaster)
        for state in states
        if any(part.board.slug == board.slug for part in state.figures.contributions)
    ]
    return QueueOrder(tuple(queue), tuple(served))


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


def _served(state: MilestoneState, slug: str, keys: list[str], rollup: RollUp, forecaster: Forecaster) -> Compared:
    question = forecaster.question(state, rollup)
    before = situation(question)
    return compared(state, question, ordered(before, slug, keys) if slug in before.team.boards else before)
