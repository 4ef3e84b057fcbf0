"""Before and after: what changed, whether it can be told from noise, and what it is worth."""

import json
import random
from datetime import timedelta

import jsonschema
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
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.reports.savings_report import savings_report
from kanban.metrics.value.bootstrap import difference_interval, median
from kanban.metrics.value.savings import savings

MOUSE_TREATMENT = [94, 197, 16, 38, 99, 141, 23]
MOUSE_CONTROL = [52, 104, 146, 10, 51, 30, 40, 27, 46]


def mean(values):
    return sum(values) / len(values)


def test_the_mouse_data_of_efron_and_tibshirani():
    """An Introduction to the Bootstrap (1993), table 2.1: the treated live 30.63 days longer, and it proves nothing."""
    assert round(mean(MOUSE_TREATMENT) - mean(MOUSE_CONTROL), 2) == 30.63
    assert (median(MOUSE_TREATMENT), median(MOUSE_CONTROL)) == (94, 46)
    of_means = difference_interval(MOUSE_CONTROL, MOUSE_TREATMENT, mean)
    assert of_means.spans_zero
    # scipy.stats.bootstrap (1.17, percentile, 20,000 draws): (-20.8, 84.5) and, of the medians, (-29, 101)
    assert of_means.low == pytest.approx(-20.8, abs=3)
    assert of_means.high == pytest.approx(84.5, abs=3)
    assert difference_interval(MOUSE_CONTROL, MOUSE_TREATMENT, median) == (-29, 101)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8), st.lists(st.floats(0, 1e6), min_size=2, max_size=8))
@settings(max_examples=often(20))
def test_the_same_data_give_the_same_interval_in_whatever_order(before, after):
    first = difference_interval(before, after, median, draws=50)
    chance = random.Random(1)
    assert difference_interval(chance.sample(before, len(before)), after[::-1], median, draws=50) == first
    assert first.low <= first.high
    back = difference_interval(after, after, median, draws=200)
    assert back.spans_zero


@pytest.fixture
def pm():
    """Works round the clock, at 60.00 an hour."""
    pm = Planner().give(SetCalendar(workdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours=("00:00-24:00",)))
    return pm.give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))


def windows():
    return Window(hour(0), hour(1000)), Window(hour(1000), hour(2000))


def worked(first, second, minutes=0, rework=0):
    """A board on which cards took so many hours, finished in the first window and in the second one."""
    desk = Desk()
    for begin, lengths in ((0, first), (1000, second)):
        for number, length in enumerate(lengths):
            card = desk.add(f"card {number}", at=begin)
            at = begin + 10 * number
            desk.move(card, DOING, at)
            if rework:
                desk.move(card, REVIEW, at)
                desk.move(card, DOING, at, reason="defect")
                desk.move(card, REVIEW, at + rework)
            if minutes:
                desk.give(Log(cards=(card,), minutes=minutes), at + length)
            desk.move(card, DONE, at + length)
    return desk.board


def compared(pm, board):
    return savings(pm.plan, [(board, hour(2500))], *windows())


def test_faster_cards_are_worth_the_hours_that_nobody_works_on_them_any_more(pm):
    found = compared(pm, worked([20 + n % 3 for n in range(12)], [10 + n % 3 for n in range(12)], minutes=120))
    assert (found.before_cards, found.after_cards, found.is_low_sample) == (12, 12, False)
    cycle, rework, logged = found.changes
    assert (cycle.before, cycle.after, cycle.change) == (21 * 3600, 11 * 3600, -10 * 3600)
    assert cycle.is_noise is False
    share = 24 * 2 / (12 * 21 + 12 * 11)
    assert found.worked_share == pytest.approx(share)
    assert cycle.hours_saved == pytest.approx(10 * 12 * share)
    assert cycle.amounts[0] == pytest.approx(10 * 12 * share * 6_000)
    assert cycle.amounts[1] <= cycle.amounts[0] <= cycle.amounts[2]
    assert (rework.before, rework.after, rework.is_noise) == (0, 0, True)
    assert (logged.before, logged.hours_saved, logged.is_noise) == (7200, 0, True)


def test_rework_time_is_counted_until_the_card_is_back_where_it_was(pm):
    found = compared(pm, worked([20] * 3, [10] * 3, rework=4))
    assert (found.changes[1].before, found.changes[1].after) == (4 * 3600, 4 * 3600)
    assert found.is_low_sample


def test_what_is_not_known_is_not_made_up(pm):
    no_hours = compared(pm, worked([20] * 3, [10] * 3))
    assert no_hours.changes[0].change == -36_000
    assert str(no_hours.changes[0].reason) == "no time is logged on these cards"
    assert no_hours.changes[2].before is None
    one_card = compared(pm, worked([20], [10] * 3, minutes=60))
    assert (one_card.changes[0].interval, one_card.changes[0].is_noise) == (None, None)
    pm.give(SetRate(amount=None))
    no_rate = compared(pm, worked([20] * 3, [10] * 3, minutes=60))
    assert str(no_rate.changes[0].reason) == "no hourly rate holds for the time logged on these cards"


@given(st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=often(25))
def test_every_null_has_its_reason_and_the_report_keeps_its_schema(before, after, has_hours, has_rate, has_currency):
    pm = Planner()
    if has_currency:
        pm.give(SetCurrency(currency="CNY"))
        if has_rate:
            pm.give(SetRate(amount=6_000))
    board = named(worked([20] * before, [10] * after, minutes=60 * has_hours), "li")
    found = compared(pm, board)
    report = savings_report(found, hour(2500), hour(2500) + timedelta(seconds=1), "UTC", ())
    content = json.loads(encode(report, "UTC"))
    jsonschema.validate(content, json_schema("savings"), cls=jsonschema.Draft202012Validator)
    for row in (content, *content["changes"]):
        for key, value in row.items():
            assert (value is None) == bool(row.get(f"{key}_reason")), key
