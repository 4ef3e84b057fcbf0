"""Where columns and cards stand on the canvas, and which of them are in view."""

from textual.geometry import Size

from kanban.model.board import Column
from kanban.widgets.board_scene import Scene

BOX_LINES = 3
"""Lines a card takes: title, meta, hairline."""
STRIP_LINES = 1
"""Lines above the columns."""
MIN_CELLS = 24
"""Narrowest column; 80 cells hold three, 120 five."""


class BoardLayout:
    """The columns and rows in view; the cursor is always among them."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()
        self.left = 0
        """Index of the first column in view."""
        self.first_rows: dict[str, int] = {}
        """By column: the first of its cards in view."""
        self.column_spans: list[tuple[int, int]] = []
        """First cell and width of each column in view."""
        self.heads_line, self.body_line = STRIP_LINES, STRIP_LINES + 1
        self.width = self.height = 0

    def measure(self, size: Size, scene: Scene) -> None:
        """Take the widget's size once for all that is drawn next; asking Textual for it is not free."""
        self.columns = scene.board.columns
        count = max(1, min(len(self.columns), size.width // MIN_CELLS))
        each, rest = divmod(size.width, count)
        self.column_spans = [(i * each + min(i, rest), each + (i < rest)) for i in range(count)]
        self.heads_line = STRIP_LINES + int(count < len(self.columns))
        self.body_line = self.heads_line + 1
        self.width, self.height = size.width, size.height

    @property
    def cards_per_column(self) -> int:
        """Whole cards in view in a column; the last one needs no hairline."""
        return max(1, (self.height - self.body_line + 1) // BOX_LINES)

    @property
    def visible(self) -> tuple[Column, ...]:
        """The columns in view."""
        return self.columns[self.left : self.left + len(self.column_spans)]

    def bring_into_view(self, scene: Scene) -> None:
        """Scroll as little as it takes to have the cursor in view."""
        count = len(self.column_spans)
        self.left = max(0, min(self.left, len(self.columns) - count))
        if scene.column < self.left:
            self.left = scene.column
        elif scene.column >= self.left + count:
            self.left = scene.column - count + 1
        rows = self.cards_per_column
        for index, column in enumerate(self.columns):
            cards = scene.shown.get(column.id, ())
            first = min(self.first_rows.get(column.id, 0), max(0, len(cards) - rows))
            if index == scene.column and scene.card is not None:
                row = _index(cards, scene.card, first)
                first = min(first, row) if row < first else max(first, row - rows + 1)
            self.first_rows[column.id] = first

    def in_view(self, scene: Scene, column: Column) -> tuple[str, ...]:
        """Ids of a column's cards in view."""
        first = self.first_rows.get(column.id, 0)
        return scene.shown.get(column.id, ())[first : first + self.cards_per_column]

    def hidden_counts(self, scene: Scene, column: Column) -> tuple[int, int]:
        """How many of a column's cards are above and below the view."""
        first, count = self.first_rows.get(column.id, 0), len(scene.shown.get(column.id, ()))
        return first, max(0, count - first - self.cards_per_column)

    def place_at(self, x: int, y: int) -> tuple[int, int] | None:
        """Column (as counted in view) and row (-1: its head) under a cell; None outside the columns."""
        if y < self.heads_line:
            return None
        for index, (left, cells) in enumerate(self.column_spans):
            if left <= x < left + cells:
                return index, (y - self.body_line) // BOX_LINES if y >= self.body_line else -1
        return None


def _index(cards: tuple[str, ...], card: str, near: int) -> int:
    """Place of a card in a column; it is nearly always close to where the view is."""
    start = max(0, near - 50)
    for offset, card_id in enumerate(cards[start : start + 150]):
        if card_id == card:
            return start + offset
    try:
        return cards.index(card)
    except ValueError:
        return near
