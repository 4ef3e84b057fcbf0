"""Earned value from the shell."""

import jsonschema
import pytest
from test_terminal import on_terminal

from kanban.metrics.reports.export import json_schema
from kanban.text.clean import width


@pytest.fixture
def planned(desk):
    """A plan of two work packages; 20 November 2026 is a Friday."""
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Rails")):
        desk("plan", "node", "add", code, name)
    desk("plan", "set", "--timezone", "UTC", "--currency", "CNY")
    return desk


def test_without_budgets_it_says_how_to_begin(desk, planned):
    assert planned("evm").err == "no budgets yet; kanban budget set CODE AMOUNT gives a work package one\n"
    assert planned("evm", "--json").json["total"]["bac_reason"] == "no budget"


def test_hours_and_costs_become_figures(planned):
    planned("budget", "set", "1.1.1", "10000", "--from", "2026-11-02", "--to", "2026-11-13")
    planned("rate", "set", "200")
    for title in ("Weld", "Grind"):
        planned("add", title, "--wp", "1.1.1")
    planned("log", "1", "5h")
    planned("move", "1", "done")
    planned("cost", "add", "1.1.1", "3000")
    girders, total = planned("evm").rows
    assert girders == ["1.1.1", "Girders", "10000", "10000", "5000", "4000", "1.2500", "0.5000", "8000", "2000"]
    assert total == ["total", "", *girders[2:]]
    report = planned("evm", "--json", "--weekly").json
    jsonschema.validate(report, json_schema("evm"), cls=jsonschema.Draft202012Validator)
    assert (report["total"]["cpi"], report["total"]["currency"], report["total"]["eac"]) == (1.25, "CNY", 8000)
    assert report["earned_schedule"]["es_seconds"] == 7 * 86400
    assert report["weeks"][-1]["ev"] == 5000
    assert planned("evm", "--weekly").rows[-1][1:4] == ["10000", "5000", "4000"]


def test_the_demo_says_that_the_deck_is_late_and_over_its_budget(demo):
    rows = {row[0]: [float(value or "nan") for value in row[2:]] for row in demo("evm").rows}
    _, _, _, _, cpi, spi, eac, vac = rows["1.2.2"]
    assert cpi < 0.75
    assert spi < 0.8
    assert vac < 0 < eac
    assert demo("evm", COLUMNS="80").code == 0
    assert demo("--lang", "zh", "evm", "--weekly").code == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_names_are_whole_at_eighty_cells(demo, demo_folder, language):
    out, code = on_terminal("-w", demo_folder, "--lang", language, "--color", "never", "evm")
    assert code == 0
    assert max(map(width, out.splitlines())) <= 80
    names = [row["name"] for row in demo("evm", "--json").json["packages"]]
    assert [name for name in names if name not in out] == []


@pytest.mark.parametrize("cells", [50, 60, 70])
def test_before_a_name_is_cut_short_columns_that_follow_from_others_go(demo_folder, cells):
    out, code = on_terminal("-w", demo_folder, "--color", "never", "evm", cells=cells)
    assert code == 0
    assert max(map(width, out.splitlines())) <= cells
    assert "Temporary works" in out
    assert "CPI" in out


def test_by_milestone_each_has_the_work_packages_that_it_waits_for(demo):
    gates = {row["id"]: row for row in demo("evm", "--json").json["milestones"]}
    rows = {line.split("\t")[0]: line.split("\t") for line in demo("evm", "--by", "milestone").out.splitlines()}
    assert list(rows) == list(gates)
    assert float(rows["M5"][2]) == gates["M5"]["bac"] > 0
    assert rows["M5"][1] == gates["M5"]["name"]
    assert gates["M9"]["cpi"] is None
    assert gates["M9"]["cpi_reason"]


def test_by_milestone_on_a_terminal_every_id_is_there(demo_folder):
    out, code = on_terminal("-w", demo_folder, "--color", "never", "evm", "--by", "milestone", cells=80)
    assert code == 0
    assert max(map(width, out.splitlines())) <= 80
    assert [f"M{n}" for n in range(1, 10) if f"M{n}" not in out] == []


@pytest.mark.parametrize("how", [["--weekly"], ["--chart"], ["--svg", "-"], ["--weekly", "--json"]])
def test_the_curves_of_one_milestone_are_not_given_as_those_of_the_plan(demo, how):
    done = demo("evm", "--by", "milestone", *how, code=2)
    assert (done.out, done.err) == ("", "kanban: the S-curves are of the whole plan: leave out --by\n")
