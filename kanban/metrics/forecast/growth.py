"""A set that new cards may join: at which rate, and the chance that none of them is open."""

from collections.abc import Sequence
from math import exp, log

from kanban.metrics.forecast.ageing import LifeTable

_HALF_LIFE = 30.0
"""Days after which an arrival counts half."""
FADING = 90.0
"""Days in which the rate to come falls to half."""


def arrivals_a_day(joins: Sequence[float], t: float) -> float:
    """The rate at which cards joined up to t, the recent ones counting more; those of the first day are left out.

    An exponentially weighted count over the equally weighted days.
    """
    first = min(joins)
    days = t - first - 1
    if days <= 0:
        return 0.0
    counted = sum(2 ** (-(t - at) / _HALF_LIFE) for at in joins if first + 1 < at <= t)
    return counted / fading_days(days, _HALF_LIFE)


def fading_days(days: float, half_life: float) -> float:
    """What some days come to, where each counts half of the day a half-life before it."""
    return half_life / log(2) * (1 - 2 ** (-days / half_life))


def chance_none_joined(rate: float, life: LifeTable, days: float) -> float:
    """The chance that no card which joins within days is open after them: arrivals are a Poisson process."""
    return exp(-rate * 2 ** (-days / FADING) * life.survival_days(days))
