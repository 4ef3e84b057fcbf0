"""Each family of the OpenMetrics text against the roll-up and the report that it is made of."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from makers import DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner, named
from test_openmetrics import samples

from kanban import __version__
from kanban.commands.cards import Block
from kanban.commands.plan import SetProject
from kanban.formats.openmetrics import text
from kanban.metrics.flow.totals import Window
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.reports.export import BoardTotals
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.rollup.status import URGENCY
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day
Found = dict[tuple[str, ...], float]


def long_worked(cards: int = 30, done: int = 24) -> Desk:
    """A board that finished a card every six hours, some after rework, and has some left."""
    desk = Desk()
    for number in range(cards):
        desk.add(work_package="1.1.1", at=number / 10)
    for number in range(1, done + 1):
        begin = 10 + 6 * number
        desk.move(str(number), DOING, begin)
        desk.move(str(number), REVIEW, begin + 1)
        if number % 4 == 0:
            desk.move(str(number), DOING, begin + 2, reason="defect")
        desk.move(str(number), DONE, begin + 3 + number / 4)
    desk.move(str(done + 1), DOING, 200)
    desk.give(Block(cards=(str(done + 1),), why="steel"), 201)
    return desk


@pytest.fixture(scope="module")
def rollup() -> RollUp:
    """Milestones of every kind: under way, without baseline, achieved late and early, without cards."""
    desk = long_worked()
    pm = Planner().give(SetProject(name='Bridge "north"', timezone="Asia/Shanghai"))
    pm.milestone("Deck", phase="executing", id="M1").promise(400)
    pm.milestone("Open", ("1.1",), id="M2").milestone("Empty", ("1.2",), id="M3").promise(300, milestone="M3")
    pm.milestone("Late", (), id="M4").promise(20, milestone="M4").sign_off(30, 31, milestone="M4")
    pm.milestone("Early", (), id="M5").promise(50, milestone="M5").sign_off(40, 41, milestone="M5")
    return foretold(roll_up(pm.plan, [desk.board, named(Desk().board, "piers")], hour(220)))


@pytest.fixture(scope="module")
def boards(rollup: RollUp) -> list[BoardTotals]:
    return list(metrics_report(rollup.plan, rollup.boards, Window(), rollup.as_of, rollup.as_of).boards)


def found(rollup: RollUp, boards: list[BoardTotals]) -> Found:
    listed = [((name, *labels.values()), value) for name, labels, value in samples(text(rollup, boards))]
    assert len(dict(listed)) == len(listed), "no two samples are of the same thing"
    return dict(listed)


def test_every_figure_of_every_milestone_is_that_of_the_roll_up(rollup: RollUp, boards: list[BoardTotals]) -> None:
    """None of what is not known, and nothing else: the whole of what begins with `kanban_milestone`."""
    wanted: dict[tuple[str, ...], Any] = {}
    for state in rollup.milestones:
        m, figures, forecast = state.milestone, state.figures, state.forecast
        wanted["kanban_milestone_info", m.id, m.name, m.phase or ""] = 1
        for status in URGENCY:
            wanted["kanban_milestone_status", m.id, status] = int(status == state.status)
        wanted["kanban_milestone_cards", m.id, "done"] = figures.done
        wanted["kanban_milestone_cards", m.id, "open"] = figures.total - figures.done
        wanted["kanban_milestone_blocked_cards", m.id] = len(figures.blocked)
        wanted["kanban_milestone_completion_ratio", m.id] = figures.completion_rate
        wanted["kanban_milestone_rework_ratio", m.id] = figures.rework_rate
        wanted["kanban_milestone_baseline_timestamp_seconds", m.id] = (
            state.baseline_at and state.baseline_at.timestamp()
        )
        wanted["kanban_milestone_achieved_timestamp_seconds", m.id] = (
            state.achieved_at and state.achieved_at.timestamp()
        )
        wanted["kanban_milestone_slip_seconds", m.id] = state.slip_seconds
        if forecast is not None:
            wanted["kanban_milestone_baseline_chance_ratio", m.id] = forecast.chance_of_baseline
            for percentile, at in (("50", forecast.p50_at), ("85", forecast.p85_at)):
                wanted["kanban_milestone_forecast_timestamp_seconds", m.id, percentile] = at and at.timestamp()
    ours = {key: value for key, value in found(rollup, boards).items() if key[0].startswith("kanban_milestone")}
    assert ours == pytest.approx({key: value for key, value in wanted.items() if value is not None})


def test_the_milestones_of_the_story_are_told_apart(rollup: RollUp, boards: list[BoardTotals]) -> None:
    """What the comparison above rests on: there is one of each kind, and the figures are those of the story."""
    values = found(rollup, boards)
    slip = "kanban_milestone_slip_seconds"
    assert (values[slip, "M4"], values[slip, "M5"]) == (36_000, -36_000)
    assert values["kanban_milestone_cards", "M1", "done"] == 24
    assert values["kanban_milestone_blocked_cards", "M1"] == 1
    p50, p85 = (values["kanban_milestone_forecast_timestamp_seconds", "M1", key] for key in ("50", "85"))
    assert hour(220).timestamp() < p50 < p85
    assert 0 < values["kanban_milestone_baseline_chance_ratio", "M1"] <= 1
    assert ("kanban_milestone_baseline_chance_ratio", "M2") not in values
    assert ("kanban_milestone_completion_ratio", "M3") not in values
    assert ("kanban_milestone_achieved_timestamp_seconds", "M1") not in values


def test_every_figure_of_every_board_is_that_of_the_report(rollup: RollUp, boards: list[BoardTotals]) -> None:
    wanted: dict[tuple[str, ...], Any] = {}
    for board in boards:
        name, times = board.board, board.cycle_time
        wanted["kanban_board_info", name, board.driver] = 1
        wanted["kanban_board_cards", name] = board.cards
        wanted["kanban_board_finished_cards", name] = board.finished
        wanted["kanban_board_wip_cards", name] = board.wip
        wanted["kanban_board_throughput_cards_per_week", name] = board.throughput.per_week
        wanted["kanban_board_rework_ratio", name] = board.rework.rework_rate
        wanted["kanban_board_cycle_time_seconds", name, "0.5"] = times.p50_seconds
        wanted["kanban_board_cycle_time_seconds", name, "0.85"] = times.p85_seconds
        wanted["kanban_board_cycle_time_seconds", name, "0.95"] = times.p95_seconds
        wanted["kanban_board_cycle_time_seconds_count", name] = times.count
        wanted["kanban_board_cycle_time_seconds_sum", name] = times.mean_seconds and times.mean_seconds * times.count
    ours = {key: value for key, value in found(rollup, boards).items() if key[0].startswith("kanban_board_")}
    ours.pop(("kanban_boards_unreadable",), None)
    assert ours == pytest.approx({key: value for key, value in wanted.items() if value is not None})


def test_the_sum_of_cycle_times_is_that_of_the_cards(rollup: RollUp, boards: list[BoardTotals]) -> None:
    """By hand: three hours and a quarter of an hour more for each of the 24 cards."""
    values = found(rollup, boards)
    hours = [3 + number / 4 for number in range(1, 25)]
    assert values["kanban_board_cycle_time_seconds_sum", "bridge"] == pytest.approx(3600 * sum(hours))
    assert values["kanban_board_rework_ratio", "bridge"] == pytest.approx(6 / 24)
    assert values["kanban_board_cycle_time_seconds_count", "piers"] == 0
    assert ("kanban_board_cycle_time_seconds_sum", "piers") not in values
    assert ("kanban_board_cycle_time_seconds", "piers", "0.5") not in values


def test_the_workspace_and_boards_that_cannot_be_read(rollup: RollUp, boards: list[BoardTotals]) -> None:
    values = found(rollup, boards)
    assert values["kanban_workspace_info", r"Bridge \"north\"", "Asia/Shanghai", __version__] == 1
    assert values[("kanban_boards_unreadable",)] == 0
    twice = tuple(UnreadableBoard(slug, Problem("boards", "damaged")) for slug in ("a", "b", "a"))
    assert found(msgspec.structs.replace(rollup, unread=twice), boards)[("kanban_boards_unreadable",)] == 2


def test_a_family_has_its_type_its_unit_and_its_help_before_its_samples(rollup: RollUp, boards) -> None:
    """OpenMetrics 1.0: TYPE, UNIT and HELP in front; the unit ends the name; `_info`, `_count`, `_sum` behind it."""
    lines = text(rollup, boards, rollup.as_of + timedelta(milliseconds=250)).splitlines()
    assert lines[-1] == "# EOF"
    kinds: dict[str, str] = {}
    for number, line in enumerate(lines[:-1]):
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            kinds[name] = kind
            expected = "# UNIT " if lines[number + 1].startswith("# UNIT ") else "# HELP "
            assert lines[number + 1].startswith(f"{expected}{name} ")
        elif not line.startswith("#"):
            name, suffix = line.partition("{")[0], ""
            for end in ("_info", "_count", "_sum"):
                if name not in kinds and name.endswith(end):
                    name, suffix = name.removesuffix(end), end
            allowed = {"info": ("_info",), "summary": ("", "_count", "_sum")}.get(kinds[name], ("",))
            assert suffix in allowed
            assert line.endswith(f" {rollup.as_of.timestamp():.0f}.250")
    assert set(kinds.values()) == {"gauge", "info", "stateset", "summary"}
