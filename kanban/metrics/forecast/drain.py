"""When a queue up to a set's last card is worked off at the board's rate of exits.

Exits within a time are normal about their mean; the rate itself is uncertain, a gamma distribution about the one
measured (gamma mixing: Greenwood and Yule, 1920).
"""

from collections.abc import Sequence
from math import erf, sqrt

import msgspec

from kanban.metrics.forecast.growth import FADING, fading_days
from kanban.metrics.forecast.slices import gamma_slices

DAYS = 56.0
"""The exits and new cards of so many days are counted."""
_WEEK = 7.0


class Pace(msgspec.Struct, frozen=True):
    """A board's exits: how many in how many days, a day, and the variance of a week's over their mean."""

    exits: int
    days: float
    rate: float
    dispersion: float
    slices: tuple[float, ...]
    """The pace to come against the one measured."""


class Queue(msgspec.Struct, frozen=True):
    """What must leave a board before a set of its cards has."""

    ahead: int
    """Open cards that rank up to the last of the set, or are in work."""
    need: float
    """How many cards are expected to leave until the last of the set has."""
    growth: float
    """New cards a day that come before the last of the set."""


def pace(exits: Sequence[float], founded: float, t: float) -> Pace:
    """The pace of a board from the times of its exits up to t."""
    days = min(DAYS, max(1.0, t - founded))
    recent = [t - left for left in exits if t - left < days]
    count = len(recent)
    spread = _dispersion(recent, int(days // _WEEK))
    return Pace(count, days, (count + 0.5) / days, spread, gamma_slices(spread / (count + 0.5) + 0.08))


def _dispersion(ages: Sequence[float], weeks: int) -> float:
    """Variance over mean of the exits per whole week, kept within 1 to 6."""
    if weeks < 3:
        return 1.5
    counts = [0] * weeks
    for age in ages:
        if age < weeks * _WEEK:
            counts[int(age // _WEEK)] += 1
    mean = sum(counts) / weeks
    if not mean:
        return 1.0
    variance = sum((count - mean) ** 2 for count in counts) / (weeks - 1)
    return max(1.0, min(6.0, variance / mean))


def needed(size: int, ahead: int, count: int, disorder: float) -> float:
    """How many cards leave before the last of `size` has, `ahead` of `count` open cards ranking up to the last.

    In order it is `ahead`; at full disorder the expected place of the last of `size` among `count`.
    """
    need = ahead / (1 - disorder + disorder * ahead / count)
    mixed = min(need, (count + 1) * size / (size + 1))
    return max(size, (1 - disorder) * need + disorder * mixed)


def growth(created: int, preferred: int, days: float, disorder: float) -> float:
    """How many new cards a day come before the last card of a set: half of those that came so in the past.

    `created` and `preferred` rank up to that card. In order only a card that was put ahead of others comes before any
    of them; the less the order is kept, the more every new card competes.
    """
    return 0.5 * ((1 - disorder) * preferred + disorder * created) / days


def chance_drained(queue: Queue, past: Pace, days: float) -> float:
    """The chance that the queue is worked off within days."""
    if days <= 0:
        return 0.0
    grown = queue.growth * fading_days(days, FADING)
    least = queue.need + grown - 0.5
    mean = past.rate * days
    noise = 1.5 * queue.growth * days
    total = 0.0
    for share in past.slices:
        exits = share * mean
        total += erf((exits - least) / sqrt(2 * (past.dispersion * exits + noise) + 1e-12))
    return 0.5 + 0.5 * total / len(past.slices)
