"""Which points of a control chart are a signal: the three rules at their borders, and a second road to each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics import reasons
from kanban.metrics.flow.control_charts import PChart, XmRChart, p_chart, xmr_chart

pytestmark = pytest.mark.any_day
STEADY = [10.0, 11, 9, 10, 11, 9] * 3
wild = st.lists(st.sampled_from((0, 1, 2, 8, 9, 10, 11, 12, 18, 19, 20)), min_size=2, max_size=40)


def spans(chart: XmRChart | PChart, rule: str) -> list[tuple[int, int, bool]]:
    return [(signal.first, signal.last, signal.above) for signal in chart.signals if signal.rule == rule]


def test_eight_in_a_row_are_a_signal_and_seven_are_none() -> None:
    eight = xmr_chart([11] * 8 + [9] * 8)
    assert spans(eight, "run") == [(0, 7, True), (8, 15, False)]
    assert [str(signal.message) for signal in eight.signals if signal.rule == "run"] == [
        "8 in a row above the mean", "8 in a row below the mean",
    ]  # fmt: skip
    assert spans(xmr_chart([11] * 7 + [9] * 7), "run") == []


def test_a_point_on_the_mean_ends_a_row_on_either_side() -> None:
    chart = xmr_chart([11] * 4 + [10] + [11] * 4 + [9] * 4 + [10] + [9] * 4)
    assert chart.mean == 10
    assert spans(chart, "run") == []


def test_three_of_four_near_the_lower_limit_say_so() -> None:
    chart = xmr_chart([*STEADY, 7.5, 10, 7.5, 7.4, *STEADY])
    assert spans(chart, "near_limit") == [(18, 21, False)]
    assert [str(signal.message) for signal in chart.signals if signal.rule == "near_limit"] == [
        "3 of 4 nearer the lower limit than the mean"
    ]


@pytest.mark.parametrize(
    ("values", "near"),
    [
        ([*STEADY, 12.5, 10, 12.5, 10, *STEADY], []),
        ([*STEADY, 12.5, 12.5, 10, 9, 12.5, *STEADY], []),
        ([*STEADY, 12.5, 12.5, 10, 12.5, 12.5, *STEADY], [(18, 22, True)]),
        ([*STEADY, 12.5, 12.5, 12.5, *STEADY, 12.5, 12.6, 12.5, *STEADY], [(18, 20, True), (39, 41, True)]),
        ([*STEADY, 12.5, 12.5, 12.5], [(18, 20, True)]),
        ([12.5, 12.5, 12.5, 10, *STEADY], [(0, 2, True)]),
        ([*STEADY, 12.5, 12.5, 7.5, 7.5, *STEADY], []),
        ([12.5] * 3, []),
    ],
    ids=[
        "two of four", "three of five", "four of five are one", "two apart", "the last points", "the first points",
        "two on either side", "all alike",
    ],
)  # fmt: skip
def test_the_border_of_three_of_four(values: list[float], near: list[tuple[int, int, bool]]) -> None:
    assert spans(xmr_chart(values), "near_limit") == near


def test_equal_times_are_no_signal_though_their_mean_is_rounded() -> None:
    times = [0.1] * 11
    assert sum(times) / 11 != 0.1
    assert xmr_chart(times).signals == ()


def test_the_lower_limit_of_times_that_vary_much_is_zero_and_a_short_one_no_signal() -> None:
    chart = xmr_chart([0.5, 9, 1, 8, 0.25, 9])
    assert chart.lower == 0
    assert spans(chart, "outside") == []


def test_nothing_has_no_limits_because_no_card_has_a_known_start() -> None:
    assert xmr_chart([]).limits_reason == reasons.NO_KNOWN_START


def test_ten_are_enough_and_nine_are_few() -> None:
    assert [xmr_chart(STEADY[:number]).low_sample for number in (9, 10)] == [True, False]
    assert [p_chart([(1, number)]).low_sample for number in (9, 10)] == [True, False]


@given(wild)
def test_turned_upside_down_above_is_below(values: list[int]) -> None:
    """1000 keeps both limits above 0, where the lower one is not cut."""
    plain, turned = xmr_chart([1000 + v for v in values]), xmr_chart([1000 - v for v in values])
    for rule in ("outside", "run", "near_limit"):
        assert spans(plain, rule) == sorted((first, last, not above) for first, last, above in spans(turned, rule))


@given(wild)
def test_each_three_of_four_is_in_a_signal_and_each_signal_is_made_of_them(values: list[int]) -> None:
    chart = xmr_chart([1000 + v for v in values])
    for above in (True, False):
        limit = chart.upper if above else chart.lower
        near = [abs(limit - v) < abs(chart.mean - v) - 1e-9 and (v > chart.mean) == above for v in chart.values]
        fours = [range(start, start + 4) for start in range(len(near) - 3)]
        loud = {i for four in fours if sum(near[i] for i in four) >= 3 for i in four if near[i]}
        told = [range(first, last + 1) for first, last, up in spans(chart, "near_limit") if up == above]
        assert {i for points in told for i in points if near[i]} == loud
        assert all(near[points[0]] and near[points[-1]] for points in told)


@given(wild)
def test_signals_come_in_the_order_of_their_first_points(values: list[int]) -> None:
    firsts = [signal.first for signal in xmr_chart(values).signals]
    assert firsts == sorted(firsts)


@given(wild, st.integers(0, 7))
def test_a_row_goes_on_over_a_week_without_a_card(values: list[int], at: int) -> None:
    weeks = [(value, 20) for value in values]
    gap = min(at, len(weeks))
    plain, gapped = p_chart(weeks), p_chart([*weeks[:gap], (0, 0), *weeks[gap:]])
    moved = [(first + (first >= gap), last + (last >= gap)) for first, last in
             [(signal.first, signal.last) for signal in plain.signals]]  # fmt: skip
    assert [(signal.first, signal.last) for signal in gapped.signals] == moved
    assert gapped.rate == plain.rate


def test_a_share_that_fell_below_its_lower_limit_is_a_signal() -> None:
    chart = p_chart([(50, 100)] * 10 + [(0, 100)])
    assert spans(chart, "outside") == [(10, 10, False)]


@pytest.mark.parametrize(
    "weeks",
    [
        [(1, 20), (0, 20), (2, 20), (0, 20), (1, 20), (3, 20)],
        [(9, 10), (1, 1), (10, 10), (8, 10), (3, 3), (17, 20)],
    ],
    ids=["none in some weeks", "all in some weeks"],
)
def test_a_limit_at_none_or_at_all_is_never_passed(weeks: list[tuple[int, int]]) -> None:
    assert p_chart(weeks).signals == ()


def test_shares_have_no_rule_of_three_of_four() -> None:
    """Their limits differ from week to week: the rules for them are a point outside and eight in a row."""
    weeks = [*[(12, 100), (8, 100)] * 9, *[(17, 100)] * 3, *[(8, 100), (12, 100)] * 9]
    chart = p_chart(weeks)
    assert chart.signals == ()
    assert spans(xmr_chart([part for part, _ in weeks]), "near_limit")
    few = [*[(3, 10), (2, 10)] * 9, *[(1, 1)] * 3, *[(2, 10), (3, 10)] * 9]
    assert p_chart(few).signals == ()


def test_eight_weeks_above_the_rate_are_a_signal_wherever_the_rate_lies() -> None:
    chart = p_chart([(4, 100)] * 8 + [(2, 100)] * 8)
    assert spans(chart, "run") == [(0, 7, True), (8, 15, False)]
    assert spans(p_chart([(4, 100)] * 7 + [(2, 100)] * 7), "run") == []
