"""The dates of the roll-up: counts are shown at once, the forecasts follow, each as it comes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Protocol

from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.record import Record
from kanban.metrics.rollup.milestones import RollUp, with_forecasts
from kanban.session.forecasting import Forecasting

if TYPE_CHECKING:
    from kanban.metrics.insight.next_actions import NextAction
    from kanban.metrics.insight.slip_causes import SlipCauses


class DatingDesk(Protocol):
    """A screen that shows the roll-up, as it is given its dates."""

    def work_later(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen as soon as that is painted, in the place of what runs in its group."""

    def show_dates(self, rollup: RollUp) -> None:
        """Show the roll-up with the dates that are known by now."""


class Dating:
    """Puts forecasts to a roll-up: those of before at once, then new ones."""

    def __init__(self, desk: DatingDesk, forecasting: Forecasting, place: str) -> None:
        self._desk = desk
        self._place = place
        self.record: Record | None = None
        """How the dates of the past held; None where it is not known."""
        self._forecasting = forecasting
        self._known: dict[str, MilestoneForecast] = {}
        self._rollup: RollUp | None = None
        """As it was counted last, without dates."""

    def dated(self, rollup: RollUp) -> RollUp:
        """A roll-up that was just counted, with what is known of its dates; the others are begun."""
        if self._rollup is not None and not (rollup.live and self._rollup.live):
            self._known = {}
        self._rollup = rollup
        self._desk.work_later(self._forecast, "forecast")  # the counts are painted first
        return with_forecasts(rollup, self._known)

    async def _forecast(self) -> None:
        rollup = self._rollup
        assert rollup is not None  # it is asked for where there is one
        answers = self._forecasting.ask(rollup)
        while (answer := await asyncio.to_thread(next, answers, None)) is not None:
            milestone, forecast = answer
            if self._known.get(milestone) != forecast:
                self._known[milestone] = forecast
                self._desk.show_dates(with_forecasts(rollup, self._known))
        if self.record is None and rollup.live:
            self.record = await asyncio.to_thread(self._forecasting.record, rollup, self._place)
            if self.record is not None:
                self._desk.show_dates(with_forecasts(rollup, self._known))

    async def explain(self, rollup: RollUp, milestone: str) -> "tuple[SlipCauses, tuple[NextAction, ...]] | None":
        """Why a milestone slips, and what to do next; None where it cannot be said."""
        return await asyncio.to_thread(self._forecasting.explain, rollup, milestone)

    def end(self) -> None:
        """No more dates are wanted."""
        self._forecasting.end()
