"""A team as of a time: its boards' open cards, exits and pace, and the life tables fitted to them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from kanban.metrics.forecast.ageing import LifeTable, Span, chance_all_left, fit
from kanban.metrics.forecast.drain import DAYS, Pace, Queue, chance_drained, needed, pace
from kanban.metrics.forecast.history import BoardTimeline, CardState

FEWEST_EXITS = 10
"""A team with fewer gets no forecast; a board with fewer is given the team's life table."""
_FEWEST_STARTED = 20
_STARTS = 60
_STARTS_DAYS = 120.0
_PRIOR_STARTS = 4


class BoardMoment:
    """A board as of t."""

    def __init__(self, timeline: BoardTimeline, t: float) -> None:
        self.name = timeline.name
        self.founded = timeline.founded
        self.t = t
        self.cards = timeline.states(t)
        self.open = sorted((card for card in self.cards if card.left is None), key=lambda card: card.order)
        self.exits = sorted(card.left for card in self.cards if card.left is not None)
        self.spans: list[Span] = [(card.created, card.left) for card in self.cards]
        self.started: list[Span] = [(card.started, card.left) for card in self.cards if card.started is not None]
        self.starts = timeline.starts(t - _STARTS_DAYS, t)

    @property
    def idle_days(self) -> float:
        """Days since its last exit, or since it was founded."""
        return self.t - (self.exits[-1] if self.exits else self.founded)

    @cached_property
    def pace(self) -> Pace:
        """Its exits of the last weeks."""
        return pace(self.exits, self.founded, self.t)

    def queue(self, cards: Sequence[CardState], disorder: float) -> Queue:
        """What must leave before these open cards of it have."""
        last = max(card.order for card in cards)
        ahead = sum(card.order <= last or card.kind == "active" for card in self.open)
        since = max(self.t - self.pace.days, self.founded + 1)
        joined = sum(card.created > since and card.order <= last for card in self.cards)
        return Queue(needed(len(cards), ahead, len(self.open), disorder), 0.5 * joined / self.pace.days, ahead)


class TeamMoment:
    """The boards of a team as of t, with what is fitted to them; made once and read for every set of cards."""

    def __init__(self, timelines: Iterable[BoardTimeline], t: float) -> None:
        self.t = t
        known = sorted((line for line in timelines if line.founded <= t), key=lambda line: line.name)
        self.boards = {line.name: BoardMoment(line, t) for line in known}
        self.exits = sum(len(board.exits) for board in self.boards.values())
        self._tables: dict[str, tuple[LifeTable, LifeTable]] = {}

    @cached_property
    def disorder(self) -> float:
        """0 where the first of the queue is always started next, 1 where any card is."""
        starts = sorted(start for board in self.boards.values() for start in board.starts)[-_STARTS:]
        return min(1.0, 2 * (sum(place for _, place in starts) + 0.5 * _PRIOR_STARTS) / (len(starts) + _PRIOR_STARTS))

    @cached_property
    def life(self) -> LifeTable:
        """The life table of all cards of the team from their creation."""
        table = fit([span for board in self.boards.values() for span in board.spans], self.t)
        assert table is not None
        return table

    @cached_property
    def life_started(self) -> LifeTable | None:
        """The life table of all cards of the team from their start; None where fewer than 10 have left."""
        spans = [span for board in self.boards.values() for span in board.started]
        return fit(spans, self.t) if _ended(spans) >= FEWEST_EXITS else None

    def tables(self, board: BoardMoment) -> tuple[LifeTable, LifeTable]:
        """The life tables for a board's cards: from creation, and from the start for those in work."""
        if board.name not in self._tables:
            enough = len(board.exits) >= FEWEST_EXITS
            life = (fit(board.spans, self.t) if enough else None) or self.life
            own = fit(board.started, self.t) if _ended(board.started) >= _FEWEST_STARTED else None
            self._tables[board.name] = life, own or self.life_started or life
        return self._tables[board.name]


def _ended(spans: Sequence[Span]) -> int:
    return sum(left is not None for _, left in spans)


class Part:
    """The open cards of a set on a board, ready to be asked for chances."""

    def __init__(self, team: TeamMoment, board: BoardMoment, cards: Sequence[CardState]) -> None:
        self.board = board
        self.cards = cards
        self.queue = board.queue(cards, team.disorder)
        life, started = team.tables(board)
        self._tables_and_ages = [
            (started, team.t - card.started) if card.kind == "active" and card.started is not None
            else (life, team.t - card.created)
            for card in cards
        ]
        self._base = [table.hazard(age) for table, age in self._tables_and_ages]

    def aged(self, days: float) -> float:
        """The chance by age that all have left within days."""
        return chance_all_left(
            [table.hazard(age + days) - base for (table, age), base in zip(self._tables_and_ages, self._base, strict=True)]
        )

    def drained(self, days: float) -> float:
        """The chance by the queue that all have left within days."""
        return chance_drained(self.queue, self.board.pace, days)


def open_cards(
    team: TeamMoment, cards: Mapping[str, Collection[str]]
) -> list[tuple[BoardMoment, list[CardState]]]:
    """A set's open cards by board; keys that are unknown or not open as of t are left out."""
    chosen = []
    for name in sorted(cards.keys() & team.boards.keys()):
        board, keys = team.boards[name], frozenset(cards[name])
        if mine := [card for card in board.open if card.key in keys]:
            chosen.append((board, mine))
    return chosen
