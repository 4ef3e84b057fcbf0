"""Which cards need a hand, and which of two the more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour

from kanban.commands.cards import Add, Archive, Block, Move
from kanban.metrics.rollup.attention import attention, urgency
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.open_cards import open_cards
from kanban.model.card import SOON, is_due_soon, is_late

NOW = hour(100)


def card(due=None, column=None, blocked=None, archived=False):
    desk = Desk()
    desk.give(Add(title="Weld", due_at=due), at=0)
    if column is not None:
        desk.give(Move(cards=("1",), column=column), at=1)
    if blocked is not None:
        desk.give(Block(cards=("1",), why="crane"), at=blocked)
    if archived:
        desk.give(Archive(cards=("1",)), at=99)
    return desk.board.cards["1"]


@pytest.mark.parametrize(
    ("due", "late", "soon"),
    [
        (None, False, False), (NOW - timedelta(seconds=1), True, False), (NOW, False, True), (NOW + SOON, False, True),
        (NOW + SOON + timedelta(seconds=1), False, False),
    ],
)  # fmt: skip
def test_late_is_past_the_due_date_to_the_second_and_soon_within_two_days(due, late, soon):
    assert (is_late(card(due), NOW), is_due_soon(card(due), NOW)) == (late, soon)
    assert not is_late(card(due, DONE), NOW)
    assert not is_due_soon(card(due, DONE), NOW)


def test_late_comes_before_due_soon_before_blocked_before_ageing_and_the_worst_first():
    wanted = [
        (card(NOW - timedelta(days=9)), False), (card(NOW - timedelta(days=1), blocked=5), True),
        (card(NOW + timedelta(hours=1)), False), (card(NOW + timedelta(days=1)), True),
        (card(blocked=5), True), (card(blocked=50), False), (card(column=DOING), True),
    ]  # fmt: skip
    found = [urgency(one, NOW, old) for one, old in wanted]
    assert None not in found
    assert found == sorted(found)
    older, newer = card(column=DOING), card(blocked=None, column=DOING)
    assert urgency(older, NOW, True) == urgency(newer, NOW, True)


def test_of_equally_late_ones_the_blocked_come_first_then_the_oldest():
    due = NOW - timedelta(days=1)
    desk = Desk()
    for title in ("waits", "young", "old", "blocked, young", "blocked for longer"):
        desk.give(Add(title=title, due_at=due), at=0)
    for number, at in (("3", 2), ("4", 8), ("2", 9)):
        desk.give(Move(cards=(number,), column=DOING, over_wip=True), at=at)
    for number, at in (("5", 10), ("4", 20)):
        desk.give(Block(cards=(number,), why="crane"), at=at)
    board = desk.board
    wanted = ["5", "4", "3", "2", "1"]
    assert [item.card.id for item in open_cards((BoardCard(board, c) for c in board.cards.values()), NOW)] == wanted
    assert list(attention(board, None).worst_first(NOW)) == wanted
    assert list(attention(board, None).late(NOW)) == wanted


@given(
    st.none() | st.integers(-500, 500),
    st.sampled_from([None, DOING, DONE]),
    st.none() | st.integers(2, 90),
    st.booleans(),
)
def test_only_what_is_open_and_on_the_board_needs_a_hand(hours, column, blocked, old):
    due = None if hours is None else NOW + timedelta(hours=hours)
    one = card(due, column, blocked if column != DONE else None)
    needs = urgency(one, NOW, old and column == DOING) is not None
    if column == DONE:
        assert not needs
    else:
        assert needs == (is_late(one, NOW) or is_due_soon(one, NOW) or blocked is not None or (old and column == DOING))
    assert urgency(card(due, column, archived=True), NOW, old) is None
