"""Making a card; on first use also the workspace and the user's board."""

import argparse

from kanban.cli.context import Shell
from kanban.cli.lookup import chosen_board
from kanban.cli.spec import BOARD, JSON, arg, flag, verb
from kanban.cli.typed_fields import FIELDS, OVER_WIP, typed_fields
from kanban.commands.cards import Add
from kanban.commands.ledger import AnyBoardCommand, decide
from kanban.commands.outcome import Signed
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.lookup import column_named


@verb(
    "add",
    arg("title", metavar="TITLE", nargs="+", help="the title; several words need no quotes"),
    BOARD,
    arg("--column", metavar="NAME", complete="column", help="the column, by (part of) its name; by default the first"),
    *FIELDS,
    flag("--top", help="above the other cards of the column instead of below"),
    OVER_WIP,
    JSON,
)
def add(shell: Shell, args: argparse.Namespace) -> None:
    """Add a card to a board and print its id.

    Examples:
      kanban add "Weld span 17" --due "fri 17:00" --wp 1.2.3
      kanban add 焊接 17 号跨 --column Ready --tag 钢结构
    """
    board = chosen_board(shell, args.board)
    is_new = board is None
    if board is None:
        board = assemble(BoardHead(schema=SCHEMA, slug=shell.own_slug(), driver=shell.user), {})
    column = column_named(board, args.column).id if args.column is not None else None
    fields = typed_fields(shell, args)
    command = Add(title=" ".join(args.title), column=column, top=args.top, over_wip=args.over_wip, **fields)
    if is_new:
        first_use(shell, board, command)
    after, applied = shell.apply(board, command)
    (card_id,) = applied[0].subjects
    if args.json:
        from kanban.metrics.report import cards_report

        shell.json(cards_report(shell.plan, [(after, after.cards[card_id])], shell.now, shell.now))
    else:
        shell.out(card_id)


def first_use(shell: Shell, board: Board, command: AnyBoardCommand | None = None) -> Board:
    """Make the user's board, unless the command would be refused on it anyway."""
    if command is not None:
        decide(board, Signed(command, shell.user, shell.now))
    made = shell.store.create_board(board.slug, board.driver)
    shell.say(f"made board {made.slug} in {shell.folder}")
    return made
