"""Our event log, read and reckoned by pm4py: it finds the lead times and cycle times that we say.

pm4py is large, so it is no part of the dev extra: pip install -e '.[compare]'.
"""

import io
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from kanban.demo import build
from kanban.store.folder.store import FolderStore

pm4py = pytest.importorskip("pm4py", reason="pm4py is not installed (pip install -e '.[compare]')")
pandas = pytest.importorskip("pandas")

pytestmark = pytest.mark.any_day
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def boards(tmp_path_factory):
    """The demo."""
    store = FolderStore(tmp_path_factory.mktemp("pm4py") / "demo")
    build(store.folder, NOW)
    return store


@pytest.fixture(scope="module")
def log(boards):
    """What `kanban export events` prints, as pm4py has it."""
    command = [sys.executable, "-m", "kanban", "-w", str(boards.folder), "export", "events"]
    content = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    frame = pandas.read_csv(io.BytesIO(content))
    frame["time:timestamp"] = pandas.to_datetime(frame["time:timestamp"], utc=True)
    return pm4py.format_dataframe(frame.dropna(subset=["time:timestamp"]))


def finished(boards):
    """Cards that were finished and not touched by a move since, by case."""
    found = {}
    for slug in boards.boards():
        for card in boards.board(slug).all_cards.values():
            flow = card.flow
            if flow.finished_at is not None and flow.started_at is not None and flow.entered_at == flow.finished_at:
                found[f"{slug}/{card.id}"] = flow
    return found


def test_the_time_from_the_first_event_to_the_last_is_the_lead_time(boards, log):
    durations = pm4py.stats.get_all_case_durations
    flows = finished(boards)
    assert len(flows) > 50
    mine = log[log["case:concept:name"].isin(flows)]
    assert sorted(durations(mine)) == pytest.approx(sorted(flow.lead_seconds for flow in flows.values()), abs=0.01)


def test_from_the_first_work_to_the_end_is_the_cycle_time(boards, log):
    flows = finished(boards)
    worked = log[log["case:concept:name"].isin(flows) & log["kanban:kind"].isin(["active", "done"])]
    found = pm4py.stats.get_all_case_durations(worked)
    assert sorted(found) == pytest.approx(sorted(flow.cycle_seconds for flow in flows.values()), abs=0.01)


def test_every_move_back_is_a_step_to_the_left_in_its_trace(boards, log):
    moves = log.sort_values(["case:concept:name", "time:timestamp"], kind="stable")
    position = moves.groupby("case:concept:name")["kanban:position"]
    lefts = int((position.diff() < 0).sum())
    backs = sum(len(card.flow.backs) for slug in boards.boards() for card in boards.board(slug).all_cards.values())
    assert 0 < backs <= lefts
