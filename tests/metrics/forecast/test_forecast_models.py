"""The models of the forecast against answers worked out by hand or known in closed form."""

from itertools import pairwise
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pasts import memoryless

from kanban.metrics.forecast.ageing import LifeTable, chance_all_left, fit
from kanban.metrics.forecast.curve import LAST_DAY, Curve, tabulate
from kanban.metrics.forecast.drain import Queue, chance_drained, growth, needed, pace
from kanban.metrics.forecast.growth import arrivals_a_day, chance_none_joined
from kanban.metrics.forecast.slices import exponential_slices, gamma_slices, lower_gamma

CONSTANT = LifeTable((0.0,), (0.1,), (0.0,))


def test_the_life_table_of_four_cards_is_the_one_worked_out_by_hand():
    table = fit([(0.0, 1.0), (0.0, 2.0), (0.0, 3.0), (0.0, None)], 10.0)
    assert table.edges == (0.0, 2.0, 6.0)
    prior = (7 + 5 + 4) / 3
    assert table.rates == pytest.approx((3 / (7 + prior), 2 / (5 + prior), 1 / (4 + prior)))
    assert table.hazard(7.0) == pytest.approx(2 * table.rates[0] + 4 * table.rates[1] + table.rates[2])


def test_fewer_than_three_exits_make_no_life_table():
    assert fit([(0.0, 1.0), (0.0, 2.0), (0.0, None)], 10.0) is None


def test_of_many_exits_only_the_last_60_days_count():
    slow = [(float(i), i + 50.0) for i in range(100)]
    fast = [(200.0 + i, 201.0 + i) for i in range(50)]
    assert fit(slow + fast, 251.0) == fit(fast, 251.0)


def test_cards_that_all_left_at_once_make_a_life_table():
    table = fit([(0.0, 0.0)] * 12, 5.0)
    assert table.hazard(1.0) > 0


def test_a_constant_hazard_is_found_again():
    past = memoryless(0.05, 400)
    spans = [(card.created, card.moves[0][0] if card.moves[0][0] <= 400 else None) for card in past.cards]
    table = fit(spans, 400.0)
    for days in (2, 10, 20, 40):
        assert table.hazard(days) == pytest.approx(0.05 * days, rel=0.2)


def test_a_card_at_a_pace_of_any_kind_leaves_as_the_mixed_exponential_says():
    for hazard in (0.1, 0.7, 2.0, 5.0):
        assert chance_all_left([hazard]) == pytest.approx(1 - 1 / (1 + hazard), abs=0.01)


def test_days_open_under_a_constant_hazard():
    assert CONSTANT.survival_days(20.0) == pytest.approx((1 - exp(-2)) / 0.1)
    table = LifeTable((0.0, 5.0), (0.1, 0.1), (0.0, 0.5))
    assert table.survival_days(20.0) == pytest.approx((1 - exp(-2)) / 0.1)


def test_the_slices_have_mean_1_and_those_of_variance_1_are_exponential():
    assert gamma_slices(1.0) == pytest.approx(exponential_slices(), abs=1e-8)
    for variance in (0.08, 0.3, 1.4, 3.0, 12.0):
        slices = gamma_slices(variance)
        assert sum(slices) == pytest.approx(20)
        assert list(slices) == sorted(slices)


@given(st.floats(0.01, 20))
def test_no_slice_is_out_of_order_at_any_variance(variance):
    slices = gamma_slices(variance)
    assert slices[0] >= 0
    assert all(low <= high + 1e-12 for low, high in pairwise(slices))
    assert sum(slices) == pytest.approx(20)


@given(st.integers(1, 12), st.floats(0.01, 40))
def test_the_incomplete_gamma_function_of_a_whole_shape(shape, x):
    tail = exp(-x) * sum(x**i / factorial(i) for i in range(shape))
    assert lower_gamma(shape, x) == pytest.approx(1 - tail, abs=1e-12)


def test_the_pace_counts_all_days_of_the_last_eight_weeks():
    exits = [100 - 56 + 7 * week + day for week in range(8) for day in (1.0, 3.0, 5.0)]
    past = pace([3.0, 9.0, *exits], 0.0, 100.0)
    assert (past.exits, past.days, past.dispersion) == (24, 56.0, 1.0)
    assert past.rate == pytest.approx(24.5 / 56)


