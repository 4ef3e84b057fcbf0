"""Decisions on columns. They change the board, never a card's past."""

import msgspec

from kanban.commands import board as cmd
from kanban.commands.cards import move
from kanban.commands.outcome import Outcome, live_column
from kanban.commands.refusal import Refused
from kanban.model.board import Board, Column, check_columns
from kanban.text.clean import clean_line, plural

_ORDER = {"queue": 0, "active": 1, "done": 2}


def add(board: Board, command: cmd.AddColumn, signed: cmd.Signed) -> Outcome:
    """A column behind the last one of its kind."""
    taken = {c.id for c in board.head.columns}
    number = next(n for n in range(1, len(taken) + 2) if f"c{n}" not in taken)
    column = Column(f"c{number}", _name(command.name), command.kind, _limit(command.wip_limit))
    columns = list(board.head.columns)
    left = [i for i, c in enumerate(columns) if not c.deleted and _ORDER[c.kind] <= _ORDER[command.kind]]
    index = max(left, default=-1) + 1
    columns.insert(index, column)
    return _outcome(board, signed, columns, column.name, f"added column {column.name}")


def rename(board: Board, command: cmd.RenameColumn, signed: cmd.Signed) -> Outcome:
    """Another name, the same id."""
    column = live_column(board, command.column)
    renamed = msgspec.structs.replace(column, name=_name(command.name))
    words = f"renamed column {column.name} to {renamed.name}"
    return _outcome(board, signed, _with(board, renamed), renamed.name, words)


def limit(board: Board, command: cmd.LimitColumn, signed: cmd.Signed) -> Outcome:
    """Another WIP limit."""
    column = live_column(board, command.column)
    limited = msgspec.structs.replace(column, wip_limit=_limit(command.wip_limit))
    words = f"WIP limit of {column.name}: {command.wip_limit or 'none'}"
    return _outcome(board, signed, _with(board, limited), column.name, words)


def shift(board: Board, command: cmd.ShiftColumn, signed: cmd.Signed) -> Outcome:
    """Another place in the order, within its kind; tombstones are passed over."""
    column = live_column(board, command.column)
    live = [c.id for c in board.columns]
    index = live.index(column.id)
    target = live[max(0, min(len(live) - 1, index + command.by))]
    columns = list(board.head.columns)
    columns.insert([c.id for c in columns].index(target), columns.pop(columns.index(column)))
    return _outcome(board, signed, columns, column.name, f"moved column {column.name}")


def delete(board: Board, command: cmd.DeleteColumn, signed: cmd.Signed) -> Outcome:
    """A tombstone in its place; its cards go to the target in their order.

    What came before cannot be undone any more: it could bring a card back into the deleted column.
    """
    column = live_column(board, command.column)
    held = board.lane(column.id)
    outcome = None
    if held:
        if command.target is None or command.target == column.id:
            raise Refused(f"column {column.name} holds {plural(len(held), 'card')}; name another column for that")
        target = live_column(board, command.target)
        moving = cmd.Move(cards=held, column=target.id, bottom=True, over_wip=True, reason="parked")
        outcome = move(board, moving, signed)
    columns = _with(board, msgspec.structs.replace(column, deleted=True))
    result = _outcome(board, signed, columns, column.name, f"deleted column {column.name}")
    result = msgspec.structs.replace(result, head={**result.head, "undo": (), "redo": ()})
    return msgspec.structs.replace(result, events=outcome.events) if outcome else result


def _with(board: Board, column: Column) -> list[Column]:
    return [column if c.id == column.id else c for c in board.head.columns]


def _outcome(board: Board, signed: cmd.Signed, columns: list[Column], name: str, words: str) -> Outcome:
    if wrong := check_columns(columns):
        raise Refused(f"column {name!r}: {wrong}")
    if tuple(columns) == board.head.columns:
        return Outcome(words=f"column {name}: nothing changed", at=signed.at, by=signed.by)
    return Outcome(
        words=words, at=signed.at, by=signed.by, head={"columns": tuple(columns)}, undoable=False, board_words=words
    )


def _name(text: str) -> str:
    name = clean_line(text)
    if not 1 <= len(name) <= 100:
        raise Refused(f"a column's name has 1 to 100 characters, not {len(name)}")
    return name


def _limit(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= 10_000:
        raise Refused(f"a WIP limit is 1 to 10,000, not {value}")
    return value
