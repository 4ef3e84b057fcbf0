"""Which cards need a hand and in which order, card by card by the rule, at the very edges of late, due and ageing."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, HOUR, READY, REVIEW, Desk, hour
from often import often

from kanban.commands.cards import Archive, Block, Edit, Unblock
from kanban.metrics.rollup.attention import attention, attention_since, urgency
from kanban.model.card import Card

pytestmark = pytest.mark.any_day

MS = timedelta(milliseconds=1)
LIMIT = 30.0
"""Hours after which a card in work is ageing."""
CARDS = st.lists(
    st.tuples(
        st.sampled_from((None, 20, 60, 60, 95)),  # when it is due: often at the same time as others
        st.none() | st.integers(1, 20),  # when it was started
        st.none() | st.integers(21, 40),  # when it was blocked
        st.sampled_from(("stays", "stays", "stays", "done", "archived")),
    ),
    max_size=10,
)


def board_of(cards: list[tuple[int | None, int | None, int | None, str]]) -> Desk:
    """Cards with their due date, start, block and what became of them; in the order of the hours."""
    desk = Desk()
    ids = [desk.add(due_at=None if due is None else hour(due)) for due, _, _, _ in cards]
    steps = [(start, card, "start") for card, (_, start, _, _) in zip(ids, cards, strict=True) if start is not None]
    steps += [(block, card, "block") for card, (_, _, block, _) in zip(ids, cards, strict=True) if block is not None]
    for at, card, what in sorted(steps):
        if what == "start":
            desk.move(card, DOING, at)
        else:
            desk.give(Block(cards=(card,), why="crane"), at)
    for card, (_, _, _, end) in zip(ids, cards, strict=True):
        if end == "done":
            desk.move(card, DONE, 41)
        elif end == "archived":
            desk.give(Archive(cards=(card,)), 41)
    return desk


def plainly(card: tuple[int | None, int | None, int | None, str], now: float) -> tuple[float, ...] | None:
    """Late, due within two days, blocked, ageing; of equal ones the longest blocked, then the oldest."""
    due, start, block, end = card
    if end != "stays":
        return None
    never = float("inf")
    rest = (never if block is None else block, never if start is None else start)
    if due is not None and due < now:
        return (0, due, *rest)
    if due is not None and due <= now + 48:
        return (1, due, *rest)
    if block is not None:
        return (2, block)
    if start is not None and now - start > LIMIT:
        return (3, start)
    return None


@settings(max_examples=often(100))
@given(CARDS, st.integers(41, 110))
def test_the_worst_first_is_the_order_of_the_rule(cards: list, now: int) -> None:
    desk = board_of(cards)
    keys = {str(number): plainly(card, now) for number, card in enumerate(cards, start=1)}
    shown = attention(desk.board, LIMIT * HOUR).worst_first(hour(now))
    assert sorted(shown) == sorted(card for card, key in keys.items() if key is not None)
    assert [keys[card] for card in shown] == sorted(key for key in keys.values() if key is not None)


@settings(max_examples=often(60))
@given(CARDS, st.integers(41, 110))
def test_a_single_card_is_judged_as_the_board_judges_it(cards: list, now: int) -> None:
    desk = board_of(cards)
    needs = attention(desk.board, LIMIT * HOUR)
    ageing = set(needs.ageing(hour(now)))

    def worth(card: Card) -> tuple[float, ...] | None:
        return urgency(card, hour(now), card.id in ageing)

    ranked = [worth(desk.card(card)) for card in needs.worst_first(hour(now))]
    assert None not in ranked
    assert ranked == sorted(ranked)
    left = set(desk.board.cards) - set(needs.worst_first(hour(now)))
    assert all(worth(desk.card(card)) is None for card in left)


@pytest.mark.parametrize(
    ("before", "is_late", "is_due"),
    [
        (timedelta(hours=-48) - MS, False, False),
        (timedelta(hours=-48), False, True),
        (-MS, False, True),
        (timedelta(0), False, True),
        (MS, True, False),
    ],
)
def test_the_edges_of_due_and_late_are_to_the_millisecond(before: timedelta, is_late: bool, is_due: bool) -> None:
    desk = Desk()
    desk.add(due_at=hour(100), column=DOING)
    needs = attention(desk.board, None)
    now = hour(100) + before
    assert needs.late(now) == (("1",) if is_late else ())
    assert needs.due(now) == (((hour(100), "1"),) if is_due else ())


@pytest.mark.parametrize(("age", "is_ageing"), [(LIMIT * HOUR, False), (LIMIT * HOUR + 0.001, True), (0, False)])
def test_a_card_as_old_as_the_limit_is_not_ageing_yet(age: float, is_ageing: bool) -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    now: datetime = hour(0) + timedelta(seconds=age)
    assert attention(desk.board, LIMIT * HOUR).ageing(now) == (("1",) if is_ageing else ())
    assert attention(desk.board, None).ageing(now) == ()


def test_a_finished_card_is_late_and_blocked_no_more_and_a_reopened_one_is_again() -> None:
    desk = Desk()
    desk.add(due_at=hour(5), column=DOING)
    desk.give(Block(cards=("1",), why="crane"), 1)
    before = desk.board
    known = attention(before, LIMIT * HOUR)
    desk.move("1", DONE, 9)
    nothing = attention_since(desk.board, before, known)
    assert nothing.worst_first(hour(99)) == ()
    assert (nothing.dated, nothing.blocked, nothing.started) == ((), (), ())
    done = desk.board
    desk.move("1", REVIEW, 20, reason="defect")
    again = attention_since(desk.board, done, nothing)
    assert again.worst_first(hour(99)) == ("1",)
    assert again == attention(desk.board, LIMIT * HOUR)


def test_a_card_that_left_for_the_archive_of_a_year_needs_no_hand() -> None:
    desk = Desk()
    for _ in range(2):
        desk.add(due_at=hour(5), column=DOING)
    before = desk.board
    kept = msgspec.structs.replace(before, cards={"2": before.cards["2"]}, past_cards={"1": before.cards["1"]})
    assert attention_since(kept, before, attention(before, None)).late(hour(9)) == ("2",)


def test_a_card_put_back_to_the_queue_ages_on_and_a_due_date_taken_off_is_none() -> None:
    desk = Desk()
    desk.add(due_at=hour(5), column=DOING)
    desk.move("1", READY, 2, reason="parked")
    desk.give(Edit(cards=("1",), changes={"due_at": None}), 3)
    needs = attention(desk.board, LIMIT * HOUR)
    assert (needs.late(hour(99)), needs.ageing(hour(99))) == ((), ("1",))
    desk.give(Block(cards=("1",), why="rain"), 4)
    desk.give(Unblock(cards=("1",)), 5)
    assert attention(desk.board, LIMIT * HOUR).blocked == ()
