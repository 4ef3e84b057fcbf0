"""Cards that were read for a page."""

import msgspec

from kanban.metrics.rollup.contributions import BoardCard
from kanban.model.board import Board


class Gathered(msgspec.Struct, frozen=True):
    """What was read for a page."""

    step: tuple[str, str]
    """The page: its kind, and what it is of."""
    cards: tuple[BoardCard, ...] = ()
    """The open ones, worst first."""
    board: Board | None = None
    """The board that the page is of, whole."""
