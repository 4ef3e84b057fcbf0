"""OpenMetrics text: what the specification asks of names, labels and order; what is not known has no sample."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner

from kanban.formats.openmetrics import escaped, text
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.rollup.status import URGENCY

SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\} (-?[0-9.e+-]+)( [0-9.]+)?')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


def samples(content: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """Every sample; each stands under the head of its family, a family once."""
    *lines, end, nothing = content.split("\n")
    assert (end, nothing) == ("# EOF", "")
    family, seen = "", set()
    for line in lines:
        if line.startswith("# TYPE "):
            family = line.split()[2]
            assert family not in seen
            seen.add(family)
        elif line.startswith("# UNIT "):
            assert family.endswith(f"_{line.split()[3]}")
        elif not line.startswith("# HELP "):
            found = SAMPLE.fullmatch(line)
            assert found, line
            assert found[1].startswith(family)
            yield found[1], dict(LABEL.findall(found[2])), float(found[3])


@pytest.fixture
def pm() -> Planner:
    return Planner().milestone('Deck "north"\\').promise(24 * 30).milestone("Opening", ())


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for _ in range(3):
        desk.add(work_package="1.1.1")
    desk.move("1", DOING, 10)
    desk.move("1", DONE, 34)
    desk.move("2", DOING, 20)
    return desk


def content_of(pm: Planner, desk: Desk, stamped: bool = False) -> str:
    rollup = roll_up(pm.plan, [desk.board], hour(100))
    report = metrics_report(pm.plan, rollup.boards, Window(), rollup.as_of, rollup.as_of)
    return text(rollup, report.boards, rollup.as_of if stamped else None)


def test_figures_of_milestones_and_boards(pm: Planner, desk: Desk) -> None:
    found = {(name, *labels.values()): value for name, labels, value in samples(content_of(pm, desk))}
    assert found["kanban_milestone_cards", "M1", "done"] == 1
    assert found["kanban_milestone_cards", "M1", "open"] == 2
    assert found["kanban_milestone_completion_ratio", "M1"] == pytest.approx(1 / 3)
    assert found["kanban_milestone_baseline_timestamp_seconds", "M1"] == hour(24 * 30).timestamp()
    assert found["kanban_board_wip_cards", "bridge"] == 1
    assert found["kanban_board_cycle_time_seconds", "bridge", "0.85"] == 24 * 3600
    assert found["kanban_board_cycle_time_seconds_count", "bridge"] == 1
    assert found["kanban_board_rework_ratio", "bridge"] == 0


def test_a_milestone_has_exactly_one_status(pm: Planner, desk: Desk) -> None:
    status = "kanban_milestone_status"
    states = [(labels, value) for name, labels, value in samples(content_of(pm, desk)) if name == status]
    for milestone in ("M1", "M2"):
        ours = {labels[status]: value for labels, value in states if labels["milestone"] == milestone}
        assert ours.keys() == set(URGENCY)
        assert sum(ours.values()) == 1


def test_what_is_not_known_has_no_sample(pm: Planner, desk: Desk) -> None:
    names = {(name, labels.get("milestone")) for name, labels, _ in samples(content_of(pm, desk))}
    assert ("kanban_milestone_completion_ratio", "M2") not in names
    assert ("kanban_milestone_baseline_timestamp_seconds", "M2") not in names
    assert not any(name == "kanban_milestone_forecast_timestamp_seconds" for name, _ in names)


def test_names_are_escaped(pm: Planner, desk: Desk) -> None:
    assert r'name="Deck \"north\"\\"' in content_of(pm, desk)


@given(st.text())
def test_an_escaped_value_comes_back(value: str) -> None:
    plain = re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), escaped(value))
    assert plain == value
    assert "\n" not in escaped(value)


def test_a_past_moment_stamps_every_sample(pm: Planner, desk: Desk) -> None:
    lines = [line for line in content_of(pm, desk, stamped=True).splitlines() if not line.startswith("#")]
    assert all(line.endswith(f" {hour(100).timestamp():.3f}") for line in lines)


def test_nothing_is_still_whole() -> None:
    rollup = roll_up(Planner().plan, [], hour(1))
    assert [name for name, _, _ in samples(text(rollup, ()))] == ["kanban_workspace_info", "kanban_boards_unreadable"]
