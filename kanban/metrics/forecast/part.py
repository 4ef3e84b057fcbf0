"""The open cards of a set on a board, asked for the chance that all have left."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

from kanban.metrics.forecast.ageing import LifeTable, chance_all_left
from kanban.metrics.forecast.drain import Pace, Queue, chance_drained, growth, needed
from kanban.metrics.forecast.history import CardState
from kanban.metrics.forecast.moment import BoardMoment, TeamMoment


class Chances:
    """What both models say of open cards of a board; it holds no more of the board than that takes."""

    __slots__ = ("_cards", "_pace", "queue")

    def __init__(self, queue: Queue, pace: Pace, ages: Iterable[tuple[LifeTable, float]]) -> None:
        self.queue = queue
        self._pace = pace
        self._cards = [(table.edges, table.rates, table.sums, age, table.hazard(age)) for table, age in ages]

    def aged(self, days: float, least: float = 0.0) -> float:
        """The chance by the cards' ages that all have left within days; one less than `least` may be given as 0."""
        hazards = [  # the hazard of each life table between two ages, see `LifeTable.hazard`
            sums[(i := bisect_right(edges, (then := age + days)) - 1)] + rates[i] * (then - edges[i]) - before
            for edges, rates, sums, age, before in self._cards
        ]
        return chance_all_left(hazards, least)

    def drained(self, days: float) -> float:
        """The chance by the queue before the last card that all have left within days."""
        return chance_drained(self.queue, self._pace, days)


class Part:
    """Open cards of a board, one at least, ready to be asked by both models."""

    def __init__(self, team: TeamMoment, board: BoardMoment, cards: Sequence[CardState]) -> None:
        self.board = board
        self.cards = cards
        self.queue = _queue(board, cards, team.disorder)
        life, life_started = team.tables(board)
        ages = (
            (life, team.t - card.created)
            if card.kind != "active" or card.started is None
            else (life_started, team.t - card.started)
            for card in cards
        )
        self.chances = Chances(self.queue, board.pace, ages)


def _queue(board: BoardMoment, cards: Sequence[CardState], disorder: float) -> Queue:
    last = max(card.order for card in cards)
    ahead = board.ahead(last)
    created, preferred = board.arrived(last)
    return Queue(
        ahead=ahead,
        need=needed(len(cards), ahead, len(board.open), disorder),
        growth=growth(created, preferred, board.pace.days, disorder),
    )


def open_cards(team: TeamMoment, cards: Mapping[str, Collection[str]]) -> list[tuple[BoardMoment, list[CardState]]]:
    """A set's open cards by board; keys that are unknown or not open as of t are left out."""
    chosen = []
    for name in sorted(cards.keys() & team.boards.keys()):
        board, keys = team.boards[name], frozenset(cards[name])
        if mine := [card for card in board.open if card.key in keys]:
            chosen.append((board, mine))
    return chosen
