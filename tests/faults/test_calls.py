"""An error at every call of the write path in turn: what was acknowledged is there, what was not is not."""

import errno
import os
import re

import pytest

from kanban.store.workspace import Workspace

CALLS = ("open", "lstat", "stat", "write", "fsync", "rename", "link", "unlink", "fchmod", "fchown", "close", "flock")
PRELUDE = """
import errno, fcntl, os, signal, sys
from kanban.store import workspace, database, archive, restore
target, wanted, code = {target!r}, {wanted}, {code}
seen = [0]
def break_at(module, name):
    real = getattr(module, name)
    def call(*args, **kwargs):
        if armed:
            seen[0] += 1
            if seen[0] == wanted:
                if name == "close":
                    real(*args, **kwargs)
                if code == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)
    setattr(module, name, call)
armed = []
for one in {calls!r}:
    break_at(fcntl if one == "flock" else os, one)
real_apply = workspace.Workspace.apply
def apply(self, *args):
    armed.append(1)
    try:
        return real_apply(self, *args)
    finally:
        armed.clear()
        print("calls", seen[0], file=sys.stderr)
workspace.Workspace.apply = apply
"""


def prelude(place, wanted, code):
    return PRELUDE.format(target=str(place.folder), wanted=wanted, code=repr(code), calls=CALLS)


def test_an_error_at_each_call_in_turn_is_told_and_nothing_is_half_done(place, kanban, many):
    assert kanban("add", "first").wait() == 0
    process = kanban("add", "second", prelude=prelude(place, 0, errno.EIO))
    total = int(re.search(r"calls (\d+)", process.communicate()[1])[1])
    assert total > 12
    codes = many((errno.ENOSPC,), (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EROFS))
    for code in codes:
        for wanted in range(1, total + 3):
            before = list(Workspace(place.folder).board("bridge").cards)
            process = kanban("add", f"{code}.{wanted}", prelude=prelude(place, wanted, code))
            out, err = process.communicate(timeout=30)
            board = Workspace(place.folder).board("bridge")
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


def test_a_kill_at_each_call_in_turn_loses_nothing_acknowledged(place, kanban, many):
    assert kanban("add", "first").wait() == 0
    for wanted in range(1, 40, many(3, 1)):
        process = kanban("add", f"kill.{wanted}", prelude=prelude(place, wanted, "kill"))
        out, _ = process.communicate(timeout=30)
        board = Workspace(place.folder).board("bridge")
        assert not board.problems
        if process.returncode == 0:
            assert out.strip() in board.cards
        assert "1" in board.cards
        assert len(list(place.folder.rglob("*.tmp"))) <= 1
    assert kanban("add", "after all").wait() == 0
    assert not list(place.folder.rglob("*.tmp"))
    assert len({c.rank for c in Workspace(place.folder).board("bridge").cards.values()}) == len(
        Workspace(place.folder).board("bridge").cards
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_small_disk_that_fills_up_swallows_nothing_acknowledged(tmp_path, many):
    import subprocess
    import sys

    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        acknowledged, refused = [], 0
        command = [sys.executable, "-m", "kanban", "-w", str(mount / "work")]
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
        board = Workspace(mount / "work").board("bridge")
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
        out, err = process.communicate(timeout=30)
        if process.returncode == 0:
            assert out.strip() in Workspace(place.folder).board("bridge").cards
        else:
            assert "file too large" in err
            assert path.read_bytes() == before
        assert not list(place.folder.rglob("*.tmp"))
