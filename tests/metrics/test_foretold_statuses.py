"""What a forecast makes of a milestone's status: at risk, on track, or open with the reason."""

from datetime import timedelta

import pytest
from crew import NOW, WEEK, crew
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner, only

from kanban.metrics.insight.milestone_forecasts import GOOD_FOR, Forecaster, foretold
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.milestones import MilestoneState, roll_up, with_forecasts


def state(due: float | None, desk: Desk, at: float = NOW) -> MilestoneState:
    planner = Planner().milestone(gates=("1.1",))
    return only(foretold(roll_up((planner.promise(due) if due is not None else planner).plan, [desk.board], hour(at))))


P50, P85 = ((date - hour(0)) / timedelta(hours=1) for date in (
    getattr(state(None, crew()).forecast, name) for name in ("p50_at", "p85_at")
))  # fmt: skip


@pytest.mark.parametrize(
    ("due", "status", "severity", "reason"),
    [
        (P85 + 1, "on_track", None, "P85 is within the baseline, 12 open"),
        (P85, "on_track", None, "P85 is within the baseline, 12 open"),
        (P85 - 1, "at_risk", "normal", "P85 is after the baseline, 12 open"),
        (P50 - 1, "at_risk", "high", "even P50 is after the baseline, 12 open"),
        (NOW - 1, "late", None, "past its baseline, 12 open"),
        (None, "open", None, "no baseline yet, 12 open"),
    ],
)
def test_a_status_is_what_p85_says_of_the_baseline(due, status, severity, reason):
    found = state(due, crew())
    assert (found.status, found.severity, str(found.reason)) == (status, severity, reason)
    assert found.forecast.p85_at is not None


def test_slip_is_p85_less_the_baseline_also_of_a_late_one():
    late = state(NOW - WEEK, crew())
    assert late.slip_seconds == pytest.approx((P85 - NOW + WEEK) * 3600, abs=60)
    assert not late.slip_is_minimum
    assert state(P85 + 24, crew()).slip_seconds == pytest.approx(-24 * 3600, abs=60)


def test_without_enough_to_go_by_it_is_open_and_a_late_one_slips_at_least_so_far():
    few = state(NOW + 99 * WEEK, crew(finished=3))
    assert (few.status, str(few.reason)) == ("open", "no forecast, 3 of 10 finished or dropped, 12 open")
    late = state(NOW - WEEK, crew(finished=3))
    assert (late.status, late.slip_seconds, late.slip_is_minimum) == ("late", WEEK * 3600, True)


@pytest.mark.parametrize(("weeks", "status"), [(4, "at_risk"), (400, "open")])
def test_what_cannot_be_dated_is_at_risk_before_the_last_day_that_is_said(weeks, status):
    desk = Desk()
    for number in range(4):
        desk.add(f"Old {number}", work_package="1.1.1")
    for number in range(40):
        card = desk.add(f"Quick {number}", at=number * 30, work_package="1.1.1")
        desk.move(card, DOING, number * 30 + 1)
        desk.move(card, DONE, number * 30 + 20)
    found = state(1200 + weeks * WEEK, desk, 1200)
    assert found.forecast.forecast.reason.code == "beyond"
    assert found.status == status
    assert (found.severity == "high") == (status == "at_risk")


def test_the_order_changes_once_all_dates_are_there():
    planner = Planner().milestone(gates=("1.1",)).milestone(gates=("1.2",), name="Piers")
    planner.promise(P85 + WEEK, 0, "M1").promise(P85 + 2 * WEEK, 0, "M2")
    desk = crew()
    for number in range(30):
        desk.add(f"Pier {number}", at=number, work_package="1.2.1")
    counted = roll_up(planner.plan, [desk.board], hour(NOW))
    dates = dict(Forecaster().forecasts(counted))
    ids = [[one.milestone.id for one in with_forecasts(counted, some).milestones]
           for some in ({}, {"M2": dates["M2"]}, dates)]  # fmt: skip
    assert ids == [["M1", "M2"], ["M1", "M2"], ["M2", "M1"]]  # M2 is at risk, M1 on track


@settings(max_examples=often(8), deadline=None)
@given(st.integers(0, 3 * WEEK), st.integers(1, 12 * WEEK))
def test_a_later_baseline_is_never_more_at_risk(early, more):
    order = ("late", "at_risk", "on_track")
    first, second = (state(NOW - WEEK + due, crew()).status for due in (early, early + more))
    assert order.index(first) <= order.index(second)


def test_a_forecast_stands_for_an_hour_unless_the_board_changes():
    desk, plan = crew(), Planner().milestone(gates=("1.1",)).plan
    kept, cache = Forecaster(), RollupCache()

    def p85(moment):
        looked = roll_up(plan, [desk.board], moment, (), cache, live=True)
        return dict(kept.forecasts(looked))["M1"].p85_at

    first = p85(hour(NOW))
    assert p85(hour(NOW) + GOOD_FOR / 2) == first
    assert p85(hour(NOW) + GOOD_FOR) > first
    desk.move("25", DONE, NOW + 1)
    assert p85(hour(NOW + 1) + GOOD_FOR / 4) < first


def test_the_json_of_the_roll_up_has_the_dates_or_says_why_not():
    planner = Planner().milestone(gates=("1.1",)).promise(P85 - 1, 0, "M1")
    report = rollup_report(foretold(roll_up(planner.plan, [crew().board], hour(NOW))), hour(NOW))
    (row,) = report.milestones
    assert (row.status, row.severity) == ("at_risk", "normal")
    assert row.forecast.p50_at < row.forecast.p85_at
    assert row.forecast.chance_of_baseline == pytest.approx(0.85, abs=0.01)
    few = rollup_report(foretold(roll_up(planner.plan, [crew(finished=3).board], hour(NOW))), hour(NOW)).milestones[0]
    assert (few.forecast, str(few.forecast_reason)) == (None, "no forecast, 3 of 10 finished or dropped")
