"""What is shown and what leaves as JSON is the same figure: no reader counts on its own."""

import pytest
from makers import DOING, DONE, REVIEW, Desk, hour
from plan_maker import Planner, deck, named

from kanban.commands.cards import Archive, Block
from kanban.metrics.figure import by_term
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.reports.export import plain_values
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.figures import achievement_figure, milestone_figures, node_figures
from kanban.metrics.rollup.milestones import roll_up

DAY = 24
NOW = hour(9 * DAY)


@pytest.fixture
def boards() -> list:
    """Two boards with finished, reworked, blocked and dropped cards under two packages."""
    desks = [Desk(), Desk()]
    for desk in desks:
        for number in range(4):
            desk.add(f"card {number}", work_package=("1.1.1", "1.1.2")[number % 2], column=DOING)
        desk.move("1", REVIEW, DAY)
        desk.move("1", DOING, 2 * DAY, reason="defect")
        desk.move("1", DONE, 3 * DAY)
        desk.give(Block(cards=("2",), why="crane"), 4 * DAY)
        desk.give(Archive(cards=("3",)), 5 * DAY)
    desks[1].move("4", DONE, 6 * DAY)
    return [named(desk.board, slug) for desk, slug in zip(desks, ("li", "wang"), strict=True)]


def test_the_figures_of_a_board_are_those_of_its_json(boards: list) -> None:
    report = metrics_report(deck(5 * DAY).plan, boards, Window(), NOW, NOW)
    for totals in (report.total, *report.boards):
        plain, figures = plain_values(totals), by_term(flow_figures(totals))
        assert figures["cycle_time"].value == plain["cycle_time"]["p85_seconds"]
        assert figures["cycle_time"].n == plain["cycle_time"]["count"]
        assert figures["lead_time"].value == plain["lead_time"]["p85_seconds"]
        assert figures["throughput"].value == plain["throughput"]["per_week"]
        assert figures["rework_rate"].value == plain["rework"]["rework_rate"]
        assert figures["rework_move"].value == plain["rework"]["moves"]
        assert figures["rework_time"].value == plain["rework"]["time_seconds"]
        assert figures["rework_time"].share == plain["rework"]["time_rate"]
        for name in ("wip", "finished", "dropped"):
            assert figures[name].value == plain[name]


@pytest.mark.parametrize("planner", [deck(5 * DAY), deck(50 * DAY), Planner().milestone()])
def test_the_figures_of_a_milestone_a_package_and_a_board_are_those_of_its_json(planner: Planner, boards: list) -> None:
    rollup = roll_up(planner.plan, boards, NOW)
    report = plain_values(rollup_report(rollup, NOW))
    (state,), (row,) = rollup.milestones, report["milestones"]
    assert by_term(milestone_figures(state))["slip"].value == row["slip_seconds"]
    depths = [(state.figures, row)]
    for package, package_row in zip(state.packages, row["work_packages"], strict=True):
        depths.append((package.figures, package_row))
        depths += [
            (figures, board_row) for (_, figures), board_row in zip(package.boards, package_row["boards"], strict=True)
        ]
    assert len(depths) == 1 + 2 + 4
    for figures, plain in depths:
        of = by_term(node_figures(figures))
        for term, key in (("completion_rate", "completion_rate"), ("rework_rate", "rework_rate"),
                          ("cycle_time", "cycle_time_p85_seconds"), ("blocked", "blocked"),
                          ("dropped", "cards_dropped")):  # fmt: skip
            assert of[term].value == plain[key]
        assert (of["rework_rate"].part, of["rework_rate"].n) == (plain["rework_reworked"], plain["rework_finished"])
        assert (of["completion_rate"].part, of["completion_rate"].n) == (plain["cards_done"], plain["cards_total"])


def test_the_achievement_rate_is_that_of_its_json(boards: list) -> None:
    rollup = roll_up(deck(5 * DAY).plan, boards, NOW)
    figure, plain = achievement_figure(rollup.current), plain_values(rollup_report(rollup, NOW))["achievement"]
    assert (figure.value, figure.part, figure.n) == (0.0, plain["achieved_on_time"], plain["due"])
    assert plain["achievement_rate"] == 0.0
