"""Values that a word on the command line could become: cards, columns, milestones, boards."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from kanban.cli.context import Context
from kanban.cli.exits import Usage
from kanban.store.errors import StoreError
from kanban.text.clean import clean_line
from kanban.text.messages import Refused

if TYPE_CHECKING:
    from kanban.model.board import Board

ABOUT_LENGTH = 70
"""Characters of a description at most."""
SERVER_SECONDS = 2.0
"""So long a server is waited for: whoever presses tab goes on without its values."""

Values = Iterator[tuple[str, str]]


def values(what: str, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Values of the kinds in `what`, each with what it is; nothing where the workspace cannot be read."""
    if what in ("file", "dir"):
        return [CompletionItem(incomplete, type=what)]
    if what == "verb":
        from kanban.cli.verbs import table

        after = " ".join(ctx.params.get("words") or ())
        return [CompletionItem(word) for word in table.words_after(after) if word.startswith(incomplete)]
    context, board = Context(ctx.find_root().params["workspace"]), ctx.params.get("board")
    suggestions: list[tuple[str, str]] = []

    def look() -> None:
        with suppress(Refused, StoreError, Usage):
            for kind in what.split():
                suggestions.extend(KINDS[kind](context, board, incomplete))

    if _is_on_server(context):
        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        looking.join(SERVER_SECONDS)
    else:
        look()
    return [
        CompletionItem(clean_line(value), help=clean_line(about)[:ABOUT_LENGTH] or None)
        for value, about in tuple(suggestions)
        if value.startswith(incomplete)
    ]


def _is_on_server(context: Context) -> bool:
    try:
        return "://" in context.located.where
    except Usage:
        return False


def _board(context: Context, given: str | None) -> "Board | None":
    from kanban.cli.lookup import chosen_board

    return chosen_board(context, given)


def _cards(context: Context, given: str | None, incomplete: str) -> Values:
    """Ids of the cards of the board meant; `board/id` where another board is named in front."""
    slug, slash, _ = incomplete.partition("/")
    if slash and given is None and slug in context.store.boards():
        board, before = context.store.board(slug), f"{slug}/"
    else:
        of_board, before = _board(context, given), ""
        if of_board is None:
            return
        board = of_board
    for column in board.columns:
        yield from ((before + i, f"{board.cards[i].title} ({column.name})") for i in board.cards_in(column.id))


def _archived(context: Context, given: str | None, incomplete: str) -> Values:
    board = _board(context, given)
    if board is not None:
        yield from ((card.id, card.title) for card in board.cards.values() if card.archived and not card.void)


def _columns(context: Context, given: str | None, incomplete: str) -> Values:
    board = _board(context, given)
    if board is not None:
        yield from ((clean_line(column.name), column.kind) for column in board.columns)


def _milestones(context: Context, given: str | None, incomplete: str) -> Values:
    yield from ((m.id, m.name) for m in context.plan.milestones.values())


def _codes(context: Context, given: str | None, incomplete: str) -> Values:
    yield from ((node.code, node.name) for node in context.plan.nodes.values())


def _ends(context: Context, given: str | None, incomplete: str) -> Values:
    """What can be linked: work packages, milestones, and cards once a board is named in front."""
    yield from ((node.code, node.name) for node in context.plan.packages)
    yield from _milestones(context, given, incomplete)
    if "/" in incomplete:
        yield from _cards(context, given, incomplete)
    else:
        yield from ((f"{slug}/", "") for slug in context.store.boards())


def _boards(context: Context, given: str | None, incomplete: str) -> Values:
    yield from ((slug, "") for slug in context.store.boards())


def _views(context: Context, given: str | None, incomplete: str) -> Values:
    from kanban.store.views import saved_views

    yield from saved_views().items()


def _removed(context: Context, given: str | None, incomplete: str) -> Values:
    removals = context.store.removals
    yield from ((removal.slug, removal.by) for removal in (removals.removed() if removals else ()))


KINDS: dict[str, Callable[[Context, str | None, str], Values]] = {
    "card": _cards, "archived": _archived, "column": _columns, "milestone": _milestones, "code": _codes,
    "end": _ends, "board": _boards, "removed": _removed, "view": _views,
}  # fmt: skip
"""What an `Arg.complete` may name, besides file and dir."""
