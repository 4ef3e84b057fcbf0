"""Which board, card, column is meant by what was typed."""

from collections.abc import Sequence
from typing import NamedTuple

from kanban.cli.context import Context
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.lookup import card_named
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.store.errors import StoreError, Unreadable
from kanban.text.clean import clean_line
from kanban.text.folding import folded, same
from kanban.text.messages import Message, Refused, joined, msg, msg_n

_SOME = 12
"""How many boards a sentence names."""


class Picked(NamedTuple):
    """A card with its board."""

    board: Board
    card: Card


def own_board(context: Context, slugs: list[str]) -> str | None:
    """The only board, or the user's own: named like the user, else the only one they drive.

    Raises Refused for a user who may open none at all.
    """
    store, named_like_them = context.store, context.own_slug()
    if store.roles is None or not store.roles.is_shared():
        if len(slugs) == 1:
            return slugs[0]
        if named_like_them in slugs and _drives(context, named_like_them):
            return named_like_them  # found without reading all the others
    own = store.own_boards(context.user, named_like_them)
    return own[0] if own and (own[0] == named_like_them or len(own) == 1) else None


def _drives(context: Context, slug: str) -> bool:
    try:
        return context.store.board(slug).driver == context.user
    except StoreError:
        return False


def chosen_slug(context: Context, given: str | None) -> str | None:
    """The slug of the board meant; None where there is no board at all. Raises Refused, naming the boards."""
    store = context.store
    slugs = store.boards()
    if given is not None:
        named = slug_named(slugs, given)
        if named is None:
            raise Refused(
                msg("--board: {board!r} is not in {place}; {boards}", board=given, place=store.place,
                    boards=_there_are(slugs))
            )  # fmt: skip
        return named
    slug = own_board(context, slugs)
    if slug is None and slugs:
        raise Refused(msg("which board? say --board with one of {boards}", boards=_some(slugs)))
    return slug


def chosen_board(context: Context, given: str | None) -> Board | None:
    """The board meant; None where there is no board at all."""
    slug = chosen_slug(context, given)
    return None if slug is None else context.store.board(slug)


def board_or_refuse(context: Context, given: str | None) -> Board:
    """The board meant. Raises Refused where there is none."""
    board = chosen_board(context, given)
    if board is None:
        raise Refused(no_boards(context))
    return board


def readable_boards(context: Context, given: str | None = None) -> tuple[list[Board], list[UnreadableBoard]]:
    """All boards (or the one given) that can be read, and what cannot, or not wholly."""
    from kanban.store.reading import read_boards

    store = context.store
    slugs = store.boards() if given is None else [slug for slug in [chosen_slug(context, given)] if slug]
    closed = [slug for slug in slugs if not store.access(slug).read] if given is None else []
    boards, unreadable = read_boards(store, [slug for slug in slugs if slug not in closed])
    context.unreadable([unread.problem for unread in unreadable])
    if closed:
        context.say(msg_n("kanban: {n} board of others may not be read by {user}",
                          "kanban: {n} boards of others may not be read by {user}", len(closed),
                          user=context.user))  # fmt: skip
    reason = msg("may not be read by {user}", user=context.user)
    return boards, unreadable + [UnreadableBoard(slug, Problem(slug, reason)) for slug in closed]


def picked(context: Context, text: str, given: str | None) -> Picked:
    """The card meant by an id, `#id`, `board/id` or a part of its title. Raises Refused."""
    name, slash, rest = text.partition("/")
    if slash and given is None and (slug := slug_named(context.store.boards(), name)):
        board = context.store.board(slug)
        return Picked(board, card_named(board, rest))
    board = board_or_refuse(context, given)
    if given is not None or _knows(board, text):
        return Picked(board, card_named(board, text))
    others = [slug for slug in context.store.boards() if slug != board.slug]
    elsewhere = [other for slug in others if (other := _readable(context, slug)) and _titled(other, text)]
    if len(elsewhere) > 1:
        boards = _some([other.slug for other in elsewhere])
        raise Refused(
            msg("card {name!r} is on {boards}; say which with --board or BOARD/ID", name=clean_line(text),
                boards=boards)
        )  # fmt: skip
    board = elsewhere[0] if elsewhere else board
    return Picked(board, card_named(board, text))


def picked_together(context: Context, texts: Sequence[str], given: str | None) -> tuple[Board, tuple[str, ...]]:
    """Several cards of one board. Raises Refused if they lie on different ones."""
    found = [picked(context, text, given) for text in texts]
    slugs = list(dict.fromkeys(pick.board.slug for pick in found))
    if len(slugs) > 1:
        raise Refused(different_boards(slugs))
    return found[0].board, tuple(pick.card.id for pick in found)


def different_boards(slugs: list[str]) -> Message:
    """Why cards of several boards are not changed together."""
    return msg("these cards are on different boards ({boards}); one command changes one board", boards=_some(slugs))


def no_boards(context: Context) -> Message:
    """What to say where there is no board."""
    return msg("{place}: no boards there yet; `kanban add TITLE` makes yours", place=context.store.place)


def slug_named(slugs: Sequence[str], name: str) -> str | None:
    """The board that is named so, in whatever case or width; None where there is none."""
    return name if name in slugs else next((slug for slug in slugs if same(slug, name)), None)


def _knows(board: Board, text: str) -> bool:
    return folded(clean_line(text)).removeprefix("#") in board.cards or _titled(board, text)


def _titled(board: Board, text: str) -> bool:
    wanted = folded(clean_line(text))
    return bool(wanted) and any(wanted in folded(card.title) for card in board.cards.values() if not card.void)


def _readable(context: Context, slug: str) -> Board | None:
    try:
        return context.store.board(slug)
    except Unreadable:
        return None


def _some(slugs: list[str]) -> Message:
    names, more = joined(slugs[:_SOME]), len(slugs) - _SOME
    return msg_n("{names} and {n} more", "{names} and {n} more", more, names=names) if more > 0 else names


def _there_are(slugs: list[str]) -> Message:
    return msg("it has {boards}", boards=_some(slugs)) if slugs else msg("it has no boards yet")
