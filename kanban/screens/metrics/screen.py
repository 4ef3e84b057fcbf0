"""The figures of a board, each with what it rests on and its rule."""

import asyncio

from textual import work

from kanban.metrics.figure import flow_figures
from kanban.metrics.flow import Totals, Window, existing, totals
from kanban.model.moment import effective_now
from kanban.render.figures import lines
from kanban.screens.listing import ListScreen, text_row
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line, pad, wrap
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.text.messages import msg
from kanban.widgets.list_view import ListRow


class MetricsScreen(ListScreen):
    """All history of one board, as of now."""

    NAME = "metrics"

    def __init__(self, store: Store, slug: str | None) -> None:
        super().__init__()
        self._store = store
        self._slug = slug or ""
        self._figures: Totals | None = None

    def repaint(self) -> None:
        """Paint what was computed."""
        title = msg("{board} · metrics", board=clean_line(self._slug))
        self.top.set(((f" {title}", "bold"),), ((f"{msg('all history, as of now')} ", "meta"),))
        if self._figures is not None:
            self.list_view.set([text_row(), *figure_entries(self._figures, self.size.width)])

    def on_mount(self) -> None:
        """Compute at once."""
        self._fill()

    def on_screen_resume(self) -> None:
        """And again, each time it comes to the front."""
        if self.is_mounted:
            self._fill()

    @work(group="read", exclusive=True)
    async def _fill(self) -> None:
        """Read and compute in a thread, then paint."""
        try:
            self._figures = await asyncio.to_thread(self._compute)
        except StoreError as error:
            self.say(error.reason, "error")
            return
        if self.is_attached:  # else the program is ending
            self.repaint()

    def _compute(self) -> Totals:
        board = self._store.board(self._slug)
        moment = effective_now(now(), board.head.last_at)
        return totals(existing(board.all_cards.values(), moment), Window(), moment)


def figure_entries(figures: Totals, cells: int) -> list[ListRow]:
    """Every figure, then its rule."""
    out: list[ListRow] = []
    for line in lines(flow_figures(figures), glyphs()):
        pieces = [(piece, "") for piece in wrap(line.words, max(20, cells - 16))]
        pieces += [(piece, "meta") for piece in wrap(str(line.rule), max(20, cells - 17))]
        for number, piece in enumerate(pieces):
            name = str(line.label) if number == 0 else ""
            out.append(text_row((f" {pad(name, 14)}", "bold"), piece))
        out.append(text_row())
    return out
