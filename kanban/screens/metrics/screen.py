"""A board's metrics: its figures and its pictures, what is under the cursor in words, and the cards behind it."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import MsgspecError
from textual import work
from textual.app import ComposeResult

from kanban.metrics.rollup.behind import Behind, cards_behind
from kanban.model.card import Card
from kanban.render.card import Span
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Picture
from kanban.screens.application import Target
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import ListScreen
from kanban.screens.metrics.counting import VIEWS, Counted, count
from kanban.screens.metrics.lists import behind_rows, figure_name, figure_rows, picture_rows
from kanban.screens.metrics.point_keys import PointKeys
from kanban.screens.metrics.said import HEAD_LINES, PANE_LINES, head_lines, pane_lines
from kanban.screens.metrics.windows import ChosenWindow
from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, Refused, Words, msg, msg_in
from kanban.widgets.chart_view import ChartView
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListRow, ListView

AHEAD_SECONDS = 0.1
"""How long after a view was shown the next one is counted: not amid its paint."""
STILL_NOW = timedelta(seconds=30)
"""How long ago a view may have been counted that is shown as of now."""


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
        self._ahead: Counted | None = None
        """The view that tab leads to, counted before anybody asked for it."""
        self._path: tuple[str, ...] = ()
        """A figure's term or the number of a picture's point, then a card's id."""
        self.point = 0
        """The point of the chart that the cursor is on."""
        self.controllers = (PointKeys(self), *self.controllers)

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
        if self.is_emptied:
            return
        moment = self._counted.moment if self._counted is not None else now()
        window = self._chosen.words(moment, self.kanban.plan.timezone)
        self.top.set(((f" {self._title()}", "bold"),), ((f"{window} ", "meta"),))
        chart = self.chart_in_front
        self.query_one("#chart", ChartView).display = chart is not None
        self.list_view.display = chart is None
        self._paint_head()
        if chart is not None:
            self.paint_point()
        elif self._counted is not None:
            self.list_view.set(self._rows(self._counted))

    def _title(self) -> Message:
        shown = self._counted.view if self._counted is not None else self._view
        return msg("{board} · metrics · {view} {n}/{of}", board=clean_line(self._slug), view=_name_of(shown),
                   n=VIEWS.index(shown) + 1, of=len(VIEWS))  # fmt: skip

    @property
    def _picture(self) -> Picture | None:
        return self._counted.picture if self._counted is not None else None

    @property
    def chart_in_front(self) -> Picture | None:
        """The picture, where its chart is what is shown."""
        picture = self._picture
        return picture if picture is not None and picture.chart is not None and not self._path else None

    @property
    def is_list_of_cards(self) -> bool:
        """Whether left and right go out and in, as in every list."""
        return self._picture is None or bool(self._path)

    def _paint_head(self) -> None:
        picture = self._picture if not self._path else None
        lines = head_lines(picture, self.size.width, glyphs()) if picture is not None else []
        shown = len(lines) if self.chart_in_front is None else HEAD_LINES  # from chart to chart nothing moves
        for number in range(HEAD_LINES):
            line = self.query_one(f"#head{number}", Line)
            line.display = number < shown
            line.set(lines[number] if number < len(lines) else ())

    def paint_point(self) -> None:
        """Show where the cursor of the chart is now."""
        picture = self._picture
        if picture is not None and picture.chart is not None:
            self.query_one("#chart", ChartView).set(picture.chart, self.point)
        self._paint_pane()

    def _paint_pane(self) -> None:
        """What is under the cursor, in words, and how it is counted."""
        said: list[Span] = []
        if self._counted is not None and not self._path:
            said = pane_lines(self._counted, self._number(), self.list_view.key, self.size.width, glyphs())
        for number in range(PANE_LINES):
            self.query_one(f"#rule{number}", Line).set((said[number],) if number < len(said) else ())

    def _number(self) -> int:
        """The point under the cursor; -1 for none."""
        picture = self._picture
        if picture is None or picture.chart is not None:
            return self.point
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
        self.list_view.moved = self._paint_pane
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
        if self.is_attached and counted.view == self._view:  # else the program is ending, or somebody went on
            self._take(counted)

    @work(group="ahead", exclusive=True)
    async def _count_ahead(self) -> None:
        """Count the next view; where the board is another by now, count the one shown as well."""
        shown, chosen = self._counted, self._chosen
        if shown is None or shown.view != self._view:  # it is being counted
            return
        try:
            following = await asyncio.to_thread(
                count, self._store, self._slug, chosen, self.kanban.plan.timezone, _after(shown.view)
            )
        except (StoreError, Refused, MsgspecError):  # it is said when somebody goes there
            return
        if not self.is_attached or self._chosen != chosen or self._counted is not shown:
            return
        self._ahead = following
        if following.board is not shown.board and following.board != shown.board:  # one with problems is read anew
            self._fill()

    def _counted_ahead(self, view: str) -> Counted | None:
        """A view that has been counted ahead, just now."""
        ahead, shown = self._ahead, self._counted
        if ahead is None or shown is None or ahead.view != view or ahead.board is not shown.board:
            return None
        return ahead if ahead.window == shown.window and now() - ahead.moment < STILL_NOW else None

    def _take(self, counted: Counted) -> None:
        """What was counted; the cursor of another view or window begins at its newest point. Then the next view."""
        before, self._counted = self._counted, counted
        count = len(counted.picture.points) if counted.picture is not None else 0
        if before is not None and before.view != counted.view:
            self.list_view.start_over()  # only now: a paint before it would put the chart's off
        if before is None or (before.view, before.window) != (counted.view, counted.window):
            self.point = 0 if counted.view == "ageing" else count - 1
            if before is not None and (counted.picture is not None or before.picture is not None):
                self._path = ()  # it led to a point of what was shown before
        self.point = max(0, min(self.point, count - 1))
        self.repaint()
        self.set_timer(AHEAD_SECONDS, self._count_ahead)

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
        if self.chart_in_front is None:
            self.list_view.set(self.list_view.rows, left)

    def _is_only(self, number: str) -> bool:
        picture = self._picture
        return picture is not None and int(number) < len(picture.points) and len(picture.points[int(number)].cards) == 1

    def _go(self, path: tuple[str, ...]) -> None:
        self._path = path
        self.list_view.start_over()
        self.repaint()
        self._paint_pane()

    def do_next_view(self) -> None:
        """The next picture."""
        self.go_to(_after(self._view))

    def do_previous_view(self) -> None:
        """The one before."""
        self.go_to(VIEWS[VIEWS.index(self._view) - 1])

    def targets(self) -> Iterator[Target]:
        """The views, by their names."""
        for view in VIEWS:
            yield Target(view, str(_name_of(view)), str(msg_in("screen", "metrics")))

    def go_to(self, key: str) -> None:
        """To a view."""
        self._view = key
        self._path = ()
        if (ahead := self._counted_ahead(key)) is not None:
            self._take(ahead)
        else:
            self._fill()

    def on_chart_view_chosen(self, message: ChartView.Chosen) -> None:
        """A point was clicked; twice opens it."""
        self.point = message.number
        self.paint_point()
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
        self._ahead = None
        self._fill()


def _after(view: str) -> str:
    """The view that tab leads to."""
    return VIEWS[(VIEWS.index(view) + 1) % len(VIEWS)]


def _name_of(view: str) -> Message:
    return PICTURES[view].title if view in PICTURES else msg("figures")
