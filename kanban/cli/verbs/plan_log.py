"""Every change of the plan, in words and as data."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import JSON, verb
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import costs_of, plain_calendar, plain_link
from kanban.cli.verbs.plan import say_if_empty
from kanban.model import plan_events as ev
from kanban.model.events import Voided
from kanban.model.plan import Milestone, Node, Plan, fold
from kanban.render.plan_log import PlanLine, folded, plan_log
from kanban.text.dates import day_time, iso
from kanban.text.messages import msg

_HEADS = (Head(msg("when")), Head(msg("who")), Head(msg("what"), cut=True))
Values = dict[str, Any] | None


@verb(
    "plan log",
    msg("""Print every change of the plan: when, who, what; from what to what, and why.

With --json each change has its kind, what it is about (a milestone, a code), the values before and after it, the
reason, and whether it counts or was undone."""),
    JSON,
)
def log(context: Context, args: Any) -> None:
    """The history, oldest first."""
    lines = list(plan_log(context.plan))
    say_if_empty(context)
    if args.json:
        content = {"log": _events(lines, context.plan, context.zone)}
        context.plain_json(content)
        return
    rows: list[list[str | Cell]] = [[day_time(line.at, context.zone), line.by, _words(line)] for line in folded(lines)]
    table(context, _HEADS, rows)


def _words(line: PlanLine) -> str:
    return str(line.message if line.counts else msg("{done} (undone)", done=line.message))


def _events(lines: list[PlanLine], plan: Plan, zone: str) -> list[dict[str, Any]]:
    """The events as data, each beside the values it found."""
    history, before, out = plan.history, fold(()), []
    for number, line in enumerate(lines):
        event = line.event
        if isinstance(event, Voided):
            old: Values = None
            new: Values = None
            about = ev.subject(_origin(plan, event))
            before = fold(history[: number + 1])
        else:
            about = ev.subject(event)
            old = _values(before, event, zone)
            before = before.working_on((event,))
            new = _values(before, event, zone)
        out.append({
            "at": iso(line.at, zone), "by": line.by, "kind": type(event).__struct_config__.tag, "what": about or None,
            "from": old, "to": new, "why": getattr(event, "why", getattr(event, "note", "")) or None,
            "voids": event.event if isinstance(event, Voided) else None, "counts": line.counts,
            "message": str(line.message),
        })  # fmt: skip
    return out


def _origin(plan: Plan, event: ev.AnyPlanEvent) -> ev.AnyPlanEvent:
    """What an undo or redo is about, through any number of them."""
    while isinstance(event, Voided):
        event = plan.history[event.event]
    return event


def _values(plan: Plan, event: ev.AnyPlanEvent, zone: str) -> Values:
    """What the plan says of the event's subject, as far as the event is about it; None for nothing."""
    match event:
        case ev.ProjectSet():
            return {"project": plan.project, "timezone": plan.timezone} if plan.history else None
        case ev.NodeSet() | ev.NodeRemoved():
            return _node(plan.nodes.get(event.code))
        case ev.MilestoneSet() | ev.MilestoneRemoved():
            return _milestone(plan.milestones.get(event.milestone))
        case ev.BaselineSet():
            baseline = _found(plan, event.milestone).current_baseline
            return (
                None if baseline is None else {"baseline_at": iso(baseline.due_at, zone), "version": baseline.version}
            )
        case ev.SignedOff() | ev.SignOffWithdrawn():
            sign_off = _found(plan, event.milestone).sign_off
            return None if sign_off is None else {"achieved_at": iso(sign_off.achieved_at, zone)}
        case ev.Estimated():
            node = plan.nodes.get(event.code)
            return (
                None
                if node is None or node.estimate_working_days is None
                else {"estimate_working_days": node.estimate_working_days}
            )
        case ev.Linked() | ev.Unlinked():
            link = plan.links.get((event.predecessor, event.successor))
            return None if link is None else plain_link(link)
        case ev.CalendarSet():
            return plain_calendar(plan.calendar)
        case ev.CurrencySet() | ev.Budgeted() | ev.RateSet() | ev.CostBooked() | ev.CostRemoved():
            return costs_of(plan, event)
    return None


def _found(plan: Plan, milestone_id: str) -> Milestone:
    return plan.milestones.get(milestone_id) or plan.removed[milestone_id]


def _node(node: Node | None) -> Values:
    return None if node is None else {"name": node.name, "phase": node.phase}


def _milestone(milestone: Milestone | None) -> Values:
    return (
        None
        if milestone is None
        else {"name": milestone.name, "phase": milestone.phase, "gates": list(milestone.gates)}
    )
