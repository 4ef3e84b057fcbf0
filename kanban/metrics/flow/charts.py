"""What the flow charts are drawn from: finished cards by day and by week, cards in work by column, rework by reason.

`cards` are always as they were at the moment asked (see `flow.existing`); each point knows its cards.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kanban.metrics.flow.totals import Durations, Window, iso_weeks, totals
from kanban.model.board import Column
from kanban.model.card import Card
from kanban.model.events import REASONS
from kanban.model.flow import Flow
from kanban.text.calendar_weeks import midnight


class FinishedCard(msgspec.Struct, frozen=True):
    """A point of the cycle time scatter and of the XmR chart."""

    card: Card
    finished_at: datetime
    seconds: float
    """Its cycle time."""
    reworked: bool


class Scatter(msgspec.Struct, frozen=True):
    """Cycle times by the day of finishing, in finishing order, with their percentiles."""

    points: tuple[FinishedCard, ...]
    times: Durations


class AgedCard(msgspec.Struct, frozen=True):
    """A card in work."""

    card: Card
    seconds: float
    """Work item age: since its start."""


class AgeingColumn(msgspec.Struct, frozen=True):
    """The cards in work that lie in a column, the oldest first."""

    column: Column
    cards: tuple[AgedCard, ...]


class AgeingWip(msgspec.Struct, frozen=True):
    """Cards in work by column, against the cycle time of the finished ones."""

    columns: tuple[AgeingColumn, ...]
    times: Durations
    """Cycle times of the cards finished in the window."""
    start_unknown: int
    """Cards in work without a known start: they have no age and stand in no column."""


class WeekOfCards(msgspec.Struct, frozen=True):
    """The cards finished in an ISO week, or in that part of one that lies in the window."""

    from_at: datetime
    to_at: datetime
    cards: tuple[Card, ...]
    """In finishing order."""

    @property
    def started(self) -> tuple[Card, ...]:
        """Those with a known start: what a rework rate rests on."""
        return tuple(card for card in self.cards if card.flow.started_at is not None)

    @property
    def reworked(self) -> tuple[Card, ...]:
        """Those of them that had a rework move."""
        return tuple(card for card in self.started if card.flow.is_reworked)


class ReworkReason(msgspec.Struct, frozen=True):
    """Moves back for one reason, of the cards finished in the window with a known start."""

    reason: str
    moves: int
    cards: tuple[Card, ...]
    """Those with most of these moves first."""


def scatter(cards: Iterable[Card], window: Window, moment: datetime) -> Scatter:
    """Cycle time of each card finished in the window, percentiles of type 7 (Vacanti, "Actionable Agile Metrics")."""
    cards = tuple(cards)
    points = [
        FinishedCard(card, card.flow.finished_at, card.flow.cycle_seconds or 0.0, card.flow.is_reworked)
        for card in cards
        if card.flow.finished_at is not None and card.flow.started_at is not None
        and window.holds(card.flow.finished_at)
    ]  # fmt: skip
    points.sort(key=lambda point: point.finished_at)
    return Scatter(tuple(points), totals(cards, window, moment).cycle_time)


def ageing_wip(cards: Iterable[Card], columns: Sequence[Column], window: Window, moment: datetime) -> AgeingWip:
    """Every card in work at the moment with its age, in the columns of that time; no window leaves one out.

    Active columns are there even when they are empty, others only with a card that was started and put back.
    """
    cards = tuple(cards)
    by_column: dict[str, list[AgedCard]] = {}
    unknown = 0
    for card in cards:
        age = card.flow.age_seconds(moment)
        if age is not None:
            by_column.setdefault(card.column, []).append(AgedCard(card, age))
        elif card.flow.is_wip:
            unknown += 1
    shown = tuple(
        AgeingColumn(column, tuple(sorted(by_column.get(column.id, []), key=lambda aged: -aged.seconds)))
        for column in columns
        if column.kind == "active" or column.id in by_column
    )
    return AgeingWip(shown, totals(cards, window, moment).cycle_time, unknown)


def finished_by_week(cards: Iterable[Card], window: Window, moment: datetime) -> tuple[WeekOfCards, ...]:
    """The ISO weeks of the window in its zone, each with the cards finished in it; none without cards.

    A window without a beginning begins on the day the first card was made; of more than ten years the last ten count.
    """
    cards = tuple(cards)
    if not cards:
        return ()
    end = min(window.to_at or moment, moment)
    begin = window.from_at or midnight(min(card.flow.created_at for card in cards), window.zone)
    weeks = iso_weeks(begin, end, window.zone)
    starts = [start for start, _ in weeks]
    by_week: list[list[Card]] = [[] for _ in weeks]
    for card in sorted(_finished(cards, window), key=lambda card: _finished_at(card.flow)):
        number = bisect_right(starts, _finished_at(card.flow)) - 1
        if number >= 0:
            by_week[number].append(card)
    return tuple(WeekOfCards(start, stop, tuple(some)) for (start, stop), some in zip(weeks, by_week, strict=True))


def rework_by_reason(cards: Iterable[Card], window: Window) -> tuple[ReworkReason, ...]:
    """Moves back by reason, every reason there is; `parked` and `mistake` are listed and are no rework."""
    started = [card for card in _finished(cards, window) if card.flow.started_at is not None]
    out = []
    for reason in REASONS:
        moves = [(card, sum(back.reason == reason for back in card.flow.backs)) for card in started]
        some = sorted((pair for pair in moves if pair[1]), key=lambda pair: -pair[1])
        out.append(ReworkReason(reason, sum(n for _, n in some), tuple(card for card, _ in some)))
    return tuple(out)


def _finished(cards: Iterable[Card], window: Window) -> list[Card]:
    return [card for card in cards if window.holds(card.flow.finished_at)]


def _finished_at(flow: Flow) -> datetime:
    assert flow.finished_at is not None
    return flow.finished_at
