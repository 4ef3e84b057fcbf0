"""What the project manager does to the plan: pure functions from a plan and a command to the next plan."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from kanban.commands.refusal import Refused
from kanban.model.plan import Baseline, Milestone, Node, Phase, Plan, PlanEvent, SignOff, is_code, is_milestone_id
from kanban.text.clean import TITLE_LIMIT, clean_line


class PlanCommand(msgspec.Struct, frozen=True, kw_only=True, tag_field="command"):
    """Something the PM wants done to the plan."""


class SetProject(PlanCommand, frozen=True, tag="set_project"):
    """Name the project, or set its time zone (IANA)."""

    name: str | None = None
    timezone: str | None = None


class SetNode(PlanCommand, frozen=True, tag="set_node"):
    """Make or change a WBS node of level 1 to 3. An unset phase stays as it is."""

    code: str
    name: str
    phase: Phase | msgspec.UnsetType | None = msgspec.UNSET


class RemoveNode(PlanCommand, frozen=True, tag="remove_node"):
    """Take a WBS node without children out of the plan."""

    code: str


class SetMilestone(PlanCommand, frozen=True, tag="set_milestone"):
    """Make a milestone (without an id: the next M-number) or change one. Unset fields stay as they are."""

    id: str | None = None
    name: str | None = None
    phase: Phase | msgspec.UnsetType | None = msgspec.UNSET
    gates: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class SetBaseline(PlanCommand, frozen=True, tag="set_baseline"):
    """Give a milestone a new baseline date: a new version, the old ones stay readable."""

    milestone: str
    due_at: datetime
    why: str = ""


class Achieve(PlanCommand, frozen=True, tag="achieve"):
    """Sign a milestone off as achieved at a moment; None withdraws the sign-off."""

    milestone: str
    achieved_at: datetime | None
    note: str = ""


class RemoveMilestone(PlanCommand, frozen=True, tag="remove_milestone"):
    """Take a milestone out of the roll-up; its record stays."""

    milestone: str


AnyPlanCommand = SetProject | SetNode | RemoveNode | SetMilestone | SetBaseline | Achieve | RemoveMilestone


def apply(plan: Plan, command: AnyPlanCommand, by: str, at: datetime) -> tuple[Plan, str]:
    """The next plan and what was done, in words. The same plan if nothing changes. Raises Refused."""
    at = max(at, plan.log[-1].at) if plan.log else at  # a clock that went back reorders nothing
    changes, words = _decide(plan, command, by, at)
    if not changes:
        return plan, words
    log = (*plan.log, PlanEvent(at, by, words))
    return msgspec.structs.replace(plan, rev=plan.rev + 1, log=log, **changes), words


def milestone_named(plan: Plan, text: str) -> Milestone:
    """The milestone a user means: by id or an unambiguous part of its name. Raises Refused."""
    wanted = clean_line(text).casefold()
    live = [m for m in plan.milestones.values() if m.removed_at is None]
    found = [m for m in live if wanted in (m.id.casefold(), m.name.casefold())] or [
        m for m in live if wanted and wanted in m.name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        names = ", ".join(m.id for m in live) or "none yet"
        raise Refused(f"milestone {clean_line(text)!r} is not in the plan; it has {names}")
    raise Refused(f"milestone {clean_line(text)!r} could be {' or '.join(f'{m.id} {m.name}' for m in found)}")


def _decide(plan: Plan, command: AnyPlanCommand, by: str, at: datetime) -> tuple[dict[str, Any], str]:
    match command:
        case SetProject():
            return _project(plan, command)
        case SetNode():
            return _node(plan, command)
        case RemoveNode():
            return _remove_node(plan, command)
        case SetMilestone():
            return _milestone(plan, command, at)
        case SetBaseline():
            return _baseline(plan, command, by, at)
        case Achieve():
            return _achieve(plan, command, by, at)
        case RemoveMilestone():
            milestone = milestone_named(plan, command.milestone)
            return _put(plan, milestone, removed_at=at), f"removed milestone {milestone.id} {milestone.name}"


def _project(plan: Plan, command: SetProject) -> tuple[dict[str, Any], str]:
    from zoneinfo import ZoneInfo

    changes: dict[str, Any] = {}
    if command.name is not None and (name := _name("project", command.name)) != plan.project:
        changes["project"] = name
    if command.timezone is not None and command.timezone != plan.timezone:
        try:
            ZoneInfo(command.timezone)
        except (ValueError, KeyError, OSError):
            raise Refused(f"timezone: {command.timezone!r} is no IANA zone, such as Asia/Shanghai") from None
        changes["timezone"] = command.timezone
    return changes, ", ".join(f"set {k} to {v}" for k, v in changes.items()) or "nothing changed"


def _node(plan: Plan, command: SetNode) -> tuple[dict[str, Any], str]:
    code = command.code
    if not is_code(code):
        raise Refused(f"code: {code!r} is no WBS code of level 1 to 3, such as 1.2.3")
    parent = code.rpartition(".")[0]
    if parent and parent not in plan.nodes:
        raise Refused(f"code: {code} has no parent {parent} in the plan")
    old = plan.nodes.get(code)
    kept = old.phase if old else None
    phase = kept if command.phase is msgspec.UNSET else command.phase
    node = Node(code, _name("name", command.name), phase)
    if old == node:
        return {}, f"{code} {node.name}: nothing changed"
    words = f"{'changed' if old else 'added'} {code} {node.name}"
    return {"nodes": {**plan.nodes, code: node}}, words


def _remove_node(plan: Plan, command: RemoveNode) -> tuple[dict[str, Any], str]:
    code = command.code
    if code not in plan.nodes:
        raise Refused(f"code: {code!r} is not in the plan")
    below = [c for c in plan.nodes if c.startswith(code + ".")]
    if below:
        raise Refused(f"code: {code} still has {', '.join(below[:3])} below it")
    gating = [m.id for m in plan.milestones.values() if code in m.gates and m.removed_at is None]
    if gating:
        raise Refused(f"code: {code} is a gate of {', '.join(gating)}")
    return {"nodes": {c: n for c, n in plan.nodes.items() if c != code}}, f"removed {code} {plan.nodes[code].name}"


def _milestone(plan: Plan, command: SetMilestone, at: datetime) -> tuple[dict[str, Any], str]:
    wanted = (command.id or "").casefold()
    old = next((m for m in plan.milestones.values() if m.id.casefold() == wanted), None)
    changes: dict[str, Any] = {}
    if command.name is not None:
        changes["name"] = _name("name", command.name)
    if command.phase is not msgspec.UNSET:
        changes["phase"] = command.phase
    if command.gates is not msgspec.UNSET:
        changes["gates"] = _gates(plan, command.gates)
    if old is not None:
        new = msgspec.structs.replace(old, **changes, removed_at=None)
        if new == old:
            return {}, f"{old.id} {old.name}: nothing changed"
        return {"milestones": {**plan.milestones, old.id: new}}, f"changed milestone {new.id} {new.name}"
    if "name" not in changes:
        raise Refused("a milestone needs a name")
    number = plan.next_milestone
    milestone_id = command.id or f"M{number}"
    while command.id is None and milestone_id in plan.milestones:
        number += 1
        milestone_id = f"M{number}"
    if not is_milestone_id(milestone_id):
        raise Refused(f"id: {milestone_id!r} is no milestone id, such as M3")
    new = Milestone(id=milestone_id, created_at=at, **changes)
    return {
        "milestones": {**plan.milestones, milestone_id: new},
        "next_milestone": number + 1 if command.id is None else plan.next_milestone,
    }, f"added milestone {milestone_id} {new.name}"


def _baseline(plan: Plan, command: SetBaseline, by: str, at: datetime) -> tuple[dict[str, Any], str]:
    milestone = milestone_named(plan, command.milestone)
    current = milestone.baselines[-1] if milestone.baselines else None
    _zoned("due", command.due_at)
    if current and current.due_at == command.due_at:
        return {}, f"{milestone.id}: the baseline is that date already"
    version = plan.baseline_version + 1
    baseline = Baseline(version, command.due_at.astimezone(UTC), at, by, clean_line(command.why))
    changes = _put(plan, milestone, baselines=(*milestone.baselines, baseline))
    return {**changes, "baseline_version": version}, (
        f"{'moved' if current else 'set'} the baseline of {milestone.id} {milestone.name} (version {version})"
    )


def _achieve(plan: Plan, command: Achieve, by: str, at: datetime) -> tuple[dict[str, Any], str]:
    milestone = milestone_named(plan, command.milestone)
    achieved, note, current = command.achieved_at, clean_line(command.note), milestone.signed_off(at)
    if achieved is not None:
        achieved = _zoned("achieved", achieved).astimezone(UTC)
        if achieved > at:
            raise Refused(f"achieved: {achieved:%Y-%m-%d %H:%M} UTC lies in the future")
        if current and (current.achieved_at, current.note) == (achieved, note):
            return {}, f"{milestone.id} is signed off like that already"
    elif current is None:
        return {}, f"{milestone.id} is not signed off"
    record = SignOff(achieved, at, by, note)
    verb = "signed off" if achieved else "withdrew the sign-off of"
    return _put(plan, milestone, sign_offs=(*milestone.sign_offs, record)), f"{verb} {milestone.id} {milestone.name}"


def _put(plan: Plan, milestone: Milestone, **changes: Any) -> dict[str, Any]:
    changed = msgspec.structs.replace(milestone, **changes)
    return {"milestones": {**plan.milestones, milestone.id: changed}}


def _gates(plan: Plan, gates: tuple[str, ...]) -> tuple[str, ...]:
    for code in gates:
        if not is_code(code):
            raise Refused(f"gates: {code!r} is no WBS code of level 1 to 3, such as 1.2.3")
        if code not in plan.nodes:
            raise Refused(f"gates: {code} is not in the plan")
    return tuple(dict.fromkeys(gates))


def _zoned(field: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Refused(f"{field}: {moment} has no time zone")
    return moment


def _name(field: str, text: str) -> str:
    name = clean_line(text)
    if not 1 <= len(name) <= TITLE_LIMIT:
        raise Refused(f"{field}: a name has 1 to {TITLE_LIMIT} characters, not {len(name)}")
    return name
