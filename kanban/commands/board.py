"""Everything that can be done to a board, as frozen values. Who and when come with `Signed`."""

from datetime import datetime
from typing import Any

import msgspec

from kanban.model.board import Column
from kanban.model.events import AnyEvent, Kind, Reason


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command"):
    """Something a driver wants done."""


class Add(Command, frozen=True, tag="add"):
    """Make a card, by default in the first column, below the others."""

    title: str
    column: str | None = None
    top: bool = False
    description: str = ""
    work_package: str | None = None
    due_at: datetime | None = None
    estimate: float | None = None
    tags: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    over_wip: bool = False


class Move(Command, frozen=True, tag="move"):
    """Bring cards to a column: to its top, its bottom, or beside another card there.

    A card that is already in the column stays where it is unless a place beside another is asked for.
    """

    cards: tuple[str, ...]
    column: str
    before: str | None = None
    after: str | None = None
    bottom: bool = False
    reason: Reason | None = None
    over_wip: bool = False


class Explain(Command, frozen=True, tag="explain"):
    """Give the reason of each card's last move back; undone together with that move."""

    cards: tuple[str, ...]
    reason: Reason


class Edit(Command, frozen=True, tag="edit"):
    """Set fields (see `card.EDITABLE`) of cards."""

    cards: tuple[str, ...]
    changes: dict[str, Any]


class Block(Command, frozen=True, tag="block"):
    """Mark cards as blocked, with the reason."""

    cards: tuple[str, ...]
    why: str


class Unblock(Command, frozen=True, tag="unblock"):
    """Take the block off."""

    cards: tuple[str, ...]


class Comment(Command, frozen=True, tag="comment"):
    """Say something about a card."""

    cards: tuple[str, ...]
    text: str


class Archive(Command, frozen=True, tag="archive"):
    """Take cards off the board; unfinished ones count as dropped."""

    cards: tuple[str, ...]


class Undo(Command, frozen=True, tag="undo"):
    """Void what the last command did."""


class Redo(Command, frozen=True, tag="redo"):
    """Bring back what the last undo voided."""


class AddColumn(Command, frozen=True, tag="add_column"):
    """Make a column, behind the others of its kind."""

    name: str
    kind: Kind
    wip_limit: int | None = None


class RenameColumn(Command, frozen=True, tag="rename_column"):
    """Give a column another name."""

    column: str
    name: str


class LimitColumn(Command, frozen=True, tag="limit_column"):
    """Set a column's WIP limit; None takes it off."""

    column: str
    wip_limit: int | None


class ShiftColumn(Command, frozen=True, tag="shift_column"):
    """Move a column by some places among the others."""

    column: str
    by: int


class DeleteColumn(Command, frozen=True, tag="delete_column"):
    """Delete a column; the cards it holds go to `target`."""

    column: str
    target: str | None = None


class ImportedCard(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign card: its whole known history, oldest first, every event with a `source`.

    `fields` are the values the card has at the end; where they differ from what the history says, an edit is added.
    """

    external_id: str
    events: tuple[AnyEvent, ...]
    fields: dict[str, Any] = {}


class Import(Command, frozen=True, tag="import"):
    """Take over a foreign board: its columns, and of its cards whatever is not here yet."""

    external_id: str
    columns: tuple[Column, ...]
    cards: tuple[ImportedCard, ...]
    words: str


AnyCommand = (
    Add | Move | Explain | Edit | Block | Unblock | Comment | Archive | Undo | Redo
    | AddColumn | RenameColumn | LimitColumn | ShiftColumn | DeleteColumn | Import
)  # fmt: skip


class Signed(msgspec.Struct, frozen=True):
    """A command with who gave it and when (UTC)."""

    command: AnyCommand
    by: str
    at: datetime
