"""What cannot be read, and what it may hide: so that figures say unknown where they would say zero."""

import msgspec

from kanban.model.board import Board


class Unread(msgspec.Struct, frozen=True):
    """A board that cannot be read, or not wholly."""

    slug: str
    words: str
    """What is wrong, in a sentence."""
    packages: frozenset[str] | None = None
    """Work packages that its cards may lie under; None: any."""


def packages_of(board: Board) -> frozenset[str]:
    """The work packages that cards of a board lie under."""
    return frozenset(card.work_package for card in board.all_cards.values() if card.work_package)
