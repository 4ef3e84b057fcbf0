"""The plan under any commands, beside a model that knows nothing of events: what is said, kept, refused and undone."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from makers import START, hour
from often import often
from plan_steps import BOARD, CODES, Model, Refusal, Steps, any_step, codes, days, ids, seen

from kanban.commands import plan as pm
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import AnyPlanCommand
from kanban.commands.undo import Redo, Undo
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.plan import EMPTY_PLAN, UNDO_DEPTH, Plan, fold
from kanban.model.plan_events import AnyPlanEvent
from kanban.render.plan_log import plan_log
from kanban.text.messages import Refused


class PlanMachine(RuleBasedStateMachine):
    """Commands in any order, the clock going where it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.plan, self.model = EMPTY_PLAN, Model()
        self.clock = START
        self.done: list[Model] = []
        self.undone: list[Model] = []
        self.past: list[tuple[datetime, Model]] = []

    @initialize()
    def begin(self) -> None:
        """A plan to begin with, so that most commands mean something."""
        self.give(pm.ChangePlan(steps=tuple(pm.SetNode(code=code, name=f"node {code}") for code in CODES)))
        self.give(pm.SetMilestone(id="M1", name="Deck", gates=("1.1", "2.1.1")))

    def give(self, command: AnyPlanCommand) -> None:
        """Give a command to both; they agree about what it comes to."""
        before, signed = self.plan, Signed(command, "pm", self.clock)
        at = max(self.clock, before.last_at or self.clock)
        try:
            wanted = Steps(self.model, at).take(command)
        except Refusal:
            assert self.refused(signed), command
            return
        outcome = decide(before, signed)
        assert str(outcome.message).isprintable()
        self.plan = evolve(before, outcome)
        assert (self.plan is before) == (wanted == self.model)
        if self.plan is not before:
            self.done.append(self.model)
            self.undone.clear()
            self.moved_on(wanted)

    def refused(self, signed: Signed) -> bool:
        """Whether a command is refused, in words that a terminal may show."""
        with pytest.raises(Refused) as refusal:
            decide(self.plan, signed)
        return str(refusal.value).isprintable()

    def moved_on(self, wanted: Model) -> None:
        """The plan says this now."""
        self.model = wanted
        assert self.plan.last_at is not None
        self.past.append((self.plan.last_at, wanted))

    @rule(minutes=st.sampled_from((0, 1, 600, -600)))
    def time_goes_by(self, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes, milliseconds=37)

    @rule(step=any_step)
    def one_step(self, step: pm.AnyPlanStep) -> None:
        self.give(step)

    @rule(steps=st.lists(any_step, max_size=4))
    def several_steps(self, steps: list[pm.AnyPlanStep]) -> None:
        self.give(pm.ChangePlan(steps=tuple(steps)))

    @rule(wanted=ids, code=codes)
    def bring_back(self, wanted: str, code: str) -> None:
        """A milestone that was removed comes back to a plan that has changed meanwhile."""
        self.give(pm.RemoveMilestone(milestone=wanted))
        self.give(pm.RemoveNode(code=code))
        self.give(pm.SetMilestone(id=wanted, name="Again"))

    @rule(wanted=ids, before=st.none() | days)
    def sign_off(self, wanted: str, before: int | None) -> None:
        at = None if before is None else max(self.clock, self.plan.last_at or self.clock) - timedelta(days=before)
        self.give(pm.Achieve(milestone=wanted, achieved_at=at))

    @rule()
    def undo(self) -> None:
        self.step_back(Undo(), self.done, self.undone)

    @rule()
    def redo(self) -> None:
        self.step_back(Redo(), self.undone, self.done)

    def step_back(self, command: Undo | Redo, source: list[Model], target: list[Model]) -> None:
        """Undo or redo: the plan and every figure of it are what they were."""
        signed = Signed(command, "pm", self.clock)
        if not source:
            assert self.refused(signed)
            return
        wanted = source.pop()
        target.append(self.model)
        before = self.plan
        self.plan = evolve(before, decide(before, signed))
        self.moved_on(wanted)
        self.back_again(before, command)

    def back_again(self, before: Plan, command: Undo | Redo) -> None:
        """The other way round every figure is as it was before."""
        other: Undo | Redo = Redo() if isinstance(command, Undo) else Undo()
        again = evolve(self.plan, decide(self.plan, Signed(other, "pm", self.clock)))
        later = hour(24 * 400)
        assert roll_up(again, [BOARD], later).milestones == roll_up(before, [BOARD], later).milestones

    @invariant()
    def it_says_what_the_model_says(self) -> None:
        assert seen(self.plan) == self.model

    @invariant()
    def it_is_the_fold_of_its_history(self) -> None:
        content = msgspec.json.encode(self.plan.history)
        assert fold(msgspec.json.decode(content, type=tuple[AnyPlanEvent, ...])) == self.plan
        times = [event.at for event in self.plan.history]
        assert times == sorted(times)
        assert len(self.plan.undo) == min(len(self.done), UNDO_DEPTH)
        assert len(self.plan.redo) == len(self.undone)

    @invariant()
    def every_past_moment_is_what_was_said_then(self) -> None:
        for moment in {at for at, _ in self.past}:
            *_, (_, last) = [one for one in self.past if one[0] <= moment]
            assert seen(self.plan.as_of(moment)) == last
        assert seen(self.plan.as_of(START - timedelta(days=1))) == Model()

    @invariant()
    def every_gate_and_parent_is_in_the_plan(self) -> None:
        for milestone in self.plan.milestones.values():
            assert set(milestone.gates) <= self.plan.nodes.keys()
        for code in self.plan.nodes:
            assert not code.rpartition(".")[0] or code.rpartition(".")[0] in self.plan.nodes
        assert not self.plan.milestones.keys() & self.plan.removed.keys()

    @invariant()
    def packages_are_sorted_and_known_by_their_milestones(self) -> None:
        packages = [node.code for node in self.plan.packages]
        assert packages == sorted(code for code in self.plan.nodes if code.count(".") == 2)
        for code in packages:
            above = {code, code.rpartition(".")[0], code[0]}
            gated = [m.id for m in self.plan.milestones.values() if above & set(m.gates)]
            assert [m.id for m in self.plan.gated_by(code)] == gated
        assert self.plan.gated_by(None) == ()

    @invariant()
    def the_next_number_was_never_a_milestones(self) -> None:
        number = self.plan.next_milestone_id()
        assert self.plan.known_milestone(number) is None
        assert all(getattr(event, "milestone", "") != number for event in self.plan.history)

    @invariant()
    def every_line_of_the_log_is_clean_and_its_figures_are_counted(self) -> None:
        lines = list(plan_log(self.plan))
        assert len(lines) == len(self.plan.history)
        assert all(str(line.message) and str(line.message).isprintable() for line in lines)
        found = roll_up(self.plan, [BOARD], hour(100))
        assert {state.milestone.id for state in found.milestones} == self.plan.milestones.keys()


PlanMachine.TestCase.settings = settings(max_examples=often(60), stateful_step_count=30)
TestPlanMachine = PlanMachine.TestCase
