"""Boards: list, show, create."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import chosen_board, made_board, no_boards, readable_boards
from kanban.cli.output import Cell, Head, table
from kanban.commands.columns import WIP_LIMIT_MOST
from kanban.model.board import Board, Column
from kanban.model.events import Kind
from kanban.store.protocol import RemovedBoard
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, iso
from kanban.text.folding import folded, same
from kanban.text.messages import Refused, msg, msg_n
from kanban.text.numbers import whole_number

_HEADS = (
    Head(msg("board")), Head(msg("driver")), Head(msg("cards"), right=True), Head(msg("wip"), right=True),
    Head(msg("columns"), cut=True),
)  # fmt: skip
_HEADS_OF_REMOVED = (Head(msg("board")), Head(msg("removed")), Head(msg("by")))
KINDS: tuple[Kind, ...] = ("queue", "active", "done")


@verb(
    "board list",
    msg("List the boards of the workspace, each with its driver and the cards in its columns."),
    flag("--removed", help=msg("the boards that were removed, each with who did it and when")),
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """A row each."""
    removed = context.store.removals.removed() if context.store.removals else []
    if args.removed and not args.json:
        table(context, _HEADS_OF_REMOVED, [_removed_row(context, removal) for removal in removed])
        if not removed:
            context.say(msg("no board was removed"))
        return
    boards, unreadable = readable_boards(context)
    if not boards and not unreadable:
        context.say(no_boards(context))
    if args.json:
        content = {
            "workspace": context.store.place,
            "boards": [_plain(context, board) for board in boards],
            "boards_unreadable": [str(unread.problem) for unread in unreadable],
            "boards_removed": [
                {"board": removal.slug, "removed_at": iso(removal.at, context.zone), "removed_by": removal.by}
                for removal in removed
            ],
        }
        context.plain_json(content)
        return
    table(context, _HEADS, [_row(board) for board in boards])
    if removed:
        context.say(msg_n("{n} board was removed (kanban board list --removed)",
                          "{n} boards were removed (kanban board list --removed)", len(removed)))  # fmt: skip


@verb(
    "board show",
    msg("Print a board as plain text, column beside column; with --json its columns and the ids of their cards."),
    arg("slug", metavar="SLUG", optional=True, complete="board", help=msg("which board")),
    BOARD,
    JSON,
)
def show(context: Context, args: Any) -> None:
    """As the screen shows it."""
    board = chosen_board(context, slug_given(args))
    if args.json and board is not None:
        context.plain_json(_plain(context, board))
        return
    from kanban.cli.verbs.open import print_board

    print_board(context, board)
    if args.json:
        context.out("{}")


@verb(
    "board create",
    msg("""Make a board.

Without --columns it gets Backlog and Ready (queue), Doing (active, limit 3), Review (active, limit 2), Done.
In a shared workspace only root makes boards, on a server its owner, and each belongs to its driver.

Example:
  kanban board create wang --driver wang --columns "Backlog:queue,Doing:active:3,Done:done\""""),
    arg("slug", metavar="SLUG", help=msg("its short name: small letters, digits, '.', '_', '-'")),
    arg("--driver", metavar="USER", help=msg("the login name or role of its driver; by default yours")),
    arg("--columns", metavar="SPEC", help=msg("NAME:KIND[:LIMIT],...; kinds are queue, active, done")),
    makes=True,
)
def create(context: Context, args: Any) -> None:
    """An empty board."""
    columns = columns_of(args.columns) if args.columns is not None else None
    driver = clean_line(args.driver) if args.driver is not None else context.user
    if not driver:
        raise Refused(msg("driver: a board needs a driver's name"))
    store = context.store
    board = store.create_board(args.slug, driver, columns)
    context.has_changed = True
    context.say(made_board(context, board))
    for remark in store.roles.remarks(driver) if store.roles else ():
        context.say(f"kanban: {remark}")


def slug_given(args: Any) -> str | None:
    """The board that a word or --board names. Raises Usage where they name two."""
    slug: str | None = args.slug
    board: str | None = args.board
    if slug is not None and board is not None and not same(slug, board):
        raise Usage(msg("{slug} and --board {board} are two boards; name one", slug=clean_line(slug),
                        board=clean_line(board)))  # fmt: skip
    return slug if slug is not None else board


def columns_of(spec: str) -> tuple[Column, ...]:
    """The columns in `NAME:KIND[:LIMIT],...`. Raises Refused, naming the part."""
    parts = [part.strip() for part in spec.split(",") if part.strip()] or [""]
    return tuple(_column(f"c{number}", part) for number, part in enumerate(parts, start=1))


def kind_of(text: str, field: str) -> Kind:
    """The kind a word means. Raises Refused."""
    for kind in KINDS:
        if folded(text).strip() == kind:
            return kind
    raise Refused(msg("{field}: {value!r} is none of queue, active, done", field=field, value=clean_line(text)))


def limit_of(text: str, field: str) -> int:
    """The WIP limit a text means. Raises Refused."""
    limit = whole_number(text.strip(), 1, WIP_LIMIT_MOST)
    if limit is None:
        value = clean_line(text)[:40]
        raise Refused(msg("{field}: {value!r} is no WIP limit of 1 to 10,000", field=field, value=value))
    return limit


def _column(column_id: str, part: str) -> Column:
    name, *rest = part.rsplit(":", 2) if part.count(":") > 1 else part.split(":")
    if len(rest) == 2 and folded(rest[0]).strip() not in KINDS:  # a name with a colon in it, and no limit
        name, rest = f"{name}:{rest[0]}", rest[1:]
    name, shown = clean_line(name), clean_line(part)
    if not rest or not 1 <= len(name) <= 100:
        raise Refused(
            msg("columns: {value!r} is not NAME:KIND or NAME:KIND:LIMIT, such as Doing:active:3", value=shown)
        )
    limit = limit_of(rest[1], f"columns: {shown}") if len(rest) == 2 else None
    return Column(column_id, name, kind_of(rest[0], f"columns: {shown}"), limit)


def _row(board: Board) -> list[str | Cell]:
    columns = ", ".join(_count(board, column) for column in board.columns)
    cards = sum(len(board.cards_in(column.id)) for column in board.columns)
    return [board.slug, board.driver, str(cards), _wip(board), columns]


def _wip(board: Board) -> str:
    try:
        return str(sum(card.flow.is_wip for card in board.cards.values() if not card.void))
    except Refused:  # the history of one cannot be read; the other boards are listed all the same
        return "?"


def _removed_row(context: Context, one: RemovedBoard) -> list[str | Cell]:
    when = day_time(one.at, context.zone, context.now) if context.is_tty else iso(one.at, context.zone) or ""
    return [one.slug, when, one.by]


def _count(board: Board, column: Column) -> str:
    limit = f"/{column.wip_limit}" if column.wip_limit else ""
    return f"{column.name} {len(board.cards_in(column.id))}{limit}"


def _plain(context: Context, board: Board) -> dict[str, object]:
    columns = [
        {"id": c.id, "name": c.name, "kind": c.kind, "wip_limit": c.wip_limit, "cards": list(board.cards_in(c.id))}
        for c in board.columns
    ]
    problems = [str(problem) for problem in context.store.problems(board.slug)]
    return {"board": board.slug, "driver": board.driver, "columns": columns, "problems": problems}
