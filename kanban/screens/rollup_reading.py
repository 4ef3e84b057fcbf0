"""Reading the roll-up beside a screen that shows it: as soon as anything changed, as of the moment of its replay."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from kanban.metrics.forecast.record import Record
from kanban.metrics.rollup.milestones import RollUp
from kanban.model.plan import Plan
from kanban.screens.dating import Dating
from kanban.screens.replay import Replay
from kanban.session.forecasting import Forecasting
from kanban.session.plan import PlanSession
from kanban.session.rollup import CLOCK, RollupFeed
from kanban.store.errors import StoreError
from kanban.text.dates import now
from kanban.text.messages import Words

POLL_SECONDS = 0.5
"""How often all boards are looked at where nobody tells of changes."""
ASK_SECONDS = 0.2
"""How often a store that tells of changes is asked."""
FIRST_SECONDS = 1.0
"""When it is asked first: after the first screen."""

WHOLE_SECONDS = 0.1
"""How long after a first screen that was counted by tallies the cards are read: reading would hold up its paint."""


class ReadingDesk(Protocol):
    """A screen that shows the roll-up."""

    @property
    def is_current(self) -> bool:
        """Whether it is in front."""

    @property
    def is_attached(self) -> bool:
        """Whether it is there; else the program is ending."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Any:
        """Call again and again."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Any:
        """Call once, later."""

    def call_after_refresh(self, callback: Callable[..., object], *args: Any) -> Any:
        """Call once what has changed is painted."""

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str, exclusive: bool = True) -> None:
        """Run it beside the screen; exclusive: in the place of what runs in its group."""

    def dates_read(self) -> None:
        """More of its dates are known."""

    def rollup_read(self) -> None:
        """The roll-up has been read anew."""

    def repaint(self) -> None:
        """Show everything anew."""


class RollupReading:
    """Reads in threads. `rollup` is what is shown, with the dates that are known by now; None before the first."""

    def __init__(
        self,
        desk: ReadingDesk,
        replay: Replay,
        plan_session: PlanSession,
        feed: RollupFeed,
        forecasting: Forecasting,
        place: str,
    ) -> None:
        self._desk, self._replay, self._plan_session, self._feed = desk, replay, plan_session, feed
        self.dating = Dating(self, forecasting, place)
        self.rollup: RollUp | None = None
        self._plan: Plan | None = None
        """The plan that the roll-up was made with."""
        self.failure: Words = ""
        """Why the last reading failed."""
        self._reading = False
        self._looks = 0
        """How many looks of the feed this one has seen."""

    @property
    def record(self) -> Record | None:
        """How the dates of the past held; None where it is not known."""
        return self.dating.record

    @property
    def behind(self) -> float | None:
        """Seconds that what is shown may be behind what was written."""
        return self._feed.behind

    @property
    def moment(self) -> datetime:
        """The moment shown."""
        return self.rollup.as_of if self.rollup else now()

    def begin(self) -> None:
        """Read, and watch."""
        self._timer = self._desk.set_interval(POLL_SECONDS, self._look)
        self._look()
        self._desk.set_timer(FIRST_SECONDS, self._begin_to_watch)

    def end(self) -> None:
        """Watch and forecast no more."""
        self._feed.close()
        self.dating.end()

    def anew(self) -> None:
        """Read the roll-up of the moment in force."""
        self._desk.work(self._read_whatever_changed, "read", False)

    def work_later(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen as soon as that is painted, in the place of what runs in its group."""
        self._desk.call_after_refresh(self._desk.work, begin, group)

    def show_dates(self, rollup: RollUp) -> None:
        """Show the roll-up with the dates that are known by now."""
        if self._desk.is_attached:  # else the program is ending
            self.rollup = rollup
            self._desk.dates_read()

    def _begin_to_watch(self) -> None:
        self._desk.work(self._watch, "read", False)

    async def _watch(self) -> None:
        works = await asyncio.to_thread(self._feed.watch)
        if not self._desk.is_attached:
            self._feed.close()
        elif works:
            self._timer.stop()
            self._timer = self._desk.set_interval(ASK_SECONDS, self._look)

    def _look(self) -> None:
        if self._reading or not self._desk.is_current:
            return
        if self._feed.has_news() or self._is_old(self._replay.as_of or now()):
            self._reading = True
            self._begin_to_read()

    def _begin_to_read(self) -> None:
        self._desk.work(self._read, "read", False)

    async def _read_whatever_changed(self) -> None:
        await self._read(force=True)

    async def _read(self, force: bool = False) -> None:
        asked, plan, changed = self._replay.as_of, self._plan_session.view, self._feed.take_changed()
        force = force or self._is_old(asked or now())
        seen: tuple[Plan, RollUp] | None = None
        is_provisional = False
        try:
            seen = await asyncio.to_thread(self._feed.look, asked, force, changed, plan, True)
            if seen is None:
                return
            if self._replay.as_of != asked or self._plan_session.view is not plan:  # another reading is on its way
                return
            self.failure, self._looks, is_provisional = "", self._feed.looks, self._feed.is_provisional
        except StoreError as error:
            self._feed.look_at_all_again()
            self.failure = error.reason
        finally:
            self._reading = False
        if self._desk.is_attached:  # else the program is ending
            if seen is not None:
                self._plan, rollup = seen
                if is_provisional:
                    self.rollup = rollup
                    self._desk.set_timer(WHOLE_SECONDS, self._begin_to_read)
                else:
                    self.rollup = self.dating.dated(rollup)
            self._desk.rollup_read()

    def _is_old(self, moment: datetime) -> bool:
        """Nothing need be written for a milestone to become late; another screen may have seen what is new."""
        if self.rollup is None or self._plan is not self._plan_session.view or self._looks != self._feed.looks:
            return True
        return self._replay.as_of is None and moment - self.rollup.as_of >= CLOCK
