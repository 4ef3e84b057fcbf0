"""Opening the screens, and what is printed where there is no terminal for them."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from kanban.cli import interrupts
from kanban.cli.configured import for_screens
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.last_board import remember
from kanban.cli.lookup import own_board, slug_to_open
from kanban.cli.output import terminal_width
from kanban.cli.restricted import restrict_environment
from kanban.model.board import Board
from kanban.store.protocol import ReadsAhead, Store
from kanban.text.messages import Refused, Words, joined, msg

NO_MOUSE = flag("--no-mouse", help=msg("leave the mouse to the terminal"))
PLAIN = flag("--plain", help=msg("print plain text instead of opening the screen"))
READONLY = flag("--readonly", help=msg("nothing can be changed; for an ssh forced command"))
COLOR_SYSTEMS = ("auto", "standard", "256", "truecolor", "windows", "none")
"""What TEXTUAL_COLOR_SYSTEM may be."""
PIPE_WIDTH = 120
"""Cells in a line of the plain board where no terminal says how many there are."""


@verb(
    "open",
    msg("""Open your board on the whole terminal; made on first use. Without a terminal, print it.

Where none is yours it is the board that you opened last, or else the first."""),
    BOARD,
    PLAIN,
    READONLY,
    NO_MOUSE,
    makes=True,
)
def open_(context: Context, args: Any) -> int:
    """Open your board on the whole terminal; made on first use."""
    if args.readonly:
        restrict_environment()
    why = no_screen(args.plain)
    # Printing makes nothing, and an empty board would look like one's own, lost.
    context.may_make = not why and context.located.is_own
    if why:
        slug = slug_to_open(context, args.board)
        if not args.plain:
            context.say(msg("{why}: the plain board instead of the screen", why=why))
        print_board(context, None if slug is None else context.store.board(slug), args.board)
        return 0
    slug = slug_to_open(context, args.board)
    if slug is None:
        if args.readonly:
            raise Refused(msg("{place}: there is no board to read yet", place=context.store.place))
        slug = _first_board(context).slug
    if not args.readonly:
        remember(context.store.place, slug)
    return run_board(context, slug, args.readonly or not context.store.access(slug).write, not args.no_mouse)


def no_screen(plain: bool = False) -> Words:
    """Why no full screen can be shown here; empty if one can. Raises Usage for settings that Textual cannot use."""
    if plain:
        return msg("asked for by --plain")
    if sys.stdin is None or not sys.stdin.isatty():
        return msg("standard input is no terminal")
    if sys.stdout is None or not sys.stdout.isatty():
        return msg("standard output is no terminal")
    if os.environ.get("TERM", "") in ("", "dumb"):
        return msg("TERM is dumb") if os.environ.get("TERM") else msg("TERM is not set")
    check_settings()
    return ""


def check_settings() -> None:
    """Textual stops with a trace for colour systems it does not know: say which there are. Raises Usage."""
    wanted = os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if wanted not in COLOR_SYSTEMS:
        raise Usage(
            msg("TEXTUAL_COLOR_SYSTEM: {value!r} is none of {names}", value=wanted[:40], names=joined(COLOR_SYSTEMS))
        )


def run_board(context: Context, slug: str, readonly: bool = False, mouse: bool = True) -> int:
    """The driver's board, full screen."""
    with _reading_ahead(context.store, slug):
        interrupts.as_python_does()
        from kanban.running import run_board as run

        settings, to_say = for_screens()
    return run(context.store, slug, context.user, readonly=readonly, mouse=mouse, settings=settings, to_say=to_say)


def run_rollup(context: Context, readonly: bool = False, mouse: bool = True) -> int:
    """The PM's roll-up, full screen; from it one key leads to the user's own board, where there is one."""
    slugs = context.store.boards()
    with _reading_ahead(context.store, *slugs):
        interrupts.as_python_does()
        from kanban.running import run_rollup as run

    slug = None
    with suppress(Refused):  # in a shared workspace: none, and none can be made
        slug = None if readonly or not slugs else own_board(context, slugs)
    settings, to_say = for_screens()
    return run(context.store, context.user, readonly=readonly, slug=slug, mouse=mouse, settings=settings, to_say=to_say)


@contextmanager
def _reading_ahead(store: Store, *slugs: str) -> Iterator[None]:
    """Boards are read beside the import of the screens, in a thread; decoding them there would slow the import."""
    if not isinstance(store, ReadsAhead):
        yield
        return
    reading = threading.Thread(target=store.prefetch, args=slugs)
    reading.start()
    try:
        yield
    finally:
        reading.join()


def print_board(context: Context, board: Board | None, slug: str | None = None) -> None:
    """The board as plain text; an empty one where nothing is there yet."""
    from kanban.cli.card_rows import ageing_of
    from kanban.cli.lookup import no_boards
    from kanban.render.board import plain_board
    from kanban.render.card import RenderContext
    from kanban.text.glyphs import glyphs

    context.use_plain_signs()
    if board is None:
        context.say(no_boards(context))
        return
    context.unreadable(context.store.problems(board.slug))
    milestones = {
        n.code: " ".join(m.id for m in context.plan.gated_by(n.code)) or n.code for n in context.plan.packages
    }
    old = frozenset(card.id for card in ageing_of(board, context.now))
    render_context = RenderContext(context.now, context.zone, milestones, old, glyphs())
    context.out(plain_board(board, render_context, terminal_width() if context.is_tty else PIPE_WIDTH).rstrip("\n"))


def _first_board(context: Context) -> Board:
    context.say(msg("making board {board} in {place}", board=context.own_slug(), place=context.store.place))
    return context.store.create_board(context.own_slug(), context.user)
