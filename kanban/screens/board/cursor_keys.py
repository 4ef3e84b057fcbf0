"""The cursor and the marks of the board."""

from collections.abc import Callable

from kanban.screens.board.desk import BoardDesk


class CursorKeys:
    """What h j k l, g, G, the pages, n, N, space and v do."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk

    def _go(self, step: Callable[[], object]) -> None:
        step()
        self._desk.redraw()

    def do_left(self) -> None:
        """Column on the left."""
        self._go(lambda: self._desk.selection.to_column(self._desk.selection.column - 1))

    def do_right(self) -> None:
        """Column on the right."""
        self._go(lambda: self._desk.selection.to_column(self._desk.selection.column + 1))

    def do_up(self) -> None:
        """Card above."""
        self._go(lambda: self._desk.selection.by(-1))

    def do_down(self) -> None:
        """Card below."""
        self._go(lambda: self._desk.selection.by(1))

    def do_first(self) -> None:
        """First card."""
        self._go(lambda: self._desk.selection.to_row(0))

    def do_last(self) -> None:
        """Last card."""
        self._go(lambda: self._desk.selection.to_row(len(self._desk.selection.cards_in())))

    def do_page_down(self) -> None:
        """A page down."""
        self._go(lambda: self._desk.selection.by(self._desk.canvas.cards_per_column))

    def do_page_up(self) -> None:
        """A page up."""
        self._go(lambda: self._desk.selection.by(-self._desk.canvas.cards_per_column))

    def do_next(self) -> None:
        """Next card shown."""
        self._go(lambda: self._desk.selection.along(1))

    def do_previous(self) -> None:
        """Previous card shown."""
        self._go(lambda: self._desk.selection.along(-1))

    def do_mark(self) -> None:
        """Mark, and on to the next one."""
        self._desk.selection.mark()
        self._go(lambda: self._desk.selection.by(1))

    def do_mark_range(self) -> None:
        """Mark up to here."""
        self._go(self._desk.selection.mark_range)
