"""The open cards behind a figure, those that need a hand first."""

from collections.abc import Iterable
from datetime import datetime

from kanban.metrics.contributions import BoardCard


def open_cards(cards: Iterable[BoardCard], moment: datetime) -> tuple[BoardCard, ...]:
    """Cards that are not finished, worst first: the latest, then the one blocked longest, then work by its age."""
    open_ = [item for item in cards if not item.card.flow.is_finished]
    return tuple(sorted(open_, key=lambda item: _worst_first(item, moment)))


def _worst_first(item: BoardCard, moment: datetime) -> tuple[int, float, str, int, str]:
    card, flow = item.card, item.card.flow
    late = (moment - card.due_at).total_seconds() if card.due_at is not None else 0.0
    tie = item.board.slug, len(card.id), card.id
    if late > 0:
        return 0, -late, *tie
    if flow.blocked_at is not None:
        return 1, flow.blocked_at.timestamp(), *tie
    if (age := flow.age_seconds(moment)) is not None:
        return 2, -age, *tie
    return 3, card.due_at.timestamp() if card.due_at is not None else float("inf"), *tie
