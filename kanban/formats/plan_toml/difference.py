"""What has to be done so that the plan says what a file says (see `reading`): commands, each told as a message."""

from datetime import datetime

from msgspec import UNSET

from kanban.commands import plan as pm
from kanban.formats.plan_toml.change import Change
from kanban.formats.plan_toml.costs import costs_difference
from kanban.formats.plan_toml.reading import Table, code_of, gates_of, moment_of, phase_of, tables
from kanban.formats.plan_toml.schedule import calendar_difference, estimate_difference, links_difference
from kanban.model.plan import Milestone, Plan
from kanban.model.plan_events import PHASE_WORDS
from kanban.model.wbs import code_key
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.messages import Message, Words, joined, msg


def difference(plan: Plan, file: Table, at: datetime, prune: bool = False) -> list[Change]:
    """What has to be done so that the plan says what the file says; nothing if it does. Raises Refused."""
    zone_name = file.text("timezone") or plan.timezone
    calendar, calendar_changes = calendar_difference(plan, file)
    linked, unlinked = links_difference(plan, file, calendar, prune)
    changes = _project(plan, file) + unlinked
    nodes = tables(file, "node", "code")
    costs = costs_difference(plan, file, nodes, prune)
    changes += costs.first
    milestones = tables(file, "milestone", "id")
    for table in sorted(nodes, key=lambda t: code_key(code_of(t))):
        changes += _node(plan, table)
        changes += estimate_difference(plan, table, calendar)
    for table in milestones:
        changes += _milestone(plan, table, zone_name, at)
    changes += calendar_changes + linked + costs.last
    if prune:
        changes += _pruned(plan, {code_of(t) for t in nodes}, {_id(plan, t) for t in milestones})
    return changes


def _project(plan: Plan, file: Table) -> list[Change]:
    changes = []
    project, timezone = file.text("project"), file.text("timezone")
    if project is not None and clean_line(project) != plan.project:
        new = clean_line(project)
        message = msg('project: "{new}"', new=new)
        if plan.project:
            message = msg('project: "{new}" instead of "{old}"', new=new, old=clean_line(plan.project))
        changes.append(Change(pm.SetProject(name=new), message))
    if timezone is not None and timezone != plan.timezone:
        message = msg("time zone: {new} instead of {old}", new=clean_line(timezone), old=plan.timezone)
        changes.append(Change(pm.SetProject(timezone=timezone), message))
    return changes


def _node(plan: Plan, table: Table) -> list[Change]:
    code, name, phase = code_of(table), table.required("name"), phase_of(table)
    old = plan.nodes.get(code)
    if phase is UNSET:
        phase = old.phase if old else None
    command = pm.SetNode(code=code, name=name, phase=phase)
    if old is None:
        return [Change(command, msg("add node {code} {name}", code=code, name=name))]
    parts = _parts((msg("name"), old.name, name), (msg("phase"), _phase(old.phase), _phase(phase)))
    return [Change(command, msg("change node {code}: {parts}", code=code, parts=parts))] if parts else []


def _milestone(plan: Plan, table: Table, zone_name: str, at: datetime) -> list[Change]:
    milestone_id, name, phase, gates = _id(plan, table), table.required("name"), phase_of(table), gates_of(table)
    old = plan.milestones.get(milestone_id)
    command = pm.SetMilestone(id=milestone_id, name=name, phase=phase, gates=gates)
    changes = []
    if old is None:
        added = msg("add milestone {id} {name}", id=milestone_id, name=name)
        if milestone_id in plan.removed:
            added = msg("add milestone {id} {name} again", id=milestone_id, name=name)
        changes.append(Change(command, added))
    elif parts := _parts(
        (msg("name"), old.name, name),
        (msg("phase"), _phase(old.phase), _phase(old.phase if phase is UNSET else phase)),
        (msg("gates"), ", ".join(old.gates), ", ".join(old.gates if gates is UNSET else dict.fromkeys(gates))),
    ):
        changes.append(Change(command, msg("change milestone {id}: {parts}", id=milestone_id, parts=parts)))
    return changes + _baseline(old or plan.removed.get(milestone_id), milestone_id, table, zone_name, at)


def _id(plan: Plan, table: Table) -> str:
    """The id of a milestone as the plan has it: `m6` in a file is the plan's `M6`."""
    milestone_id = table.required("id")
    known = plan.known_milestone(milestone_id)
    return known.id if known else milestone_id


def _baseline(old: Milestone | None, milestone_id: str, table: Table, zone_name: str, at: datetime) -> list[Change]:
    due = moment_of(table, "baseline", zone_name, at)
    current = old.current_baseline.due_at if old and old.current_baseline else None
    if due is None or due == current:
        return []
    command = pm.SetBaseline(milestone=milestone_id, due_at=due, why=table.text("why") or "")
    new = weekday_time(due, zone_name)
    if current is None:
        return [Change(command, msg("set the baseline of {id}: {new}", id=milestone_id, new=new))]
    before = weekday_time(current, zone_name)
    return [Change(command, msg("move the baseline of {id}: {old} -> {new}", id=milestone_id, old=before, new=new))]


def _pruned(plan: Plan, codes: set[str], ids: set[str]) -> list[Change]:
    gone = [m for m in plan.milestones.values() if m.id not in ids]
    changes = [
        Change(pm.RemoveMilestone(milestone=m.id), msg("remove milestone {id} {name}", id=m.id, name=m.name))
        for m in gone
    ]
    for code in sorted(plan.nodes.keys() - codes, key=code_key, reverse=True):
        message = msg("remove node {code} {name}", code=code, name=plan.nodes[code].name)
        changes.append(Change(pm.RemoveNode(code=code), message))
    return changes


def _parts(*triples: tuple[Message, Words | None, Words | None]) -> Message:
    none = msg("none")
    return joined(
        msg("{what} {new} instead of {old}", what=what, new=new or none, old=old or none)
        for what, old, new in triples
        if old != new
    )


def _phase(phase: str | None) -> Words | None:
    return PHASE_WORDS[phase] if phase else None
