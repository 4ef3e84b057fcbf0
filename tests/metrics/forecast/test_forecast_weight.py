"""Which of the two models counts, and how much."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from pasts import memoryless, steady, teams

from kanban.metrics.forecast.history import BoardPast, CardPast
from kanban.metrics.forecast.moment import TeamMoment
from kanban.metrics.forecast.outlook import TeamPast


def test_a_board_that_is_worked_off_in_order_is_forecast_by_its_queue():
    board, _ = steady(20, 40)
    assert TeamPast([board]).at(140.0).weight < 0.1


def test_a_board_where_any_card_leaves_is_forecast_by_age():
    assert TeamPast([memoryless(0.02, 400, a_day=1)]).at(400.0).weight > 0.9


def test_old_cards_that_nobody_takes_move_the_weight_to_age():
    stuck = tuple(CardPast(f"s{i}", 0.0) for i in range(8))
    quick = tuple(CardPast(f"q{i:03}", i / 2, ((i / 2 + 0.5, "active"), (i / 2 + 2.0, "done"))) for i in range(1, 400))
    assert TeamPast([BoardPast("b", stuck + quick, 0.0)]).at(200.0).weight > 0.9


def test_a_weight_that_is_given_is_taken():
    board, keys = steady(20, 40)
    outlook = TeamPast([board]).at(140.0, weight=0.5)
    assert outlook.weight == outlook.forecast({"b": keys}).weight == 0.5


@settings(max_examples=often(20))
@given(teams(), st.floats(20, 300))
def test_a_weight_leaves_something_to_either(team, t):
    assert 0.02 <= TeamPast(team).at(t).weight <= 0.98


def test_a_team_without_exits_has_no_life_table():
    with pytest.raises(ValueError, match="too few exits"):
        TeamMoment([], 9.0).life
