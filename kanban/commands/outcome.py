"""What a command does: events for cards, changes of the board's head, and the words for it."""

from datetime import datetime
from typing import Any

import msgspec

from kanban.commands.board import Signed
from kanban.commands.refusal import Refused
from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.events import AnyEvent


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The decision on a command. Without events and head changes nothing is written."""

    words: str
    """What was done, in the past tense, to be shown: `moved "Weld span 17" to Doing`."""
    at: datetime
    by: str
    events: dict[str, tuple[AnyEvent, ...]] = {}
    head: dict[str, Any] = {}
    undoable: bool = True
    board_words: str = ""
    """For the board's own history: changes of columns, imports."""

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.events or self.head)


def present(board: Board, card_id: str) -> Card:
    """The card, if it is on the board. Raises Refused."""
    card = board.cards.get(card_id)
    if card is None and (old := board.archived.get(card_id)) is not None:
        ended = old.flow.finished_at or old.last_at
        raise Refused(f"card {card_id} is in the archive of {ended.year}: what was finished then stays as it is")
    if card is None or card.void:
        raise Refused(f"card {card_id!r} is not on board {board.slug}")
    if card.flow.archived_at is not None:
        raise Refused(f"card {card_id} is archived")
    return card


def live_column(board: Board, column_id: str) -> Column:
    """The column, if it is not deleted. Raises Refused."""
    for column in board.columns:
        if column.id == column_id:
            return column
    raise Refused(f"column {column_id!r} is not on board {board.slug}")


def stamp(board: Board, signed: Signed, card: Card | None = None) -> dict[str, Any]:
    """`at`, `by` and `rev` of a new event; `at` never lies before the card's last event, whatever the clock says."""
    at = signed.at
    if card is not None and card.last_at > at:
        at = card.last_at
    return {"at": at, "by": signed.by, "rev": board.head.rev + 1}


def named(cards: list[Card]) -> str:
    """The title of the one card in quotes, or how many there are."""
    return f'"{cards[0].title}"' if len(cards) == 1 else f"{len(cards)} cards"
