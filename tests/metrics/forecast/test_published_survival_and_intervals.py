"""Published tables and worked examples: remission times, chi-square, Wilson's interval, a place in a queue."""

from itertools import combinations, pairwise
from math import exp, expm1, prod
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.forecast.ageing import LifeTable, chance_all_left, fit
from kanban.metrics.forecast.curve import LAST_DAY, tabulate
from kanban.metrics.forecast.drain import needed, pace
from kanban.metrics.forecast.growth import fading_days
from kanban.metrics.forecast.record import Held
from kanban.metrics.forecast.slices import exponential_slices, gamma_slices, lower_gamma

NOW = 100.0
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], []


def remissions(group: tuple[list[int], list[int]]) -> list[tuple[float, float | None]]:
    """Weeks until the relapse, and weeks without one until now.

    Freireich et al. (1963), "The effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute
    leukemia", Blood 21; the example of Kaplan and Meier's estimate in Kalbfleisch and Prentice (1980), table 1.1.
    """
    relapsed, still = group
    return [(NOW - 40, NOW - 40 + weeks) for weeks in relapsed] + [(NOW - weeks, None) for weeks in still]


def test_the_life_table_of_the_treated_is_the_one_worked_out_by_hand():
    """9 relapses in 359 weeks: 5 up to the median of 10 weeks in 190 weeks lived, 4 after it in 156, then 13 weeks."""
    table = fit(remissions(SIX_MP), NOW)
    assert table.edges == (0, 10, 30)
    assert table.rates == pytest.approx([6 / (190 + 359 / 9), 5 / (156 + 359 / 9), 1 / (13 + 359 / 9)])
    assert table.sums == pytest.approx([0, 10 * table.rates[0], 10 * table.rates[0] + 20 * table.rates[1]])


def test_the_life_table_of_the_placebo_group_is_the_one_worked_out_by_hand():
    """21 relapses in 182 weeks, with the quartiles of 4, 8 and 12 weeks."""
    table = fit(remissions(PLACEBO), NOW)
    assert table.edges == (0, 4, 8, 12, 36)
    lived, relapses = [73, 50, 30, 29, 0], [7, 6, 4, 4, 0]
    expected = [(n + 1) / (weeks + 182 / 21) for n, weeks in zip(relapses, lived, strict=True)]
    assert table.rates == pytest.approx(expected)


@pytest.mark.parametrize("weeks", [1, 6, 10, 22, 23])
def test_the_treated_stay_longer_at_any_age(weeks):
    treated, others = fit(remissions(SIX_MP), NOW), fit(remissions(PLACEBO), NOW)
    assert treated.hazard(weeks) < others.hazard(weeks)
    assert treated.survival_days(weeks) > others.survival_days(weeks)


@pytest.mark.parametrize(("in_window", "counted"), [(39, 99), (40, 40), (41, 41)])
def test_of_forty_exits_in_sixty_days_those_before_do_not_count(in_window, counted):
    """Where there are fewer, those of 120 days count; one of just 60 days ago is in 120 days only."""
    recent = [(300 - 59.5 + n, 300 - 58.5 + n) for n in range(in_window)]
    before = [(230.0, 240.0), *((150 + n / 2, 190 + n / 4) for n in range(59))]
    table = fit(recent + before, 300.0)
    expected = recent if in_window >= 40 else recent + before
    assert len(expected) == counted
    ages = sorted(left - origin for origin, left in expected)
    assert table.edges[-1] == max(3 * table.edges[-2], ages[-1])
    assert table.edges == fit([(300 - age, 300.0) for age in ages], 300.0).edges


def test_after_the_last_edge_the_last_rate_holds_for_ever():
    table = fit(remissions(SIX_MP), NOW)
    assert table.hazard(1000) - table.hazard(500) == pytest.approx(500 * table.rates[-1])


@given(st.lists(st.floats(0.001, 0.5), min_size=1, max_size=5), st.floats(0.1, 60))
def test_the_days_open_are_the_area_below_the_survival(rates, days):
    edges = tuple(float(7 * n) for n in range(len(rates)))
    sums = tuple(7 * sum(rates[:n]) for n in range(len(rates)))
    table = LifeTable(edges, tuple(rates), sums)
    steps = 1000
    area = sum(exp(-table.hazard((n + 0.5) * days / steps)) for n in range(steps)) * days / steps
    assert table.survival_days(days) == pytest.approx(area, rel=1e-2)


@pytest.mark.parametrize(
    ("freedom", "chance", "point"),
    [
        (1, 0.95, 3.84146), (2, 0.95, 5.99146), (2, 0.05, 0.102587), (4, 0.5, 3.35669), (5, 0.99, 15.0863),
        (10, 0.05, 3.94030), (10, 0.95, 18.3070), (30, 0.95, 43.7729), (100, 0.95, 124.342), (100, 0.05, 77.9295),
    ],
)  # fmt: skip
def test_the_incomplete_gamma_function_gives_the_percentage_points_of_chi_square(freedom, chance, point):
    """Abramowitz and Stegun (1964), table 26.8: chi-square with n degrees is gamma of shape n / 2 and scale 2."""
    assert lower_gamma(freedom / 2, point / 2) == pytest.approx(chance, abs=2e-6)


