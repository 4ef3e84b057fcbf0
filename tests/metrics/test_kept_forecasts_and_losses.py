"""Dates of a forecast to the minute, how long a forecast stands, and the record's loss worked out by hand."""

from datetime import UTC, datetime, timedelta
from math import inf, log

import msgspec
import pytest
from crew import AHEAD, DAY, NOW, WEEK, WORKED, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named, only

from kanban.metrics.forecast.curve import Curve
from kanban.metrics.forecast.values import Forecast, Reason
from kanban.metrics.insight.milestone_forecasts import BOARDS_WEIGHED, GOOD_FOR, Forecaster, compared, dated, situation
from kanban.metrics.insight.record import PastForecast, past_forecasts, record
from kanban.metrics.rollup.milestones import RollUp, roll_up

pytestmark = pytest.mark.any_day

AS_OF = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
CURVE = Curve((0.0, 10.0), (0.0, 1.0))
PLAN = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK).plan


def rolled(*desks: Desk, at: float = NOW, plan=PLAN, live: bool = False) -> RollUp:
    return roll_up(plan, [desk.board for desk in desks], hour(at), live=live)


@pytest.mark.parametrize(
    ("as_of", "days", "at"),
    [
        (AS_OF, 1.0, datetime(2026, 3, 29, 12, 0, tzinfo=UTC)),
        (AS_OF, 0.0, AS_OF),
        (AS_OF, 1 / 86_400, AS_OF + timedelta(minutes=1)),
        (AS_OF, 59.9 / 86_400, AS_OF + timedelta(minutes=1)),
        (AS_OF, 1 / 1440, AS_OF + timedelta(minutes=1)),
        (AS_OF + timedelta(microseconds=1), 0.0, AS_OF + timedelta(minutes=1)),
        (AS_OF, 1095.0, datetime(2029, 3, 27, 12, 0, tzinfo=UTC)),
    ],
)
def test_a_date_is_the_first_whole_minute_that_is_not_before_it(as_of, days, at):
    forecast = dated(Forecast(p50=days, p85=days, curve=CURVE), as_of, None)
    assert forecast.p50_at == forecast.p85_at == at


@pytest.mark.parametrize(("hours", "chance"), [(-1, None), (0, None), (48, 0.2), (12, 0.05), (1000, 1.0)])
def test_the_chance_is_that_of_the_days_until_the_baseline_and_none_where_that_has_come(hours, chance):
    forecast = Forecast(p50=5.0, p85=8.5, curve=CURVE)
    of = dated(forecast, AS_OF, AS_OF + timedelta(hours=hours))
    assert of.chance_of_baseline == (None if chance is None else pytest.approx(chance))
    assert of.slip_seconds == 8.5 * 86_400 - hours * 3600


def test_a_p85_that_rests_on_too_little_is_no_date_but_its_half_and_what_decides_are():
    forecast = Forecast(p50=5.0, p85=9.0, reason=Reason("beyond", days=7.0), curve=CURVE, without=(1.0, None))
    of = dated(forecast, AS_OF, AS_OF + timedelta(days=1))
    assert (of.p50_at, of.p85_at, of.slip_seconds) == (AS_OF + timedelta(days=5), None, None)
    assert of.chance_of_baseline == pytest.approx(0.1)
    assert of.without == (AS_OF + timedelta(days=1), None)


@pytest.mark.parametrize(("levels", "raw", "chance"), [
    ((0.4, 0.8), 0.2, 0.25), ((0.4, 0.8), 0.4, 0.5), ((0.4, 0.8), 0.6, 0.675), ((0.4, 0.8), 0.8, 0.85),
    ((0.4, 0.8), 0.9, 0.925), ((0.4, 0.8), 1.0, 1.0), ((0.46, 0.88), 0.0, 0.0),
])  # fmt: skip
def test_a_chance_is_read_linearly_between_the_levels_of_the_dates(levels, raw, chance):
    assert Forecast(curve=CURVE, levels=levels).chance(10 * raw) == pytest.approx(chance)


def test_a_forecast_stands_for_an_hour_and_not_a_moment_longer_nor_for_the_past():
    desk, forecaster = crew(), Forecaster()
    first = rolled(desk)
    state = only(first)

    def said(after: timedelta) -> datetime:
        return forecaster.forecast(state, msgspec.structs.replace(first, as_of=first.as_of + after)).as_of

    assert said(timedelta(0)) == first.as_of
    assert said(GOOD_FOR - timedelta(seconds=1)) == first.as_of
    assert said(GOOD_FOR) == first.as_of + GOOD_FOR
    assert said(GOOD_FOR - timedelta(seconds=1)) == first.as_of + GOOD_FOR - timedelta(seconds=1)


def test_a_forecast_that_stands_goes_with_a_new_baseline_and_not_with_a_new_card():
    desk, forecaster = crew(), Forecaster()
    state = only(rolled(desk))
    before = forecaster.forecast(state, rolled(desk))
    moved = msgspec.structs.replace(state, baseline_at=before.p85_at)
    assert forecaster.forecast(moved, rolled(desk)).slip_seconds == 0
    desk.add(at=NOW, work_package="1.1.1")
    assert dict(forecaster.forecasts(rolled(desk)))["M1"].forecast.cards == AHEAD + 1


