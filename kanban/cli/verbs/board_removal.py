"""Removing boards, and bringing them back."""

from contextlib import suppress
from typing import Any

from kanban.cli.asking import agrees, can_ask
from kanban.cli.context import Context
from kanban.cli.declared import arg, flag, verb
from kanban.cli.exits import Exit, Usage
from kanban.cli.location import slug_of
from kanban.cli.lookup import chosen_slug
from kanban.store.errors import StoreError
from kanban.store.protocol import Removals
from kanban.text.messages import Message, Refused, msg, msg_n


@verb(
    "board remove",
    msg("""Remove a board: it is moved aside as it is, and `kanban board restore` brings it back.

Its cards leave every list and figure, past ones too. `kanban board list --removed` has the boards that were removed.

Example:
  kanban board remove trial --yes"""),
    arg("slug", metavar="SLUG", complete="board", help=msg("which board")),
    flag("-y", "--yes", help=msg("do not ask")),
)
def remove(context: Context, args: Any) -> int:
    """Asked first, with the number of its cards."""
    slug = chosen_slug(context, args.slug)
    if slug is None:
        raise Refused(msg("board: {slug!r} is not there", slug=args.slug))
    removals = _removals(context)
    what = _what(context, slug)
    if not args.yes:
        if not can_ask():
            raise Usage(msg("board remove: {board}; nothing was removed; say --yes, there is no terminal to ask on",
                            board=what))  # fmt: skip
        if not agrees(msg("{board}; remove it?", board=what)):
            context.say(msg("nothing was removed"))
            return Exit.REFUSED
    removals.remove(slug, context.user, context.now)
    context.has_changed = True
    context.say(msg("removed {board}; `kanban board restore {slug}` brings it back", board=what, slug=slug))
    return Exit.OK


@verb(
    "board restore",
    msg("Bring a removed board back, as it was; of several of that name the one that was removed last."),
    arg("slug", metavar="SLUG", complete="removed", help=msg("which board")),
)
def restore(context: Context, args: Any) -> None:
    """Back in its place."""
    _removals(context).bring_back(args.slug)
    context.has_changed = True
    context.say(msg("brought back {board}", board=_what(context, args.slug)))


def _removals(context: Context) -> Removals:
    removals = context.store.removals
    if removals is None:
        raise Refused(msg("{place}: boards cannot be removed there", place=context.store.place))
    return removals


def _what(context: Context, slug: str) -> Message:
    with suppress(StoreError):
        board = context.store.board(slug)
        cards = sum(not card.void for card in board.all_cards.values())
        if slug_of(board.driver) == slug:
            return msg_n("board {board} with {n} card", "board {board} with {n} cards", cards, board=slug)
        return msg_n("board {board} of {driver} with {n} card", "board {board} of {driver} with {n} cards", cards,
                     board=slug, driver=board.driver)  # fmt: skip
    return msg("board {board}, which cannot be read", board=slug)
