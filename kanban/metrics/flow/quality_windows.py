"""The quality of finished work window by window: how yield and sigma level went."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.flow.charts import finished_by_week
from kanban.metrics.flow.quality import Quality, quality
from kanban.metrics.flow.totals import Window
from kanban.model.card import Card

WEEKS = 4
"""So many ISO weeks are a window; the first one of all may have fewer."""


class QualityWindow(msgspec.Struct, frozen=True):
    """Some weeks, the cards finished in them with a known start, and their quality."""

    from_at: datetime
    to_at: datetime
    cards: tuple[Card, ...]
    quality: Quality


def quality_by_window(
    cards: Iterable[Card], window: Window, moment: datetime, opportunities: int = 1
) -> tuple[QualityWindow, ...]:
    """Windows of four ISO weeks, counted back from the last week of the one asked for; together they are that one."""
    weeks = finished_by_week(cards, window, moment)
    begins = [max(0, end - WEEKS) for end in range(len(weeks), 0, -WEEKS)]
    out = []
    for begin in reversed(begins):
        some = weeks[begin : begin + WEEKS] if begin else weeks[: (len(weeks) - 1) % WEEKS + 1]
        finished = [card for week in some for card in week.cards]
        counted = quality(finished, Window(zone=window.zone), opportunities)
        started = tuple(card for week in some for card in week.started)
        out.append(QualityWindow(some[0].from_at, some[-1].to_at, started, counted))
    return tuple(out)
