"""What a simulation costs: working time until the date x hourly rate, worked out by hand."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

import jsonschema
import pytest
from crew import AHEAD, NOW, WEEK, WORKED, crew
from makers import hour
from plan_maker import Planner
from test_reports import nulls_without_reason

from kanban.commands.plan_costs import SetBudget, SetCurrency, SetRate
from kanban.metrics import reasons
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.values import Forecast
from kanban.metrics.insight.milestone_forecasts import Forecaster, situation
from kanban.metrics.insight.simulation import AnyChange, Driver, Drop, Pace, Simulated, Wip, simulate, total_cost
from kanban.metrics.insight.simulation_cost import NO_RATES, Costing
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.reports.insight_report import simulation_report
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.working_time import WorkingTime


def planner(*steps) -> Planner:
    made = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK, 0)
    for step in (SetCurrency(currency="CNY"), *steps):
        made.give(step)
    return made


def rolled(*steps, desks=None) -> RollUp:
    boards = desks or (crew(), crew("li", "1.1.2"))
    return roll_up(planner(*steps).plan, [desk.board for desk in boards], hour(NOW))


def simulated(*changes: AnyChange, rollup: RollUp) -> Simulated:
    (found,) = simulate(rollup, changes, Forecaster())
    return found


RATE = SetRate(amount=20_000)


def until(at: datetime, *steps) -> Fraction | None:
    """What one milestone with two boards of one driver costs until a moment."""
    rollup = rolled(*steps)
    question = Forecaster().question(rollup.milestones[0], rollup)
    dates = MilestoneForecast(forecast=Forecast(), as_of=rollup.as_of, p50_at=at, p85_at=None)
    cost = Costing(rollup).cost(situation(question), dates)
    assert cost.p85.reason == reasons.UNDATED
    return cost.p50.amount


def test_a_driver_of_two_boards_is_paid_once_for_the_hours_of_the_calendar():
    rollup = rolled(RATE)
    assert {board.driver for board in rollup.boards} == {rollup.boards[0].driver}
    at = datetime(2026, 11, 9, tzinfo=UTC)
    working = WorkingTime(rollup.plan.calendar, rollup.plan.timezone)
    at = working.finish(rollup.as_of, 10 * 3600)  # ten working hours
    assert until(at, RATE) == 10 * 20_000


def test_a_rate_that_changes_on_a_day_holds_from_that_day_on():
    rollup = rolled(RATE)
    working = WorkingTime(rollup.plan.calendar, rollup.plan.timezone)
    at = working.finish(rollup.as_of, 40 * 3600)
    middle = working.finish(rollup.as_of, 20 * 3600)
    day = datetime(middle.year, middle.month, middle.day, tzinfo=UTC)
    before, after = working.between(rollup.as_of, day), working.between(day, at)
    assert before
    assert after
    dearer = SetRate(amount=30_000, since=date(middle.year, middle.month, middle.day))
    expected = Fraction(round(before) * 20_000 + round(after) * 30_000, 3600)
    assert until(at, RATE, dearer) == expected


def test_without_rates_the_cost_is_null_with_the_reason():
    found = simulated(Pace("bridge", 2.0), rollup=rolled())
    assert found.cost_today.p85.reason == found.cost_changed.p85.reason == NO_RATES
    found = simulated(Pace("bridge", 2.0), rollup=rolled(SetRate(driver="somebody", amount=100)))
    assert "no hourly rate holds for" in str(found.cost_today.p85.reason)


def test_who_is_sooner_costs_less_and_a_driver_more_is_paid_until_the_date():
    rollup = rolled(RATE)
    faster = simulated(Pace("bridge", 2.0), rollup=rollup)
    assert faster.gain_seconds > 0
    assert faster.cost_changed.p85.amount < faster.cost_today.p85.amount
    more = simulated(Driver("li", True), rollup=rollup)
    assert len(more.cost_changed.payees) == len(more.cost_today.payees) + 1
    alone = Costing(rollup)._until(rollup.boards[0].driver, more.changed.p85_at, reasons.UNDATED)
    assert more.cost_changed.p85.amount == 2 * alone.amount


def test_the_total_pays_each_driver_once_until_his_last_date():
    plan = planner(RATE).milestone(gates=("1.2",), name="Piers").promise(NOW + 4 * WEEK, 0, "M2").plan
    rollup = roll_up(plan, [crew().board, crew("li", "1.2.1", ahead=2 * AHEAD).board], hour(NOW))
    found = list(simulate(rollup, [], Forecaster()))
    assert len(found) == 2
    today, changed = total_cost(rollup, found)
    assert today.p85 == changed.p85
    assert today.p85.amount == max(one.cost_today.p85.amount for one in found)  # one driver on both boards


def test_a_milestone_whose_cards_are_all_dropped_by_the_change_pays_nobody():
    rollup = rolled(RATE, desks=(crew(ahead=1),))
    found = simulated(Drop(("bridge", str(WORKED + 1))), rollup=rollup)
    assert found.cost_today.p50.amount > 0
    assert found.cost_changed.p50.amount == 0


def test_what_is_left_of_the_budget_is_null_where_there_is_none():
    found = simulated(rollup=rolled(RATE))
    assert str(found.budget_left.reason) == "no budget"
    found = simulated(rollup=rolled(RATE, SetBudget(code="1.1.1", amount=500_000)))
    assert found.budget_left.amount == 500_000  # nothing is logged


@pytest.mark.parametrize(("cards", "sooner"), [(2, True), (-1, False)])
def test_more_cards_in_work_at_once_finish_more(cards, sooner):
    desk = crew()
    waiting = [card for card in desk.board.cards.values() if not card.flow.is_finished]
    for card in waiting[:2]:
        desk.move(card.id, "c3", NOW - 24)
    found = simulated(Wip("bridge", cards), rollup=rolled(RATE, desks=(desk,)))
    assert (found.changed.p85_at < found.today.p85_at) == sooner
    assert found.changed.p85_at != found.today.p85_at


@pytest.mark.parametrize("steps", [(), (RATE, SetBudget(code="1.1.1", amount=500_000))], ids=["no rates", "rates"])
def test_its_json_keeps_its_schema_and_has_a_reason_for_each_null(steps):
    rollup = rolled(*steps)
    report = simulation_report([simulated(Pace("li", 2.0), rollup=rollup)], ["pace li=+100%"], rollup, hour(NOW))
    found = json.loads(encode(report, "UTC"))
    jsonschema.validate(found, json_schema("simulation"), cls=jsonschema.Draft202012Validator)
    assert [*nulls_without_reason([found])] == []
    cost = found["milestones"][0]["cost"]
    assert cost["currency"] == "CNY"
    if steps:
        assert cost["change"]["p85"] == pytest.approx(cost["changed"]["p85"] - cost["today"]["p85"], abs=0.011)
        assert found["total_cost"]["today"]["p85"] == cost["today"]["p85"]
    assert "calendar" in found["cost_rule"]
