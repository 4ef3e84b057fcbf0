"""The figures of a board, each with what it rests on and its rule."""

import asyncio

from textual import work

from kanban.metrics.figure import flow_figures
from kanban.metrics.flow import Totals, Window, existing, totals
from kanban.model.moment import effective_now
from kanban.render.figures import lines
from kanban.screens.listing import ListScreen, text_entry
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.text.clean import pad, wrap
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.widgets.list_view import Entry


class MetricsScreen(ListScreen):
    """All history of one board, as of now."""

    def __init__(self, workspace: FolderStore, slug: str | None) -> None:
        super().__init__()
        self._workspace = workspace
        self._slug = slug

    def on_shown(self) -> None:
        """Read and compute in a thread, then paint."""
        self._fill()

    def on_screen_resume(self) -> None:
        """Again, each time it comes to the front."""
        if self.is_mounted:
            self.on_shown()

    @work(group="read", exclusive=True)
    async def _fill(self) -> None:
        self.top.set(((f" {self._slug or ''} · metrics", "bold"),), (("all history, as of now ", "meta"),))
        try:
            figures = await asyncio.to_thread(self._compute)
        except StoreError as error:
            self.say(str(error), "error")
            return
        if self.is_attached:  # else the program is ending
            self.entries.set([text_entry(), *figure_entries(figures, self.size.width)])

    def _compute(self) -> Totals:
        assert self._slug is not None
        board = self._workspace.board(self._slug)
        moment = effective_now(now(), board.head.last_at)
        return totals(existing(board.all_cards.values(), moment), Window(), moment)


def figure_entries(figures: Totals, cells: int) -> list[Entry]:
    """Every figure, then its rule."""
    out: list[Entry] = []
    for line in lines(flow_figures(figures), glyphs()):
        pieces = [(piece, "") for piece in wrap(line.words, max(20, cells - 16))]
        pieces += [(piece, "meta") for piece in wrap(str(line.rule), max(20, cells - 17))]
        for number, piece in enumerate(pieces):
            name = str(line.label) if number == 0 else ""
            out.append(text_entry((f" {pad(name, 14)}", "bold"), piece))
        out.append(text_entry())
    return out
