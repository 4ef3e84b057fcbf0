"""What the screens share that show the roll-up: it is read beside them, and they go back in time with it."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial

from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.render.card import Span
from kanban.screens.listing import ListScreen
from kanban.screens.replay import Replay
from kanban.screens.rollup_reading import RollupReading
from kanban.screens.saving_words import state_span
from kanban.session.forecasting import Forecasting
from kanban.session.ledger import Change
from kanban.session.plan import PlanSession
from kanban.session.rollup import RollupFeed
from kanban.text.dates import span, weekday_time
from kanban.text.messages import Words, msg, tr


class RollupBasedScreen(ListScreen):
    """As of now, or as of a moment of its replay."""

    def __init__(
        self,
        plan_session: PlanSession,
        feed: RollupFeed,
        forecasting: Forecasting,
        place: str,
        replay: Replay | None = None,
    ) -> None:
        super().__init__()
        self.plan_session = plan_session
        self._replay = replay or Replay(self)
        self._reading = RollupReading(self, self._replay, plan_session, feed, forecasting, place)
        plan_session.listen(self.on_plan_change)

    def on_mount(self) -> None:
        """Read, and watch."""
        self._reading.begin()

    def on_unmount(self) -> None:
        """Watch and forecast no more."""
        self._reading.end()

    @property
    def _rollup(self) -> RollUp | None:
        """What is shown; None before it has been read."""
        return self._reading.rollup

    @property
    def why_readonly(self) -> Words:
        """Why the plan cannot be changed; empty where it can."""
        return self._replay.why_readonly or self.kanban.write_access.why_not(None)

    @property
    def plan_shown(self) -> Plan:
        """The plan of the moment that is shown, with what is not saved yet."""
        past = self._rollup if self._replay.as_of is not None else None
        return past.plan if past is not None else self.kanban.plan

    @property
    def past_words(self) -> tuple[Span, ...]:
        """Which moment that is, where it is past; nothing for now."""
        return self._replay.words()

    @property
    def boards_shown(self) -> tuple[Board, ...]:
        """The boards whose cards may be linked; of very many the cards are not all read to be looked through."""
        return tuple(board for board in self._rollup.boards if not is_on_demand(board)) if self._rollup else ()

    def rollup_read(self) -> None:
        """The roll-up has been read anew."""
        self.repaint()

    def dates_read(self) -> None:
        """More of its dates are known."""
        self.repaint()

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str, exclusive: bool = True) -> None:
        """Run it beside the screen; exclusive: in the place of what runs in its group. What it cannot read is said."""

        call = partial(self.run, begin)  # no coroutine: it may be replaced before it begins
        self.run_worker(call, group=group, exclusive=exclusive)  # type: ignore[arg-type]  # its result is inferred wrong

    def read_anew(self) -> None:
        """Read the roll-up of the moment in force."""
        self.paint_top()
        self.refresh_bottom()  # in the past other keys matter
        self._reading.anew()

    def on_plan_change(self, change: Change) -> None:
        """The plan is another than before, or saved, or not."""
        if self.is_attached:  # else the program is ending
            self.plan_changed()

    def plan_changed(self) -> None:
        """Show the plan as the session has it now, and whether it is saved."""
        if self.is_current:  # else it is read as soon as it is
            self.read_anew()

    def leave_past(self) -> None:
        """Back to now."""
        self._replay.do_now()

    def show_as_of(self, moment: datetime | None) -> None:
        """Show the roll-up of a moment; None for now."""
        if moment != self._replay.as_of:
            self._replay.show(moment)

    def paint_top(self) -> None:
        """The line on top: which screen, which moment."""

    def _state_spans(self) -> list[Span]:
        """For the line on top: the moment shown, whether what was changed is saved."""
        past = self._replay.words()
        now = tr("now, {time}  live", time=weekday_time(self._reading.moment, self.kanban.zone))
        words = past or ((f"{now} ", "meta"),)
        if self.kanban.write_access.why_not(None):
            behind = self._reading.behind
            kind = msg("read-only") if behind is None else msg("standby, {time} behind", time=span(behind))
            return [*words, (f" {kind} ", "meta")]
        return [*words, (" ", ""), state_span(self.plan_session)]
