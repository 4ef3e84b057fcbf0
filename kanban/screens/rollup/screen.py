"""The PM's roll-up: milestones, most urgent first, down to the cards; as of now or of a past moment."""

import asyncio
from datetime import datetime, timedelta

from kanban.metrics.milestones import MilestoneState, RollUp
from kanban.model.lookup import milestone_named
from kanban.model.plan import Milestone, Plan
from kanban.render import milestones as render
from kanban.render.card import Span
from kanban.screens.listing import ListScreen
from kanban.screens.rollup.pages import Page, existing_path, milestone_state, page_rows, waiting_rows
from kanban.screens.rollup.plan_editing import PlanEditing
from kanban.screens.saving_words import state_span
from kanban.session.ledger import Change
from kanban.session.plan import PlanSession
from kanban.session.rollup import CLOCK, RollupFeed
from kanban.store.errors import StoreError
from kanban.text.clean import clean_line
from kanban.text.dates import now, weekday_time
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, msg, msg_in, tr

POLL_SECONDS = 0.5
"""How often all boards are looked at where nobody tells of changes."""
ASK_SECONDS = 0.2
"""How often a store that tells of changes is asked."""
FIRST_SECONDS = 1.0
"""When it is asked first: after the first screen."""
WEEK = timedelta(days=7)
ORDER_WORDS = {
    "urgency": msg_in("order", "urgency"),
    "date": msg_in("order", "date"),
    "name": msg_in("order", "name"),
}


class RollupScreen(ListScreen):
    """As of now, or as of a moment; the path is where one has gone to: milestone, work package, board, card."""

    NAME = "rollup"

    def __init__(self, plan_session: PlanSession, feed: RollupFeed) -> None:
        super().__init__()
        self.plan_session = plan_session
        self.controllers = (PlanEditing(self), *self.controllers)
        self._feed = feed
        self._rollup: RollUp | None = None
        self._plan: Plan | None = None
        """The plan that the roll-up was made with."""
        self._as_of: datetime | None = None
        self._path: tuple[str, ...] = ()
        self._order: render.Order = "urgency"
        self._needle = ""
        self._reading = False
        self._failure: Words = ""
        plan_session.listen(self._on_plan_change)

    def on_mount(self) -> None:
        """Read, paint, and watch."""
        self._timer = self.set_interval(POLL_SECONDS, self._look)
        self._look()
        self.set_timer(FIRST_SECONDS, lambda: self.run_worker(self._watch(), group="read"))

    async def _watch(self) -> None:
        works = await asyncio.to_thread(self._feed.watch)
        if not self.is_attached:
            self._feed.close()
        elif works:
            self._timer.stop()
            self._timer = self.set_interval(ASK_SECONDS, self._look)

    def on_unmount(self) -> None:
        """Watch no more."""
        self._feed.close()

    # Reading

    def _look(self) -> None:
        if self._reading or not self.is_current:
            return
        if self._feed.has_news() or self._is_old(self._as_of or now()):
            self._reading = True
            self.run_worker(self._read(), group="read")

    async def _read(self, force: bool = False) -> None:
        asked, plan, changed = self._as_of, self.plan_session.view, self._feed.take_changed()
        force = force or self._is_old(asked or now())
        try:
            seen = await asyncio.to_thread(self._feed.look, asked, force, changed, plan)
            if seen is None:
                return
            if self._as_of != asked or self.plan_session.view is not plan:  # another reading is on its way
                return
            self._plan, self._rollup = seen
            self._failure = ""
        except StoreError as error:
            self._feed.look_at_all_again()
            self._failure = error.reason
        finally:
            self._reading = False
        if self.is_attached:  # else the program is ending
            self.repaint()

    def _is_old(self, moment: datetime) -> bool:
        """Nothing need be written for a milestone to become late."""
        if self._rollup is None or self._plan is not self.plan_session.view:
            return True
        return self._as_of is None and moment - self._rollup.as_of >= CLOCK

    def _read_anew(self) -> None:
        self.run_worker(self._read(force=True), group="read")

    def _on_plan_change(self, change: Change) -> None:
        if self.is_attached:  # else the program is ending
            self.plan_changed()

    def plan_changed(self) -> None:
        """Show the plan as the session has it now, and whether it is saved."""
        if self.is_current:  # else it is read as soon as it is
            self._paint_top()
            self._read_anew()

    # Painting

    @property
    def why_readonly(self) -> Words:
        """Why the plan cannot be changed; empty where it can."""
        return self.kanban.write_access.why_not(None)

    def repaint(self) -> None:
        """Paint where one is."""
        self._paint_top()
        if self._rollup is None:
            self.list_view.set(waiting_rows(self._failure))
            return
        self._path = existing_path(self._rollup, self._path)
        page = Page(
            zone=self.kanban.zone,
            cells=self.size.width,
            signs=glyphs(),
            path=self._path,
            order=self._order,
            needle=self._needle,
            past=self._as_of is not None,
            readonly=bool(self.why_readonly),
            failure=self._failure,
        )
        self.list_view.set(page_rows(self._rollup, page))

    def _paint_top(self) -> None:
        project = clean_line(self.kanban.plan.project)
        title = tr("{project} · roll-up", project=project) if project else tr("Roll-up")
        self.top.set(((f" {title}", "bold"),), tuple(self._state_spans()))

    def _state_spans(self) -> list[Span]:
        moment = self._as_of or (self._rollup.as_of if self._rollup else now())
        time = weekday_time(moment, self.kanban.zone)
        words = msg("as of {time}", time=time) if self._as_of else msg("as of now, {time}  live", time=time)
        if self.why_readonly:
            return [(f"{words}  {msg('read-only')} ", "meta")]
        return [(f"{words}  ", "meta"), state_span(self.plan_session)]

    # Going about

    def do_open(self) -> None:
        """Into what the cursor is on."""
        if self.list_view.key:
            self._path = (*self._path, self.list_view.key)
            self._repaint_at("")

    async def do_back(self) -> None:
        """Out again; the cursor is where it was."""
        if self._path:
            *path, left = self._path
            self._path = tuple(path)
            self._repaint_at(left)
        elif self._needle:
            self._needle = ""
            self._repaint_at("")

    def _repaint_at(self, key: str) -> None:
        self.list_view.start_over()
        self.repaint()
        if key:
            self.list_view.set(self.list_view.rows, key)

    def do_sort(self) -> None:
        """The next order."""
        self._order = render.ORDERS[(render.ORDERS.index(self._order) + 1) % len(render.ORDERS)]
        self.repaint()
        self.say(msg("sorted by {order}", order=ORDER_WORDS[self._order]))

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""

        def changed(text: str) -> None:
            self._needle = text.strip()
            self._path = ()
            self.repaint()

        await self.type_in("/", self._needle, changed, changed, lambda: changed(""))

    def do_earlier(self) -> None:
        """A week back."""
        self._as_of = (self._as_of or now()) - WEEK
        self._read_anew()

    def do_later(self) -> None:
        """A week on, up to now."""
        if self._as_of is not None:
            later = self._as_of + WEEK
            self._as_of = later if later < now() else None
            self._read_anew()

    # For the keys that change the plan

    def milestone_here(self) -> Milestone:
        """The milestone under the cursor, as it is in the plan now. Raises Refused."""
        key = self._path[0] if self._path else self.list_view.key
        if not key:
            raise Refused(msg("no milestone here; a adds one"))
        return milestone_named(self.kanban.plan, key)

    def state_of(self, milestone: Milestone) -> MilestoneState | None:
        """What is shown of a milestone."""
        return milestone_state(self._rollup, milestone.id)
