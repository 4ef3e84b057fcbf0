"""Columns of a board. They change the board, never a card's past."""

import sys
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import BOARD, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import board_or_refuse
from kanban.cli.verbs.board import KINDS, kind_of, limit_of
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, SetColumnKind, ShiftColumn
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.model.lookup import column_named
from kanban.text.folding import folded
from kanban.text.messages import Refused, msg

_COLUMN = arg("column", metavar="COLUMN", complete="column", help=msg("the column, by its name or a part of it"))


@verb(
    "board column add",
    msg("Make a column, behind the others of its kind."),
    arg("name", metavar="NAME", help=msg("its name")),
    arg("--kind", choices=KINDS, default="active",
        help=msg("queue: not started, active: in progress, done (default active)")),
    arg("--limit", metavar="N", help=msg("WIP limit")),
    BOARD,
)  # fmt: skip
def add(context: Context, args: Any) -> None:
    """A new column."""
    limit = limit_of(args.limit, "--limit") if args.limit is not None else None
    command = AddColumn(name=args.name, kind=kind_of(args.kind, "--kind"), wip_limit=limit)
    context.apply(board_or_refuse(context, args.board), command)


@verb(
    "board column rename",
    msg("Give a column another name. Its cards, and every past figure, stay as they are."),
    _COLUMN,
    arg("name", metavar="NAME", help=msg("its new name")),
    BOARD,
)
def rename(context: Context, args: Any) -> None:
    """The same column under another name."""
    board = board_or_refuse(context, args.board)
    context.apply(board, RenameColumn(column=column_named(board, args.column).id, name=args.name))


@verb(
    "board column limit",
    msg("Set or lift a column's WIP limit. It warns and asks; it never makes cards disappear."),
    _COLUMN,
    arg("limit", metavar="N|none", help=msg("how many cards, or none")),
    BOARD,
)
def limit(context: Context, args: Any) -> None:
    """A number, or none."""
    board = board_or_refuse(context, args.board)
    number = None if folded(args.limit) == "none" else limit_of(args.limit, "limit")
    context.apply(board, LimitColumn(column=column_named(board, args.column).id, wip_limit=number))


@verb(
    "board column move",
    msg("Put a column elsewhere among those of its kind: left of another, or right of it."),
    _COLUMN,
    arg("--before", metavar="COLUMN", complete="column", help=msg("put it left of this one")),
    arg("--after", metavar="COLUMN", complete="column", help=msg("put it right of this one")),
    BOARD,
)
def move(context: Context, args: Any) -> None:
    """Another place in the order."""
    if (args.before is None) == (args.after is None):
        raise Usage(msg("board column move: say --before COLUMN or --after COLUMN"))
    beside_text = args.before if args.before is not None else args.after
    board = board_or_refuse(context, args.board)
    column, beside = column_named(board, args.column), column_named(board, beside_text)
    order = list(board.columns)
    index = order.index(column)
    order.remove(column)
    target = order.index(beside) + (args.after is not None) if beside in order else index
    context.apply(board, ShiftColumn(column=column.id, by=target - index))


@verb(
    "board column kind",
    msg("""Correct a column's kind: queue, active or done.

It holds from now on, and every past figure stays as it is. With --anew the past of every card is judged by it as well;
what changes by that is shown first, and asked about.

Examples:
  kanban board column kind "Parking lot" queue
  kanban board column kind Merged active --anew --yes"""),
    _COLUMN,
    arg("kind", metavar="KIND", help=msg("queue: not started, active: in progress, done")),
    flag("--anew", help=msg("judge the past by it too")),
    flag("--yes", help=msg("do it without asking")),
    BOARD,
)
def kind(context: Context, args: Any) -> None:
    """From now on, or also for the past."""
    board = board_or_refuse(context, args.board)
    command = SetColumnKind(column=column_named(board, args.column).id, kind=kind_of(args.kind, "kind"), anew=args.anew)
    if args.anew and not _agreed(context, board, command, args.yes):
        raise Refused(msg("nothing was changed"))
    context.apply(board, command)


def _agreed(context: Context, board: Board, command: SetColumnKind, yes: bool) -> bool:
    """Show what the figures were and would be; whether it is wanted. Raises Refused without a terminal to ask on."""
    from kanban.render.figures import differing

    after = evolve(board, decide(board, Signed(command, context.user, context.now)))
    for label, old, new in differing(board, after, context.zone, context.now):
        context.say(msg("{figure}: {old} -> {new}", figure=label, old=old, new=new))
    if yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        raise Refused(msg("--anew changes past figures: say --yes to do it"))
    context.say(msg("Judge the past by it? y or n"))
    return folded(sys.stdin.readline()).strip() in ("y", "yes")


@verb(
    "board column delete",
    msg("Delete a column. Its cards go to another one; the past of every card stays readable."),
    _COLUMN,
    arg("--to", metavar="COLUMN", complete="column",
        help=msg("the column that takes its cards; needed if it holds any")),
    BOARD,
)  # fmt: skip
def delete(context: Context, args: Any) -> None:
    """A tombstone stays."""
    board = board_or_refuse(context, args.board)
    target = column_named(board, args.to).id if args.to is not None else None
    context.apply(board, DeleteColumn(column=column_named(board, args.column).id, target=target))
