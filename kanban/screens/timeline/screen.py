"""The timeline: work packages, linked cards and milestones over time, a pane for the one under the cursor; a chart."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.schedule.plan_schedule import PlanSchedule, plan_schedule
from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, Timeline, timeline
from kanban.render import timeline as render
from kanban.render.card import Span
from kanban.render.time_scale import Scale, Zoom, around, fitting_scale, rescaled
from kanban.render.timeline_words import detail
from kanban.screens.application import Target
from kanban.screens.listing import text_row
from kanban.screens.metrics.point_keys import AlongKeys
from kanban.screens.plan.details import RowDetails
from kanban.screens.plan.row_editing import RowEditing
from kanban.screens.rollup.pages import unread_rows, waiting_rows
from kanban.screens.rollup_based import RollupBasedScreen
from kanban.screens.timeline.length_page import LengthPage
from kanban.screens.timeline.rows import list_rows, matching
from kanban.session.forecasting import Forecasting
from kanban.session.plan import PlanSession
from kanban.session.rollup import RollupFeed
from kanban.text.clean import clean_line
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, msg, tr
from kanban.widgets.line import Line

if TYPE_CHECKING:
    from kanban.widgets.chart_view import ChartView

HEAD_LINES = 4
"""Top line, two lines of dates, bottom line."""
PANE_LEAST, PANE_MOST = 2, 4
"""Lines of the pane."""
CHART_PANE = 3
"""Beneath the chart: the point under the cursor and the rule."""


class TimelineScreen(RollupBasedScreen):
    """As of now, or as of a moment of its replay."""

    NAME = "timeline"
    TOP_LINES = ("top", "months", "days")
    PANE_LINES = PANE_MOST

    def __init__(self, plan_session: PlanSession, feed: RollupFeed, forecasting: Forecasting, place: str) -> None:
        super().__init__(plan_session, feed, forecasting, place)
        self._length = LengthPage(self)
        self._along = AlongKeys(self._length)
        self.controllers = (
            self._along,
            self,
            RowEditing(self),
            RowDetails(self),
            self._replay,
            *self.controllers[1:],
            self._length,
        )
        self._schedule: PlanSchedule | None = None
        self._live = True
        """The schedule is as of now."""
        self._made_of: tuple[RollUp, PlanSchedule | None] | None = None
        self._made: Timeline | None = None
        self._zoom: Zoom | None = None
        self._begin: datetime | None = None
        """Where the view begins; None: everything is in view, as far as it can be."""
        self._asked: datetime | None = None
        """The moment that was asked for when the view was laid last."""
        self._needle = ""

    def on_mount(self) -> None:
        """Show in the pane what is under the cursor, wherever it goes."""
        self.list_view.moved = self._paint_pane

    def on_unmount(self) -> None:
        """No chart is wanted any more."""
        self._length.end()

    # What is shown

    def rollup_read(self) -> None:
        """The roll-up has been read anew: the schedule follows."""
        rollup = self._rollup
        if rollup is not None:
            if not (rollup.live and self._live):
                self._schedule = None
            self._live = rollup.live
            self._follow(rollup.as_of)
            self.work(self._reckon, "schedule")
        self.repaint()

    def _follow(self, moment: datetime) -> None:
        """Another moment was asked for: it comes into view."""
        whole, asked = self._timeline, self._replay.as_of
        if whole is not None and asked != self._asked and self._begin is not None:
            scale = self._scale(whole)
            if not 0 <= scale.cell(moment) < scale.cells:
                self._begin = around(moment, scale.zoom, scale.cells, whole.timezone).begin
        self._asked = asked

    async def _reckon(self) -> None:
        rollup = self._rollup
        assert rollup is not None  # it is asked for where there is one
        self._schedule = await asyncio.to_thread(plan_schedule, rollup)
        if self.is_attached:  # else the program is ending
            self.repaint()

    @property
    def _timeline(self) -> Timeline | None:
        rollup = self._rollup
        if rollup is None:
            return None
        made_of = self._made_of
        if self._made is None or made_of is None or made_of[0] is not rollup or made_of[1] is not self._schedule:
            self._made_of = rollup, self._schedule
            self._made = timeline(rollup, self._schedule)
        return self._made

    def _form(self, whole: Timeline) -> render.Shape:
        return render.shape(self.size.width, whole.rows)

    def _scale(self, whole: Timeline) -> Scale:
        cells = self._form(whole).chart
        if self._begin is None or self._zoom is None:
            return fitting_scale(whole.moments(), whole.as_of, cells, whole.timezone, self._zoom)
        return Scale(self._zoom, self._begin, cells, whole.timezone)

    # Painting

    def repaint(self) -> None:
        """Paint all of it."""
        if self.is_emptied:
            return
        self.paint_top()
        whole, rollup = self._timeline, self._rollup
        self._length.follow(rollup)
        self._length.paint()
        if whole is None or rollup is None:
            self.list_view.set(waiting_rows(self._reading.failure))
            self._paint_pane()
        elif self._length.is_open:
            self._paint_heads(*self._length.heads(self.size.width))
            self.list_view.set(self._length.rows())
            self._paint_pane()
        else:
            self._paint_rows(whole, rollup)

    def _paint_heads(self, first: tuple[Span, ...], second: tuple[Span, ...]) -> None:
        self.query_one("#months", Line).set(first)
        self.query_one("#days", Line).set(second)

    def _paint_rows(self, whole: Timeline, rollup: RollUp) -> None:
        form, scale = self._form(whole), self._scale(whole)
        self._paint_heads(*render.heads(form, scale, whole.as_of))
        past = self._replay.as_of is not None
        rows = [*unread_rows(rollup), *list_rows(whole, self._needle, form, scale, glyphs(), past)]
        if whole.rows and len(rows) + 2 <= self.size.height - HEAD_LINES - PANE_MOST:
            rows += [text_row(), text_row((f"   {render.short_legend(glyphs())}", "meta"))]
        self.list_view.set(rows, self._length.left_at or None)
        self._length.left_at = None

    def paint_top(self) -> None:
        """The line on top: the project, the moment."""
        project = clean_line(self.kanban.plan.project)
        title = tr("{project} · timeline", project=project) if project else tr("Timeline")
        failure = clean_line(str(self._reading.failure))
        left = ((f" {title}", "bold"), *(((f"  {failure}", "error"),) if failure else ()))
        self.top.set(left, tuple(self._state_spans()))

    def _paint_pane(self) -> None:
        """Say more of the row under the cursor, or of the point of the chart."""
        whole = self._timeline
        row = whole.row(self.list_view.key) if whole is not None and not self._length.is_open else None
        free = self.size.height - HEAD_LINES - len(self.list_view.rows)
        count = CHART_PANE if self._length.is_open else max(PANE_LEAST, min(PANE_MOST, free))
        said: Sequence[Sequence[Span]] = ()
        if self._length.is_open:
            said = self._length.said(self.size.width, count)
        elif whole is not None and row is not None:
            said = detail(row, whole, self.kanban.zone, glyphs(), self.size.width, count)
        for number in range(PANE_MOST):
            line = self.query_one(f"#pane{number}", Line)
            if line.display != (number < count):
                line.display = number < count
            line.set(tuple(said[number]) if number < len(said) else ())

    # Keys

    def _scroll(self, units: int) -> None:
        whole = self._timeline
        if self._length.is_open:
            self._along.by(units)
        elif whole is not None:
            scale = self._scale(whole)
            self._zoom, self._begin = scale.zoom, scale.moved(units)
            self.repaint()

    def do_scroll_left(self) -> None:
        """Earlier by a day, a week or a month, as the zoom is."""
        self._scroll(-1)

    def do_scroll_right(self) -> None:
        """Later by a day, a week or a month, as the zoom is."""
        self._scroll(1)

    def _zoom_by(self, step: int) -> None:
        whole = self._timeline
        if self._length.is_open:
            raise Refused(msg("the chart has the last 12 weeks and no zoom; tab leads back to the rows"))
        if whole is not None:
            scale = rescaled(self._scale(whole), step, whole.as_of)
            self._zoom, self._begin = scale.zoom, scale.begin
            self.repaint()

    def do_zoom_in(self) -> None:
        """Closer."""
        self._zoom_by(-1)

    def do_zoom_out(self) -> None:
        """Wider."""
        self._zoom_by(1)

    def do_now(self) -> None:
        """Back to now, with everything in view."""
        self._zoom = self._begin = None
        self._replay.do_now()
        self.repaint()

    async def do_open(self) -> None:
        """The row under the cursor, on the roll-up; on the chart the rows as of its point."""
        whole = self._timeline
        if self._length.is_open:
            self._length.do_open()
            return
        row = whole.row(self.list_view.key) if whole is not None else None
        if row is None:
            raise Refused(msg("no work package and no milestone here"))
        if isinstance(row, CardRow) and row.title_reason is not None:
            raise Refused(row.title_reason)
        kind = "milestone" if isinstance(row, MilestoneRow) else "card" if isinstance(row, CardRow) else "package"
        await self.kanban.find(kind, row.id)
        if self.kanban.front.NAME == "rollup":
            self.kanban.front.show_as_of(self._replay.as_of)

    def end_here(self) -> str:
        """The work package, milestone or card under the cursor. Raises Refused."""
        whole = self._timeline
        row = whole.row(self.list_view.key) if whole is not None and not self._length.is_open else None
        if row is None:
            raise Refused(msg("no work package, no milestone and no card here"))
        return row.id

    def show_rows_as_of(self, moment: datetime | None) -> None:
        """The rows again, as of a moment; None for now."""
        self._length.is_open = False
        self.repaint()
        self.show_as_of(moment)

    async def do_back(self) -> None:
        """Out of the chart, then out of the filter, then out of the past."""
        if self._length.is_open:
            self._length.do_next_view()
        elif self._needle:
            self._filter("")
        else:
            self.leave_past()

    def _filter(self, text: str) -> None:
        self._needle, self._length.is_open = text.strip(), False
        self.repaint()

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""
        await self.type_in("/", self._needle, self._filter, self._filter, lambda: self._filter(""))

    # For the palette

    def targets(self) -> Iterator[Target]:
        """The rows."""
        for row in matching(self._timeline, "") if self._timeline is not None else ():
            yield Target(row.id, clean_line(row.name), clean_line(row.id))

    def go_to(self, key: str) -> None:
        """To a row."""
        self._filter("")
        self.list_view.set(self.list_view.rows, key)

    def on_chart_view_chosen(self, message: "ChartView.Chosen") -> None:
        """A point was clicked."""
        self._length.choose(message.number, message.opens)
