"""A card held by the mouse over the board: what is seen of it under the pointer, and what scrolls at the edges."""

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from kanban.text.clean import clean_line, cut, width
from kanban.text.messages import msg_n
from kanban.widgets.board_layout import BoardLayout
from kanban.widgets.board_scene import Scene

DRAG_CELLS = 2
"""So far from where it began a pressed mouse is a drag."""
EDGE_CELLS = 2
"""So near the left or the right edge other columns come into view."""
SCROLL_SECONDS = 0.25
"""After so long at an edge, and again after as long."""
GHOST_CELLS = 24
"""Of a title under the pointer."""


class Drag(msgspec.Struct, frozen=True):
    """A card held by the mouse: where it was taken, and where the pointer is."""

    card: str
    text: str
    """What is seen under the pointer."""
    start: tuple[int, int]
    x: int
    y: int
    moved: bool = False

    def at(self, x: int, y: int) -> "Drag":
        """The pointer has moved; some cells away from where it began it is a drag."""
        far = abs(x - self.start[0]) + abs(y - self.start[1]) >= DRAG_CELLS
        return msgspec.structs.replace(self, x=x, y=y, moved=self.moved or far)

    def picture_place(self, size: Size) -> Region:
        """Where the text stands on a canvas: below the pointer, so that what it points at is seen."""
        cells, last = min(width(self.text), size.width), size.height - 1
        y = self.y + 1 if self.y < last else last - 1
        return Region(max(0, min(self.x, size.width - cells)), max(0, y), cells, 1)


def taken(scene: Scene, card: str, x: int, y: int) -> Drag:
    """A card, or with it all that are marked, taken by the mouse."""
    title = clean_line(scene.board.cards[card].title)
    if card in scene.marked and len(scene.marked) > 1:
        title = str(msg_n("{n} card", "{n} cards", len(scene.marked)))
    return Drag(card, f" {cut(title, GHOST_CELLS, scene.context.glyphs.ellipsis)} ", (x, y), x, y)


def at_edges(drag: Drag, layout: BoardLayout) -> tuple[int, int]:
    """Where a held card asks to go on: columns to the left or to the right, cards up or down; 0 for neither."""
    across = (drag.x >= layout.width - EDGE_CELLS) - (drag.x < EDGE_CELLS)
    down = (drag.y >= layout.height - 1) - (drag.y == layout.heads_line)
    return across, down


def covered(line: Strip, place: Region, text: str, style: Style) -> Strip:
    """A line with the dragged card before it."""
    text = cut(text, place.width)
    above = Strip([Segment(text + " " * (place.width - width(text)), style)], place.width)
    return Strip.join([line.crop(0, place.x), above, line.crop(place.right)])
