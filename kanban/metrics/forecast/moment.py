"""A team as of a time: its boards' open cards, exits and pace, and the life tables fitted to them."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate

from kanban.metrics.forecast.ageing import LifeTable, Span, fit
from kanban.metrics.forecast.drain import Pace, pace
from kanban.metrics.forecast.history import BoardTimeline, Order

FEWEST_EXITS = 10
"""A team with fewer gets no forecast; a board with fewer is given the team's life table."""
_FEWEST_STARTED = 20
_STARTS = 60
_STARTS_DAYS = 120.0
_PRIOR_STARTS = 4
_FOUNDING_DAYS = 1.0


class BoardMoment:
    """A board as of t."""

    def __init__(self, timeline: BoardTimeline, t: float) -> None:
        self.name = timeline.name
        self.founded = timeline.founded
        self.t = t
        self.cards = timeline.states(t)
        self.open = sorted((card for card in self.cards if card.left is None), key=lambda card: card.order)
        self.exits = sorted(card.left for card in self.cards if card.left is not None)
        self.starts = timeline.starts(t - _STARTS_DAYS, t)
        self._timeline = timeline

    @property
    def spans(self) -> list[Span]:
        """Its cards from creation to exit, those left out of which the creation is not known."""
        return [(card.created, card.left) for card in self.cards if not card.begun]

    @property
    def started(self) -> list[Span]:
        """Its started cards from the start to exit."""
        return [(card.started, card.left) for card in self.cards if card.started is not None]

    @property
    def idle_days(self) -> float:
        """Days since its last exit, or since it was founded."""
        return self.t - (self.exits[-1] if self.exits else self.founded)

    @cached_property
    def pace(self) -> Pace:
        """Its exits of the last weeks."""
        return pace(self.exits, self.founded, self.t)

    def ahead(self, last: Order) -> int:
        """The open cards that rank up to a place, or are in work."""
        orders, in_work = self._open_orders
        count = bisect_right(orders, last)
        return count + in_work[-1] - in_work[count]

    def arrived(self, last: Order) -> tuple[int, int]:
        """The cards created in the days of the pace, but for the founding day's, that rank up to a place.

        How many, and how many of them are preferred.
        """
        orders, preferred = self._arrivals
        count = bisect_right(orders, last)
        return count, preferred[count]

    @cached_property
    def _open_orders(self) -> tuple[list[Order], list[int]]:
        """The places of the open cards, and how many of the first so many are in work."""
        in_work = accumulate((card.kind == "active" for card in self.open), initial=0)
        return [card.order for card in self.open], list(in_work)

    @cached_property
    def _arrivals(self) -> tuple[list[Order], list[int]]:
        """The places of the new cards, rising, and how many of the first so many are preferred."""
        since = max(self.t - self.pace.days, self.founded + _FOUNDING_DAYS)
        new = sorted(
            (card.order, self._timeline.is_preferred(card.key, self.t)) for card in self.cards if card.created > since
        )
        return [order for order, _ in new], list(accumulate((preferred for _, preferred in new), initial=0))

    def changed(self, **attributes: object) -> "BoardMoment":
        """The same with another name, other cards or open cards, or another pace; what is drawn from its past stays."""
        _ = self.pace, self._arrivals
        other = copy(self)
        other.__dict__.update(attributes)
        if "open" in attributes:
            other.__dict__.pop("_open_orders", None)
        return other


class TeamMoment:
    """The boards of a team as of t, with what is fitted to them; made once and read for every set of cards.

    `pause` is called for each board.
    """

    def __init__(self, timelines: Iterable[BoardTimeline], t: float, pause: Callable[[], None] = lambda: None) -> None:
        self.t = t
        known = sorted((line for line in timelines if line.founded <= t), key=lambda line: line.name)
        self.boards: dict[str, BoardMoment] = {}
        for line in known:
            pause()
            self.boards[line.name] = BoardMoment(line, t)
        self.exits = sum(len(board.exits) for board in self.boards.values())
        self._fitted = self.boards
        """The boards that the team's life tables are fitted to: a change of the present does not change them."""
        self._kept: dict[str, tuple[LifeTable, LifeTable]] = {}
        self._tables: dict[str, tuple[LifeTable, LifeTable]] = {}

    def with_boards(self, boards: dict[str, BoardMoment], refit: Collection[str]) -> "TeamMoment":
        """The same with other boards; the life tables of those named in `refit` are made anew from them."""
        _ = self.disorder  # of the past: no change of the present changes it
        other = copy(self)
        other.boards = boards
        other._kept = {name: tables for name, tables in self._kept.items() if name not in refit}
        other._tables = {} if refit else dict(self._tables)
        if refit:  # those of boards with a short past too: they are the team's
            other._fitted = {**self._fitted, **{name: boards[name] for name in refit}}
            other.__dict__.pop("life", None)
            other.__dict__.pop("life_started", None)
        return other

    def keep_tables(self, tables: Mapping[str, tuple[LifeTable, LifeTable]]) -> None:
        """Take these life tables for some boards."""
        self._kept = {**self._kept, **tables}

    @cached_property
    def disorder(self) -> float:
        """0 where the first of the queue is always started next, 1 where any card of it is."""
        starts = sorted(start for board in self.boards.values() for start in board.starts)[-_STARTS:]
        places = sum(place for _, place in starts) + 0.5 * _PRIOR_STARTS
        return min(1.0, 2 * places / (len(starts) + _PRIOR_STARTS))

    @cached_property
    def life(self) -> LifeTable:
        """The life table of the team's cards from their creation; for a team with 3 exits or more."""
        table = fit([span for board in self._fitted.values() for span in board.spans], self.t)
        if table is None:
            raise ValueError("too few exits for a life table")
        return table

    @cached_property
    def life_started(self) -> LifeTable | None:
        """The life table of the team's cards from their start; None where fewer than 10 have left."""
        spans = [span for board in self._fitted.values() for span in board.started]
        return fit(spans, self.t) if _ended(spans) >= FEWEST_EXITS else None

    def tables(self, board: BoardMoment) -> tuple[LifeTable, LifeTable]:
        """The life tables for a board's cards: from creation, and from the start for those in work."""
        if board.name in self._kept:
            return self._kept[board.name]
        if board.name not in self._tables:
            enough = len(board.exits) >= FEWEST_EXITS
            life = (fit(board.spans, self.t) if enough else None) or self.life
            started = board.started
            own = fit(started, self.t) if _ended(started) >= _FEWEST_STARTED else None
            self._tables[board.name] = life, own or self.life_started or life
        return self._tables[board.name]


def _ended(spans: Sequence[Span]) -> int:
    return sum(left is not None for _, left in spans)