@pytest.mark.parametrize("variance", [0.011, 0.08, 0.5, 2.0, 6.0])
def test_the_variance_between_slices_is_the_variance_less_what_is_lost_within_them(variance):
    slices = gamma_slices(variance)
    between = mean((each - 1) ** 2 for each in slices)
    assert 0.75 * variance < between < variance


def test_slices_are_the_same_for_variances_that_agree_to_the_third_decimal():
    assert gamma_slices(0.2501) is gamma_slices(0.2499)
    assert gamma_slices(0.2506) != gamma_slices(0.2499)


def test_the_first_and_the_last_twentieth_of_the_exponential_have_the_means_in_closed_form():
    """Of the shortest 5 %, and of the longest, where the mean is the quantile and one more."""
    slices = exponential_slices()
    assert slices[-1] == pytest.approx(2.995732 + 1, abs=1e-6)
    assert slices[0] == pytest.approx(0.025427, abs=1e-6)
    assert all(low < high for low, high in pairwise(slices))


@pytest.mark.parametrize(
    ("held", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_the_published_one(held, of, low, high):
    """Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3."""
    assert Held(held=held, of=of).interval == pytest.approx((low, high), abs=5e-5)
    mirrored = Held(held=of - held, of=of).interval
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=5e-5)


@given(st.integers(1, 400), st.data())
def test_the_interval_holds_the_rate_and_stays_within_nothing_and_all(of, data):
    record = Held(held=data.draw(st.integers(0, of)), of=of)
    low, high = record.interval
    assert 0 <= low <= record.rate + 1e-12
    assert record.rate - 1e-12 <= high <= 1


@pytest.mark.parametrize(("count", "size"), [(1, 1), (5, 1), (5, 2), (8, 3), (9, 9), (10, 4)])
def test_out_of_any_order_the_last_of_some_is_where_it_is_on_average(count, size):
    """The mean of the largest of `size` places out of `count`, over all ways to choose them."""
    largest = mean(max(places) for places in combinations(range(1, count + 1), size))
    assert needed(size, count, count, 1.0) == pytest.approx(largest)


@pytest.mark.parametrize(
    ("days", "exits", "spread"),
    [
        (20.9, 3, 1.5),  # two whole weeks and a part: too few to say
        (21.0, 3, 1.0),
        (56.0, 8, 1.0),
    ],
)
def test_the_spread_of_a_young_board_is_known_from_three_weeks_on(days, exits, spread):
    """One a week is less spread than chance would have it: no less than that of chance is taken."""
    past = pace([days - 7 * n - 1 for n in range(exits)], 0.0, days)
    assert (past.days, past.exits, past.dispersion) == (days, exits, spread)


def test_the_spread_is_variance_over_mean_of_the_weeks_and_six_at_most():
    """Weeks of 1 and 5, 1 and 5 ...: mean 3, variance 4 x 8 / 7."""
    exits = [56 - 7 * week - 1 for week in range(8) for _ in range(1 if week % 2 else 5)]
    assert pace(exits, 0.0, 56.0).dispersion == pytest.approx(4 * 8 / 7 / 3)
    assert pace([55.0] * 40, 0.0, 56.0).dispersion == 6.0


def test_an_exit_eight_weeks_ago_is_counted_no_more_and_one_of_this_moment_is():
    past = pace([0.0, 0.001, 56.0], -100.0, 56.0)
    assert (past.exits, past.rate) == (2, 2.5 / 56)
    assert pace([], 56.0, 56.0).days == 1.0


@pytest.mark.parametrize("half_life", [30.0, 90.0])
def test_a_half_life_of_days_comes_to_half_of_what_all_days_do(half_life):
    everything = fading_days(1e6, half_life)
    assert fading_days(half_life, half_life) == pytest.approx(everything / 2)
    assert fading_days(0.0, half_life) == 0
    assert fading_days(0.001, half_life) == pytest.approx(0.001, rel=1e-4)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=30))
def test_more_cards_are_never_likelier_to_have_left_and_the_least_that_counts_is_given_whole(hazards):
    chances = [chance_all_left(hazards[: n + 1]) for n in range(len(hazards))]
    whole = mean(prod(-expm1(-pace * hazard) for hazard in hazards) for pace in exponential_slices())
    assert chances[-1] == pytest.approx(whole, rel=1e-9, abs=1e-300)
    assert all(more <= less + 1e-12 for less, more in pairwise(chances))
    for least in (1e-9, 1e-3, 0.2):
        given_as = chance_all_left(hazards, least)
        assert given_as == pytest.approx(chances[-1]) or (given_as == 0 and chances[-1] < least)


def test_a_table_ends_at_the_first_day_that_is_more_than_enough():
    curve = tabulate(lambda days: min(1.0, days / 10), enough=0.85)
    assert curve.chances[-2] <= 0.85 < curve.chances[-1]
    assert curve.day(0.85) == pytest.approx(8.5)
    assert tabulate(lambda days: 0.85, enough=0.85).days[-1] == LAST_DAY
