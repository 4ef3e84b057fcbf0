"""The figures of a board: each with what it rests on, its rule where the cursor is, and the cards behind it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from textual import work
from textual.app import ComposeResult

from kanban.metrics.behind import Behind, cards_behind
from kanban.metrics.figure import Figure
from kanban.metrics.flow import Totals, Window, existing, totals
from kanban.metrics.flow_figures import flow_figures
from kanban.metrics.reasons import EXCLUDED_WORDS
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.events import REASON_WORDS
from kanban.model.moment import effective_now
from kanban.render.card import Span
from kanban.render.figures import words
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.metrics.windows import ChosenWindow
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line, cut, pad, width, wrap
from kanban.text.dates import now, span
from kanban.text.glyphs import Glyphs, glyphs
from kanban.text.messages import joined, msg, msg_n, tr
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListRow, ListView

NAME_CELLS = 14
PANE_LINES = 3
"""Lines of the rule of the figure under the cursor."""


class Counted(NamedTuple):
    """A board counted in a window, as of a moment."""

    board: Board
    cards: Sequence[Card]
    window: Window
    figures: Totals


class MetricsScreen(ListScreen):
    """One board; enter goes from a figure to its cards, and from a card to all about it."""

    NAME = "metrics"

    def __init__(self, store: Store, slug: str | None) -> None:
        super().__init__()
        self._store = store
        self._slug = slug or ""
        self._chosen = ChosenWindow()
        self._counted: Counted | None = None
        self._path: tuple[str, ...] = ()
        """A figure's term, then a card's id."""
        self._moment = now()

    def compose(self) -> ComposeResult:
        """Top line, list, the rule, the bottom line."""
        yield Line(id="top")
        yield ListView(id="list")
        for number in range(PANE_LINES):
            yield Line(id=f"rule{number}")
        yield Line(id="bottom")

    def repaint(self) -> None:
        """Paint what was computed."""
        title = msg("{board} · metrics", board=clean_line(self._slug))
        window = self._chosen.words(self._moment, self.kanban.plan.timezone)
        self.top.set(((f" {title}", "bold"),), ((f"{window} ", "meta"),))
        if self._counted is not None:
            self.list_view.set(self._rows(self._counted))

    def _rows(self, counted: Counted) -> list[ListRow]:
        if not self._path:
            return figure_rows(counted.figures, self.size.width, glyphs())
        behind = cards_behind(self._path[0], counted.cards, counted.window, self._moment)
        if len(self._path) == 1:
            return behind_rows(self._path[0], behind, counted, self.size.width, glyphs())
        card = next((item.card for item in behind if item.card.id == self._path[1]), None)
        if card is None:
            return behind_rows(self._path[0], behind, counted, self.size.width, glyphs())
        return card_rows(card, counted.board, self.kanban.plan, self.kanban.zone, self.size.width, self._moment)

    def _paint_rule(self) -> None:
        """The rule of the figure under the cursor."""
        rule = ""
        if self._counted is not None and not self._path and (term := self.list_view.key):
            rule = next((str(f.rule) for f in flow_figures(self._counted.figures) if f.term == term), "")
        said = wrap(rule, max(20, self.size.width - 2)) if rule else []
        for number in range(PANE_LINES):
            text = said[number] if number < len(said) else ""
            self.query_one(f"#rule{number}", Line).set(((f" {text}", "meta"),) if text else ())

    def on_mount(self) -> None:
        """Compute at once."""
        self.list_view.moved = self._paint_rule
        self._fill()

    def on_screen_resume(self) -> None:
        """And again, each time it comes to the front."""
        if self.is_mounted:
            self._fill()

    @work(group="read", exclusive=True)
    async def _fill(self) -> None:
        """Read and compute in a thread, then paint."""
        try:
            self._counted = await asyncio.to_thread(self._count, self._chosen, self.kanban.plan.timezone)
        except StoreError as error:
            self.say(error.reason, "error")
            return
        if self.is_attached:  # else the program is ending
            self.repaint()

    def _count(self, chosen: ChosenWindow, zone: str) -> Counted:
        board = self._store.board(self._slug)
        self._moment = moment = effective_now(now(), board.head.last_at)
        window, cards = chosen.window(moment, zone), existing(board.all_cards.values(), moment)
        return Counted(board, cards, window, totals(cards, window, moment))

    # Keys

    def do_open(self) -> None:
        """The cards behind the figure, or all about the card."""
        if self.list_view.key and len(self._path) < 2:
            self._go((*self._path, self.list_view.key))

    async def do_back(self) -> None:
        """Out again; the cursor is where it was."""
        if not self._path:
            await super().do_back()
            return
        left = self._path[-1]
        self._go(self._path[:-1])
        self.list_view.set(self.list_view.rows, left)

    def _go(self, path: tuple[str, ...]) -> None:
        self._path = path
        self.list_view.start_over()
        self.repaint()

    def do_window(self) -> None:
        """All history, the last 4 weeks, the last 12."""
        self._choose(self._chosen.next())

    def do_earlier(self) -> None:
        """The window before this one."""
        self._step(1)

    def do_later(self) -> None:
        """The window after this one."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if not self._chosen.weeks:
            self.say(msg("this is all history; w chooses a window"))
            return
        self._choose(self._chosen.stepped(step))

    def _choose(self, chosen: ChosenWindow) -> None:
        self._chosen = chosen
        self._fill()


