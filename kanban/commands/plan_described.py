"""What was done to the plan, told from the events alone, with what was before: from, to and why."""

from collections.abc import Sequence

from kanban.commands.plan_costs_described import cost_event
from kanban.commands.plan_schedule_described import schedule_event
from kanban.model.plan import Plan, fold
from kanban.model.plan_events import (
    PHASE_WORDS,
    AnyPlanEvent,
    BaselineSet,
    Budgeted,
    CalendarSet,
    CostBooked,
    CostRemoved,
    CurrencySet,
    Estimated,
    Linked,
    MilestoneRemoved,
    MilestoneSet,
    NodeRemoved,
    NodeSet,
    ProjectSet,
    RateSet,
    SignedOff,
    SignOffWithdrawn,
    Unlinked,
)
from kanban.text.clean import clean_line
from kanban.text.dates import minute
from kanban.text.messages import Message, Words, joined, msg, msg_n


def plan_described(history: Sequence[AnyPlanEvent], indexes: Sequence[int]) -> Message:
    """What the events at some places of the history did, in the past tense; of many, how many."""
    if not indexes:
        return msg("nothing changed")
    first = plan_event(fold(history[: indexes[0]]), history[indexes[0]])
    if len(indexes) == 1:
        return first
    return msg_n("{first}, and {n} more change", "{first}, and {n} more changes", len(indexes) - 1, first=first)


def plan_event(before: Plan, event: AnyPlanEvent) -> Message:
    """One event in words; `before` is the plan that it changed."""
    match event:
        case ProjectSet():
            return _project(before, event)
        case NodeSet():
            return _node(before, event)
        case NodeRemoved():
            node = before.nodes.get(event.code)
            return msg("removed {code} {name}", code=event.code, name=clean_line(node.name) if node else "")
        case MilestoneSet():
            return _milestone(before, event)
        case MilestoneRemoved():
            return msg("removed milestone {milestone}", milestone=_name(before, event.milestone))
        case BaselineSet():
            return _baseline(before, event)
        case SignedOff():
            message = msg(
                "signed off {milestone} as achieved on {date}",
                milestone=_name(before, event.milestone),
                date=minute(event.achieved_at, before.timezone),
            )
            return _because(message, event.note)
        case SignOffWithdrawn():
            message = msg("withdrew the sign-off of {milestone}", milestone=_name(before, event.milestone))
            return _because(message, event.note)
        case CurrencySet() | Budgeted() | RateSet() | CostBooked() | CostRemoved():
            return cost_event(before, event)
        case Estimated() | Linked() | Unlinked() | CalendarSet():
            return schedule_event(before, event)
    return msg("undid something")


def _project(before: Plan, event: ProjectSet) -> Message:
    if not before.history and event.name is None and event.timezone is not None:
        return msg("began the plan, in the time zone {zone}", zone=event.timezone)
    parts: list[Message] = []
    if event.name is not None:
        name = clean_line(event.name)
        parts.append(_set(msg("the project's name"), clean_line(before.project), name))
    if event.timezone is not None:
        parts.append(_set(msg("the time zone"), before.timezone, event.timezone))
    return joined(parts)


def _set(what: Message, old: str, new: str) -> Message:
    if not old or old == new:
        return msg("set {what} to {new}", what=what, new=new)
    return msg("changed {what} from {old} to {new}", what=what, old=old, new=new)


def _node(before: Plan, event: NodeSet) -> Message:
    name, old = clean_line(event.name), before.nodes.get(event.code)
    if old is None:
        return msg("added {code} {name}", code=event.code, name=name)
    changes = _changes(
        (msg("name"), clean_line(old.name), name), (msg("phase"), _phase(old.phase), _phase(event.phase))
    )
    return msg("changed {code} {name}: {changes}", code=event.code, name=name, changes=changes)


def _milestone(before: Plan, event: MilestoneSet) -> Message:
    name, old = clean_line(event.name), before.milestones.get(event.milestone)
    if old is None:
        return msg("added milestone {id} {name}", id=event.milestone, name=name)
    changes = _changes(
        (msg("name"), clean_line(old.name), name),
        (msg("phase"), _phase(old.phase), _phase(event.phase)),
        (msg("gates"), ", ".join(old.gates), ", ".join(event.gates)),
    )
    return msg("changed milestone {id} {name}: {changes}", id=event.milestone, name=name, changes=changes)


def _changes(*triples: tuple[Message, Words, Words]) -> Message:
    none = msg("none")
    return joined(
        msg("{what} from {old} to {new}", what=what, old=old or none, new=new or none)
        for what, old, new in triples
        if old != new
    )


def _baseline(before: Plan, event: BaselineSet) -> Message:
    name, new = _name(before, event.milestone), minute(event.due_at, before.timezone)
    if event.old_due_at is None:
        message = msg("set the baseline of {milestone} to {new} (version {version})", milestone=name, new=new,
                      version=event.version)  # fmt: skip
    else:
        old = minute(event.old_due_at, before.timezone)
        message = msg("moved the baseline of {milestone} from {old} to {new} (version {version})", milestone=name,
                      old=old, new=new, version=event.version)  # fmt: skip
    return _because(message, event.why)


def _because(message: Message, why: str) -> Message:
    return msg("{done}: {why}", done=message, why=clean_line(why)) if why else message


def _name(before: Plan, milestone_id: str) -> str:
    milestone = before.milestones.get(milestone_id) or before.removed.get(milestone_id)
    return f"{milestone_id} {clean_line(milestone.name)}" if milestone else milestone_id


def _phase(phase: str | None) -> Words:
    return PHASE_WORDS[phase] if phase else ""
