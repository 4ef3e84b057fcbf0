"""How much each of the two models counts, by how they foretold the team's own past."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import exp, log

from kanban.metrics.forecast.history import BoardTimeline
from kanban.metrics.forecast.moment import FEWEST_EXITS, BoardMoment, TeamMoment
from kanban.metrics.forecast.part import Part

WEEKS_AGO = range(1, 26, 2)
FIRST_CARDS = (3, 8)
ENDS = (0.0, 3.5, 7.0, 14.0, 28.0, 56.0, 112.0, 224.0)
"""Days at which the outcomes of a past forecast begin; the last one has no end."""
_SPREAD = 0.02
_COUNTED = 6


def weight(timelines: Sequence[BoardTimeline], now: TeamMoment, pause: Callable[[], None] = lambda: None) -> float:
    """How much the ageing model counts, 0.02 to 0.98; the rest is the drain's.

    It starts at how disordered the queue is taken, and moves with the log scores of both models on the team's past.
    `pause` is called for each board and past moment.
    """
    start = max(0.02, min(0.9, now.disorder**2))
    odds = log(start / (1 - start)) + 0.5 * _evidence(timelines, now, pause)
    return max(0.02, min(0.98, 1 / (1 + exp(-max(-50.0, min(50.0, odds))))))


def levels(weight: float) -> tuple[float, float]:
    """The chances of the mixture at which P50 and P85 are read."""
    return 0.42 + 0.04 * weight, 0.82 + 0.06 * weight


def _evidence(timelines: Sequence[BoardTimeline], now: TeamMoment, pause: Callable[[], None]) -> float:
    """By how much the ageing model's log scores are better."""
    scores: dict[tuple[str, int], list[float]] = {}
    for weeks in WEEKS_AGO:
        for set_, gain in _gains(TeamMoment(timelines, now.t - 7 * weeks, pause), now, 7.0 * weeks, pause):
            scores.setdefault(set_, []).append(gain)
    return sum(sum(gains) / len(gains) * min(len(gains), _COUNTED) for gains in scores.values())


def _gains(
    past: TeamMoment, now: TeamMoment, known_days: float, pause: Callable[[], None]
) -> Iterator[tuple[tuple[str, int], float]]:
    """What the ageing model gained on each set of a past moment: board, first cards, gain."""
    if past.exits < FEWEST_EXITS:
        return
    for board in past.boards.values():
        pause()
        left_at = {card.key: card.left for card in now.boards[board.name].cards}
        for first in FIRST_CARDS:
            gain = _gain(past, board, first, left_at, known_days)
            if gain is not None:
                yield (board.name, first), gain


def _gain(
    past: TeamMoment, board: BoardMoment, first: int, left_at: dict[str, float | None], known_days: float
) -> float | None:
    """The ageing model's log score of a past set less the drain's, by what is known after some days."""
    cards = board.open[:first]
    if len(cards) < first:
        return None
    part = Part(past, board, cards)
    ends = [end for card in cards if (end := left_at[card.key]) is not None]
    days = max(ends) - past.t if len(ends) == first else None
    return _log_score(part.aged, days, known_days) - _log_score(part.drained, days, known_days)


def _log_score(chance: Callable[[float], float], days: float | None, known_days: float) -> float:
    """The log of what a forecast gave to an end after days; None is no end within the days that are known."""
    if days is None:
        later = len(ENDS) - bisect_left(ENDS, known_days)
        return log((1 - _SPREAD) * (1 - chance(known_days)) + _SPREAD * later / len(ENDS))
    i = max(0, bisect_right(ENDS, days) - 1)
    upper = chance(ENDS[i + 1]) if i + 1 < len(ENDS) else 1.0
    return log((1 - _SPREAD) * max(0.0, upper - chance(ENDS[i])) + _SPREAD / len(ENDS))
