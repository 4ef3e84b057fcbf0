"""An error at every call of the write path in turn: what was acknowledged is there, what was not is not."""

import errno
import os
import re
import sys
from pathlib import Path

import pytest

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.model import events as ev
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

sys.path.append(str(Path(__file__).parents[1] / "screens"))

CALLS = ("open", "lstat", "stat", "write", "fsync", "rename", "link", "unlink", "fchmod", "fchown", "close", "flock")
HOOKS = """
import errno, fcntl, os, signal, sys
from kanban.store.folder import store as folder_store, writing, checks
from kanban.store.folder import database
from kanban.store.folder import past_years
from kanban.store.folder import restore
fault, armed, seen = [0, 0, 0], [], [0]
def break_at(module, name):
    real = getattr(module, name)
    def call(*args, **kwargs):
        if armed:
            seen[0] += 1
            if seen[0] == fault[0] or fault[2] and seen[0] > fault[0] > 0:
                if name == "close":
                    real(*args, **kwargs)
                if fault[1] == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(fault[1], os.strerror(fault[1]))
        return real(*args, **kwargs)
    setattr(module, name, call)
for one in {calls!r}:
    break_at(fcntl if one == "flock" else os, one)
real_apply = folder_store.FolderStore.apply
"""
ONCE = """
fault[:] = {wanted}, {code}, 0
def apply(self, *args):
    armed.append(1)
    try:
        return real_apply(self, *args)
    finally:
        armed.clear()
        print("calls", seen[0], file=sys.stderr)
folder_store.FolderStore.apply = apply
"""
ON_ORDER = """
from pathlib import Path
from kanban.session import ledger as session
session.RETRY_SECONDS = 0.2
order, report = Path({folder!r}, "order"), Path({folder!r}, "report")
def apply(self, *args):
    words = order.read_text().split() if order.exists() else []
    if words:
        order.unlink()
        fault[:] = map(int, words)
    seen[0] = 0
    armed[:] = words
    try:
        return real_apply(self, *args)
    finally:
        armed.clear()
        fault[:] = 0, 0, 0
        if words:
            report.write_text(str(seen[0]))
folder_store.FolderStore.apply = apply
"""
"""The next save after a file `order` ("call errno 0") meets that error at that call, and with 1 at all that follow.

How many calls were made is written to `report`.
"""


def prelude(wanted, code):
    return HOOKS.format(calls=CALLS) + ONCE.format(wanted=wanted, code=repr(code))


def test_an_error_at_each_call_in_turn_is_told_and_nothing_is_half_done(place, kanban, many):
    assert kanban("add", "first").wait() == 0
    process = kanban("add", "second", prelude=prelude(0, errno.EIO))
    total = int(re.search(r"calls (\d+)", process.communicate()[1])[1])
    assert total > 12
    codes = many((errno.ENOSPC,), (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS))
    for code in codes:
        for wanted in range(1, total + 3):
            before = list(FolderStore(place.folder).board("bridge").cards)
            process = kanban("add", f"{code}.{wanted}", prelude=prelude(wanted, code))
            out, err = process.communicate(timeout=120)
            board = FolderStore(place.folder).board("bridge")
            assert not board.problems
            assert "Traceback" not in err, err
            kept = [c.title for c in board.cards.values() if c.title == f"{code}.{wanted}"]
            if process.returncode == 0:
                assert kept == [f"{code}.{wanted}"], err
                assert out.strip() in board.cards
            elif "perhaps saved" not in err:
                assert kept == [], (wanted, err)
                assert list(board.cards) == before
                assert re.search(r"kanban: \S+: .*(no space|input/output|quota|denied|read-only)", err), err
            assert len(list(place.folder.rglob("*.tmp"))) <= 1
    assert kanban("add", "after all").wait() == 0
    assert not list(place.folder.rglob("*.tmp"))


