"""The views of a milestone on the screen: tab from one to the next, the chart in front, the point under the cursor."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from kanban.metrics.rollup.milestones import RollUp
from kanban.render.card import Span
from kanban.screens.question import Asking
from kanban.screens.rollup.going_about import GoingAbout
from kanban.screens.rollup.pages import milestone_state
from kanban.screens.rollup.path import Step
from kanban.screens.rollup.views import CHARTS, VIEWS, view_title
from kanban.text.clean import clean_line, cut, width, wrap
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, msg
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListView

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Picture
    from kanban.screens.rollup.charting import Charting
    from kanban.widgets.chart_view import ChartView

PANE_LINES = 3
"""The point under the cursor and the rule of the chart."""


class ChartDesk(Asking, Protocol):
    """The roll-up, as its charts know it."""

    @property
    def list_view(self) -> ListView:
        """The list, where no chart is in front."""

    @property
    def is_attached(self) -> bool:
        """Whether it is on the screen; else the program is ending."""

    @property
    def size(self) -> Any:
        """Of the screen, in cells."""

    def query_one(self, selector: str, expect_type: type[Any], /) -> Any:
        """A widget."""

    def mount(self, widget: Any, *, after: Any) -> Any:
        """Put one more widget on the screen, below another."""

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen, in the place of what runs in its group."""

    def repaint(self) -> None:
        """Paint the page that is open."""


class ChartPage:
    """Where one is within the views is what `GoingAbout` says."""

    def __init__(self, desk: ChartDesk, about: GoingAbout, pane_most: int) -> None:
        """`pane_most`: how many lines of a pane there are beneath the list."""
        self._desk = desk
        self._pane_most = pane_most
        self._count = 0
        """How many points there were when it was painted last."""
        self._about = about
        self.point = 0
        """The point of the chart that the cursor is on."""

    @cached_property
    def _view(self) -> "ChartView":
        from kanban.widgets.chart_view import ChartView

        view = ChartView(id="chart")
        self._desk.mount(view, after=self.list_view)
        return view

    @cached_property
    def _charting(self) -> "Charting":
        from kanban.screens.rollup.charting import Charting  # not before a chart is wanted: the first screen has none

        return Charting(self._desk)

    @property
    def is_open(self) -> bool:
        """Whether the page is that of a chart, drawn or not."""
        return self._about.kind in CHARTS

    @property
    def picture(self) -> "Picture | None":
        """What has been reckoned of the page."""
        if not self.is_open:
            return None
        return self._charting.picture_of(self._about.kind, self._about.milestone)

    @property
    def chart_in_front(self) -> "Picture | None":
        """The picture, where its chart is what is shown."""
        return self.picture if self.picture is not None and self.picture.chart is not None else None

    @property
    def is_list_of_cards(self) -> bool:
        """Whether left and right go out and in, as in every list."""
        return self.chart_in_front is None

    @property
    def list_view(self) -> ListView:
        """The list, where no chart is in front."""
        return self._desk.list_view

    def follow(self, rollup: RollUp | None) -> None:
        """Begin the chart of the page of a roll-up, or end the one before."""
        state = milestone_state(rollup, self._about.milestone) if self.is_open else None
        if state is None or rollup is None:
            self.end()
        else:
            self._charting.ask(self._about.kind, state, rollup)

    def end(self) -> None:
        """No chart is wanted any more."""
        if "_charting" in self.__dict__:
            self._charting.end()

    # Painting

    def paint(self, rollup: RollUp | None) -> None:
        """The chart in the place of the list, with what stands above and beneath it."""
        picture = self.chart_in_front
        if picture is not None or "_view" in self.__dict__:
            self._view.display, self.list_view.display = picture is not None, picture is None
        if rollup is None or not self.is_open:
            return
        if picture is not None:
            self._set_point(picture)
        self._paint_heads(rollup, picture)
        self.paint_point()

    def _set_point(self, picture: "Picture") -> None:
        """On a new page where the picture says; while points are added the cursor stays on the last one."""
        count = len(picture.points)
        follows = self.point >= self._count - 1 and count > self._count
        if self._charting.is_new or follows:
            self.point = picture.start if picture.start >= 0 else count - 1
        self._charting.is_new, self._count = False, count
        self.point = max(0, min(count - 1, self.point))

    def paint_point(self) -> None:
        """Show where the cursor is now."""
        picture = self.chart_in_front
        if picture is not None:
            self._view.set(picture.chart, self.point)
        self.paint_pane()

    def _paint_heads(self, rollup: RollUp, picture: "Picture | None") -> None:
        from kanban.render.charts import legend

        figures, heads = self._desk.query_one("#figures", Line), self._desk.query_one("#heads", Line)
        cells, signs = self._desk.size.width, glyphs()
        state = milestone_state(rollup, self._about.milestone)
        name = clean_line(f"{state.milestone.id} {state.milestone.name}") if state is not None else ""
        view = self._about.kind
        place = f" · {view_title(view)} {VIEWS.index(view) + 1}/{len(VIEWS)} "
        title = f" {cut(name, max(8, cells // 2 - width(place)), signs.ellipsis)}{place}"
        bands = legend(picture.chart, signs, cells - width(title)) if picture and picture.chart else ()
        figures.set(((title, "bold"),), bands)
        says = " · ".join(str(said) for said in picture.says) if picture is not None else ""
        heads.display = True
        heads.set(((f" {cut(clean_line(says), cells - 2, signs.ellipsis)}", ""),))

    def paint_pane(self) -> None:
        """The point under the cursor in words, then how all of it is counted."""
        from kanban.render.milestone_pictures.every import PICTURES

        picture, room = self.chart_in_front, max(20, self._desk.size.width - 2)
        lines: list[Span] = []
        if picture is not None and self.point < len(picture.points):
            said = clean_line(str(picture.points[self.point].words))
            lines = [(f" {line}", "") for line in wrap(said, room)]
        lines += [(f" {line}", "meta") for line in wrap(str(PICTURES[self._about.kind].rule), room)]
        if len(lines) > PANE_LINES:
            text, role = lines[PANE_LINES - 1]
            lines[PANE_LINES - 1] = f"{cut(text, room - 1, '')} {glyphs().ellipsis}", role
        for number in range(self._pane_most):
            line = self._desk.query_one(f"#pane{number}", Line)
            line.display = number < PANE_LINES
            line.set((lines[number],) if number < min(PANE_LINES, len(lines)) else ())

    # Keys

    def do_next_view(self) -> None:
        """The next view of the milestone."""
        self._go(1)

    def do_previous_view(self) -> None:
        """The one before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        kind, milestone, path = self._about.kind, self._about.milestone, self._about.path
        if kind in VIEWS:
            path = path[:-1]
            view = VIEWS[(VIEWS.index(kind) + step) % len(VIEWS)]
        elif not path and milestone:
            view = VIEWS[0 if step > 0 else -1]
        else:
            raise Refused(msg("views are a milestone's: enter on one opens them"))
        self._about.go(*path, Step(view, milestone))

    def do_open(self) -> None:
        """Into what the cursor is on."""
        if self.chart_in_front is None:
            self._about.do_open()
        else:
            self._desk.say(msg("no card is behind it"))

    def do_back(self) -> Awaitable[None]:
        """Out again."""
        return self._about.do_back()

    def choose(self, number: int) -> None:
        """A point was clicked."""
        self.point = number
        self.paint_point()
