"""Control charts against published examples, and what holds of any values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics import reasons
from kanban.metrics.flow.control_charts import p_chart, xmr_chart

FLOW_RATES = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook, 6.3.2.2 "Individuals Control Charts": ten batches."""
TRADE_DEFICITS = (10.7, 13.0, 11.4, 11.5, 12.5, 14.1, 14.8, 14.1, 12.6, 16.0, 11.7, 10.6)
"""Wheeler, "Understanding Variation" (1993), chapter 3: the US trade deficits of 1987, in billions."""
JUICE_CANS = (
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
)  # fmt: skip
"""Montgomery, "Introduction to Statistical Quality Control", example 7.1: nonconforming cans in 30 samples of 50; the
same numbers stand in the NIST/SEMATECH e-Handbook, 6.3.3.2, as chips on wafers."""
PURCHASE_ORDERS = (
    (12, 100), (8, 80), (6, 80), (9, 100), (10, 110), (12, 110), (11, 100), (16, 100), (10, 90), (6, 90), (20, 110),
    (15, 120), (9, 120), (8, 120), (6, 110), (8, 80), (10, 80), (7, 80), (5, 90), (8, 100), (5, 100), (8, 100),
    (10, 100), (6, 90), (9, 90),
)  # fmt: skip
"""Montgomery, section 7.2.2 "Variable Sample Size": nonconforming purchase orders of 25 weeks."""

values = st.lists(st.floats(0, 1000, allow_nan=False).map(lambda x: round(x, 3)), max_size=60)
counts = st.lists(st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=40)


def test_the_flow_rates_of_the_nist_handbook() -> None:
    chart = xmr_chart(FLOW_RATES)
    assert chart.mean == pytest.approx(50.81)
    assert chart.mean_range == pytest.approx(1.8778, abs=5e-5)
    assert chart.upper == pytest.approx(55.8041, abs=2e-3)  # the handbook takes 3 / 1.128 for 2.66
    assert chart.lower == pytest.approx(45.8159, abs=2e-3)
    assert [s for s in chart.signals if s.rule == "outside"] == []
    assert not chart.low_sample


def test_the_trade_deficits_of_wheeler() -> None:
    chart = xmr_chart(TRADE_DEFICITS)
    assert chart.mean == pytest.approx(12.75)
    assert chart.mean_range == pytest.approx(1.66, abs=0.005)
    assert (chart.lower, chart.upper) == (pytest.approx(8.33, abs=0.01), pytest.approx(17.17, abs=0.01))
    assert chart.signals == ()


def test_the_cans_of_montgomery_and_the_wafers_of_nist() -> None:
    chart = p_chart((d, 50) for d in JUICE_CANS)
    assert chart.rate == pytest.approx(0.2313, abs=5e-5)
    assert chart.points[0].upper == pytest.approx(0.4102, abs=5e-5)
    assert chart.points[0].lower == pytest.approx(0.0524, abs=5e-5)
    assert [s.first + 1 for s in chart.signals if s.rule == "outside"] == [15, 23]


def test_the_purchase_orders_of_montgomery_with_limits_for_every_n() -> None:
    chart = p_chart(PURCHASE_ORDERS)
    assert chart.rate == pytest.approx(0.0955, abs=5e-5)
    eleventh = chart.points[10]
    assert (eleventh.rate, eleventh.upper) == (pytest.approx(0.182, abs=5e-4), pytest.approx(0.180, abs=5e-4))
    assert chart.points[0].upper == pytest.approx(0.184, abs=5e-4)
    assert [(s.first + 1, s.above) for s in chart.signals if s.rule == "outside"] == [(11, True)]


def test_eight_on_one_side_is_one_signal_as_long_as_it_lasts() -> None:
    chart = xmr_chart([1, 9] * 3 + [6] * 9 + [1])
    (run,) = [s for s in chart.signals if s.rule == "run"]
    assert (run.first, run.last, run.above, str(run.message)) == (5, 14, True, "10 in a row above the mean")
    assert not [s for s in xmr_chart([1, 9] * 3 + [6] * 6 + [1, 9]).signals if s.rule == "run"]


