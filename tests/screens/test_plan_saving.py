"""What cannot be saved of the plan is put back, said why, and saved when it can be, as on the board."""

from collections.abc import Callable
from pathlib import Path

import pytest
from setting import Disk
from terminal import Terminal
from test_saving import UNLIMITED, file_size_limit

from kanban.commands import plan as pm

pytestmark = pytest.mark.every_store

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]


@pytest.fixture
def planned(disk: Disk) -> Disk:
    """One milestone."""
    disk.give_plan(pm.SetNode(code="1", name="Bridge"), pm.SetMilestone(id="M1", name="Deck", gates=("1",)))
    return disk


def start(disk: Disk, terminal: Start) -> Terminal:
    term = terminal(disk.where, "rollup")
    term.until("M1 Deck", " saved")
    return term


def move_baseline(term: Terminal, date: str) -> None:
    term.press("B")
    term.until("baseline of M1")
    term.press(date, "enter")


def test_the_change_is_seen_before_it_is_saved(planned: Disk, terminal: Start) -> None:
    term = start(planned, terminal)
    with planned.saving_by_another():
        move_baseline(term, "2099-11-10")
        term.until("10 Nov 2099", " saving")
        assert not planned.plan.milestones["M1"].baselines
    term.until(" saved", gone=[" saving"])
    assert len(planned.plan.milestones["M1"].baselines) == 1


@pytest.mark.usefixtures("on_files")
def test_a_full_disk_puts_it_back_and_saves_it_later(planned: Disk, terminal: Start) -> None:
    term = start(planned, terminal)
    file_size_limit(term, 100)
    move_baseline(term, "2099-11-10")
    term.until("1 not saved", "put back", "file too large", "no baseline")
    assert not planned.plan.milestones["M1"].baselines
    term.press("j")
    term.until("1 not saved", gone=["put back"])
    file_size_limit(term, UNLIMITED)
    term.until("saved again", "10 Nov 2099", gone=["not saved"])
    assert len(planned.plan.milestones["M1"].baselines) == 1


@pytest.mark.usefixtures("on_files")
def test_a_folder_that_turns_read_only(planned: Disk, terminal: Start) -> None:
    term = start(planned, terminal)
    folder = planned.folder / "plan"
    folder.chmod(0o500)
    try:
        move_baseline(term, "2099-11-10")
        term.until("1 not saved", "permission denied", "no baseline")
        term.press("1")
        term.until("Weld span 17", " saved")
    finally:
        folder.chmod(0o700)
    term.until("plan: saved again")
    term.press("3")
    term.until("10 Nov 2099", " saved")


@pytest.mark.usefixtures("on_files")
def test_quitting_asks_for_a_file_for_the_board_and_one_for_the_plan(
    planned: Disk, terminal: Start, tmp_path: Path
) -> None:
    term = terminal(planned.where)
    term.until("Weld span 17", " saved")
    file_size_limit(term, 5)
    term.press("L")
    term.until("1 not saved")
    term.press("3")
    term.until("M1 Deck")
    move_baseline(term, "2099-11-10")
    term.until("1 not saved")
    term.press("q")
    term.until("bridge: not saved: file too large", "Write to file:")
    file_size_limit(term, UNLIMITED)
    term.press(str(tmp_path / "board.json"), "enter")
    term.until("plan: not saved: file too large", "Write to file:", gone=["bridge: not saved"])
    term.press(str(tmp_path / "plan.json"), "enter")
    assert term.wait() == 3
    assert term.modes_left_on == set()
    assert b'"move"' in (tmp_path / "board.json").read_bytes()
    assert b'"set_baseline"' in (tmp_path / "plan.json").read_bytes()
    said = term.raw.decode()
    assert f"import changes {tmp_path / 'board.json'}" in said
    assert f"import changes {tmp_path / 'plan.json'}" in said


@pytest.mark.usefixtures("on_files")
def test_a_plan_that_breaks_under_the_roll_up_is_said_and_left_alone(planned: Disk, terminal: Start) -> None:
    term = start(planned, terminal)
    path = planned.folder / "plan" / "plan.json"
    good = path.read_bytes()
    path.write_bytes(b'{"plan": 7')
    term.until("cannot be read", "M1 Deck", seconds=3)
    move_baseline(term, "2099-11-10")
    term.until("1 not saved")
    assert path.read_bytes() == b'{"plan": 7'
    path.write_bytes(good)
    term.until("10 Nov 2099", " saved", gone=["not saved"])
