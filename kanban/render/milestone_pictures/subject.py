"""What a picture of a milestone is made from, and what its pictures share."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.render.chart_data import Upright
from kanban.text.dates import day, span
from kanban.text.messages import Message, Words, joined, msg

DAY_SECONDS = 86400.0


class Subject(msgspec.Struct, frozen=True):
    """A milestone of a roll-up; `pause` is called again and again, what it raises ends the work."""

    state: MilestoneState
    rollup: RollUp
    pause: Callable[[], None] = lambda: None

    @property
    def zone(self) -> str:
        """The plan's zone, in which days and weeks begin."""
        return self.rollup.plan.timezone

    def forecast(self) -> MilestoneForecast | None:
        """Its forecast, made now where the roll-up has not got it yet; None for one that gets none."""
        if self.state.forecast is None and self.state.is_foretold:
            return Forecaster(self.pause).forecast(self.state, self.rollup)
        return self.state.forecast

    def day(self, moment: datetime) -> str:
        """A date as it stands beneath an axis."""
        return day(moment, self.zone, self.rollup.as_of)

    def date(self, moment: datetime | None) -> str:
        """The same; `-` where there is none."""
        return self.day(moment) if moment is not None else "-"


def dated(name: Words, subject: Subject, at: datetime) -> str:
    """`P50 09 Dec`."""
    return f"{name} {subject.day(at)}"


def upright(
    name: Words, at: datetime | None, begin: datetime, ends: Sequence[datetime], subject: Subject
) -> tuple[Upright, ...]:
    """A date as a line at the stop that it lies in, where the stops follow each other from `begin` on; else nothing."""
    if at is None or at < begin:
        return ()
    number = next((number for number, end in enumerate(ends) if at < end), None)
    return () if number is None else (Upright(number, dated(name, subject, at)),)


def later(seconds: float) -> Message:
    """`12d later`, `3.0d sooner`."""
    time = span(abs(seconds))
    return msg("{time} later", time=time) if seconds >= 0 else msg("{time} sooner", time=time)


def said(parts: Sequence[Words]) -> Message:
    """What a point or a head says, part by part."""
    return joined(parts, " · ")
