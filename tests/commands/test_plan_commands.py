"""The project manager's plan: nodes, milestones, baselines that stay readable, sign-offs."""

from datetime import UTC, datetime, timedelta

import pytest
from makers import hour

from kanban.commands import plan as cmd
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.model.lookup import milestone_named
from kanban.model.plan import EMPTY_PLAN
from kanban.model.wbs import code_key, is_code, level
from kanban.text.messages import Refused

MAY, JUNE, JULY = (datetime(2026, month, 1, 17, tzinfo=UTC) for month in (5, 6, 7))


class PM:
    """A plan and the one who writes it."""

    def __init__(self):
        self.plan, self.words = EMPTY_PLAN, ""
        for code in ("1", "1.2", "1.2.3", "1.2.10", "2"):
            self.give(cmd.SetNode(code=code, name=f"node {code}"))

    def give(self, command, at=0):
        outcome = decide(self.plan, Signed(command, "pm", hour(at)))
        self.plan, self.words = evolve(self.plan, outcome), str(outcome.message)
        return self.plan


@pytest.fixture
def pm():
    pm = PM()
    pm.give(cmd.SetMilestone(name="Deck closed", phase="executing", gates=("1.2",)))
    return pm


@pytest.mark.parametrize(("code", "good"), [
    ("1", True), ("1.2.3", True), ("999999.1", True), ("", False), ("0", False), ("01", False), ("1.", False),
    ("1.2.3.4", False), ("1.a", False), (" 1", False), ("1\n", False), ("１", False), ("1234567", False),
])  # fmt: skip
def test_a_wbs_code_has_one_to_three_numbers(code, good):
    assert is_code(code) is good


def test_codes_sort_as_numbers_and_a_work_package_is_of_level_three(pm):
    assert level("1.2.3") == 3
    assert sorted(["1.10", "1.9", "1"], key=code_key) == ["1", "1.9", "1.10"]
    assert [n.code for n in pm.plan.packages] == ["1.2.3", "1.2.10"]


def test_a_node_keeps_its_phase_when_only_its_name_changes(pm):
    pm.give(cmd.SetNode(code="1", name="Deck", phase="executing"))
    pm.give(cmd.SetNode(code="1", name="Bridge deck"))
    assert (pm.plan.nodes["1"].name, pm.plan.nodes["1"].phase) == ("Bridge deck", "executing")
    pm.give(cmd.SetNode(code="1", name="Bridge deck", phase=None))
    assert pm.plan.nodes["1"].phase is None


def test_a_node_without_children_can_be_removed(pm):
    pm.give(cmd.RemoveNode(code="2"))
    assert "2" not in pm.plan.nodes
    assert pm.words == "removed 2 node 2"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (cmd.SetNode(code="1.2.3.4", name="x"), "code: '1.2.3.4' is no WBS code of level 1 to 3, such as 1.2.3"),
        (cmd.SetNode(code="3.1", name="x"), "code: 3.1 has no parent 3 in the plan"),
        (cmd.SetNode(code="3", name=" "), "name: a name has 1 to 500 characters, not 0"),
        (cmd.RemoveNode(code="9"), "code: '9' is not in the plan"),
        (cmd.RemoveNode(code="1"), "code: 1 still has 1.2, 1.2.3, 1.2.10 below it"),
        (cmd.SetMilestone(), "a milestone needs a name"),
        (cmd.SetMilestone(name="x", gates=("1.x",)), "gates: '1.x' is no WBS code of level 1 to 3, such as 1.2.3"),
        (cmd.SetMilestone(name="x", gates=("9",)), "gates: 9 is not in the plan"),
        (cmd.SetMilestone(id="a b", name="x"), "id: 'a b' is no milestone id, such as M3"),
        (cmd.SetMilestone(id="x" * 21, name="x"), f"id: '{'x' * 21}' is no milestone id, such as M3"),
        (cmd.SetBaseline(milestone="M9", due_at=MAY), "milestone 'M9' is not in the plan; it has M1"),
        (cmd.SetBaseline(milestone="M1", due_at=MAY.replace(tzinfo=None)), "due: 2026-05-01 17:00:00 has no time zone"),
        (cmd.Achieve(milestone="M1", achieved_at=hour(1)), "achieved: 2026-03-02 09:00 UTC lies in the future"),
        (cmd.Achieve(milestone="M1", achieved_at=datetime(2026, 1, 1)),
         "achieved: 2026-01-01 00:00:00 has no time zone"),
        (cmd.SetProject(timezone="Mars/Olympus"), "timezone: 'Mars/Olympus' is no IANA zone, such as Asia/Shanghai"),
        (cmd.SetProject(timezone="../../etc/passwd"),
         "timezone: '../../etc/passwd' is no IANA zone, such as Asia/Shanghai"),
        (cmd.SetProject(name=""), "project: a name has 1 to 500 characters, not 0"),
    ],
)  # fmt: skip
def test_what_makes_no_plan_is_refused_naming_field_and_value(pm, command, why):
    before = pm.plan
    with pytest.raises(Refused) as refusal:
        pm.give(command)
    assert str(refusal.value) == why
    assert pm.plan is before


