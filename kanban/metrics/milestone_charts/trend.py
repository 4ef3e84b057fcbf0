"""The milestone trend (里程碑趋势图): what was forecast each past Monday, beside the baseline of then."""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.reasons import NO_CARDS
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, roll_up, why_no_date
from kanban.text.calendar_weeks import monday, shifted
from kanban.text.messages import Message

WEEKS = 26
"""So many Mondays at most."""


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of a milestone at a moment."""

    at: datetime
    p50_at: datetime | None
    p85_at: datetime | None
    baseline_at: datetime | None
    """The baseline in force then."""
    baseline_set_at: datetime | None
    """When that one was set."""
    done: int
    scope: int
    completion_rate: float | None
    is_achieved: bool = False
    """Both dates are that of the achievement."""
    reason: Message | None = None
    """Why a date is missing."""


class Replay:
    """A milestone as of past moments, from the boards and the plan of a roll-up."""

    def __init__(self, state: MilestoneState, rollup: RollUp, pause: Callable[[], None] = lambda: None) -> None:
        """`pause` is called again and again; what it raises ends the work."""
        self._state = state
        self._rollup = rollup
        self._pause = pause
        self._forecaster = Forecaster(pause)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The Mondays 00:00 since the milestone was made, at most `WEEKS`, and the roll-up's own moment."""
        timezone, last = self._rollup.plan.timezone, self._rollup.as_of
        this = monday(last, timezone)
        mondays = [shifted(this, -7 * number, timezone) for number in range(WEEKS, -1, -1)]
        made = self._state.milestone.created_at
        return (*[at for at in mondays if made <= at < last][-WEEKS:], last)

    def at(self, moment: datetime) -> TrendPoint | None:
        """What was known then; None where there was no such milestone."""
        if moment == self._rollup.as_of:
            return self._point(self._state, self._rollup)
        self._pause()
        rollup = self._rollup
        then = roll_up(rollup.plan, rollup.boards, moment, rollup.unread)
        state = next((each for each in then.milestones if each.milestone.id == self._state.milestone.id), None)
        return self._point(state, then) if state is not None else None

    def _point(self, state: MilestoneState, rollup: RollUp) -> TrendPoint:
        known: MilestoneForecast | None = state.forecast
        if known is None and state.is_foretold:
            known = self._forecaster.forecast(state, rollup)
        achieved = state.achieved_at
        baseline = state.baseline
        reason = why_no_date(msgspec.structs.replace(state, forecast=known))
        return TrendPoint(
            at=rollup.as_of,
            p50_at=achieved or (known.p50_at if known is not None else None),
            p85_at=achieved or (known.p85_at if known is not None else None),
            baseline_at=state.baseline_at,
            baseline_set_at=baseline.set_at if baseline is not None else None,
            done=state.figures.done,
            scope=state.figures.total,
            completion_rate=state.figures.completion_rate,
            is_achieved=achieved is not None,
            reason=None if achieved is not None else reason or (None if known is not None else NO_CARDS),
        )


def milestone_trend(
    state: MilestoneState, rollup: RollUp, pause: Callable[[], None] = lambda: None
) -> Iterator[TrendPoint]:
    """Week after week, the earliest first; a milestone that was achieved has one point after that."""
    replay = Replay(state, rollup, pause)
    for moment in replay.moments:
        point = replay.at(moment)
        if point is not None:
            yield point
            if point.is_achieved:
                return
