"""The figures of a board, each with what it rests on and its rule."""

import asyncio

from textual import work

from kanban.metrics.definitions import DEFINITIONS
from kanban.metrics.flow import Durations, Totals, Window, existing, totals
from kanban.model.moment import effective_now
from kanban.render.card import glyphs, sparkline
from kanban.screens.card.rows import wrap
from kanban.screens.listing import ListScreen, text_row
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line, pad, plural
from kanban.text.dates import now, span
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
    rework, weeks = figures.rework, [week.finished for week in figures.throughput.weeks]
    why = ", ".join(f"{n} {reason}" for reason, n in rework.by_reason.items() if n) or "none"
    share = "-" if rework.rework_rate is None else f"{rework.rework_rate * 100:.0f}%"
    per_week = "-" if figures.throughput.per_week is None else f"{figures.throughput.per_week:.1f} a week"
    rows = [
        ("cycle_time", durations_words(figures.cycle_time)),
        ("lead_time", durations_words(figures.lead_time)),
        ("rework_rate", f"{share}  ({rework.reworked} of {plural(rework.finished, 'finished card')})"),
        ("rework_move", f"{plural(rework.moves, 'move')}; moves back by reason: {why}"),
        ("rework_time", span(rework.time_seconds)),
        ("throughput", f"{per_week}  {sparkline(weeks, glyphs())}  over {plural(len(weeks), 'week')}"),
        ("wip", plural(figures.wip, "card")),
        ("finished", f"{figures.finished} of {plural(figures.cards, 'card')}"),
        ("dropped", plural(figures.dropped, "card")),
    ]
    out: list[ListRow] = []
    for term, words in rows:
        lines = [(piece, "") for piece in wrap(words, max(20, cells - 16))]
        lines += [(piece, "meta") for piece in wrap(DEFINITIONS[term], max(20, cells - 17))]
        for number, line in enumerate(lines):
            name = term.replace("_", " ") if number == 0 else ""
            out.append(text_row((f" {pad(name, 14)}", "bold"), line))
        out.append(text_row())
    return out


def durations_words(figures: Durations) -> str:
    """`P50 3.2d  P85 6.1d  P95 9.0d  (n 34 of 41: 5 finished_without_start, 2 start_unknown)`."""
    left_out = ", ".join(f"{n} {reason}" for reason, n in figures.excluded.items())
    kept = f"(n {figures.count} of {figures.of}{': ' + left_out if left_out else ''})"
    if not figures.count:
        return f"-  {kept}"
    low = "  few: low sample" if figures.low_sample else ""
    parts = [
        f"P{q} {span(v)}" for q, v in ((50, figures.p50_seconds), (85, figures.p85_seconds), (95, figures.p95_seconds))
    ]
    return f"{'  '.join(parts)}  {kept}{low}"
