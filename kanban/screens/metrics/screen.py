"""A board's metrics: its figures and its pictures, what is under the cursor in words, and the cards behind it."""

import asyncio
from collections.abc import Sequence

from msgspec import MsgspecError
from textual import work
from textual.app import ComposeResult

from kanban.metrics.behind import Behind, cards_behind
from kanban.metrics.flow_figures import flow_figures
from kanban.model.card import Card
from kanban.render.card import Span
from kanban.render.charts import legend
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Picture
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import ListScreen
from kanban.screens.metrics.counting import VIEWS, Counted, count
from kanban.screens.metrics.lists import behind_rows, figure_name, figure_rows, picture_rows
from kanban.screens.metrics.windows import ChosenWindow
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line, cut, wrap
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, Refused, Words, msg
from kanban.widgets.chart_view import ChartView
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListRow, ListView

HEAD_LINES, PANE_LINES = 2, 3
"""Lines of what a picture comes to, above it; of what is under the cursor, beneath."""
PAGE = 10
"""So many points a page goes."""


class MetricsScreen(ListScreen):
    """One board. Tab goes from view to view; enter from a figure or a point to its cards, and to all about one."""

    NAME = "metrics"

    def __init__(self, store: Store, slug: str | None) -> None:
        super().__init__()
        self._store = store
        self._slug = slug or ""
        self._chosen = ChosenWindow()
        self._view = VIEWS[0]
        self._counted: Counted | None = None
        self._path: tuple[str, ...] = ()
        """A figure's term or the number of a picture's point, then a card's id."""
        self._point = 0
        """The point of the chart that the cursor is on."""

    def compose(self) -> ComposeResult:
        """Top line, what it comes to, a list or a chart, what is under the cursor, the bottom line."""
        yield Line(id="top")
        for number in range(HEAD_LINES):
            yield Line(id=f"head{number}")
        yield ListView(id="list")
        yield ChartView(id="chart")
        for number in range(PANE_LINES):
            yield Line(id=f"rule{number}")
        yield Line(id="bottom")

    # Painting

    def repaint(self) -> None:
        """Paint what was computed."""
        moment = self._counted.moment if self._counted is not None else now()
        window = self._chosen.words(moment, self.kanban.plan.timezone)
        self.top.set(((f" {self._title()}", "bold"),), ((f"{window} ", "meta"),))
        chart = self._chart_in_front()
        self.query_one("#chart", ChartView).display = chart is not None
        self.list_view.display = chart is None
        self._paint_head()
        if chart is not None:
            self._paint_point()
        elif self._counted is not None:
            self.list_view.set(self._rows(self._counted))

    def _title(self) -> Message:
        board, number = clean_line(self._slug), VIEWS.index(self._view)
        view = PICTURES[self._view].title if number else msg("figures")
        return msg("{board} · metrics · {view} {n}/{of}", board=board, view=view, n=number + 1, of=len(VIEWS))

    @property
    def _picture(self) -> Picture | None:
        return self._counted.picture if self._counted is not None else None

    def _chart_in_front(self) -> Picture | None:
        """The picture, where its chart is what is shown."""
        picture = self._picture
        return picture if picture is not None and picture.chart is not None and not self._path else None

    def _paint_head(self) -> None:
        picture = self._picture
        lines: list[tuple[Span, ...]] = []
        if picture is not None and not self._path:
            room = self.size.width - 2
            first_signal = picture.signals[:1] if picture.chart is not None and picture.chart.form == "curve" else ()
            said = [(words, "") for words in picture.says] + [(words, "late") for words in first_signal]
            lines = [((f" {line}", role),) for words, role in said for line in wrap(str(words), max(20, room))]
            if picture.chart is not None and (bands := legend(picture.chart, glyphs(), self.size.width)):
                lines.append(bands)
        for number in range(HEAD_LINES):
            line = self.query_one(f"#head{number}", Line)
            line.display = number < len(lines)
            line.set(lines[number] if number < len(lines) else ())

    def _paint_point(self) -> None:
        picture = self._picture
        if picture is not None and picture.chart is not None:
            self.query_one("#chart", ChartView).set(picture.chart, self._point)
        self._paint_rule()

    def _paint_rule(self) -> None:
        """What is under the cursor, in words, and how it is counted."""
        said: list[Span] = []
        if self._counted is not None and not self._path:
            said = [*self._point_said(self._counted.picture), *self._rule_said(self._counted)]
        if len(said) > PANE_LINES:
            said[PANE_LINES - 1] = (f"{cut(said[PANE_LINES - 1][0], self._cells - 2, '')} {glyphs().ellipsis}", "meta")
        for number in range(PANE_LINES):
            text, role = said[number] if number < len(said) else ("", "")
            self.query_one(f"#rule{number}", Line).set(((f" {text}", role),) if text else ())

    def _point_said(self, picture: Picture | None) -> list[Span]:
        number = self._number()
        if picture is None or not 0 <= number < len(picture.points):
            return []
        return [(line, "") for line in wrap(clean_line(str(picture.points[number].words)), self._cells)]

    def _rule_said(self, counted: Counted) -> list[Span]:
        if counted.picture is not None:
            rule = str(PICTURES[counted.view].rule)
        else:
            term = self.list_view.key
            rule = next((str(f.rule) for f in flow_figures(counted.figures) if f.term == term), "")
        return [(line, "meta") for line in wrap(rule, self._cells)] if rule else []

    @property
    def _cells(self) -> int:
        return max(20, self.size.width - 2)

    def _number(self) -> int:
        """The point under the cursor; -1 for none."""
        picture = self._picture
        if picture is None or picture.chart is not None:
            return self._point
        return int(self.list_view.key) if self.list_view.key.isdigit() else -1

    def _rows(self, counted: Counted) -> list[ListRow]:
        cells, signs = self.size.width, glyphs()
        if not self._path:
            picture = counted.picture
            return picture_rows(picture) if picture is not None else figure_rows(counted.figures, cells, signs)
        name, behind = self._behind(counted, self._path[0])
        card = next((item.card for item in behind if item.card.id == self._path[-1]), None)
        if len(self._path) == 1 or card is None:
            return behind_rows(name, behind, counted.board, cells, signs)
        return card_rows(card, counted.board, self.kanban.plan, self.kanban.zone, cells, counted.moment)

    def _behind(self, counted: Counted, key: str) -> tuple[Words, Sequence[Behind]]:
        if counted.picture is None:
            return figure_name(counted.figures, key), cards_behind(key, counted.cards, counted.window, counted.moment)
        points = counted.picture.points
        if not (key.isdigit() and int(key) < len(points)):
            return "", ()
        return self._title_of(counted, int(key)), [self._as_behind(card, counted) for card in points[int(key)].cards]

    def _title_of(self, counted: Counted, number: int) -> Words:
        assert counted.picture is not None
        return str(counted.picture.points[number].words).partition(" · ")[0]

    def _as_behind(self, card: Card, counted: Counted) -> Behind:
        flow = card.flow
        seconds = flow.cycle_seconds if flow.is_finished else flow.age_seconds(counted.moment)
        return Behind(card, seconds, False, tuple(back.reason for back in flow.backs))

    # Counting

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
        zone, view = self.kanban.plan.timezone, self._view
        try:
            counted = await asyncio.to_thread(count, self._store, self._slug, self._chosen, zone, view)
        except StoreError as error:
            self.say(error.reason, "error")
            return
        except (Refused, MsgspecError) as error:
            self.say(msg("a record cannot be read: {error}; see `kanban doctor`", error=error), "error")
            return
        if self.is_attached:  # else the program is ending
            self._take(counted)

    def _take(self, counted: Counted) -> None:
        before, self._counted = self._counted, counted
        count = len(counted.picture.points) if counted.picture is not None else 0
        if before is None or (before.view, before.window) != (counted.view, counted.window):
            self._point = 0 if counted.view == "ageing" else count - 1
        self._point = max(0, min(self._point, count - 1))
        self.repaint()

    # Keys

    def do_open(self) -> None:
        """The cards behind the figure or the point, or all about the card."""
        picture = self._picture
        if self._path or picture is None:
            if self.list_view.key and len(self._path) < 2:
                self._go((*self._path, self.list_view.key))
            return
        number = self._number()
        if not 0 <= number < len(picture.points):
            return
        cards = picture.points[number].cards
        if not cards:
            self.say(msg("no card is behind it"))
        else:
            self._go((str(number), cards[0].id) if len(cards) == 1 else (str(number),))

    async def do_back(self) -> None:
        """Out again; the cursor is where it was."""
        if not self._path:
            await super().do_back()
            return
        left = self._path[-1]
        only = self._picture is not None and len(self._path) == 2 and self._is_only(self._path[0])
        if only:
            left = self._path[0]
        self._go(() if only else self._path[:-1])
        if self._chart_in_front() is None:
            self.list_view.set(self.list_view.rows, left)

    def _is_only(self, number: str) -> bool:
        picture = self._picture
        return picture is not None and int(number) < len(picture.points) and len(picture.points[int(number)].cards) == 1

    def _go(self, path: tuple[str, ...]) -> None:
        self._path = path
        self.list_view.start_over()
        self.repaint()
        self._paint_rule()

    def do_next_view(self) -> None:
        """The next picture."""
        self._show(1)

    def do_previous_view(self) -> None:
        """The one before."""
        self._show(-1)

    def _show(self, step: int) -> None:
        self._view = VIEWS[(VIEWS.index(self._view) + step) % len(VIEWS)]
        self._path = ()
        self.list_view.start_over()
        self._fill()

    async def do_left(self) -> None:
        """The point before; in a list back."""
        if self._picture is None or self._path:
            await self.do_back()
        else:
            self._step_point(-1)

    def do_right(self) -> None:
        """The next point; in a list open."""
        if self._picture is None or self._path:
            self.do_open()
        else:
            self._step_point(1)

    def _step_point(self, step: int) -> None:
        picture = self._chart_in_front()
        if picture is None:
            self.list_view.by(step)
            return
        self._point = max(0, min(len(picture.points) - 1, self._point + step))
        self._paint_point()

    def do_down(self) -> None:
        """The next one."""
        self._step_point(1)

    def do_up(self) -> None:
        """The one before."""
        self._step_point(-1)

    def do_first(self) -> None:
        """To the first one."""
        self._step_point(-(10**9))

    def do_last(self) -> None:
        """To the last one."""
        self._step_point(10**9)

    def do_page_down(self) -> None:
        """Some further."""
        self._page(1)

    def do_page_up(self) -> None:
        """Some back."""
        self._page(-1)

    def _page(self, step: int) -> None:
        if self._chart_in_front() is None:
            self.list_view.page(step)
        else:
            self._step_point(step * PAGE)

    def on_chart_view_chosen(self, message: ChartView.Chosen) -> None:
        """A point was clicked; twice opens it."""
        self._point = message.number
        self._paint_point()
        if message.opens:
            self.do_open()

    def do_window(self) -> None:
        """All history, the last 4 weeks, the last 12."""
        self._choose(self._chosen.next())

    def do_earlier(self) -> None:
        """The window before this one."""
        self._step_window(1)

    def do_later(self) -> None:
        """The window after this one."""
        self._step_window(-1)

    def _step_window(self, step: int) -> None:
        if not self._chosen.weeks:
            self.say(msg("this is all history; w chooses a window"))
            return
        self._choose(self._chosen.stepped(step))

    def _choose(self, chosen: ChosenWindow) -> None:
        self._chosen = chosen
        if self._view != VIEWS[0]:
            self._path = ()  # its points are others
        self._fill()
