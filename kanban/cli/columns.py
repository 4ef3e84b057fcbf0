"""Columns of a board. They change the board, never a card's past."""

import argparse

from kanban.cli.board import KINDS, kind_of, limit_of
from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.lookup import board_or_refuse
from kanban.cli.spec import BOARD, arg, verb
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, ShiftColumn
from kanban.model.lookup import column_named

_COLUMN = arg("column", metavar="COLUMN", complete="column", help="the column, by its name or a part of it")


@verb(
    "board column add",
    arg("name", metavar="NAME", help="its name"),
    arg(
        "--kind", choices=KINDS, default="active", help="queue: not started, active: in progress, done (default active)"
    ),
    arg("--limit", metavar="N", help="WIP limit"),
    BOARD,
)
def add(shell: Shell, args: argparse.Namespace) -> None:
    """Make a column, behind the others of its kind."""
    limit = limit_of(args.limit, "--limit") if args.limit is not None else None
    command = AddColumn(name=args.name, kind=kind_of(args.kind, "--kind"), wip_limit=limit)
    shell.apply(board_or_refuse(shell, args.board), command)


@verb("board column rename", _COLUMN, arg("name", metavar="NAME", help="its new name"), BOARD)
def rename(shell: Shell, args: argparse.Namespace) -> None:
    """Give a column another name. Its cards, and every past figure, stay as they are."""
    board = board_or_refuse(shell, args.board)
    shell.apply(board, RenameColumn(column=column_named(board, args.column).id, name=args.name))


@verb("board column limit", _COLUMN, arg("limit", metavar="N|none", help="how many cards, or none"), BOARD)
def limit(shell: Shell, args: argparse.Namespace) -> None:
    """Set or lift a column's WIP limit. It warns and asks; it never makes cards disappear."""
    board = board_or_refuse(shell, args.board)
    number = None if args.limit.casefold() == "none" else limit_of(args.limit, "limit")
    shell.apply(board, LimitColumn(column=column_named(board, args.column).id, wip_limit=number))


@verb(
    "board column move",
    _COLUMN,
    arg("--before", metavar="COLUMN", complete="column", help="put it left of this one"),
    arg("--after", metavar="COLUMN", complete="column", help="put it right of this one"),
    BOARD,
)
def move(shell: Shell, args: argparse.Namespace) -> None:
    """Put a column elsewhere among those of its kind: left of another, or right of it."""
    if (args.before is None) == (args.after is None):
        raise Usage("board column move: say --before COLUMN or --after COLUMN")
    board = board_or_refuse(shell, args.board)
    column, beside = column_named(board, args.column), column_named(board, args.before or args.after)
    order = list(board.head.columns)
    index = order.index(column)
    order.remove(column)
    target = order.index(beside) + (args.after is not None) if beside in order else index
    shell.apply(board, ShiftColumn(column=column.id, by=target - index))


@verb(
    "board column delete",
    _COLUMN,
    arg("--to", metavar="COLUMN", complete="column", help="the column that takes its cards; needed if it holds any"),
    BOARD,
)
def delete(shell: Shell, args: argparse.Namespace) -> None:
    """Delete a column. Its cards go to another one; the past of every card stays readable."""
    board = board_or_refuse(shell, args.board)
    target = column_named(board, args.to).id if args.to is not None else None
    shell.apply(board, DeleteColumn(column=column_named(board, args.column).id, target=target))
