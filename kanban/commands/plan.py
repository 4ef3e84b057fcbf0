"""What the project manager does to the plan: the commands and their deciders."""

from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from kanban.commands.outcome import ChangedMeanwhile, Command, Outcome, Signed
from kanban.commands.plan_costs import (
    AnyCostStep,
    BookCost,
    RemoveCost,
    SetBudget,
    SetCurrency,
    SetRate,
    check_no_costs,
    decide_costs,
)
from kanban.commands.plan_described import plan_event
from kanban.commands.plan_schedule import (
    AnyScheduleStep,
    RemoveLink,
    SetCalendar,
    SetEstimate,
    SetLink,
    check_no_cycle,
    decide_schedule,
    unlinked,
)
from kanban.commands.plan_step import NOTHING, Decision, Stamp
from kanban.commands.undo import Redo, Undo
from kanban.model.events import in_force
from kanban.model.lookup import milestone_named
from kanban.model.plan import Plan, is_milestone_id
from kanban.model.plan_events import (
    BaselineSet,
    MilestoneRemoved,
    MilestoneSet,
    NodeRemoved,
    NodeSet,
    Phase,
    ProjectSet,
    SignedOff,
    SignOffWithdrawn,
    subject,
)
from kanban.model.wbs import is_code
from kanban.text.clean import TITLE_LIMIT, clean_line
from kanban.text.dates import is_zone
from kanban.text.messages import Refused, joined, msg


class SetProject(Command, frozen=True, tag="set_project"):
    """Name the project, or set its time zone (IANA)."""

    name: str | None = None
    timezone: str | None = None


