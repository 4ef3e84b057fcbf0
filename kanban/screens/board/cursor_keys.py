"""The cursor and the marks of the board."""

from collections.abc import Callable

from kanban.screens.board.desk import BoardDesk
from kanban.text.dates import now
from kanban.text.messages import Refused, msg


class CursorKeys:
    """What h j k l, g, G, the pages, n, N, tab, shift+tab, space and v do."""

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
        self._go(lambda: self._desk.selection.by(self._desk.canvas.page))

    def do_page_up(self) -> None:
        """A page up."""
        self._go(lambda: self._desk.selection.by(-self._desk.canvas.page))

    def do_next(self) -> None:
        """Next card shown."""
        self._go(lambda: self._desk.selection.along(1))

    def do_previous(self) -> None:
        """Previous card shown."""
        self._go(lambda: self._desk.selection.along(-1))

    def do_next_need(self) -> None:
        """Next card that needs a hand."""
        self._go(lambda: self._to_need(1))

    def do_previous_need(self) -> None:
        """Previous card that needs a hand."""
        self._go(lambda: self._to_need(-1))

    def _to_need(self, step: int) -> None:
        """From a card that needs one to the next after it, else to the worst; a filter hides what it hides."""
        chosen = self._desk.selection
        cards = self._desk.attention.worst_first(now())
        if chosen.needle:
            cards = tuple(filter(chosen.is_shown, cards))
        if not cards:
            raise Refused(msg("no card here is late, due within two days, blocked or ageing"))
        at = cards.index(chosen.card) if chosen.card in cards else -1 if step > 0 else 0
        chosen.to(cards[(at + step) % len(cards)])
        self._desk.say(msg("{n} of {of} that need a hand", n=cards.index(chosen.card or "") + 1, of=len(cards)))

    def do_mark(self) -> None:
        """Mark, and on to the next one."""
        self._desk.selection.mark()
        self._go(lambda: self._desk.selection.by(1))

    def do_mark_range(self) -> None:
        """Mark up to here."""
        self._go(self._desk.selection.mark_range)