def test_a_node_that_gates_a_milestone_stays(pm):
    pm.give(cmd.SetMilestone(name="Rails", gates=("2",)))
    with pytest.raises(Refused, match="code: 2 is a gate of M2"):
        pm.give(cmd.RemoveNode(code="2"))


def test_a_milestone_that_comes_back_waits_for_no_node_that_is_gone(pm):
    pm.give(cmd.SetMilestone(id="M1", gates=("1.2", "2")))
    pm.give(cmd.RemoveMilestone(milestone="M1"))
    pm.give(cmd.RemoveNode(code="2"))
    pm.give(cmd.SetMilestone(id="M1", name="Deck closed"))
    assert pm.plan.milestones["M1"].gates == ("1.2",)


def test_milestones_are_numbered_next_and_an_id_may_be_given(pm):
    pm.give(cmd.SetMilestone(id="M2", name="Rails"))
    pm.give(cmd.SetMilestone(name="Paint"))
    pm.give(cmd.SetMilestone(id="HANDOVER", name="Handed over"))
    assert list(pm.plan.milestones) == ["M1", "M2", "M3", "HANDOVER"]
    pm.give(cmd.RemoveMilestone(milestone="M3"))
    pm.give(cmd.SetMilestone(name="Paint again"))
    assert list(pm.plan.milestones)[-1] == "M4"


def test_changing_a_milestone_leaves_alone_what_is_not_named(pm):
    pm.give(cmd.SetMilestone(id="m1", name="Deck shut"))
    milestone = pm.plan.milestones["M1"]
    assert (milestone.name, milestone.phase, milestone.gates) == ("Deck shut", "executing", ("1.2",))
    pm.give(cmd.SetMilestone(id="M1", phase=None, gates=()))
    milestone = pm.plan.milestones["M1"]
    assert (milestone.name, milestone.phase, milestone.gates) == ("Deck shut", None, ())
    assert len(pm.plan.milestones) == 1


def test_a_gate_of_a_higher_level_gates_every_package_below_it(pm):
    assert [m.id for m in pm.plan.gated_by("1.2.10")] == ["M1"]
    assert pm.plan.gated_by("1.20.1") == pm.plan.gated_by("2.1.1") == pm.plan.gated_by(None) == ()


def test_a_removed_milestone_gates_nothing_and_keeps_its_record(pm):
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY))
    pm.give(cmd.RemoveMilestone(milestone="M1"), 4)
    assert pm.plan.gated_by("1.2.3") == ()
    assert "M1" not in pm.plan.milestones
    assert "M1" in pm.plan.as_of(hour(3.9)).milestones
    assert pm.plan.removed["M1"].original_baseline.due_at == MAY
    with pytest.raises(Refused, match="milestone 'M1' is not in the plan; it has none yet"):
        pm.give(cmd.RemoveMilestone(milestone="M1"))


def test_a_milestone_is_found_by_id_or_an_unambiguous_part_of_its_name(pm):
    pm.give(cmd.SetMilestone(name="Deck painted"))
    assert milestone_named(pm.plan, "m2").id == "M2"
    assert milestone_named(pm.plan, "closed").id == "M1"
    with pytest.raises(Refused, match="milestone 'deck' could be M1 Deck closed or M2 Deck painted"):
        milestone_named(pm.plan, "deck")
    with pytest.raises(Refused, match="milestone '' is not in the plan; it has M1, M2"):
        milestone_named(pm.plan, "")


