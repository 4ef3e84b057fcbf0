"""The chances in days, weeks or four weeks, and which Mondays a trend and a fever chart have."""

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from crew import DAY, NOW, WEEK, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, deck, only

from kanban.metrics import reasons
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.milestone_charts.chances import Chances, chances
from kanban.metrics.milestone_charts.fever import FeverPoint, fever
from kanban.metrics.milestone_charts.trend import TrendPoint, milestone_trend
from kanban.metrics.rollup.milestones import roll_up

pytestmark = pytest.mark.any_day
SHANGHAI = "Asia/Shanghai"
MONDAY = -8.0
"""The hour of the Monday on which the story begins."""


def chances_of(desk: Desk, zone: str = SHANGHAI, at: float = NOW) -> Chances:
    state = only(foretold(roll_up(deck(NOW + WEEK).plan, [desk.board], hour(at))))
    return chances(state, state.forecast, zone)


def trend(planner: Planner, at: float, desk: Desk) -> list[TrendPoint]:
    rollup = roll_up(planner.plan, [desk.board], hour(at))
    return [*milestone_trend(only(rollup), rollup)]


def fever_of(planner: Planner, at: float, desk: Desk) -> list[FeverPoint]:
    rollup = foretold(roll_up(planner.plan, [desk.board], hour(at)))
    return [*fever(only(rollup), rollup)]


def wall(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(SHANGHAI))


@pytest.mark.parametrize("later", [0, 60], ids=["Monday", "Thursday there"])
@pytest.mark.parametrize(("ahead", "days"), [(4, 1), (60, 7), (300, 28)])
def test_the_periods_follow_each_other_and_begin_at_midnight_or_on_mondays(ahead: int, days: int, later: int) -> None:
    """At three cards a week: 1.3 weeks, 20 weeks and 100 weeks of work; above 60 periods they get longer."""
    found = chances_of(crew(ahead=ahead), at=NOW + later)
    periods = found.periods
    assert (found.days, periods[0].from_at) == (days, hour(NOW + later))
    assert len(periods) <= 61
    for period, following in itertools.pairwise(periods):
        assert following.from_at == period.to_at
        assert wall(following.to_at) - wall(following.from_at) == timedelta(days)
        assert (wall(period.to_at).hour, wall(period.to_at).minute) == (0, 0)
        assert days == 1 or wall(period.to_at).isoweekday() == 1
        assert following.by_then == pytest.approx(period.by_then + following.chance)
    assert timedelta(0) < periods[0].to_at - periods[0].from_at <= timedelta(days)
    assert all(period.by_then < 0.95 for period in periods[:-1])


def test_more_work_ahead_makes_no_day_more_likely_to_be_the_last_by_then() -> None:
    few, many = chances_of(crew(ahead=6)), chances_of(crew(ahead=9))
    by_then = {period.to_at: period.by_then for period in many.periods}
    assert few.days == many.days == 1
    assert all(period.by_then >= by_then[period.to_at] - 1e-9 for period in few.periods)


def test_without_cards_there_are_no_chances_and_it_says_so() -> None:
    found = chances_of(Desk())
    assert (found.days, found.periods, found.later, found.reason) == (1, (), None, reasons.NO_CARDS)


def test_a_milestone_made_on_monday_at_midnight_has_a_point_for_that_monday() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    on_it = trend(deck(9 * WEEK, made=MONDAY + WEEK), 2 * WEEK, desk)
    assert [point.at for point in on_it] == [hour(MONDAY + WEEK), hour(MONDAY + 2 * WEEK), hour(2 * WEEK)]
    after = trend(deck(9 * WEEK, made=MONDAY + WEEK + 0.1), 2 * WEEK, desk)
    assert [point.at for point in after] == [hour(MONDAY + 2 * WEEK), hour(2 * WEEK)]


def test_a_monday_at_midnight_is_one_point_and_not_two() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    points = trend(deck(9 * WEEK), MONDAY + 2 * WEEK, desk)
    assert [point.at for point in points] == [hour(MONDAY + WEEK), hour(MONDAY + 2 * WEEK)]


def test_a_point_has_its_dates_or_says_why_not() -> None:
    points = trend(deck(NOW + 9 * WEEK), NOW, crew())
    assert points[-1].p85_at is not None
    for point in points:
        assert (point.p85_at is None) == (point.reason is not None)
    nothing = trend(deck(9 * WEEK), DAY, Desk())
    assert [(point.p85_at, point.completion_rate, point.reason) for point in nothing] == [
        (None, None, reasons.NO_CARDS)
    ]
    desk = crew(ahead=0)
    achieved = trend(deck(NOW), NOW + WEEK, desk)[-1]
    assert (achieved.is_achieved, achieved.reason, achieved.completion_rate) == (True, None, 1)


def test_an_achieved_milestone_is_judged_in_the_trend_by_the_baseline_of_then() -> None:
    desk = Desk()
    desk.move(desk.add(work_package="1.1.1", column=DOING), DONE, 2 * DAY)
    planner = deck(4 * DAY).promise(6 * DAY, at=DAY).promise(30 * DAY, at=5 * DAY)
    last = trend(planner, 6 * DAY, desk)[-1]
    assert (last.baseline_at, last.baseline_set_at) == (hour(6 * DAY), hour(DAY))
    early = trend(deck(4 * DAY, made=3 * DAY), 6 * DAY, desk)[-1]
    assert (early.baseline_at, early.baseline_set_at) == (hour(4 * DAY), hour(3 * DAY))


def test_whoever_waits_no_more_ends_the_work() -> None:
    class EnoughError(Exception):
        pass

    def enough() -> None:
        raise EnoughError

    rollup = roll_up(deck(9 * WEEK).plan, [crew().board], hour(NOW))
    for chart in (milestone_trend, fever):
        with pytest.raises(EnoughError):
            [*chart(only(rollup), rollup, enough)]


def test_a_buffer_is_that_of_its_own_baseline_and_a_moved_one_begins_anew() -> None:
    planner = deck(20 * WEEK, made=5 * WEEK).promise(30 * WEEK, at=7 * WEEK)
    points = fever_of(planner, NOW, crew())
    first, last = points[0], points[-1]
    assert last.buffer_seconds > first.buffer_seconds
    assert [point.reason for point in points] == [None] * len(points)
    for point in points:
        assert point.buffer_used_rate == pytest.approx(point.used_seconds / point.buffer_seconds)


def test_what_is_done_has_used_of_the_buffer_by_how_much_it_was_later_than_p50() -> None:
    desk = crew(ahead=1)
    desk.move("25", DOING, NOW - 30)
    desk.move("25", DONE, NOW - 1)
    done = fever_of(deck(20 * WEEK, made=5 * WEEK), NOW, desk)[-1]
    assert (done.completion_rate, done.reason) == (1, None)
    assert done.used_seconds == (hour(NOW - 1) - hour(20 * WEEK)).total_seconds() + done.buffer_seconds
