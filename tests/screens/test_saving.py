"""The screen answers at once; what is not saved is shown as such, put back, said why, and saved when it can be."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from setting import BACKLOG, DOING, READY, TITLES, Disk, Opener
from terminal import Terminal

from kanban.commands.cards import Add, Archive, Move
from kanban.store.folder.locks import locked

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]

Start = Callable[..., Terminal]
UNLIMITED = resource.RLIM_INFINITY


def file_size_limit(term: Terminal, limit: int) -> None:
    """From now on no file of the program can grow beyond this: every save fails, as on a full disk."""
    _, hard = resource.prlimit(term.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(term.pid, resource.RLIMIT_FSIZE, (limit, hard))


def in_column(term: Terminal, title: str) -> int:
    """The screen column a title is shown in, left to right; -1 if it is not in view."""
    heads = [term.text.split("\n")[term.row_with("Backlog")].find(name) for name in ("Backlog", "Ready", "Doing")]
    at = next((row.index(title) for row in term.rows if title in row), None)
    return -1 if at is None else sum(head <= at for head in heads) - 1


def test_the_move_is_seen_before_it_is_saved(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    with disk.saving_by_another("bridge"):
        term.press("L")
        term.until("Ready 1", " saving")
        assert in_column(term, TITLES[0]) == 1
        assert disk.column_of(TITLES[0]) == BACKLOG
        term.press("j")
        term.until("Ready 1", " saving")
    term.until(" saved", gone=["saving"])
    assert disk.column_of(TITLES[0]) == READY


async def test_no_frame_shows_a_move_under_a_saved_that_does_not_know_it(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Ready 0", " saved")
        canvas = pilot.screen.canvas  # type: ignore[attr-defined]
        pilot.screen._moving.do_move_right()  # type: ignore[attr-defined]
        painted = [canvas.render_line(y).text for y in range(canvas.size.height)]  # by a frame that falls here
        assert any("Ready 1" in line for line in painted)
        assert any("saving" in line for line in painted)
        await pilot.saved()


@pytest.mark.usefixtures("on_files")
def test_a_full_disk_puts_the_card_back_and_saves_it_later(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    file_size_limit(term, 100)
    term.press("L")
    term.until("1 not saved", "put back", "file too large", "Backlog 6", "Ready 0")
    assert in_column(term, TITLES[0]) == 0
    assert disk.column_of(TITLES[0]) == BACKLOG
    term.press("j")
    term.until("1 not saved", gone=["put back"])
    file_size_limit(term, UNLIMITED)
    term.until(" saved", "saved again", "Ready 1", gone=["not saved"])
    assert disk.titles(READY) == [TITLES[0]]
    assert len(disk.events()) == 2, "once"


@pytest.mark.usefixtures("on_files")
def test_a_folder_that_turns_read_only(disk: Disk, terminal: Start) -> None:
    folder = disk.folder / "boards" / "bridge"
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    folder.chmod(0o500)
    try:
        term.press("L")
        term.until("1 not saved", "permission denied", "▌Weld span 17", "Ready 0")
        term.press("j", "L")
        term.until("2 not saved", "permission denied", "▌Cast pier 14", "Ready 0")
        term.press("3")
        term.until("No milestones yet")
    finally:
        folder.chmod(0o700)
    term.until("saved again")
    term.press("1")
    term.until("Ready 2", " saved")
    assert sorted(disk.titles(READY)) == sorted(TITLES[:2])


@pytest.mark.usefixtures("on_files")
def test_a_failure_is_said_on_whatever_screen_is_in_front(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    with disk.saving_by_another("bridge"):
        term.press("L", "3")
        term.until("No milestones yet")
        file_size_limit(term, 100)
    term.until("put back", "file too large")
    term.press("1")
    term.until("1 not saved")


@pytest.mark.usefixtures("on_files")
def test_a_card_changed_anew_is_not_saved_as_it_was(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    file_size_limit(term, 100)
    term.press("L")
    term.until("1 not saved", "Ready 0")
    term.press("m", "d")
    term.until("1 not saved", "Doing 0/3")
    file_size_limit(term, UNLIMITED)
    term.until("Doing 1/3", " saved", gone=["not saved"])
    assert [type(e).__name__ for e in disk.events()] == ["Created", "Moved"]


@pytest.mark.usefixtures("on_files")
def test_what_another_process_archived_is_put_back_with_the_reason(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    lock = disk.folder / "boards" / "bridge" / ".lock"
    other = Disk(disk.where)
    with locked(lock):
        term.press("L")
        term.until("Ready 1", " saving")
        path = disk.folder / "boards" / "bridge" / "board.json"
        archived = _archived(disk, path)
        beside = path.with_name("other")
        beside.write_bytes(archived)
        os.replace(beside, path)
    term.until("put back: card 1 is archived", " saved", "Backlog 5", "Ready 0")
    assert other.board.cards["1"].flow.archived_at is not None


def _archived(disk: Disk, path: Path) -> bytes:
    """The board's file as another process would leave it that held the lock just now."""
    copy = Disk(path.parent / "copy")
    target = copy.folder / "boards" / "bridge" / "board.json"
    target.parent.mkdir(parents=True)
    target.write_bytes(path.read_bytes())
    copy.give(Archive(cards=("1",)))
    return target.read_bytes()


