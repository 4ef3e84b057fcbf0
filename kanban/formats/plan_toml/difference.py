"""What would have to be done so that the plan says what a file says (see `planfile`): commands, each with its words."""

from datetime import datetime
from typing import NamedTuple

from msgspec import UNSET

from kanban.commands import plan as pm
from kanban.formats.plan_toml.reading import Table, code_of, gates_of, moment_of, phase_of, tables
from kanban.model.plan import Milestone, Plan
from kanban.model.wbs import code_key
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time


class Change(NamedTuple):
    """One thing that the file wants otherwise."""

    command: pm.AnyPlanStep
    words: str


def difference(plan: Plan, file: Table, at: datetime, prune: bool = False) -> list[Change]:
    """What has to be done so that the plan says what the file says; nothing if it does. Raises Refused."""
    zone_name = file.text("timezone") or plan.timezone
    changes = _project(plan, file)
    nodes = tables(file, "node", "code")
    milestones = tables(file, "milestone", "id")
    for table in sorted(nodes, key=lambda t: code_key(code_of(t))):
        changes += _node(plan, table)
    for table in milestones:
        changes += _milestone(plan, table, zone_name, at)
    if prune:
        changes += _pruned(plan, {code_of(t) for t in nodes}, {t.required("id") for t in milestones})
    return changes


def _project(plan: Plan, file: Table) -> list[Change]:
    changes = []
    project, timezone = file.text("project"), file.text("timezone")
    if project is not None and clean_line(project) != plan.project:
        words = f'project: "{clean_line(project)}"' + (f' instead of "{plan.project}"' if plan.project else "")
        changes.append(Change(pm.SetProject(name=clean_line(project)), words))
    if timezone is not None and timezone != plan.timezone:
        words = f"time zone: {clean_line(timezone)} instead of {plan.timezone}"
        changes.append(Change(pm.SetProject(timezone=timezone), words))
    return changes


def _node(plan: Plan, table: Table) -> list[Change]:
    code, name, phase = code_of(table), table.required("name"), phase_of(table)
    old = plan.nodes.get(code)
    if phase is UNSET:
        phase = old.phase if old else None
    command = pm.SetNode(code=code, name=name, phase=phase)
    if old is None:
        return [Change(command, f"add node {code} {name}")]
    parts = _parts(("name", old.name, name), ("phase", old.phase, phase))
    return [Change(command, f"change node {code}: {parts}")] if parts else []


def _milestone(plan: Plan, table: Table, zone_name: str, at: datetime) -> list[Change]:
    milestone_id, name, phase, gates = table.required("id"), table.required("name"), phase_of(table), gates_of(table)
    old = plan.milestones.get(milestone_id)
    command = pm.SetMilestone(id=milestone_id, name=name, phase=phase, gates=gates)
    changes = []
    again = milestone_id in plan.removed
    if old is None:
        changes.append(Change(command, f"add milestone {milestone_id} {name}" + (" again" if again else "")))
    elif parts := _parts(
        ("name", old.name, name),
        ("phase", old.phase, old.phase if phase is UNSET else phase),
        ("gates", ", ".join(old.gates), ", ".join(old.gates if gates is UNSET else dict.fromkeys(gates))),
    ):
        changes.append(Change(command, f"change milestone {milestone_id}: {parts}"))
    return changes + _baseline(old, table, zone_name, at)


def _baseline(old: Milestone | None, table: Table, zone_name: str, at: datetime) -> list[Change]:
    due = moment_of(table, "baseline", zone_name, at)
    current = old.current_baseline.due_at if old and old.current_baseline else None
    if due is None or due == current:
        return []
    milestone_id = table.required("id")
    command = pm.SetBaseline(milestone=milestone_id, due_at=due, why=table.text("why") or "")
    new = weekday_time(due, zone_name)
    if current is None:
        return [Change(command, f"set the baseline of {milestone_id}: {new}")]
    return [Change(command, f"move the baseline of {milestone_id}: {weekday_time(current, zone_name)} -> {new}")]


def _pruned(plan: Plan, codes: set[str], ids: set[str]) -> list[Change]:
    gone = [m for m in plan.milestones.values() if m.id not in ids]
    changes = [Change(pm.RemoveMilestone(milestone=m.id), f"remove milestone {m.id} {m.name}") for m in gone]
    for code in sorted(plan.nodes.keys() - codes, key=code_key, reverse=True):
        changes.append(Change(pm.RemoveNode(code=code), f"remove node {code} {plan.nodes[code].name}"))
    return changes


def _parts(*triples: tuple[str, str | None, str | None]) -> str:
    return ", ".join(f"{key} {new or 'none'} instead of {old or 'none'}" for key, old, new in triples if old != new)
