"""A throwaway workspace to look at."""

import shlex
from pathlib import Path
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, flag, verb
from kanban.text.messages import Refused, msg
from kanban.text.paths import typed_path

BOARD_SHOWN = "zhang"


@verb(
    "demo",
    msg("""Make a throwaway workspace and open a board of it: four drivers, three months of history, nine milestones.

Without a terminal it prints the folder it made. The rest of the program is to be tried on it:
  kanban -w DIR rollup
  kanban -w DIR metrics"""),
    arg(
        "--dir",
        metavar="DIR",
        complete="dir",
        help=msg("make it there, in a folder or a database; by default in a new folder for temporary files"),
    ),
    flag("--no-open", help=msg("make it, but do not open it")),
    flag("--no-mouse", help=msg("leave the mouse to the terminal")),
)
def demo(context: Context, args: Any) -> int:
    """Make a throwaway workspace and open a board of it."""
    from kanban.cli.verbs.open import no_screen, run_board
    from kanban.demo import build

    where = args.dir if _is_url(args.dir) else str(_folder(args.dir))
    if _is_url(where):
        _check_empty(where)
    build(where, context.now)
    place = shlex.quote(where)
    context.say(msg("the roll-up: kanban -w {place} rollup", place=place))
    context.say(msg("the board of {board}: kanban -w {place} --board {board}", place=place, board=BOARD_SHOWN))
    if _is_url(where):
        context.say(msg("delete it: DROP SCHEMA kanban CASCADE in {place}", place=place))
    else:
        context.say(msg("delete it: rm -r {place}", place=place))
    if args.no_open or no_screen():
        context.out(where)
        return 0
    return run_board(Context(where), BOARD_SHOWN, mouse=not args.no_mouse)


def _is_url(given: str | None) -> bool:
    return given is not None and "://" in given


def _check_empty(where: str) -> None:
    """Raise Refused where a workspace is already."""
    from kanban.store.open import open_store

    store = open_store(where)
    if store.exists() and (store.boards() or store.plan().history):
        raise Refused(msg("--dir: {place} holds a workspace; a demo is made in a place of its own", place=store.place))


def _folder(given: str | None) -> Path:
    if given is None:
        import tempfile

        return Path(tempfile.mkdtemp(prefix="kanban-demo-"))
    folder = typed_path(given)
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(msg("--dir: {folder} is not empty; a demo is made in a folder of its own", folder=folder))
    return folder
