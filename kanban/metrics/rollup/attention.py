"""Which cards of a board need a hand: late, due soon, blocked or ageing; the worst first.

What is late and what is due soon changes with the clock alone, so it is asked for a moment; looking through the board
is done once for each state of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import inf
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from kanban.model.board import Board
from kanban.model.card import SOON, Card, is_due_soon, is_late, read_flows
from kanban.model.flow import Flow
from kanban.text.messages import Refused

_DUE_AT = attrgetter("due_at")
_NEVER = datetime.max.replace(tzinfo=UTC)


class Dated(NamedTuple):
    """A card with a due date. Equally late ones: the blocked first, longest first, then the oldest."""

    due_at: datetime
    blocked_at: datetime
    started_at: datetime
    card: str


class Attention(msgspec.Struct, frozen=True):
    """The unfinished cards of a board that may need a hand."""

    dated: tuple[Dated, ...] = ()
    """Those with a due date, by it."""
    blocked: tuple[tuple[datetime, str], ...] = ()
    """Longest blocked first."""
    started: tuple[tuple[datetime, str], ...] = ()
    """Those in progress, longest first; none are needed where no age is too old."""
    ageing_seconds: float | None = None
    """An older one is ageing; None where too few are finished to say so."""

    def late(self, now: datetime) -> tuple[str, ...]:
        """Past their due date, most overdue first."""
        return tuple([dated.card for dated in self.dated[: bisect_left(self.dated, now, key=_DUE_AT)]])

    def due(self, now: datetime) -> tuple[tuple[datetime, str], ...]:
        """Due within two days, the next one first."""
        begin, end = (
            bisect_left(self.dated, now, key=_DUE_AT),
            bisect_right(self.dated, now + SOON, key=_DUE_AT),
        )
        return tuple([(dated.due_at, dated.card) for dated in self.dated[begin:end]])

    def ageing(self, now: datetime) -> tuple[str, ...]:
        """In progress for longer than the P85 of the finished ones, oldest first."""
        if self.ageing_seconds is None:
            return ()
        before = now - timedelta(seconds=self.ageing_seconds)
        return tuple([card_id for _, card_id in self.started[: bisect_left(self.started, (before,))]])

    def worst_first(self, now: datetime) -> tuple[str, ...]:
        """All that need a hand, each once: late, due within two days, blocked, ageing."""
        due = (card_id for _, card_id in self.due(now))
        blocked = (card_id for _, card_id in self.blocked)
        return tuple(dict.fromkeys((*self.late(now), *due, *blocked, *self.ageing(now))))


def attention(board: Board, ageing_seconds: float | None) -> Attention:
    """What of a board may need a hand. A card that cannot be read is left out."""
    columns = _open_columns(board)
    cards = [board.cards[card_id] for column in columns for card_id in board.cards_in(column)]
    return _of(cards, Attention(ageing_seconds=ageing_seconds))


def attention_since(board: Board, before: Board, known: Attention) -> Attention:
    """The same, where it is known of the board as it was before: only the cards that have changed are looked at."""
    columns = _open_columns(board)
    if columns != _open_columns(before):
        return attention(board, known.ageing_seconds)
    old, new = before.cards, board.cards
    changed = {card_id for card_id, card in new.items() if old.get(card_id) is not card}
    changed |= old.keys() - new.keys()
    kept = Attention(
        dated=tuple([dated for dated in known.dated if dated.card not in changed]),
        blocked=tuple([blocked for blocked in known.blocked if blocked[1] not in changed]),
        started=tuple([started for started in known.started if started[1] not in changed]),
        ageing_seconds=known.ageing_seconds,
    )
    cards = [new[card_id] for card_id in changed if card_id in new]
    return _of([card for card in cards if card.is_on_board and card.column in columns], kept)


def _of(cards: Sequence[Card], others: Attention) -> Attention:
    """These cards, and those that are known already."""
    flows = [*_flows(cards)]
    dated = [
        Dated(card.due_at, flow.blocked_at or _NEVER, flow.started_at or _NEVER, card.id)
        for card, flow in flows
        if card.due_at is not None
    ]
    blocked = [(flow.blocked_at, card.id) for card, flow in flows if flow.blocked_at is not None]
    started = [(flow.started_at, card.id) for card, flow in flows if flow.started_at is not None]
    return Attention(
        dated=tuple(sorted([*others.dated, *dated], key=_order)),
        blocked=tuple(sorted([*others.blocked, *blocked], key=_order)),
        started=() if others.ageing_seconds is None else tuple(sorted([*others.started, *started], key=_order)),
        ageing_seconds=others.ageing_seconds,
    )


def _order(item: tuple[Any, ...]) -> tuple[Any, ...]:
    """By its moments, then by its card, which stands last: `9` before `10`."""
    *moments, card_id = item
    return *moments, len(card_id), card_id


def _open_columns(board: Board) -> tuple[str, ...]:
    return tuple(column.id for column in board.columns if column.kind != "done")


def _flows(cards: Sequence[Card]) -> Iterator[tuple[Card, Flow]]:
    read_flows(cards)
    for card in cards:
        try:
            flow = card.flow
        except Refused:
            continue
        yield card, flow


def urgency(card: Card, moment: datetime, is_ageing: bool) -> tuple[float, ...] | None:
    """Sorts cards that need a hand, the worst first; None for a card that needs none.

    Late ones (the longest first), then those due soon (the soonest), blocked (the longest), ageing (the oldest).
    Equally late ones, and those due at the same time: the blocked first, then by age.
    """
    if not card.is_on_board:
        return None
    if card.due_at is not None and (is_late(card, moment) or is_due_soon(card, moment)):
        blocked, started = (
            at.timestamp() if at is not None else inf for at in (card.flow.blocked_at, card.flow.started_at)
        )
        return int(not is_late(card, moment)), card.due_at.timestamp(), blocked, started
    if card.flow.blocked_at is not None and not card.flow.is_finished:
        return 2, card.flow.blocked_at.timestamp()
    return (3, -(card.flow.age_seconds(moment) or 0.0)) if is_ageing else None
