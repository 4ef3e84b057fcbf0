"""The dates of sets of cards: known answers, and what must hold whatever the past was."""

from math import inf

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from often import often
from pasts import memoryless, steady, teams, up_to

from kanban.metrics.forecast.history import BoardPast, CardPast
from kanban.metrics.forecast.outlook import Outlook, TeamPast
from kanban.metrics.forecast.values import Forecast, Reason

times = st.floats(30, 250)
weights = st.floats(0.02, 0.98)


def dates(forecast: Forecast) -> tuple[float, float]:
    return tuple(inf if day is None else day for day in (forecast.p50, forecast.p85))


def all_open(outlook: Outlook) -> dict[str, list[str]]:
    return {name: [card.key for card in board.open] for name, board in outlook.moment.boards.items()}


def test_one_driver_three_a_week_forty_cards_in_order():
    board, keys = steady(26, 40)
    forecast = TeamPast([board]).at(26 * 7.0).forecast({"b": keys})
    assert [day / 7 for day in dates(forecast)] == pytest.approx([12.6, 20.1], abs=0.1)
    assert (forecast.cards, forecast.ahead, forecast.exits_per_week) == (40, 40, 3.0)
    assert forecast.reason is None


def test_the_second_milestone_of_a_board_comes_later_and_counts_the_first_ahead():
    board, keys = steady(26, 40)
    outlook = TeamPast([board]).at(182.0)
    first, second = (outlook.forecast({"b": part}) for part in (keys[:15], keys[15:30]))
    assert all(early + 7 < late for early, late in zip(dates(first), dates(second), strict=True))
    assert (first.ahead, second.ahead, second.cards) == (15, 30, 15)


def test_a_memoryless_board_has_the_quantiles_of_its_hazard():
    outlook = TeamPast([memoryless(0.05, 400)]).at(400.0, weight=0.98)
    newest = outlook.moment.boards["m"].open[-1].key
    forecast = outlook.forecast({"m": [newest]})
    # at a pace that is itself exponential the chance is x / (1 + x), of a cumulative hazard x
    assert forecast.p50 == pytest.approx(0.85 / 0.05, rel=0.2)
    for days in (7, 14, 28):
        assert forecast.curve.chance(days) == pytest.approx(0.05 * days / (1 + 0.05 * days), abs=0.05)


def test_the_chance_at_p50_and_p85_is_a_half_and_85_percent():
    board, keys = steady(26, 40)
    forecast = TeamPast([board]).at(182.0).forecast({"b": keys})
    assert forecast.chance(forecast.p50) == pytest.approx(0.5)
    assert forecast.chance(forecast.p85) == pytest.approx(0.85)
    assert forecast.chance(0.0) == 0
    assert forecast.chance(5000.0) == pytest.approx(1, abs=0.01)


def test_fewer_than_ten_exits_give_no_forecast_but_say_how_many():
    board, keys = steady(3, 40)
    forecast = TeamPast([board]).at(21.0).forecast({"b": keys})
    assert forecast == Forecast(reason=Reason("few_exits", exits=9, wanted=10))
    assert forecast.chance(7.0) is None
    assert TeamPast([board]).at(24.0).forecast({"b": keys}).reason == forecast.reason


def test_a_set_without_an_open_card_is_done():
    board, keys = steady(26, 40)
    outlook = TeamPast([board]).at(182.0)
    for cards in ({}, {"b": ["b000"]}, {"elsewhere": keys}, {"b": ["unknown"]}):
        forecast = outlook.forecast(cards)
        assert (forecast.p50, forecast.p85, forecast.chance(0.0)) == (0.0, 0.0, 1.0)


def test_a_team_without_boards_or_cards_is_done():
    assert TeamPast([]).at(9.0).forecast({"b": ["a"]}).p85 == 0
    assert TeamPast([BoardPast("b", (), 0.0)]).at(9.0).forecast({"b": []}).p85 == 0


