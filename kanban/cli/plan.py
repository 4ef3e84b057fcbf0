"""The PM's plan: work breakdown, project, log."""

import argparse
from typing import Any

import msgspec

from kanban.cli.context import Shell
from kanban.cli.output import Cell, Head, table
from kanban.cli.spec import JSON, Arg, arg, verb
from kanban.commands import plan as pm
from kanban.commands.outcome import Signed
from kanban.model.plan import Milestone
from kanban.model.plan_events import PHASES
from kanban.model.wbs import code_key, level
from kanban.render.plan_log import plan_log
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, iso
from kanban.text.messages import Refused

_CODE = arg("code", metavar="CODE", complete="code", help="WBS code of level 1 to 3: 1, 1.2, 1.2.3")
PHASE: Arg = arg("--phase", choices=(*PHASES, "none"), help="process group it belongs to, or none")


def apply(shell: Shell, *commands: pm.AnyPlanStep) -> None:
    """Carry plan commands out, all or none, and say what was done."""
    if not shell.store.boards() and not (shell.folder / "plan").exists():
        shell.say(f"made a workspace in {shell.folder}")
    _, applied = shell.store.apply(None, [Signed(pm.ChangePlan(steps=commands), shell.user, shell.now)])
    if applied[0].refusal is not None:
        raise applied[0].refusal
    for line in str(applied[0].message).split("; "):
        shell.say(line)


def say_if_empty(shell: Shell) -> None:
    """Say so where there is no plan yet."""
    if not shell.plan.nodes and not shell.plan.milestones:
        shell.say(f"{shell.folder}: the plan is empty yet; begin with kanban plan node add, or kanban plan apply FILE")


@verb("plan show", arg("--baseline", metavar="N", help="the dates of version N of the baseline"), JSON)
def show(shell: Shell, args: argparse.Namespace) -> None:
    """Print the plan: project, work breakdown, milestones with their baseline dates; old versions stay readable."""
    plan = shell.plan
    version = _version(args.baseline, plan.baseline_version)
    live = list(plan.milestones.values())
    say_if_empty(shell)
    if args.json:
        _json(shell, {
            "project": plan.project, "timezone": plan.timezone, "baseline_version": version,
            "nodes": [msgspec.to_builtins(plan.nodes[code]) for code in sorted(plan.nodes, key=code_key)],
            "milestones": [plain_milestone(shell, m, version) for m in live],
        })  # fmt: skip
        return
    if plan.project and shell.is_tty:
        name = shell.paint(clean_line(plan.project), "bold")
        shell.out(f"{name}  {plan.timezone}, baseline version {version} of {plan.baseline_version}")
    heads = (Head("code"), Head("name", cut=True), Head("phase"), Head("baseline"), Head("gates", cut=True))
    rows: list[list[str | Cell]] = []
    for code in sorted(plan.nodes, key=code_key):
        node = plan.nodes[code]
        indent = "  " * (level(code) - 1) if shell.is_tty else ""
        rows.append([indent + code, node.name, node.phase or "", "", ""])
    for milestone in live:
        due = due_of(milestone, version)
        when = "" if due is None else day_time(due, shell.zone) if shell.is_tty else iso(due, shell.zone) or ""
        rows.append([milestone.id, milestone.name, milestone.phase or "", when, ", ".join(milestone.gates)])
    table(shell, heads, rows)


@verb(
    "plan set",
    arg("--project", metavar="NAME", help="the project's name"),
    arg("--timezone", metavar="ZONE", help="IANA time zone that dates are typed and shown in, such as Asia/Shanghai"),
)
def set_(shell: Shell, args: argparse.Namespace) -> None:
    """Set the project's name or time zone. A baseline keeps its moment when the zone changes."""
    if args.project is None and args.timezone is None:
        raise Refused("plan set: say --project NAME or --timezone ZONE")
    apply(shell, pm.SetProject(name=args.project, timezone=args.timezone))


@verb("plan node add", _CODE, arg("name", metavar="NAME", nargs="+", help="its name"), PHASE)
def node_add(shell: Shell, args: argparse.Namespace) -> None:
    """Add a node to the work breakdown: level 1 or 2, or a work package (level 3) that cards can be put under.

    Example:
      kanban plan node add 1.2.3 Grouting 灌浆 --phase executing
    """
    code = clean_line(args.code)
    if code in shell.plan.nodes:
        raise Refused(f"code: {code} is in the plan already: {shell.plan.nodes[code].name} (see kanban plan node edit)")
    apply(shell, pm.SetNode(code=code, name=" ".join(args.name), phase=phase_of(args.phase)))


@verb("plan node edit", _CODE, arg("--name", metavar="NAME", help="another name"), PHASE)
def node_edit(shell: Shell, args: argparse.Namespace) -> None:
    """Change a node's name or phase; its code stays."""
    node = shell.plan.nodes.get(clean_line(args.code))
    if node is None:
        raise Refused(f"code: {clean_line(args.code)!r} is not in the plan")
    phase = node.phase if args.phase is None else phase_of(args.phase)
    apply(shell, pm.SetNode(code=node.code, name=node.name if args.name is None else args.name, phase=phase))


@verb("plan node remove", _CODE)
def node_remove(shell: Shell, args: argparse.Namespace) -> None:
    """Remove a node that has none below it and gates no milestone. Its cards keep the code and count for none."""
    apply(shell, pm.RemoveNode(code=clean_line(args.code)))


@verb("plan log", JSON)
def log(shell: Shell, args: argparse.Namespace) -> None:
    """Print every change of the plan: when, who, what."""
    events = plan_log(shell.plan)
    say_if_empty(shell)
    if args.json:
        _json(shell, {"log": [{"at": iso(e.at, shell.zone), "by": e.by, "words": str(e.message)} for e in events]})
        return
    rows = [[day_time(e.at, shell.zone), e.by, str(e.message)] for e in events]
    table(shell, (Head("when"), Head("who"), Head("what", cut=True)), rows)


def phase_of(text: str | None) -> Any:
    """The phase chosen; `none` is none."""
    return None if text in (None, "none") else text


def due_of(milestone: Milestone, version: int) -> Any:
    """The baseline date that was in force in a version of the plan's baseline; None before it had one."""
    past = [b.due_at for b in milestone.baselines if b.version <= version]
    return past[-1] if past else None


def plain_milestone(shell: Shell, milestone: Milestone, version: int) -> dict[str, Any]:
    """A milestone for JSON, with every baseline there was."""
    due = due_of(milestone, version)
    return {
        "id": milestone.id,
        "name": milestone.name,
        "phase": milestone.phase,
        "gates": list(milestone.gates),
        "baseline_at": iso(due, shell.zone),
        "baselines": [
            {"version": b.version, "due_at": iso(b.due_at, shell.zone), "set_at": iso(b.set_at, shell.zone), "by": b.by,
             "why": b.why}
            for b in milestone.baselines
        ],
        "sign_offs": [
            {"achieved_at": iso(s.achieved_at, shell.zone), "at": iso(s.at, shell.zone), "by": s.by, "note": s.note}
            for s in milestone.sign_offs
        ],
    }  # fmt: skip


def _version(text: str | None, latest: int) -> int:
    if text is None:
        return latest
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= latest):
        there = f"there are 1 to {latest}" if latest else "there is none yet"
        raise Refused(f"--baseline: {clean_line(text)!r} is no version of the baseline; {there}")
    return int(text)


def _json(shell: Shell, content: object) -> None:
    shell.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
