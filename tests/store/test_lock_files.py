"""Lock files that are none, cannot be made, or cannot be locked: said in words, and nothing is written."""

import errno
import fcntl
import os
import pwd
import stat
import subprocess
import sys
import threading

import pytest
from makers import hour

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.errors import StoreError
from kanban.store.folder.locks import locked
from kanban.store.folder.store import FolderStore


def lock_of(board_file):
    return board_file.parent / ".lock"


def not_saved(workspace, board_file, why):
    """A command is refused for this reason, and the board stays as it was."""
    before = board_file.read_bytes()
    with pytest.raises(StoreError, match=why) as told:
        workspace.apply("bridge", [Signed(Add(title="Weld span 17"), "zhang", hour(0))])
    assert told.value.place == str(lock_of(board_file))
    assert board_file.read_bytes() == before


def test_a_lock_that_is_another_name_of_some_file_is_not_written_to(workspace, board_file, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    lock_of(board_file).unlink()
    os.link(victim, lock_of(board_file))
    not_saved(workspace, board_file, "the lock is no file of its own, so nothing is written to it")
    assert victim.read_bytes() == b"precious"


def test_a_pipe_in_the_place_of_the_lock_holds_nobody_up(workspace, board_file):
    lock_of(board_file).unlink()
    os.mkfifo(lock_of(board_file))
    not_saved(workspace, board_file, "the lock is no file of its own")


def test_a_folder_in_the_place_of_the_lock_is_an_error_in_words(workspace, board_file):
    lock_of(board_file).unlink()
    lock_of(board_file).mkdir()
    not_saved(workspace, board_file, "not saved: is a directory")
    assert lock_of(board_file).is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for somebody else")
@pytest.mark.parametrize(("folder", "lock"), [(0o770, 0o660), (0o750, 0o600)])
def test_a_lock_made_by_root_is_the_folder_owners_to_open(tmp_path, folder, lock):
    os.chown(tmp_path, 4242, 4243)
    tmp_path.chmod(folder)
    old = os.umask(0)
    try:
        with locked(tmp_path / ".lock"):
            pass
    finally:
        os.umask(old)
    status = (tmp_path / ".lock").stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (4242, 4243, lock)


@pytest.fixture
def forbidden(monkeypatch, board_file):
    """The system lets nobody open the board's lock."""
    real = os.open

    def refuse(path, *more, **options):
        if os.fspath(path) == str(lock_of(board_file)):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *more, **options)

    monkeypatch.setattr(os, "open", refuse)


def test_who_may_not_write_in_a_shared_board_is_told_whose_it_is(workspace, board_file, forbidden, monkeypatch):
    folder = board_file.parent
    folder.chmod(0o2750)
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    name = pwd.getpwuid(owner).pw_name
    not_saved(workspace, board_file, f"not saved, only {name} may write there: permission denied")


def test_who_may_not_write_in_a_board_of_their_own_is_told_no_name(workspace, board_file, forbidden):
    board_file.parent.chmod(0o2750)
    not_saved(workspace, board_file, r"\.lock: not saved: permission denied")


@pytest.mark.parametrize("threads", [0, 1])
def test_a_file_system_without_locks_is_an_error_in_words(workspace, board_file, monkeypatch, threads):
    def refuse(descriptor, how):
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(fcntl, "flock", refuse)
    rest = threading.Event()
    beside = [threading.Thread(target=rest.wait) for _ in range(threads)]
    for thread in beside:
        thread.start()
    try:
        not_saved(workspace, board_file, "cannot be locked: invalid argument")
    finally:
        rest.set()


FIRST_PLAN = """
import shutil, sys, time
from pathlib import Path
from kanban.store.folder.locks import locked
plan = Path(sys.argv[2])
with locked(plan.parent / ".lock"):
    print("held", flush=True)
    time.sleep(0.5)
    shutil.copy(sys.argv[1], plan)
"""


def test_of_two_that_make_a_workspace_at_once_the_second_finds_the_plan_of_the_first(tmp_path):
    first, second = FolderStore(tmp_path / "first"), FolderStore(tmp_path / "second")
    first.create(project="First", by="pm")
    (second.folder / "plan").mkdir(parents=True)
    words = [sys.executable, "-c", FIRST_PLAN, first.plan_path, second.plan_path]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        second.create(project="Second", by="pm")
    assert process.returncode == 0
    assert second.plan().project == "First"
    assert second.plan_path.read_bytes() == first.plan_path.read_bytes()
