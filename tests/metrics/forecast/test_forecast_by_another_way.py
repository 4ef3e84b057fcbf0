"""The forecast against a second, slow one that is written from its description: chances, dates, weight."""

import random
from itertools import pairwise
from math import exp, log

import by_the_book as book
import pytest
from pasts import memoryless, steady

from kanban.metrics.forecast.history import BoardPast, BoardTimeline, CardPast
from kanban.metrics.forecast.moment import TeamMoment
from kanban.metrics.forecast.outlook import TeamPast
from kanban.metrics.forecast.part import Part

T = 240.0
SEEDS = range(8)


def board(name: str, chance: random.Random, cards: int, order_kept: float) -> BoardPast:
    """Any work: some is dropped, left lying, comes back, is put first, has no place, was there on the first day."""
    pasts = []
    at = founded = chance.uniform(0, 40)
    for number in range(cards):
        created = founded if number < 8 else founded + chance.uniform(0, T - founded)
        place = chance.choice([-1.0, 1.0]) * number if chance.random() > order_kept else float(number)
        places = [] if chance.random() < 0.1 else [(created, place)]
        if chance.random() < 0.15:
            places.append((created + chance.uniform(1, 30), chance.uniform(-50, 50)))
        at = max(created, at if chance.random() < order_kept else created) + chance.expovariate(0.7)
        end = at + chance.expovariate(0.5)
        moves = [(at, "active"), (end, "done")]
        if chance.random() < 0.2:
            moves = [(end, "dropped")]
        elif chance.random() < 0.3:
            moves = moves[: chance.randint(0, 1)]
        elif chance.random() < 0.2:
            moves += [(end + 2, "queue"), (end + 5, "active"), (end + 9, "done")]
        pasts.append(CardPast(f"{name}{number}", created, tuple(moves), tuple(places)))
    return BoardPast(name, tuple(pasts), founded)


def team(seed: int) -> list[BoardPast]:
    """Up to three boards, one of them with a short past."""
    chance = random.Random(seed)
    sizes = [chance.randint(30, 75), chance.randint(12, 30), chance.randint(4, 9)][: 1 + seed % 3]
    return [board(name, chance, size, chance.random()) for name, size in zip("abc", sizes, strict=False)]


def half_of_the_open(boards: list[BoardPast], chance: random.Random) -> dict[str, list[CardPast]]:
    chosen = {each.name: [c for c in book.open_at(each, T) if chance.random() < 0.5] for each in boards}
    return {name: cards for name, cards in chosen.items() if cards}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_moment_knows_of_a_board_is_what_its_moves_say(seed):
    boards = team(seed)
    moment = TeamMoment([BoardTimeline(each) for each in boards], T)
    assert moment.disorder == pytest.approx(book.disorder(boards, T))
    for past in boards:
        now = moment.boards[past.name]
        assert [card.key for card in now.open] == [card.key for card in book.open_at(past, T)]
        assert now.exits == sorted(book.exits(past, T))
        assert now.starts == [start for start in sorted(book.starts(past, T)) if start[0] > T - 120]
        line = BoardTimeline(past)
        preferred = {card.key: line.is_preferred(card.key, T) for card in book.known(past, T)}
        assert preferred == {card.key: book.is_preferred(past, card, T) for card in book.known(past, T)}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_life_tables_of_a_board_are_counted_from_its_cards_or_its_teams(seed):
    boards = team(seed)
    moment = TeamMoment([BoardTimeline(each) for each in boards], T)
    for past in boards:
        tables, expected = moment.tables(moment.boards[past.name]), book.life_tables(boards, past, T)
        for table, hazard in zip(tables, expected, strict=True):
            for age in (0.0, 0.5, 3.0, 10.0, 40.0, 500.0):
                assert table.hazard(age) == pytest.approx(hazard(age))


