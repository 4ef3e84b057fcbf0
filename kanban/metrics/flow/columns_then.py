"""A board as it was at a past moment: its columns by its own history, its cards by theirs."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.flow.totals import existing
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
    assemble,
)


def columns_then(board: Board, moment: datetime) -> tuple[Column, ...]:
    """The columns that stood on the board at the moment, left to right.

    The history is taken back event by event from the columns of now. Where a column stood before its kind was changed
    is not in it: it is put to the nearest place that its old kind allows. Raises msgspec.MsgspecError for a history
    that cannot be read.
    """
    columns = list(board.head.columns)
    if board.head.last_at is not None and board.head.last_at > moment:
        for event in reversed(board.history):
            if event.at > moment:
                columns = _taken_back(columns, event)
    return tuple(column for column in columns if not column.deleted)


def board_then(board: Board, moment: datetime) -> Board:
    """The board with its columns and cards of the moment; the board itself where nothing happened since.

    Raises msgspec.MsgspecError for a history that cannot be read.
    """
    if board.head.last_at is None or board.head.last_at <= moment:
        return board
    head = msgspec.structs.replace(board.head, columns=columns_then(board, moment))
    return assemble(head, {card.id: card for card in existing(board.all_cards.values(), moment)})


def _taken_back(columns: list[Column], event: AnyBoardEvent) -> list[Column]:
    match event:
        case ColumnAdded():
            return [column for column in columns if column.id != event.column.id]
        case ColumnRenamed():
            return _with(columns, event.column, name=event.old)
        case ColumnLimited():
            return _with(columns, event.column, wip_limit=event.old)
        case ColumnDeleted():
            return _with(columns, event.column, deleted=False)
        case ColumnKindSet():
            return sorted(_with(columns, event.column, kind=event.old), key=lambda column: KIND_ORDER[column.kind])
        case ColumnMoved():
            return _moved_back(columns, event)
    return columns


def _with(columns: Iterable[Column], column_id: str, **changes: object) -> list[Column]:
    return [msgspec.structs.replace(c, **changes) if c.id == column_id else c for c in columns]


def _moved_back(columns: list[Column], event: ColumnMoved) -> list[Column]:
    at = next((i for i, column in enumerate(columns) if column.id == event.column), None)
    if at is not None:
        columns = [*columns]
        columns.insert(event.old_position, columns.pop(at))
    return columns
