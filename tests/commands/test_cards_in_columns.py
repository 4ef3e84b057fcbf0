"""Where cards stand: order in a column, moves, full columns."""

import msgspec
import pytest
from makers import BACKLOG, DOING, READY, REVIEW, Desk
from test_cards import lane_of

from kanban.commands.cards import Move
from kanban.commands.outcome import OverWip
from kanban.commands.undo import Undo
from kanban.model.board import DEFAULT_COLUMNS, assemble
from kanban.model.card import grow
from kanban.text.messages import Refused


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ({}, "dabc"), ({"bottom": True}, "abcd"), ({"before": "2"}, "adbc"), ({"after": "2"}, "abdc"),
        ({"after": "3"}, "abcd"), ({"before": "1"}, "dabc"),
    ],
)  # fmt: skip
def test_a_card_comes_to_the_top_the_bottom_or_beside_another(place, order):
    desk = lane_of("a", "b", "c", column=DOING)
    desk.add("d")
    desk.move("4", DOING, **place)
    assert "".join(desk.titles(DOING)) == order
    assert desk.titles(BACKLOG) == []


@pytest.mark.parametrize(
    ("cards", "place", "order"),
    [
        (("3",), {"before": "1"}, "cabde"),
        (("1",), {"after": "3"}, "bcade"),
        (("1", "4"), {"bottom": True}, "bcead"),
        (("4", "2"), {"before": "1"}, "dbace"),
        (("2", "4"), {"after": "2"}, "abdce"),
        (("2", "4"), {"before": "4"}, "acbde"),
        (("5", "4", "3", "2", "1"), {"bottom": True}, "edcba"),
    ],
)
def test_cards_are_put_in_order_within_their_column_in_the_order_given(cards, place, order):
    desk = lane_of("a", "b", "c", "d", "e")
    desk.give(Move(cards=cards, column=BACKLOG, **place))
    assert "".join(desk.titles(BACKLOG)) == order


@pytest.mark.parametrize("place", [{}, {"bottom": True}, {"after": "2"}, {"before": "3"}, {"after": "3"}])
def test_a_card_that_is_there_already_gets_no_event(place):
    desk = lane_of("a", "b", "c")
    before = desk.board
    desk.move("3", BACKLOG, **place)
    assert desk.board is before
    assert "already" in str(desk.last.message)


@pytest.mark.parametrize("field", ["before", "after"])
def test_a_neighbour_that_is_not_in_the_column_is_named(field):
    desk = lane_of("a", "b")
    desk.move("2", DOING)
    with pytest.raises(Refused, match=f"{field}: card '2' is not in column Backlog"):
        desk.move("1", BACKLOG, **{field: "2"})


@pytest.mark.parametrize("place", [{"after": "1"}, {"before": "2"}])
def test_between_cards_that_share_a_rank_a_card_comes_behind_both(place):
    desk = lane_of("a", "b", "c", "d")
    shared = grow(None, "2", (msgspec.structs.replace(desk.card("2").events[0], rank=desk.card("1").rank),))
    desk.board = assemble(desk.board.head, {**desk.board.cards, "2": shared})
    assert desk.titles(BACKLOG) == ["a", "b", "c", "d"]
    desk.move("4", BACKLOG, **place)
    assert desk.titles(BACKLOG) == ["a", "b", "d", "c"]


def test_many_cards_move_at_once_in_the_order_given_and_go_back_with_one_undo():
    desk = lane_of("a", "b", "c", "d")
    desk.give(Move(cards=("3", "1", "3"), column=READY))
    assert desk.titles(READY) == ["c", "a"]
    assert str(desk.last.message) == "moved 2 cards to Ready"
    desk.give(Undo())
    assert desk.titles(BACKLOG) == ["a", "b", "c", "d"]


def test_of_many_cards_one_that_cannot_move_stops_all():
    desk = lane_of("a", "b")
    with pytest.raises(Refused, match="card '9' is not on board bridge"):
        desk.give(Move(cards=("1", "9"), column=READY))
    assert desk.titles(READY) == []


def test_a_full_column_asks_once_and_what_is_over_the_limit_is_recorded():
    desk = Desk(DEFAULT_COLUMNS)
    for title in "abc":
        desk.add(title, column=DOING)
    desk.add("d")
    with pytest.raises(OverWip) as full:
        desk.move("4", DOING)
    assert str(full.value) == "Doing is full (3/3)"
    assert (full.value.column, full.value.count, full.value.limit) == ("Doing", 3, 3)
    desk.move("4", DOING, over_wip=True)
    assert desk.card("4").events[-1].over_wip
    assert str(desk.last.message) == 'moved "d" to Doing, over its limit of 3'


def test_reaching_the_limit_is_not_exceeding_it():
    desk = Desk(DEFAULT_COLUMNS)
    for title in "abc":
        desk.add(title, column=DOING, over_wip=True)
    assert "over its limit" not in str(desk.last.message)
    desk.move("3", REVIEW, over_wip=True)
    assert not desk.card("3").events[-1].over_wip


def test_several_cards_that_do_not_all_fit_are_told_so():
    desk = Desk(DEFAULT_COLUMNS)
    for title in "abcd":
        desk.add(title)
    desk.move("1", REVIEW)
    with pytest.raises(OverWip, match=r"^Review has no room for 2 more cards \(1/2\)$"):
        desk.give(Move(cards=("2", "3"), column=REVIEW))


def test_a_full_column_can_still_be_put_in_order_and_added_to_with_leave():
    desk = Desk(DEFAULT_COLUMNS)
    desk.add("a", column=REVIEW)
    desk.add("b", column=REVIEW)
    desk.move("2", REVIEW, before="1")
    assert desk.titles(REVIEW) == ["b", "a"]
    with pytest.raises(OverWip):
        desk.add("c", column=REVIEW)
    desk.add("c", column=REVIEW, over_wip=True)
    assert desk.titles(REVIEW) == ["b", "a", "c"]
