"""What real boards got wrong once: an export goes in by the verb, the figures come out by the verbs, all as processes.

Four more such cases have tests beside what they are about: completion of quoted words (`cli/test_completion.py`),
emoji in tmux (`screens/test_emoji_columns.py`), two people on one description (`screens/test_edited_by_two.py`),
the last words of an import on a terminal (`cli/test_terminal.py`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clock import CLOCK
from made_up_exports import Export, across_daylight_saving, done_mid_flow, finish_unknown

Kanban = Callable[..., str]


@pytest.fixture
def kanban(tmp_path: Path) -> Kanban:
    """The command in a workspace that is new, in Berlin's time; what it printed, or said with `said=True`."""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "KANBAN_LANG": "en", **CLOCK}

    def run(*words: str, said: bool = False) -> str:
        argv = [sys.executable, "-m", "kanban", "-w", str(tmp_path / "work"), *words]
        done = subprocess.run(argv, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (words, done.stderr)
        return done.stderr if said else done.stdout

    run("init", str(tmp_path / "work"), "--timezone", "Europe/Berlin")
    return run


@pytest.fixture
def take(kanban: Kanban, tmp_path: Path) -> Callable[..., str]:
    """Import an export as board b; what it said."""

    def import_(export: Export, *words: str) -> str:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(export.whole()))
        return kanban("import", "trello", str(path), "--board", "b", *words, said=True)

    return import_


def metrics(kanban: Kanban, *words: str) -> Any:
    return json.loads(kanban("metrics", "--json", "--board", "b", *words))


@pytest.fixture
def footings(kanban: Kanban, take: Callable[..., str]) -> str:
    """A milestone of 1 March whose two cards lie in Done, nobody knows since when; a third card is not its own."""
    for code, name in (("1", "Pier"), ("1.1", "Ground"), ("1.1.1", "Footings")):
        kanban("plan", "node", "add", code, name)
    kanban("milestone", "add", "Footings", "--gate", "1.1.1", "--baseline", "2026-03-01")
    said = take(finish_unknown(), "--wp", "1.1.1")
    kanban("edit", "paint rail", "--wp", "none", "--board", "b")
    return said


def test_no_finish_is_made_up_where_the_history_was_cut(kanban: Kanban, footings: str) -> None:
    assert "2 cards in done columns, no action tells since when: finish unknown" in footings
    found = metrics(kanban, "--cards")
    cards = {card["title"]: card for card in found["cards"]}
    for title in ("pour footing", "set anchor"):
        card = cards[title]
        assert (card["finished_at"], card["finished_at_reason"]) == (None, "finish_unknown")
        assert (card["lead_time_seconds"], card["lead_time_seconds_reason"]) == (None, "finish_unknown")
    assert cards["paint rail"]["finished_at"] == "2026-05-04T10:00:00+02:00"
    total = found["total"]
    assert (total["finished"], total["finish_unknown"], total["lead_time"]["count"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("begin", "end", "finished"), [("02-01", "03-01", 0), ("04-01", "05-01", 0), ("05-01", "06-01", 1)]
)
def test_no_window_has_a_finish_without_a_date(
    begin: str, end: str, finished: int, kanban: Kanban, footings: str
) -> None:
    assert metrics(kanban, "--from", f"2026-{begin}", "--to", f"2026-{end}")["total"]["finished"] == finished


def test_no_milestone_was_in_time_by_a_finish_without_a_date(kanban: Kanban, footings: str) -> None:
    found = json.loads(kanban("rollup", "--json"))
    milestone = found["milestones"][0]
    assert (milestone["status"], milestone["achieved_at"]) == ("achieved_late", None)
    assert milestone["achieved_at_reason"] == "finish_unknown"
    assert (milestone["cards_done"], milestone["cards_total"], milestone["completion_rate"]) == (2, 2, 1.0)
    assert found["achievement"]["achievement_rate"] is None


def test_cards_that_go_straight_through_a_list_named_like_done_have_no_rework(
    kanban: Kanban, take: Callable[..., str]
) -> None:
    said = take(done_mid_flow()).splitlines()
    assert [line.split(" (")[0] for line in said if line.startswith("column ")] == [
        "column Backlog: queue",
        "column Development: active",
        "column Merged to main: active",
        "column Ready for user testing: active",
        "column Shipped: done",
    ]
    found = metrics(kanban, "--cards")
    assert (found["total"]["rework"]["rework_rate"], found["total"]["rework"]["moves"]) == (0.0, 0)
    assert [(card["reopened"], card["column"]) for card in found["cards"]] == [(0, "Shipped")] * 3
    days = [card["cycle_time_seconds"] / 86400 for card in found["cards"]]
    assert days == [4.0] * 3, "from development to shipped, not to merged"


@pytest.mark.parametrize(
    ("begin", "end", "finished"),
    [("2026-03-16", "2026-04-13", [1, 0, 0, 0]), ("2026-10-12", "2026-11-09", [0, 1, 0, 0])],
)
def test_four_weeks_across_daylight_saving_begin_at_midnight(
    begin: str, end: str, finished: list[int], kanban: Kanban, take: Callable[..., str]
) -> None:
    take(across_daylight_saving())
    found = metrics(kanban, "--from", begin, "--to", end)["total"]["throughput"]
    assert [week["finished"] for week in found["weeks"]] == finished
    assert [week["from_at"][11:19] for week in found["weeks"]] == ["00:00:00"] * 4
    assert found["per_week"] == 0.25
