"""The fever chart of a milestone: how much of it is done against how much of its buffer is used, week after week.

Source: Goldratt, "Critical Chain" (1997), buffer management. The buffer here is what the PM promised beyond the
forecast: the days from P50, as it was when the baseline was set, to the baseline. What of it is used is by how much
P50 is later now.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from kanban.metrics import reasons
from kanban.metrics.milestone_charts.trend import Replay, TrendPoint
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.text.messages import Message, msg

NO_BUFFER = msg("P50 was not before the baseline when that was set")
UNKNOWN_BUFFER = msg("no P50 when the baseline was set")


class FeverPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone at a moment."""

    at: datetime
    done: int
    scope: int
    completion_rate: float | None
    """Cards done / cards; None without cards."""
    buffer_seconds: float | None
    """Baseline - P50 when the baseline of then was set."""
    used_seconds: float | None
    """P50 - P50 when the baseline of then was set; below 0 where it is sooner."""
    buffer_used_rate: float | None
    """used / buffer: below 0 where P50 is sooner now, beyond 1 where it is later than the baseline."""
    reason: Message | None = None
    """Why the share is not known."""


def fever(state: MilestoneState, rollup: RollUp, pause: Callable[[], None] = lambda: None) -> Iterator[FeverPoint]:
    """Week after week, the earliest first; a moved baseline has a buffer of its own."""
    replay = Replay(state, rollup, pause)
    set_then: dict[datetime, datetime | None] = {}
    for moment in replay.moments:
        point = replay.at(moment)
        if point is None:
            continue
        set_at = point.baseline_set_at
        if set_at is not None and set_at not in set_then:
            then = replay.at(set_at)
            set_then[set_at] = then.p50_at if then is not None else None
        yield _point(point, set_then.get(set_at) if set_at is not None else None)
        if point.is_achieved:
            return


def _point(point: TrendPoint, p50_then: datetime | None) -> FeverPoint:
    baseline, p50 = point.baseline_at, point.p50_at
    buffer = (baseline - p50_then).total_seconds() if baseline is not None and p50_then is not None else None
    used = (p50 - p50_then).total_seconds() if p50 is not None and p50_then is not None else None
    reason = None
    if baseline is None:
        reason = reasons.NO_BASELINE
    elif p50_then is None or buffer is None:
        reason = UNKNOWN_BUFFER
    elif buffer <= 0:
        reason = NO_BUFFER
    elif used is None:
        reason = point.reason or reasons.TOO_LATE
    elif point.completion_rate is None:
        reason = reasons.NO_CARDS
    return FeverPoint(
        at=point.at,
        done=point.done,
        scope=point.scope,
        completion_rate=point.completion_rate,
        buffer_seconds=buffer,
        used_seconds=used,
        buffer_used_rate=used / buffer if reason is None and used is not None and buffer else None,
        reason=reason,
    )