@pytest.mark.parametrize("seed", SEEDS)
def test_both_models_give_the_chances_of_their_formulas(seed):
    boards = team(seed)
    moment = TeamMoment([BoardTimeline(each) for each in boards], T)
    for name, cards in half_of_the_open(boards, random.Random(seed)).items():
        (past,) = [each for each in boards if each.name == name]
        keys = {card.key for card in cards}
        part = Part(moment, moment.boards[name], [card for card in moment.boards[name].open if card.key in keys])
        for days in (0.5, 5.0, 30.0, 200.0):
            assert part.chances.aged(days) == pytest.approx(book.aged(boards, past, cards, T, days), abs=2e-3)
            assert part.chances.drained(days) == pytest.approx(book.drained(boards, past, cards, T, days), abs=2e-3)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_the_weight_is_found_by_how_both_models_foretold_the_past(seed):
    boards = team(seed)
    assert TeamPast(boards).at(T).weight == pytest.approx(book.weight(boards, T), abs=0.005)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weight", [0.02, 0.5, 0.98])
def test_the_dates_are_where_the_mixture_has_the_chances_of_its_levels(seed, weight):
    boards = team(seed)
    cards = half_of_the_open(boards, random.Random(seed))
    forecast = TeamPast(boards).at(T, weight).forecast({name: [c.key for c in mine] for name, mine in cards.items()})
    for day, level in ((forecast.p50, 0.42 + 0.04 * weight), (forecast.p85, 0.82 + 0.06 * weight)):
        if day is None:
            assert book.mixed(boards, cards, T, weight, 1095.0) < level + 2e-3
        else:  # the table between whose days is read is 10 % apart
            assert book.mixed(boards, cards, T, weight, day / 1.1) <= level + 2e-3
            assert book.mixed(boards, cards, T, weight, day * 1.1) >= level - 2e-3
    assert forecast.chance(100.0) == pytest.approx(read_as_chance(forecast.curve.chance(100.0), weight))


def read_as_chance(raw: float, weight: float) -> float:
    """Linear between 0, the level of P50 that is said to be .5, that of P85, said to be .85, and 1."""
    points = [(0.0, 0.0), (0.42 + 0.04 * weight, 0.5), (0.82 + 0.06 * weight, 0.85), (1.0, 1.0)]
    (low, said), (high, more) = next((left, right) for left, right in pairwise(points) if raw <= right[0])
    return said + (more - said) * (raw - low) / (high - low)


def test_a_growing_set_waits_for_those_who_join_by_the_life_table_of_the_team():
    past = memoryless(0.05, 200, a_day=1)
    outlook = TeamPast([past]).at(200.0, weight=0.98)
    keys = [card.key for card in outlook.moment.boards["m"].open]
    joins = [0.0, 0.5, *(float(day) for day in range(2, 200, 4))]
    still, grows = outlook.forecast({"m": keys}), outlook.forecast({"m": keys}, joins)
    hazard = book.life([(card.created, book.exit_at(card, 200.0)) for card in book.known(past, 200.0)], 200.0)
    weights = sum(2 ** (-(200 - at) / 30) for at in joins if at > 1)
    arrivals = weights / (30 / log(2) * (1 - 2 ** (-199 / 30)))
    for days in (10.0, 40.0, 90.0):
        open_days = sum(exp(-hazard(step * days / 2000 + days / 4000)) * days / 2000 for step in range(2000))
        nobody = exp(-arrivals * 2 ** (-days / 90) * open_days)
        aged, drained = (TeamPast([past]).at(200.0, alone).forecast({"m": keys}).curve.chance(days) for alone in (1, 0))
        expected = 0.98 * aged * nobody + 0.02 * drained
        assert grows.curve.chance(days) == pytest.approx(expected, abs=0.005)
    assert grows.p85 > still.p85


@pytest.mark.parametrize(("lost", "idle"), [(27.9, ()), (28.0, ("b",))])
def test_a_board_is_idle_from_28_days_without_an_exit(lost, idle):
    past, keys = steady(26, 5)
    last = max(at for card in past.cards for at, _ in card.moves)
    assert TeamPast([past]).at(last + lost, 0.5).forecast({"b": keys}).idle_boards == idle


def test_no_date_is_relied_on_beyond_three_times_the_history_or_three_years():
    past, keys = steady(26, 60)
    short = TeamPast([past]).at(182.0)
    assert short.last_day == 3 * 182
    assert TeamPast([past]).at(400.0).last_day == 1095
    assert TeamPast([]).at(9.0).last_day == 0
    assert short.forecast({"b": keys[:5]}).reason is None
