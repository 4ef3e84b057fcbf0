"""The project manager's plan: WBS nodes to level 3, milestones, and every baseline there ever was.

The plan is what its history says: `fold` makes it from the events, for now or for any past moment.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

import msgspec

from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.events import Voided, in_force
from kanban.model.links import Link
from kanban.model.plan_costs import NO_COSTS, Costs
from kanban.model.plan_events import (
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
    Phase,
    ProjectSet,
    RateSet,
    SignedOff,
    SignOffWithdrawn,
    Unlinked,
)
from kanban.model.wbs import code_key, level
from kanban.text.clean import clean_line
from kanban.text.folding import folded

UNDO_DEPTH = 100
"""How many commands can be undone."""


def is_milestone_id(text: str) -> bool:
    """Whether this may name a milestone: 1 to 20 characters, none of them a space or a terminal's business."""
    return clean_line(text) == text and 1 <= len(text) <= 20 and " " not in text


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """A node of the work breakdown structure; at level 3 a work package."""

    code: str
    name: str
    phase: Phase | None = None
    estimate_working_days: float | None = None
    """How many working days a work package is estimated to take, from its start."""


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date a milestone was promised for, in force from `set_at` until the next one."""

    version: int
    """Version of the plan's baseline that this date came with."""
    due_at: datetime
    set_at: datetime
    by: str
    why: str = ""


class SignOff(msgspec.Struct, frozen=True, omit_defaults=True):
    """The PM's record that a milestone was achieved; with `achieved_at` None, that the record is withdrawn."""

    achieved_at: datetime | None
    at: datetime
    by: str
    note: str = ""


class Milestone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A date in the plan that gates work packages: it is done when all their cards are."""

    id: str
    name: str
    phase: Phase | None = None
    gates: tuple[str, ...] = ()
    """WBS codes; a code of level 1 or 2 gates every work package below it."""
    created_at: datetime
    baselines: tuple[Baseline, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    def baseline(self, as_of: datetime) -> Baseline | None:
        """The baseline in force at `as_of`: the last one set by then."""
        past = [b for b in self.baselines if b.set_at <= as_of]
        return past[-1] if past else None

    @property
    def current_baseline(self) -> Baseline | None:
        """The baseline in force."""
        return self.baselines[-1] if self.baselines else None

    @property
    def original_baseline(self) -> Baseline | None:
        """The first baseline."""
        return self.baselines[0] if self.baselines else None

    @property
    def sign_off(self) -> SignOff | None:
        """The PM's record of the achievement, unless it was withdrawn."""
        return self.sign_offs[-1] if self.sign_offs and self.sign_offs[-1].achieved_at is not None else None

    def gates_package(self, code: str) -> bool:
        """Whether a work package lies under one of the gates."""
        return any(code == gate or code.startswith(gate + ".") for gate in self.gates)


