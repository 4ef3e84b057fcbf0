"""What the board shows, as one immutable value: the screen makes it, the canvas draws it."""

from collections.abc import Mapping

import msgspec

from kanban.model.board import Board
from kanban.model.card import Card
from kanban.render.card import RenderContext, Span


class Scene(msgspec.Struct, frozen=True):
    """Everything that is drawn. `shown` holds the ids of each column's cards (all, or those the filter leaves)."""

    board: Board
    shown: Mapping[str, tuple[str, ...]]
    context: RenderContext
    strip: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())
    """The row above the columns: what stands on its left, and on its right."""
    column: int = 0
    card: str | None = None
    marked: frozenset[str] = frozenset()
    letters: Mapping[str, str] = {}
    """What to type for a column or a card while a letter is awaited, by its id with `column:` or `card:` before it."""
    drop: str | None = None
    """Column a dragged card would fall into."""
    filtered: bool = False
    density: int = 3
    """How many lines a card takes at most, see `render.card.ROWS`."""
    hint: tuple[str, ...] = ()
    """What to say on a board without cards."""


class CardBox(msgspec.Struct, frozen=True):
    """A card as it is drawn, or an empty place. Two equal boxes look the same."""

    card: Card | None = None
    cursor: bool = False
    marked: bool = False
    label: str = ""
    lines: tuple[tuple[Span, ...], ...] = ()

    def same(self, other: "CardBox") -> bool:
        """Whether it looks like the other one; cards are compared by identity, for they never change."""
        return (
            self.card is other.card
            and self.cursor == other.cursor
            and self.marked == other.marked
            and self.label == other.label
            and self.lines == other.lines
        )


EMPTY_BOX = CardBox()
