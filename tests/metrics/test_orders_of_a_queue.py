"""The proposed order of a queue, by what Jackson proved: earliest due date first, and what is equal as it stands."""

from itertools import permutations

import pytest
from crew import DAY, crew
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, Desk, hour
from often import often
from plan_maker import Planner, deck, named

from kanban.commands.cards import Archive
from kanban.commands.columns import ShiftColumn
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.queue_order import column_order, is_own, proposed, served
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day

PACKAGES = ("1.1.1", "1.1.2", "1.2.1", None)
NOW = 20 * DAY


def planner(*dues: int | None, made: float = 0) -> Planner:
    """M1 waits for 1.1.1, M2 for 1.1.2, M3 for 1.2.1, due on these days; None has no date."""
    out = Planner()
    for number, (code, due) in enumerate(zip(PACKAGES, dues, strict=False), start=1):
        out.milestone(f"Milestone {number}", (code,), made)
        if due is not None:
            out.promise(due * DAY, made, f"M{number}")
    return out


def queued(*packages: int, column: str = BACKLOG) -> Desk:
    desk = Desk()
    for number, which in enumerate(packages, start=1):
        desk.add(f"Weld {number}", at=number / 100, column=column, work_package=PACKAGES[which])
    return desk


def rolled(plan: Planner, *desks: Desk, at: float = NOW, **more) -> RollUp:
    return roll_up(plan.plan, [desk.board for desk in desks], hour(at), **more)


def ids(desk: Desk, rollup: RollUp) -> list[str]:
    return [each.card.card.id for each in proposed(desk.board, rollup)]


