"""What the product asks: when will these open cards be done."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from kanban.metrics.forecast.curve import ALL_BUT, LAST_DAY, Curve, tabulate
from kanban.metrics.forecast.growth import arrivals_a_day, chance_none_joined
from kanban.metrics.forecast.history import BoardPast, BoardTimeline
from kanban.metrics.forecast.mixture import PastSets, levels, weight
from kanban.metrics.forecast.moment import FEWEST_EXITS, TeamMoment
from kanban.metrics.forecast.part import Part, open_cards
from kanban.metrics.forecast.values import Deciding, Forecast, Reason

_IDLE_DAYS = 28.0
_HISTORIES = 3.0
_DECIDING = 3
_NOTHING = 1e-9
"""A chance below this is none."""


class TeamPast:
    """The boards of a team, prepared to be read as of any time."""

    def __init__(self, boards: Iterable[BoardPast]) -> None:
        self.timelines = [BoardTimeline(board) for board in sorted(boards, key=lambda board: board.name)]

    def at(self, t: float, weight: float | None = None) -> "Outlook":
        """The team as of t; a weight that is kept from before is taken as it is."""
        return Outlook(self.timelines, t, weight)


class Outlook:
    """A team as of t: made once, then asked for every set of cards."""

    def __init__(
        self,
        timelines: Sequence[BoardTimeline],
        t: float,
        weight: float | None = None,
        pause: Callable[[], None] = lambda: None,
        sets: PastSets | None = None,
    ) -> None:
        """With `sets`, what the weight is found by is taken from there and kept there."""
        self.moment = TeamMoment(timelines, t, pause)
        self._sets = sets or PastSets()
        self._timelines = timelines
        self._weight = weight
        self._pause = pause

    def of(self, team: TeamMoment) -> "Outlook":
        """The same of a team with something changed: the past says what each model counts, and that stays."""
        _ = self.weight
        other = copy(self)
        other.moment = team
        return other

    @cached_property
    def weight(self) -> float:
        """The weight of the ageing model at t."""
        if self._weight is not None:
            return self._weight
        return weight(self._timelines, self.moment, self._sets, self._pause)

    @cached_property
    def last_day(self) -> float:
        """The last day after t that a date is said for: three years, or three times the team's history."""
        founded = min((board.founded for board in self.moment.boards.values()), default=self.moment.t)
        return min(LAST_DAY, _HISTORIES * (self.moment.t - founded))

    def forecast(
        self,
        cards: Mapping[str, Collection[str]],
        joins: Sequence[float] | None = None,
        names_deciding: bool = True,
        dates_alone: bool = False,
    ) -> Forecast:
        """When the open ones of these cards will be done, as keys by board.

        With `joins`, the times at which cards joined the set so far, it is when no card of a growing set is open.
        Where it cannot be dated, the cards that decide are named, unless nobody asks for them. With `dates_alone` the
        curve ends where P85 is known.
        """
        chosen = open_cards(self.moment, cards)
        if not chosen:
            return Forecast(p50=0.0, p85=0.0, curve=Curve((0.0,), (1.0,)))
        if self.moment.exits < FEWEST_EXITS:
            return Forecast(reason=Reason("few_exits", exits=self.moment.exits, wanted=FEWEST_EXITS))
        rate = arrivals_a_day(joins, self.moment.t) if joins else 0.0
        parts = []
        for board, mine in chosen:
            self._pause()
            parts.append(Part(self.moment, board, mine))
        return self._dated(parts, rate, names_deciding, dates_alone)

    def _dated(self, chosen: Sequence[Part], rate: float, names_deciding: bool, dates_alone: bool) -> Forecast:
        read_at = levels(self.weight)
        curve = self._curve(chosen, rate, read_at[1] if dates_alone else ALL_BUT)
        p85 = curve.day(read_at[1])
        beyond = p85 is None or p85 > self.last_day
        deciding = self._deciding(chosen) if beyond and names_deciding else ()
        return Forecast(
            p50=curve.day(read_at[0]),
            p85=p85,
            reason=Reason("beyond", days=self.last_day) if beyond else None,
            weight=self.weight,
            disorder=self.moment.disorder,
            cards=sum(len(part.cards) for part in chosen),
            ahead=sum(part.queue.ahead for part in chosen),
            exits_per_week=sum(7 * part.board.pace.exits / part.board.pace.days for part in chosen),
            boards=tuple(part.board.name for part in chosen),
            idle_boards=tuple(part.board.name for part in chosen if part.board.idle_days >= _IDLE_DAYS),
            deciding=deciding,
            without=self._without(chosen, deciding, rate) if deciding else None,
            curve=curve,
            levels=read_at,
        )

    def _curve(self, chosen: Sequence[Part], rate: float, enough: float = ALL_BUT) -> Curve:
        return tabulate(lambda days: self._mixed(chosen, rate, days), enough)

    def _mixed(self, chosen: Sequence[Part], rate: float, days: float) -> float:
        self._pause()
        aged = chance_none_joined(rate, self.moment.life, days) if rate else 1.0
        return self.weight * _product(aged, (part.chances.aged(days, _NOTHING) for part in chosen)) + (
            1 - self.weight
        ) * _product(1.0, (part.chances.drained(days) for part in chosen))

    def _deciding(self, chosen: Sequence[Part]) -> tuple[Deciding, ...]:
        """The cards with the smallest chances of their own."""
        every = [
            Deciding(part.board.name, card.key, self.moment.t - card.created, self._mixed([alone], 0.0, self.last_day))
            for part in chosen
            for card in part.cards
            for alone in [Part(self.moment, part.board, [card])]
        ]
        every.sort(key=lambda card: (card.chance, -card.age_days, card.board, card.card))
        return tuple(every[:_DECIDING])

    def _without(
        self, chosen: Sequence[Part], deciding: Sequence[Deciding], rate: float
    ) -> tuple[float | None, float | None] | None:
        """P50 and P85 without the deciding cards; None where no card is left."""
        left_out = {(card.board, card.card) for card in deciding}
        rest = [
            Part(self.moment, part.board, cards)
            for part in chosen
            if (cards := [card for card in part.cards if (part.board.name, card.key) not in left_out])
        ]
        if not rest:
            return None
        curve, (half, high) = self._curve(rest, rate), levels(self.weight)
        return curve.day(half), curve.day(high)


def _product(product: float, chances: Iterable[float]) -> float:
    """The product of chances; of many boards it soon comes to nothing, and the others need not be asked."""
    for chance in chances:
        product *= chance
        if product < _NOTHING:
            return 0.0
    return product
