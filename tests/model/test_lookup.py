"""What looks like an id and is none is refused: it is never searched for in titles and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import Desk, hour

from kanban.commands import plan as pm
from kanban.commands.cards import Add
from kanban.commands.columns import RenameColumn
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.lookup import card_named, column_named, looks_like_id, milestone_named
from kanban.model.plan import EMPTY_PLAN
from kanban.text.messages import Refused

IDS = st.one_of(
    st.integers(0, 10**12).map(str),
    st.integers(0, 999).map("#{}".format),
    st.lists(st.integers(0, 99).map(str), min_size=2, max_size=4).map(", ".join),
)


def board_of(*titles):
    desk = Desk()
    for title in titles:
        desk.give(Add(title=title))
    return desk.board


def plan_of(**names):
    plan = EMPTY_PLAN
    for milestone_id, name in names.items():
        plan = evolve(plan, decide(plan, Signed(pm.SetMilestone(id=milestone_id, name=name), "pm", hour(0))))
    return plan


@given(IDS, st.text("ab 焊接", max_size=5), st.text("ab 焊接", max_size=5))
def test_no_number_finds_a_card_by_its_title(text, before, behind):
    board = board_of(f"x{before}{text}{behind}x", text)
    if text.removeprefix("#") in board.cards:
        assert card_named(board, text).id == text.removeprefix("#")
        return
    with pytest.raises(Refused, match="there is no such id"):
        card_named(board, text)


@given(IDS)
def test_no_number_finds_a_column_or_a_milestone_by_a_part_of_its_name(text):
    desk = Desk()
    desk.give(RenameColumn(column="c3", name=f"Sprint {text}"))
    plan = plan_of(deck=f"Deck {text}")
    with pytest.raises(Refused, match="is not on board"):
        column_named(desk.board, text)
    with pytest.raises(Refused, match="is not in the plan"):
        milestone_named(plan, text)
    assert column_named(desk.board, f"sprint {text}").id == "c3"
    assert milestone_named(plan, f"deck {text}").id == "deck"


def test_what_is_wholly_the_name_is_no_part_of_one():
    desk = Desk()
    desk.give(RenameColumn(column="c3", name="2027"))
    assert column_named(desk.board, "2027").id == "c3"
    assert milestone_named(plan_of(x="7"), "7").id == "x"


@pytest.mark.parametrize("text", ["M7", "m7", "7", "#7", "gate-7", "GATE-12"])
def test_a_milestone_there_is_not_is_not_looked_for_in_names(text):
    plan = plan_of(**{"M5": f"after {text} only", "gate-1": "Steel"})
    with pytest.raises(Refused, match="is not in the plan; it has M5, gate-1"):
        milestone_named(plan, text)
    assert milestone_named(plan, "after").id == "M5"


def test_a_column_made_like_an_id_is_not_looked_for_in_names():
    desk = Desk()
    desk.give(RenameColumn(column="c3", name="Hall c9"))
    for text in ("c9", "C9", "9"):
        with pytest.raises(Refused, match="it has Backlog, Ready, Hall c9"):
            column_named(desk.board, text)
    assert column_named(desk.board, "hall").id == "c3"


@given(st.text(max_size=20))
def test_words_are_no_ids(text):
    has_digit = any(char.isdecimal() for char in text)
    assert not looks_like_id(text, ("M1", "deck")) or has_digit
    assert not looks_like_id(f"span {text}", ("M1", "deck"))