def test_a_board_that_has_been_idle_for_28_days_is_named():
    board, keys = steady(20, 40)
    busy, _ = steady(26, 5, name="c")
    forecast = TeamPast([board, busy]).at(26 * 7.0).forecast({"b": keys[:1], "c": ["c078"]})
    assert forecast.boards == ("b", "c")
    assert forecast.idle_boards == ("b",)


def test_a_date_that_is_beyond_names_the_cards_that_decide_and_the_date_without_them():
    quick = tuple(CardPast(f"q{i:03}", i / 2, ((i / 2 + 1 + i % 7, "done"),)) for i in range(400))
    stuck = tuple(CardPast(f"stuck{i}", float(i)) for i in range(3))
    outlook = TeamPast([BoardPast("b", (*stuck, *quick), 0.0)]).at(200.0, weight=0.98)
    keys = [card.key for card in stuck]
    forecast = outlook.forecast({"b": [*keys, "q395", "q396", "q397", "q398"]})
    assert forecast.reason == Reason("beyond", days=600.0)
    assert [(card.card, card.age_days) for card in forecast.deciding] == [(k, 200.0 - i) for i, k in enumerate(keys)]
    assert forecast.without[0] < 20 < forecast.p50
    alone = outlook.forecast({"b": keys})
    assert (alone.reason.code, alone.without) == ("beyond", None)


def test_a_set_that_grows_is_not_done_before_the_same_set_without_growth():
    board, keys = steady(26, 40)
    outlook = TeamPast([board]).at(182.0, weight=0.5)
    still, grows = (outlook.forecast({"b": keys}, joins) for joins in (None, [0.0, *range(2, 180, 2)]))
    assert dates(grows) > dates(still)
    assert list(grows.curve.chances) == sorted(grows.curve.chances)


@settings(max_examples=often(20))
@given(teams(), times)
def test_history_after_t_never_matters(team, t):
    full, cut = (TeamPast(boards).at(t) for boards in (team, [up_to(board, t) for board in team]))
    cards = all_open(full)
    assert full.forecast(cards, [1.0, 5.0]) == cut.forecast(cards, [1.0, 5.0])


@settings(max_examples=often(20))
@given(teams(), times, st.randoms(use_true_random=False))
def test_the_order_of_boards_and_cards_changes_nothing(team, t, chance):
    shuffled = [
        BoardPast(board.name, tuple(chance.sample(board.cards, len(board.cards))), board.founded) for board in team
    ]
    chance.shuffle(shuffled)
    outlook = TeamPast(team).at(t)
    cards = all_open(outlook)
    turned = {name: keys[::-1] for name, keys in reversed(cards.items())}
    assert outlook.forecast(cards) == TeamPast(shuffled).at(t).forecast(turned)


@settings(max_examples=often(20))
@given(teams(), times, weights, st.data())
def test_more_scope_never_brings_a_date_forward(team, t, weight, data):
    outlook = TeamPast(team).at(t, weight)
    every = [(name, key) for name, keys in all_open(outlook).items() for key in keys]
    assume(every and outlook.moment.exits >= 10)
    more = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    less = data.draw(st.lists(st.sampled_from(more), min_size=1, unique=True))
    small, large = (
        dates(outlook.forecast({name: [k for n, k in chosen if n == name] for name in "abc"}))
        for chosen in (less, more)
    )
    assert all(early <= late + 1e-9 for early, late in zip(small, large, strict=True))


@settings(max_examples=often(20))
@given(teams(), times, weights)
def test_the_chance_never_falls_and_is_one_at_most(team, t, weight):
    forecast = (outlook := TeamPast(team).at(t, weight)).forecast(all_open(outlook), [1.0, 9.0, 40.0])
    assume(forecast.curve is not None)
    chances = [forecast.chance(days / 2) for days in range(0, 2400, 5)]
    assert chances == sorted(chances)
    assert 0 <= chances[0] <= chances[-1] <= 1
    assert dates(forecast)[0] <= dates(forecast)[1]
