"""Which board, card, column is meant by what was typed."""

import os
from typing import NamedTuple

from kanban.cli.context import Shell
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.lookup import card_named
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import roles
from kanban.text.clean import clean_line, plural
from kanban.text.messages import Refused


class Picked(NamedTuple):
    """A card with its board."""

    board: Board
    card: Card


def own_board(shell: Shell, slugs: list[str]) -> str | None:
    """The only board, or the user's own: named like the user, else the only one they drive.

    In a shared workspace it is one whose folder is theirs. Raises Refused for a user who may open none at all.
    """
    if roles.roles_of(shell.folder) is not None:
        return _own_shared(shell, slugs)
    if len(slugs) == 1:
        return slugs[0]
    own = shell.own_slug()
    if own in slugs and shell.store.board(own).driver == shell.user:
        return own
    driven = [slug for slug in slugs if slug != own and _driver(shell, slug) == shell.user]
    return driven[0] if len(driven) == 1 else None


def _own_shared(shell: Shell, slugs: list[str]) -> str | None:
    slug = shell.own_slug()
    mine = [one for one in slugs if roles.is_mine(shell.folder, one)]
    if not mine and not any(roles.may_read(shell.folder, one) for one in slugs) and os.geteuid():
        raise Refused(f"you have no board yet; {roles.who_makes_boards(shell.folder, slug, shell.user)}")
    return slug if slug in mine else mine[0] if len(mine) == 1 else None


def _driver(shell: Shell, slug: str) -> str:
    try:
        return shell.store.board(slug).driver
    except StoreError:
        return ""


def chosen_slug(shell: Shell, given: str | None) -> str | None:
    """The slug of the board meant; None where there is no board at all. Raises Refused, naming the boards."""
    slugs = shell.store.boards()
    if given is not None:
        if given not in slugs:
            raise Refused(f"--board: {given!r} is not in {shell.folder}; {_there_are(slugs)}")
        return given
    if not slugs and roles.roles_of(shell.folder) is None:
        return None
    slug = own_board(shell, slugs)
    if slug is None and not slugs:
        return None
    if slug is None:
        raise Refused(f"which board? say --board with one of {_some(slugs)}")
    return slug


def chosen_board(shell: Shell, given: str | None) -> Board | None:
    """The board meant; None where there is no board at all."""
    slug = chosen_slug(shell, given)
    return None if slug is None else shell.store.board(slug)


def board_or_refuse(shell: Shell, given: str | None) -> Board:
    """The board meant. Raises Refused where there is none."""
    board = chosen_board(shell, given)
    if board is None:
        raise Refused(nothing_here(shell))
    return board


def readable_boards(shell: Shell, given: str | None = None) -> tuple[list[Board], list[UnreadableBoard]]:
    """All boards (or the one given) that can be read, and what cannot, or not wholly."""
    from kanban.store.reading import read_boards

    slugs = shell.store.boards() if given is None else [slug for slug in [chosen_slug(shell, given)] if slug]
    closed = [slug for slug in slugs if not shell.store.access(slug).read] if given is None else []
    boards, unreadable = read_boards(shell.store, [slug for slug in slugs if slug not in closed])
    shell.unreadable([str(unread.problem) for unread in unreadable])
    if closed:
        shell.say(f"kanban: {plural(len(closed), 'board')} of others may not be read by {shell.user}")
    return boards, unreadable + [
        UnreadableBoard(slug, Problem(slug, f"may not be read by {shell.user}")) for slug in closed
    ]


def picked(shell: Shell, text: str, given: str | None) -> Picked:
    """The card meant by an id, `#id`, `board/id` or a part of its title. Raises Refused."""
    slug, slash, rest = text.partition("/")
    if slash and given is None and slug in shell.store.boards():
        board = shell.store.board(slug)
        return Picked(board, card_named(board, rest))
    board = board_or_refuse(shell, given)
    if given is not None or _knows(board, text):
        return Picked(board, card_named(board, text))
    elsewhere = [b for s in shell.store.boards() if s != board.slug and (b := _readable(shell, s)) and _titled(b, text)]
    if len(elsewhere) > 1:
        raise Refused(
            f"card {clean_line(text)!r} is on {_some([b.slug for b in elsewhere])}; say which with --board or BOARD/ID"
        )
    board = elsewhere[0] if elsewhere else board
    return Picked(board, card_named(board, text))


def picked_together(shell: Shell, texts: list[str], given: str | None) -> tuple[Board, tuple[str, ...]]:
    """Several cards of one board. Raises Refused if they lie on different ones."""
    found = [picked(shell, text, given) for text in texts]
    slugs = dict.fromkeys(one.board.slug for one in found)
    if len(slugs) > 1:
        raise Refused(f"these cards are on different boards ({_some(list(slugs))}); one command changes one board")
    return found[0].board, tuple(one.card.id for one in found)


def nothing_here(shell: Shell) -> str:
    """What to say where there is no board."""
    if not shell.folder.exists():
        return f"{shell.folder}: no workspace there yet; `kanban add TITLE` makes one"
    return f"{shell.folder}: no boards there yet; `kanban add TITLE` makes yours"


def _knows(board: Board, text: str) -> bool:
    return clean_line(text).removeprefix("#") in board.cards or _titled(board, text)


def _titled(board: Board, text: str) -> bool:
    wanted = clean_line(text).casefold()
    return bool(wanted) and any(wanted in card.title.casefold() for card in board.cards.values() if not card.void)


def _readable(shell: Shell, slug: str) -> Board | None:
    try:
        return shell.store.board(slug)
    except Unreadable:
        return None


def _some(slugs: list[str]) -> str:
    return ", ".join(slugs[:12]) + (f" and {len(slugs) - 12} more" if len(slugs) > 12 else "")


def _there_are(slugs: list[str]) -> str:
    return f"it has {_some(slugs)}" if slugs else "it has no boards yet"
