"""Taking over foreign plans."""

from pathlib import Path
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.commands import plan as pm
from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.formats.mspdi.plan import ProjectPlan, read_project
from kanban.formats.plan_toml.change import Change
from kanban.formats.plan_toml.difference import difference
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg, msg_n


@verb(
    "import mspdi",
    msg("""Take over a project of Microsoft Project, saved as XML: work breakdown, milestones, links, working calendar.

Tasks of the outline levels 1 to 3 become nodes, milestones become milestones with their baseline, durations become
estimates. A milestone is gated by the work packages that have to finish before it. Dates are meant in the plan's time
zone. It says what it understood and what it left out; look at it with --dry-run first. The same file a second time
changes nothing; what the file does not name stays. `kanban plan undo` takes all of it back.

Example:
  kanban import mspdi bridge.xml --dry-run"""),
    arg("file", metavar="FILE", complete="file", help=msg("the XML that Microsoft Project saved")),
    flag("--merge", help=msg("import it into the plan of another project, changing nodes with the same codes")),
    flag("--dry-run", help=msg("say what would be done, and write nothing")),
    JSON,
    makes=True,
)
def mspdi(context: Context, args: Any) -> None:
    """Take over a project of Microsoft Project."""
    project = read_project(Path(args.file))
    _check_project(context, project, args.merge)
    changes = difference(context.plan, project.table, context.now)
    command = pm.ChangePlan(steps=tuple(change.command for change in changes))
    try:
        if args.dry_run:
            decide(context.plan, Signed(command, context.user, context.now))
        elif changes:
            context.apply_to_plan(command, in_words=False)
    except Refused as error:
        raise Refused(msg("{file}: {reason}", file=project.table.place, reason=error)) from error
    if args.json:
        context.plain_json(_content(args.dry_run, project, changes))
        return
    for change in changes:
        context.out(clean_line(str(change.message)))
    if args.dry_run:
        context.say(msg("dry run: nothing is written"))
    for line in project.understood:
        context.say(line)
    for line in project.left_out:
        context.say(msg("left out: {line}", line=line))
    if not changes:
        context.say(msg("nothing to change: the plan says what the file says"))
    elif not args.dry_run:
        context.say(msg_n("made {n} change", "made {n} changes", len(changes)))


def _check_project(context: Context, found: ProjectPlan, merge: bool) -> None:
    """Refuse to mix two projects unasked: their nodes have the same codes and other meanings."""
    plan, name = context.plan, found.table.values.get("project", "")
    if plan.nodes and plan.project != name and not merge:
        raise Refused(
            msg("{file}: the plan is that of {project!r}, the file that of {other!r}; say --merge to import it all the "
                "same", file=found.table.place, project=plan.project, other=name)
        )  # fmt: skip


def _content(dry_run: bool, found: ProjectPlan, changes: list[Change]) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "changes": [str(change.message) for change in changes],
        "understood": list(map(str, found.understood)),
        "left_out": list(map(str, found.left_out)),
    }
