"""Which board, card, column is meant by what was typed."""

from collections.abc import Sequence
from typing import NamedTuple

from kanban.cli.context import Context
from kanban.cli.location import slug_of
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.lookup import card_named, looks_like_card, looks_like_id, slug_named
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.store.errors import StoreError, Unreadable
from kanban.text.clean import clean_line
from kanban.text.dates import day_time
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
            raise Refused(_not_there(context, given, slugs))
        return named
    slug = own_board(context, slugs)
    if slug is None and slugs:
        raise Refused(msg("which board? say --board with one of {boards}", boards=_some(slugs)))
    return slug


def slug_to_open(context: Context, given: str | None) -> str | None:
    """The board to open: the one named, the user's own, the one opened last, the first; None where there is none.

    Says how to choose where it is merely the first. Raises Refused for a user who may open none at all.
    """
    store, slugs = context.store, context.store.boards()
    own = chosen_slug(context, given) if given is not None else own_board(context, slugs)
    if own is not None or not slugs:
        return own
    from kanban.cli.last_board import last_board

    mine = store.own_boards(context.user, context.own_slug())
    choice = mine or [slug for slug in slugs if store.access(slug).read] or slugs
    last = last_board(store.place)
    if last in choice:
        return last
    boards = _some([slug for slug in slugs if slug != choice[0]])
    context.say(msg("this is board {board}; for another say --board with one of {boards}", board=choice[0],
                    boards=boards))  # fmt: skip
    return choice[0]


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


def picked(context: Context, text: str, given: str | None, archived: bool = False) -> Picked:
    """The card meant by an id, `#id`, `board/id` or a part of its title, of an archived one too. Raises Refused."""
    text = clean_line(text)
    name, slash, rest = text.partition("/")
    slug = slug_named(context.store.boards(), name) if slash and (given is None or same(given, name)) else None
    if slug is not None:
        board = context.store.board(slug)
        return Picked(board, card_named(board, rest, archived))
    if slash and looks_like_card(text):
        raise Refused(_on_no_board(context, text, given))
    board = board_or_refuse(context, given)
    if given is not None or looks_like_id(text) or _knows(board, text):
        return Picked(board, card_named(board, text, archived))
    others = [slug for slug in context.store.boards() if slug != board.slug]
    elsewhere = [other for slug in others if (other := _readable(context, slug)) and _titled(other, text)]
    if len(elsewhere) > 1:
        boards = _some([other.slug for other in elsewhere])
        raise Refused(msg("card {name!r} is on {boards}; say which with --board or BOARD/ID", name=text, boards=boards))
    board = elsewhere[0] if elsewhere else board
    return Picked(board, card_named(board, text, archived))


def made_board(context: Context, board: Board) -> Message:
    """What to say of a new board; its driver too, where the board is not named like them."""
    slug, place = board.slug, context.store.place
    if slug_of(board.driver) == slug:
        return msg("made board {board} in {place}", board=slug, place=place)
    return msg("made board {board} of {driver} in {place}", board=slug, driver=board.driver, place=place)


def picked_together(
    context: Context, texts: Sequence[str], given: str | None, archived: bool = False
) -> tuple[Board, tuple[str, ...]]:
    """Several cards of one board. Raises Refused if they lie on different ones."""
    picks = [picked(context, text, given, archived) for text in texts]
    slugs = list(dict.fromkeys(pick.board.slug for pick in picks))
    if len(slugs) > 1:
        raise Refused(different_boards(slugs))
    return picks[0].board, tuple(pick.card.id for pick in picks)


def different_boards(slugs: list[str]) -> Message:
    """Why cards of several boards are not changed together."""
    return msg("these cards are on different boards ({boards}); one command changes one board", boards=_some(slugs))


def no_boards(context: Context) -> Message:
    """What to say where there is no board."""
    return msg("{place}: no boards there yet; `kanban add TITLE` makes yours", place=context.store.place)


def _on_no_board(context: Context, text: str, given: str | None) -> Message:
    if given is not None:
        return msg("card {name!r} is not on board {board}", name=text, board=given)
    boards = _there_are(context.store.boards())
    return msg("card {name!r} is on no board of {place}; {boards}", name=text, place=context.store.place, boards=boards)


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


def _not_there(context: Context, slug: str, slugs: list[str]) -> Message:
    store = context.store
    for removal in store.removals.removed() if store.removals else ():
        if removal.slug == slug:
            return msg("board {board} was removed on {date} by {user}; `kanban board restore {board}` brings it back",
                       board=slug, date=day_time(removal.at, context.zone), user=removal.by or "?")  # fmt: skip
    return msg("--board: {board!r} is not in {place}; {boards}", board=slug, place=store.place,
               boards=_there_are(slugs))  # fmt: skip


def _some(slugs: list[str]) -> Message:
    names, more = joined(slugs[:_SOME]), len(slugs) - _SOME
    return msg_n("{names} and {n} more", "{names} and {n} more", more, names=names) if more > 0 else names


def _there_are(slugs: list[str]) -> Message:
    return msg("it has {boards}", boards=_some(slugs)) if slugs else msg("it has no boards yet")