def test_each_baseline_is_a_new_version_and_the_one_in_force_then_is_found_again(pm):
    pm.give(cmd.SetMilestone(name="Rails"))
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY), 10)
    pm.give(cmd.SetBaseline(milestone="M2", due_at=MAY), 15)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JUNE, why="steel is late"), 20)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JULY), 30)
    milestone = pm.plan.milestones["M1"]
    assert [(b.version, b.due_at, b.why) for b in milestone.baselines] == [
        (1, MAY, ""), (3, JUNE, "steel is late"), (4, JULY, ""),
    ]  # fmt: skip
    in_force = {at: milestone.baseline(hour(at)).due_at for at in (10, 19, 20, 29, 30, 99)}
    assert in_force == {10: MAY, 19: MAY, 20: JUNE, 29: JUNE, 30: JULY, 99: JULY}
    assert milestone.baseline(hour(9)) is None
    assert milestone.original_baseline.due_at == MAY
    assert pm.plan.baseline_version == 4


def test_a_milestone_without_a_baseline_has_none(pm):
    assert pm.plan.milestones["M1"].baseline(hour(9)) is None
    assert pm.plan.milestones["M1"].original_baseline is None


def test_a_sign_off_is_in_force_from_when_it_was_given_until_it_is_withdrawn(pm):
    pm.give(cmd.Achieve(milestone="M1", achieved_at=hour(5), note="seen it"), 10)
    assert pm.words == "signed off M1 Deck closed as achieved on 02 Mar 2026 13:00: seen it"
    pm.give(cmd.Achieve(milestone="M1", achieved_at=None, note="was not"), 20)
    assert pm.words == "withdrew the sign-off of M1 Deck closed: was not"
    pm.give(cmd.Achieve(milestone="M1", achieved_at=hour(25)), 30)
    signed = {at: pm.plan.as_of(hour(at)).milestones["M1"].sign_off for at in (6, 10, 19, 20, 29, 30)}
    assert {at: s and s.achieved_at for at, s in signed.items()} == {
        6: None, 10: hour(5), 19: hour(5), 20: None, 29: None, 30: hour(25),
    }  # fmt: skip
    assert signed[10].note == "seen it"


def test_a_clock_that_went_back_reorders_no_baseline_and_no_sign_off(pm):
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY), 20)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JUNE), 10)
    pm.give(cmd.Achieve(milestone="M1", achieved_at=hour(5)), 8)
    pm.give(cmd.Achieve(milestone="M1", achieved_at=None), 7)
    milestone = pm.plan.milestones["M1"]
    assert milestone.baseline(hour(20)).due_at == JUNE
    assert milestone.sign_off is None
    assert [e.at for e in pm.plan.history] == sorted(e.at for e in pm.plan.history)


@pytest.mark.parametrize(
    "command",
    [
        cmd.SetProject(name=" Bridge ", timezone="Asia/Shanghai"),
        cmd.SetNode(code="1", name=" node 1"),
        cmd.SetMilestone(id="M1", name="Deck closed", gates=("1.2", "1.2")),
        cmd.SetBaseline(milestone="M1", due_at=MAY),
        cmd.Achieve(milestone="M1", achieved_at=hour(1), note="seen"),
    ],
)
def test_saying_the_same_again_changes_nothing(pm, command):
    pm.give(cmd.SetProject(name="Bridge", timezone="Asia/Shanghai"))
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY))
    pm.give(cmd.Achieve(milestone="M1", achieved_at=hour(1), note="seen"), 2)
    before = pm.plan
    pm.give(command, 3)
    assert pm.plan is before


def test_withdrawing_what_is_not_signed_off_changes_nothing(pm):
    before = pm.plan
    pm.give(cmd.Achieve(milestone="M1", achieved_at=None))
    assert pm.plan is before
    assert pm.words == "M1 is not signed off"