def test_errors_under_the_board_are_shown_and_the_move_is_made_once(place, screen, many, tmp_path):
    every = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS)
    faults = many([(errno.ENOSPC, 0)], [*((code, 0) for code in every), (errno.EIO, 1), (errno.EROFS, 1)])
    cards = [Add(title=f"card {n}.") for n in range(1, 60 * len(faults))]
    place.apply("bridge", [Signed(card, "zhang", now()) for card in cards])
    order, report = tmp_path / "order", tmp_path / "report"
    term = screen(place.folder, prelude=HOOKS.format(calls=CALLS) + ON_ORDER.format(folder=str(tmp_path)))
    term.until("card 1.", " saved")
    saved = lambda: term.rows[0].endswith("   saved")  # noqa: E731
    number, calls, put_back, unknown = 0, 0, 0, 0
    for code, lasting in faults:
        wanted = 0  # without an error: to count the calls
        while wanted <= calls:
            number += 1
            report.unlink(missing_ok=True)
            order.with_suffix(".new").write_text(f"{wanted} {code} {lasting}")
            order.with_suffix(".new").rename(order)
            term.press("h", "h", "g", "L")
            term.until(lambda: report.exists() and report.read_text() != "")
            calls = calls if wanted else int(report.read_text())
            term.until(
                lambda n=number: column_of(place, n) != "c1" or "not saved" in term.text or "perhaps saved" in term.text
            )
            term.rest(0.15)
            shown = term.text
            if "perhaps saved" in shown:
                unknown += 1
                term.until(saved)
                if column_of(place, number) == "c1":
                    term.press("L")
            elif "not saved" in shown:
                put_back += 1
                assert re.search(r"put back.*(no space|input/output|quota|denied|read-only)", shown), shown
                term.until("saved again", gone=["not saved"])
            term.until(saved)
            board = FolderStore(place.folder).board("bridge")
            assert not board.problems
            assert [type(e) for e in board.cards[str(number)].events] == [ev.Created, ev.Moved], (wanted, shown)
            assert len(list(place.folder.rglob("*.tmp"))) <= 1
            wanted += 1
        assert calls > 12
    assert put_back > 0
    assert unknown > 0 or not any(lasting for _, lasting in faults)


def column_of(place, number):
    return FolderStore(place.folder).board("bridge").cards[str(number)].column


def test_a_kill_at_each_call_in_turn_loses_nothing_acknowledged(place, kanban, many):
    assert kanban("add", "first").wait() == 0
    for wanted in range(1, 60, many(3, 1)):
        process = kanban("add", f"kill.{wanted}", prelude=prelude(wanted, "kill"))
        out, _ = process.communicate(timeout=120)
        board = FolderStore(place.folder).board("bridge")
        assert not board.problems
        if process.returncode == 0:
            assert out.strip() in board.cards
        assert "1" in board.cards
        assert len(list(place.folder.rglob("*.tmp"))) <= 1
    assert kanban("add", "after all").wait() == 0
    assert not list(place.folder.rglob("*.tmp"))
    assert len({c.rank for c in FolderStore(place.folder).board("bridge").cards.values()}) == len(
        FolderStore(place.folder).board("bridge").cards
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_small_disk_that_fills_up_swallows_nothing_acknowledged(tmp_path, many):
    import subprocess

    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        acknowledged, refused = [], 0
        command = [sys.executable, "-m", "kanban", "-w", str(mount / "work")]
        subprocess.run([*command[:3], "init", mount / "work"], check=True, capture_output=True)
        subprocess.run([*command, "board", "create", "bridge", "--driver", "zhang"], check=True, capture_output=True)
        for number in range(many(40, 200)):
            done = subprocess.run(
                [*command, "add", f"card {number}", "--description", "x" * 4000], capture_output=True, text=True
            )
            if done.returncode == 0:
                acknowledged.append(done.stdout.strip())
            else:
                refused += 1
                assert "no space left on device" in done.stderr
                assert "Traceback" not in done.stderr
            if refused > 4:
                break
        board = FolderStore(mount / "work").board("bridge")
        assert refused
        assert list(board.cards) == acknowledged
        assert not list(mount.rglob("*.tmp"))
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


def test_a_limit_on_file_sizes_at_every_level_swallows_nothing_acknowledged(place, kanban, many):
    import resource

    assert kanban("add", "first").wait() == 0
    path = place.board_path("bridge")
    size = path.stat().st_size
    for limit in range(1, size + 400, max(1, (size + 400) // many(12, 60))):
        before = path.read_bytes()
        process = kanban(
            "add", f"limit {limit}", preexec_fn=lambda n=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
        )
        out, err = process.communicate(timeout=120)
        if process.returncode == 0:
            assert out.strip() in FolderStore(place.folder).board("bridge").cards
        else:
            assert "file too large" in err
            assert path.read_bytes() == before
        assert not list(place.folder.rglob("*.tmp"))
