"""Moving cards."""

from collections.abc import Collection
from typing import Any

import msgspec

from kanban.cli import stdin_lines
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import different_boards, picked, picked_together
from kanban.cli.typed_fields import INPUT, OVER_WIP
from kanban.cli.verbs.change import CARDS, print_changed
from kanban.commands.cards import Move
from kanban.model.board import Board
from kanban.model.events import REASONS
from kanban.model.lookup import column_named
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Refused, joined, msg, msg_n

_REASONS = tuple(reason for reason in REASONS if reason != "unspecified")
_KEYS = ("cards", "column", "reason")
"""Of a JSON object in a line."""
_CELLS_OF_VALUE = 40


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
    if args.reason is not None:
        _say_not_kept(context, board, after, cards)
    print_changed(context, args, after, cards)


@verb(
    "done",
    msg("""Move cards to the first done column. Those that are done already stay where they are.

Example:
  kanban done 12 13"""),
    CARDS,
    OVER_WIP,
    BOARD,
    JSON,
)
def done(context: Context, args: Any) -> None:
    """Finished."""
    board, cards = picked_together(context, args.cards, args.board)
    column = next(column for column in board.columns if column.kind == "done")
    moving = tuple(card_id for card_id in cards if not _is_done(board, card_id))
    if already := len(cards) - len(moving):
        context.say(msg_n("{n} card is done already", "{n} cards are done already", already))
    after = board
    if moving:
        after, _ = context.apply(board, Move(cards=moving, column=column.id, over_wip=args.over_wip))
    print_changed(context, args, after, cards)


def _is_done(board: Board, card_id: str) -> bool:
    card = board.cards.get(card_id)
    return card is not None and card.is_on_board and board.column(card.column).kind == "done"


def _move_lines(context: Context, args: Any) -> None:
    if args.before is not None or args.after is not None:
        raise Usage(msg("move: --before and --after do not go with -"))
    lines = list(stdin_lines.lines())
    made = stdin_lines.each(lines, lambda line: _of_line(context, line, args))
    if not made:
        return
    slugs = list(dict.fromkeys(board.slug for board, _ in made))
    if len(slugs) > 1:
        raise Refused(different_boards(slugs))
    board, commands = made[0][0], [command for _, command in made]
    stdin_lines.rehearse(context, board, lines, commands)
    after, applied = context.apply(board, *commands, in_words=False)
    cards = tuple(dict.fromkeys(card for result in applied for card in result.subjects))
    context.say(msg_n("moved {n} card of {board}", "moved {n} cards of {board}", len(cards), board=after.slug))
    _say_not_kept(
        context,
        board,
        after,
        [card for move_command in commands if move_command.reason is not None for card in move_command.cards],
    )
    print_changed(context, args, after, cards)


def _say_not_kept(context: Context, before: Board, after: Board, cards: Collection[str]) -> None:
    """Say of how many cards a reason was given in vain: only a move back has one."""
    kept = {card for card in cards if len(after.cards[card].flow.backs) > len(before.cards[card].flow.backs)}
    if left := len(set(cards) - kept):
        context.say(msg_n("the reason is not kept: {n} card was not moved back",
                          "the reason is not kept: {n} cards were not moved back", left))  # fmt: skip


def _of_line(context: Context, line: stdin_lines.Line, args: Any) -> tuple[Board, Move]:
    values = _words(line.text) if line.values is None else line.values
    for name in values:
        if name not in _KEYS:
            raise Refused(msg("{name!r} is no key here; there are {names}", name=name, names=joined(_KEYS)))
    texts, column = _texts(values.get("cards")), values.get("column")
    reason = values.get("reason") or args.reason
    if reason is not None and reason not in _REASONS:
        names = joined(_REASONS)
        raise Refused(msg("{name}: {value!r} is none of {names}", name="reason", value=reason, names=names))
    if not texts or not isinstance(column, str):
        raise Refused(msg("say at least one card, and the column it goes to"))
    board, cards = picked_together(context, texts, args.board)
    return board, Move(
        cards=cards, column=column_named(board, column).id, bottom=args.bottom, reason=reason, over_wip=args.over_wip
    )


def _words(text: str) -> dict[str, Any]:
    import shlex

    try:
        *cards, column = shlex.split(text)
    except ValueError:
        raise Refused(msg("a quote is not closed")) from None
    return {"cards": cards, "column": column}


def _texts(value: Any) -> list[str]:
    """The cards of a line, as they are typed. Raises Refused for what names none."""
    texts = value if isinstance(value, list) else [] if value is None else [value]
    for text in texts:
        if not isinstance(text, str | int) or isinstance(text, bool):
            typed = msgspec.json.encode(text).decode()
            raise Refused(msg("cards: {value} names no card", value=cut(clean_line(typed), _CELLS_OF_VALUE)))
    return list(map(str, texts))


def _beside(context: Context, text: str, slug: str, column: str) -> str:
    card = picked(context, text, slug).card
    if not card.is_on_board or card.column != column:
        raise Refused(msg("card {id} is not in that column, so nothing can be put beside it there", id=card.id))
    return card.id
