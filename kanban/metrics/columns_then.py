"""The columns of a board as they were at a past moment: names, kinds and order, by the board's own history."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

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