def test_what_stands_when_the_day_begins_says_how_much_each_model_counts_until_it_ends():
    """In the plan's zone: midnight in Shanghai is 16:00 UTC."""
    plan = msgspec.structs.replace(PLAN, timezone="Asia/Shanghai")
    desk = Desk()
    cards = [desk.add(work_package="1.1.1") for _ in range(WORKED + AHEAD)]
    order = cards[::2] + cards[1::2]  # not as they stand
    begun = [number * 56 for number in range(WORKED)] + [NOW - 9 + number for number in range(4)]
    for card, begin in zip(order[:WORKED] + order[-4:], begun, strict=True):
        desk.move(card, DOING, begin)
        desk.move(card, DONE, begin + 1)

    def weight(at: float, forecaster: Forecaster) -> float:
        return forecaster.question(only(rolled(desk, at=at, plan=plan)), rolled(desk, at=at, plan=plan)).outlook.weight

    def alone(at: float) -> float:
        return weight(at, Forecaster())

    midnight = NOW + 8  # 8:00 UTC and 8 hours
    assert alone(midnight - 1) == alone(midnight - 23) != alone(midnight)
    kept = Forecaster()
    assert [weight(at, kept) for at in (midnight - 1, midnight)] == [alone(midnight - 1), alone(midnight)]


def test_of_very_many_boards_a_spread_of_them_says_how_much_each_model_counts():
    desks = [crew("x", pace=20.0 + number % 7, finished=4, ahead=1) for number in range(BOARDS_WEIGHED + 1)]
    boards = [named(desk.board, f"board{number:02}") for number, desk in enumerate(desks)]
    every, some = (roll_up(PLAN, chosen, hour(NOW)) for chosen in (boards, boards[::2]))
    weights = [Forecaster().question(only(rollup), rollup).outlook.weight for rollup in (every, some)]
    assert weights[0] == weights[1]


def test_compared_with_itself_nothing_is_gained():
    rollup = rolled(crew())
    state, question = only(rollup), Forecaster().question(only(rollup), rollup)
    both = compared(state, question, situation(question))
    assert both.today == both.changed
    assert both.gain_seconds == 0


def past(said=(10.0, 20.0), usual=(5.0, 8.0), took: float | None = 15.0, known=100.0) -> PastForecast:
    return PastForecast(milestone="M1", at=AS_OF, said=said, usual=usual, took=took, known=known)


def pinball(took: float, dates: tuple[float, float]) -> float:
    """Koenker and Bassett (1978): the share of the level of what is missed, or the rest of it where it is too late."""
    missed = [log(1 + took) - log(1 + day) for day in dates]
    return sum(max(level * miss, (level - 1) * miss) for level, miss in zip((0.5, 0.85), missed, strict=True))


@pytest.mark.parametrize(
    ("forecast", "ours", "usual"),
    [
        (past(), pinball(15, (10, 20)), pinball(15, (5, 8))),
        (past(took=3.0), pinball(3, (10, 20)), pinball(3, (5, 8))),
        (past(took=None, known=40.0), pinball(40, (10, 20)), pinball(40, (5, 8))),  # up to now it is still open
        (past(said=(10.0, None), known=60.0), pinball(15, (10, 60)), pinball(15, (5, 8))),
        (past(usual=(inf, inf), known=60.0), pinball(15, (10, 20)), pinball(15, (60, 60))),
        (past(said=(10.0, 900.0), known=800.0), pinball(15, (10, 365)), pinball(15, (5, 8))),  # a year at most
        (past(took=700.0, known=800.0), pinball(365, (10, 20)), pinball(365, (5, 8))),
    ],
    ids=["between", "sooner", "open", "not dated", "never", "beyond a year", "took longer than a year"],
)
def test_the_loss_is_the_pinball_loss_on_the_logarithm_of_the_days_as_a_share_of_the_usual(forecast, ours, usual):
    assert record([forecast]).loss_rate == pytest.approx(ours / usual)
    assert record([forecast, past()]).loss_rate == pytest.approx(
        (ours + pinball(15, (10, 20))) / (usual + pinball(15, (5, 8)))
    )


@pytest.mark.parametrize(("took", "known", "held", "of"), [
    (10.0, 10.0, 1, 1), (10.1, 10.1, 0, 1), (None, 10.0, 0, 1), (None, 9.9, 0, 0), (9.0, 9.9, 0, 0),
])  # fmt: skip
def test_a_date_counts_from_the_moment_that_it_has_come(took, known, held, of):
    found = record([past(took=took, known=known)])
    assert (found.p50.held, found.p50.of) == (held, of)


def test_a_milestone_is_in_the_record_from_when_it_was_made_and_until_it_was_done():
    plan = Planner().milestone(gates=("1.1",), at=5 * WEEK).plan
    desk = crew()
    for number in range(AHEAD):
        desk.move(str(WORKED + 1 + number), DONE, NOW + WEEK + number * DAY / 2)
    pasts = list(past_forecasts(plan, [desk.board], hour(NOW + 6 * WEEK)))
    assert {each.milestone for each in pasts} == {"M1"}
    mondays = [hour(week * WEEK - 8) for week in (6, 7, 8, 9)]  # the story begins on a Monday at 8
    assert [each.at for each in pasts] == mondays
    assert all(each.at + timedelta(days=each.took) == hour(NOW + WEEK + 11 * DAY / 2) for each in pasts)
    assert [each.known for each in pasts] == pytest.approx([(8 + 6 - week) * 7 + 1 / 3 for week in (6, 7, 8, 9)])


def test_a_board_that_has_done_its_part_long_ago_holds_up_the_usual_method_no_more():
    """It finishes nothing any more, and has nothing left to finish."""
    done = crew("li", "1.1.2", pace=20.0, finished=6, ahead=0)
    busy = crew(pace=6 * DAY)
    alone, beside = (
        list(past_forecasts(PLAN, [desk.board for desk in desks], hour(24 * 6 * DAY)))
        for desks in ((busy,), (busy, done))
    )
    assert beside[-1].at == alone[-1].at > hour(120 * DAY)
    assert beside[-1].usual == alone[-1].usual
    assert max(beside[-1].usual) < inf
