"""What most tools do, to be compared with: the open cards at the finishes of the last days, as if nothing else counted.

The normal limit of resampling the daily throughput; over several boards the last one decides.
"""

from collections.abc import Mapping
from math import inf, prod, sqrt
from statistics import NormalDist

from kanban.metrics.forecast.moment import TeamMoment

DAYS = 90
"""The throughput of so many days is taken."""
_STANDARD = NormalDist()
_STEPS = 40
_LAST = 1e5


class _Throughput:
    """A board's finishes a day, and the cards to be finished."""

    def __init__(self, cards: int, ages: list[float], days: int) -> None:
        counts = [0] * days
        for age in ages:
            if age < days:
                counts[int(age)] += 1
        self.cards = cards
        self.mean = sum(counts) / days
        self.variance = sum((count - self.mean) ** 2 for count in counts) / days

    def chance(self, days: float) -> float:
        """That so many cards are finished within days."""
        spread = sqrt(max(self.variance * days, 1e-9))
        return _STANDARD.cdf((self.mean * days - self.cards + 0.5) / spread)


def usual_days(team: TeamMoment, cards: Mapping[str, int], level: float) -> float:
    """Days until the chance is `level` that every board has finished its cards; inf where one finishes none."""
    boards = [
        _Throughput(
            number,
            [team.t - card.left for card in board.cards if card.kind == "done" and card.left is not None],
            max(1, int(min(DAYS, team.t - board.founded))),
        )
        for name, number in cards.items()
        for board in [team.boards[name]]
    ]
    if any(board.mean <= 0 for board in boards):
        return inf
    low, high = 0.0, 1.0
    while prod(board.chance(high) for board in boards) < level and high < _LAST:
        low, high = high, 2 * high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if prod(board.chance(middle) for board in boards) >= level:
            high = middle
        else:
            low = middle
    return high
