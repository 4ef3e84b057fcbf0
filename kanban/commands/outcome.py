"""Commands, who gave them, and what they do: the words that all deciders share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from kanban.model.board import AnyBoardEvent, Board, Column
from kanban.model.card import Card
from kanban.model.events import AnyEvent
from kanban.model.plan_events import AnyPlanEvent, subject
from kanban.text.messages import Message, Refused, Words, msg, msg_n


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", forbid_unknown_fields=True):
    """Something that somebody wants done to a board or to the plan."""


class Signed(msgspec.Struct, frozen=True):
    """A command with who gave it and when (UTC)."""

    command: Command
    by: str
    at: datetime
    id: str = ""
    """32 hexadecimal digits: a store that is told the same command again knows it by them. Empty: it is told once."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The decision on a command. Without events and head changes nothing is written."""

    message: Message
    """What was done, in the past tense, to be shown: `moved "Weld span 17" to Doing`."""
    at: datetime
    by: str
    events: dict[str, tuple[AnyEvent, ...]] = {}
    """By card."""
    head: dict[str, Any] = {}
    """Changes of the board's head."""
    board_events: tuple[AnyBoardEvent, ...] = ()
    """For the board's own history: changes of columns, imports."""
    plan_events: tuple[AnyPlanEvent, ...] = ()
    undoable: bool = True
    over_wip: bool = False
    """A WIP limit was exceeded, with leave."""

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.events or self.head or self.plan_events)

    @property
    def subjects(self) -> frozenset[str]:
        """Ids of the cards, milestones and nodes that it changes."""
        return frozenset(self.events) | {subject(event) for event in self.plan_events}


class OverWip(Refused):
    """The move would exceed a WIP limit. Sent again with `over_wip=True` it is carried out and recorded."""

    def __init__(self, column: str, count: int, limit: int, entering: int = 1) -> None:
        values = {"column": column, "count": count, "limit": limit, "n": entering}
        super().__init__(
            msg("{column} is full ({count}/{limit})", **values)
            if count >= limit
            else msg("{column} has no room for {n} more cards ({count}/{limit})", **values)
        )
        self.column = column
        self.count = count
        self.limit = limit


class ChangedMeanwhile(Refused):
    """A field is no longer what it was when its editing began; `value` is what it is now, and `by` who set it.

    `of` names the card, the milestone or the WBS node.
    """

    def __init__(self, of: Words, field: str, label: Message, value: Any, by: str) -> None:
        super().__init__(msg("{field} of {what} was changed meanwhile by {who}", field=label, what=of, who=by))
        self.field = field
        self.label = label
        self.value = value
        self.by = by


def card_on_board(board: Board, card_id: str) -> Card:
    """The card, if it is on the board. Raises Refused."""
    card = board.cards.get(card_id)
    if card is None and (old := board.past_cards.get(card_id)) is not None:
        ended = old.flow.finished_at or old.flow.finished_by_at or old.last_at
        raise Refused(
            msg("card {id} is in the archive of {year}: what was finished then stays as it is", id=card_id,
                year=ended.year)
        )  # fmt: skip
    if card is None or card.void:
        raise Refused(msg("card {id!r} is not on board {board}", id=card_id, board=board.slug))
    if card.flow.archived_at is not None:
        raise Refused(msg("card {id} is archived", id=card_id))
    return card


def column_on_board(board: Board, column_id: str) -> Column:
    """The column, if it is not deleted. Raises Refused."""
    for column in board.columns:
        if column.id == column_id:
            return column
    raise Refused(msg("column {id!r} is not on board {board}", id=column_id, board=board.slug))


def stamp(board: Board, signed: Signed, card: Card | None = None) -> dict[str, Any]:
    """`at`, `by` and `rev` of a new event; `at` never lies before the card's last event, whatever the clock says."""
    at = signed.at
    if card is not None and card.last_at > at:
        at = card.last_at
    return {"at": at, "by": signed.by, "rev": board.head.rev + 1}


def titles(cards: Sequence[Card]) -> Message:
    """The title of the one card in quotes, or how many there are."""
    return msg('"{title}"', title=cards[0].title) if len(cards) == 1 else msg_n("{n} card", "{n} cards", len(cards))
