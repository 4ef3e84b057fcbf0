"""The order in which cards usually go through columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Paths = Mapping[tuple[int, ...], int]
"""How many cards came to columns in this order, each named once, where it came first."""
_PASSES = 10
_REACH = 50
"""So many columns of a way are compared with each other: more would say little and take long."""


def usual_order(paths: Paths, columns: Iterable[int]) -> list[int]:
    """All columns, from left to right, so that few cards come to one of them before one that stands left of it.

    They are set by their mean place in the ways of cards; then each is put where it contradicts the fewest
    cards, until none is better placed elsewhere.
    """
    places: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    before: Counter[tuple[int, int]] = Counter()
    for path, n in paths.items():
        for at, column in enumerate(path):
            places[column] += n * at / max(1, len(path) - 1)
            counts[column] += n
            for later in path[at + 1 : at + _REACH]:
                before[column, later] += n
    order = sorted(set(columns), key=lambda a: (places[a] / counts[a] if counts[a] else 1.0, a))
    for _ in range(_PASSES):
        if not _improved(order, before):
            break
    return order


def _improved(order: list[int], before: Counter[tuple[int, int]]) -> bool:
    """Put each column where it contradicts the fewest cards; whether any was moved."""
    has_moved = False
    for column in list(order):
        here = order.index(column)
        best, gain = here, 0
        for step in (-1, 1):
            change, at = 0, here
            while 0 <= at + step < len(order):
                at += step
                other = order[at]
                wins, loses = before[column, other], before[other, column]
                change += (wins - loses) * -step
                if change > gain:
                    best, gain = at, change
        if best != here:
            order.insert(best, order.pop(here))
            has_moved = True
    return has_moved
