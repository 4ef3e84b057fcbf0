"""The PM's roll-up: a table of milestones, a pane for the one under the cursor, and what lies behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from kanban.commands.plan import ChangePlan
from kanban.metrics.rollup.changes import Change, changes
from kanban.metrics.rollup.drivers import DriverState, driver_states
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.model.lookup import milestone_named
from kanban.model.plan import Milestone
from kanban.render import milestones as render
from kanban.render import rollup_table as table
from kanban.screens.application import Target
from kanban.screens.metrics.point_keys import PointKeys
from kanban.screens.plan.details import RowDetails
from kanban.screens.plan.row_editing import RowEditing
from kanban.screens.rollup.chart_page import ChartPage
from kanban.screens.rollup.comparing import ComparingReplay
from kanban.screens.rollup.gathered import Gathered
from kanban.screens.rollup.gathering import Gathering
from kanban.screens.rollup.going_about import GoingAbout
from kanban.screens.rollup.pages import (
    Page,
    existing_path,
    milestone_state,
    page_rows,
    waiting_rows,
)
from kanban.screens.rollup.path import Step
from kanban.screens.rollup.plan_editing import PlanEditing
from kanban.screens.rollup_based import RollupBasedScreen
from kanban.screens.unread import UNREAD, why_unread
from kanban.session.forecasting import Forecasting
from kanban.session.ledger import Change as SessionChange
from kanban.session.plan import PlanSession
from kanban.session.rollup import RollupFeed
from kanban.text.clean import clean_line, width
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, joined, msg, tr
from kanban.widgets.line import Line

if TYPE_CHECKING:
    from kanban.metrics.forecast.milestone import MilestoneForecast
    from kanban.metrics.insight.typed_changes import Kind
    from kanban.screens.rollup.insight_page import Insight
    from kanban.widgets.chart_view import ChartView

HEAD_LINES = 4
"""Top line, figures, heads, bottom line."""
PANE_MOST = 4
"""Most lines of the pane."""


def pane_lines(height: int) -> int:
    """How many lines the pane has on a screen of this height."""
    return 2 if height < 28 else 3 if height < 36 else PANE_MOST


class RollupScreen(RollupBasedScreen):
    """As of now, or as of a moment (`Replay`); the path is where one has gone to."""

    NAME = "rollup"
    TOP_LINES = ("top", "figures", "heads")
    PANE_LINES = PANE_MOST

    def __init__(self, plan_session: PlanSession, feed: RollupFeed, forecasting: Forecasting, place: str) -> None:
        super().__init__(plan_session, feed, forecasting, place, ComparingReplay(self))
        self._about = GoingAbout(self)
        self._editing = PlanEditing(self)
        self._charts = ChartPage(self, self._about, PANE_MOST)
        self._gathering = Gathering(self)
        keys = PointKeys(self._charts), self._charts
        self.controllers = (
            *keys,
            self._editing,
            RowEditing(self),
            RowDetails(self),
            self._replay,
            self._about,
            *self.controllers,
        )
        self._feed = feed
        self._forecasting = forecasting
        self._tried: dict[Kind, list[str]] = {}
        """The changes that were tried on the what-if screen."""
        self._drivers: tuple[DriverState, ...] | None = None
        self._changes: tuple[Change, ...] | None = None
        self._insight: Insight | None = None
        self._explained_with: MilestoneForecast | None = None
        """The forecast that its milestone had when the insight was asked for."""
        self._failure: Words = ""
        """Why what the page is to show cannot be reckoned."""
        self._since: datetime | None = None
        """The changes are those since then."""

    def on_mount(self) -> None:
        """Show in the pane what is under the cursor, wherever it goes."""
        self.list_view.moved = self._paint_pane

    def on_unmount(self) -> None:
        """No chart is wanted any more."""
        self._charts.end()

    # Reading

    def rollup_read(self) -> None:
        """The roll-up has been read anew."""
        self.arrived()
        self.repaint()

    def dates_read(self) -> None:
        """More of its dates are known."""
        self._charts.follow(self._rollup)
        if self._forecast_here() is not self._explained_with:
            self._explain()
        self.repaint()

    def on_plan_change(self, change: SessionChange) -> None:
        """The plan is another than before, or saved, or not; what was refused is asked about."""
        super().on_plan_change(change)
        for command in change.refused if self.is_attached else ():
            if isinstance(command, ChangePlan):
                self.call_later(self.run, partial(self._editing.change, command))  # said first, then asked

    def beside(self, begin: Callable[[], Awaitable[None]], group: str) -> None:
        """Work for the page in front, which says why it has nothing to show where something cannot be read."""

        async def work() -> None:
            try:
                await begin()
            except UNREAD as error:
                self._failure = why_unread(error)
                self.repaint()

        self._failure = ""
        self.work(work, group)

    def _count_drivers(self) -> None:
        if self._about.kind == "drivers" and self._rollup is not None:
            self.beside(partial(self._count, self._rollup), "drivers")

    async def _count(self, rollup: RollUp) -> None:
        boards = [(board, rollup.moment_of(board)) for board in rollup.boards]
        self._drivers = await asyncio.to_thread(driver_states, boards, rollup.plan.timezone)
        if self.is_attached:
            self.repaint()

    def _forecast_here(self) -> "MilestoneForecast | None":
        state = milestone_state(self._rollup, self._about.milestone)
        return state.forecast if state is not None else None

    def _explain(self) -> None:
        if self._about.kind in ("causes", "cause") and self._rollup is not None:
            self._explained_with = self._forecast_here()
            if self._insight is not None and self._insight.milestone != self._about.milestone:
                self._insight = None
            self.beside(partial(self._explained, self._rollup, self._about.milestone), "insight")

    async def _explained(self, rollup: RollUp, milestone: str) -> None:
        from kanban.screens.rollup.insight_page import Insight

        explained = await self._reading.dating.explain(rollup, milestone)
        self._insight = Insight(milestone, *explained) if explained is not None else self._insight
        if self.is_attached:
            self.repaint()

    def show_changes(self, since: datetime) -> None:
        """Show only what changed since a moment."""
        self._changes, self._since = None, since
        self._about.go(Step("changes"))
        self.beside(partial(self._compare, since), "changes")

    async def _compare(self, since: datetime) -> None:
        then, today = await asyncio.to_thread(self._feed.then_and_now, since, self.plan_session.view)
        self._changes = changes(then, today)
        if self.is_attached:
            self.repaint()

    # Painting

    @property
    def _page(self) -> Page:
        return Page(
            zone=self.kanban.zone,
            cells=self.size.width,
            signs=glyphs(),
            path=self._about.path,
            order=self._about.order,
            grouped=self._about.grouped,
            needle=self._about.needle,
            past=self._replay.as_of is not None,
            readonly=bool(self.why_readonly),
            drivers=self._drivers,
            changes=self._changes,
            insight=self._insight,
            record=self._reading.record,
            gathered=self._gathered_here(),
            picture=self._charts.picture,
            since=self._since,
            failure=self._failure,
        )

    def _gathered_here(self) -> Gathered | None:
        gathered = self._gathering.found
        return gathered if gathered is not None and self._about.path[-1:] == (gathered.step,) else None

    def repaint(self) -> None:
        """Paint the page that is open."""
        if self.is_emptied:
            return
        self.paint_top()
        if self._rollup is None:
            self.list_view.set(waiting_rows(self._reading.failure))
            self._charts.paint(None)
            self._paint_pane()
            return
        self._about.path = existing_path(self._rollup, self._about.path)
        page = self._page
        if not self._charts.is_open:
            self._paint_heads(self._rollup, page)
        self.list_view.set(page_rows(self._rollup, page))
        self._charts.paint(self._rollup)

    def paint_top(self) -> None:
        """The line on top: the project, the moment."""
        project = clean_line(self.kanban.plan.project)
        title = tr("{project} · roll-up", project=project) if project else tr("Roll-up")
        self.top.set(((f" {title}", "bold"),), tuple(self._state_spans()))

    def _paint_heads(self, rollup: RollUp, page: Page) -> None:
        figures, heads = self.query_one("#figures", Line), self.query_one("#heads", Line)
        text = clean_line(str(self._reading.failure))
        left, right = f" {text or render.head(rollup, self.size.width - 1)}", f"{render.totals_line(rollup)} "
        role = "error" if text else ""
        if width(left) > self.size.width:  # a second row: no count is cut
            first, *more = left.split(render.MIDDOT)
            figures.tell(((first, role), *((f"{render.MIDDOT}{part}", role) for part in more)))
        else:
            has_room = width(left) + width(right) + 2 <= self.size.width
            figures.set(((left, role),), ((right, "meta"),) if has_room else ())
        heads.set(table.head(table.table(page.cells, rollup.milestones)))
        in_table = page.kind in ("milestones", "cards", "packages") and bool(rollup.milestones)
        if heads.display != in_table:
            heads.display = in_table

    def _paint_pane(self) -> None:
        """Say more of the milestone under the cursor, or of the point of its chart."""
        if self._charts.is_open:
            self._charts.paint_pane()
            return
        at_table = not self._about.path and self._rollup is not None
        state = milestone_state(self._rollup, self.list_view.key) if at_table else None
        count = self._pane_count() if state is not None else 0
        said = []
        if state is not None and count:
            record, moment = self._reading.record, self._reading.moment
            said = table.detail(state, self.kanban.zone, moment, glyphs(), self.size.width, count, record)
        for number in range(PANE_MOST):
            line = self.query_one(f"#pane{number}", Line)
            if line.display != (number < count):
                line.display = number < count
            line.set(tuple(said[number]) if number < len(said) else ())

    def _pane_count(self) -> int:
        """More lines where the table leaves them free."""
        free = self.size.height - HEAD_LINES - (self.query_one("#figures", Line).rows - 1) - len(self.list_view.rows)
        return max(pane_lines(self.size.height), min(PANE_MOST, free))

    # Going about

    def do_what_if(self) -> None:
        """Try changes on the moment that is shown. Raises Refused."""
        from kanban.screens.whatif.screen import WhatIfScreen  # not needed for the first screen

        if self._rollup is None:
            raise Refused(msg("reading the boards"))
        self.app.push_screen(WhatIfScreen(self._rollup, self._forecasting, self._tried))

    def on_line_clicked(self, message: Line.Clicked) -> None:
        """A head: the order that goes by it. Where there is none, which there are."""
        if message.line.id != "heads" or self._about.kind != "milestones":
            return
        order = table.order_of(
            table.table(self.size.width, self._rollup.milestones if self._rollup else ()), message.number
        )
        if order is not None:
            self._about.sort(order)
        else:
            words = joined(render.ORDER_WORDS[order] for order in render.ORDERS)
            self.say(msg("no order goes by this; there are: {orders}", orders=words))

    def targets(self) -> Iterator[Target]:
        """The open cards of all boards."""
        for board in self._rollup.boards if self._rollup else ():
            if is_on_demand(board):  # very many: they are not all read to be looked through
                continue
            for column in board.columns:
                if column.kind != "done":
                    for card_id in board.cards_in(column.id):
                        where = f"{clean_line(board.slug)} · {clean_line(column.name)}"
                        yield Target(f"{board.slug}/{card_id}", clean_line(board.cards[card_id].title), where)

    def go_to(self, key: str) -> None:
        """To a card (`board/id`), `milestone:id` or `package:code`, as soon as the roll-up has been read."""
        kind, _, name = key.partition(":")
        steps = {"milestone": Step("cards", name), "package": Step("package", name)}
        self._about.go(steps.get(kind, Step("card", key)))

    def arrived(self) -> None:
        """Begin what the page needs that one has come to."""
        self._count_drivers()
        self._explain()
        self._gathering.follow(self._rollup, self._about.path)
        self._charts.follow(self._rollup)

    def on_chart_view_chosen(self, message: "ChartView.Chosen") -> None:
        """A point was clicked."""
        self._charts.choose(message.number)

    # For the keys that change the plan

    def milestone_here(self) -> Milestone:
        """The milestone under the cursor, as it is in the plan now. Raises Refused."""
        key = self._about.milestone
        if not key:
            raise Refused(msg("no milestone here; a adds one"))
        return milestone_named(self.kanban.plan, key)

    def node_here(self) -> str:
        """The WBS code under the cursor; empty where none is."""
        return self.list_view.key if self._about.kind == "wbs" else ""

    def end_here(self) -> str:
        """The WBS node, milestone or card under the cursor, or the milestone one is within. Raises Refused."""
        return self._about.end_here()

    def state_of(self, milestone: Milestone) -> MilestoneState | None:
        """What is shown of a milestone."""
        return milestone_state(self._rollup, milestone.id)
