"""How much each of the two models counts, by how they foretold the team's own past."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import exp, log

from kanban.metrics.forecast.history import BoardTimeline
from kanban.metrics.forecast.moment import FEWEST_EXITS, TeamMoment
from kanban.metrics.forecast.part import Part

WEEKS_AGO = range(1, 26, 2)
FIRST_CARDS = (3, 8)
ENDS = (0.0, 3.5, 7.0, 14.0, 28.0, 56.0, 112.0, 224.0)
"""Days at which the outcomes of a past forecast begin; the last one has no end."""
_SPREAD = 0.02
_COUNTED = 6


class PastSet:
    """The first open cards of a board as of a past moment, and what both models said of them then."""

    __slots__ = ("_aged", "_chances", "_drained", "board", "first", "keys", "t")

    def __init__(self, part: Part, t: float) -> None:
        self.board = part.board.name
        self.t = t
        self.keys = tuple(card.key for card in part.cards)
        self.first = len(self.keys)
        self._chances = part.chances
        self._aged: dict[float, float] = {}
        self._drained: dict[float, float] = {}

    def aged(self, days: float) -> float:
        """What the ageing model said, reckoned once."""
        if days not in self._aged:
            self._aged[days] = self._chances.aged(days)
        return self._aged[days]

    def drained(self, days: float) -> float:
        """What the drain said, reckoned once."""
        if days not in self._drained:
            self._drained[days] = self._chances.drained(days)
        return self._drained[days]


class PastSets:
    """The past sets of teams by moment, the ones asked for again kept: week by week they are the same but for one.

    A weight needs them of 13 moments, so that replaying a year without it takes ten times as long.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], dict[float, list[PastSet]]] = {}

    def at(
        self, timelines: Sequence[BoardTimeline], t: float, pause: Callable[[], None] = lambda: None
    ) -> list[PastSet]:
        """The sets of a team as of a past moment, none where too little was known then."""
        kept = self._kept.setdefault(tuple(line.name for line in timelines), {})
        if t not in kept:
            kept[t] = _sets(TeamMoment(timelines, t, pause), pause)
        return kept[t]

    def keep(self, timelines: Sequence[BoardTimeline], now: TeamMoment, pause: Callable[[], None]) -> None:
        """Keep those of a moment, and drop those too old to be asked for again."""
        team = tuple(line.name for line in timelines)
        kept = {t: sets for t, sets in self._kept.get(team, {}).items() if t >= now.t - 7 * WEEKS_AGO[-1]}
        kept[now.t] = _sets(now, pause)
        self._kept[team] = kept


def _sets(past: TeamMoment, pause: Callable[[], None]) -> list[PastSet]:
    if past.exits < FEWEST_EXITS:
        return []
    sets = []
    for board in past.boards.values():
        pause()
        for first in FIRST_CARDS:
            cards = board.open[:first]
            if len(cards) == first:
                sets.append(PastSet(Part(past, board, cards), past.t))
    return sets


def weight(
    timelines: Sequence[BoardTimeline], now: TeamMoment, sets: PastSets, pause: Callable[[], None] = lambda: None
) -> float:
    """How much the ageing model counts, 0.02 to 0.98; the rest is the drain's.

    It starts at how disordered the queue is taken, and moves with the log scores of both models on the team's past.
    `pause` is called for each board and past moment.
    """
    start = max(0.02, min(0.9, now.disorder**2))
    odds = log(start / (1 - start)) + 0.5 * _evidence(timelines, now, sets, pause)
    return max(0.02, min(0.98, 1 / (1 + exp(-max(-50.0, min(50.0, odds))))))


def levels(weight: float) -> tuple[float, float]:
    """The chances of the mixture at which P50 and P85 are read."""
    return 0.42 + 0.04 * weight, 0.82 + 0.06 * weight


def _evidence(timelines: Sequence[BoardTimeline], now: TeamMoment, sets: PastSets, pause: Callable[[], None]) -> float:
    """By how much the ageing model's log scores are better."""
    left_at = {board.name: {card.key: card.left for card in board.cards} for board in now.boards.values()}
    scores: dict[tuple[str, int], list[float]] = {}
    for weeks in WEEKS_AGO:
        for past in sets.at(timelines, now.t - 7 * weeks, pause):
            if left_at[past.board].keys() >= set(past.keys):  # of the others nobody knows when they were done
                gain = _gain(past, left_at[past.board], 7.0 * weeks)
                scores.setdefault((past.board, past.first), []).append(gain)
    return sum(sum(gains) / len(gains) * min(len(gains), _COUNTED) for gains in scores.values())


def _gain(past: PastSet, left_at: dict[str, float | None], known_days: float) -> float:
    """The ageing model's log score of a past set less the drain's, by what is known after some days."""
    ends = [end for key in past.keys if (end := left_at[key]) is not None]
    days = max(ends) - past.t if len(ends) == past.first else None
    return _log_score(past.aged, days, known_days) - _log_score(past.drained, days, known_days)


def _log_score(chance: Callable[[float], float], days: float | None, known_days: float) -> float:
    """The log of what a forecast gave to an end after days; None is no end within the days that are known."""
    if days is None:
        later = len(ENDS) - bisect_left(ENDS, known_days)
        return log((1 - _SPREAD) * (1 - chance(known_days)) + _SPREAD * later / len(ENDS))
    i = max(0, bisect_right(ENDS, days) - 1)
    upper = chance(ENDS[i + 1]) if i + 1 < len(ENDS) else 1.0
    return log((1 - _SPREAD) * max(0.0, upper - chance(ENDS[i])) + _SPREAD / len(ENDS))