def figure_rows(figures: Totals, cells: int, signs: Glyphs) -> list[ListRow]:
    """Every figure, in one line where there is room for it, and under it what was left out of it."""
    rows: list[ListRow] = [text_row()]
    told: set[str] = set()
    for figure in flow_figures(figures):
        name: Span = (f" {pad(str(figure.label), NAME_CELLS)} ", "bold")
        first, *more = wrap(words(figure, signs, why_left_out=False), cells - NAME_CELLS - 3)
        further = [((" " * (NAME_CELLS + 2), ""), (text, "")) for text in more]
        rows.append(ListRow(((name, (first, "")), *further), figure.term))
        rows += _left_out_rows(figure, told)
    return rows


def _left_out_rows(figure: Figure, told: set[str]) -> list[ListRow]:
    rows = []
    for code, n in figure.excluded.items():
        if code not in told:
            told.add(code)
            text = tr("left out: {n} {reason}", n=n, reason=EXCLUDED_WORDS.get(code, code))
            rows.append(ListRow((((" " * (NAME_CELLS + 2), ""), (text, "meta")),), code))
    return rows


def behind_rows(term: str, behind: Sequence[Behind], counted: Counted, cells: int, signs: Glyphs) -> list[ListRow]:
    """The cards behind a figure, each with what it adds."""
    label = next((str(f.label) for f in flow_figures(counted.figures) if f.term == term), "")
    label = label or str(EXCLUDED_WORDS.get(term, term))
    title = msg_n("{figure}: {n} card", "{figure}: {n} cards", len(behind), figure=label)
    head = text_row((f" {title}", "head"))
    return [
        text_row(),
        head,
        *(ListRow((_behind_line(item, counted.board, cells, signs),), item.card.id) for item in behind),
    ]


def _behind_line(item: Behind, board: Board, cells: int, signs: Glyphs) -> tuple[Span, ...]:
    card = item.card
    column = pad(cut(clean_line(board.column(card.column).name), 12, signs.ellipsis), 12)
    time = pad(span(item.seconds) if item.seconds is not None else "", 7, right=True)
    note = tr("beyond P85") if item.beyond else str(joined(REASON_WORDS.get(r, r) for r in item.reasons))
    tail = f" {column} {time}  "
    room = max(10, cells - 8 - width(tail) - 18)
    title = pad(cut(clean_line(card.title), room, signs.ellipsis), room)
    return ((f" {pad(card.id, 6)} ", "key"), (title, ""), (tail, "meta"), (cut(note, 18, signs.ellipsis), "ageing"))
