"""The short verbs that change cards: block, comment, archive, unarchive, undo and their like."""

from collections.abc import Callable
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, Arg, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import board_or_refuse, picked_together
from kanban.cli.typed_fields import OVER_WIP, read_text
from kanban.commands.cards import Archive, Block, Comment, Unarchive, Unblock
from kanban.commands.outcome import Command
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.model.board import Board
from kanban.model.lookup import column_named, looks_like_card
from kanban.model.work_log import typed_work
from kanban.text.messages import Message, msg

CARDS: Arg = arg(
    "cards", metavar="ID", many=True, complete="card", help=msg("cards: id, #id, board/id or part of a title")
)


def print_changed(context: Context, args: Any, board: Board, cards: tuple[str, ...]) -> None:
    """With --json, the changed cards; without, nothing: what was done has been said."""
    if args.json:
        from kanban.metrics.reports.board_report import cards_report

        rows = [(board, board.cards[card_id]) for card_id in cards]
        context.json(cards_report(context.plan, rows, context.now, context.now))


@verb(
    "block",
    msg("""Mark cards as blocked: work on them cannot go on, for a reason.

Examples:
  kanban block 12 "crane booked"
  kanban block 12 13 --reason "等图纸\""""),
    arg("cards", metavar="ID... WHY", many=True, complete="card",
        help=msg("cards; the last word is the reason, or --reason")),
    arg("--reason", metavar="TEXT", help=msg("why work cannot go on")),
    BOARD,
    JSON,
)  # fmt: skip
def block(context: Context, args: Any) -> None:
    """The same reason for all."""
    texts, why = _with_words(args, args.reason, msg("block: say a card and the reason (or --reason TEXT)"))
    _run(context, args, texts, lambda cards: Block(cards=cards, why=why))


@verb("unblock", msg("Take the block off: work can go on."), CARDS, BOARD, JSON)
def unblock(context: Context, args: Any) -> None:
    """Those that are not blocked stay as they are."""
    _run(context, args, args.cards, lambda cards: Unblock(cards=cards))


@verb(
    "comment",
    msg("""Say something about cards; it becomes part of their history.

Example:
  kanban comment 12 "the inspector comes on Friday\""""),
    arg("cards", metavar="ID... TEXT", many=True, complete="card", help=msg("cards; the last word is the comment")),
    arg("--text", metavar="TEXT", help=msg("the comment; '-' reads it from standard input")),
    BOARD,
    JSON,
)
def comment(context: Context, args: Any) -> None:
    """The same for all."""
    texts, text = _with_words(args, args.text, msg("comment: say a card and the comment (or --text TEXT)"))
    _run(context, args, texts, lambda cards: Comment(cards=cards, text=read_text(text)))


@verb(
    "log",
    msg("""Log time worked on cards: what they cost is reckoned from it, see `kanban evm`.

With several cards each of them gets the whole time. A negative time takes back what was logged too much; what was
logged last goes with `kanban undo`.

Examples:
  kanban log 12 1h30m
  kanban log 12 90m
  kanban log 12 -30m"""),
    arg("cards", metavar="ID... TIME", many=True, complete="card",
        help=msg("cards; the last word is the time: 1h30m, 90m, 1.5h")),
    BOARD,
    JSON,
)  # fmt: skip
def log(context: Context, args: Any) -> None:
    """The same time on all."""
    texts, time = _with_words(args, None, msg("log: say a card and the time worked, such as 1h30m"))
    minutes = typed_work(time)
    _run(context, args, texts, lambda cards: Log(cards=cards, minutes=minutes))


@verb(
    "archive",
    msg("Take cards off the board. Finished ones stay in every figure; unfinished ones count as dropped."),
    CARDS,
    flag("-y", "--yes", help=msg("accepted for scripts; nothing is asked, `kanban undo` brings the cards back")),
    BOARD,
    JSON,
)
def archive(context: Context, args: Any) -> None:
    """One undo brings all back."""
    _run(context, args, args.cards, lambda cards: Archive(cards=cards))


@verb(
    "unarchive",
    msg("""Bring archived cards back to the column they left, at its bottom. `kanban list --archived` has them.

Example:
  kanban unarchive 12 --to ready"""),
    arg("cards", metavar="ID", many=True, complete="archived",
        help=msg("archived cards: id, #id, board/id or part of a title")),
    arg("--to", metavar="COLUMN", complete="column", help=msg("another column, by (part of) its name")),
    OVER_WIP,
    BOARD,
    JSON,
)  # fmt: skip
def unarchive(context: Context, args: Any) -> None:
    """Back on the board."""
    board, cards = picked_together(context, args.cards, args.board, archived=True)
    column = column_named(board, args.to).id if args.to is not None else None
    after, _ = context.apply(board, Unarchive(cards=cards, column=column, over_wip=args.over_wip))
    print_changed(context, args, after, cards)


@verb(
    "undo",
    msg("Undo the last change of a board's cards, whoever made it and however long ago; again for the one before."),
    BOARD,
    JSON,
)
def undo(context: Context, args: Any) -> None:
    """One step back."""
    _step(context, args, Undo())


@verb("redo", msg("Redo what the last undo took back."), BOARD, JSON)
def redo(context: Context, args: Any) -> None:
    """One step on."""
    _step(context, args, Redo())


def _step(context: Context, args: Any, command: Undo | Redo) -> None:
    after, applied = context.apply(board_or_refuse(context, args.board), command)
    print_changed(context, args, after, applied[0].subjects)


def _run(context: Context, args: Any, texts: tuple[str, ...], command: Callable[[tuple[str, ...]], Command]) -> None:
    board, cards = picked_together(context, texts, args.board)
    after, _ = context.apply(board, command(cards))
    print_changed(context, args, after, cards)


def _with_words(args: Any, given: str | None, missing: Message) -> tuple[tuple[str, ...], str]:
    """The cards, and the words from the option or from the last place."""
    if given is not None:
        return args.cards, given
    if len(args.cards) < 2:
        raise Usage(missing)
    if looks_like_card(args.cards[-1]):
        raise Usage(msg("{missing}; {word!r} at the end looks like a card", missing=missing, word=args.cards[-1]))
    return args.cards[:-1], args.cards[-1]
