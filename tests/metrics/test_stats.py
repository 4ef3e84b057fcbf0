"""Small statistics against published values and another implementation."""

import statistics
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.stats import inclusive_days, mean, percentile, rate
from kanban.text.dates import zone

seconds = st.floats(0, 1e8, allow_nan=False)


@given(st.lists(seconds, min_size=2, max_size=60))
def test_percentiles_are_those_of_the_standard_library(values: list[float]) -> None:
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    for number, cut in enumerate(cuts, start=1):
        assert percentile(values, number / 20) == pytest.approx(cut)


@given(st.lists(seconds, min_size=1, max_size=60), st.floats(0, 1), st.floats(0, 1))
def test_a_percentile_lies_within_the_values_and_rises_with_q(values: list[float], low: float, high: float) -> None:
    low, high = sorted((low, high))
    a, b = percentile(values, low), percentile(values, high)
    assert a is not None
    assert b is not None
    assert min(values) <= a <= b + 1e-6 <= max(values) + 2e-6


@given(st.lists(seconds, min_size=1, max_size=60), st.randoms())
def test_the_order_of_the_values_does_not_matter(values: list[float], chance) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert percentile(shuffled, 0.85) == percentile(values, 0.85)


def test_one_value_is_every_percentile() -> None:
    assert {percentile([7.0], q) for q in (0, 0.5, 0.85, 1)} == {7.0}


def test_of_nothing_there_is_no_mean_no_percentile_and_no_rate() -> None:
    assert mean([]) is None
    assert percentile([], 0.5) is None
    assert rate(0, 0) is None
    assert rate(0.0, 0.0) is None


def test_a_rate_is_the_part_of_the_whole() -> None:
    assert rate(1, 4) == 0.25
    assert rate(0, 4) == 0.0


@given(st.lists(seconds, min_size=1, max_size=60))
def test_the_mean_is_that_of_the_standard_library(values: list[float]) -> None:
    assert mean(values) == pytest.approx(statistics.fmean(values))


@pytest.mark.parametrize(
    ("started", "finished", "days"),
    [
        ("2026-03-02T08:00", "2026-03-02T09:00", 1),  # one and the same day
        ("2026-03-02T23:59", "2026-03-03T00:01", 2),  # two minutes over midnight touch two days
        ("2026-03-02T08:00", "2026-03-09T07:00", 8),
        ("2026-03-28T12:00", "2026-03-29T12:00", 2),  # the clock goes forward in Berlin that night
        ("2026-12-31T12:00", "2027-01-01T12:00", 2),
    ],
)
def test_days_touched_in_berlin(started: str, finished: str, days: int) -> None:
    berlin = zone("Europe/Berlin")
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=berlin).astimezone(UTC) for text in (started, finished))
    assert inclusive_days(begin, end, berlin) == days
