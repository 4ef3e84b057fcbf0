"""Making a workspace."""

import argparse

from kanban.cli.shell import Shell
from kanban.cli.spec import arg, verb
from kanban.commands import plan as pm
from kanban.commands.plan import apply
from kanban.model.plan import EMPTY_PLAN


@verb(
    "init",
    arg("dir", metavar="DIR", complete="dir", help="where to make it; it may be there already"),
    arg("--project", metavar="NAME", help="the project's name"),
    arg("--timezone", metavar="ZONE", help="IANA time zone, such as Asia/Shanghai; by default this machine's"),
)
def init(shell: Shell, args: argparse.Namespace) -> None:
    """Make a workspace in a folder: a plan for the PM, and room for a board for every driver.

    It need not be called: a workspace is made on first use. A folder that holds one already is left as it is, but
    for the project's name and time zone, where they are given.
    """
    commands = [pm.SetProject(name=args.project, timezone=args.timezone)] if args.project or args.timezone else []
    for command in commands:
        apply(EMPTY_PLAN, command, shell.user, shell.now)  # refused before anything is made
    there = Shell(args.dir)
    is_new = not (there.folder / "plan" / "plan.json").exists()
    there.store.create()
    if commands:
        there.store.apply_plan(commands, shell.user, shell.now)
    shell.say(f"{'made a' if is_new else 'there is a'} workspace in {there.folder}")
    shell.say(f"your board: kanban -w {there.folder} add TITLE; then kanban -w {there.folder}")
