"""The chance of being done by each day, as a table that never falls, and the dates read from it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

import msgspec

_FIRST_DAY = 1 / 64
_RATIO = 1.1
LAST_DAY = 1095.0
"""No date is later than three years."""
ALL_BUT = 0.9999


def _days() -> tuple[float, ...]:
    days = [0.0, _FIRST_DAY]
    while days[-1] < LAST_DAY:
        days.append(min(days[-1] * _RATIO, LAST_DAY))
    return tuple(days)


_DAYS = _days()


class Curve(msgspec.Struct, frozen=True):
    """Chances at days from 0 on, linear in between and constant after the last; neither ever falls."""

    days: tuple[float, ...]
    chances: tuple[float, ...]

    def chance(self, days: float) -> float:
        """The chance of being done within days."""
        i = bisect_right(self.days, days)
        if i == 0 or i == len(self.days):
            return self.chances[max(0, i - 1)]
        return _between(days, self.days[i - 1], self.days[i], self.chances[i - 1], self.chances[i])

    def day(self, level: float) -> float | None:
        """The first day with that chance; None where it is later than the last."""
        i = bisect_left(self.chances, level)
        if i == len(self.chances):
            return None
        if i == 0:
            return self.days[0]
        return _between(level, self.chances[i - 1], self.chances[i], self.days[i - 1], self.days[i])


def _between(x: float, low: float, high: float, at_low: float, at_high: float) -> float:
    return at_low + (at_high - at_low) * (x - low) / (high - low)


def tabulate(chance: Callable[[float], float], enough: float = ALL_BUT) -> Curve:
    """The table of a chance up to three years, or until it is more than enough.

    Where it falls for a while, it keeps its highest value.
    """
    days, chances, best = [], [], 0.0
    for day in _DAYS:
        best = max(best, min(1.0, chance(day)))
        days.append(day)
        chances.append(best)
        if best > enough:
            break
    return Curve(tuple(days), tuple(chances))
