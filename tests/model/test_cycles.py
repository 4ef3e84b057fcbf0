"""What follows what: in order if it can be, else the circle is named; beside the plainest search for one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_maker import Planner

from kanban.commands.plan import ChangePlan, SetMilestone, SetNode
from kanban.commands.plan_schedule import RemoveLink, SetLink
from kanban.model.links import Cycle, is_card_end, ordered
from kanban.text.messages import Refused

names = st.sampled_from("abcdef")
networks = st.dictionaries(names, st.sets(names, max_size=3), max_size=6)
PACKAGES = ("1.1.1", "1.1.2", "1.2.1")
ENDS = (*PACKAGES, "M1", "M2", "zhang/1", "li/2")
links = st.lists(st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS)), max_size=14)


def waits_for_itself(network, start) -> bool:
    """Whether it comes to itself, going back from predecessor to predecessor."""
    reached, new = set(), set(network.get(start, ()))
    while new - reached:
        reached |= new
        new = {before for name in new for before in network.get(name, ())}
    return start in reached


@given(networks)
def test_all_come_behind_their_predecessors_or_a_circle_is_named_from_its_smallest_member(network):
    named = set(network).union(*network.values())
    circular = [name for name in named if waits_for_itself(network, name)]
    if not circular:
        order = ordered(network)
        assert sorted(order) == sorted(named)
        assert all(order.index(before) < order.index(name) for name in network for before in network[name])
        return
    with pytest.raises(Cycle) as cycle:
        ordered(network)
    members = cycle.value.members
    assert set(members) <= set(circular)
    assert members[0] == min(members)
    assert len(set(members)) == len(members)
    for before, after in zip(members, (*members[1:], members[0]), strict=True):
        assert before in network[after]
    assert str(cycle.value) == " -> ".join((*members, members[0]))


@given(st.permutations("abcde"), st.integers(0, 4))
def test_a_circle_is_named_alike_wherever_it_was_found(members, start):
    again = [*members[start:], *members[:start]]
    assert Cycle.of(members).members == Cycle.of(again).members
    assert set(Cycle.of(members).members) == set(members)


@given(links)
def test_a_plan_takes_a_link_unless_it_closes_a_circle_and_names_one_that_is_there(pairs):
    """M1 waits for all of 1.1, M2 for 1.2.1 and, by a link of each draw, whatever else."""
    planner = Planner().milestone().milestone(name="Piers", gates=("1.2.1",))
    network = {"M1": {"1.1.1", "1.1.2"}, "M2": {"1.2.1"}}
    for predecessor, successor in pairs:
        more = {end: {*network.get(end, ())} for end in ENDS}
        more[successor].add(predecessor)
        command = SetLink(predecessor=predecessor, successor=successor)
        if not waits_for_itself(more, successor):
            planner.give(command)
            network = more
            continue
        with pytest.raises(Refused) as refusal:
            planner.give(command)
        names = str(refusal.value).removeprefix("link: nothing can wait for itself: ").split(" -> ")
        assert names[0] == names[-1] == min(names)
        assert all(before in more[after] for before, after in pairwise(names))
    for predecessor, successor in planner.plan.links:
        planner.give(RemoveLink(predecessor=predecessor, successor=successor))
    assert not planner.plan.links


def test_a_circle_through_steps_of_one_change_is_refused_with_all_of_them():
    planner = Planner().milestone()
    before = planner.plan
    steps = (
        SetNode(code="1.3", name="Rails"),
        SetNode(code="1.3.1", name="Rail"),
        SetLink(predecessor="M1", successor="1.3.1"),
        SetMilestone(id="M1", gates=("1",)),
    )
    with pytest.raises(Refused, match=r"link: nothing can wait for itself: 1\.3\.1 -> M1 -> 1\.3\.1"):
        planner.give(ChangePlan(steps=steps))
    assert planner.plan is before


def test_a_package_that_is_added_below_a_gate_closes_no_circle_until_it_is_linked():
    planner = Planner().milestone().give(SetLink(predecessor="M1", successor="zhang/7"))
    planner.give(SetNode(code="1.1.3", name="Panels"))
    with pytest.raises(Refused, match=r"1\.1\.3 -> M1 -> zhang/7 -> 1\.1\.3"):
        planner.give(SetLink(predecessor="zhang/7", successor="1.1.3"))
    planner.give(SetLink(predecessor="1.1.3", successor="zhang/7"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("zhang/7", True), ("a/1", True), ("0x.y_z-1/9999999999", True), (f"{'x' * 40}/1", True),
        (f"{'x' * 41}/1", False), ("zhang/0", False), ("zhang/07", False), ("zhang/", False), ("/7", False),
        ("Zhang/7", False), ("zhang/7 ", False), ("zhang/7\n", False), ("zhang/٧", False), ("-a/1", False),
        ("zhang/12345678901", False), ("a/b/1", False), ("桥/1", False),
    ],
)  # fmt: skip
def test_a_card_as_an_end_of_a_link_is_a_board_and_a_number(text, is_one):
    assert is_card_end(text) is is_one