def test_every_change_is_one_revision_and_one_event(pm):
    pm.give(cmd.SetProject(name="Bridge"), 3)
    assert pm.plan.rev == len(pm.plan.history) == 7
    last = pm.plan.history[-1]
    assert (last.name, last.by, last.at) == ("Bridge", "pm", hour(3))
    assert pm.words == "set the project's name to Bridge"


def test_a_past_day_keeps_its_name_gates_baseline_and_sign_off(pm):
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY), 1)
    pm.give(cmd.Achieve(milestone="M1", achieved_at=hour(1)), 2)
    then = pm.plan
    pm.give(cmd.SetMilestone(id="M1", name="Deck and rails", gates=("1.2", "2")), 10)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JULY, why="steel is late"), 11)
    pm.give(cmd.Achieve(milestone="M1", achieved_at=None), 12)
    pm.give(cmd.RemoveMilestone(milestone="M1"), 13)
    assert pm.plan.as_of(hour(9)) == then
    assert pm.plan.as_of(hour(11)).milestones["M1"].name == "Deck and rails"
    assert pm.plan.as_of(hour(0) - timedelta(days=1)).milestones == {}


def test_undo_goes_back_step_by_step_and_redo_on_again(pm):
    states = [pm.plan]
    for at, command in enumerate(
        (cmd.SetBaseline(milestone="M1", due_at=MAY), cmd.SetMilestone(id="M1", name="Deck shut"),
         cmd.RemoveNode(code="2")), start=1,
    ):  # fmt: skip
        states.append(pm.give(command, at))
    for at, state in enumerate(states[-2::-1], start=5):
        pm.give(Undo(), at)
        assert same(pm.plan, state)
    for at, state in enumerate(states[1:], start=9):
        pm.give(Redo(), at)
        assert same(pm.plan, state)
    with pytest.raises(Refused, match="nothing to redo"):
        pm.give(Redo(), 20)
    pm.give(Undo(), 21)
    pm.give(Undo(), 22)
    assert same(pm.plan, states[1])
    assert same(pm.plan.as_of(hour(3)), states[3])


def same(plan, other):
    """Whether two plans say the same, whatever way led there."""
    return [(p.project, p.timezone, p.nodes, p.milestones, p.removed) for p in (plan,)] == [
        (p.project, p.timezone, p.nodes, p.milestones, p.removed) for p in (other,)
    ]


def test_undo_and_redo_say_what_they_did_with_from_and_to(pm):
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY), 1)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JUNE, why="steel is late"), 2)
    moved = (
        "moved the baseline of M1 Deck closed from 01 May 2026 17:00 to 01 Jun 2026 17:00 (version 2): steel is late"
    )
    assert pm.words == moved
    for number in range(3):
        pm.give(Undo(), 3 + number)
        assert pm.words == f"undid: {moved}"
        pm.give(Redo(), 3 + number)
        assert pm.words == f"redid: {moved}"


def test_a_new_change_takes_redo_away_and_a_baseline_version_is_never_used_again(pm):
    pm.give(cmd.SetBaseline(milestone="M1", due_at=MAY), 1)
    pm.give(Undo(), 2)
    pm.give(cmd.SetBaseline(milestone="M1", due_at=JUNE), 3)
    assert pm.plan.milestones["M1"].current_baseline.version == 2
    with pytest.raises(Refused, match="nothing to redo"):
        pm.give(Redo(), 4)


def test_several_steps_at_once_are_all_done_or_none_and_one_undo_takes_them_back(pm):
    before = pm.plan
    steps = (cmd.SetMilestone(id="M7", name="Rails"), cmd.SetBaseline(milestone="M7", due_at=MAY))
    with pytest.raises(Refused, match="gates: 9 is not in the plan"):
        pm.give(cmd.ChangePlan(steps=(*steps, cmd.SetMilestone(id="M8", name="x", gates=("9",)))))
    assert pm.plan is before
    pm.give(cmd.ChangePlan(steps=steps), 1)
    assert pm.words == ("added milestone M7 Rails; set the baseline of M7 Rails to 01 May 2026 17:00 (version 1)")
    pm.give(Undo(), 2)
    assert same(pm.plan, before)
