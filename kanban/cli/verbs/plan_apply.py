"""The plan from a TOML file."""

from pathlib import Path
from typing import Any

from kanban.cli.asking import agrees, can_ask
from kanban.cli.context import Context
from kanban.cli.declared import arg, flag, verb
from kanban.cli.exits import Exit, Usage
from kanban.cli.verbs.plan import apply
from kanban.formats.plan_toml import difference as plan_difference
from kanban.formats.plan_toml import reading as plan_reading
from kanban.formats.plan_toml.change import Change
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Refused, msg, msg_n

SHOWN_CELLS = 100
"""Cells of a change that a refusal names."""


@verb(
    "plan apply",
    msg("""Bring the plan to what a TOML file says: show the difference, ask, then write all of it or nothing.

What the file does not name (nodes, milestones, links, rates, costs) stays, unless --prune is given. A baseline that
moves becomes a new version. Without a terminal nothing is asked, so nothing is written without --yes. The same file a
second time changes nothing.

Example:
  kanban plan apply --example > plan.toml
  kanban plan apply plan.toml"""),
    arg("file", metavar="FILE", optional=True, complete="file", help=msg("the TOML file")),
    flag("-y", "--yes", help=msg("write without asking")),
    flag("--prune", help=msg("remove nodes, milestones, links, rates and costs that the file does not name")),
    flag("--example", help=msg("print an example of such a file")),
    makes=True,
)
def plan_apply(context: Context, args: Any) -> int:
    """Bring the plan to what a TOML file says."""
    if args.example:
        context.out(plan_reading.EXAMPLE.rstrip("\n"))
        return Exit.OK
    if args.file is None:
        raise Usage(msg("plan apply: name a FILE, or say --example (see kanban plan apply --help)"))
    file = plan_reading.read(Path(args.file))
    changes = plan_difference.difference(context.plan, file, context.now, args.prune)
    if not changes:
        context.say(msg("nothing to change: the plan says what the file says"))
        return Exit.OK
    _rehearse(context, changes, args.file)
    for change in changes:
        context.out(clean_line(str(change.message)))
    if not args.yes:
        if not can_ask():
            raise Usage(msg("plan apply: nothing was written; say --yes, there is no terminal to ask on"))
        if not agrees(msg_n("write {n} change?", "write {n} changes?", len(changes))):
            context.say(msg("nothing was written"))
            return Exit.REFUSED
    apply(context, *(change.command for change in changes))
    return Exit.OK


def _rehearse(context: Context, changes: list[Change], file: str) -> None:
    """Refuse what would be refused before anything is asked. Raises Refused naming file and change."""
    from kanban.commands.ledger import decide, evolve
    from kanban.commands.outcome import Signed

    plan = context.plan
    for change in changes:
        try:
            plan = evolve(plan, decide(plan, Signed(change.command, context.user, context.now)))
        except Refused as error:
            words = cut(clean_line(change.words), SHOWN_CELLS)
            raise Refused(msg("{file}: {change}: {reason}", file=file, change=words, reason=error)) from error