def test_the_pace_of_a_young_board_is_over_the_days_that_it_has():
    past = pace([95.0, 97.0], 90.0, 100.0)
    assert (past.days, past.dispersion) == (10.0, 1.5)
    assert pace([], 0.0, 100.0).dispersion == 1.0


def test_in_order_all_ahead_are_needed_and_out_of_order_the_usual_place_of_the_last():
    assert needed(5, 20, 50, 0.0) == 20
    assert needed(1, 20, 50, 1.0) == pytest.approx(51 / 2)
    assert needed(50, 50, 50, 1.0) == 50
    assert needed(3, 3, 50, 0.0) == 3


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 40), st.floats(0, 1))
def test_more_cards_or_more_ahead_never_need_less(size, more, behind, disorder):
    ahead = size + more
    count = ahead + behind + 1
    need = needed(size, ahead, count, disorder)
    assert size <= need <= count + 1e-9
    assert needed(size, ahead + 1, count, disorder) >= need - 1e-9
    assert needed(size + 1, ahead + 1, count, disorder) >= need - 1e-9


def test_a_constant_pace_drains_a_queue_in_about_its_length_over_the_rate():
    past = pace([7 * week + day for week in range(40) for day in (1.0, 3.0, 5.0)], 0.0, 280.0)
    queue = Queue(ahead=30, need=30.0, growth=0.0)
    assert chance_drained(queue, past, 0.0) == 0
    assert chance_drained(queue, past, 70 * 0.5) < 0.1
    assert chance_drained(queue, past, 70.0) == pytest.approx(0.5, abs=0.1)
    assert chance_drained(queue, past, 70 * 2.5) > 0.95


def test_new_cards_count_half_and_in_order_only_the_preferred_ones():
    assert growth(28, 14, 56.0, 0.0) == 0.125
    assert growth(28, 14, 56.0, 1.0) == 0.25


def test_a_queue_that_grows_takes_longer():
    past = pace([float(day) for day in range(100)], 0.0, 100.0)
    chances = [chance_drained(Queue(20, 20.0, grown), past, 25.0) for grown in (0.0, 0.2, 0.4)]
    assert chances == sorted(chances, reverse=True)


def test_arrivals_are_those_after_the_first_day_the_recent_ones_more():
    every_day = [0.0] * 30 + [day + 0.5 for day in range(1, 300)]
    assert arrivals_a_day(every_day, 300.0) == pytest.approx(1.0, rel=0.02)
    assert arrivals_a_day([0.0, 0.1, 0.9], 300.0) == 0
    assert arrivals_a_day([0.0, 290.0], 300.0) > arrivals_a_day([0.0, 20.0], 300.0)
    assert arrivals_a_day([0.0, 0.1], 0.5) == 0


def test_the_chance_that_none_of_those_who_join_is_open():
    assert chance_none_joined(0.0, CONSTANT, 30.0) == 1
    assert chance_none_joined(0.5, CONSTANT, 90.0) == pytest.approx(exp(-0.5 * 0.5 * (1 - exp(-9)) / 0.1))


def test_a_table_of_chances_keeps_its_highest_value_and_ends_where_all_is_certain():
    falling = tabulate(lambda days: 0.3 if days < 5 else 0.2)
    assert set(falling.chances) == {0.3}
    assert falling.days[-1] == LAST_DAY
    assert tabulate(lambda days: min(1.0, days / 10)).days[-1] < 12


def test_a_table_of_an_exponential_is_read_as_the_exponential():
    curve = tabulate(lambda days: 1 - exp(-days / 30))
    for days in (1.0, 10.0, 25.0, 100.0):
        assert curve.chance(days) == pytest.approx(1 - exp(-days / 30), abs=0.001)
        assert curve.day(1 - exp(-days / 30)) == pytest.approx(days, rel=0.003)


def test_a_level_that_a_table_never_has_has_no_day():
    curve = Curve((0.0, 10.0), (0.2, 0.6))
    assert [curve.day(level) for level in (0.1, 0.2, 0.4, 0.7)] == [0.0, 0.0, 5.0, None]
    assert [curve.chance(days) for days in (0.0, 5.0, 10.0, 99.0)] == pytest.approx([0.2, 0.4, 0.6, 0.6])
