"""The length of the critical path week by week, in the place of the timeline's rows; reckoned in a thread."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import MsgspecError

from kanban.metrics.figure import TERMS
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.schedule.plan_schedule import PlanSchedule
from kanban.metrics.schedule.trend import schedules_by_week, trend_moments
from kanban.render.card import Span
from kanban.screens.listing import text_row
from kanban.screens.question import Asking
from kanban.screens.reckoning import still_holds
from kanban.text.clean import clean_line, cut, width, wrap
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, msg
from kanban.widgets.list_view import ListRow, ListView

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Picture
    from kanban.widgets.chart_view import ChartView

TERM = TERMS["path_length"]


class LengthDesk(Asking, Protocol):
    """The timeline, as its chart knows it."""

    @property
    def list_view(self) -> ListView:
        """The list, where no chart is in front."""

    @property
    def is_attached(self) -> bool:
        """Whether it is on the screen; else the program is ending."""

    def mount(self, widget: Any, *, after: Any) -> Any:
        """Put one more widget on the screen, below another."""

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen, in the place of what runs in its group."""

    def repaint(self) -> None:
        """Paint what is in front."""

    def show_rows_as_of(self, moment: datetime | None) -> None:
        """The rows again, as of a moment; None for now."""


class LengthPage:
    """One chart: of the weeks up to the moment of the timeline. `is_open` says whether it is what is in front."""

    def __init__(self, desk: LengthDesk) -> None:
        self._desk = desk
        self.is_open = False
        self.point = 0
        """The point of the chart that the cursor is on."""
        self.left_at: str | None = None
        """The row that the cursor was on, until it is there again."""
        self._asked: RollUp | None = None
        """What the chart was asked for last."""
        self._begun: RollUp | None = None
        """What it is being reckoned of."""
        self._number = 0
        self._progress = 0, 0
        self._failure: Words = ""
        self._trend: Sequence[PlanSchedule] = ()
        self._picture: Picture | None = None

    @cached_property
    def _view(self) -> "ChartView":
        from kanban.widgets.chart_view import ChartView  # not before a chart is wanted

        view = ChartView(id="chart")
        self._desk.mount(view, after=self.list_view)
        return view

    @property
    def list_view(self) -> ListView:
        """The list, where no chart is in front."""
        return self._desk.list_view

    @property
    def chart_in_front(self) -> "Picture | None":
        """The picture, where its chart is what is shown."""
        picture = self._picture if self.is_open else None
        return picture if picture is not None and picture.chart is not None else None

    # Reckoning

    def follow(self, rollup: RollUp | None) -> None:
        """Reckon the chart up to a roll-up, where it is in front and nothing is known that still holds.

        What is being reckoned is finished first where both are as of now: else it might never be, where others are at
        work. The chart before stays in sight so long; that of another past moment does not.
        """
        if not self.is_open or rollup is None:
            return
        before = self._asked
        if before is not None and still_holds(rollup, before):
            return
        self._asked = rollup
        if before is None or not (rollup.live and before.live):
            self._forget()
        elif self._begun is not None:
            return
        self._number += 1
        self._begun = None
        self._desk.work(self._reckon, "length")

    def _forget(self) -> None:
        self._picture, self._trend, self._failure, self._progress = None, (), "", (0, 0)

    def end(self) -> None:
        """No chart is wanted any more; what is being reckoned ends early."""
        self._number += 1
        self._asked = self._begun = None
        self._forget()

    async def _reckon(self) -> None:
        number = self._number
        while number == self._number and self._asked is not None and self._asked is not self._begun:
            self._begun = self._asked
            try:
                await self._reckon_one(self._begun, number)
            except Refused as error:  # a history that cannot be read
                self._fail(error.message, number)
            except MsgspecError as error:
                self._fail(msg("a record cannot be read: {error}; see `kanban doctor`", error=error), number)
        if number == self._number:
            self._begun = None

    async def _reckon_one(self, rollup: RollUp, number: int) -> None:
        """A thread for each week, so that what is wanted no more ends after the present one."""
        weeks = schedules_by_week(rollup.plan, rollup.boards, rollup, rollup.unread)
        total = len(trend_moments(rollup.plan, rollup.as_of)) + 1
        trend: list[PlanSchedule] = []
        while (week := await asyncio.to_thread(next, weeks, None)) is not None:
            if number != self._number or not self._desk.is_attached:
                return
            trend.append(week)
            self._progress = len(trend), total
            if self._picture is None:
                self._desk.repaint()
        self._take(trend)

    def _fail(self, why: Words, number: int) -> None:
        if number == self._number and self._desk.is_attached:
            self._failure = why
            self._take([])

    def _take(self, trend: Sequence[PlanSchedule]) -> None:
        """What was reckoned; the cursor begins at the last point, and stays on it where there are more."""
        from kanban.render.path_length import path_length

        count = len(trend)
        if trend:
            self._failure = ""
        follows = self._picture is None or self.point >= len(self._trend) - 1
        self._trend, self._picture = trend, path_length(trend)
        self.point = max(0, count - 1 if follows else min(self.point, count - 1))
        self._desk.repaint()

    # Painting

    def paint(self) -> None:
        """The chart in the place of the list, or the list in its place."""
        picture = self.chart_in_front
        if picture is not None or "_view" in self.__dict__:
            self._view.display, self.list_view.display = picture is not None, picture is None
        if picture is not None:
            self._view.set(picture.chart, self.point)

    def paint_point(self) -> None:
        """Show where the cursor is now."""
        self._desk.repaint()

    def rows(self) -> list[ListRow]:
        """What stands there while there is no chart."""
        if self._picture is not None:
            why = self._failure or self._picture.why_empty or "?"
            return [text_row(), text_row((f"  {clean_line(str(why))}", ""))]
        done, of = self._progress
        words = msg("reckoning week by week: {done} of {total}", done=done, total=of) if of else msg("reckoning")
        return [text_row(), text_row((f" {words}", "meta"))]

    def heads(self, cells: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Two lines: what it is, what it comes to; what is too long for one begins on the first."""
        picture, ellipsis = self.chart_in_front, glyphs().ellipsis
        says = [clean_line(str(said)) for said in picture.says] if picture is not None else []
        first = [str(TERM.label)]
        if len(says) > 1 and width(" · ".join(says)) > cells - 2:
            first.append(says.pop())
        head, beneath = (f" {cut(' · '.join(part), cells - 2, ellipsis)}" for part in (first, says))
        return ((head, "bold"),), ((beneath, ""),)

    def said(self, cells: int, lines: int) -> list[tuple[Span, ...]]:
        """The point under the cursor in words, then how it is counted."""
        picture, room = self.chart_in_front, max(20, cells - 2)
        out: list[tuple[Span, ...]] = []
        if picture is not None and self.point < len(picture.points):
            point = clean_line(str(picture.points[self.point].words))
            out = [((f" {line}", ""),) for line in wrap(point, room)]
        out += [((f" {line}", "meta"),) for line in wrap(str(TERM.rule), room)]
        return out[:lines]

    # Keys

    def do_next_view(self) -> None:
        """The chart, or the rows again."""
        self.is_open = not self.is_open
        if self.is_open:
            self.left_at = self.list_view.key
        self._desk.repaint()

    def do_open(self) -> None:
        """The rows as of the point under the cursor."""
        is_now = self._asked is not None and self._asked.live and self.point == len(self._trend) - 1
        if self.chart_in_front is not None:
            self._desk.show_rows_as_of(None if is_now else self._trend[self.point].as_of)

    def choose(self, number: int, opens: bool) -> None:
        """A point was clicked, once or twice."""
        self.point = number
        if opens:
            self.do_open()
        else:
            self.paint_point()
