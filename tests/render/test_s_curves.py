"""The S-curves and the length of the critical path as charts: what is drawn is what the tables say."""

from datetime import date

import pytest
from crew import NOW, crew
from makers import hour
from plan_maker import Planner

from kanban.commands.plan_costs import SetBudget, SetCurrency
from kanban.commands.plan_schedule import SetLink
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.trend import schedule_trend
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.render.path_length import path_length
from kanban.render.s_curves import s_curves
from kanban.text.calendar_weeks import WEEK


def rolled(*steps) -> RollUp:
    planner = Planner().milestone(gates=("1.1",)).promise(NOW, 0)
    for step in steps:
        planner.give(step)
    return roll_up(planner.plan, [crew().board, crew("li", "1.2.1").board], hour(NOW))


def budget(code: str = "1.1.1", yuan: int = 36_000) -> SetBudget:
    first, last = hour(0), hour(NOW) + 4 * WEEK
    return SetBudget(code=code, amount=yuan * 100, start=date(first.year, first.month, first.day),
                     finish=date(last.year, last.month, last.day))  # fmt: skip


CNY = SetCurrency(currency="CNY")


def test_the_curves_are_the_weekly_values_and_end_where_the_table_does():
    rollup = rolled(CNY, budget())
    found = plan_value(rollup)
    weeks = weekly_values(found, rollup.boards)
    picture = s_curves(found, weeks)
    chart = picture.chart
    assert len(chart.stops) == len(picture.points) == len(weeks)
    assert [stop.x for stop in chart.stops] == sorted(stop.x for stop in chart.stops)
    ev, pv, ac = (limit.values for limit in chart.limits)
    now = next(number for number, week in enumerate(weeks) if week.at == rollup.as_of)
    assert picture.start == now
    assert ev[now] == 24_000  # 24 of 36 cards of 36,000 yuan
    assert all(value is None for value in ev[now + 1 :])
    assert pv[-1] == 36_000
    assert ac[now] == 0
    assert chart.scale[-1][0] >= 36_000
    assert "EV 24,000" in str(picture.says[0])


def test_the_earned_schedule_is_marked_at_the_week_that_planned_what_is_earned():
    rollup = rolled(CNY, budget())
    found = plan_value(rollup)
    weeks = weekly_values(found, rollup.boards)
    marked = {mark.label.split()[0]: mark.stop for mark in s_curves(found, weeks).chart.uprights}
    assert abs(weeks[marked["ES"]].at - found.time.earned_at) <= WEEK / 2
    planned = [float(week.pv.amount) for week in weeks]
    nearest = min(range(len(planned)), key=lambda number: abs(planned[number] - 2_400_000))
    assert abs(marked["ES"] - nearest) <= 1


def test_of_some_packages_the_curves_are_theirs_alone_and_add_up():
    rollup = rolled(CNY, budget(), budget("1.2.1", 72_000))
    whole, one, other = (plan_value(rollup, only) for only in (None, frozenset(["1.1.1"]), frozenset(["1.2.1"])))
    assert one.total.ev.amount + other.total.ev.amount == whole.total.ev.amount
    assert one.total.bac.amount == 3_600_000
    weeks = [weekly_values(found, rollup.boards) for found in (one, other, whole)]
    pv = [{week.at: week.pv.amount for week in some} for some in weeks]
    assert all(pv[0].get(at, 0) + pv[1].get(at, 0) == amount for at, amount in pv[2].items() if at in pv[0])


@pytest.mark.parametrize("steps", [(), (CNY,)], ids=["no currency", "no budget"])
def test_without_a_budget_it_says_so(steps):
    rollup = rolled(*steps)
    found = plan_value(rollup)
    picture = s_curves(found, weekly_values(found, rollup.boards))
    assert picture.chart is None
    assert str(picture.why_empty) == "no budget"


def test_the_path_is_drawn_in_working_days_and_says_how_much_shorter_it_became():
    rollup = rolled(SetLink(predecessor="1.1.1", successor="1.2.1"))
    trend = schedule_trend(rollup.plan, rollup.boards, rollup)
    picture = path_length(trend)
    assert [stop.values[0] if stop.values else None for stop in picture.chart.stops] == [
        found.days(found.length) for found in trend
    ]
    assert "shorter than on" in str(picture.says[0]) or "longer than on" in str(picture.says[0])
    assert "long" in str(picture.points[-1].words)


def test_a_plan_without_links_has_no_path_to_draw():
    rollup = rolled()
    picture = path_length(schedule_trend(rollup.plan, rollup.boards, rollup))
    assert picture.chart is None
    assert "no links" in str(picture.why_empty)