def test_three_of_four_nearer_a_limit_than_the_mean() -> None:
    steady = [10.0, 11, 9, 10, 11, 9] * 3
    chart = xmr_chart([*steady, 12.5, 10, 12.5, 12.6, *steady])
    (near,) = [s for s in chart.signals if s.rule == "near_limit"]
    assert (near.first, near.last, near.above) == (18, 21, True)
    assert str(near.message) == "3 of 4 nearer the upper limit than the mean"


def test_a_point_outside_says_on_which_side() -> None:
    chart = xmr_chart([50, 51, 50, 52, 50, 51, 90, 50, 51, 50, 2, 51, 50, 51, 52, 50, 51, 50, 51, 50, 51, 50])
    assert [(s.first, str(s.message)) for s in chart.signals if s.rule == "outside"] == [
        (6, "above the upper limit"), (10, "below the lower limit"),
    ]  # fmt: skip


def test_nothing_and_one_value_have_no_limits_and_say_why() -> None:
    nothing, one = xmr_chart([]), xmr_chart([5.0])
    assert (nothing.mean, nothing.upper, nothing.mean_reason) == (None, None, reasons.NO_KNOWN_START)
    assert (one.mean, one.upper, one.limits_reason) == (5.0, None, reasons.ONE_VALUE)
    empty = p_chart([(0, 0)])
    assert (empty.rate, empty.rate_reason, empty.points[0].rate) == (None, reasons.NO_KNOWN_START, None)


@given(values)
def test_equal_or_any_values_lie_about_the_mean_and_no_limit_is_below_zero(found: list[float]) -> None:
    chart = xmr_chart(found)
    assert chart.values == tuple(found)
    if chart.upper is None:
        assert len(found) < 2
        return
    assert 0 <= chart.lower <= chart.mean + 1e-6
    assert chart.upper >= chart.mean
    assert {s.first for s in chart.signals if s.rule == "outside"} == {
        i for i, v in enumerate(found) if chart.upper > chart.mean and not chart.lower <= v <= chart.upper
    }
    assert all(0 <= s.first <= s.last < len(found) for s in chart.signals)
    assert all(s.count >= 8 for s in chart.signals if s.rule == "run")


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=40))
def test_another_unit_changes_no_signal(found: list[int]) -> None:
    plain, scaled = xmr_chart(found), xmr_chart([value * 2.0 for value in found])
    assert plain.signals == scaled.signals
    assert scaled.upper == pytest.approx(plain.upper * 2)


@given(values.filter(lambda v: len(v) > 1))
def test_backwards_the_limits_are_the_same(found: list[float]) -> None:
    there, back = xmr_chart(found), xmr_chart(found[::-1])
    assert there.upper == pytest.approx(back.upper)
    assert there.lower == pytest.approx(back.lower, abs=1e-6)


@given(counts)
def test_a_share_and_its_limits_stay_between_none_and_all(found: list[tuple[int, int]]) -> None:
    chart = p_chart(found)
    assert len(chart.points) == len(found)
    for point in chart.points:
        assert (point.rate is None) == (point.whole == 0)
        if point.rate is not None:
            assert 0 <= point.lower <= chart.rate <= point.upper <= 1
    assert not [s for s in chart.signals if chart.points[s.first].rate is None or chart.points[s.last].rate is None]


@given(st.integers(1, 20), st.integers(1, 200), st.integers(1, 200))
def test_the_limits_are_wider_where_n_is_smaller(part: int, few: int, more: int) -> None:
    few, more = sorted((few, more))
    chart = p_chart([(min(part, few), few), (min(part, more), more)])
    a, b = chart.points
    assert a.upper - a.lower >= b.upper - b.lower - 1e-9
