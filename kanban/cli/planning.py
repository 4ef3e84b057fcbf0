"""The plan from a TOML file."""

import argparse
import sys
from pathlib import Path

from kanban.cli.context import Shell
from kanban.cli.exits import Exit, Usage
from kanban.cli.plan import apply
from kanban.cli.spec import arg, flag, verb
from kanban.formats.plan_toml import difference as plandiff
from kanban.formats.plan_toml import reading as planfile
from kanban.text.clean import clean_line, plural
from kanban.text.messages import Refused


@verb(
    "plan apply",
    arg("file", metavar="FILE", nargs="?", complete="file", help="the TOML file"),
    flag("-y", "--yes", help="write without asking"),
    flag("--prune", help="remove nodes and milestones that the file does not name"),
    flag("--example", help="print an example of such a file"),
)
def plan_apply(shell: Shell, args: argparse.Namespace) -> int:
    """Bring the plan to what a TOML file says: show the difference, ask, then write all of it or nothing.

    Nodes and milestones that the file does not name stay, unless --prune is given. A baseline that moves becomes a
    new version. Without a terminal nothing is asked, so nothing is written without --yes. The same file a second
    time changes nothing.

    Example:
      kanban plan apply --example > plan.toml
      kanban plan apply plan.toml
    """
    if args.example:
        shell.out(planfile.EXAMPLE.rstrip("\n"))
        return Exit.OK
    if args.file is None:
        raise Usage("plan apply: name a FILE, or say --example (see kanban plan apply --help)")
    file = planfile.read(Path(args.file))
    changes = plandiff.difference(shell.plan, file, shell.now, args.prune)
    if not changes:
        shell.say("nothing to change: the plan says what the file says")
        return Exit.OK
    _rehearse(shell, changes, args.file)
    for change in changes:
        shell.out(clean_line(change.words))
    if not args.yes and not _agreed(len(changes)):
        if not sys.stdin.isatty():
            raise Usage("plan apply: nothing was written; say --yes, there is no terminal to ask on")
        shell.say("nothing was written")
        return Exit.REFUSED
    apply(shell, *(change.command for change in changes))
    return Exit.OK


def _rehearse(shell: Shell, changes: list[plandiff.Change], file: str) -> None:
    """Refuse what would be refused before anything is asked. Raises Refused naming file and change."""
    from kanban.commands.ledger import decide, evolve
    from kanban.commands.outcome import Signed

    plan = shell.plan
    for change in changes:
        try:
            plan = evolve(plan, decide(plan, Signed(change.command, shell.user, shell.now)))
        except Refused as error:
            raise Refused(f"{file}: {change.words}: {error}") from error


def _agreed(count: int) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    sys.stderr.write(f"write {plural(count, 'change')}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
