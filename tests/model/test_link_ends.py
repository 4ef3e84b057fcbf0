"""What is meant by the end of a link as it is typed: work packages, milestones, open cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk
from plan_maker import Planner, named

from kanban.commands.plan import SetMilestone, SetNode
from kanban.commands.undo import Undo
from kanban.model.link_ends import SOME, LinkEnds
from kanban.text.messages import Refused


def ends() -> LinkEnds:
    """Two packages called alike, one milestone, and a board of li with an open, a done and an undone card."""
    pm, desk = Planner(), Desk()
    for code, name in (
        ("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Deck girders 主梁"), ("1.1.2", "Deck panels"), ("1.1.10", "Rails")
    ):  # fmt: skip
        pm.give(SetNode(code=code, name=name))
    pm.give(SetMilestone(id="M5", name="Deck done", gates=("1.1",)))
    desk.add("Weld span 焊接", column=DOING)
    desk.add("Cast pier", column=DONE)
    desk.add("Weld by mistake")
    desk.give(Undo())
    return LinkEnds(pm.plan, (named(desk.board, "li"),))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.1.1", "1.1.1"), (" 1.1.1 ", "1.1.1"), ("１．１．１", "1.1.1"), ("m5", "M5"),
        ("li/1", "li/1"), ("li/2", "li/2"),
        ("rails", "1.1.10"), ("PANELS deck", "1.1.2"), ("主梁", "1.1.1"), ("weld 焊接", "li/1"), ("deck done", "M5"),
        ("1.1", "1.1"),
    ],
)  # fmt: skip
def test_an_id_or_words_that_no_other_has(typed: str, meant: str) -> None:
    assert ends().named(typed).id == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("deck", "could be 1.1.1 Deck girders 主梁 or 1.1.2 Deck panels or M5 Deck done"),
        ("1.1.9", "1.1.9 is not in the plan"), ("M9", "M9"), ("li/9", "there is no card li/9"),
        ("li/3", "there is no card li/3"), ("wang/1", "there is no card wang/1"), ("", ""), ("nothing", "nothing"),
    ],
)  # fmt: skip
def test_what_means_nothing_or_several_is_refused_with_those_there_are(typed: str, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        ends().named(typed)
    assert why in str(refusal.value)


def test_what_begins_so_stands_before_what_has_the_words_and_done_cards_are_not_offered() -> None:
    assert [end.id for end in ends().fitting("1.1.1")] == ["1.1.1", "1.1.10"]
    assert [end.id for end in ends().fitting("weld")] == ["li/1"]
    assert [end.id for end in ends().fitting("li")] == ["li/1"]
    assert ends().fitting("cast") == []
    assert len(ends().fitting("")) == SOME


def test_a_name_that_is_another_ones_beginning_is_meant_where_it_is_typed_whole() -> None:
    pm = Planner()
    for code, name in (("1", "B"), ("1.1", "D"), ("1.1.1", "Deck"), ("1.1.2", "Deck panels")):
        pm.give(SetNode(code=code, name=name))
    assert LinkEnds(pm.plan, ()).named("deck").id == "1.1.1"


def test_an_end_keeps_its_name_and_one_that_is_not_there_has_none() -> None:
    known = ends()
    assert [known.name(end) for end in ("1.1.2", "M5", "li/1", "li/2", "li/9", "wang/1", "M9")] == [
        "Deck panels", "Deck done", "Weld span 焊接", "Cast pier", "", "", "",
    ]  # fmt: skip


@given(st.text(max_size=30))
def test_whatever_is_typed_one_end_is_meant_or_the_reason_is_told(typed: str) -> None:
    known = ends()
    assert len(known.fitting(typed)) <= SOME
    try:
        end = known.named(typed)
    except Refused:
        return
    assert known.name(end.id) == end.name
