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
        help=msg("make it there; by default in a new folder for temporary files"),
    ),
    flag("--no-open", help=msg("make it, but do not open it")),
    flag("--no-mouse", help=msg("leave the mouse to the terminal")),
)
def demo(context: Context, args: Any) -> int:
    """Make a throwaway workspace and open a board of it."""
    from kanban.cli.verbs.open import no_screen, run_board
    from kanban.demo import build

    folder = _folder(args.dir)
    build(folder, context.now)
    place = shlex.quote(str(folder))
    context.say(msg("the roll-up: kanban -w {place} rollup", place=place))
    context.say(msg("the board of {board}: kanban -w {place} --board {board}", place=place, board=BOARD_SHOWN))
    context.say(msg("delete it: rm -r {place}", place=place))
    if args.no_open or no_screen():
        context.out(str(folder))
        return 0
    return run_board(Context(str(folder)), BOARD_SHOWN, mouse=not args.no_mouse)


def _folder(given: str | None) -> Path:
    if given is None:
        import tempfile

        return Path(tempfile.mkdtemp(prefix="kanban-demo-"))
    folder = typed_path(given)
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(msg("--dir: {folder} is not empty; a demo is made in a folder of its own", folder=folder))
    return folder
