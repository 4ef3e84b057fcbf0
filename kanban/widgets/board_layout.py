"""Where columns and cards stand on the canvas, and which of them are in view."""

from functools import lru_cache

from textual.geometry import Size

from kanban.model.board import Board, Column
from kanban.render.card import column_head
from kanban.text.clean import width
from kanban.widgets.board_scene import Scene

STRIP_LINES = 1
"""Lines above the columns."""
LEAST_CELLS = {"queue": 20, "active": 24, "done": 18}
"""Of a column with cards, by its kind."""
LEAST_EMPTY = {"queue": 8, "active": 16, "done": 8}
"""Of a column without any; where its head takes more, that."""
HEAD_CELLS = 6
"""Beside a head: a gap on either side, and the letter that is awaited while a card is moved."""
ENOUGH_CELLS = 34
"""So wide a column becomes before those of less need become wider."""


class BoardLayout:
    """The columns and rows in view; the cursor is always among them, unless a card is dragged."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()
        self.left = 0
        """Index of the first column in view."""
        self.first_rows: dict[str, int] = {}
        """By column: the first of its cards in view."""
        self.held: int | None = None
        """While a card is dragged: the column to keep in view in place of the cursor's."""
        self.column_spans: list[tuple[int, int]] = []
        """First cell and width of each column in view."""
        self.heads_line, self.body_line = STRIP_LINES, STRIP_LINES + 1
        """Above the heads there is a line for the columns out of view wherever there may be such: no card goes up or
        down because a column has become empty.
        """
        self.width = self.height = 0
        self._density = 3
        self._is_new = True

    def measure(self, size: Size, scene: Scene) -> None:
        """Take the widget's size once for all that is drawn next; asking Textual for it is not free.

        The columns that fit are chosen, with the cursor's among them, and get the cells that they need.
        """
        self.columns, self._density = scene.board.columns, scene.density
        self.width, self.height = size.width, size.height
        least = [least_cells(scene.board, column) for column in self.columns]
        kept = scene.column if self.held is None else min(self.held, len(least) - 1)
        first, end = self._in_view(least, kept)
        self.left, self._is_new = first, self._is_new and not size.width
        filled = [bool(scene.board.cards_in(column.id)) for column in self.columns]
        active = [column.kind == "active" for column in self.columns]
        needs = tuple(2 if filled[i] and active[i] else int(filled[i]) for i in range(first, end))
        widths = widened(tuple(least[first:end]), needs, self.width)
        self.column_spans = [(sum(widths[:i]), cells) for i, cells in enumerate(widths)]
        self.heads_line = STRIP_LINES + int(sum(LEAST_CELLS[c.kind] for c in self.columns) > self.width)
        self.body_line = self.heads_line + 1

    def _in_view(self, least: list[int], cursor: int) -> tuple[int, int]:
        """The first column in view and the one behind the last, scrolled as little as it takes.

        At the first look all active columns are in view with the cursor's, if there is room for them.
        """
        first = self.left
        if self._is_new:
            active = [i for i, column in enumerate(self.columns) if column.kind == "active"]
            last = max([cursor, *(i for i in active if sum(least[min(cursor, i) : i + 1]) <= self.width)])
            first = self._first_with(least, last)
        if cursor < first:
            first = cursor
        first = max(min(first, len(least) - 1), self._first_with(least, cursor, first))
        end, used = first + 1, least[first]
        while end < len(least) and used + least[end] <= self.width:
            used += least[end]
            end += 1
        while end == len(least) and first > 0 and used + least[first - 1] <= self.width:
            first -= 1
            used += least[first]
        return first, end

    def _first_with(self, least: list[int], last: int, first: int = 0) -> int:
        """The first column, at least `first`, from which all until the last one fit."""
        while first < last and sum(least[first : last + 1]) > self.width:
            first += 1
        return first

    # Cards

    def rows(self, column: Column) -> int:
        """Lines of a card in a column: cards in work have the most to say."""
        return self._density if column.kind == "active" else min(self._density, 2)

    def box_lines(self, column: Column) -> int:
        """Lines of a card with the hairline below it; cards of one line have none."""
        rows = self.rows(column)
        return rows + 1 if rows > 1 else 1

    def cards_in_view(self, column: Column) -> int:
        """Whole cards in view in a column; the last one needs no hairline."""
        lines = self.box_lines(column)
        return max(1, (self.height - self.body_line + int(lines > 1)) // lines)

    @property
    def visible(self) -> tuple[Column, ...]:
        """The columns in view."""
        return self.columns[self.left : self.left + len(self.column_spans)]

    def bring_into_view(self, scene: Scene) -> None:
        """Scroll each column as little as it takes to have the cursor in view."""
        for index, column in enumerate(self.columns):
            cards, rows = scene.shown.get(column.id, ()), self.cards_in_view(column)
            first = min(self.first_rows.get(column.id, 0), max(0, len(cards) - rows))
            if index == scene.column and scene.card is not None and self.held is None:
                row = _index(cards, scene.card, first)
                first = min(first, row) if row < first else max(first, row - rows + 1)
            self.first_rows[column.id] = first

    def in_view(self, scene: Scene, column: Column) -> tuple[str, ...]:
        """Ids of a column's cards in view."""
        first = self.first_rows.get(column.id, 0)
        return scene.shown.get(column.id, ())[first : first + self.cards_in_view(column)]

    def hidden_counts(self, scene: Scene, column: Column) -> tuple[int, int]:
        """How many of a column's cards are above and below the view."""
        first, count = self.first_rows.get(column.id, 0), len(scene.shown.get(column.id, ()))
        return first, max(0, count - first - self.cards_in_view(column))

    def scroll_columns(self, step: int) -> bool:
        """Bring the next column on the left (-1) or on the right (1) into view; whether there is one."""
        wanted = self.left - 1 if step < 0 else self.left + len(self.column_spans)
        if not step or not 0 <= wanted < len(self.columns):
            return False
        self.held = wanted
        return True

    def scroll_cards(self, scene: Scene, column: Column, step: int) -> bool:
        """Bring the next card above (-1) or below (1) into view; whether there is one."""
        above, below = self.hidden_counts(scene, column)
        if not (above if step < 0 else below if step else 0):
            return False
        self.first_rows[column.id] = above + step
        return True

    def place_at(self, x: int, y: int) -> tuple[int, int] | None:
        """Column (as counted in view) and row (-1: its head) under a cell; None outside the columns."""
        if y < self.heads_line:
            return None
        for index, (left, cells) in enumerate(self.column_spans):
            if left <= x < left + cells:
                lines = self.box_lines(self.visible[index])
                return index, (y - self.body_line) // lines if y >= self.body_line else -1
        return None


def least_cells(board: Board, column: Column) -> int:
    """How narrow a column may be: an empty one hardly wider than its head. A filter changes nothing of it."""
    if board.cards_in(column.id):
        return LEAST_CELLS[column.kind]
    head = width(column_head(board, column)[0]) + HEAD_CELLS
    return min(LEAST_CELLS[column.kind], max(LEAST_EMPTY[column.kind], head))


@lru_cache(maxsize=64)
def widened(least: tuple[int, ...], needs: tuple[int, ...], total: int) -> list[int]:
    """Widths that fill so many cells: first those of the greatest need grow, then the others, then all alike."""
    widths = [min(cells, total) for cells in least]
    room = max(0, total - sum(widths))
    for need in sorted(set(needs), reverse=True):
        while room and (growing := [i for i, n in enumerate(needs) if n == need and widths[i] < ENOUGH_CELLS]):
            narrowest = min(growing, key=widths.__getitem__)
            widths[narrowest] += 1
            room -= 1
    each, rest = divmod(room, len(widths))
    return [cells + each + (i < rest) for i, cells in enumerate(widths)]


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
