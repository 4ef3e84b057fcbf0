"""Opening the screens, and what is printed where there is no terminal for them."""

import argparse
import gc
import os
import sys
import threading
from contextlib import suppress

from kanban.cli.context import Shell
from kanban.cli.lookup import chosen_board, chosen_slug, own_board
from kanban.cli.output import terminal_width
from kanban.cli.restricted import shut
from kanban.cli.spec import BOARD, flag, verb
from kanban.model.board import Board
from kanban.store.folder import roles
from kanban.text.messages import Refused

NO_MOUSE = flag("--no-mouse", help="leave the mouse to the terminal")
PLAIN = flag("--plain", help="print plain text instead of opening the screen")
READONLY = flag("--readonly", help="nothing can be changed; for an ssh forced command")
PIPE_WIDTH = 120
"""Cells in a line of the plain board where no terminal says how many there are."""


@verb("open", BOARD, PLAIN, READONLY, NO_MOUSE)
def open_(shell: Shell, args: argparse.Namespace) -> int:
    """Open your board on the whole terminal; made on first use. Without a terminal, print it."""
    if args.readonly:
        shut()
    why = no_screen(args.plain)
    if why:
        board = chosen_board(shell, args.board)
        if not args.plain:
            shell.say(f"{why}: the plain board instead of the screen")
        print_board(shell, board, args.board)
        return 0
    slug = chosen_slug(shell, args.board)
    if slug is None:
        if args.readonly:
            raise Refused(f"{shell.folder}: there is no board to read yet")
        slug = _first_board(shell).slug
    return run_board(shell, slug, args.readonly or _is_of_another(shell, slug), not args.no_mouse)


def no_screen(plain: bool = False) -> str:
    """Why no full screen can be shown here; empty if one can."""
    if plain:
        return "asked for by --plain"
    for name, stream in (("input", sys.stdin), ("output", sys.stdout)):
        if stream is None or not stream.isatty():
            return f"standard {name} is no terminal"
    term = os.environ.get("TERM", "")
    return "" if term not in ("", "dumb") else f"TERM is {'dumb' if term else 'not set'}"


def run_board(shell: Shell, slug: str, readonly: bool = False, mouse: bool = True) -> int:
    """The driver's board, full screen."""
    fetching = threading.Thread(target=shell.store.prefetch, args=(slug,))  # decoding there would slow the import
    fetching.start()
    from kanban.app import run_board as run

    fetching.join()
    gc.freeze()
    gc.enable()
    return run(shell.store, slug, shell.user, readonly=readonly, mouse=mouse)


def run_rollup(shell: Shell, readonly: bool = False, mouse: bool = True) -> int:
    """The PM's roll-up, full screen; from it one key leads to the user's own board, where there is one."""
    from kanban.app import run_rollup as run

    slugs = shell.store.boards()
    slug = None
    with suppress(Refused):  # in a shared workspace: none, and none can be made
        slug = None if readonly or not slugs else own_board(shell, slugs)
    return run(shell.store, shell.user, readonly=readonly, slug=slug, mouse=mouse)


def print_board(shell: Shell, board: Board | None, slug: str | None = None) -> None:
    """The board as plain text; an empty one where nothing is there yet."""
    from kanban.cli.card_rows import ageing_of
    from kanban.cli.lookup import nothing_here
    from kanban.render.board import plain_board
    from kanban.render.card import RenderContext
    from kanban.text.charset import PLAIN
    from kanban.text.glyphs import ASCII, glyphs

    shell.signs = PLAIN if shell.is_tty and glyphs() is ASCII else {}
    if board is None:
        shell.say(nothing_here(shell))
        return
    shell.unreadable([str(problem) for problem in board.problems])
    milestones = {n.code: " ".join(m.id for m in shell.plan.gated_by(n.code)) or n.code for n in shell.plan.packages}
    old = frozenset(card.id for card in ageing_of(board, shell.now))
    context = RenderContext(shell.now, shell.zone, milestones, old, glyphs())
    shell.out(plain_board(board, context, terminal_width() if shell.is_tty else PIPE_WIDTH).rstrip("\n"))


def _is_of_another(shell: Shell, slug: str) -> bool:
    """Whether it may be read but not changed: in a shared workspace, a board of another driver."""
    return roles.roles_of(shell.folder) is not None and not os.access(shell.store.board_path(slug).parent, os.W_OK)


def _first_board(shell: Shell) -> Board:
    shell.say(f"making board {shell.own_slug()} in {shell.folder}")
    return shell.store.create_board(shell.own_slug(), shell.user)
