"""Making a workspace, one's own or one that is shared."""

import argparse
import os

from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.spec import arg, flag, verb
from kanban.commands import plan as pm
from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.model.plan import EMPTY_PLAN
from kanban.store.folder import people, roles
from kanban.store.folder.roles import Roles
from kanban.text.messages import Refused


@verb(
    "init",
    arg("dir", metavar="DIR", complete="dir", help="where to make it; it may be there already"),
    arg("--project", metavar="NAME", help="the project's name"),
    arg("--timezone", metavar="ZONE", help="IANA time zone, such as Asia/Shanghai; by default this machine's"),
    flag("--shared", help="many drivers and a PM on one host, kept apart by owners and groups; as root"),
    arg("--pm", metavar="USER", help="with --shared: whose the plan is; all others only read it"),
    arg("--group", metavar="EVERYONE", help="with --shared: the group of all members, who read the plan"),
    arg("--pm-group", metavar="PMS", help="with --shared: the group that reads all boards, of PMs only"),
    arg("--boards", choices=("closed", "open"), help="with --shared: open lets all members read all boards"),
)
def init(shell: Shell, args: argparse.Namespace) -> None:
    """Make a workspace in a folder: a plan for the PM, and room for a board for every driver.

    It need not be called: a workspace is made on first use. A folder that holds one already is left as it is, but
    for the project's name and time zone, where they are given.

    With --shared every driver changes only the own board, the PM only the plan, and root makes the boards. Said again
    it repairs owners and modes; `kanban doctor --roles` proves them.

    Example:
      sudo kanban init /srv/bridge --shared --pm bo --group bridge --pm-group bridge-pm
      sudo kanban -w /srv/bridge board create li --driver li
    """
    commands = [pm.SetProject(name=args.project, timezone=args.timezone)] if args.project or args.timezone else []
    for command in commands:
        decide(EMPTY_PLAN, Signed(command, shell.user, shell.now))  # refused before anything is made
    there = Shell(args.dir)
    chosen = _chosen_roles(there, args)
    is_new = not (there.folder / "plan" / "plan.json").exists()
    umask = os.umask(0o077) if chosen else None
    there.store.create()
    if umask is not None:
        os.umask(umask)
    if commands:
        there.store.apply(None, [Signed(command, shell.user, shell.now) for command in commands])
    if chosen:
        _share(there, chosen)
    shell.say(f"{'made a' if is_new else 'there is a'} {'shared ' if chosen else ''}workspace in {there.folder}")
    if chosen:
        shell.say(f"next: kanban -w {there.folder} board create SLUG --driver USER, once for each driver")
    else:
        shell.say(f"your board: kanban -w {there.folder} add TITLE; then kanban -w {there.folder}")


def _chosen_roles(there: Shell, args: argparse.Namespace) -> Roles | None:
    """The roles asked for, None for a workspace that is not shared. Raises Usage, Refused."""
    given = {"--pm": args.pm, "--group": args.group, "--pm-group": args.pm_group, "--boards": args.boards}
    if not args.shared:
        if extra := [name for name, value in given.items() if value is not None]:
            raise Usage(f"init: {extra[0]} goes with --shared (see kanban init --help)")
        return None
    if missing := [name for name in ("--pm", "--group", "--pm-group") if given[name] is None]:
        raise Usage(f"init: --shared needs {' and '.join(missing)} (see kanban init --help)")
    who = people.user_id(args.pm, "--pm")
    everyone, pms = people.group_id(args.group, "--group"), people.group_id(args.pm_group, "--pm-group")
    if everyone == pms and args.boards != "open":
        raise Refused("--pm-group: it is the group of everyone, who would read all boards; if so, say --boards open")
    roles.check_before(there.folder)
    return roles.Roles(who, everyone, everyone if args.boards == "open" else pms)


def _share(there: Shell, chosen: Roles) -> None:
    odd = roles.share(there.folder, chosen, lambda slug: there.store.board(slug).driver)
    for words in (*odd, *roles.pm_faults(chosen)):
        there.say(f"kanban: {words}")
