"""Small statistics, by their published definitions."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

LOW_SAMPLE = 10
"""Below this many values a percentile is flagged as resting on few."""


def percentile(values: Sequence[float], q: float) -> float | None:
    """The q-quantile by linear interpolation between order statistics; None for no values.

    Hyndman and Fan (1996), "Sample quantiles in statistical packages", type 7.
    """
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None for no values."""
    return sum(values) / len(values) if values else None


def rate(part: float, whole: float) -> float | None:
    """part / whole; None where there is no whole, never 0 of 0."""
    return part / whole if whole else None


def inclusive_days(started: datetime, finished: datetime, zone: tzinfo) -> int:
    """Days touched: the difference of the dates in a zone, plus one (Kanban Guide, 2020)."""
    return (finished.astimezone(zone).date() - started.astimezone(zone).date()).days + 1
