"""The PM's plan: work breakdown, project, log."""

from typing import Any

import msgspec

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, Arg, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import plain_calendar, plain_link
from kanban.commands import plan as pm
from kanban.commands.plan_costs import SetCurrency
from kanban.commands.plan_schedule_described import days_text
from kanban.commands.undo import Redo, Undo
from kanban.model.plan import Milestone
from kanban.model.plan_events import PHASES
from kanban.model.wbs import code_key, level
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, iso
from kanban.text.messages import Refused, msg, tr
from kanban.text.numbers import whole_number

PHASE: Arg = arg("--phase", choices=(*PHASES, "none"), help=msg("process group it belongs to, or none"))


def apply(context: Context, *commands: pm.AnyPlanStep) -> None:
    """Carry steps out, all or none, and say what was done; one undo takes all of them back."""
    context.apply_to_plan(pm.ChangePlan(steps=commands))


def say_if_empty(context: Context) -> None:
    """Say so where there is no plan yet."""
    if not context.plan.nodes and not context.plan.milestones:
        context.say(
            msg("{place}: the plan is empty yet; begin with kanban plan node add, or kanban plan apply FILE",
                place=context.store.place)
        )  # fmt: skip


@verb(
    "plan show",
    msg(
        """Print the plan: project, work breakdown, milestones with their baseline dates; old versions stay readable.

With --toml it is printed as the file that `kanban plan apply` reads."""
    ),
    arg("--baseline", metavar="N", help=msg("the dates of version N of the baseline")),
    AS_OF,
    flag("--toml", help=msg("print the file that `kanban plan apply` reads")),
    JSON,
)
def show(context: Context, args: Any) -> None:
    """Print the plan."""
    for option, given in (("--json", args.json), ("--baseline", args.baseline is not None)):
        if args.toml and given:
            raise Usage(msg("plan show: {one} and {other} exclude each other", one="--toml", other=option))
    plan = context.plan.as_of(context.as_of(args.as_of))
    version = _version(args.baseline, plan.baseline_version)
    milestones = list(plan.milestones.values())
    say_if_empty(context)
    if args.toml:
        from kanban.formats.plan_toml.writing import written

        for line in written(plan).splitlines():
            context.out(line)
        return
    if args.json:
        context.plain_json({
            "project": plan.project, "timezone": plan.timezone, "baseline_version": version,
            "nodes": [msgspec.to_builtins(plan.nodes[code]) for code in sorted(plan.nodes, key=code_key)],
            "milestones": [plain_milestone(context, m, version) for m in milestones],
            "links": [plain_link(link) for link in plan.links.values()],
            "calendar": plain_calendar(plan.calendar),
        })  # fmt: skip
        return
    if plan.project and context.is_tty:
        name = context.paint(clean_line(plan.project), "bold")
        words = tr("{zone}, baseline version {version} of {last}", zone=plan.timezone, version=version,
                   last=plan.baseline_version)  # fmt: skip
        context.out(f"{name}  {words}")
    heads = (
        Head(msg("code")),
        Head(msg("name"), cut=True),
        Head(msg("phase")),
        Head(msg("baseline")),
        Head(msg("gates"), cut=True),
        Head(msg("estimate"), right=True),
    )
    rows: list[list[str | Cell]] = []
    for code in sorted(plan.nodes, key=code_key):
        node = plan.nodes[code]
        indent = "  " * (level(code) - 1) if context.is_tty else ""
        estimate = "" if node.estimate_working_days is None else days_text(node.estimate_working_days)
        rows.append([indent + code, node.name, node.phase or "", "", "", estimate])
    for milestone in milestones:
        due = due_of(milestone, version)
        when = "" if due is None else day_time(due, context.zone) if context.is_tty else iso(due, context.zone) or ""
        rows.append([milestone.id, milestone.name, milestone.phase or "", when, ", ".join(milestone.gates), ""])
    table(context, heads, rows)


@verb(
    "plan set",
    msg("Set the project's name, time zone or currency. A baseline keeps its moment when the zone changes."),
    arg("--project", metavar="NAME", help=msg("the project's name")),
    arg(
        "--timezone",
        metavar="ZONE",
        help=msg("IANA time zone that dates are typed and shown in, such as Asia/Shanghai"),
    ),
    arg("--currency", metavar="CODE", help=msg("ISO 4217 code of the currency that all money of the plan is in: CNY")),
    makes=True,
)
def set_(context: Context, args: Any) -> None:
    """Set the project's name, time zone or currency."""
    steps: list[pm.AnyPlanStep] = []
    if args.project is not None or args.timezone is not None:
        steps.append(pm.SetProject(name=args.project, timezone=args.timezone))
    if args.currency is not None:
        steps.append(SetCurrency(currency=args.currency.strip().upper()))
    if not steps:
        raise Refused(msg("plan set: say --project NAME, --timezone ZONE or --currency CODE"))
    apply(context, *steps)


@verb("plan undo", msg("Undo the last change of the plan, whoever made it; again for the one before."), makes=True)
def undo(context: Context, args: Any) -> None:
    """One step back."""
    context.apply_to_plan(Undo())


@verb("plan redo", msg("Redo what the last undo of the plan took back."), makes=True)
def redo(context: Context, args: Any) -> None:
    """One step on."""
    context.apply_to_plan(Redo())


def phase_of(text: str | None) -> Any:
    """The phase chosen; `none` is none."""
    return None if text in (None, "none") else text


def due_of(milestone: Milestone, version: int) -> Any:
    """The baseline date that was in force in a version of the plan's baseline; None before it had one."""
    past = [b.due_at for b in milestone.baselines if b.version <= version]
    return past[-1] if past else None


def plain_milestone(context: Context, milestone: Milestone, version: int) -> dict[str, Any]:
    """A milestone for JSON, with every baseline there was."""
    due = due_of(milestone, version)
    return {
        "id": milestone.id,
        "name": milestone.name,
        "phase": milestone.phase,
        "gates": list(milestone.gates),
        "baseline_at": iso(due, context.zone),
        "baselines": [
            {"version": b.version, "due_at": iso(b.due_at, context.zone), "set_at": iso(b.set_at, context.zone),
             "by": b.by, "why": b.why}
            for b in milestone.baselines
        ],
        "sign_offs": [
            {"achieved_at": iso(s.achieved_at, context.zone), "at": iso(s.at, context.zone), "by": s.by, "note": s.note}
            for s in milestone.sign_offs
        ],
    }  # fmt: skip


def _version(text: str | None, latest: int) -> int:
    if text is None:
        return latest
    version = whole_number(text, 1, latest)
    if version is None:
        known = msg("there are 1 to {last}", last=latest) if latest else msg("there is none yet")
        raise Refused(
            msg(
                "--baseline: {value!r} is no version of the baseline; {there}", value=clean_line(text)[:40], there=known
            )
        )
    return version
