"""Which cards of a board need a hand: late, due soon, blocked or ageing; the worst first.

What is late and what is due soon changes with the clock alone, so it is asked for a moment; looking through the board
is done once for each state of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kanban.model.board import Board
from kanban.model.card import SOON, Card, is_due_soon, is_late, read_flows
from kanban.model.flow import Flow
from kanban.text.messages import Refused


class Attention(msgspec.Struct, frozen=True):
    """The unfinished cards of a board that may need a hand."""

    dated: tuple[tuple[datetime, str], ...] = ()
    """Those with a due date, by it."""
    blocked: tuple[str, ...] = ()
    """Longest blocked first."""
    started: tuple[tuple[datetime, str], ...] = ()
    """Those in progress, longest first; none are needed where no age is too old."""
    ageing_seconds: float | None = None
    """An older one is ageing; None where too few are finished to say so."""

    def late(self, now: datetime) -> tuple[str, ...]:
        """Past their due date, most overdue first."""
        return tuple(card_id for due_at, card_id in self.dated if due_at < now)

    def due(self, now: datetime) -> tuple[tuple[datetime, str], ...]:
        """Due within two days, the next one first."""
        return tuple((due_at, card_id) for due_at, card_id in self.dated if now <= due_at <= now + SOON)

    def ageing(self, now: datetime) -> tuple[str, ...]:
        """In progress for longer than the P85 of the finished ones, oldest first."""
        limit = self.ageing_seconds
        if limit is None:
            return ()
        return tuple(card_id for at, card_id in self.started if (now - at).total_seconds() > limit)

    def worst_first(self, now: datetime) -> tuple[str, ...]:
        """All that need a hand, each once: late, due within two days, blocked, ageing."""
        due = (card_id for _, card_id in self.due(now))
        return tuple(dict.fromkeys((*self.late(now), *due, *self.blocked, *self.ageing(now))))


def attention(board: Board, ageing_seconds: float | None) -> Attention:
    """What of a board may need a hand. A card that cannot be read is left out."""
    cards = _open_cards(board)
    flows = [*_flows(cards)]
    blocked = sorted((flow.blocked_at, card.id) for card, flow in flows if flow.blocked_at is not None)
    return Attention(
        dated=tuple(sorted((card.due_at, card.id) for card, _ in flows if card.due_at is not None)),
        blocked=tuple(card_id for _, card_id in blocked),
        started=() if ageing_seconds is None else _started(flows),
        ageing_seconds=ageing_seconds,
    )


def _started(flows: Sequence[tuple[Card, Flow]]) -> tuple[tuple[datetime, str], ...]:
    return tuple(sorted((flow.started_at, card.id) for card, flow in flows if flow.started_at is not None))


def _open_cards(board: Board) -> list[Card]:
    """The cards that lie in no done column."""
    columns = (column for column in board.columns if column.kind != "done")
    return [board.cards[card_id] for column in columns for card_id in board.cards_in(column.id)]


def _flows(cards: Sequence[Card]) -> Iterator[tuple[Card, Flow]]:
    read_flows(cards)
    for card in cards:
        try:
            flow = card.flow
        except Refused:
            continue
        yield card, flow


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
