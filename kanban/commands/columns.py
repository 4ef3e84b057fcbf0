"""What can be done to columns. It changes the board, never a card's past; the commands and their deciders."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kanban.commands.cards import Move, move
from kanban.commands.outcome import Command, Outcome, Signed, column_on_board, stamp
from kanban.model.board import (
    KIND_ORDER,
    AnyBoardEvent,
    Board,
    Column,
    ColumnAdded,
    ColumnDeleted,
    ColumnKindSet,
    ColumnLimited,
    ColumnMoved,
    ColumnRenamed,
    check_columns,
)
from kanban.model.card import grow
from kanban.model.events import KIND_WORDS, AnyEvent, Kind, KindChanged, Place, Rejudged
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg, msg_n

NAME_LIMIT = 100
"""Longest name of a column in characters."""
WIP_LIMIT_MOST = 10_000


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


class SetColumnKind(Command, frozen=True, tag="set_column_kind"):
    """Correct a column's kind; `anew`: also for what happened before, in every figure."""

    column: str
    kind: Kind
    anew: bool = False


class DeleteColumn(Command, frozen=True, tag="delete_column"):
    """Delete a column; the cards it holds go to `target`."""

    column: str
    target: str | None = None


def add(board: Board, command: AddColumn, signed: Signed) -> Outcome:
    """A column behind the last one of its kind."""
    taken = {c.id for c in board.head.columns}
    number = next(n for n in range(1, len(taken) + 2) if f"c{n}" not in taken)
    column = Column(f"c{number}", _name(command.name), command.kind, _limit(command.wip_limit))
    columns = list(board.head.columns)
    left = [i for i, c in enumerate(columns) if not c.deleted and KIND_ORDER[c.kind] <= KIND_ORDER[command.kind]]
    index = max(left, default=-1) + 1
    columns.insert(index, column)
    event = ColumnAdded(**_stamp(board, signed), column=column, position=index)
    return _outcome(board, signed, columns, column.name, msg("added column {column}", column=column.name), event)


def rename(board: Board, command: RenameColumn, signed: Signed) -> Outcome:
    """Another name, the same id."""
    column = column_on_board(board, command.column)
    renamed = msgspec.structs.replace(column, name=_name(command.name))
    event = ColumnRenamed(**_stamp(board, signed), column=column.id, old=column.name, new=renamed.name)
    message = msg("renamed column {old} to {new}", old=column.name, new=renamed.name)
    return _outcome(board, signed, _with(board, renamed), renamed.name, message, event)


def limit(board: Board, command: LimitColumn, signed: Signed) -> Outcome:
    """Another WIP limit."""
    column = column_on_board(board, command.column)
    limited = msgspec.structs.replace(column, wip_limit=_limit(command.wip_limit))
    event = ColumnLimited(**_stamp(board, signed), column=column.id, old=column.wip_limit, new=limited.wip_limit)
    message = msg("WIP limit of {column}: {limit}", column=column.name, limit=command.wip_limit or msg("none"))
    return _outcome(board, signed, _with(board, limited), column.name, message, event)


def shift(board: Board, command: ShiftColumn, signed: Signed) -> Outcome:
    """Another place in the order, within its kind; tombstones are passed over."""
    column = column_on_board(board, command.column)
    order = [c.id for c in board.columns]
    index = order.index(column.id)
    target = order[max(0, min(len(order) - 1, index + command.by))]
    columns = list(board.head.columns)
    old = columns.index(column)
    new = [c.id for c in columns].index(target)
    columns.insert(new, columns.pop(old))
    event = ColumnMoved(**_stamp(board, signed), column=column.id, old_position=old, new_position=new)
    return _outcome(board, signed, columns, column.name, msg("moved column {column}", column=column.name), event)


def set_kind(board: Board, command: SetColumnKind, signed: Signed) -> Outcome:
    """Another kind, in its place or the next one where that kind stands: from now on, or also for every card's past.

    From now on the cards that lie in the column are where they were, in a column of that kind. Anew, the whole history
    of every card of the board is judged by the columns as they are then, also where the kind was corrected before. What
    came before cannot be undone any more.
    """
    column = column_on_board(board, command.column)
    changed = msgspec.structs.replace(column, kind=command.kind)
    index = board.head.columns.index(column)
    columns = [c for c in board.head.columns if c.id != column.id]
    columns.insert(_nearest(columns, command.kind, index), changed)
    event = ColumnKindSet(
        **_stamp(board, signed), column=column.id, old=column.kind, new=command.kind, anew=command.anew
    )
    message = msg("column {column} is {kind} now", column=column.name, kind=KIND_WORDS[command.kind])
    result = _outcome(board, signed, columns, column.name, message, event)
    events = _judged_anew(board, columns, signed) if command.anew else _from_now_on(board, columns, column, signed)
    if not result.changes_anything:
        if not (command.anew and _are_judged_otherwise(board, events)):
            return result
        result = Outcome(message=message, at=signed.at, by=signed.by, undoable=False, board_events=(event,))
    return msgspec.structs.replace(result, events=events, head={**result.head, "undo": (), "redo": ()})


