"""The order in which cases usually go through activities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Paths = Mapping[tuple[int, ...], int]
"""How many cases came to activities in this order, each named once, where it came first."""
_PASSES = 10
_REACH = 50
"""So many activities of a case are compared with each other: more would say little and take long."""


def usual_order(paths: Paths, activities: Iterable[int]) -> list[int]:
    """All activities, from left to right, so that few cases come to one of them before one that stands left of it.

    They are set by their mean place in the cases that have them; then each is put where it contradicts the fewest
    cases, until none is better placed elsewhere.
    """
    places: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    before: Counter[tuple[int, int]] = Counter()
    for path, n in paths.items():
        for at, activity in enumerate(path):
            places[activity] += n * at / max(1, len(path) - 1)
            counts[activity] += n
            for later in path[at + 1 : at + _REACH]:
                before[activity, later] += n
    order = sorted(set(activities), key=lambda a: (places[a] / counts[a] if counts[a] else 1.0, a))
    for _ in range(_PASSES):
        if not _improved(order, before):
            break
    return order


def _improved(order: list[int], before: Counter[tuple[int, int]]) -> bool:
    """Put each activity where it contradicts the fewest cases; whether any was moved."""
    has_moved = False
    for activity in list(order):
        here = order.index(activity)
        best, gain = here, 0
        for step in (-1, 1):
            change, at = 0, here
            while 0 <= at + step < len(order):
                at += step
                other = order[at]
                wins, loses = before[activity, other], before[other, activity]
                change += (wins - loses) * -step
                if change > gain:
                    best, gain = at, change
        if best != here:
            order.insert(best, order.pop(here))
            has_moved = True
    return has_moved
