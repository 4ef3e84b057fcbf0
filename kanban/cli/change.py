"""The short verbs that change cards: block, comment, archive, undo and their like."""

import argparse
from collections.abc import Callable

from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.lookup import board_or_refuse, picked_together
from kanban.cli.spec import BOARD, JSON, Arg, arg, flag, verb
from kanban.cli.typed_fields import read_text
from kanban.commands.cards import Archive, Block, Comment, Unblock
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.undo import Redo, Undo
from kanban.model.board import Board

CARDS: Arg = arg("cards", metavar="ID", nargs="+", complete="card", help="cards: id, #id, board/id or part of a title")


def print_changed(shell: Shell, args: argparse.Namespace, board: Board, cards: tuple[str, ...]) -> None:
    """With --json, the changed cards; without, nothing: what was done has been said."""
    if args.json:
        from kanban.metrics.report import cards_report

        shell.json(cards_report(shell.plan, [(board, board.cards[i]) for i in cards], shell.now, shell.now))


@verb(
    "block",
    arg(
        "cards", metavar="ID... WHY", nargs="+", complete="card", help="cards; the last word is the reason, or --reason"
    ),
    arg("--reason", metavar="TEXT", help="why work cannot go on"),
    BOARD,
    JSON,
)
def block(shell: Shell, args: argparse.Namespace) -> None:
    """Mark cards as blocked: work on them cannot go on, for a reason.

    Examples:
      kanban block 12 "crane booked"
      kanban block 12 13 --reason "等图纸"
    """
    texts, why = _with_words(args, "block", args.reason, "the reason (or --reason TEXT)")
    _run(shell, args, texts, lambda cards: Block(cards=cards, why=why))


@verb("unblock", CARDS, BOARD, JSON)
def unblock(shell: Shell, args: argparse.Namespace) -> None:
    """Take the block off: work can go on."""
    _run(shell, args, args.cards, lambda cards: Unblock(cards=cards))


@verb(
    "comment",
    arg("cards", metavar="ID... TEXT", nargs="+", complete="card", help="cards; the last word is the comment"),
    arg("--text", metavar="TEXT", help="the comment; '-' reads it from standard input"),
    BOARD,
    JSON,
)
def comment(shell: Shell, args: argparse.Namespace) -> None:
    """Say something about cards; it becomes part of their history.

    Example:
      kanban comment 12 "the inspector comes on Friday"
    """
    texts, text = _with_words(args, "comment", args.text, "the comment (or --text TEXT)")
    _run(shell, args, texts, lambda cards: Comment(cards=cards, text=read_text(text)))


@verb(
    "archive",
    CARDS,
    flag("-y", "--yes", help="accepted for scripts; nothing is asked, `kanban undo` brings the cards back"),
    BOARD,
    JSON,
)
def archive(shell: Shell, args: argparse.Namespace) -> None:
    """Take cards off the board. Finished ones stay in every figure; unfinished ones count as dropped."""
    _run(shell, args, args.cards, lambda cards: Archive(cards=cards))


@verb("undo", BOARD, JSON)
def undo(shell: Shell, args: argparse.Namespace) -> None:
    """Undo the last change of a board's cards, whoever made it and however long ago; again for the one before."""
    _step(shell, args, Undo())


@verb("redo", BOARD, JSON)
def redo(shell: Shell, args: argparse.Namespace) -> None:
    """Redo what the last undo took back."""
    _step(shell, args, Redo())


def _step(shell: Shell, args: argparse.Namespace, command: Undo | Redo) -> None:
    after, applied = shell.apply(board_or_refuse(shell, args.board), command)
    print_changed(shell, args, after, applied[0].subjects)


def _run(
    shell: Shell, args: argparse.Namespace, texts: list[str], command: Callable[[tuple[str, ...]], AnyBoardCommand]
) -> None:
    board, cards = picked_together(shell, texts, args.board)
    after, _ = shell.apply(board, command(cards))
    print_changed(shell, args, after, cards)


def _with_words(args: argparse.Namespace, name: str, given: str | None, missing: str) -> tuple[list[str], str]:
    """The cards, and the words from the option or from the last place."""
    if given is not None:
        return args.cards, given
    if len(args.cards) < 2:
        raise Usage(f"{name}: say a card and {missing}")
    return args.cards[:-1], args.cards[-1]
