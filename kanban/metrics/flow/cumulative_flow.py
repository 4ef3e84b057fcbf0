"""Cumulative flow: how many cards lay in each column at the end of each day, and which days took something back.

A band never falls silently. What lowers the number of cards at or right of a column (a card moved to the left, or
archived unfinished) is a `Correction` of its day, with the card.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from kanban.metrics.flow.columns_then import columns_then
from kanban.metrics.flow.totals import Window
from kanban.model.board import KIND_ORDER, Board, Column
from kanban.model.card import Card
from kanban.model.events import Archived, Created, KindChanged, Moved, Place, Restored, in_force, judged
from kanban.text.calendar_weeks import midnight, next_midnight, shifted

DAYS_MOST = 3660
"""Of a longer window the last ten years are counted."""

CorrectionKind = Literal["back", "dropped", "reordered"]
"""`reordered`: it went to the right then, and the columns stand in another order now."""


class Correction(msgspec.Struct, frozen=True):
    """A card that stood further left at the end of the day than at its beginning, or was gone by then: dropped."""

    card: Card
    kind: CorrectionKind


class FlowDay(msgspec.Struct, frozen=True):
    """The state at the end of a day, of the last one at the moment asked."""

    from_at: datetime
    to_at: datetime
    counts: tuple[int, ...]
    """Cards in each band, left to right."""
    entered: tuple[Card, ...]
    """Cards that came to another band on that day and stayed there until its end."""
    corrections: tuple[Correction, ...]


class CumulativeFlow(msgspec.Struct, frozen=True):
    """A day after the other."""

    columns: tuple[Column, ...]
    """The bands, left to right, as the columns stood at the moment asked; then deleted ones that held cards."""
    days: tuple[FlowDay, ...]

    def at_or_right_of(self, day: FlowDay) -> tuple[int, ...]:
        """The heights of the diagram's lines: for each band the cards that had come at least so far."""
        return tuple(sum(day.counts[number:]) for number in range(len(day.counts)))


class _Change(NamedTuple):
    at: datetime
    card: Card
    column: str | None
    """None: the card is on the board no more."""
    position: int
    """The column's then."""


def cumulative_flow(board: Board, cards: Iterable[Card], window: Window, moment: datetime) -> CumulativeFlow:
    """The cards of a board by column and day (Anderson, "Kanban", 2010, chapter 12).

    `cards` are the board's as they were at the moment. What was undone by then is counted on no day. Archived cards
    that were finished stay where they are; dropped ones leave. A column that is deleted by the moment has a band
    behind those of its kind if it ever held a card.
    Raises Refused for a card whose history cannot be read.
    """
    columns, all_columns = columns_then(board, moment), {column.id: column for column in board.head.columns}
    changes = sorted((change for card in cards for change in _changes(card)), key=lambda change: change.at)
    bands = _bands(columns, all_columns, {change.column for change in changes if change.column is not None})
    if not changes:
        return CumulativeFlow(bands, ())
    numbers = {column.id: number for number, column in enumerate(bands)}
    where: dict[str, _Change] = {}
    counts = [0] * len(bands)
    days = []
    waiting = iter([*changes, None])
    change = next(waiting)
    for start, stop in _days(changes[0].at, window, moment):
        closed = stop == moment and window.holds(moment)
        before: dict[str, _Change | None] = {}
        while change is not None and (change.at < stop or (closed and change.at == stop)):
            old = where.get(change.card.id)
            if change.at >= start:
                before.setdefault(change.card.id, old)
            if old is not None and old.column is not None:
                counts[numbers[old.column]] -= 1
            if change.column is not None:
                counts[numbers[change.column]] += 1
            where[change.card.id] = change
            change = next(waiting)
        pairs = [(old, where[card_id]) for card_id, old in before.items()]
        corrections = [c for old, new in pairs if (c := _correction(old, new, numbers)) is not None]
        entered = [new.card for old, new in pairs if new.column and (old is None or old.column != new.column)]
        days.append(FlowDay(start, stop, tuple(counts), tuple(entered), tuple(corrections)))
    return CumulativeFlow(bands, tuple(days))


def _correction(old: _Change | None, new: _Change, numbers: Mapping[str, int]) -> Correction | None:
    if old is None or old.column is None:
        return None
    if new.column is None:
        return Correction(new.card, "dropped")
    if numbers[new.column] >= numbers[old.column]:
        return None
    return Correction(new.card, "back" if new.position < old.position else "reordered")


def _changes(card: Card) -> Iterator[_Change]:
    place: Place | None = None
    for _, event in judged(in_force(card.events)):
        if isinstance(event, Created | Moved | KindChanged):
            place = event.to
            yield _Change(event.at, card, place.column, place.position)
        elif place is not None and isinstance(event, Archived) and place.kind != "done":
            yield _Change(event.at, card, None, place.position)
        elif place is not None and isinstance(event, Restored):
            yield _Change(event.at, card, place.column, place.position)


def _days(first: datetime, window: Window, moment: datetime) -> list[tuple[datetime, datetime]]:
    """The calendar days of the window in its zone, the first and the last cut to it; the last one may end in itself."""
    end = min(window.to_at or moment, moment)
    longest = shifted(midnight(end, window.zone), -DAYS_MOST, window.zone)
    start = max(longest, window.from_at or midnight(first, window.zone))
    days = []
    while start < end:
        stop = min(end, next_midnight(start, window.zone))
        if stop <= start:  # a midnight that does not exist
            stop = min(end, start + timedelta(days=1))
        days.append((start, stop))
        start = stop
    if not days and window.holds(moment):  # made at this very moment
        days.append((start, end))
    return days


def _bands(columns: Sequence[Column], known: Mapping[str, Column], held: set[str]) -> tuple[Column, ...]:
    """The columns, and behind those of its kind each other one that ever held a card."""
    ids = {column.id for column in columns}
    gone = [known.get(column_id) or Column(column_id, column_id, "active") for column_id in sorted(held - ids)]
    return tuple(sorted([*columns, *gone], key=lambda column: KIND_ORDER[column.kind]))
