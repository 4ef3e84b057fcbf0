"""What cannot be read, and what it may hide: so that figures say unknown where they would say zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kanban.text.messages import Words

if TYPE_CHECKING:
    from kanban.model.board import Board


class Problem(NamedTuple):
    """Something that is wrong with what is kept, with its place (a file, a server)."""

    place: str
    reason: Words

    def __str__(self) -> str:
        """Place and reason, in the language in force."""
        return f"{self.place}: {self.reason}"


class UnreadableBoard(msgspec.Struct, frozen=True):
    """A board that cannot be read, or not wholly."""

    slug: str
    problem: Problem
    packages: frozenset[str] | None = None
    """Work packages that its cards may lie under; None: any."""


def packages_of(board: Board) -> frozenset[str]:
    """The work packages that cards of a board lie under."""
    return frozenset(card.work_package for card in board.all_cards.values() if card.work_package)
