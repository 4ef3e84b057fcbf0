"""An interval for the difference of two medians, by the percentile bootstrap."""

import hashlib
import random
import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kanban.metrics.stats import percentile

DRAWS = 2000
LEVEL = 0.95
Statistic = Callable[[Sequence[float]], float]


class Interval(NamedTuple):
    """Between what the difference lies, with a confidence of `LEVEL`."""

    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        """Whether no difference is among what is likely: it cannot be told from noise."""
        return self.low <= 0 <= self.high


def difference_interval(
    before: Sequence[float], after: Sequence[float], statistic: Statistic, draws: int = DRAWS
) -> Interval:
    """Of statistic(after) - statistic(before), each drawn anew from its own values.

    B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13: the percentile interval. The
    random numbers are seeded by the values: the same ones give the same interval, in whatever order they stand.
    """
    before, after = sorted(before), sorted(after)
    values = (*before, *after)
    seed = hashlib.sha256(struct.pack(f"<q{len(values)}d", len(before), *values)).digest()
    chance = random.Random(seed)
    differences = sorted(
        statistic(chance.choices(after, k=len(after))) - statistic(chance.choices(before, k=len(before)))
        for _ in range(draws)
    )
    tail = (1 - LEVEL) / 2
    low, high = (percentile(differences, q) for q in (tail, 1 - tail))
    assert low is not None
    assert high is not None
    return Interval(low, high)


def median(values: Sequence[float]) -> float:
    """The middle value; of an even number the mean of the two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
