"""A plan as its rules say it, and steps that change one: what the plan's commands are compared with."""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from hypothesis import strategies as st
from makers import DOING, DONE, Desk

from kanban.commands import plan as pm
from kanban.commands.plan import AnyPlanCommand
from kanban.model.links import LINK_TYPES
from kanban.model.plan import Plan
from kanban.model.plan_events import PHASES

CODES = ("1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.1.1")
codes = st.sampled_from(CODES)
odd_codes = st.sampled_from((*CODES, "", "0", "1.2.3.4", "x", "9"))
ids = st.sampled_from(("M1", "M2", "m1", "HANDOVER"))
names = st.sampled_from(("Deck", "桥面", " Piers\x1b[2J ", "", " ", "x" * 501))
phases = st.sampled_from((None, *PHASES))
days = st.integers(-3, 3)
ends = st.sampled_from(("1.1.1", "1.1.2", "2.1.1", "M1", "m1", "M2", "zhang/7", "1.1", "x/y"))
lags = st.sampled_from((0.0, 2.0, -1.0))
dates = st.integers(0, 4).map(lambda n: datetime(2026, 5, 1 + n, 17, tzinfo=UTC))


@dataclass
class Gate:
    """A milestone as the model has it."""

    name: str
    phase: str | None = None
    gates: tuple[str, ...] = ()
    dates: list[datetime] = field(default_factory=list)
    signed: list[datetime | None] = field(default_factory=list)


@dataclass
class Model:
    """The plan as plain values."""

    links: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    estimates: dict[str, float] = field(default_factory=dict)
    workdays: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")

    project: str = ""
    zone: str = "UTC"
    nodes: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    shown: dict[str, Gate] = field(default_factory=dict)
    gone: dict[str, Gate] = field(default_factory=dict)


class Refusal(Exception):
    """The model does not take a command."""


def clean(name: str) -> str:
    """A name as it is kept."""
    kept = " ".join(name.replace("\x1b", "").split())
    if not 1 <= len(kept) <= 500:
        raise Refusal
    return kept


def known(of: dict[str, Gate], wanted: str) -> str | None:
    """The id in the letters in which it is kept."""
    return next((one for one in of if one.casefold() == wanted.casefold()), None)


class Steps:
    """What each command does to the model; Refusal where it may not be."""

    def __init__(self, model: Model, now: datetime) -> None:
        self.model, self.now = copy.deepcopy(model), now

    def project(self, step: pm.SetProject) -> None:
        if step.name is not None:
            self.model.project = clean(step.name)
        if step.timezone not in (None, self.model.zone):
            if step.timezone == "Mars/Olympus":
                raise Refusal
            self.model.zone = step.timezone

    def node(self, step: pm.SetNode) -> None:
        if step.code not in CODES:  # "9" has no name in these tests: it is left to `remove_node`
            raise Refusal
        parent = step.code.rpartition(".")[0]
        if parent and parent not in self.model.nodes:
            raise Refusal
        old = self.model.nodes.get(step.code, ("", None))[1]
        self.model.nodes[step.code] = (clean(step.name), old if step.phase is msgspec.UNSET else step.phase)

    def remove_node(self, step: pm.RemoveNode) -> None:
        below = any(code.startswith(f"{step.code}.") for code in self.model.nodes)
        gating = any(step.code in gate.gates for gate in self.model.shown.values())
        if step.code not in self.model.nodes or below or gating:
            raise Refusal
        del self.model.nodes[step.code]
        self.model.estimates.pop(step.code, None)
        self._unlink(step.code)

    def _unlink(self, end: str) -> None:
        self.model.links = {ends: link for ends, link in self.model.links.items() if end not in ends}

    def estimate(self, step: pm.SetEstimate) -> None:
        if step.code not in self.model.nodes or (step.working_days is not None and step.code.count(".") != 2):
            raise Refusal
        self.model.estimates.pop(step.code, None)
        if step.working_days is not None:
            if not 0 < step.working_days <= 10_000:
                raise Refusal
            self.model.estimates[step.code] = step.working_days

    def link(self, step: pm.SetLink) -> None:
        ends = self._end(step.predecessor), self._end(step.successor)
        self.model.links[ends] = step.type, step.lag_working_days
        self._no_circle()

    def remove_link(self, step: pm.RemoveLink) -> None:
        typed = step.predecessor, step.successor
        ends = tuple(known(self.model.shown, end) or known(self.model.gone, end) or end for end in typed)
        if ends not in self.model.links:
            raise Refusal
        del self.model.links[ends]

    def calendar(self, step: pm.SetCalendar) -> None:
        if not step.workdays:
            raise Refusal
        self.model.workdays = step.workdays

    def _end(self, wanted: str) -> str:
        milestone = known(self.model.shown, wanted)
        if wanted == "zhang/7" or (wanted in self.model.nodes and wanted.count(".") == 2):
            return wanted
        if milestone is None:
            raise Refusal
        return milestone

    def _no_circle(self) -> None:
        """Nothing is reached from itself, going along links and from work packages to milestones."""
        steps = set(self.model.links)
        steps |= {
            (code, one) for one, gate in self.model.shown.items() for code in self.model.nodes
            if code.count(".") == 2 and any(code == above or code.startswith(f"{above}.") for above in gate.gates)
        }  # fmt: skip
        for start in {first for first, _ in steps}:
            reached, new = set(), {start}
            while new:
                new = {then for first, then in steps if first in new} - reached
                reached |= new
            if start in reached:
                raise Refusal

    def milestone(self, step: pm.SetMilestone) -> None:
        shown, gone = known(self.model.shown, step.id), known(self.model.gone, step.id)
        if step.new and shown:
            raise Refusal
        old = self.model.shown[shown] if shown else self.model.gone[gone] if gone else None
        if old is None and step.name is None:
            raise Refusal
        new = copy.deepcopy(old) if old else Gate("")
        new.gates = tuple(code for code in new.gates if code in self.model.nodes)
        new.name = new.name if step.name is None else clean(step.name)
        new.phase = new.phase if step.phase is msgspec.UNSET else step.phase
        if step.gates is not msgspec.UNSET:
            if set(step.gates) - self.model.nodes.keys():
                raise Refusal
            new.gates = tuple(dict.fromkeys(step.gates))
        if gone and not shown:
            del self.model.gone[gone]
        self.model.shown[shown or gone or step.id] = new
        self._no_circle()

    def baseline(self, step: pm.SetBaseline) -> None:
        due = self._shown(step.milestone).dates
        if due[-1:] != [step.due_at]:
            due.append(step.due_at)

    def achieve(self, step: pm.Achieve) -> None:
        signed = self._shown(step.milestone).signed
        if step.achieved_at is not None and step.achieved_at > self.now:
            raise Refusal
        if (signed[-1] if signed else None) != step.achieved_at:
            signed.append(step.achieved_at)

    def remove_milestone(self, step: pm.RemoveMilestone) -> None:
        one = known(self.model.shown, step.milestone)
        if one is None:
            raise Refusal
        self.model.gone[one] = self.model.shown.pop(one)
        self._unlink(one)

    def take(self, command: AnyPlanCommand) -> Model:
        """The model after it."""
        steps = command.steps if isinstance(command, pm.ChangePlan) else (command,)
        for step in steps:
            BY_TYPE[type(step)](self, step)
        return self.model

    def _shown(self, wanted: str) -> Gate:
        one = known(self.model.shown, wanted)
        if one is None:
            raise Refusal
        return self.model.shown[one]


