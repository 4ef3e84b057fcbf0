"""What the charts of a milestone are drawn from: the same that was said on the day, and nothing made up."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, READY, Desk, hour
from often import often
from plan_maker import Planner, deck, only
from test_milestone_forecasts import BROKEN, DAY, NOW, WEEK, crew

from kanban.commands.cards import Add, Archive, Edit, Move
from kanban.commands.undo import Redo, Undo
from kanban.metrics import reasons
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.milestone_charts.burn import burn, open_needed
from kanban.metrics.milestone_charts.chances import chances
from kanban.metrics.milestone_charts.fever import NO_BUFFER, UNKNOWN_BUFFER, fever
from kanban.metrics.milestone_charts.trend import WEEKS, milestone_trend
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.unreadable import UnreadableBoard
from kanban.text.messages import Refused

CARDS = 5
card = st.integers(1, CARDS).map(str)
package = st.sampled_from(("1.1.1", "1.1.2", "1.2.1"))
size = st.sampled_from((1.0, 3.0, 8.0, None))
step = st.one_of(
    st.builds(Move, cards=st.tuples(card), column=st.sampled_from((READY, DOING, DONE))),
    st.builds(Archive, cards=st.tuples(card)),
    st.builds(lambda c, p: Edit(cards=(c,), changes={"work_package": p}), card, package),
    st.builds(lambda c, n: Edit(cards=(c,), changes={"estimate": n}), card, size),
    st.just(Undo()),
    st.just(Redo()),
)
stories = st.lists(step, max_size=30)


def played(story, more=0) -> Desk:
    """Some cards, then one command every seven hours; what is refused is left out. With `more` cards that stay."""
    desk = Desk()
    for number in range(CARDS):
        desk.add(at=1, work_package=("1.1.1", "1.1.2", "1.2.1")[number % 3], estimate=float(number) or None)
    for at, command in enumerate(story, start=1):
        try:
            desk.give(command, at * 7)
        except Refused:
            continue
    for _ in range(more):
        desk.give(Add(title="Late wish", column=READY, work_package="1.1.1"), 7 * len(story) + 8)
    return desk


def planner(regated=0.0) -> Planner:
    made = deck(20 * DAY)
    return made.milestone(gates=("1.1.1", "1.2"), id="M1", at=regated) if regated else made


def asked(desks, plan, at):
    rollup = foretold(roll_up(plan, [desk.board for desk in desks], hour(at)))
    return only(rollup), rollup


@settings(max_examples=often(60), deadline=None)
@given(stories, st.sampled_from((0.0, 60.0)))
def test_each_day_of_the_burnup_is_what_the_roll_up_of_that_day_said(story, regated):
    desk, plan = played(story), planner(regated).plan
    end = 7 * len(story) + 30
    state, rollup = asked([desk], plan, end)
    for day in burn(state, rollup).days:
        then = only(roll_up(plan, [desk.board], min(day.to_at - timedelta(milliseconds=1), rollup.as_of)))
        assert (day.done, day.scope) == (then.figures.done, then.figures.total)


@settings(max_examples=often(60), deadline=None)
@given(stories)
def test_the_last_day_is_the_milestones_figures(story):
    state, rollup = asked([played(story)], planner().plan, 7 * len(story) + 30)
    days = burn(state, rollup).days
    if not days:
        assert burn(state, rollup).reason == reasons.NO_CARDS
        return
    last = days[-1]
    assert (last.done, last.scope) == (state.figures.done, state.figures.total)
    if last.scope_estimate:
        assert last.done_estimate / last.scope_estimate == pytest.approx(state.figures.weighted_completion_rate)
    else:
        assert not state.figures.weighted_completion_rate


@settings(max_examples=often(40), deadline=None)
@given(stories, st.integers(1, 3))
def test_more_scope_never_lowers_the_scope(story, more):
    end, plan = 7 * len(story) + 30, planner().plan
    before, after = (burn(*asked([played(story, n)], plan, end)).days for n in (0, more))
    fewer = {day.from_at: day.scope for day in before}
    assert all(day.scope >= fewer.get(day.from_at, 0) for day in after)
    assert after[-1].scope == (before[-1].scope if before else 0) + more


def test_a_past_day_is_told_as_it_was_told_then():
    desk, plan = played([Move(cards=("1",), column=DONE), Undo(), Move(cards=("2",), column=DONE)]), planner().plan
    then = burn(*asked([desk], plan, 8)).days
    now = burn(*asked([desk], plan, 60)).days
    assert then[-1].done == 1
    assert (now[0].done, now[-1].done) == (0, 1), "undone on the same day"


def test_cards_that_are_older_than_the_milestone_count_from_their_first_day():
    desk = Desk()
    desk.add(at=1, work_package="1.1.1")
    state, rollup = asked([desk], deck(20 * DAY, made=5 * DAY).plan, 6 * DAY)
    assert [day.scope for day in burn(state, rollup).days] == [1] * 7


def test_what_is_needed_goes_straight_to_none_at_the_baseline():
    state, rollup = asked([crew()], deck(NOW + 2 * WEEK).plan, NOW)
    found = burn(state, rollup)
    assert found.needed_per_week == pytest.approx(6.0)
    assert open_needed(found, state.baseline_at, hour(NOW + WEEK), "UTC") == pytest.approx(6.0)
    assert open_needed(found, state.baseline_at, hour(NOW + 2 * WEEK), "UTC") == 0
    late, rollup = asked([crew()], deck(NOW - WEEK).plan, NOW)
    assert burn(late, rollup).needed_reason == reasons.PAST_BASELINE


@pytest.mark.parametrize("ahead", [1, 4, 12, 60])
def test_the_chances_add_up_and_agree_with_the_dates(ahead):
    state, _rollup = asked([crew(ahead=ahead)], deck(NOW + 2 * WEEK).plan, NOW)
    found = chances(state, state.forecast, "Asia/Shanghai")
    assert sum(period.chance for period in found.periods) + found.later == pytest.approx(1)
    assert all(period.chance >= 0 for period in found.periods)
    assert len(found.periods) <= 61
    for level, date in ((0.5, state.forecast.p50_at), (0.85, state.forecast.p85_at)):
        period = next((one for one in found.periods if one.by_then >= level), None)
        if date is None or period is None:
            assert ahead == 60, "later than can be said"
            continue
        assert period.from_at <= date + timedelta(minutes=1)
        assert date - timedelta(minutes=1) <= period.to_at


def test_no_chance_is_made_up():
    state, rollup = asked([crew(finished=3)], deck(NOW).plan, NOW)
    found = chances(state, state.forecast, rollup.plan.timezone)
    assert (found.periods, found.later) == ((), None)
    assert str(found.reason) == "no forecast, 3 of 10 finished or dropped"
    done, _rollup = asked([crew(ahead=0)], deck(NOW).plan, NOW)
    assert chances(done, done.forecast, "UTC").reason == reasons.ACHIEVED


def test_a_point_of_the_trend_is_what_was_forecast_that_monday():
    desk = crew()
    plan = deck(NOW + WEEK).promise(NOW + 3 * WEEK, at=5 * WEEK).plan
    state, rollup = asked([desk], plan, NOW)
    points = [*milestone_trend(state, rollup)]
    assert [point.at for point in points[:-1]] == [hour(-8 + week * WEEK) for week in range(1, 9)]
    assert points[-1].at == hour(NOW)
    for point in points:
        then = roll_up(plan, [desk.board], point.at)
        known = dict(Forecaster().forecasts(then)).get("M1")
        assert (point.p50_at, point.p85_at) == ((known.p50_at, known.p85_at) if known else (None, None))
        assert point.p85_at is not None or point.reason is not None
    assert {point.baseline_at for point in points} == {hour(NOW + WEEK), hour(NOW + 3 * WEEK)}
    earlier = [*milestone_trend(*asked([desk], plan, NOW - 3 * WEEK))]
    assert earlier[:-1] == points[: len(earlier) - 1]


def test_the_trend_ends_with_the_achievement_and_has_26_weeks_at_most():
    state, rollup = asked([crew(ahead=0)], deck(NOW).plan, NOW + 2 * WEEK)
    points = [*milestone_trend(state, rollup)]
    assert [point.is_achieved for point in points] == [False] * (len(points) - 1) + [True]
    assert points[-1].p50_at == points[-1].p85_at == state.achieved_at
    long_ago, rollup = asked([crew()], deck(NOW).plan, NOW + 60 * WEEK)
    assert len([*milestone_trend(long_ago, rollup)]) == WEEKS + 1


def test_the_buffer_is_what_was_promised_beyond_p50():
    desk, plan = crew(), deck(20 * WEEK, made=5 * WEEK).plan
    set_then = dict(Forecaster().forecasts(roll_up(plan, [desk.board], hour(5 * WEEK))))["M1"].p50_at
    state, rollup = asked([desk], plan, NOW)
    points = [*fever(state, rollup)]
    last = points[-1]
    assert last.buffer_seconds == (hour(20 * WEEK) - set_then).total_seconds()
    assert last.used_seconds == (state.forecast.p50_at - set_then).total_seconds()
    assert last.buffer_used_rate == pytest.approx(last.used_seconds / last.buffer_seconds)
    assert last.completion_rate == state.figures.completion_rate


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (Planner().milestone().plan, reasons.NO_BASELINE),
        (deck(20 * WEEK).plan, UNKNOWN_BUFFER),
        (deck(NOW - 2 * WEEK, made=NOW - WEEK).plan, NO_BUFFER),
    ],
)
def test_where_there_was_no_buffer_it_says_why(plan, reason):
    last = [*fever(*asked([crew()], plan, NOW))][-1]
    assert last.buffer_used_rate is None
    assert last.reason == reason


def test_a_board_that_cannot_be_read_makes_the_charts_unknown_not_lower():
    rollup = foretold(roll_up(deck(NOW).plan, [crew().board], hour(NOW), [UnreadableBoard("li", BROKEN)]))
    state = only(rollup)
    assert (burn(state, rollup).days, burn(state, rollup).reason) == ((), reasons.BOARD_UNREADABLE)
    assert chances(state, state.forecast, "UTC").reason == reasons.BOARD_UNREADABLE
    assert {point.reason for point in milestone_trend(state, rollup)} == {reasons.BOARD_UNREADABLE}
    assert [*fever(state, rollup)][-1].buffer_used_rate is None
