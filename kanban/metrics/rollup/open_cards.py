"""The open cards behind a figure, those that need a hand first."""

from collections.abc import Iterable
from datetime import datetime

from kanban.metrics.rollup.attention import urgency
from kanban.metrics.rollup.contributions import BoardCard


def open_cards(cards: Iterable[BoardCard], moment: datetime) -> tuple[BoardCard, ...]:
    """Cards that are not finished: what needs a hand, worst first, then work by its age, then by due date."""
    open_ = [item for item in cards if not item.card.flow.is_finished]
    return tuple(sorted(open_, key=lambda item: _worst_first(item, moment)))


def _worst_first(item: BoardCard, moment: datetime) -> tuple[float | str, ...]:
    card = item.card
    tie = item.board.slug, len(card.id), card.id
    if (needs := urgency(card, moment, is_ageing=False)) is not None:
        return *needs, *tie
    if (age := card.flow.age_seconds(moment)) is not None:
        return 3, -age, *tie
    return 4, card.due_at.timestamp() if card.due_at is not None else float("inf"), *tie
