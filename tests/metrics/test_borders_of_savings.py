"""Savings, their interval and the payback at their borders: which cards count, which figure is taken, which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.plan_costs import SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar
from kanban.commands.work_log import Log
from kanban.metrics.flow.totals import Window
from kanban.metrics.value.benefit import (
    DatedFlow,
    dated_net_present_value,
    net_present_value,
    payback,
    return_on_investment,
)
from kanban.metrics.value.bootstrap import difference_interval, median
from kanban.metrics.value.savings import Savings, savings
from kanban.model.board import Board

pytestmark = pytest.mark.any_day
NEW_YEAR = date(2026, 1, 1)
money = st.lists(st.tuples(st.integers(0, 400), st.integers(-50, 50)), max_size=6).map(
    lambda some: [DatedFlow(NEW_YEAR + timedelta(days), float(amount)) for days, amount in some]
)


def compared(*boards: Board) -> Savings:
    """Before hour 100 and from then on to hour 200; works round the clock at 60.00 an hour."""
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    pm.give(SetCalendar(workdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours=("00:00-24:00",)))
    windows = Window(hour(0), hour(100)), Window(hour(100), hour(200))
    return savings(pm.plan, [(board, hour(300)) for board in boards], *windows)


def cards(*spans: tuple[float, float], minutes: tuple[int, ...] = ()) -> Desk:
    """Cards in work from hour to hour, with so much logged on each."""
    desk, steps = Desk(), []
    for number, (begin, end) in enumerate(spans):
        card = desk.add(f"card {number}", at=-60)
        steps += [(begin, 0, card), (end, 1, card)]
    for at, is_end, card in sorted(steps):
        if is_end and minutes:
            desk.give(Log(cards=(card,), minutes=minutes[int(card) - 1]), at)
        desk.move(card, DONE if is_end else DOING, at)
    return desk


def test_a_card_finished_when_the_second_window_begins_is_of_that_one_and_one_of_neither_counts_in_none() -> None:
    found = compared(cards((-50, -1), (10, 99.9), (20, 100), (30, 199.9), (40, 200), (50, 250)).board)
    assert (found.before_cards, found.after_cards) == (1, 2)
    assert [change.before for change in found.changes][:2] == [pytest.approx(89.9 * 3600), 0]


def test_a_card_without_a_start_has_no_time_to_compare() -> None:
    desk = cards((10, 20), (110, 120))
    desk.move(desk.add(at=130), DONE, 131)
    assert (compared(desk.board).before_cards, compared(desk.board).after_cards) == (1, 1)


def test_of_cycle_times_the_median_is_taken_and_of_rework_times_the_mean() -> None:
    desk = cards((0, 1), (0, 2), (0, 30), (100, 102), (100, 103))
    back = desk.add(at=100, column=REVIEW)
    for at, column, more in ((104, DOING, {"reason": "defect"}), (110, REVIEW, {}), (112, DONE, {})):
        desk.move(back, column, at, **more)
    cycle, rework, _ = compared(desk.board).changes
    assert (cycle.before, cycle.after) == (2 * 3600, 3 * 3600)
    assert (rework.before, rework.after) == (0, 6 * 3600 / 3)


def test_less_time_logged_is_saved_as_it_is() -> None:
    """Two hours a card before, half an hour after, on four cards: six hours at 60.00."""
    spans = [(n, n + 4.0) for n in range(3)] + [(110 + n, 114.0 + n) for n in range(4)]
    found = compared(cards(*spans, minutes=(120, 120, 120, 30, 30, 30, 30)).board)
    logged = found.changes[2]
    assert (logged.before, logged.after, logged.hours_saved) == (7200, 1800, 6)
    assert logged.amounts == (36_000, 36_000, 36_000)
    assert (found.hourly_amount, found.worked_share) == (6_000, pytest.approx((3 * 2 + 4 * 0.5) / (7 * 4)))


def test_boards_together_are_the_cards_of_all_of_them() -> None:
    spans = [(n, n + 3.0 + n) for n in range(4)] + [(110 + n, 112.0 + 2 * n) for n in range(4)]
    whole = compared(cards(*spans).board)
    parts = [cards(*spans[::2]).board, named(cards(*spans[1::2]).board, "li")]
    assert compared(*parts) == compared(*parts[::-1]) == whole


def test_ten_cards_in_each_window_are_enough() -> None:
    spans = [(0, n + 1.0) for n in range(10)] + [(100, 101.0 + n) for n in range(10)]
    assert not compared(cards(*spans).board).is_low_sample
    for missing in (0, 15):
        assert compared(cards(*spans[:missing], *spans[missing + 1 :]).board).is_low_sample


def test_cards_that_took_no_time_have_no_share_that_was_worked() -> None:
    found = compared(cards((5, 5), (6, 6), (105, 105), (106, 106), minutes=(60, 60, 60, 60)).board)
    assert (found.worked_share, str(found.reason)) == (None, "these cards have no working time in work")


def test_one_card_in_a_window_is_too_few_for_an_interval_whatever_the_figure() -> None:
    with_hours = compared(cards((0, 9), (100, 109), (100, 110), minutes=(60, 60, 60)).board)
    assert {str(change.reason) for change in with_hours.changes} == {
        "fewer than 2 finished cards with a known start in a window"
    }
    without = compared(cards((0, 9), (100, 109), (100, 110)).board)
    assert [str(change.reason)[:9] for change in without.changes] == ["fewer tha", "fewer tha", "no time i"]


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert [median(values) for values in ([4], [4, 1], [9, 1, 4], [10, 4, 1, 2])] == [4, 2.5, 4, 3]


def test_a_change_that_every_draw_shows_is_no_noise() -> None:
    assert difference_interval([5.0] * 4, [3.0] * 4, median) == (-2, -2)
    assert difference_interval([5.0] * 4, [5.0] * 4, median).spans_zero
    assert not difference_interval([5.0] * 4, [5.5] * 4, median).spans_zero


def test_on_the_day_on_which_nothing_is_owed_any_more_it_has_paid_back() -> None:
    flows = [DatedFlow(NEW_YEAR, -100.0), DatedFlow(NEW_YEAR + timedelta(100), 100.0)]
    assert payback(flows) == NEW_YEAR + timedelta(100)
    assert payback([*flows, DatedFlow(NEW_YEAR + timedelta(200), 0.0)]) == NEW_YEAR + timedelta(100)
    half = [DatedFlow(NEW_YEAR, -100.0), DatedFlow(NEW_YEAR + timedelta(100), 200.0)]
    assert payback(half) == NEW_YEAR + timedelta(50)
    assert payback([DatedFlow(NEW_YEAR, -1.0), DatedFlow(NEW_YEAR, 1.0)]) == NEW_YEAR


def test_what_comes_and_goes_on_one_day_is_one_sum() -> None:
    """Costs that are paid from what comes on the same day leave nothing owed on any day."""
    flows = [DatedFlow(NEW_YEAR, -100.0), DatedFlow(NEW_YEAR + timedelta(100), 100.0)]
    month = NEW_YEAR + timedelta(200)
    assert payback([*flows, DatedFlow(month, 60.0), DatedFlow(month, -60.0)]) == NEW_YEAR + timedelta(100)
    assert payback([*flows, DatedFlow(month, 60.0), DatedFlow(month, -61.0)]) is None


def test_a_rate_may_be_as_far_as_the_bounds_say() -> None:
    assert net_present_value(10.0, [0, 11]) == pytest.approx(1)
    assert net_present_value(-0.99, [0, 1]) == pytest.approx(100)


def test_what_only_cost_is_lost_whole_and_small_sums_count() -> None:
    assert return_on_investment([-4]) == -1
    assert return_on_investment([-0.5, 0.25, 0.5]) == pytest.approx(0.5)


@settings(max_examples=often(40))
@given(money)
def test_flows_in_whatever_order_are_worth_the_same(flows: list[DatedFlow]) -> None:
    assert payback(flows) == payback(flows[::-1])
    assert dated_net_present_value(0.1, flows) == pytest.approx(dated_net_present_value(0.1, flows[::-1]))


@settings(max_examples=often(60))
@given(money.filter(bool))
def test_from_the_day_of_payback_on_nothing_is_owed(flows: list[DatedFlow]) -> None:
    day = payback(flows)
    ends = sorted({flow.on for flow in flows})
    balance = {end: sum(flow.amount for flow in flows if flow.on <= end) for end in ends}
    if day is None:
        assert balance[ends[-1]] < 0
        return
    assert ends[0] <= day <= ends[-1]
    assert all(balance[end] >= 0 for end in ends if end > day)
    before = [end for end in ends if end < day]
    assert not before or balance[before[-1]] < 0
