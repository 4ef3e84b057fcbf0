"""Boards: list, show, create."""

import argparse

import msgspec

from kanban.cli.context import Shell
from kanban.cli.lookup import chosen_board, nothing_here, readable_boards
from kanban.cli.output import Cell, Head, table
from kanban.cli.spec import BOARD, JSON, arg, verb
from kanban.model.board import Board, Column
from kanban.model.events import Kind
from kanban.store.folder import roles
from kanban.text.clean import clean_line
from kanban.text.messages import Refused

_HEADS = (Head("board"), Head("driver"), Head("cards", right=True), Head("wip", right=True), Head("columns", cut=True))
KINDS: tuple[Kind, ...] = ("queue", "active", "done")


@verb("board list", JSON)
def list_(shell: Shell, args: argparse.Namespace) -> None:
    """List the boards of the workspace, each with its driver and the cards in its columns."""
    boards, unreadable = readable_boards(shell)
    if not boards and not unreadable:
        shell.say(nothing_here(shell))
    if args.json:
        rows = [_plain(board) for board in boards]
        content = {
            "workspace": str(shell.folder),
            "boards": rows,
            "boards_unreadable": [str(unread.problem) for unread in unreadable],
        }
        shell.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        return
    table(shell, _HEADS, [_row(board) for board in boards])


@verb("board show", arg("slug", metavar="SLUG", nargs="?", complete="board", help="which board"), BOARD, JSON)
def show(shell: Shell, args: argparse.Namespace) -> None:
    """Print a board as plain text, column beside column; with --json its columns and the ids of their cards."""
    board = chosen_board(shell, args.slug if args.slug is not None else args.board)
    if args.json and board is not None:
        shell.out_bytes(msgspec.json.format(msgspec.json.encode(_plain(board)), indent=2) + b"\n")
        return
    from kanban.cli.screens import print_board

    print_board(shell, board)
    if args.json:
        shell.out("{}")


@verb(
    "board create",
    arg("slug", metavar="SLUG", help="its short name: small letters, digits, '.', '_', '-'"),
    arg("--driver", metavar="USER", help="the login name of its driver; by default yours"),
    arg("--columns", metavar="SPEC", help="NAME:KIND[:LIMIT],...; kinds are queue, active, done"),
)
def create(shell: Shell, args: argparse.Namespace) -> None:
    """Make a board.

    Without --columns it gets Backlog and Ready (queue), Doing (active, limit 3), Review (active, limit 2), Done.
    In a shared workspace only root makes boards, and each belongs to its driver.

    Example:
      kanban board create wang --driver wang --columns "Backlog:queue,Doing:active:3,Done:done"
    """
    columns = columns_of(args.columns) if args.columns is not None else None
    driver = clean_line(args.driver) if args.driver is not None else shell.user
    if not driver:
        raise Refused("driver: a board needs a driver's name")
    board = shell.store.create_board(args.slug, driver, columns)
    shell.say(f"made board {board.slug} of {board.driver} in {shell.folder}")
    for words in roles.remarks(shell.folder, driver):
        shell.say(f"kanban: {words}")


def columns_of(spec: str) -> tuple[Column, ...]:
    """The columns in `NAME:KIND[:LIMIT],...`. Raises Refused, naming the part."""
    parts = [part.strip() for part in spec.split(",") if part.strip()]
    return tuple(_column(f"c{number}", part) for number, part in enumerate(parts, start=1))


def kind_of(text: str, field: str) -> Kind:
    """The kind a word means. Raises Refused."""
    for kind in KINDS:
        if text.strip().casefold() == kind:
            return kind
    raise Refused(f"{field}: {clean_line(text)!r} is none of queue, active, done")


def limit_of(text: str, field: str) -> int:
    """The WIP limit a text means. Raises Refused."""
    if not (text.isascii() and text.strip().isdigit() and 1 <= int(text[:9]) <= 10_000):
        raise Refused(f"{field}: {clean_line(text)!r} is no WIP limit of 1 to 10,000")
    return int(text)


def _column(column_id: str, part: str) -> Column:
    name, *rest = part.rsplit(":", 2) if part.count(":") > 1 else part.split(":")
    if len(rest) == 2 and rest[0].strip().casefold() not in KINDS:  # a name with a colon in it, and no limit
        name, rest = f"{name}:{rest[0]}", rest[1:]
    name = clean_line(name)
    if not rest or not 1 <= len(name) <= 100:
        raise Refused(f"columns: {clean_line(part)!r} is not NAME:KIND or NAME:KIND:LIMIT, such as Doing:active:3")
    limit = limit_of(rest[1], f"columns: {clean_line(part)}") if len(rest) == 2 else None
    return Column(column_id, name, kind_of(rest[0], f"columns: {clean_line(part)}"), limit)


def _row(board: Board) -> list[str | Cell]:
    held = ", ".join(_count(board, column) for column in board.columns)
    wip = sum(card.flow.is_wip for card in board.cards.values() if not card.void)
    cards = sum(len(board.cards_in(column.id)) for column in board.columns)
    return [board.slug, board.driver, str(cards), str(wip), held]


def _count(board: Board, column: Column) -> str:
    limit = f"/{column.wip_limit}" if column.wip_limit else ""
    return f"{column.name} {len(board.cards_in(column.id))}{limit}"


def _plain(board: Board) -> dict[str, object]:
    columns = [
        {"id": c.id, "name": c.name, "kind": c.kind, "wip_limit": c.wip_limit, "cards": list(board.cards_in(c.id))}
        for c in board.columns
    ]
    return {"board": board.slug, "driver": board.driver, "columns": columns, "problems": list(board.problems)}