class Plan(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The whole plan, an immutable snapshot."""

    project: str = ""
    timezone: str = "UTC"
    nodes: Mapping[str, Node] = {}
    milestones: Mapping[str, Milestone] = {}
    removed: Mapping[str, Milestone] = {}
    """Milestones that are no longer in the roll-up, as they were when they were removed."""
    links: Mapping[tuple[str, str], Link] = {}
    """By predecessor and successor."""
    calendar: Calendar = DEFAULT_CALENDAR
    costs: Costs = NO_COSTS
    history: tuple[AnyPlanEvent, ...] = ()
    undo: tuple[int, ...] = ()
    """Revisions of the commands that can be undone, the last one last."""
    redo: tuple[int, ...] = ()
    """Revisions of the commands that can be redone."""

    @property
    def rev(self) -> int:
        """How many commands have changed the plan."""
        return self.history[-1].rev if self.history else 0

    @property
    def last_at(self) -> datetime | None:
        """Time of the last event."""
        return self.history[-1].at if self.history else None

    @cached_property
    def baseline_version(self) -> int:
        """Version of the baseline: how often any date was set, undone settings among them."""
        return max((event.version for event in self.history if isinstance(event, BaselineSet)), default=0)

    @cached_property
    def packages(self) -> tuple[Node, ...]:
        """Work packages (level-3 nodes) in WBS order."""
        return tuple(self.nodes[c] for c in sorted(self.nodes, key=code_key) if level(c) == 3)

    def gated_by(self, package: str | None) -> tuple[Milestone, ...]:
        """Milestones that a work package counts for."""
        if package is None:
            return ()
        return tuple(m for m in self.milestones.values() if m.gates_package(package))

    def known_milestone(self, milestone_id: str) -> Milestone | None:
        """The milestone that has or had this id, in whatever letters it is written."""
        wanted = folded(milestone_id)
        known = (*self.milestones.values(), *self.removed.values())
        return next((m for m in known if folded(m.id) == wanted), None)

    def next_milestone_id(self) -> str:
        """The next M-number: one that no milestone has or had."""
        used = {event.milestone for event in self.history if isinstance(event, MilestoneSet)}
        number = 1
        while f"M{number}" in used:
            number += 1
        return f"M{number}"

    def as_of(self, moment: datetime) -> "Plan":
        """The plan as it was at `moment` (inclusive): the fold of the events until then."""
        if self.last_at is None or self.last_at <= moment:
            return self
        return fold(event for event in self.history if event.at <= moment)

    def working_on(self, events: tuple[AnyPlanEvent, ...]) -> "Plan":
        """The plan with more events behind it."""
        history = (*self.history, *events)
        if any(isinstance(event, Voided) for event in events):
            return fold(history)
        state = _State(self)
        for event in events:
            state.take(event)
        undo, redo = self.undo, self.redo
        for rev in dict.fromkeys(event.rev for event in events):
            if rev != self.rev:
                undo, redo = (*undo, rev)[-UNDO_DEPTH:], ()
        return state.plan(history, undo, redo)


EMPTY_PLAN = Plan()
"""A plan of nothing: what a workspace has before its PM writes one."""


def fold(events: Iterable[AnyPlanEvent]) -> Plan:
    """The plan that a history describes."""
    history = tuple(events)
    state = _State(EMPTY_PLAN)
    for _, event in in_force(history):
        state.take(event)
    return state.plan(history, *_steps(history))


class _State:
    """A plan while events are folded into it."""

    def __init__(self, plan: Plan) -> None:
        self.project, self.timezone = plan.project, plan.timezone
        self.nodes, self.milestones, self.removed = dict(plan.nodes), dict(plan.milestones), dict(plan.removed)
        self.links, self.calendar, self.costs = dict(plan.links), plan.calendar, plan.costs

    def take(self, event: AnyPlanEvent) -> None:
        """Fold one event in force."""
        match event:
            case ProjectSet():
                self.project = self.project if event.name is None else event.name
                self.timezone = self.timezone if event.timezone is None else event.timezone
            case NodeSet():
                old_node = self.nodes.get(event.code)
                estimate = old_node.estimate_working_days if old_node else None
                self.nodes[event.code] = Node(event.code, event.name, event.phase, estimate)
            case NodeRemoved():
                self.nodes.pop(event.code, None)
                self.costs = self.costs.without(event.code)
            case MilestoneSet():
                old = self.milestones.get(event.milestone) or self.removed.pop(event.milestone, None)
                self.milestones[event.milestone] = _milestone(old, event)
            case MilestoneRemoved():
                if event.milestone in self.milestones:
                    self.removed[event.milestone] = self.milestones.pop(event.milestone)
            case Estimated() | Linked() | Unlinked() | CalendarSet():
                self._take_for_schedule(event)
            case CurrencySet() | Budgeted() | RateSet() | CostBooked() | CostRemoved():
                self.costs = self.costs.after(event)
            case BaselineSet() | SignedOff() | SignOffWithdrawn():
                _record(self.milestones if event.milestone in self.milestones else self.removed, event)

    def _take_for_schedule(self, event: Estimated | Linked | Unlinked | CalendarSet) -> None:
        match event:
            case Estimated():
                if event.code in self.nodes:
                    node = msgspec.structs.replace(self.nodes[event.code], estimate_working_days=event.working_days)
                    self.nodes[event.code] = node
            case Linked():
                ends = event.predecessor, event.successor
                self.links[ends] = Link(*ends, event.type, event.lag_working_days)
            case Unlinked():
                self.links.pop((event.predecessor, event.successor), None)
            case CalendarSet():
                self.calendar = event.calendar

    def plan(self, history: tuple[AnyPlanEvent, ...], undo: tuple[int, ...], redo: tuple[int, ...]) -> Plan:
        """The snapshot."""
        return Plan(
            project=self.project,
            timezone=self.timezone,
            nodes=self.nodes,
            milestones=self.milestones,
            removed=self.removed,
            links=self.links,
            calendar=self.calendar,
            costs=self.costs,
            history=history,
            undo=undo,
            redo=redo,
        )


def _milestone(old: Milestone | None, event: MilestoneSet) -> Milestone:
    if old is None:
        return Milestone(id=event.milestone, name=event.name, phase=event.phase, gates=event.gates, created_at=event.at)
    return msgspec.structs.replace(old, name=event.name, phase=event.phase, gates=event.gates)


def _record(milestones: dict[str, Milestone], event: BaselineSet | SignedOff | SignOffWithdrawn) -> None:
    milestone = milestones.get(event.milestone)
    if milestone is None:
        return
    if isinstance(event, BaselineSet):
        baseline = Baseline(event.version, event.due_at, event.at, event.by, event.why)
        changed = msgspec.structs.replace(milestone, baselines=(*milestone.baselines, baseline))
    else:
        achieved_at = event.achieved_at if isinstance(event, SignedOff) else None
        sign_off = SignOff(achieved_at, event.at, event.by, event.note)
        changed = msgspec.structs.replace(milestone, sign_offs=(*milestone.sign_offs, sign_off))
    milestones[event.milestone] = changed


def _steps(history: tuple[AnyPlanEvent, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Revisions that can be undone, and those that can be redone. What has revision 0 made the plan and stays."""
    undo: list[int] = []
    redo: list[int] = []
    depths: list[int] = []
    last = 0
    for event in history:
        depths.append(1 + depths[event.event] if isinstance(event, Voided) else 0)
        if event.rev == last:
            continue
        last = event.rev
        if depths[-1] % 2:  # a voiding: undo; the voiding of one: redo; and so on
            _step(undo, redo, last)
        elif depths[-1]:
            _step(redo, undo, last)
        else:
            undo.append(last)
            redo.clear()
    return tuple(undo[-UNDO_DEPTH:]), tuple(redo)


def _step(source: list[int], target: list[int], rev: int) -> None:
    if source:
        source.pop()
    target.append(rev)
