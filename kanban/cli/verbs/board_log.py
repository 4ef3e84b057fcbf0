"""What was done to a board itself, in words and as data."""

from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, verb
from kanban.cli.lookup import board_or_refuse
from kanban.cli.output import Cell, Head, table
from kanban.cli.verbs.board import slug_given
from kanban.model import board as bd
from kanban.model.board import Column
from kanban.render.history import board_history
from kanban.text.dates import day_time, iso
from kanban.text.messages import Refused, msg

_HEADS = (Head(msg("when")), Head(msg("who")), Head(msg("what"), cut=True))
Values = dict[str, Any] | str | int | None


@verb(
    "board log",
    msg("""Print what was done to a board itself: columns that came, went and changed, and what was imported.

When, who, what. With --json each change has its kind, the column it is about, and the value before and after it. What
was done to a card is told by `kanban show`."""),
    arg("slug", metavar="SLUG", optional=True, complete="board", help=msg("which board")),
    BOARD,
    JSON,
)
def log(context: Context, args: Any) -> None:
    """The history, oldest first."""
    board = board_or_refuse(context, slug_given(args))
    try:
        lines = list(board_history(board))
    except msgspec.MsgspecError as error:
        raise Refused(
            msg("the history of board {board} cannot be read: {reason}", board=board.slug, reason=error)
        ) from None
    if not lines:
        context.say(msg("{board}: its columns are as they were when it was made", board=board.slug))
    zone = context.zone
    if args.json:
        events = [
            {"at": iso(line.at, zone), "by": line.by, **_plain(line.event), "message": str(line.message)}
            for line in lines
        ]
        context.plain_json({"board": board.slug, "log": events})
        return
    rows: list[list[str | Cell]] = [[day_time(line.at, zone), line.by, str(line.message)] for line in lines]
    table(context, _HEADS, rows)


def _plain(event: bd.AnyBoardEvent) -> dict[str, Values]:
    column, old, new = _values(event)
    return {"kind": type(event).__struct_config__.tag, "column": column, "from": old, "to": new}


def _values(event: bd.AnyBoardEvent) -> tuple[str | None, Values, Values]:
    """The id of the column that an event is about, and what was before and after it; places count from 1."""
    match event:
        case bd.ColumnAdded():
            return event.column.id, None, _column(event.column, event.position)
        case bd.ColumnRenamed() | bd.ColumnLimited():
            return event.column, event.old, event.new
        case bd.ColumnMoved():
            return event.column, event.old_position + 1, event.new_position + 1
        case bd.ColumnKindSet():
            return event.column, event.old, {"kind": event.new, "anew": event.anew}
        case bd.ColumnDeleted():
            return event.column, None, event.target
        case bd.Imported():
            return None, None, {"external_id": event.external_id, "name": event.name, "cards": event.cards}


def _column(column: Column, position: int) -> dict[str, Any]:
    return {"name": column.name, "kind": column.kind, "wip_limit": column.wip_limit, "place": position + 1}
