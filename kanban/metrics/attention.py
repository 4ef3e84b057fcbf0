"""Which cards need a hand: late, due soon, blocked, ageing; the worst first. Pure."""

from datetime import datetime

from kanban.model.card import Card, is_due_soon, is_late


def urgency(card: Card, moment: datetime, is_ageing: bool) -> tuple[int, float] | None:
    """Sorts cards that need a hand, the worst first; None for a card that needs none.

    Late ones (the longest first), then those due soon (the soonest), blocked (the longest), ageing (the oldest).
    """
    if not card.is_on_board:
        return None
    if card.due_at is not None and (is_late(card, moment) or is_due_soon(card, moment)):
        return int(not is_late(card, moment)), card.due_at.timestamp()
    if card.flow.blocked_at is not None and not card.flow.is_finished:
        return 2, card.flow.blocked_at.timestamp()
    return (3, -(card.flow.age_seconds(moment) or 0.0)) if is_ageing else None
