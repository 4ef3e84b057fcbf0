"""What several reports say of the same workspace is the same: dates, cards, rework, schedule, money."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

import pytest
from every_report import made as every_report_of
from reported import read

pytestmark = pytest.mark.any_day

SOME = ("one card done", "two busy boards", "long before the end", "nothing since", "signed off", "all done",
        "a board that cannot be read", "kinds of columns corrected")  # fmt: skip


@lru_cache
def made(workspace: str) -> dict[str, list[dict[str, Any]]]:
    """All reports of a workspace by the name of their shape, in the order in which they are made."""
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, report in every_report_of(workspace):
        out[name].append(read(report, "UTC"))
    return out


def by_id(rows: list[dict[str, Any]], key: str = "id") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def picked(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys}


@pytest.mark.parametrize("workspace", SOME)
def test_the_dates_of_a_milestone_are_the_same_wherever_they_stand(workspace: str) -> None:
    every = made(workspace)
    rollup, dates = by_id(every["rollup"][0]["milestones"]), ("p50_at", "p85_at", "chance_of_baseline")
    for row in every["forecast"][0]["milestones"]:
        there = rollup[row["id"]]
        assert picked(row, "baseline_at", "slip_seconds", "name") == picked(
            there, "baseline_at", "slip_seconds", "name"
        )
        assert row["cards_open"] == there["cards_total"] - there["cards_done"]
        assert picked(there["forecast"] or dict.fromkeys(dates), *dates) == picked(row, *dates)
    forecast = by_id(every["forecast"][0]["milestones"])
    for timeline in every["timeline"]:
        for row in timeline["milestones"]:
            there, known = rollup[row["id"]], forecast.get(row["id"], dict.fromkeys(dates))
            same = ("status", "baseline_at", "baseline_original_at", "achieved_at", "slip_seconds", "cards_total")
            assert picked(row, *same, "cards_done") == picked(there, *same, "cards_done")
            assert picked(row, "p50_at", "p85_at") == picked(known, "p50_at", "p85_at")
    for chart in every["milestone_chart"]:
        known = forecast.get(chart["milestone"], dict.fromkeys(dates))
        assert picked(chart, "p50_at", "p85_at") == picked(known, "p50_at", "p85_at")
        assert chart["baseline_at"] == rollup[chart["milestone"]]["baseline_at"]
    for row in every["slip"]:
        if row["p50_at"] is not None:
            assert row["p50_at"] == forecast[row["milestone"]]["p50_at"]
    for row in every["next"]:
        assert row["p85_at"] == forecast.get(row["milestone"], dict.fromkeys(dates))["p85_at"]
    for name in ("simulation", "order"):
        for report in every[name]:
            for row in report["milestones"]:
                assert picked(row["today"] or dict.fromkeys(dates), *dates) == picked(forecast[row["id"]], *dates)


@pytest.mark.parametrize("workspace", SOME)
def test_the_cards_of_a_milestone_are_as_many_wherever_they_stand(workspace: str) -> None:
    every = made(workspace)
    cards = ("cards_total", "cards_done")
    rollup = by_id(every["rollup"][0]["milestones"])
    for report in every["evm"]:
        for row in report["milestones"]:
            assert picked(row, *cards) == picked(rollup[row["id"]], *cards)
    packages = {row["code"]: row for state in rollup.values() for row in state["work_packages"]}
    for row in (*every["evm"][0]["packages"], *every["timeline"][0]["packages"]):
        if row["code"] in packages:
            assert picked(row, *cards) == picked(packages[row["code"]], *cards)
    for state in rollup.values():
        for package in state["work_packages"]:
            for key in ("cards_total", "cards_done", "cards_dropped", "rework_reworked", "rework_finished", "blocked"):
                assert package[key] == sum(board[key] for board in package["boards"]), key
        for key in ("cards_total", "cards_done", "cards_dropped", "rework_finished"):
            assert state[key] == sum(package[key] for package in state["work_packages"]), key
        if state["cards_total"]:
            assert state["completion_rate"] == state["cards_done"] / state["cards_total"]


@pytest.mark.parametrize("workspace", SOME)
def test_the_charts_of_a_milestone_end_with_what_the_roll_up_says_and_chances_come_to_one(workspace: str) -> None:
    every = made(workspace)
    rollup = by_id(every["rollup"][0]["milestones"])
    for chart in every["milestone_chart"]:
        if chart["chart"] in ("burnup", "burndown") and chart["points"]:
            last, there = chart["points"][-1], rollup[chart["milestone"]]
            assert (last["cards_done"], last["cards_scope"]) == (there["cards_done"], there["cards_total"])
            assert all(day["cards_open"] == day["cards_scope"] - day["cards_done"] for day in chart["points"])
        if chart["chart"] == "forecast" and chart["points"]:
            whole = sum(period["chance_rate"] for period in chart["points"]) + chart["later_rate"]
            assert whole == pytest.approx(1)
            assert chart["points"][-1]["done_by_then_rate"] == pytest.approx(1 - chart["later_rate"])


@pytest.mark.parametrize("workspace", [*SOME, "two busy boards in a window", "an empty window"])
def test_quality_and_metrics_count_the_same_cards(workspace: str) -> None:
    (metrics,), (quality,) = made(workspace)["metrics"], made(workspace)["quality"]
    assert metrics["window"] == quality["window"]
    both = by_id(quality["boards"], "board")
    for row in (*metrics["boards"], {**metrics["total"], "board": None}):
        there = quality["total"] if row["board"] is None else both[row["board"]]
        rework = row["rework"]
        assert (rework["finished"], rework["reworked"]) == (there["started_finished"], there["reworked"])
        assert there["defects"] == rework["by_reason"]["defect"]
        if rework["rework_rate"] is not None:
            assert there["first_pass_yield_rate"] == pytest.approx(1 - rework["rework_rate"])
    for row in metrics["boards"]:
        xmr, weeks = both[row["board"]]["xmr"], both[row["board"]]["p_chart"]["weeks"]
        assert picked(xmr, "count", "mean_seconds") == picked(row["cycle_time"], "count", "mean_seconds")
        assert sum(week["started_finished"] for week in weeks) == row["rework"]["finished"]
        assert sum(week["reworked"] for week in weeks) == row["rework"]["reworked"]
        assert row["flow_efficiency"]["count"] == row["cycle_time"]["count"] == row["littles_law"]["count"]
    for key in ("cards", "finished", "started_finished", "finished_without_start", "start_unknown", "dropped", "wip"):
        assert metrics["total"][key] == sum(row[key] for row in metrics["boards"]), key
    if workspace == "long before the end":
        return  # cards are listed as they are, not as of a past moment
    listed = {(card["board"], card["id"]): card["flow"] for card in made(workspace)["cards"][0]["cards"]}
    assert {(row["board"], row["id"]): row for row in metrics["cards"]} == listed


@pytest.mark.parametrize("workspace", SOME)
def test_schedule_and_timeline_place_what_they_both_know_alike(workspace: str) -> None:
    every = made(workspace)
    schedule, trended = every["schedule"]
    activities = by_id(schedule["activities"])
    reckoned, unreckoned = every["timeline"]
    for row in (*reckoned["packages"], *reckoned["cards"], *reckoned["milestones"]):
        there, placed = activities.get(row.get("id") or row["code"]), row["schedule"]
        if there is not None:
            keys = ("early_start_at", "early_finish_at", "is_critical", "total_slack_working_days")
            assert picked(placed, *keys) == picked(there, *keys)
            assert row["is_done"] == there["is_done"]
    assert all(
        row["schedule"]["early_start_at_reason"] == "the schedule is being reckoned" for row in unreckoned["milestones"]
    )
    critical = {row["id"] for row in schedule["activities"] if row["is_critical"]}
    assert set(schedule["path"]) <= critical
    for row in schedule["activities"]:
        if row["is_critical"]:
            assert row["total_slack_working_days"] <= 0
        if row["late_start_at"] is not None:
            assert row["early_start_at"] <= row["early_finish_at"]
            assert row["late_start_at"] <= row["late_finish_at"]
            assert row["free_slack_working_days"] <= row["total_slack_working_days"]
    keys = ("as_of_at", "length_working_days", "finish_at")
    assert picked(trended["trend"][-1], *keys) == picked(schedule, *keys)
    links = [picked(link, "predecessor", "successor", "type", "lag_working_days") for link in reckoned["links"]]
    assert links == schedule["links"]


@pytest.mark.parametrize("workspace", SOME)
def test_money_of_the_whole_is_that_of_its_parts_and_the_last_week_is_today(workspace: str) -> None:
    report, weekly = made(workspace)["evm"]
    total = report["total"]
    for key in ("bac", "pv", "ev"):
        with_budget = [row[key] for row in report["packages"] if row["bac"] is not None]
        if with_budget and None not in with_budget:
            assert total[key] == pytest.approx(sum(with_budget))
    if total["ac"] is not None:
        assert total["ac"] == pytest.approx(sum(row["ac"] for row in report["packages"]))
    for row in (total, *report["packages"], *report["milestones"]):
        if None not in (row["ev"], row["ac"], row["pv"]):
            assert row["cv"] == pytest.approx(row["ev"] - row["ac"])
            assert row["sv"] == pytest.approx(row["ev"] - row["pv"])
        for index, part, whole in (("cpi", "ev", "ac"), ("spi", "ev", "pv")):
            if row[index] is not None:
                assert row[index] == pytest.approx(row[part] / row[whole], rel=1e-3)
        if row["eac"] is not None:
            assert row["vac"] == pytest.approx(row["bac"] - row["eac"], abs=0.02)
            assert row["etc"] == pytest.approx(row["eac"] - row["ac"], abs=0.02)
        if row["eac_as_planned"] is not None:
            assert row["eac_as_planned"] == pytest.approx(row["ac"] + row["bac"] - row["ev"])
        if row["tcpi_bac"] is not None:
            left = row["bac"] - row["ev"]
            assert row["tcpi_bac"] == pytest.approx(left / (row["bac"] - row["ac"]), rel=1e-3)
    today = next(week for week in weekly["weeks"] if week["as_of_at"] == report["as_of_at"])
    assert picked(today, "pv", "ev", "ac", "currency") == picked(total, "pv", "ev", "ac", "currency")
    assert {key: value for key, value in weekly.items() if key != "weeks"} == report
    time = report["earned_schedule"]
    if time is not None and time["es_seconds"] is not None:
        assert time["sv_t_seconds"] == pytest.approx(time["es_seconds"] - time["actual_time_seconds"], abs=1)
