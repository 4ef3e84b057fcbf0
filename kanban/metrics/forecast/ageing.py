"""How likely cards of their age are to leave: a piecewise-constant hazard from the life table of the past.

Life table with censoring: Kaplan and Meier (1958); piecewise-exponential hazard: Friedman (1982). Cards that are open
count with the days that they have lived. The pace to come against the past is mixed over an exponential distribution.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import exp, expm1, inf, prod

import msgspec

from kanban.metrics.forecast.slices import exponential_slices
from kanban.metrics.stats import percentile

Span = tuple[float, float | None]
"""When an age began, and when the card left; None while it is open."""

WINDOWS = (60.0, 120.0, 240.0, 480.0, inf)
"""Days back that are tried until one has `EXITS_WANTED` exits."""
EXITS_WANTED = 40
_FEWEST = 3
_FASTEST_FIRST = exponential_slices()[::-1]
_ROUNDED_OFF = 1e-18
"""So small a part of a sum does not change it."""


class LifeTable(msgspec.Struct, frozen=True):
    """A hazard per day that is constant between ages; `edges` begin at 0, and the last rate has no end.

    No card of the fitted past left at an age after the last edge, so that the last rate is low.
    """

    edges: tuple[float, ...]
    rates: tuple[float, ...]
    sums: tuple[float, ...]
    """The cumulative hazard up to each edge."""

    def hazard(self, age: float) -> float:
        """The cumulative hazard up to an age in days."""
        i = bisect_right(self.edges, age) - 1
        return self.sums[i] + self.rates[i] * (age - self.edges[i])

    def survival_days(self, days: float) -> float:
        """The days that a new card is expected to stay open within its first days."""
        total = 0.0
        for i, rate in enumerate(self.rates):
            low = self.edges[i]
            high = min(days, self.edges[i + 1] if i + 1 < len(self.edges) else inf)
            if high <= low:
                break
            total += exp(-self.sums[i]) * -expm1(-rate * (high - low)) / rate
        return total


def fit(spans: Sequence[Span], t: float) -> LifeTable | None:
    """The life table of spans as of t; None where fewer than 3 have ended."""
    since = _since([left for _, left in spans if left is not None], t)
    ages = sorted(left - origin for origin, left in spans if left is not None and left > since)
    if len(ages) < _FEWEST:
        return None
    edges = _edges(ages)
    lived = _exposure(spans, edges, since, t)
    ended = [0] * len(edges)
    for age in ages:
        ended[max(0, bisect_left(edges, age) - 1)] += 1
    prior = max(sum(lived) / len(ages), 1e-6)
    rates = tuple((d + 1) / (e + prior) for d, e in zip(ended, lived, strict=True))
    steps = (rate * (high - low) for rate, (low, high) in zip(rates, pairwise(edges), strict=False))
    return LifeTable(tuple(edges), rates, tuple(accumulate(steps, initial=0.0)))


def _since(exits: Sequence[float], t: float) -> float:
    for window in WINDOWS:
        if sum(left > t - window for left in exits) >= EXITS_WANTED:
            return t - window
    return -inf


def _edges(ages: Sequence[float]) -> list[float]:
    """0, the quantiles of the sorted ages, and an age that none has passed; each once."""
    count = max(2, min(8, len(ages) // 5))
    inner = [percentile(ages, i / count) or 0.0 for i in range(1, count)]
    return sorted({0.0, *inner, max(3 * inner[-1], ages[-1])})


def _exposure(spans: Iterable[Span], edges: Sequence[float], since: float, t: float) -> list[float]:
    """The card-days lived after `since`, by the age at which they were lived."""
    lived = [0.0] * len(edges)
    last = len(edges) - 1
    for origin, left in spans:
        low = max(0.0, since - origin)
        high = (t if left is None else left) - origin
        if high <= low:
            continue
        i = bisect_right(edges, low) - 1
        while i < last and edges[i + 1] < high:
            lived[i] += edges[i + 1] - low
            low = edges[i + 1]
            i += 1
        lived[i] += high - low
    return lived


def chance_all_left(hazards: Sequence[float], least: float = 0.0) -> float:
    """The chance that all cards of a board have left, by the hazard of each at the pace of the past.

    Where it is less than `least` it may be given as 0: at the fastest pace it is higher than at any other.
    """
    total, falling = 0.0, [-hazard for hazard in hazards]
    for pace in _FASTEST_FIRST:
        product = abs(prod([expm1(pace * hazard) for hazard in falling]))
        total += product
        if product < least and total == product:
            return 0.0
        if product <= total * _ROUNDED_OFF:  # and slower paces add even less
            break
    return total / len(_FASTEST_FIRST)
