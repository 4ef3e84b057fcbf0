"""Flow efficiency and Little's law at their borders: what lies outside the window, was dropped, or took no time."""

import random

import pytest
from makers import BACKLOG, DOING, DONE, HOUR, READY, REVIEW, Desk, hour

from kanban.commands.cards import Archive, Block, Unblock
from kanban.commands.columns import SetColumnKind
from kanban.metrics import reasons
from kanban.metrics.flow.efficiency import LittlesLaw, flow_efficiency, littles_law
from kanban.metrics.flow.totals import Window, existing

pytestmark = pytest.mark.any_day
DAY = 24
ALL = Window()


def cards_of(desk: Desk, at: float) -> list:
    return existing(desk.board.cards.values(), hour(at))


def blocked(begin: float, end: float, *, started: float, finished: float) -> Desk:
    """A card that is blocked from hour to hour, with its start and its finish."""
    desk = Desk()
    desk.add(column=READY)
    events = [
        (begin, lambda: desk.give(Block(cards=("1",), why="crane"), begin)),
        (end, lambda: desk.give(Unblock(cards=("1",)), end)),
        (started, lambda: desk.move("1", DOING, started)),
        (finished, lambda: desk.move("1", DONE, finished)),
    ]
    for _, act in sorted(events, key=lambda event: event[0]):
        act()
    return desk


def law(desk: Desk, window: Window, at: float) -> LittlesLaw:
    return littles_law(cards_of(desk, at), window, hour(at))


def test_a_block_that_was_over_before_the_start_is_no_loss() -> None:
    found = flow_efficiency(cards_of(blocked(1, 5, started=8, finished=18), 30), ALL)
    assert (found.blocked_seconds, found.efficiency) == (0, 1)


def test_what_was_blocked_but_finished_in_another_window_is_not_counted() -> None:
    desk = blocked(9, 12, started=8, finished=18)
    desk.move(desk.add(at=20, column=DOING), DONE, 30)
    later = flow_efficiency(cards_of(desk, 40), Window(hour(19)))
    assert (later.n, later.blocked_seconds, later.efficiency) == (1, 0, 1)


def test_cards_that_took_no_time_have_no_efficiency_and_say_why() -> None:
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE)
    found = flow_efficiency(cards_of(desk, 1), ALL)
    assert (found.n, found.efficiency, found.efficiency_reason) == (1, None, reasons.NO_CYCLE_TIME)
    instant = law(desk, Window(hour(-1), hour(1)), 1)
    assert (instant.n, instant.mean_seconds, instant.expected_seconds) == (1, 0, 0)
    assert (instant.deviation, instant.reason) == (None, reasons.NO_CYCLE_TIME)


def test_ten_cards_are_enough_and_nine_are_few() -> None:
    desk = Desk()
    for number in range(10):
        desk.move(desk.add(column=DOING), DONE, number + 1)
    assert [flow_efficiency(cards_of(desk, 20), Window(None, hour(end))).low_sample for end in (10, 11)] == [
        True,
        False,
    ]


def test_the_maternity_ward_of_little_and_graves() -> None:
    """Five births a day; nine of ten stay two days, the tenth seven: 2.5 days on average, so 12.5 mothers at a time.

    J. Little and S. Graves, "Little's Law", in: Building Intuition (2008).
    """
    desk, leave = Desk(), []
    for number in range(5 * 60):
        day = number // 5
        leave.append((day + (7 if number % 10 == 0 else 2), desk.add(f"mother {number}", day * DAY, column=DOING)))
    for day, card in sorted(leave):
        desk.move(card, DONE, day * DAY)
    found = law(desk, Window(hour(20 * DAY), hour(50 * DAY)), 100 * DAY)
    assert found.mean_wip == pytest.approx(12.5)
    assert found.per_day == pytest.approx(5)
    assert found.mean_seconds == pytest.approx(2.5 * DAY * HOUR)
    assert found.deviation == pytest.approx(0)


def test_a_dropped_card_was_in_work_until_it_was_dropped() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Archive(cards=("1",)), 4)
    assert law(desk, Window(hour(0), hour(10)), 20).mean_wip == pytest.approx(0.4)


def test_a_card_whose_finish_is_not_known_was_in_work_no_longer_than_it_can_have_been() -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 4)
    assert desk.card().flow.finished_by_at == hour(4)
    assert law(desk, Window(hour(0), hour(10)), 20).mean_wip == pytest.approx(0.4)


def test_without_a_beginning_the_window_begins_on_the_day_of_the_first_start() -> None:
    desk = Desk()
    desk.add(column=BACKLOG, at=-48)
    for start in (DAY, 0, 3 * DAY):
        desk.add(column=DOING, at=max(0, start))
    first = Window(hour(-8), None)  # hour 0 is 8 o'clock
    assert law(desk, ALL, 5 * DAY) == law(desk, first, 5 * DAY)


def test_the_order_of_cards_changes_nothing() -> None:
    desk = Desk()
    for number in range(12):
        desk.move(desk.add(column=DOING, at=number), DONE, number + 5 + number % 4)
    cards = cards_of(desk, 40)
    plain = littles_law(cards, ALL, hour(40))
    random.Random(7).shuffle(cards)
    assert littles_law(cards, ALL, hour(40)) == plain
