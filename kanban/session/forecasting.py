"""Forecasts of a roll-up, made in a thread: one after the other, and never while somebody types."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.rollup.on_demand import is_on_demand

if TYPE_CHECKING:
    from kanban.metrics.forecast.record import Record
    from kanban.metrics.insight.milestone_forecasts import Forecaster
    from kanban.metrics.insight.next_actions import NextAction
    from kanban.metrics.insight.queue_order import Served, Waiting
    from kanban.metrics.insight.simulation import AnyChange, Simulated
    from kanban.metrics.insight.slip_causes import SlipCauses
    from kanban.model.board import Board

Step = TypeVar("Step")

RECORD_CARDS = 3000
"""Of more cards the record is not made beside a screen: `kanban forecast calibration` makes it."""
MOST_READ = 300
"""Of a milestone of more boards, whose cards a server keeps, no date is made beside a screen but in the shell."""
QUIET_SECONDS = 1.0
"""So long after a key nothing is reckoned: the screen has the processor."""
_LOOK_SECONDS = 0.02


class Superseded(Exception):
    """Something else was asked for meanwhile."""


class Forecasting:
    """Forecasts the roll-up that was asked for last. What it returns is for a thread; only one runs at a time."""

    def __init__(self, last_key_at: Callable[[], float], keeps: bool = True) -> None:
        """`last_key_at`: when the last key was pressed, by `time.monotonic`. Without `keeps` nothing is written."""
        self._last_key_at, self._keeps = last_key_at, keeps
        self._one_at_a_time = threading.Lock()
        self._asked = 0
        self._simulated = 0
        """How many simulations were asked for."""
        self._live: Forecaster | None = None
        self._answering = threading.local()
        self._is_over = False

    def ask(self, rollup: RollUp) -> Iterator[tuple[str, MilestoneForecast]]:
        """The forecasts of a roll-up, by milestone, the most urgent first. Ends early where another is asked for."""
        self._asked += 1
        return self._forecasts(rollup, self._asked)

    def explain(self, rollup: RollUp, milestone: str) -> "tuple[SlipCauses, tuple[NextAction, ...]] | None":
        """Why a milestone slips, and what to do next: a thread's work. None where it is not forecast, or at the end."""
        from kanban.metrics.insight.next_actions import next_actions
        from kanban.metrics.insight.slip_causes import slip_causes

        state = next((state_ for state_ in rollup.milestones if state_.milestone.id == milestone), None)
        if state is None or not state.is_foretold:
            return None
        with self._one_at_a_time:
            self._begin(lambda: True, gives_way=False)  # somebody waits for it
            try:
                question = self._forecaster(rollup).question(state, rollup)
                return slip_causes(state, question, rollup), next_actions(state, question, rollup)
            except Superseded:
                return None

    def simulate(self, rollup: RollUp, changes: "Sequence[AnyChange]") -> "Iterator[Simulated]":
        """The milestones with something changed, most urgent first. Ends early where another one is asked for."""
        from kanban.metrics.insight.simulation import simulate

        self._simulated += 1
        return self._steps(simulate(rollup, changes, self._forecaster(rollup)), self._simulated)

    def serve(self, board: "Board", rollup: RollUp, queue: "Sequence[Waiting]") -> "Iterator[Served]":
        """What the proposed order of a queue does to the milestones. Ends early as a simulation does."""
        from kanban.metrics.insight.queue_order import served

        self._simulated += 1
        return self._steps(served(board, rollup, queue, self._forecaster(rollup)), self._simulated)

    def end_simulation(self) -> None:
        """What is being simulated is wanted no more."""
        self._simulated += 1

    def record(self, rollup: RollUp, place: str) -> "Record | None":
        """How the dates of this workspace held, kept or, of few cards, made: a thread's work. None where neither is."""
        from kanban.metrics.insight.record import past_forecasts, record
        from kanban.session.kept_record import keep_record, kept_record

        slugs, timezone = [board.slug for board in rollup.boards], rollup.plan.timezone
        known = kept_record(place, slugs, rollup.as_of, timezone)
        if known is not None or any(map(is_on_demand, rollup.boards)):
            return known
        if sum(len(board.all_cards) for board in rollup.boards) > RECORD_CARDS:
            return known
        with self._one_at_a_time:
            asked = self._asked
            self._begin(lambda: asked == self._asked)
            try:
                made = record(past_forecasts(rollup.plan, rollup.boards, rollup.as_of, pause=self._pause))
            except Superseded:
                return None
        if self._keeps:
            keep_record(place, slugs, rollup.as_of, timezone, made)
        return made

    def end(self) -> None:
        """Whatever is being reckoned is wanted no more."""
        self._asked += 1
        self._simulated += 1
        self._is_over = True

    def _forecasts(self, rollup: RollUp, number: int) -> Iterator[tuple[str, MilestoneForecast]]:
        steps = self._forecaster(rollup).forecasts(rollup)
        while True:
            with self._one_at_a_time:
                self._begin(lambda: number == self._asked)
                try:
                    step = next(steps, None)
                except Superseded:
                    return
            if step is None or number != self._asked:
                return
            yield step

    def _steps(self, steps: Iterator[Step], number: int) -> Iterator[Step]:
        while number == self._simulated:
            with self._one_at_a_time:
                self._begin(lambda: number == self._simulated, gives_way=False)
                try:
                    step = next(steps, None)
                except Superseded:
                    return
            if step is None:
                return
            yield step

    def _begin(self, is_wanted: Callable[[], bool], gives_way: bool = True) -> None:
        """What this thread does now: until when it is wanted, and whether it waits while somebody types."""
        self._answering.is_wanted, self._answering.gives_way = is_wanted, gives_way

    def _forecaster(self, rollup: RollUp) -> "Forecaster":
        from kanban.metrics.insight.milestone_forecasts import Forecaster  # not before the counts are on the screen

        if not rollup.live:  # of a past moment nothing is kept: its boards are made anew each time
            return Forecaster(self._pause, most_read=MOST_READ)
        if self._live is None:
            self._live = Forecaster(self._pause, most_read=MOST_READ)
        return self._live

    def _pause(self) -> None:
        while True:
            if self._is_over or not self._answering.is_wanted():
                raise Superseded
            if not self._answering.gives_way or time.monotonic() - self._last_key_at() >= QUIET_SECONDS:
                return
            time.sleep(_LOOK_SECONDS)
