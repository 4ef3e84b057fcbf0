"""Which card, column or milestone is meant by what was typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from makers import DOING, DONE, UNLIMITED, Desk

from kanban.commands.cards import Archive
from kanban.commands.columns import DeleteColumn
from kanban.commands.undo import Undo
from kanban.model.board import Column
from kanban.model.lookup import card_named, column_named, milestone_named
from kanban.model.plan import Milestone, Plan
from kanban.text.messages import Refused

words = st.text("abcdeé焊接", min_size=1, max_size=6)
titles = st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)


def desk_of(found) -> Desk:
    desk = Desk()
    for title in found:
        desk.add(title)
    return desk


def plan_of(names) -> Plan:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    found = (Milestone(id=f"M{n}", name=name, created_at=at) for n, name in enumerate(names, start=1))
    return Plan(milestones={milestone.id: milestone for milestone in found})


def refusal(call, *arguments) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    assert str(refused.value).isprintable()
    return str(refused.value)


@given(titles)
def test_a_card_is_found_by_its_id_with_or_without_a_sign(found):
    board = desk_of(found).board
    for card in board.cards.values():
        assert card_named(board, card.id) is card_named(board, f"#{card.id}") is card
        assert card_named(board, f" {card.id}\t") is card


@given(titles, words)
def test_a_part_of_a_title_is_one_card_or_it_is_said_which_it_could_be(found, part):
    board = desk_of(found).board
    fitting = [card for card in board.cards.values() if part in card.title]
    whole = [card for card in fitting if card.title == part]
    fitting = whole or fitting
    if len(fitting) == 1:
        assert card_named(board, part) is card_named(board, part.upper()) is fitting[0]
        return
    said = refusal(card_named, board, part)
    assert said.startswith(f"card {part!r} ")
    assert ("no such id, and no title contains it" in said) == (not fitting)
    assert all(f"{card.id} {card.title!r}" in said for card in fitting[:3])
    assert (f"and {len(fitting) - 3} more" in said) == (len(fitting) > 3)


@given(titles)
def test_a_whole_title_goes_before_those_that_contain_it(found):
    assume(len(set(found)) == len(found))
    board = desk_of(found).board
    for card in board.cards.values():
        assert card_named(board, card.title) is card


def test_a_card_on_the_board_goes_before_an_archived_one_and_an_undone_one_is_none():
    desk = desk_of(["Weld span", "Weld span", "Weld span"])
    desk.move("1", DONE)
    desk.give(Archive(cards=("1",)))
    desk.give(Undo())
    desk.give(Archive(cards=("2", "3")))
    assert card_named(desk.board, "weld").id == "1"
    desk.give(Archive(cards=("1",)))
    assert "could be 1 'Weld span', 2 'Weld span', 3 'Weld span'" in refusal(card_named, desk.board, "weld")
    lone = desk_of(["Grout"])
    lone.give(Undo())
    assert "no such id" in refusal(card_named, lone.board, "1")
    assert "no such id" in refusal(card_named, lone.board, "grout")


@pytest.mark.parametrize("text", ["", " ", "#", "\x1b", "\u202e", "\t\n"])
def test_nothing_means_nothing(text):
    desk, plan = desk_of(["Weld span"]), plan_of(["Deck"])
    for call, where in ((card_named, desk.board), (column_named, desk.board), (milestone_named, plan)):
        refusal(call, where, text)


def test_a_column_is_meant_by_id_name_or_a_part_and_a_deleted_one_by_none():
    desk = Desk((*UNLIMITED[:3], Column("c4", "Doing it", "active"), UNLIMITED[4]))
    for text, column in (("c3", "c3"), ("DOING", "c3"), ("doing i", "c4"), ("back", "c1"), ("Doing it", "c4")):
        assert column_named(desk.board, text).id == column
    assert refusal(column_named, desk.board, "o").startswith("column 'o' could be Backlog or Doing or Doing it or Done")
    desk.give(DeleteColumn(column=DOING))
    assert column_named(desk.board, "doing").id == "c4"
    assert refusal(column_named, desk.board, "c3").endswith("it has Backlog, Ready, Doing it, Done")


@given(st.lists(words, min_size=1, max_size=5))
def test_a_milestone_is_meant_by_its_id_in_any_letters_or_by_a_part_of_its_name(names):
    plan = plan_of(names)
    for milestone in plan.milestones.values():
        assert milestone_named(plan, milestone.id.lower()) is milestone
        fitting = [m for m in plan.milestones.values() if milestone.name in m.name]
        whole = [m for m in fitting if m.name == milestone.name]
        if len(whole) == 1:
            assert milestone_named(plan, milestone.name) is milestone
        else:
            said = refusal(milestone_named, plan, milestone.name)
            assert " or ".join(f"{m.id} {m.name}" for m in whole) in said


def test_where_there_is_no_milestone_it_is_said():
    assert refusal(milestone_named, Plan(), "M1") == "milestone 'M1' is not in the plan; it has none yet"