def test_a_move_of_another_process_is_seen_and_moves_no_cursor(disk: Disk, terminal: Start) -> None:
    disk.give(*(Add(title=f"Card {n}") for n in range(7, 40)))
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.press(*"jjjjjjjjjj")
    term.until("▌Card 11")
    row = term.row_with("▌Card 11")
    disk.give(Move(cards=("20",), column=READY))
    term.until("Ready 1", "Card 20", seconds=1.5)
    assert term.row_with("▌Card 11") == row
    disk.give(Add(title="On top", top=True), Move(cards=("9",), column=READY))
    term.until("Ready 2", seconds=1.5)
    assert "▌Card 11" in term.text
    disk.give(Archive(cards=("11",)))
    term.until("▌Card 12", gone=["Card 11"], seconds=1.5)


def test_two_sessions_on_one_board_lose_nothing(disk: Disk, terminal: Start) -> None:
    one, two = terminal(disk.where), terminal(disk.where)
    for term in (one, two):
        term.until("Weld span 17", " saved")
    two.press("j")
    for _ in range(10):
        one.write("LLHH")
        two.write("LLHH")
    for term in (one, two):
        term.until(lambda: len(disk.events("1")) + len(disk.events("2")) >= 82, " saved", "Backlog 6")
    assert len(disk.events("1")) == 41
    assert len(disk.events("2")) == 41
    one.press("a", "From one", "enter", "esc")
    two.until("From one", "Backlog 7")
    two.press("u")
    one.until(gone=["From one"])


@pytest.mark.usefixtures("on_files")
def test_quitting_with_what_cannot_be_saved_asks_for_a_file(disk: Disk, terminal: Start, tmp_path: Path) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    file_size_limit(term, 5)
    term.press("L")
    term.until("1 not saved")
    term.press("q")
    term.until("bridge: not saved: file too large", "1 not saved. Write to file:", "empty: lose them, esc: stay")
    term.press("esc")
    term.until("H L move", "1 not saved")
    file_size_limit(term, UNLIMITED)
    term.until("Ready 1", " saved", gone=["not saved"])
    file_size_limit(term, 5)
    term.press("L")
    term.until("1 not saved")
    term.press("q")
    term.until("Write to file:")
    file_size_limit(term, UNLIMITED)
    term.press(str(tmp_path / "left.json"), "enter")
    code = term.wait()
    assert term.modes_left_on == set()
    assert f"import changes {tmp_path / 'left.json'}" in term.raw.decode()
    lines = (tmp_path / "left.json").read_bytes().splitlines()
    (change,) = map(json.loads, lines)
    assert {"command": "move", "cards": ["1"], "column": DOING}.items() <= change["command"].items()
    assert change["by"]
    assert code == 3
    assert disk.column_of(TITLES[0]) == READY
    again = ["-w", disk.where, "import", "changes", str(tmp_path / "left.json")]
    done = subprocess.run([sys.executable, "-m", "kanban", *again], capture_output=True, text=True, check=True)
    assert "1 of 1 changes applied to bridge" in done.stderr
    assert disk.column_of(TITLES[0]) == DOING


@pytest.mark.usefixtures("on_files")
def test_a_board_with_an_odd_card_is_shown_at_once_and_soon_said_to_be_read_only(disk: Disk, terminal: Start) -> None:
    path = disk.folder / "boards" / "bridge" / "board.json"
    odd = path.read_bytes().replace(b'"rank":"V"', b'"rank":"~~"', 1)
    path.write_bytes(odd)
    term = terminal(disk.where)
    term.until("Weld span 17", "read-only", seconds=3)
    term.press("L")
    term.until("board bridge is read-only: card", "its rank '~~' is none")
    assert path.read_bytes() == odd


@pytest.mark.usefixtures("on_files")
def test_a_file_that_breaks_under_the_board_is_said_and_left_alone(disk: Disk, terminal: Start) -> None:
    path = disk.folder / "boards" / "bridge" / "board.json"
    good = path.read_bytes()
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    path.write_bytes(b'{"board": 7')
    term.until("cannot be read", "Weld span 17", seconds=3)
    term.press("L")
    term.until("1 not saved", "Ready 0")
    assert path.read_bytes() == b'{"board": 7'
    path.write_bytes(good)
    term.until(" saved", "Ready 1", gone=["not saved"])