def _nearest(columns: list[Column], kind: Kind, index: int) -> int:
    """The place next to `index` that lies right of all kinds before this one, and left of all after it."""
    kinds = [(i, KIND_ORDER[c.kind]) for i, c in enumerate(columns) if not c.deleted]
    least = max((i + 1 for i, order in kinds if order < KIND_ORDER[kind]), default=0)
    most = min((i for i, order in kinds if order > KIND_ORDER[kind]), default=len(columns))
    return max(least, min(index, most))


def _from_now_on(
    board: Board, columns: list[Column], column: Column, signed: Signed
) -> dict[str, tuple[AnyEvent, ...]]:
    place = next(Place(c.id, c.kind, i) for i, c in enumerate(columns) if c.id == column.id)
    cards = (board.cards[card_id] for card_id in board.cards_in(column.id))
    return {card.id: (KindChanged(**stamp(board, signed, card), to=place),) for card in cards}


def _judged_anew(board: Board, columns: list[Column], signed: Signed) -> dict[str, tuple[AnyEvent, ...]]:
    places = tuple(Place(c.id, c.kind, i) for i, c in enumerate(columns))
    cards = (card for card in board.cards.values() if not card.void)
    return {card.id: (Rejudged(**stamp(board, signed, card), places=places),) for card in cards}


def _are_judged_otherwise(board: Board, events: Mapping[str, tuple[AnyEvent, ...]]) -> bool:
    """Whether the past of any card comes to something else; where its own column stands now is no past."""
    for card_id, added in events.items():
        old, new = board.cards[card_id].flow, grow(board.cards[card_id], card_id, added).flow
        if msgspec.structs.replace(new, place=old.place) != old:
            return True
    return False


def delete(board: Board, command: DeleteColumn, signed: Signed) -> Outcome:
    """A tombstone in its place; its cards go to the target in their order.

    What came before cannot be undone any more: it could bring a card back into the deleted column.
    """
    column = column_on_board(board, command.column)
    cards = board.cards_in(column.id)
    outcome = None
    if cards:
        if command.target is None or command.target == column.id:
            holding = msg_n("{n} card", "{n} cards", len(cards))
            raise Refused(
                msg("column {column} holds {cards}; name another column for that", column=column.name, cards=holding)
            )
        target = column_on_board(board, command.target)
        moving = Move(cards=cards, column=target.id, bottom=True, over_wip=True, reason="parked")
        outcome = move(board, moving, signed)
    columns = _with(board, msgspec.structs.replace(column, deleted=True))
    event = ColumnDeleted(**_stamp(board, signed), column=column.id, target=command.target if cards else None)
    result = _outcome(board, signed, columns, column.name, msg("deleted column {column}", column=column.name), event)
    result = msgspec.structs.replace(result, head={**result.head, "undo": (), "redo": ()})
    return msgspec.structs.replace(result, events=outcome.events) if outcome else result


def _stamp(board: Board, signed: Signed) -> dict[str, Any]:
    at = max(signed.at, board.head.last_at or signed.at)
    return {"at": at, "by": signed.by, "rev": board.head.rev + 1}


def _with(board: Board, column: Column) -> list[Column]:
    return [column if c.id == column.id else c for c in board.head.columns]


def _outcome(
    board: Board, signed: Signed, columns: list[Column], name: str, message: Message, event: AnyBoardEvent
) -> Outcome:
    if wrong := check_columns(columns):
        raise Refused(msg("column {name!r}: {reason}", name=name, reason=wrong))
    if tuple(columns) == board.head.columns:
        return Outcome(message=msg("column {name}: nothing changed", name=name), at=signed.at, by=signed.by)
    return Outcome(
        message=message,
        at=signed.at,
        by=signed.by,
        head={"columns": tuple(columns)},
        undoable=False,
        board_events=(event,),
    )


def _name(text: str) -> str:
    name = clean_line(text)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise Refused(msg("a column's name has 1 to {most} characters, not {n}", most=NAME_LIMIT, n=len(name)))
    return name


def _limit(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= WIP_LIMIT_MOST:
        raise Refused(msg("a WIP limit is 1 to 10,000, not {value}", value=value))
    return value
