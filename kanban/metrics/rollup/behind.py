"""The cards behind a figure: what a reader is shown who asks what a number is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from kanban.metrics.flow.efficiency import blocked_in_cycle
from kanban.metrics.flow.totals import Window
from kanban.metrics.stats import percentile
from kanban.model.card import Card
from kanban.model.flow import Flow


class Behind(msgspec.Struct, frozen=True):
    """A card with what it adds to the figure."""

    card: Card
    seconds: float | None = None
    """Of a duration: how long."""
    beyond: bool = False
    """Its duration is above the P85 of the figure."""
    reasons: tuple[str, ...] = ()
    """Of rework: the codes of the reasons of its moves back."""


def cards_behind(term: str, cards: Sequence[Card], window: Window, moment: datetime) -> tuple[Behind, ...]:
    """The cards that a figure of `metrics.flow` counts, those that weigh most first; none for another term.

    `term` may be a code of what is left out of a figure, such as `finished_without_start`. `cards` are as they were at
    `moment`.
    """
    finder = _FINDERS.get(term)
    return () if finder is None else tuple(finder(cards, window, moment))


def _finished(cards: Iterable[Card], window: Window) -> list[Card]:
    return [card for card in cards if window.holds(card.flow.finished_at)]


def _started(cards: Iterable[Card], window: Window) -> list[Card]:
    return [card for card in _finished(cards, window) if card.flow.started_at is not None]


def _longest_first(pairs: Iterable[tuple[Card, float]]) -> list[Behind]:
    pairs = sorted(pairs, key=lambda pair: -pair[1])
    limit = percentile([seconds for _, seconds in pairs], 0.85)
    return [Behind(card, seconds, limit is not None and seconds > limit) for card, seconds in pairs]


def _cycle(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    return _longest_first((card, card.flow.cycle_seconds or 0.0) for card in _started(cards, window))


def _lead(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    finished = [card for card in _finished(cards, window) if not (card.flow.start_unknown or card.flow.created_unknown)]
    return _longest_first((card, card.flow.lead_seconds or 0.0) for card in finished)


def _reworked(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    reworked = [card for card in _started(cards, window) if card.flow.is_reworked]
    return [
        Behind(card, card.flow.rework_seconds(moment), False, tuple(back.reason for back in card.flow.backs))
        for card in sorted(reworked, key=lambda card: -card.flow.rework_seconds(moment))
    ]


def _moved_back(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    moved = [card for card in _started(cards, window) if card.flow.backs]
    return [
        Behind(card, card.flow.rework_seconds(moment), False, tuple(back.reason for back in card.flow.backs))
        for card in sorted(moved, key=lambda card: -len(card.flow.backs))
    ]


def _blocked(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    """Those that were blocked in their cycle time, the longest first."""
    pairs = [(card, blocked_in_cycle(card)) for card in _started(cards, window) if card.flow.blocked_seconds]
    return [Behind(card, seconds) for card, seconds in sorted(pairs, key=lambda pair: -pair[1]) if seconds]


def _all_finished(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    """The last finished one first, those of which it is not known when at the end."""
    dated = sorted(_finished(cards, window), key=lambda card: -_at(card.flow).timestamp())
    undated = _undated(cards, window, moment)
    return [Behind(card, card.flow.cycle_seconds) for card in dated] + undated


def _undated(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    return [Behind(card) for card in cards if window.is_open and card.flow.finished_by_at is not None]


def _wip(cards: Sequence[Card], window: Window, moment: datetime) -> list[Behind]:
    aged = [Behind(card, card.flow.age_seconds(moment)) for card in cards if card.flow.is_wip]
    return sorted(aged, key=lambda item: -(item.seconds or 0.0))


def _at(flow: Flow) -> datetime:
    assert flow.finished_at is not None
    return flow.finished_at


_FINDERS: Mapping[str, Callable[[Sequence[Card], Window, datetime], Iterable[Behind]]] = {
    "cycle_time": _cycle,
    "lead_time": _lead,
    "rework_rate": _reworked,
    "rework_time": _reworked,
    "rework_move": _moved_back,
    "throughput": _all_finished,
    "finished": _all_finished,
    "wip": _wip,
    "flow_efficiency": _blocked,
    "littles_law": _cycle,
    "dropped": lambda cards, window, moment: [Behind(card) for card in cards if card.flow.is_dropped],
    "finished_without_start": lambda cards, window, moment: [
        Behind(card)
        for card in _finished(cards, window)
        if card.flow.started_at is None and not card.flow.start_unknown
    ],
    "start_unknown": lambda cards, window, moment: [
        Behind(card) for card in _finished(cards, window) if card.flow.start_unknown
    ],
    "created_unknown": lambda cards, window, moment: [
        Behind(card) for card in _finished(cards, window) if card.flow.created_unknown and not card.flow.start_unknown
    ],
    "finish_unknown": _undated,
}
