"""What the product asks: when will these open cards be done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from kanban.metrics.forecast.curve import LAST_DAY, Curve, tabulate
from kanban.metrics.forecast.growth import arrivals_a_day, chance_none_joined
from kanban.metrics.forecast.history import BoardPast, BoardTimeline
from kanban.metrics.forecast.mixture import weight
from kanban.metrics.forecast.moment import FEWEST_EXITS, Part, TeamMoment, open_cards

_IDLE_DAYS = 28.0
_HISTORIES = 3.0
_DECIDING = 3


class Reason(msgspec.Struct, frozen=True):
    """Why a date is missing. `few_exits`: the team has `exits` of the `wanted`; `beyond`: later than `days`."""

    code: Literal["few_exits", "beyond"]
    exits: int | None = None
    wanted: int | None = None
    days: float | None = None


class Deciding(msgspec.Struct, frozen=True):
    """A card with one of the smallest chances to be done by the last day that can be said."""

    board: str
    card: str
    age_days: float
    chance: float


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """When a set of cards will be done, in days after t.

    A date is None where `reason` says why. `ahead` counts the open cards up to the set's last one on each board, those
    of the set included; `exits_per_week` is of the same boards.
    """

    p50: float | None = None
    p85: float | None = None
    reason: Reason | None = None
    weight: float | None = None
    """How much the ageing of the cards counts, 0 to 1; the rest is the drain of the queue."""
    disorder: float | None = None
    """0 where the queue is taken in order, 1 where any card of it is."""
    cards: int = 0
    ahead: int = 0
    exits_per_week: float | None = None
    boards: tuple[str, ...] = ()
    idle_boards: tuple[str, ...] = ()
    """The boards of these cards without an exit for 28 days."""
    deciding: tuple[Deciding, ...] = ()
    """Where a date is beyond: the cards of smallest chance, the smallest first."""
    without: tuple[float | None, float | None] | None = None
    """Where a date is beyond: P50 and P85 without the deciding cards; None where none are left."""
    curve: Curve | None = None
    levels: tuple[float, float] = (0.5, 0.85)
    """What of the curve is read as a chance of .5 and of .85."""

    def chance(self, days: float) -> float | None:
        """The chance of being done within days, by the same levels as the dates; None without a forecast."""
        if self.curve is None:
            return None
        raw, (half, high) = self.curve.chance(days), self.levels
        if raw <= half:
            return 0.5 * raw / half
        if raw <= high:
            return 0.5 + 0.35 * (raw - half) / (high - half)
        return 0.85 + 0.15 * (raw - high) / (1 - high)


class TeamPast:
    """The boards of a team, prepared to be read as of any time."""

    def __init__(self, boards: Iterable[BoardPast]) -> None:
        self.timelines = [BoardTimeline(board) for board in sorted(boards, key=lambda board: board.name)]

    def at(self, t: float, weight: float | None = None) -> "Outlook":
        """The team as of t; a weight that is kept from before is taken as it is."""
        return Outlook(self.timelines, t, weight)


class Outlook:
    """A team as of t: made once, then asked for every set of cards."""

    def __init__(self, timelines: Sequence[BoardTimeline], t: float, weight: float | None = None) -> None:
        self.moment = TeamMoment(timelines, t)
        self._timelines = timelines
        self._weight = weight

    @cached_property
    def weight(self) -> float:
        """The weight of the ageing model at t."""
        return weight(self._timelines, self.moment) if self._weight is None else self._weight

    @cached_property
    def last_day(self) -> float:
        """The last day after t that a date may fall on: three years, or three times the team's history."""
        founded = min((board.founded for board in self.moment.boards.values()), default=self.moment.t)
        return min(LAST_DAY, _HISTORIES * (self.moment.t - founded))

    def forecast(self, cards: Mapping[str, Collection[str]], joins: Sequence[float] | None = None) -> Forecast:
        """When the open ones of these cards will be done, as keys by board.

        With `joins`, the times at which cards joined the set so far, it is when no card of a growing set is open.
        """
        chosen = open_cards(self.moment, cards)
        if not chosen:
            return Forecast(p50=0.0, p85=0.0, curve=Curve((0.0,), (1.0,)))
        if self.moment.exits < FEWEST_EXITS:
            return Forecast(reason=Reason("few_exits", exits=self.moment.exits, wanted=FEWEST_EXITS))
        rate = arrivals_a_day(joins, self.moment.t) if joins else 0.0
        return self._dated([Part(self.moment, board, mine) for board, mine in chosen], rate)

    def _dated(self, chosen: Sequence[Part], rate: float) -> Forecast:
        curve, levels = self._curve(chosen, rate), (0.42 + 0.04 * self.weight, 0.82 + 0.06 * self.weight)
        p50, p85 = self._days(curve, levels)
        beyond = p85 is None
        deciding = self._deciding(chosen) if beyond else ()
        return Forecast(
            p50=p50,
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
            without=self._without(chosen, deciding, rate, levels) if beyond else None,
            curve=curve,
            levels=levels,
        )

    def _curve(self, chosen: Sequence[Part], rate: float) -> Curve:
        return tabulate(lambda days: self._mixed(chosen, rate, days))

    def _mixed(self, chosen: Sequence[Part], rate: float, days: float) -> float:
        aged = chance_none_joined(rate, self.moment.life, days) if rate else 1.0
        drained = 1.0
        for part in chosen:
            aged *= part.aged(days)
            drained *= part.drained(days)
        return self.weight * aged + (1 - self.weight) * drained

    def _days(self, curve: Curve, levels: Sequence[float]) -> tuple[float | None, float | None]:
        p50, p85 = (
            day if (day := curve.day(level)) is not None and day <= self.last_day else None for level in levels
        )
        return p50, p85

    def _deciding(self, chosen: Sequence[Part]) -> tuple[Deciding, ...]:
        every = [
            Deciding(part.board.name, card.key, self.moment.t - card.created, self._mixed([alone], 0.0, self.last_day))
            for part in chosen
            for card in part.cards
            for alone in [Part(self.moment, part.board, [card])]
        ]
        every.sort(key=lambda card: (card.chance, -card.age_days, card.board, card.card))
        return tuple(every[:_DECIDING])

    def _without(
        self, chosen: Sequence[Part], deciding: Sequence[Deciding], rate: float, levels: Sequence[float]
    ) -> tuple[float | None, float | None] | None:
        left_out = {(card.board, card.card) for card in deciding}
        rest = [
            Part(self.moment, part.board, cards)
            for part in chosen
            if (cards := [card for card in part.cards if (part.board.name, card.key) not in left_out])
        ]
        return self._days(self._curve(rest, rate), levels) if rest else None