class Opened(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a milestone or a node was when its editing began: what others changed since is not overwritten unread."""

    name: str
    phase: Phase | None = None
    gates: tuple[str, ...] = ()


class SetNode(Command, frozen=True, tag="set_node"):
    """Make or change a WBS node of level 1 to 3. An unset phase stays as it is."""

    code: str
    name: str
    phase: Phase | msgspec.UnsetType | None = msgspec.UNSET
    opened: Opened | None = None


class RemoveNode(Command, frozen=True, tag="remove_node"):
    """Take a WBS node without children out of the plan."""

    code: str


class SetMilestone(Command, frozen=True, tag="set_milestone"):
    """Make a milestone (without an id: the next M-number) or change one. Unset fields stay as they are."""

    id: str | None = None
    name: str | None = None
    phase: Phase | msgspec.UnsetType | None = msgspec.UNSET
    gates: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    new: bool = False
    """Only make one: refused where the plan has this id by now."""
    opened: Opened | None = None


class SetBaseline(Command, frozen=True, tag="set_baseline"):
    """Give a milestone a new baseline date: a new version, the old ones stay readable."""

    milestone: str
    due_at: datetime
    why: str = ""
    opened: datetime | msgspec.UnsetType | None = msgspec.UNSET
    """The date that is to be replaced, where somebody has looked at it; None for none."""


class Achieve(Command, frozen=True, tag="achieve"):
    """Sign a milestone off as achieved at a moment; None withdraws the sign-off."""

    milestone: str
    achieved_at: datetime | None
    note: str = ""
    opened: datetime | msgspec.UnsetType | None = msgspec.UNSET
    """The moment that it was signed off at when this was asked for; None for none."""


class RemoveMilestone(Command, frozen=True, tag="remove_milestone"):
    """Take a milestone out of the roll-up; its record stays."""

    milestone: str


AnyPlanStep = (
    SetProject
    | SetNode
    | RemoveNode
    | SetMilestone
    | SetBaseline
    | Achieve
    | RemoveMilestone
    | AnyScheduleStep
    | AnyCostStep
)


class ChangePlan(Command, frozen=True, tag="change_plan"):
    """Several changes at once, all or none: one undo takes them all back."""

    steps: tuple[AnyPlanStep, ...]


AnyPlanCommand = AnyPlanStep | ChangePlan | Undo | Redo


def change(plan: Plan, command: ChangePlan | AnyPlanStep, signed: Signed) -> Outcome:
    """Decide step after step, each on the plan that the steps before it leave. Raises Refused: then none is done."""
    steps = command.steps if isinstance(command, ChangePlan) else (command,)
    at = max(signed.at, plan.last_at or signed.at)  # a clock that went back reorders nothing
    current, messages, unchanged = plan, [], NOTHING
    for step in steps:
        events, unchanged = _decide(current, step, {"at": at, "by": signed.by, "rev": plan.rev + 1})
        for event in events:
            messages.append(plan_event(current, event))
            current = current.working_on((event,))
    message = joined(messages, "; ") if messages else unchanged
    return Outcome(message=message, at=at, by=signed.by, plan_events=current.history[len(plan.history) :])


def _decide(plan: Plan, step: AnyPlanStep, stamp: Stamp) -> Decision:
    match step:
        case SetProject():
            return _project(plan, step, stamp)
        case SetNode():
            return _node(plan, step, stamp)
        case RemoveNode():
            return _remove_node(plan, step, stamp)
        case SetMilestone():
            return _milestone(plan, step, stamp)
        case SetBaseline():
            return _baseline(plan, step, stamp)
        case Achieve():
            return _achieve(plan, step, stamp)
        case RemoveMilestone():
            milestone = milestone_named(plan, step.milestone)
            return (*unlinked(plan, milestone.id, stamp), MilestoneRemoved(**stamp, milestone=milestone.id)), NOTHING
        case SetEstimate() | SetLink() | RemoveLink() | SetCalendar():
            return decide_schedule(plan, step, stamp)
        case SetCurrency() | SetBudget() | SetRate() | BookCost() | RemoveCost():
            return decide_costs(plan, step, stamp)


def _project(plan: Plan, command: SetProject, stamp: Stamp) -> Decision:
    name = None if command.name is None else _name("project", command.name)
    name = None if name == plan.project else name
    timezone = None if command.timezone == plan.timezone else command.timezone
    if timezone is not None and not is_zone(timezone):
        raise Refused(msg("timezone: {value!r} is no IANA zone, such as Asia/Shanghai", value=timezone))
    if name is None and timezone is None:
        return (), NOTHING
    return (ProjectSet(**stamp, name=name, timezone=timezone),), NOTHING


def _node(plan: Plan, command: SetNode, stamp: Stamp) -> Decision:
    code = command.code
    if not is_code(code):
        raise Refused(msg("code: {code!r} is no WBS code of level 1 to 3, such as 1.2.3", code=code))
    parent = code.rpartition(".")[0]
    if parent and parent not in plan.nodes:
        raise Refused(msg("code: {code} has no parent {parent} in the plan", code=code, parent=parent))
    old = plan.nodes.get(code)
    kept = old.phase if old else None
    phase = kept if isinstance(command.phase, msgspec.UnsetType) else command.phase
    name = _name("name", command.name)
    if old is not None and command.opened is not None:
        name = _since_opened(plan, code, "name", (command.opened.name, old.name, name))
    if old is not None and (old.name, old.phase) == (name, phase):
        return (), msg("{name}: nothing changed", name=f"{code} {old.name}")
    return (NodeSet(**stamp, code=code, name=name, phase=phase),), NOTHING


def _remove_node(plan: Plan, command: RemoveNode, stamp: Stamp) -> Decision:
    code = command.code
    if code not in plan.nodes:
        raise Refused(msg("code: {code!r} is not in the plan", code=code))
    below = [c for c in plan.nodes if c.startswith(code + ".")]
    if below:
        raise Refused(msg("code: {code} still has {codes} below it", code=code, codes=joined(below[:3])))
    gating = [m.id for m in plan.milestones.values() if code in m.gates]
    if gating:
        raise Refused(msg("code: {code} is a gate of {milestones}", code=code, milestones=joined(gating)))
    check_no_costs(plan, code)
    return (*unlinked(plan, code, stamp), NodeRemoved(**stamp, code=code)), NOTHING


def _milestone(plan: Plan, command: SetMilestone, stamp: Stamp) -> Decision:
    old = plan.known_milestone(command.id or "")
    if command.new and old is not None and old.id in plan.milestones:
        raise Refused(msg("id: {id} is in the plan already", id=old.id))
    if old is None and command.name is None:
        raise Refused(msg("a milestone needs a name"))
    milestone_id = old.id if old else command.id or plan.next_milestone_id()
    if not is_milestone_id(milestone_id):
        raise Refused(msg("id: {id!r} is no milestone id, such as M3", id=milestone_id))
    phase, gates = (old.phase, old.gates) if old else (None, ())
    gates = tuple(code for code in gates if code in plan.nodes)  # of one that was removed some may be gone
    if not isinstance(command.phase, msgspec.UnsetType):
        phase = command.phase
    if not isinstance(command.gates, msgspec.UnsetType):
        gates = _gates(plan, command.gates)
    name = _name("name", command.name) if command.name is not None else old.name if old else ""
    if old is not None and (opened := command.opened) is not None:
        name = _since_opened(plan, old.id, "name", (opened.name, old.name, name))
        phase = _since_opened(plan, old.id, "phase", (opened.phase, old.phase, phase))
        gates = _since_opened(plan, old.id, "gates", (opened.gates, old.gates, gates))
    new = MilestoneSet(**stamp, milestone=milestone_id, name=name, phase=phase, gates=gates)
    if old and old.id in plan.milestones and (new.name, new.phase, new.gates) == (old.name, old.phase, old.gates):
        return (), msg("{name}: nothing changed", name=f"{old.id} {old.name}")
    if plan.links:
        check_no_cycle(plan.working_on((new,)), [milestone_id])
    return (new,), NOTHING


def _baseline(plan: Plan, command: SetBaseline, stamp: Stamp) -> Decision:
    milestone = milestone_named(plan, command.milestone)
    current = milestone.current_baseline
    due_at = _zoned("due", command.due_at).astimezone(UTC)
    if not isinstance(command.opened, msgspec.UnsetType):
        dates = command.opened, current and current.due_at, due_at
        due_at = _since_opened(plan, milestone.id, "baseline", dates) or due_at
    if current and current.due_at == due_at:
        return (), msg("{milestone}: the baseline is that date already", milestone=milestone.id)
    event = BaselineSet(
        **stamp,
        milestone=milestone.id,
        version=plan.baseline_version + 1,
        due_at=due_at,
        old_due_at=current.due_at if current else None,
        why=clean_line(command.why),
    )
    return (event,), NOTHING


def _achieve(plan: Plan, command: Achieve, stamp: Stamp) -> Decision:
    milestone = milestone_named(plan, command.milestone)
    note, current = clean_line(command.note), milestone.sign_off
    if not isinstance(command.opened, msgspec.UnsetType):
        signed_at = current and current.achieved_at
        _since_opened(plan, milestone.id, "sign_off", (command.opened, signed_at, command.achieved_at))
    if command.achieved_at is None:
        if current is None:
            return (), msg("{milestone} is not signed off", milestone=milestone.id)
        return (SignOffWithdrawn(**stamp, milestone=milestone.id, note=note),), NOTHING
    achieved_at = _zoned("achieved", command.achieved_at).astimezone(UTC)
    if achieved_at > stamp["at"]:
        raise Refused(msg("achieved: {date} UTC lies in the future", date=f"{achieved_at:%Y-%m-%d %H:%M}"))
    if current and (current.achieved_at, current.note) == (achieved_at, note):
        return (), msg("{milestone} is signed off like that already", milestone=milestone.id)
    return (SignedOff(**stamp, milestone=milestone.id, achieved_at=achieved_at, note=note),), NOTHING


_LABELS = {
    "name": msg("name"), "phase": msg("phase"), "gates": msg("gates"), "baseline": msg("baseline"),
    "sign_off": msg("sign-off"),
}  # fmt: skip
_SETTING = {"baseline": BaselineSet, "sign_off": SignedOff | SignOffWithdrawn}
Value = TypeVar("Value")


def _since_opened(plan: Plan, subject_id: str, field: str, values: tuple[Value, Value, Value]) -> Value:
    """What a field is to be, of what it was when its editing began, what it is now, and what was typed.

    What nobody typed anew stays as it is now. Raises ChangedMeanwhile.
    """
    opened, current, typed = values
    if typed == opened:
        return current
    if current not in (opened, typed):
        kinds = _SETTING.get(field, MilestoneSet | NodeSet)
        by = [e.by for _, e in in_force(plan.history) if isinstance(e, kinds) and subject(e) == subject_id]
        raise ChangedMeanwhile(subject_id, field, _LABELS[field], current, by[-1] if by else "?")
    return typed


def _gates(plan: Plan, gates: tuple[str, ...]) -> tuple[str, ...]:
    for code in gates:
        if not is_code(code):
            raise Refused(msg("gates: {code!r} is no WBS code of level 1 to 3, such as 1.2.3", code=code))
        if code not in plan.nodes:
            raise Refused(msg("gates: {code} is not in the plan", code=code))
    return tuple(dict.fromkeys(gates))


def _zoned(field: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Refused(msg("{field}: {value} has no time zone", field=field, value=moment))
    return moment


def _name(field: str, text: str) -> str:
    name = clean_line(text)
    if not 1 <= len(name) <= TITLE_LIMIT:
        raise Refused(
            msg("{field}: a name has 1 to {most} characters, not {n}", field=field, most=TITLE_LIMIT, n=len(name))
        )
    return name
