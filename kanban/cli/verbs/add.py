"""Making cards; on first use also the workspace and the user's board."""

from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declaring import BOARD, JSON, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import chosen_board
from kanban.cli.typed_fields import INPUT, OPTIONS, OVER_WIP, from_text, read_input, typed_fields
from kanban.commands.cards import Add
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.lookup import column_named
from kanban.text.messages import Refused, msg

MOST_BYTES = 16 * 2**20
"""Of standard input: some hundred thousand titles."""


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
    many = args.title == (INPUT,)
    commands = _of_lines(context, board, shared) if many else [Add(**{**shared, "title": " ".join(args.title)})]
    if is_new:
        decide(board, Signed(commands[0], context.user, context.now))  # refused before a board is made
        made = context.store.create_board(board.slug, board.driver)
        context.say(msg("made board {board} in {place}", board=made.slug, place=context.store.place))
    after, applied = context.apply(board, *commands)
    cards = [after.cards[card_id] for result in applied for card_id in result.subjects]
    if args.json:
        from kanban.metrics.report import cards_report

        context.json(cards_report(context.plan, [(after, card) for card in cards], context.now, context.now))
        return
    for card in cards:
        context.out(card.id)


def _of_lines(context: Context, board: Board, shared: dict[str, Any]) -> list[Add]:
    """A command a line. Raises Refused naming the line, before anything is written."""
    commands: list[Add] = []
    for number, line in enumerate(read_input(MOST_BYTES).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            command = Add(**{**shared, **_fields(context, line)})
            board = evolve(board, decide(board, Signed(command, context.user, context.now)))
        except Refused as refusal:
            raise Refused(msg("line {number}: {reason}", number=number, reason=refusal)) from None
        commands.append(command)
    if not commands:
        raise Usage(msg("add: standard input has no line with a title"))
    return commands


def _fields(context: Context, line: str) -> dict[str, Any]:
    if not line.lstrip().startswith("{"):
        return {"title": line.strip()}
    try:
        values = msgspec.json.decode(line.encode(), type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise Refused(msg("no JSON object: {reason}", reason=error)) from None
    if "title" not in values:
        raise Refused(msg("a card needs a title"))
    return {name: from_text(context, name, value) for name, value in values.items()}
