"""Reading cards: `list` and `show`."""

import argparse

from kanban.cli import card_rows as cards
from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.lookup import chosen_board, nothing_here, picked, readable_boards
from kanban.cli.spec import BOARD, JSON, arg, flag, verb
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.lookup import column_named, milestone_named

_SHOWN = ["id", "title", "column", "wp", "due", "age", "flags"]
FIELDS = arg("--fields", metavar="A,B", help="which fields, in which order; those of the JSON, and wp, due, age, flags")


@verb(
    "list",
    BOARD,
    flag("--all-boards", help="cards of all boards of the workspace"),
    arg("--column", metavar="NAME", complete="column", help="only cards in this column"),
    arg("--wp", metavar="CODE", complete="code", help="only cards under this work package, or node above it"),
    arg("--milestone", metavar="M", complete="milestone", help="only cards that this milestone waits for"),
    arg("--tag", metavar="T", help="only cards with this tag"),
    arg("--member", metavar="M", help="only cards of this member"),
    flag("--blocked", help="only blocked cards"),
    flag("--late", help="only unfinished cards past their due date"),
    flag("--archived", help="only cards that were archived"),
    flag("--all", help="archived cards too"),
    arg("--search", metavar="TEXT", help="only cards with this text in title or description"),
    arg("--limit", metavar="N", help="at most so many"),
    FIELDS,
    JSON,
)
def list_(shell: Shell, args: argparse.Namespace) -> None:
    """List the cards of a board, column by column, each from the top.

    Examples:
      kanban list --column doing
      kanban list --all-boards --blocked --fields board,id,title,flags
      kanban list --json --fields id,title,cycle_time_seconds
    """
    fields = cards.chosen_fields(args.fields, _SHOWN, args.json)
    limit = _limit(args.limit)
    boards = _boards(shell, args)
    rows = [(board, card) for board in boards for card in _in_order(board, args) if _wanted(shell, args, board, card)]
    left = len(rows) - limit if limit is not None else 0
    rows = rows[:limit]
    if args.json:
        cards.print_json(shell, rows, fields if args.fields else None)
    else:
        if args.all_boards and not args.fields:
            fields = ["board", *fields]
        cards.print_table(shell, rows, fields, bool(args.fields))
        if not rows and boards:
            shell.say("no cards" + ("" if not any(board.cards for board in boards) else " that fit"))
    if left > 0:
        shell.say(f"{left} more (--limit {limit})")


def _boards(shell: Shell, args: argparse.Namespace) -> list[Board]:
    if args.all_boards:
        if args.board is not None:
            raise Usage("list: --board and --all-boards exclude each other")
        boards, _ = readable_boards(shell)
    else:
        board = chosen_board(shell, args.board)
        boards = [] if board is None else [board]
        shell.unreadable([str(problem) for board in boards for problem in board.problems])
    if not boards:
        shell.say(nothing_here(shell))
    return boards


def _in_order(board: Board, args: argparse.Namespace) -> list[Card]:
    live = [board.cards[i] for column in board.columns for i in board.cards_in(column.id)]
    if not (args.archived or args.all):
        return live
    shown = {card.id for card in live}
    gone = [card for card in board.all_cards.values() if not card.void and card.id not in shown]
    return gone if args.archived else [*live, *gone]


def _wanted(shell: Shell, args: argparse.Namespace, board: Board, card: Card) -> bool:
    if args.column is not None and card.column != column_named(board, args.column).id:
        return False
    package = card.work_package or ""
    if args.wp is not None and not (package == args.wp or package.startswith(args.wp + ".")):
        return False
    if args.milestone is not None and not (
        package and milestone_named(shell.plan, args.milestone).gates_package(package)
    ):
        return False
    if args.blocked and (card.flow.blocked_at is None or card.flow.is_finished):
        return False
    return not (args.late and not cards.is_late(card, shell.now)) and _has_words(args, card)


def _has_words(args: argparse.Namespace, card: Card) -> bool:
    for wanted, have in ((args.tag, card.tags), (args.member, card.members)):
        if wanted is not None and wanted.casefold() not in (one.casefold() for one in have):
            return False
    return args.search is None or args.search.casefold() in f"{card.title}\n{card.description}".casefold()


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise Usage(f"--limit: {text!r} is no number above 0")
    return int(text)


@verb(
    "show",
    arg("cards", metavar="ID", nargs="+", complete="card", help="card: id, #id, board/id or part of a title"),
    BOARD,
    FIELDS,
    JSON,
)
def show(shell: Shell, args: argparse.Namespace) -> None:
    """Show a card: its fields, how long it took and where the time went, and its history in words."""
    fields = cards.chosen_fields(args.fields, [], args.json)
    found = [picked(shell, text, args.board) for text in args.cards]
    if args.json:
        cards.print_json(shell, found, fields or None)
    elif fields:
        cards.print_table(shell, list(found), fields, True)
    else:
        from kanban.cli.show import print_card

        for number, (board, card) in enumerate(found):
            if number:
                shell.out()
            print_card(shell, board, card)
