"""A throwaway workspace to look at."""

import argparse
import shlex
from pathlib import Path

from kanban.cli.context import Shell
from kanban.cli.spec import arg, flag, verb
from kanban.text.messages import Refused

BOARD_SHOWN = "zhang"


@verb(
    "demo",
    arg("--dir", metavar="DIR", complete="dir", help="make it there; by default in a new folder for temporary files"),
    flag("--no-open", help="make it, but do not open it"),
    flag("--no-mouse", help="leave the mouse to the terminal"),
)
def demo(shell: Shell, args: argparse.Namespace) -> int:
    """Make a throwaway workspace and open a board of it: four drivers, three months of history, nine milestones.

    Without a terminal it prints the folder it made. The rest of the program is to be tried on it:
      kanban -w DIR rollup
      kanban -w DIR metrics
    """
    from kanban.cli.screens import no_screen, run_board
    from kanban.demo import build

    folder = _folder(args.dir)
    build(folder, shell.now)
    there = shlex.quote(str(folder))
    shell.say(f"the roll-up: kanban -w {there} rollup")
    shell.say(f"the board of {BOARD_SHOWN}: kanban -w {there} --board {BOARD_SHOWN}")
    shell.say(f"delete it: rm -r {there}")
    if args.no_open or no_screen():
        shell.out(str(folder))
        return 0
    return run_board(Shell(str(folder)), BOARD_SHOWN, mouse=not args.no_mouse)


def _folder(given: str | None) -> Path:
    if given is None:
        import tempfile

        return Path(tempfile.mkdtemp(prefix="kanban-demo-"))
    folder = Path(given).expanduser()
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"--dir: {folder} is not empty; a demo is made in a folder of its own")
    return folder
