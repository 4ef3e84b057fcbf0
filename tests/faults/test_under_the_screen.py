"""What happens to the file, the folder or the disk while a board is open: said, nothing made anew, saved in the end.

The board in view stays; the move made meanwhile is shown as not saved, and is on disk as soon as the fault is gone.
"""

import os
import re
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now


@contextmanager
def file_replaced(place, term, by):
    path = place.board_path("bridge")
    path.rename(away := path.with_name("away"))
    by(path)
    yield
    if os.path.lexists(path):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    away.rename(path)


@contextmanager
def moved_away(path):
    path.rename(away := path.with_name("away"))
    yield
    assert not path.exists(), "nothing may be made in its place"
    away.rename(path)


@contextmanager
def no_more_files(place, term):
    resource.prlimit(term.pid, resource.RLIMIT_NOFILE, (3, 4096))
    yield
    resource.prlimit(term.pid, resource.RLIMIT_NOFILE, (1024, 4096))


FAULTS = {
    "the file is deleted": lambda place, term: file_replaced(place, term, lambda path: None),
    "the folder is moved away": lambda place, term: moved_away(place.board_path("bridge").parent),
    "the whole workspace is moved away": lambda place, term: moved_away(place.folder),
    "a folder in its place": lambda place, term: file_replaced(place, term, Path.mkdir),
    "a pipe in its place": lambda place, term: file_replaced(place, term, os.mkfifo),
    "a link in its place": lambda place, term: file_replaced(place, term, lambda path: path.symlink_to("away")),
    "a device in its place": lambda place, term: file_replaced(place, term, lambda path: path.symlink_to("/dev/zero")),
    "an empty file in its place": lambda place, term: file_replaced(place, term, Path.touch),
    "brackets in its place": lambda place, term: file_replaced(place, term, lambda p: p.write_bytes(b"[" * 50_000_000)),
    "no file can be opened": no_more_files,
}


def fill(store, count=3):
    store.apply("bridge", [Signed(Add(title=f"card {n}"), "zhang", now()) for n in range(1, count + 1)])
    return store


def moves(store):
    card = FolderStore(store.folder).board("bridge").cards["1"]
    return card.column, len(card.events)


def goes_wrong_and_well_again(store, term, fault):
    term.until("card 1", " saved")
    with fault:
        term.press("L")
        term.until("1 not saved", "card 1", "Ready 0")
        term.press("j")
    term.until(" saved", "Ready 1", gone=["not saved"])
    assert moves(store) == ("c2", 2)


@pytest.mark.parametrize("how", FAULTS)
def test_whatever_happens_to_the_file_under_the_screen(place, screen, how, many, request):
    if list(FAULTS).index(how) >= many(3, len(FAULTS)):
        pytest.skip("in the full run")
    term = screen(fill(place).folder)
    goes_wrong_and_well_again(place, term, FAULTS[how](place, term))
    peak = next(line for line in Path(f"/proc/{term.pid}/status").read_text().splitlines() if "VmHWM" in line)
    assert int(peak.split()[1]) < 400 * 1024


@contextmanager
def full(mount):
    with open(mount / "filler", "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            yield
    (mount / "filler").unlink()


@contextmanager
def read_only(mount):
    subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", mount], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
@pytest.mark.parametrize("fault", [full, read_only])
def test_a_disk_that_is_full_or_turns_read_only_under_the_screen(tmp_path, screen, fault):
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        store = FolderStore(mount / "work")
        store.create_board("bridge", "zhang")
        term = screen(fill(store).folder)
        goes_wrong_and_well_again(store, term, fault(mount))
        assert not list(mount.rglob("*.tmp"))
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


def test_a_stopped_process_that_holds_the_lock_is_named_and_nobody_who_reads_waits(place, screen, kanban, many):
    fill(place)
    code = "import fcntl, os, sys, time\nfrom kanban.store.folder.locks import locked\nfrom pathlib import Path\n"
    code += "with locked(Path(sys.argv[1])):\n    print(flush=True)\n    time.sleep(60)\n"
    lock = place.board_path("bridge").parent / ".lock"
    holder = subprocess.Popen([sys.executable, "-c", code, str(lock)], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        holder.send_signal(signal.SIGSTOP)
        adder = kanban("add", "card 4")
        term = screen(place.folder)
        term.until("card 3", " saved")
        for words in (["list"], ["metrics"], ["rollup"], ["doctor"]):
            assert kanban(*words).wait() == 0
        assert adder.poll() is None, "only who writes waits"
        if many(0, 1):
            term.press("L")
            _, err = adder.communicate(timeout=20)
            assert adder.returncode == 4
            assert err.strip() == f"kanban: {lock}: locked by process {holder.pid} for more than 10 s"
            term.until("1 not saved", f"locked by process {holder.pid}")
    finally:
        holder.kill()
        holder.wait()
    if many(0, 1):
        term.until(" saved", "Ready 1", gone=["not saved"])
        assert moves(place) == ("c2", 2)
    else:
        assert adder.wait(20) == 0
        term.until("card 4")


def test_a_move_in_one_window_is_seen_in_the_other_and_scrolls_nothing_there(place, screen):
    fill(place, 60)
    one, two = screen(place.folder), screen(place.folder)
    for term in (one, two):
        term.until("card 1", " saved")
    two.press("G")
    two.until("▌card 60")
    two.rest()
    lane = [re.sub("─+", "─", row[:20].rstrip()) for row in two.rows[3:-1]]  # the column may get another width
    one.press("L")
    two.until("Backlog 59", "Ready 1", seconds=1.5)
    assert [re.sub("─+", "─", row[:20].rstrip()) for row in two.rows[3:-1]] == lane
    two.press("L")
    one.until("Backlog 58", "Ready 2", seconds=1.5)
    assert [card.column for i, card in FolderStore(place.folder).board("bridge").cards.items() if i in ("1", "60")] == [
        "c2", "c2"
    ]  # fmt: skip
