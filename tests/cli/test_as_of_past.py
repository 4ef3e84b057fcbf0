"""What a verb says as of a past moment: what happened since changes none of it."""

from datetime import timedelta

import pytest
import time_machine
from calls import DEMO_NOW, Desk

from kanban.demo import build

pytestmark = pytest.mark.any_day
VERBS = (
    "forecast show", "forecast why M5", "forecast why M6", "forecast next M5", "forecast order --board li",
    "simulate --first li/41 --wip wang=+1 --rework 50% --driver +li", "schedule", "evm", "quality", "timeline",
    "rollup", "milestone chart M5 burnup", "metrics --cards", "forecast calibration",
    "savings --before 2026-09-01..2026-10-01 --after 2026-11-01..2026-12-01",
    "benefit --with-costs 2027-06-30=300000",
)  # fmt: skip
LATER = (
    "done 41 --board li", "move 39 Review --board li --over-wip", "board column limit Doing none --board wang",
    "board column limit Review none --board wang", "done 14 --board li", "log 25 5h --board li",
    "archive 15 --board wang", "block 40 crane --board wang", "add --board li --wp 1.2.2 Later",
    "plan node edit 1.2.2 --estimate 40d", "budget set 1.2.2 1000", "calendar set --workdays mon-sat",
    "link add 1.2.2 1.3.3", "rate set 5", "milestone baseline M5 2027-06-01 --why later",
)  # fmt: skip


@pytest.fixture
def bridge(tmp_path, monkeypatch):
    """The demo of a fixed moment, to be changed, a clock that stands at it, and the moment as it is typed."""
    build(tmp_path / "bridge", DEMO_NOW)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with time_machine.travel(DEMO_NOW + timedelta(minutes=5), tick=False) as clock:
        yield Desk(tmp_path / "bridge", monkeypatch, "-w", tmp_path / "bridge"), clock


def said(desk: Desk) -> dict[str, object]:
    found = {}
    for verb in VERBS:
        answer = desk(*verb.split(), "--as-of", f"{DEMO_NOW:%Y-%m-%dT%H:%M:%SZ}", "--json").json
        answer.pop("generated_at", None)
        found[verb] = answer
    return found


def test_what_happened_later_changes_nothing_as_of_then(bridge):
    desk, clock = bridge
    before = said(desk)
    clock.shift(timedelta(days=2))
    for change in LATER:
        desk(*change.split())
    after = said(desk)
    assert [verb for verb in VERBS if before[verb] != after[verb]] == []
    assert any(action["action"] == "wip" for action in before["forecast next M5"]["actions"])


def test_a_card_made_later_is_not_there_to_be_put_first(bridge):
    desk, clock = bridge
    clock.shift(timedelta(days=1))
    made = desk("add", "--board", "li", "Later").out.strip()
    refused = desk("simulate", "--first", f"li/{made}", "--as-of", f"{DEMO_NOW:%Y-%m-%dT%H:%M:%SZ}", code=1)
    assert "was made later" in refused.err
