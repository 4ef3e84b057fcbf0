"""What was changed by another since its editing began: three values of every field, and which of them is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive, Edit, Unarchive
from kanban.commands.columns import DeleteColumn, LimitColumn, RenameColumn, ShiftColumn
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import ChangedMeanwhile, Command, Signed
from kanban.commands.plan import Achieve, Opened, RemoveMilestone, SetBaseline, SetMilestone, SetNode
from kanban.model.fields import Item
from kanban.model.plan_events import PHASES
from kanban.text.messages import Refused

names = st.sampled_from(("Deck", "Piers", "桥面"))
phases = st.sampled_from((None, *PHASES[:2]))
gates = st.sampled_from(((), ("1.1",), ("1.2",), ("1.1", "1.2")))
moments = st.none() | st.sampled_from([datetime(2026, 2, day, 17, tzinfo=UTC) for day in (1, 2, 3)])
values = st.builds(Opened, name=names, phase=phases, gates=gates)
TITLE = "Weld"


def kept(opened: Any, current: Any, typed: Any) -> tuple[bool, Any]:
    """Whether it is refused, and what is kept: nothing typed anew leaves what is there, else nobody is overwritten."""
    if typed == opened:
        return False, current
    return current not in (opened, typed), typed


def theirs(planner: Planner, command: Command) -> None:
    """Somebody else gives a command."""
    planner.plan = evolve(planner.plan, decide(planner.plan, Signed(command, "li", hour(0))))


@given(values, values, values)
def test_of_a_milestone_each_field_is_kept_taken_or_refused_by_its_own_three_values(opened, current, typed):
    planner = Planner().milestone(name="Old", gates=())
    theirs(planner, SetMilestone(id="M1", name=current.name, phase=current.phase, gates=current.gates))
    fields = [(n, kept(*(getattr(v, n) for v in (opened, current, typed)))) for n in ("name", "phase", "gates")]
    command = SetMilestone(id="M1", name=typed.name, phase=typed.phase, gates=typed.gates, opened=opened)
    refused = [name for name, (is_refused, _) in fields if is_refused]
    if refused:
        with pytest.raises(ChangedMeanwhile) as refusal:
            planner.give(command)
        assert (refusal.value.field, refusal.value.by) == (refused[0], "li")
        assert refusal.value.value == getattr(current, refused[0])
        assert str(refusal.value) == f"{refused[0]} of M1 was changed meanwhile by li"
        return
    milestone = planner.give(command).plan.milestones["M1"]
    assert (milestone.name, milestone.phase, milestone.gates) == tuple(value for _, (_, value) in fields)


@given(names, names, names)
def test_so_is_the_name_of_a_node_and_a_new_node_has_no_value_before(opened, current, typed):
    planner = Planner()
    theirs(planner, SetNode(code="1.1.1", name=current))
    is_refused, value = kept(opened, current, typed)
    command = SetNode(code="1.1.1", name=typed, opened=Opened(name=opened))
    if is_refused:
        with pytest.raises(ChangedMeanwhile, match=r"^name of 1\.1\.1 was changed meanwhile by li$"):
            planner.give(command)
    else:
        assert planner.give(command).plan.nodes["1.1.1"].name == value
    planner.give(SetNode(code="2", name=typed, opened=Opened(name=opened)))
    assert planner.plan.nodes["2"].name == typed


@given(moments, moments, moments.filter(bool))
def test_so_are_a_baseline_and_a_sign_off(opened, current, typed):
    planner = Planner().milestone()
    if current is not None:
        theirs(planner, SetBaseline(milestone="M1", due_at=current))
        theirs(planner, Achieve(milestone="M1", achieved_at=current))
    is_refused, _ = kept(opened, current, typed)
    for command, label in (
        (SetBaseline(milestone="M1", due_at=typed, opened=opened), "baseline"),
        (Achieve(milestone="M1", achieved_at=typed, opened=opened), "sign-off"),
    ):
        if is_refused:
            by = "li" if current else "?"
            with pytest.raises(ChangedMeanwhile) as refusal:
                planner.give(command)
            assert str(refusal.value) == f"{label} of M1 was changed meanwhile by {by}"
            assert refusal.value.value == current
        else:
            planner.give(command)


def test_who_set_it_last_is_named_and_nobody_whose_change_was_undone():
    planner = Planner().milestone(name="Deck")
    for name, by in (("Piers", "li"), ("Rails", "wang")):
        signed = Signed(SetMilestone(id="M1", name=name), by, hour(1))
        planner.plan = evolve(planner.plan, decide(planner.plan, signed))
    planner.undo(2)
    with pytest.raises(ChangedMeanwhile) as refusal:
        planner.give(SetMilestone(id="M1", name="Mine", opened=Opened(name="Deck", gates=("1.1",))))
    assert (refusal.value.value, refusal.value.by) == ("Piers", "li")


def test_a_milestone_that_another_removed_meanwhile_comes_back_with_what_was_typed():
    planner = Planner().milestone(name="Deck")
    theirs(planner, RemoveMilestone(milestone="M1"))
    planner.give(SetMilestone(id="m1", name="Mine", opened=Opened(name="Deck", gates=("1.1",))))
    assert planner.plan.milestones["M1"].name == "Mine"
    assert not planner.plan.removed


@pytest.mark.parametrize(
    ("name", "opened", "current", "typed"),
    [
        ("title", f" {TITLE}\n", TITLE, "Cast"),
        ("tags", (" steel", "steel"), ("steel",), ("crane",)),
        ("due_at", datetime.fromisoformat("2026-04-01T17:00+08:00"), datetime(2026, 4, 1, 9, tzinfo=UTC), None),
        ("checklist", (Item(" bolts "),), (Item("bolts"),), ()),
        ("description", "long\n", "long", "longer"),
    ],
)
def test_of_a_card_what_it_was_is_compared_as_it_is_kept(name, opened, current, typed):
    desk = Desk()
    desk.add(TITLE, **({} if name == "title" else {name: current}))
    desk.give(Edit(cards=("1",), changes={name: typed}, opened={name: opened}))
    assert getattr(desk.card(), name) == typed


def test_cards_that_come_back_to_two_columns_are_too_many_if_either_has_too_many():
    for first, then in (("1", "2"), ("2", "1")):
        desk = Desk()
        desk.add(column=DOING)
        desk.add(column=REVIEW)
        desk.give(Archive(cards=("1", "2")))
        desk.add(column=DOING)
        desk.give(LimitColumn(column=DOING, wip_limit=1))
        desk.give(Unarchive(cards=(first, then), over_wip=True))
        assert desk.last.over_wip
        assert (desk.board.cards_in(DOING), desk.board.cards_in(REVIEW)) == (("3", "1"), ("2",))


def test_a_column_that_was_shifted_over_deleted_ones_stands_beside_its_neighbour():
    desk = Desk()
    desk.give(DeleteColumn(column=READY))
    desk.give(RenameColumn(column=REVIEW, name="Test"))
    desk.give(ShiftColumn(column=REVIEW, by=-1))
    assert [column.id for column in desk.board.columns] == [BACKLOG, REVIEW, DOING, DONE]
    with pytest.raises(Refused, match="columns go from queue over active to done"):
        desk.give(ShiftColumn(column=REVIEW, by=-1))


def test_an_empty_column_is_deleted_whatever_target_is_named_and_none_is_remembered():
    desk = Desk()
    desk.give(DeleteColumn(column=READY, target=DOING))
    assert desk.board.history[-1].target is None
    desk.add(column=DOING)
    for target in (DOING, READY, "c9", None):
        with pytest.raises(Refused):
            desk.give(DeleteColumn(column=DOING, target=target))
    desk.give(DeleteColumn(column=DOING, target=REVIEW))
    assert desk.board.history[-1].target == REVIEW
    assert (desk.board.cards_in(REVIEW), desk.card().events[-1].reason) == (("1",), None)
