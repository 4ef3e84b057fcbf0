"""Which cards need a hand, and in which order: late, due within two days, blocked, ageing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, START, Desk, hour
from often import often

from kanban.commands.cards import Add, Archive, Block, Edit, Move, Unblock
from kanban.commands.columns import SetColumnKind
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.undo import Undo
from kanban.metrics.flow.totals import Window, ageing, ageing_limit, existing, totals
from kanban.metrics.rollup.attention import Attention, attention, attention_since
from kanban.model.card import SOON, is_due_soon, is_late
from kanban.render.attention import chips
from kanban.render.card import RenderContext
from kanban.text.glyphs import UNICODE
from kanban.text.messages import Refused

NOW = 48


def context(at: float = NOW, zone: str = "UTC") -> RenderContext:
    return RenderContext(hour(at), zone, {}, frozenset(), UNICODE)


def said(needs: Attention, at: float = NOW, zone: str = "UTC", short: bool = False) -> str:
    return " · ".join(text for text, _ in chips(needs, context(at, zone), short))


def troubled() -> Desk:
    """1 late since hour 20, 2 since 40, 3 due in a day, 4 blocked and late since 30, 5 blocked, 6 old, 7 finished."""
    desk = Desk()
    for due_at in (20, 40, NOW + 24, 30, None, None, 10, NOW + 49, None):
        desk.add(column=DOING, due_at=None if due_at is None else hour(due_at))
    for card in ("5", "4", "7"):
        desk.give(Block(cards=(card,), why="crane"), 2)
    desk.move("7", DONE, 3)
    desk.give(Archive(cards=("9",)), 4)
    return desk


def test_the_worst_comes_first_and_each_once() -> None:
    needs = attention(troubled().board, 30 * 3600.0)
    now = hour(NOW)
    assert needs.late(now) == ("1", "4", "2")
    assert [card for _, card in needs.due(now)] == ["3"]
    assert [card for _, card in needs.blocked] == ["4", "5"]
    assert needs.worst_first(now)[:5] == ("1", "4", "2", "3", "5")
    assert set(needs.worst_first(now)[5:]) == {"6", "8"}, "in work for longer than P85"
    assert attention(troubled().board, None).worst_first(now) == ("1", "4", "2", "3", "5")


def test_a_card_that_cannot_be_read_hides_no_other() -> None:
    desk = troubled()
    desk.spoil("2")
    assert attention(desk.board, None).late(hour(NOW)) == ("1", "4")


def test_the_head_counts_them() -> None:
    desk = troubled()
    assert said(attention(desk.board, 30 * 3600.0)) == "3 late · 1 due tomorrow · 7 ageing · 2 blocked"
    assert said(attention(desk.board, 30 * 3600.0), short=True) == "3 late · 1 due · 7 ageing · 2 blocked"
    desk.give(Unblock(cards=("4", "5")), 4)
    assert said(attention(desk.board, None)) == "3 late · 1 due tomorrow"
    assert said(attention(Desk().board, None)) == ""


def test_late_is_late_to_the_second_and_without_looking_through_the_board_again() -> None:
    desk = Desk()
    desk.add(due_at=hour(NOW))
    needs = attention(desk.board, None)
    assert said(needs, NOW - 49) == ""
    assert said(needs, NOW - 48) == "1 due in 2 days"
    assert said(needs, NOW - 20) == "1 due tomorrow"
    assert said(needs, NOW) == "1 due today"
    assert needs.late(hour(NOW)) == ()
    assert needs.late(hour(NOW) + timedelta(seconds=1)) == ("1",)


def test_which_day_that_is_depends_on_the_zone() -> None:
    desk = Desk()
    desk.add(due_at=hour(NOW + 10))  # Wednesday 18:00 in UTC
    needs = attention(desk.board, None)
    assert said(needs) == "1 due today"
    assert said(needs, zone="Asia/Shanghai") == "1 due tomorrow"


@settings(max_examples=often(60))
@given(st.lists(st.tuples(st.integers(-60, 120), st.booleans(), st.booleans()), max_size=12), st.integers(0, 100))
def test_it_agrees_with_the_rules_of_a_card(cards: list[tuple[int, bool, bool]], at: int) -> None:
    desk = Desk()
    for due, is_done, is_blocked in cards:
        card = desk.add(column=DOING, due_at=hour(due))
        if is_blocked:
            desk.give(Block(cards=(card,), why="rain"))
        if is_done:
            desk.move(card, DONE, 1)
    now, limit = hour(at), 20 * 3600.0
    needs, there = attention(desk.board, limit), desk.board.cards.values()
    assert set(needs.late(now)) == {c.id for c in there if is_late(c, now)}
    assert {i for _, i in needs.due(now)} == {c.id for c in there if is_due_soon(c, now)}
    assert {i for _, i in needs.blocked} == {c.id for c in there if c.is_blocked}
    dues: list[datetime] = [desk.card(i).due_at or START for i in needs.late(now)]
    assert dues == sorted(dues)
    assert sorted(needs.worst_first(now)) == sorted(set(needs.worst_first(now)))
    assert all(due <= now + SOON for due, _ in needs.due(now))


CHANGES: dict[str, Callable[[str], AnyBoardCommand]] = {
    "start": lambda card: Move(cards=(card,), column=DOING),
    "finish": lambda card: Move(cards=(card,), column=DONE),
    "block": lambda card: Block(cards=(card,), why="rain"),
    "unblock": lambda card: Unblock(cards=(card,)),
    "archive": lambda card: Archive(cards=(card,)),
    "late": lambda card: Edit(cards=(card,), changes={"due_at": hour(1)}),
    "add": lambda card: Add(title="another", due_at=hour(9)),
    "other kinds": lambda card: SetColumnKind(column=DONE, kind="active"),
    "undo": lambda card: Undo(),
}


@settings(max_examples=often(60))
@given(st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(1, 6)), max_size=12), st.booleans())
def test_looking_at_what_changed_finds_what_looking_at_all_finds(changes: list[tuple[str, int]], aged: bool) -> None:
    desk = Desk()
    for number in range(5):
        desk.add(column=DOING, due_at=hour(10 * number))
    before, known = desk.board, attention(desk.board, 7200.0 if aged else None)
    for number, (what, card) in enumerate(changes):
        with suppress(Refused):
            desk.give(CHANGES[what](str(card)), number)
        if number % 3 == 0:
            before, known = desk.board, attention_since(desk.board, before, known)
    assert attention_since(desk.board, before, known) == attention(desk.board, known.ageing_seconds)


def test_ageing_is_the_same_here_and_in_the_figures() -> None:
    desk = Desk()
    for number in range(12):
        card = desk.add(column=DOING)
        desk.move(card, DONE, 1 + number / 10)
    old, young = desk.add(column=DOING), desk.add(at=NOW - 1, column=DOING)
    moment = hour(NOW)
    cards = existing(desk.board.cards.values(), moment)
    cycle = totals(cards, Window(), moment).cycle_time
    needs = attention(desk.board, ageing_limit(cycle))
    assert needs.ageing(moment) == (old,) == tuple(c.id for c in ageing(cards, cycle, moment))
    assert young not in needs.worst_first(moment)
