"""Making cards; on first use also the workspace and the user's board."""

from typing import Any

from kanban.cli import stdin_lines
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, flag, verb
from kanban.cli.lookup import chosen_board, made_board
from kanban.cli.typed_fields import INPUT, OPTIONS, OVER_WIP, from_json, typed_fields
from kanban.commands.cards import Add
from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.lookup import column_named
from kanban.text.messages import Refused, msg, msg_n


@verb(
    "add",
    msg("""Add a card to a board and print its id. With - as the title, add one card a line of standard input.

Each line is a title, or a JSON object with a "title" and other fields, such as {{"title": "Weld", "due_at": "fri"}}.
All of them are added at once, or none if one is refused.

Examples:
  kanban add "Weld span 17" --due "fri 17:00" --wp 1.2.3
  kanban add 焊接 17 号跨 --column Ready --tag 钢结构
  kanban add - --column Ready < titles.txt"""),
    arg("title", metavar="TITLE", many=True, help=msg("the title; several words need no quotes; - reads lines")),
    BOARD,
    arg("--column", metavar="NAME", complete="column",
        help=msg("the column, by (part of) its name; by default the first")),
    *OPTIONS,
    flag("--top", help=msg("above the other cards of the column instead of below")),
    OVER_WIP,
    JSON,
    makes=True,
)  # fmt: skip
def add(context: Context, args: Any) -> None:
    """One command a card, one write for all."""
    board = chosen_board(context, args.board)
    is_new = board is None
    if board is None:
        driver = context.user
        board = assemble(BoardHead(schema=SCHEMA, slug=context.own_slug(), driver=driver), {})
    column = column_named(board, args.column).id if args.column is not None else None
    shared = {"column": column, "top": args.top, "over_wip": args.over_wip, **typed_fields(context, args)}
    is_many = args.title == (INPUT,)
    commands = _of_lines(context, board, shared) if is_many else [Add(**{**shared, "title": " ".join(args.title)})]
    if not commands:
        return
    if is_new:
        decide(board, Signed(commands[0], context.user, context.now))  # refused before a board is made
        made = context.store.create_board(board.slug, board.driver)
        context.say(made_board(context, made))
    after, applied = context.apply(board, *commands, in_words=not is_many)
    cards = [after.cards[card_id] for result in applied for card_id in result.subjects]
    if is_many:
        context.say(msg_n("added {n} card to {board}", "added {n} cards to {board}", len(cards), board=after.slug))
    if args.json:
        from kanban.metrics.reports.board_report import cards_report

        context.json(cards_report(context.plan, [(after, card) for card in cards], context.now, context.now))
        return
    for card in cards:
        context.out(card.id)


def _of_lines(context: Context, board: Board, shared: dict[str, Any]) -> list[Add]:
    """A command a line. Raises Refused naming the line, before anything is written."""
    lines = list(stdin_lines.lines())
    commands = stdin_lines.each(lines, lambda line: _of_line(context, board, shared, line))
    stdin_lines.rehearse(context, board, lines, commands)
    return commands


def _of_line(context: Context, board: Board, shared: dict[str, Any], line: stdin_lines.Line) -> Add:
    if line.values is None:
        return Add(**{**shared, "title": line.text})
    own: dict[str, Any] = {}
    for name, value in line.values.items():
        if name == "column":
            if value is not None:
                own["column"] = column_named(board, str(value)).id
        else:
            own[name] = from_json(context, name, value)
    if "title" not in own:
        raise Refused(msg("a card needs a title"))
    return Add(**{**shared, **own})
