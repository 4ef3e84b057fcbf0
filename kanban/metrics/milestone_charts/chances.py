"""The forecast of a milestone as a distribution: the chance that it is done in each day, week or four weeks."""

from datetime import datetime

import msgspec

from kanban.metrics.forecast.board_past import days_of
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.reasons import NO_CARDS
from kanban.metrics.rollup.milestones import MilestoneState, why_no_date
from kanban.text.calendar_weeks import midnight, monday, shifted
from kanban.text.messages import Message

MOST = 60
"""Of more days weeks are counted, of more weeks four at once."""
ENOUGH = 0.95
"""The last period is that in which so much of the chance is reached."""
LONGEST = 1095
"""In days."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The chance that the last card is done in [from_at, to_at)."""

    from_at: datetime
    to_at: datetime
    chance: float
    by_then: float
    """The chance that it is done before `to_at`."""


class Chances(msgspec.Struct, frozen=True, kw_only=True):
    """Period after period; with what comes later the chances add up to 1."""

    days: int
    """How long a period is: 1, 7 or 28 days; the first is what is left of its own."""
    periods: tuple[Period, ...]
    later: float | None
    """The chance that it is done after the last period; None without a forecast."""
    reason: Message | None = None
    """Why there is none."""


def chances(state: MilestoneState, known: MilestoneForecast | None, timezone: str) -> Chances:
    """The chances by the same levels as the dates (`Forecast.chance`), in calendar days and ISO weeks of the zone."""
    if known is None or known.forecast.curve is None:
        state = msgspec.structs.replace(state, forecast=known)
        return Chances(days=1, periods=(), later=None, reason=why_no_date(state) or NO_CARDS)
    days = next((n for n in (1, 7) if _by(known, shifted(known.as_of, n * MOST, timezone)) >= ENOUGH), 28)
    begin, before = known.as_of, 0.0
    stop = shifted((midnight if days == 1 else monday)(begin, timezone), days, timezone)
    last = shifted(begin, LONGEST, timezone)
    periods: list[Period] = []
    while not periods or (before < ENOUGH and begin < last):
        by_then = _by(known, stop)
        periods.append(Period(from_at=begin, to_at=stop, chance=by_then - before, by_then=by_then))
        begin, before, stop = stop, by_then, shifted(stop, days, timezone)
    return Chances(days=days, periods=tuple(periods), later=1 - before)


def _by(known: MilestoneForecast, moment: datetime) -> float:
    return known.forecast.chance(days_of(moment) - days_of(known.as_of)) or 0.0
