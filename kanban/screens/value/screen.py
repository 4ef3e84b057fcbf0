"""Value: earned value as a table with a cursor on one figure, the S-curves of a row, benefit and savings."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult

from kanban.metrics.figure import TERMS
from kanban.metrics.reports.benefit_export import BenefitReport
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.savings import Savings
from kanban.render.card import Span
from kanban.render.evm import FIGURES
from kanban.render.flow_pictures.picture import Picture
from kanban.screens.application import Target
from kanban.screens.listing import text_row
from kanban.screens.metrics.point_keys import AlongKeys
from kanban.screens.reckoning import Reckoning
from kanban.screens.rollup.pages import unread_rows, waiting_rows
from kanban.screens.rollup_based import RollupBasedScreen
from kanban.screens.value import benefit_page, curves_page, savings_page, table_page
from kanban.screens.value.setting import ValueSetting
from kanban.session.forecasting import Forecasting
from kanban.session.plan import PlanSession
from kanban.session.rollup import RollupFeed
from kanban.text.clean import clean_line, cut, width
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, Refused, Words, msg, tr
from kanban.widgets.chart_view import ChartView
from kanban.widgets.line import Line
from kanban.widgets.list_view import ListRow, ListView

TABLE, CURVES, BENEFIT, SAVINGS = "table", "curves", "benefit", "savings"
VIEWS: dict[str, Message] = {
    TABLE: msg("earned value"),
    CURVES: TERMS["s_curves"].label,
    BENEFIT: msg("benefit"),
    SAVINGS: TERMS["savings"].label,
}
"""In the order of tab."""
PANE_LINES = {TABLE: 5, CURVES: 4, BENEFIT: 4, SAVINGS: 7}
PANE_MOST = 7


class ValueScreen(RollupBasedScreen):
    """As of now, or as of a moment of its replay. What is typed stands until the program ends."""

    NAME = "value"

    def __init__(self, plan_session: PlanSession, feed: RollupFeed, forecasting: Forecasting, place: str) -> None:
        super().__init__(plan_session, feed, forecasting, place)
        self.view = TABLE
        self.point = 0
        """The point of the chart that the cursor is on."""
        self.setting = ValueSetting(self)
        self._along = AlongKeys(self)
        self.controllers = (self._along, self, self.setting, self._replay, *self.controllers[1:])
        self._values: Reckoning[table_page.Table] = Reckoning(self, "value")
        self._curves: Reckoning[curves_page.Curves] = Reckoning(self, "curves")
        self._benefit: Reckoning[BenefitReport] = Reckoning(self, "benefit")
        self._savings: Reckoning[Savings] = Reckoning(self, "savings")
        self._row = table_page.TOTAL
        """The row of the table that the cursor is on, or was on when another view was opened."""
        self._figure = self._first = 0
        """The figure that the cursor is on; the first one in view."""
        self._shown: curves_page.Curves | None = None
        """The curves that the cursor was set for."""
        self._needle = ""

    def compose(self) -> ComposeResult:
        """Top line, what it is, heads, a list or a chart, the pane, the bottom line."""
        yield Line(id="top")
        yield Line(id="title")
        yield Line(id="heads")
        yield ListView(id="list")
        yield ChartView(id="chart")
        for number in range(PANE_MOST):
            yield Line(id=f"pane{number}")
        yield Line(id="bottom")

    def on_mount(self) -> None:
        """Show in the pane what is under the cursor, wherever it goes."""
        self.list_view.moved = self._cursor_moved

    def on_resize(self, event: events.Resize) -> None:
        """As many figures as fit now, from the first one on."""
        self._first = 0
        super().on_resize(event)

    def on_unmount(self) -> None:
        """Nothing more is wanted."""
        for reckoning in (self._values, self._curves, self._benefit, self._savings):
            reckoning.end()

    # Reckoning

    @property
    def rollup(self) -> RollUp | None:
        """What is shown; None before it has been read."""
        return self._rollup

    def follow(self) -> None:
        """Reckon what is in front, where nothing is known that still holds; then show what there is."""
        rollup = self._rollup
        if rollup is not None:
            wanted = self.setting
            match self.view:
                case "table":
                    self._values.ask(rollup, None, partial(table_page.table, rollup))
                case "curves":
                    self._curves.ask(rollup, self._row, partial(curves_page.curves, rollup, self._row))
                case "benefit":
                    make = partial(benefit_page.reckon, rollup, wanted.benefit)
                    self._benefit.ask(rollup, wanted.benefit, lambda pause: make())
                case "savings":
                    compare = partial(savings_page.reckon, rollup, wanted.savings)
                    self._savings.ask(rollup, wanted.savings, lambda pause: compare())
        self.repaint()

    def rollup_read(self) -> None:
        """The roll-up has been read anew."""
        self.follow()

    def dates_read(self) -> None:
        """Nothing here rests on its dates."""

    # Painting

    @property
    def chart_in_front(self) -> Picture | None:
        """The picture, where its chart is what is shown."""
        made = self._curves.made if self.view == CURVES else None
        return made.picture if made is not None and made.picture.chart is not None else None

    def repaint(self) -> None:
        """Paint all of it."""
        if self.is_emptied:
            return
        self.paint_top()
        picture = self.chart_in_front
        self.query_one("#chart", ChartView).display, self.list_view.display = picture is not None, picture is None
        self._paint_heads()
        if picture is not None:
            self._set_point(picture)
            self.paint_point()
            return
        rollup = self._rollup
        key = self._row if self.view == TABLE else None
        rows = waiting_rows(self._reading.failure) if rollup is None else [*unread_rows(rollup), *self._rows()]
        self.list_view.set(rows, key)
        self._paint_pane()

    def _rows(self) -> list[ListRow]:
        cells, signs, setting = self.size.width, glyphs(), self.setting
        match self.view:
            case "curves":
                return curves_page.empty_rows(self._curves.made, self._curves.failure, cells)
            case "benefit":
                made, failure = self._benefit.made, self._benefit.failure
                return [*benefit_page.rows(made, failure, setting.benefit, self.currency, cells, signs)]
            case "savings":
                return [*savings_page.rows(self._savings.made, self._savings.failure, cells, self.kanban.zone)]
        shown = self._table
        empty = table_page.empty_rows(self._values.made, self._values.failure, cells)
        if empty:
            return empty
        rows = [*table_page.table_rows(shown, self._layout(), self._figure, signs)]
        if self._needle:
            total = len(self._all_rows)
            words = msg("/{text}: {n} of {total} shown", text=self._needle, n=len(shown), total=total)
            rows.insert(0, text_row((f" {words}", "here")))
        return rows

    @property
    def _table(self) -> list[table_page.Row]:
        """The rows of the table that the filter leaves."""
        return table_page.matching(self._all_rows, self._needle) if self._needle else [*self._all_rows]

    @property
    def _all_rows(self) -> Sequence[table_page.Row]:
        return self._values.made.rows if self._values.made is not None else ()

    def _layout(self) -> table_page.Layout:
        form = table_page.layout(self._table, self.currency, self.size.width, self._figure, self._first)
        self._first = form.first
        return form

    @property
    def currency(self) -> str:
        """The plan's, as of the moment shown."""
        return self._rollup.plan.costs.currency if self._rollup is not None else ""

    def paint_top(self) -> None:
        """The line on top: the project, the moment."""
        project = clean_line(self.kanban.plan.project)
        title = tr("{project} · value", project=project) if project else tr("Value")
        failure = clean_line(str(self._reading.failure))
        left = ((f" {title}", "bold"), *(((f"  {failure}", "error"),) if failure else ()))
        self.top.set(left, tuple(self._state_spans()))

    def _paint_heads(self) -> None:
        """Which view it is; above the table what its figures are called, above the curves what they come to."""
        cells, heads = self.size.width, self.query_one("#heads", Line)
        place = f" {VIEWS[self.view]} {[*VIEWS].index(self.view) + 1}/{len(VIEWS)}"
        line: tuple[Span, ...] = ()
        said: Words = ""
        if self.view == TABLE and self._values.made is not None and self._values.made.whole.packages:
            form = self._layout()
            line = table_page.heads(form, self._figure, glyphs())
            said = msg("in {currency}", currency=form.scale.name)
        elif self.view == CURVES:
            said = self._name_of_row()
            line = ((f" {cut(curves_page.says(self._curves.made, cells)[0], cells - 2, glyphs().ellipsis)}", ""),)
        elif self.view == BENEFIT:
            said = msg("what is typed is not saved")
        elif self.view == SAVINGS:
            said = msg("before and after, a card, in working time")
        name = cut(clean_line(str(said)), max(8, cells - width(place) - 5), glyphs().ellipsis)
        self.query_one("#title", Line).set(((place, "bold"), (f" · {name}" if name else "", "")))
        if heads.display != (self.view in (TABLE, CURVES)):
            heads.display = self.view in (TABLE, CURVES)
        heads.set(line)

    def _name_of_row(self) -> str:
        return next((row.name for row in self._all_rows if row.key == self._row), "")

    def _set_point(self, picture: Picture) -> None:
        """On new curves where they say; on those of the same row it stays."""
        made, before = self._curves.made, self._shown
        if made is not None and made is not before and (before is None or made.moments != before.moments):
            self.point = picture.start if picture.start >= 0 else len(picture.points) - 1
        self._shown = made
        self.point = max(0, min(len(picture.points) - 1, self.point))

    def paint_point(self) -> None:
        """Show where the cursor of the chart is now."""
        picture = self.chart_in_front
        if picture is not None:
            self.query_one("#chart", ChartView).set(picture.chart, self.point)
        self._paint_pane()

    def _cursor_moved(self) -> None:
        if self.view == TABLE and self.list_view.key:
            self._row = self.list_view.key
        self._paint_pane()

    def _paint_pane(self) -> None:
        """What is under the cursor, in words, and the rule of it."""
        count, cells = min(PANE_LINES[self.view], max(2, self.size.height // 3)), self.size.width
        said = self._said(count)
        if len(said) > count:
            text, role = said[count - 1]
            said[count - 1] = f"{cut(text, cells - 3, '')} {glyphs().ellipsis}", role
        for number in range(PANE_MOST):
            line = self.query_one(f"#pane{number}", Line)
            if line.display != (number < count):
                line.display = number < count
            line.set((said[number],) if number < min(count, len(said)) else ())

    def _said(self, lines: int) -> list[Span]:
        cells, key = self.size.width, self.list_view.key
        match self.view:
            case "curves":
                return curves_page.detail(self._curves.made, self.point, cells)
            case "benefit":
                return benefit_page.detail(key, self._benefit.made, self.setting.benefit, self.currency, cells)
            case "savings":
                return savings_page.detail(key, self.setting.savings, cells)
        row = next((row for row in self._table if row.key == key), None)
        return table_page.detail(row, self._figure, self.kanban.zone, cells, lines) if row is not None else []

    # Keys

    def _by_figure(self, step: int) -> None:
        if self.view == CURVES:
            self._along.by(step)
        elif self.view == TABLE:
            self._figure = max(0, min(len(FIGURES) - 1, self._figure + step))
            self.repaint()
        else:
            raise Refused(msg("here every line has one figure"))

    def do_left(self) -> None:
        """The figure before, or the point."""
        self._by_figure(-1)

    def do_right(self) -> None:
        """The next figure, or point."""
        self._by_figure(1)

    def show_view(self, view: str) -> None:
        """To a view; in the table to the row that was left."""
        self.view = view
        self.list_view.start_over()
        self.follow()
        self.refresh_bottom()

    def _next_view(self, step: int) -> None:
        names = [*VIEWS]
        self.show_view(names[(names.index(self.view) + step) % len(names)])

    def do_next_view(self) -> None:
        """The next view."""
        self._next_view(1)

    def do_previous_view(self) -> None:
        """The one before."""
        self._next_view(-1)

    async def do_open(self) -> None:
        """The cards of a milestone or work package; of the plan its curves; of a point the table; else what is set."""
        if self.view == CURVES:
            self._open_point()
        elif self.view != TABLE:
            await self.setting.set_row(self.list_view.key)
        elif self.list_view.key == table_page.TOTAL:
            self.show_view(CURVES)
        elif self.list_view.key:
            kind, _, name = self.list_view.key.partition(":")
            await self.kanban.find(kind, name)
            if self.kanban.front.NAME == "rollup":
                self.kanban.front.show_as_of(self._replay.as_of)

    def _open_point(self) -> None:
        made, rollup = self._curves.made, self._rollup
        if made is None or rollup is None or self.chart_in_front is None:
            return
        moment = made.moments[self.point]
        if moment > made.as_of:
            raise Refused(msg("that week is still to come: nothing is earned by then"))
        self.show_view(TABLE)
        self.show_as_of(None if rollup.live and moment == made.as_of else moment)

    async def do_back(self) -> None:
        """To the table, then out of the filter, then out of the past."""
        if self.view != TABLE:
            self.show_view(TABLE)
        elif self._needle:
            self._filter("")
        else:
            self.leave_past()

    def _filter(self, text: str) -> None:
        self._needle = text.strip()
        if self.view != TABLE:
            self.show_view(TABLE)
        self.repaint()

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""
        await self.type_in("/", self._needle, self._filter, self._filter, lambda: self._filter(""))

    def on_line_clicked(self, message: Line.Clicked) -> None:
        """A head: the cursor goes to its figure."""
        if message.line.id != "heads" or self.view != TABLE:
            super().on_line_clicked(message)
            return
        number = table_page.figure_at(self._layout(), message.number)
        if number is not None:
            self._figure = number
            self.repaint()

    def on_chart_view_chosen(self, message: ChartView.Chosen) -> None:
        """A point was clicked, once or twice."""
        self.point = message.number
        if message.opens:
            self.call_later(self.run, self.do_open)
        else:
            self.paint_point()

    # For the palette

    def targets(self) -> Iterator[Target]:
        """The rows of the table."""
        for row in self._all_rows:
            yield Target(row.key, row.name, str(VIEWS[TABLE]))

    def go_to(self, key: str) -> None:
        """To a row of the table."""
        self._needle, self._row = "", key
        self.show_view(TABLE)
