"""Making a workspace, one's own or one that is shared."""

import shlex
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.location import login
from kanban.commands import plan as pm
from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.model.plan import EMPTY_PLAN
from kanban.store.open import open_store
from kanban.store.protocol import RolesWanted, Store
from kanban.text.messages import Refused, joined, msg


@verb(
    "init",
    msg("""Make a workspace in a folder or a PostgreSQL database: a plan for the PM, a board for every driver.

For a folder it need not be called: a workspace is made on first use. One that is there already is left as it is,
but for the project's name and time zone, where they are given; that of an older version is brought up to date.

With --shared every driver changes only the own board, the PM only the plan, and root makes the boards; on a server
users and groups are its roles, and the owner of the workspace makes the boards. Said again it repairs owners and
rights; `kanban doctor --roles` proves them. On a server the groups are made where they are not there, by default
kanban_DATABASE and kanban_DATABASE_pms.

Examples:
  kanban init postgresql://db.example/bridge
  sudo kanban init /srv/bridge --shared --pm bo --group bridge --pm-group bridge-pm
  sudo kanban -w /srv/bridge board create li --driver li
  kanban init postgresql://host/bridge --shared --pm bo"""),
    arg(
        "dir",
        metavar="WHERE",
        complete="dir",
        help=msg(
            "a folder, or the address of a database as postgresql://[USER@]HOST/DATABASE; it may be there already"
        ),
    ),
    arg("--project", metavar="NAME", help=msg("the project's name")),
    arg("--timezone", metavar="ZONE", help=msg("IANA time zone, such as Asia/Shanghai; by default this machine's")),
    flag("--shared", help=msg("many drivers and a PM, kept apart by owners and groups; as root or superuser")),
    arg("--pm", metavar="USER", help=msg("with --shared: whose the plan is; all others only read it")),
    arg("--group", metavar="EVERYONE", help=msg("with --shared: the group of all members, who read the plan")),
    arg("--pm-group", metavar="PMS", help=msg("with --shared: the group that reads all boards, of PMs only")),
    arg("--boards", choices=("closed", "open"), help=msg("with --shared: open lets all members read all boards")),
)
def init(context: Context, args: Any) -> None:
    """Make a workspace in a folder or a PostgreSQL database."""
    user = login()  # of whatever workspace else is meant by the environment
    commands = [pm.SetProject(name=args.project, timezone=args.timezone)] if args.project or args.timezone else []
    for command in commands:
        decide(EMPTY_PLAN, Signed(command, user, context.now))  # refused before anything is made
    store = open_store(args.dir)
    wanted = _wanted_roles(store, args)
    is_new = not store.exists()
    remarks = store.roles.share(wanted) if wanted and store.roles else []
    store.create(by=user)
    if commands:
        _, applied = store.apply(None, [Signed(command, user, context.now) for command in commands])
        if applied[0].refusal is not None:
            raise applied[0].refusal
    context.has_changed = True
    if wanted and store.roles:
        remarks = store.roles.share(wanted)  # the plan's file has its owner only now
    for remark in remarks:
        context.say(f"kanban: {remark}")
    typed = args.dir if "://" in args.dir else store.place  # an address has more in it than is shown of a place
    _say_made(context, shlex.quote(typed), is_new, wanted is not None)


def _say_made(context: Context, place: str, is_new: bool, shared: bool) -> None:
    if shared:
        context.say(msg("made a shared workspace in {place}", place=place) if is_new else msg(
            "there is a shared workspace in {place}", place=place))  # fmt: skip
        context.say(msg("next: kanban -w {place} board create SLUG --driver USER, once for each driver", place=place))
        return
    context.say(msg("made a workspace in {place}", place=place) if is_new else msg(
        "there is a workspace in {place}", place=place))  # fmt: skip
    context.say(msg("your board: kanban -w {place} add TITLE; then kanban -w {place}", place=place))


def _wanted_roles(store: Store, args: Any) -> RolesWanted | None:
    """The roles asked for, None for a workspace that is not shared. Raises Usage, Refused."""
    given = {"--pm": args.pm, "--group": args.group, "--pm-group": args.pm_group, "--boards": args.boards}
    if not args.shared:
        if extra := [name for name, value in given.items() if value is not None]:
            raise Usage(msg("init: {option} goes with --shared (see kanban init --help)", option=extra[0]))
        return None
    if store.roles is None:
        raise Refused(msg("{place}: users cannot be kept apart there", place=store.place))
    if missing := [name for name in store.roles.needed if given[name] is None]:
        options = joined(missing, msg(" and "))
        raise Usage(msg("init: --shared needs {options} (see kanban init --help)", options=options))
    wanted = RolesWanted(args.pm or "", args.group or "", args.pm_group or "", args.boards == "open")
    store.roles.check_wanted(wanted)
    return wanted
