"""There is always room for a card between two others, and ranks at the ends stay short."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.model.rank import DIGITS, between, series

ranks = st.text(st.sampled_from(DIGITS), min_size=1, max_size=12).map(lambda r: r.rstrip("0") or "1")


@given(ranks, ranks)
def test_a_rank_lies_strictly_between_any_two(one, other):
    if one == other:
        with pytest.raises(ValueError, match="no rank fits"):
            between(one, other)
        return
    low, high = sorted((one, other))
    assert low < between(low, high) < high
    with pytest.raises(ValueError, match="no rank fits"):
        between(high, low)


@given(ranks)
def test_there_is_room_before_and_behind_every_rank(rank):
    assert between(None, rank) < rank < between(rank, None)


@given(ranks, ranks)
def test_no_rank_ends_in_the_lowest_digit_so_that_the_next_one_fits_too(one, other):
    low, high = sorted((one, other))
    made = [between(None, one), between(one, None), between(None, None)]
    made += [between(low, high)] if low < high else []
    assert not any(rank.endswith("0") for rank in made)


@given(st.none() | ranks, st.none() | ranks, st.integers(0, 60))
def test_a_series_is_distinct_in_order_and_within_its_bounds(low, high, count):
    if low is not None and high is not None:
        if low == high:
            return
        low, high = sorted((low, high))
    made = series(low, high, count)
    assert len(made) == count
    bounds = ([low] if low else []) + made + ([high] if high else [])
    assert all(a < b for a, b in pairwise(bounds))


@given(st.lists(st.floats(0, 1, exclude_max=True), max_size=80))
def test_inserting_anywhere_again_and_again_keeps_the_order(places):
    order: list[str] = []
    for place in places:
        index = int(place * (len(order) + 1))
        low = order[index - 1] if index else None
        high = order[index] if index < len(order) else None
        order.insert(index, between(low, high))
    assert order == sorted(set(order))


@pytest.mark.parametrize("at_top", [True, False])
def test_ranks_stay_short_after_100_000_cards_at_one_end(at_top):
    rank = between(None, None)
    for _ in range(100_000):
        following = between(None, rank) if at_top else between(rank, None)
        assert following < rank if at_top else following > rank
        rank = following
    assert len(rank) <= 8


def test_a_thousand_cards_between_the_same_two_still_fit():
    low, high = between(None, None), between(between(None, None), None)
    for _ in range(1000):
        low = between(low, high)
        assert low < high
    assert len(low) < 400


def test_beyond_the_last_number_there_is_still_room():
    top, bottom = "0000000" + "1", "zzzzzzzz"
    for _ in range(50):
        assert between(None, top) < top
        assert between(bottom, None) > bottom
        top, bottom = between(None, top), between(bottom, None)
