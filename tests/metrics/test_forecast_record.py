"""How the forecasts of the past held: counted over dates that have come, beside the usual method."""

import json
from math import inf

import jsonschema
import msgspec
import pytest
from makers import DOING, DONE, Desk, hour
from test_milestone_forecasts import NOW, WEEK, crew, planned
from test_reports import nulls_without_reason

from kanban.metrics.forecast.history import BoardPast, BoardTimeline, CardPast
from kanban.metrics.forecast.moment import TeamMoment
from kanban.metrics.forecast.usual import usual_days
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.record import Held, PastForecast, past_forecasts, record
from kanban.metrics.reports.calibration_report import calibration_report
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.rollup.milestones import roll_up


def past(said=(10.0, 20.0), usual=(5.0, 8.0), took=15.0, known=100.0, milestone="M1"):
    return PastForecast(milestone=milestone, at=hour(0), said=said, usual=usual, took=took, known=known)


def test_a_date_held_if_the_cards_were_done_by_it():
    found = record([past(), past(took=10.0), past(took=25.0), past(took=None)])
    assert (found.p50.held, found.p50.of, found.p85.held, found.p85.of) == (1, 4, 2, 4)
    assert (found.usual_p50.held, found.usual_p85.held) == (0, 0)


def test_a_date_that_has_not_come_says_nothing():
    found = record([past(known=12.0, took=None), past(said=(10.0, None), known=12.0, took=None)])
    assert (found.p50.of, found.p85.of) == (2, 0)
    assert found.p85.rate is found.p85.interval is None


def test_the_interval_is_wilsons():
    """Wilson's interval of 8 of 10 and of 0 of 10, as scipy.stats.binomtest(k, n).proportion_ci gives it."""
    assert Held(held=8, of=10).interval == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert Held(held=0, of=10).interval == pytest.approx((0.0, 0.2775328), abs=1e-6)


def test_a_record_is_poor_only_where_enough_dates_have_come():
    nine, ten = ([past(took=None)] * n for n in (9, 10))
    assert not record(nine).is_poor
    assert record(ten).is_poor
    assert not record([past()] * 10).is_poor


def test_a_closer_forecast_has_a_loss_below_one():
    assert record([past(said=(14.0, 18.0))]).loss_rate < 0.5
    assert record([past(said=(5.0, 8.0))]).loss_rate == 1
    assert record([]).loss_rate is None


def test_the_usual_method_at_a_constant_pace_takes_the_cards_over_the_pace():
    cards = tuple(CardPast(str(n), float(n), ((n + 0.5, "done"),)) for n in range(90))
    team = TeamMoment([BoardTimeline(BoardPast("zhang", cards, 0.0))], 90.0)
    assert usual_days(team, {"zhang": 10}, 0.5) == pytest.approx(9.5, abs=0.01)
    still = TeamMoment([BoardTimeline(BoardPast("li", cards, 0.0))], 300.0)
    assert usual_days(still, {"li": 1}, 0.5) == inf


def test_a_workspace_is_replayed_monday_by_monday_from_what_was_known_then():
    desk, told = crew(), []
    for number in range(12):
        card = str(25 + number)
        desk.move(card, DOING, NOW + 56 * number)
        desk.move(card, DONE, NOW + 56 * number + 30)
    end = NOW + 5 * WEEK
    pasts = list(past_forecasts(planned(), [desk.board], hour(end), lambda done, of: told.append((done, of))))
    assert told == [(number, 52) for number in range(52)]
    assert [one.at.weekday() for one in pasts] == [0] * len(pasts)
    assert pasts[0].at > hour(2 * WEEK)
    assert all(one.took is not None and one.took <= one.known for one in pasts)
    earlier = list(past_forecasts(planned(), [crew().board], hour(NOW)))
    assert [one.said for one in earlier] == [one.said for one in pasts[: len(earlier)]]


def test_a_replayed_monday_says_what_a_forecast_of_that_monday_alone_says():
    """Over the end of summer time too, when midnight moves by an hour against the Mondays before."""
    boards, plan = [crew().board], msgspec.structs.replace(planned(), timezone="Australia/Sydney")
    pasts = list(past_forecasts(plan, boards, hour(NOW + 9 * WEEK)))
    assert len(pasts) > 8
    for one in pasts:
        state = roll_up(plan, boards, one.at)
        [milestone] = [each for each in state.milestones if each.milestone.id == one.milestone]
        question = Forecaster(boards=boards).question(milestone, state)
        forecast = question.outlook.forecast(question.cards)
        assert one.said == (forecast.p50, None if forecast.reason else forecast.p85)


@pytest.mark.parametrize("desks", [[], [crew()]], ids=["nothing", "some"])
def test_the_report_keeps_to_its_schema_with_a_reason_beside_every_null(desks):
    found = record(past_forecasts(planned(), [desk.board for desk in desks], hour(NOW + WEEK)))
    report = json.loads(encode(calibration_report(found, hour(NOW), hour(NOW), "UTC"), "UTC"))
    jsonschema.validate(report, json_schema("calibration"), cls=jsonschema.Draft202012Validator)
    assert [*nulls_without_reason(report)] == []


def test_an_empty_board_has_no_record():
    assert record(past_forecasts(planned(), [Desk().board], hour(NOW))).forecasts == 0