BY_TYPE = {
    pm.SetProject: Steps.project, pm.SetNode: Steps.node, pm.RemoveNode: Steps.remove_node,
    pm.SetMilestone: Steps.milestone, pm.SetBaseline: Steps.baseline, pm.Achieve: Steps.achieve,
    pm.RemoveMilestone: Steps.remove_milestone, pm.SetEstimate: Steps.estimate, pm.SetLink: Steps.link,
    pm.RemoveLink: Steps.remove_link, pm.SetCalendar: Steps.calendar,
}  # fmt: skip


def seen(plan: Plan) -> Model:
    """The plan in the values of the model."""

    def gates(of):
        return {
            one: Gate(m.name, m.phase, m.gates, [b.due_at for b in m.baselines], [s.achieved_at for s in m.sign_offs])
            for one, m in of.items()
        }

    nodes = {code: (node.name, node.phase) for code, node in plan.nodes.items()}
    return Model(
        project=plan.project, zone=plan.timezone, nodes=nodes, shown=gates(plan.milestones), gone=gates(plan.removed),
        links={ends: (link.type, link.lag_working_days) for ends, link in plan.links.items()},
        estimates={c: days for c, node in plan.nodes.items() if (days := node.estimate_working_days) is not None},
        workdays=plan.calendar.workdays,
    )  # fmt: skip


def board_of_cards():
    """A board with a card in every work package, one of them done."""
    desk = Desk()
    for number, code in enumerate(c for c in CODES if c.count(".") == 2):
        card = desk.add(work_package=code, at=number)
        desk.move(card, DOING, number + 1)
    desk.move("1", DONE, 5)
    return desk.board


BOARD = board_of_cards()
step_of_a_milestone = st.builds(
    pm.SetMilestone,
    id=ids,
    name=st.none() | names,
    phase=st.just(msgspec.UNSET) | phases,
    gates=st.just(msgspec.UNSET) | st.lists(odd_codes, max_size=2).map(tuple),
    new=st.booleans(),
)
any_step = st.one_of(
    st.builds(pm.SetProject, name=st.none() | names, timezone=st.sampled_from((None, "UTC", "Asia/Tokyo"))),
    st.builds(pm.SetNode, code=codes, name=names, phase=st.just(msgspec.UNSET) | phases),
    st.builds(pm.RemoveNode, code=odd_codes),
    step_of_a_milestone,
    st.builds(pm.SetBaseline, milestone=ids, due_at=dates, why=st.sampled_from(("", "crane late"))),
    st.builds(pm.RemoveMilestone, milestone=ids),
    st.builds(pm.SetEstimate, code=odd_codes, working_days=st.sampled_from((None, 1.5, 20.0, 0.0))),
    st.builds(pm.SetLink, predecessor=ends, successor=ends, type=st.sampled_from(LINK_TYPES), lag_working_days=lags),
    st.builds(pm.RemoveLink, predecessor=ends, successor=ends),
    st.builds(pm.SetCalendar, workdays=st.sampled_from(((), ("mon",), ("mon", "tue")))),
)
