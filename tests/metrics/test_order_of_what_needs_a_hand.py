"""In which order stands what needs a hand: cards of a board, blocked cards, milestones, drivers."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, REVIEW, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Block, Edit, Move, Unblock
from kanban.commands.columns import AddColumn, SetColumnKind
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.undo import Undo
from kanban.metrics.rollup.attention import Attention, attention, attention_since
from kanban.metrics.rollup.contributions import merged, summarised
from kanban.metrics.rollup.drivers import DriverState, driver_states
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day
DAY, NOW = 24, 100
MANY = tuple(str(number) for number in range(1, 13))


@pytest.fixture
def twelve() -> Desk:
    """Twelve cards in work since the same moment, all due at the same one, all blocked with one key."""
    desk = Desk()
    for _ in MANY:
        desk.add(column=BACKLOG, work_package="1.1.1", due_at=hour(NOW))
    desk.give(Move(cards=MANY, column=DOING), 1)
    desk.give(Block(cards=MANY, why="crane"), 2)
    return desk


def test_cards_that_are_alike_stand_by_their_numbers_nine_before_ten(twelve: Desk) -> None:
    needs = attention(twelve.board, 3600.0)
    orders = [
        needs.late(hour(NOW + 1)), tuple(card for _, card in needs.due(hour(NOW))),
        tuple(card for _, card in needs.blocked), needs.ageing(hour(NOW)), needs.worst_first(hour(NOW)),
    ]  # fmt: skip
    assert orders == [MANY] * 5
    figures = merged(summarised(twelve.board, hour(NOW)).contributions.values())
    assert tuple(item.card.id for item in figures.blocked) == MANY


def test_they_still_do_where_only_what_changed_was_looked_at(twelve: Desk) -> None:
    before, known = twelve.board, attention(twelve.board, 3600.0)
    twelve.give(Edit(cards=("9", "11"), changes={"title": "Weld span 18"}), 3)
    assert attention_since(twelve.board, before, known) == attention(twelve.board, 3600.0) == known


def test_milestones_that_are_alike_stand_by_their_numbers_m9_before_m10() -> None:
    planner = Planner()
    for number in range(12):
        planner.milestone(f"Deck {number}", ("1.1.2",))
    states = roll_up(planner.plan, [], hour(NOW)).milestones
    assert [state.milestone.id for state in states] == [f"M{number}" for number in range(1, 13)]


class Told(NamedTuple):
    """What happened to a card."""

    column: str
    due: int | None
    blocked: int | None
    is_dropped: bool


tales = st.lists(
    st.builds(
        Told,
        st.sampled_from((BACKLOG, DOING, REVIEW, DONE)),
        st.none() | st.sampled_from((40, 60, 99, 100, 101, 148, 149, 200)),
        st.none() | st.sampled_from((20, 30)),
        st.booleans(),
    ),
    max_size=14,
)


def told(tales_: list[Told]) -> Desk:
    desk = Desk()
    for number, tale in enumerate(tales_):
        card = desk.add(column=BACKLOG, due_at=None if tale.due is None else hour(tale.due))
        if tale.column != BACKLOG:
            desk.move(card, DOING, 1 + number % 3)
        if tale.blocked is not None:
            desk.give(Block(cards=(card,), why="crane"), tale.blocked)
        if tale.column not in (BACKLOG, DOING):
            desk.move(card, tale.column, 40)
        if tale.is_dropped and number % 4 == 0:
            desk.give(Archive(cards=(card,)), 41)
    return desk


def slowly(board: Board, limit_hours: float | None) -> list[str]:
    """One card after the other, as the rule says it: late, due within two days, blocked, ageing; the worst first."""
    now, far = hour(NOW), hour(10**6)
    cards = [card for card in board.cards.values() if card.is_on_board and not card.flow.is_finished]

    def alike(card: Card) -> tuple[object, ...]:
        return card.flow.blocked_at or far, card.flow.started_at or far, int(card.id)

    dated = [card for card in cards if card.due_at is not None]
    late = sorted((c for c in dated if c.due_at < now), key=lambda c: (c.due_at, *alike(c)))  # type: ignore[operator]
    soon = [c for c in dated if now <= c.due_at <= now + timedelta(days=2)]  # type: ignore[operator]
    soon.sort(key=lambda c: (c.due_at, *alike(c)))
    blocked = sorted((c for c in cards if c.flow.blocked_at), key=lambda c: (c.flow.blocked_at, int(c.id)))
    old = [c for c in cards if c.flow.started_at and limit_hours is not None]
    old = [c for c in old if (now - c.flow.started_at).total_seconds() > limit_hours * 3600]  # type: ignore[operator]
    old.sort(key=lambda c: (c.flow.started_at, int(c.id)))
    return list(dict.fromkeys(card.id for card in (*late, *soon, *blocked, *old)))


def seconds(limit: float | None) -> float | None:
    return None if limit is None else limit * 3600


@settings(max_examples=often(80))
@given(tales, st.sampled_from((None, 97, 98, 99, 0)))
def test_the_order_is_what_the_rule_says_card_by_card(some: list[Told], limit: float | None) -> None:
    """Also at the edges: due now, due in two days to the second, as old as the limit."""
    board = told(some).board
    assert list(attention(board, seconds(limit)).worst_first(hour(NOW))) == slowly(board, limit)


CHANGES: tuple[Callable[[str], AnyBoardCommand], ...] = (
    lambda card: Move(cards=(card,), column=DONE),
    lambda card: Move(cards=(card,), column=BACKLOG),
    lambda card: Archive(cards=(card,)),
    lambda card: Unblock(cards=(card,)),
    lambda card: Edit(cards=(card,), changes={"due_at": None}),
    lambda card: Edit(cards=(card,), changes={"due_at": hour(NOW)}),
    lambda card: AddColumn(name="Paint", kind="active"),
    lambda card: SetColumnKind(column=REVIEW, kind="done"),
    lambda card: SetColumnKind(column=DONE, kind="active"),
    lambda card: Undo(),
)


CROWD = [
    Told(column, due, blocked, False)
    for column, due, blocked in product((BACKLOG, DOING, REVIEW, DONE), (None, 60, 120), (None, 20))
]
"""A card of every kind."""


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("limit", [None, 98.0])
def test_whatever_happens_to_a_card_of_whatever_kind_the_order_is_as_if_all_were_looked_at(
    change: Callable[[str], AnyBoardCommand], limit: float | None
) -> None:
    desk = told(CROWD)
    known, before = attention(desk.board, seconds(limit)), desk.board
    for number in range(1, len(CROWD) + 1):
        with suppress(Refused):
            desk.give(change(str(number)), 50 + number / 10)
        after = attention_since(desk.board, before, known)
        assert list(after.worst_first(hour(NOW))) == slowly(desk.board, limit)
        known, before = after, desk.board


@settings(max_examples=often(60))
@given(tales, st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(1, 14)), max_size=6), st.booleans())
def test_it_stays_so_after_any_change_of_cards_or_columns(some: list[Told], changes: list, aged: bool) -> None:
    desk, limit = told(some), 98.0 if aged else None
    known: Attention = attention(desk.board, seconds(limit))
    for number, (change, card) in enumerate(changes):
        before = desk.board
        with suppress(Refused):
            desk.give(change(str(1 + card % max(1, len(some)))), 50 + number)
        known = attention_since(desk.board, before, known)
        assert list(known.worst_first(hour(NOW))) == slowly(desk.board, limit)


def board_of(slug: str, late: int = 0, blocked: int = 0, finished: int = 0, at: float = 30 * DAY) -> Board:
    """A driver with so many late, blocked and finished cards; the last were finished at that hour."""
    desk = Desk()
    for _ in range(late):
        desk.add(column=DOING, due_at=hour(30 * DAY))
    for _ in range(blocked):
        desk.give(Block(cards=(desk.add(column=BACKLOG),), why="crane"), 1)
    for _ in range(finished):
        desk.add(column=DOING)
    for card in [card.id for card in desk.board.cards.values() if not card.due_at and not card.is_blocked]:
        desk.move(card, DONE, at)
    return named(desk.board, slug)


def states(at: float, *boards: Board) -> tuple[DriverState, ...]:
    return driver_states([(board, hour(at)) for board in boards], "UTC")


def test_who_has_most_that_is_late_needs_help_first_then_who_has_most_that_is_stuck() -> None:
    boards = [
        board_of("quick", finished=3), board_of("slow", finished=1), board_of("an", finished=1),
        board_of("stuck", blocked=2, finished=5), board_of("late", late=1), board_of("later", late=2),
        board_of("late and stuck", late=1, blocked=1),
    ]  # fmt: skip
    order = ["later", "late and stuck", "late", "stuck", "an", "slow", "quick"]
    for some in (boards, boards[::-1]):
        assert [state.board for state in states(31 * DAY, *some)] == order


@pytest.mark.parametrize(("at", "finished"), [(2 * DAY, 1), (2 * DAY - 0.01, 0), (30 * DAY, 1), (30 * DAY + 0.01, 0)])
def test_finished_is_of_the_last_four_weeks(at: float, finished: int) -> None:
    """Asked at the end of the thirtieth day: what was finished then is there, what comes later is not."""
    (state,) = states(30 * DAY, board_of("li", finished=1, at=at))
    assert (state.finished, state.started_finished) == (finished, finished)
    assert state.wip == int(at > 30 * DAY)


def test_a_driver_has_the_rework_of_what_he_finished_and_late_cards_that_are_on_the_board() -> None:
    desk = Desk()
    for number in range(4):
        card = desk.add(column=DOING, due_at=hour(5 * DAY))
        desk.move(card, REVIEW, DAY)
        if number < 2:
            desk.move(card, DOING, DAY + 1, reason=("defect", "parked")[number])
            desk.move(card, REVIEW, DAY + 2)
    for card in ("1", "2", "3"):
        desk.move(card, DONE, 4 * DAY)
    desk.add(column=BACKLOG, due_at=hour(5 * DAY))
    desk.give(Archive(cards=(desk.add(column=DOING, due_at=hour(5 * DAY)),)), 4 * DAY)
    (state,) = states(6 * DAY, desk.board)
    assert (state.driver, state.finished, state.reworked, state.started_finished) == ("zhang", 3, 1, 3)
    assert (state.wip, state.late, state.blocked, state.ageing) == (1, 2, 0, 0)


def test_as_of_a_moment_a_driver_has_what_he_had_then_also_an_hour_before_he_went_home() -> None:
    """Only a live roll-up follows the last event where the clock was set back behind it."""
    board = board_of("li", finished=2, at=4 * DAY)
    (state,) = states(4 * DAY - 1, board)
    assert (state.finished, state.wip) == (0, 2)
    live = roll_up(Planner().plan, [board], hour(4 * DAY - 1), live=True)
    (state,) = driver_states([(board, live.moment_of(board))], "UTC")
    assert (state.finished, state.wip) == (2, 0)


def test_rework_too_is_of_the_last_four_weeks() -> None:
    desk = Desk()
    for begin in (0, 10 * DAY):
        card = desk.add(column=DOING, at=begin)
        desk.move(card, REVIEW, begin + 1)
        desk.move(card, DOING, begin + 2, reason="defect")
        desk.move(card, DONE, begin + 3)
    (state,) = states(31 * DAY, desk.board)
    assert (state.finished, state.reworked, state.started_finished) == (1, 1, 1)


def test_who_has_no_card_has_nothing_and_needs_no_help() -> None:
    (state,) = driver_states([(Desk().board, hour(NOW))], "Asia/Shanghai")
    assert (state.wip, state.late, state.ageing, state.blocked, state.finished, state.reworked) == (0,) * 6
    assert driver_states([], "UTC") == ()
