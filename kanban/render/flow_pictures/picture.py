"""What a picture is made of, and what it is made from."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar, overload

import msgspec

from kanban.metrics.figure import TERMS
from kanban.metrics.flow.control_charts import Signal
from kanban.metrics.flow.totals import Durations, Window
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.render.card import Span
from kanban.render.chart_data import Chart, Limit
from kanban.text.clean import clean_line
from kanban.text.dates import day, span
from kanban.text.messages import Message, Words, joined, msg

SOME = 8
"""How many cards a line names."""


_Make = TypeVar("_Make", bound=Callable[..., object])


class Kind(NamedTuple, Generic[_Make]):
    """A kind of picture: the term it shows, and what makes it."""

    term: str
    make: _Make

    @property
    def title(self) -> Message:
        """What it is called."""
        return TERMS[self.term].label

    @property
    def rule(self) -> Message:
        """How it is counted."""
        return TERMS[self.term].rule


class Asked(msgspec.Struct, frozen=True):
    """A board in a window, as of a moment; `cards` as they were then."""

    board: Board
    cards: Sequence[Card]
    window: Window
    moment: datetime
    opportunities: int = 1
    """For a defect, of each card."""

    @property
    def zone(self) -> str:
        """The zone of the window."""
        return self.window.zone

    def day(self, moment: datetime) -> str:
        """A date as it stands beneath an axis."""
        return day(moment, self.zone, self.moment)


class Point(msgspec.Struct, frozen=True):
    """What stands beneath the picture while the cursor is on a stop of the chart, or on a row."""

    words: Words
    cards: tuple[Card, ...] = ()
    """The cards behind it, those that matter most first."""
    row: tuple[Span, ...] = ()
    """Of a list: the line itself."""


_Item = TypeVar("_Item")


class PointsOf(Sequence[Point], Generic[_Item]):
    """A point for each of some items, put in words when somebody looks at it: a picture may have hundreds."""

    def __init__(self, items: Sequence[_Item], make: Callable[[int, _Item], Point]) -> None:
        """`make` gets the number of the item as well."""
        self._items, self._make = items, make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Point: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Point]: ...

    def __getitem__(self, index: int | slice) -> Point | Sequence[Point]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        return self._make(number, self._items[number])


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list as a bar that lies, where there are no cells to draw it in."""

    name: Words
    numbers: tuple[str, ...]
    share: float
    """Where it ends, of the longest one's length."""
    begin: float = 0.0
    """Where it begins; a line leads there."""
    role: str = ""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A chart, or a list where `chart` is None; each has as many points as stops or rows."""

    points: Sequence[Point]
    chart: Chart | None = None
    head: tuple[Span, ...] = ()
    """Of a list: the line above the rows."""
    bars: tuple[Bar, ...] = ()
    """Of a list: its rows without cells."""
    bar_heads: tuple[str, ...] = ()
    """What stands above the numbers of the bars."""
    says: tuple[Words, ...] = ()
    """What it comes to, in a line or two."""
    signals: tuple[Words, ...] = ()
    """What stands out, one sentence each: in the shell beneath it, on the screen at the points."""
    start: int = -1
    """The point that the cursor begins at; -1: the last one."""
    why_empty: Words | None = None
    """Where there is nothing to draw."""


def card_name(card: Card) -> str:
    """`12 Weld span 17`, safe to show."""
    return f"{card.id} {clean_line(card.title)}"


def some(cards: Sequence[Card]) -> Message:
    """`12, 14, 15 and 3 more`."""
    names = joined([card.id for card in cards[:SOME]])
    if len(cards) <= SOME:
        return names
    return msg("{names} and {n} more", names=names, n=len(cards) - SOME)


def time_limits(times: Durations, *percentiles: int) -> tuple[Limit, ...]:
    """P50, P85 … as lines across, the highest first; none of no cards."""
    values = {50: times.p50_seconds, 85: times.p85_seconds, 95: times.p95_seconds}
    limits = [(q, value) for q in sorted(percentiles, reverse=True) if (value := values[q]) is not None]
    return tuple(Limit(f"P{q} {span(value)}", (value,)) for q, value in limits)


def dates_at(
    moments: Sequence[datetime], write: Callable[[datetime], str], count: int = 4
) -> tuple[tuple[float, str], ...]:
    """Dates beneath some of the stops that stand side by side, the first and the last among them."""
    last = len(moments) - 1
    places = sorted({round(last * number / count) for number in range(count + 1)})
    return tuple((place / max(1, last), write(moments[place])) for place in places)


def dates_beneath(asked: Asked, begin: datetime, end: datetime, count: int = 4) -> tuple[tuple[float, str], ...]:
    """Dates along an axis of elapsed time, first and last among them."""
    return tuple((number / count, asked.day(begin + (end - begin) * (number / count))) for number in range(count + 1))


def notes_of(signals: Iterable[Signal]) -> dict[int, list[Message]]:
    """What a control chart says of each of its points that is in a signal."""
    notes: dict[int, list[Message]] = {}
    for signal in signals:
        for number in range(signal.first, signal.last + 1):
            notes.setdefault(number, []).append(signal.message)
    return notes
