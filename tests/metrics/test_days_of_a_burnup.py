"""Which days a burnup has, with which gates, and what is needed from today on."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, START, Desk, hour
from often import often
from plan_maker import Planner, deck, named, only

from kanban.commands.cards import Archive, Edit
from kanban.commands.undo import Undo
from kanban.metrics import reasons
from kanban.metrics.milestone_charts.burn import Burn, burn, open_needed
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.board import Board

pytestmark = pytest.mark.any_day
DAY = 24
MIDNIGHT = 16.0
"""The hour of the first midnight: the story begins at 8."""


def burnt(planner: Planner, at: float, *boards: Board, pause: Callable[[], None] = lambda: None) -> Burn:
    rollup = roll_up(planner.plan, boards, hour(at))
    state = next(each for each in rollup.milestones if each.milestone.id == "M1")
    return burn(state, rollup, pause)


def counts(found: Burn) -> list[tuple[int, int]]:
    return [(day.done, day.scope) for day in found.days]


def two(**more: float) -> Desk:
    desk = Desk()
    for _ in range(2):
        desk.add(work_package="1.1.1", column=DOING, **more)
    return desk


def test_what_is_done_at_midnight_belongs_to_the_new_day() -> None:
    desk = two()
    desk.move("1", DONE, MIDNIGHT - 0.001)
    desk.move("2", DONE, MIDNIGHT)
    found = burnt(deck(9 * DAY), MIDNIGHT + 1, desk.board)
    assert counts(found) == [(1, 2), (2, 2)]
    assert [day.to_at for day in found.days] == [hour(MIDNIGHT), hour(MIDNIGHT + 1)]
    assert counts(burnt(deck(9 * DAY), MIDNIGHT, desk.board)) == [(1, 2), (2, 2)]


def test_what_happened_after_the_moment_is_not_there_yet() -> None:
    desk = two()
    desk.move("1", DONE, 5)
    desk.move("2", DONE, 6)
    assert [counts(burnt(deck(9 * DAY), at, desk.board)) for at in (4, 5, 6)] == [[(0, 2)], [(1, 2)], [(2, 2)]]


def test_it_begins_on_the_first_day_with_a_card_and_goes_on_when_all_are_gone() -> None:
    desk = Desk()
    desk.add("elsewhere first", work_package="1.2.1")
    desk.give(Edit(cards=("1",), changes={"work_package": "1.1.1"}), 2 * DAY)
    desk.give(Archive(cards=("1",)), 4 * DAY)
    found = burnt(deck(9 * DAY), 5 * DAY, desk.board)
    assert found.days[0].from_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert [day.scope for day in found.days] == [1, 1, 0, 0]


def test_a_card_that_leaves_its_package_for_none_leaves_the_scope() -> None:
    desk = two()
    desk.give(Edit(cards=("1",), changes={"work_package": None}), DAY)
    assert [day.scope for day in burnt(deck(9 * DAY), 2 * DAY, desk.board).days] == [2, 1, 1]


def test_gates_hold_from_the_day_they_were_set_and_those_of_another_milestone_are_nothing_to_it() -> None:
    desk = two()
    desk.add("pile", work_package="1.2.1")
    planner = deck(9 * DAY).milestone("Piers", ("1.2",), at=DAY)
    planner.milestone("Deck and piers", ("1.1", "1.2"), id="M1", at=3 * DAY)
    planner.milestone("Piers alone", ("1.2",), id="M1", at=5 * DAY)
    planner.milestone("Rails", ("1.1.2",), id="M2", at=6 * DAY)
    assert [day.scope for day in burnt(planner, 7 * DAY, desk.board).days] == [2, 2, 2, 3, 3, 1, 1, 1]


def test_gates_that_were_undone_held_until_they_were() -> None:
    desk = two()
    desk.add("pile", work_package="1.2.1")
    planner = deck(9 * DAY).milestone("Piers", ("1.2",), id="M1", at=2 * DAY).undo(at=4 * DAY)
    assert [day.scope for day in burnt(planner, 5 * DAY, desk.board).days] == [2, 2, 1, 1, 2, 2]


def test_a_package_whose_code_only_begins_alike_is_another() -> None:
    desk = two()
    desk.add("not under it", work_package="1.1.10")
    assert [day.scope for day in burnt(Planner().milestone(gates=("1.1.1",)), 1, desk.board).days] == [2]


@settings(max_examples=often(30))
@given(st.permutations([("a", 5.0), ("b", 3.0), ("c", 30.0)]), st.integers(1, 60))
def test_boards_add_up_and_their_order_changes_nothing(some: list[tuple[str, float]], at: int) -> None:
    boards = []
    for slug, done in some:
        desk = two(estimate=done)
        desk.move("1", DONE, done)
        boards.append(named(desk.board, slug))
    whole = burnt(deck(9 * DAY), at, *boards).days
    parts = [burnt(deck(9 * DAY), at, board).days for board in boards]
    for number, day in enumerate(whole):
        assert day.done == sum(days[number].done for days in parts)
        assert day.scope == sum(days[number].scope for days in parts)
        assert day.scope_estimate == sum(days[number].scope_estimate for days in parts)
        assert day.done_estimate == sum(days[number].done_estimate for days in parts)
        assert day.open == day.scope - day.done


def test_a_card_without_an_estimate_weighs_the_mean_of_the_others() -> None:
    desk = Desk()
    for estimate in (2.0, 6.0, None, None):
        desk.add(work_package="1.1.1", column=DOING, estimate=estimate)
    for card in "13":
        desk.move(card, DONE, 5)
    (day,) = burnt(deck(9 * DAY), 6, desk.board).days
    assert (day.scope_estimate, day.done_estimate) == (2 + 6 + 4 + 4, 2 + 4)
    (plain,) = burnt(deck(9 * DAY), 6, two().board).days
    assert (plain.scope_estimate, plain.done_estimate) == (None, None)


def test_of_a_long_history_the_last_ten_years_are_counted() -> None:
    desk = two()
    days = burnt(deck(9 * DAY), 4000 * DAY, desk.board).days
    assert len(days) == 3661
    assert days[-1].to_at == hour(4000 * DAY)
    assert {day.scope for day in days} == {2}


def test_a_midnight_that_does_not_exist_makes_no_day_twice_and_none_endless() -> None:
    """In Santiago the clock goes from 23:59 of 5 September 2026 to 1:00: there is no midnight."""
    planner = deck(9 * DAY)
    planner.plan = msgspec.structs.replace(planner.plan, timezone="America/Santiago")
    begin = (datetime(2026, 9, 4, 15, tzinfo=UTC) - START) / timedelta(hours=1)
    desk = two(at=begin)
    days = burnt(planner, begin + 4 * DAY, desk.board).days
    assert [day.scope for day in days] == [2] * 5
    assert all(later.from_at == day.to_at for day, later in itertools.pairwise(days))


@pytest.mark.parametrize(
    ("planner", "desk", "reason"),
    [
        (deck(2 * DAY), two(), reasons.PAST_BASELINE),
        (Planner().milestone(), two(), reasons.NO_BASELINE),
        (deck(9 * DAY), Desk(), reasons.NO_CARDS),
        (deck(9 * DAY).sign_off(DAY, at=DAY), two(), reasons.ACHIEVED),
    ],
    ids=["past its baseline", "no baseline", "no cards", "achieved"],
)
def test_where_no_pace_is_needed_it_says_why(planner: Planner, desk: Desk, reason: object) -> None:
    found = burnt(planner, 3 * DAY, desk.board)
    assert (found.needed_per_week, found.needed_reason) == (None, reason)
    assert found.reason == (None if desk.board.cards else reasons.NO_CARDS)
    assert open_needed(found, hour(9 * DAY), hour(4 * DAY), "UTC") is None


def test_the_line_of_what_may_be_open_goes_from_today_to_none() -> None:
    found = burnt(deck(12 * DAY), 2 * DAY, two().board)
    line = [open_needed(found, hour(12 * DAY), hour(at * DAY), "UTC") for at in (2, 7, 12, 20)]
    assert line == [pytest.approx(2), pytest.approx(1), 0, 0]
    assert open_needed(found, None, hour(4 * DAY), "UTC") is None
    assert open_needed(found, hour(2 * DAY), hour(2 * DAY), "UTC") == 0


def test_somebody_who_waits_is_let_in_again_and_again() -> None:
    desk, times = Desk(), []
    for _ in range(450):
        desk.add(work_package="1.1.1")
    burnt(deck(9 * DAY), 1, desk.board, pause=lambda: times.append(1))
    assert len(times) >= 3


def test_an_undone_card_was_in_scope_while_it_was_there() -> None:
    desk = two()
    desk.add("by mistake", work_package="1.1.1", at=DAY)
    desk.give(Undo(), 2 * DAY)
    found = burnt(deck(9 * DAY), 3 * DAY, desk.board)
    assert [day.scope for day in found.days] == [2, 3, 2, 2]
    assert only(roll_up(deck(9 * DAY).plan, [desk.board], hour(3 * DAY))).figures.total == 2
