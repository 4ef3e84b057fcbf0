"""The open cards of a set on a board, asked for the chance that all have left."""

from collections.abc import Collection, Mapping, Sequence

from kanban.metrics.forecast.ageing import chance_all_left
from kanban.metrics.forecast.drain import Queue, chance_drained, growth, needed
from kanban.metrics.forecast.history import CardState
from kanban.metrics.forecast.moment import BoardMoment, TeamMoment


class Part:
    """Open cards of a board, one at least, ready to be asked by both models."""

    def __init__(self, team: TeamMoment, board: BoardMoment, cards: Sequence[CardState]) -> None:
        self.board = board
        self.cards = cards
        self.queue = _queue(board, cards, team.disorder)
        life, life_started = team.tables(board)
        self._ages = [
            (life, team.t - card.created)
            if card.kind != "active" or card.started is None
            else (life_started, team.t - card.started)
            for card in cards
        ]
        self._survived = [table.hazard(age) for table, age in self._ages]

    def aged(self, days: float) -> float:
        """The chance by the cards' ages that all have left within days."""
        survived = zip(self._ages, self._survived, strict=True)
        return chance_all_left([table.hazard(age + days) - before for (table, age), before in survived])

    def drained(self, days: float) -> float:
        """The chance by the queue before the last card that all have left within days."""
        return chance_drained(self.queue, self.board.pace, days)


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
