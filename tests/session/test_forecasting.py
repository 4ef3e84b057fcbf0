"""Forecasts beside a screen: each as it comes, none while somebody types, and an old question gives way."""

import threading
import time
from datetime import timedelta

import pytest
from crew import NOW, WEEK, crew
from makers import hour
from plan_maker import Planner

from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.record import past_forecasts, record
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.session.forecasting import QUIET_SECONDS, Forecasting
from kanban.session.kept_record import kept_record


@pytest.fixture(scope="module")
def rollup() -> RollUp:
    planner = Planner().milestone(gates=("1.1.1",)).milestone(gates=("1.1.2",), name="Piers")
    planner.promise(NOW + WEEK, 0, "M1").promise(NOW - WEEK, 0, "M2")
    boards = [crew().board, crew("li", "1.1.2").board]
    return roll_up(planner.plan, boards, hour(NOW), live=True)


def test_they_are_what_one_gets_without_waiting_and_the_most_urgent_comes_first(rollup: RollUp) -> None:
    given = list(Forecasting(lambda: 0.0).ask(rollup))
    assert [milestone for milestone, _ in given] == ["M2", "M1"]  # M2 is late
    assert dict(given) == dict(Forecaster().forecasts(rollup))


def test_nothing_is_reckoned_while_somebody_types(rollup: RollUp) -> None:
    typed = [time.monotonic()]
    answers, given = Forecasting(lambda: typed[0]).ask(rollup), []
    thread = threading.Thread(target=lambda: given.extend(answers))
    thread.start()
    until = time.monotonic() + 3 * QUIET_SECONDS
    while time.monotonic() < until:
        typed[0] = time.monotonic()
        assert not given
        time.sleep(0.01)
    thread.join(20)
    assert len(given) == 2


def test_another_question_ends_the_one_before_at_once(rollup: RollUp) -> None:
    typed = [time.monotonic() + 3600]  # the first one waits
    forecasting, given = Forecasting(lambda: typed[0]), []
    first = forecasting.ask(rollup)
    thread = threading.Thread(target=lambda: given.extend(first))
    thread.start()
    second = forecasting.ask(rollup)
    thread.join(20)
    assert not thread.is_alive()
    assert given == []
    typed[0] = 0.0
    assert len(list(second)) == 2


def test_what_is_wanted_no_more_ends(rollup: RollUp) -> None:
    forecasting = Forecasting(lambda: 0.0)
    answers = forecasting.ask(rollup)
    next(answers)
    forecasting.end()
    assert list(answers) == []


def test_the_record_of_few_cards_is_made_and_kept_for_the_week(rollup: RollUp, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    made = Forecasting(lambda: 0.0).record(rollup, "here")
    assert made == record(past_forecasts(rollup.plan, rollup.boards, rollup.as_of))
    slugs, week = [board.slug for board in rollup.boards], timedelta(days=7)
    assert kept_record("here", slugs, rollup.as_of, "UTC") == made
    assert kept_record("there", slugs, rollup.as_of, "UTC") is None
    assert kept_record("here", [*slugs, "new"], rollup.as_of, "UTC") is None
    assert kept_record("here", slugs, rollup.as_of + week, "UTC") is None


def test_a_kept_record_that_is_damaged_is_made_anew(rollup: RollUp, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first = Forecasting(lambda: 0.0).record(rollup, "here")
    (tmp_path / "kanban" / "forecast-records.json").write_text('{"here": {"monday": 3}}')
    assert kept_record("here", [board.slug for board in rollup.boards], rollup.as_of, "UTC") is None
    assert Forecasting(lambda: 0.0).record(rollup, "here") == first


def test_a_read_only_view_writes_no_record(rollup: RollUp, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert Forecasting(lambda: 0.0, keeps=False).record(rollup, "here") is not None
    assert [*tmp_path.iterdir()] == []