@settings(max_examples=often(100))
@given(
    st.lists(st.integers(0, 3), max_size=9),
    st.tuples(*[st.none() | st.integers(30, 34)] * 3),
    st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_what_waits_goes_by_the_date_of_its_milestone_and_what_is_equal_as_it_stands(
    packages: list[int], dues: tuple[int | None, ...], is_ready: list[bool]
) -> None:
    desk = queued(*packages)
    for card, goes in zip(list(desk.board.cards), is_ready, strict=False):
        if goes:
            desk.move(card, READY, 1, bottom=True)
    queue = proposed(desk.board, rolled(planner(*dues), desk))
    own = [*desk.board.cards_in(READY), *desk.board.cards_in(BACKLOG)]
    assert sorted(each.card.card.id for each in queue) == sorted(own), "each card once"
    assert [own[each.place - 1] for each in queue] == [each.card.card.id for each in queue]

    def due(card: str) -> float:
        which = packages[int(card) - 1]
        day = dues[which] if which < 3 else None
        return float("inf") if day is None else day

    expected = []
    left = own
    while left:  # the plain way: again and again the first one of those that are due first
        soonest = min(map(due, left))
        first = next(card for card in left if due(card) == soonest)
        expected.append(first)
        left = [card for card in left if card != first]
    assert [each.card.card.id for each in queue] == expected
    assert is_own(queue) == (expected == own)
    for column in (BACKLOG, READY):
        assert column_order(queue, column) == tuple(c for c in expected if desk.card(c).column == column)


@settings(max_examples=often(40))
@given(st.lists(st.integers(0, 2), min_size=1, max_size=5), st.tuples(*[st.integers(1, 9)] * 3))
def test_no_other_order_makes_the_largest_lateness_smaller(packages: list[int], dues: tuple[int, ...]) -> None:
    """Jackson (1955), "Scheduling a production line to minimize maximum tardiness": one machine, a day a card."""
    desk = queued(*packages)
    order = ids(desk, rolled(planner(*(20 + due for due in dues)), desk))

    def lateness(some: tuple[str, ...]) -> int:
        return max(day - dues[packages[int(card) - 1]] for day, card in enumerate(some, start=1))

    assert lateness(tuple(order)) == min(map(lateness, permutations(order)))


def test_a_card_that_two_milestones_wait_for_goes_by_the_earlier_one() -> None:
    plan = deck(40 * DAY).milestone("Girders", ("1.1.1",)).promise(30 * DAY, milestone="M2")
    desk = queued(1, 0)
    rollup = rolled(plan, desk)
    assert ids(desk, rollup) == ["2", "1"]
    named_by = [each.milestone.milestone.id for each in proposed(desk.board, rollup)]
    assert named_by == ["M2", "M1"]


def test_it_goes_by_the_earlier_date_though_the_later_milestone_is_the_more_urgent_one() -> None:
    desk = crew(ahead=2)
    at = 8 * 7 * DAY
    for number in range(70):
        desk.add(f"Rail {number}", at=at - 1, work_package="1.1.2")
    plan = deck(at + 60 * DAY).milestone("Girders", ("1.1.1",)).promise(at + 50 * DAY, milestone="M2")
    rollup = foretold(rolled(plan, desk, at=at))
    assert [(state.milestone.id, state.status) for state in rollup.milestones] == [
        ("M1", "at_risk"), ("M2", "on_track"),
    ]  # fmt: skip
    queue = proposed(desk.board, rollup)
    assert [each.milestone.milestone.id for each in queue[:3]] == ["M2", "M2", "M1"]


def test_a_milestone_without_a_date_is_named_and_served_last() -> None:
    desk = queued(3, 1, 0)
    queue = proposed(desk.board, rolled(planner(None, 30), desk))
    assert [each.card.card.id for each in queue] == ["2", "1", "3"]
    assert [each.milestone and each.milestone.milestone.id for each in queue] == ["M2", None, "M1"]


def test_what_is_achieved_calls_for_nothing_any_more() -> None:
    desk = queued(1, 0)
    plan = planner(30, 40)
    assert ids(desk, rolled(plan, desk)) == ["2", "1"]
    plan.sign_off(9 * DAY, at=9 * DAY)
    queue = proposed(desk.board, rolled(plan, desk))
    assert [each.card.card.id for each in queue] == ["1", "2"]
    assert queue[1].milestone is None


def test_a_milestone_of_which_not_all_can_be_read_calls_for_nothing() -> None:
    desk = queued(1, 0)
    gone = UnreadableBoard("li", Problem("boards/li/board.json", "not JSON"))
    assert ids(desk, rolled(planner(30, 40), desk, unread=(gone,))) == ["1", "2"]


def test_only_what_waits_is_put_in_order_the_column_next_to_work_first() -> None:
    desk = queued(0, 0, 0, 0, 0)
    desk.move("1", DOING, 1)
    desk.move("2", DOING, 1)
    desk.move("2", DONE, 2)
    desk.give(Archive(cards=("3",)), 2)
    desk.move("5", READY, 2)
    assert ids(desk, rolled(planner(30), desk)) == ["5", "4"]


def test_as_of_a_past_moment_it_is_the_queue_of_then_in_the_columns_of_then() -> None:
    desk = queued(1, 0, 1)
    desk.move("3", READY, 5)
    before = proposed(desk.board, rolled(planner(30, 40), desk, at=6))
    desk.move("2", DOING, 10)
    desk.move("1", READY, 11)
    desk.give(ShiftColumn(column=READY, by=-1), 12)
    assert ids(desk, rolled(planner(30, 40), desk, at=20)) == ["1", "3"]
    then = proposed(desk.board, rolled(planner(30, 40), desk, at=6))
    assert [(each.card.card.id, each.place) for each in then] == [(each.card.card.id, each.place) for each in before]
    assert [each.card.card.id for each in then] == ["2", "3", "1"]


def test_with_the_clock_set_back_a_live_queue_forgets_no_move() -> None:
    desk = queued(0, 0)
    desk.move("1", DOING, 10)
    assert ids(desk, rolled(planner(30), desk, at=8, live=True)) == ["2"]
    assert ids(desk, rolled(planner(30), desk, at=8)) == ["1", "2"]


def test_only_milestones_with_cards_on_the_board_are_told_of_the_most_urgent_first() -> None:
    mine, other = crew(), crew("li", "1.2.1")
    mine.board, other.board = named(mine.board, "bridge"), named(other.board, "li")
    at = 8 * 7 * DAY
    plan = planner(at // DAY + 90, at // DAY + 60, at // DAY + 30)
    mine.add("Rail", at=at, work_package="1.1.2")
    rollup = foretold(rolled(plan, mine, other, at=at))
    queue = proposed(mine.board, rollup)
    shown = list(served(mine.board, rollup, queue, Forecaster()))
    urgency = [state.milestone.id for state in rollup.milestones if state.milestone.id in ("M1", "M2")]
    assert [each.state.milestone.id for each in shown] == urgency
    assert queue[0].card.card.title == "Rail"
    by_id = {each.state.milestone.id: each for each in shown}
    assert by_id["M2"].days[1] < 0 <= by_id["M1"].days[1], "one is sooner, the others are not"
    assert by_id["M2"].days_in_columns == by_id["M2"].days[1], "all wait in one column"
