"""Moving cards."""

from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declaring import BOARD, JSON, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import board_or_refuse, picked, picked_together
from kanban.cli.typed_fields import INPUT, OVER_WIP, read_input
from kanban.cli.verbs.change import print_changed
from kanban.commands.cards import Move
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.model.events import REASONS, Reason
from kanban.model.lookup import card_named, column_named
from kanban.text.messages import Refused, msg

_REASONS = tuple(reason for reason in REASONS if reason != "unspecified")
MOST_BYTES = 16 * 2**20
"""Of standard input."""


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    cards: list[str | int]
    column: str
    reason: Reason | None = None


@verb(
    "move",
    msg("""Move one or more cards of a board to a column, or to another place in it. With - alone, one move a line.

A card is named by its id (12, #12), its board and id (zhang/12), or a part of its title that no other card has.
A column is named by its name or a part of it. A line of standard input is ID... COLUMN, or a JSON object such as
{{"cards": [12, 13], "column": "Ready", "reason": "parked"}}; all lines are done at once, or none if one is refused.

Examples:
  kanban move 12 doing
  kanban move 12 13 14 Ready --reason parked
  kanban move "weld span" review --bottom"""),
    arg("cards", metavar="ID... COLUMN", many=True, complete="card column",
        help=msg("cards, and the column they go to; - reads lines")),
    arg("--reason", choices=_REASONS, help=msg("why they go back; defect, change and no reason count as rework")),
    arg("--before", metavar="ID", complete="card", help=msg("put them above this card")),
    arg("--after", metavar="ID", complete="card", help=msg("put them below this card")),
    flag("--bottom", help=msg("put them below the other cards of the column; by default they go on top")),
    OVER_WIP,
    BOARD,
    JSON,
)  # fmt: skip
def move(context: Context, args: Any) -> None:
    """To a column, and a place in it."""
    if args.cards == (INPUT,):
        _move_lines(context, args)
        return
    if len(args.cards) < 2:
        raise Usage(msg("move: say at least one card, and the column it goes to (see kanban move --help)"))
    if sum((args.before is not None, args.after is not None, args.bottom)) > 1:
        raise Usage(msg("move: --before, --after and --bottom exclude each other"))
    *texts, column_text = args.cards
    board, cards = picked_together(context, tuple(texts), args.board)
    column = column_named(board, column_text)
    beside = {}
    for name, text in (("before", args.before), ("after", args.after)):
        if text is not None:
            beside[name] = _beside(context, text, board.slug, column.id)
    command = Move(
        cards=cards, column=column.id, bottom=args.bottom, reason=args.reason, over_wip=args.over_wip, **beside
    )
    after, _ = context.apply(board, command)
    print_changed(context, args, after, cards)


def _move_lines(context: Context, args: Any) -> None:
    if args.before is not None or args.after is not None:
        raise Usage(msg("move: --before and --after do not go with -"))
    before = board = board_or_refuse(context, args.board)
    commands: list[Move] = []
    for number, line in enumerate(read_input(MOST_BYTES).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            command = _of_line(board, line, args)
            board = evolve(board, decide(board, Signed(command, context.user, context.now)))
        except Refused as refusal:
            raise Refused(msg("line {number}: {reason}", number=number, reason=refusal)) from None
        commands.append(command)
    if not commands:
        raise Usage(msg("move: standard input has no line with a card"))
    after, applied = context.apply(before, *commands)
    print_changed(context, args, after, tuple(dict.fromkeys(card for one in applied for card in one.subjects)))


def _of_line(board: Board, line: str, args: Any) -> Move:
    reason = args.reason
    if line.lstrip().startswith("{"):
        try:
            given = msgspec.json.decode(line.encode(), type=_Line)
        except msgspec.MsgspecError as error:
            raise Refused(msg("no move: {reason}", reason=error)) from None
        texts, column, reason = [str(card) for card in given.cards], given.column, given.reason or reason
    else:
        import shlex

        try:
            *texts, column = shlex.split(line)
        except ValueError as error:
            raise Refused(msg("no move: {reason}", reason=error)) from None
    if not texts:
        raise Refused(msg("say at least one card, and the column it goes to"))
    cards = tuple(card_named(board, text.removeprefix(f"{board.slug}/")).id for text in texts)
    return Move(
        cards=cards, column=column_named(board, column).id, bottom=args.bottom, reason=reason, over_wip=args.over_wip
    )


def _beside(context: Context, text: str, slug: str, column: str) -> str:
    card = picked(context, text, slug).card
    if not card.is_on_board or card.column != column:
        raise Refused(msg("card {id} is not in that column, so nothing can be put beside it there", id=card.id))
    return card.id
