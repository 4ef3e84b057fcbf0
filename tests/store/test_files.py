"""Real files: replaced whole or not at all, locked while written, read only if they are what they should be."""

import os
import resource
import stat
import time

import pytest

from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import files
from kanban.store.folder.locks import locked


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "board.json"
    path.write_bytes(b"old")
    return path


def half_written(path):
    """Names of files that a write has left beside it."""
    return [name for name in os.listdir(path.parent) if name.endswith(".tmp")]


def test_what_is_written_is_read_with_a_stamp_that_names_it(path):
    stamp = files.replace(path, b"new")
    assert files.read(path) == (b"new", stamp)
    assert files.stamp_of(path) == stamp
    assert files.replace(path, b"NEW") != stamp


def test_a_file_that_is_not_there_has_no_stamp(tmp_path):
    assert files.stamp_of(tmp_path / "none.json") is None
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "none.json")


def test_no_half_written_file_is_left_beside_it(path):
    files.replace(path, b"new")
    assert half_written(path) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_mode_and_group_of_the_file_are_kept(path, mode):
    group = next((g for g in [4242, *os.getgroups()] if os.geteuid() == 0 or g != os.getgid()), os.getgid())
    os.chown(path, -1, group)
    os.chmod(path, mode)
    files.replace(path, b"new")
    status = path.stat()
    assert (stat.S_IMODE(status.st_mode), status.st_gid) == (mode, group)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path):
    old = os.umask(0o027)
    try:
        files.replace(tmp_path / "board.json", b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "board.json").stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_old_content_and_nothing_else(path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StoreError, match=r"board\.json: not saved: file too large"):
            files.replace(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert half_written(path) == []


@pytest.mark.parametrize("name", [f".board.json.{os.getpid()}.tmp", ".board.json.tmp"], ids=["own", "old"])
def test_a_left_over_of_a_killed_writer_is_in_nobodys_way(path, name):
    (path.parent / name).write_bytes(b"half, and longer than what comes")
    files.replace(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_folder_that_is_gone_is_an_error_in_words(tmp_path):
    with pytest.raises(StoreError, match="not saved: no such file or directory"):
        files.replace(tmp_path / "gone" / "board.json", b"new")
    with (
        pytest.raises(StoreError, match="not saved: no such file or directory"),
        locked(tmp_path / "gone" / ".lock"),
    ):
        pass


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_regular_file_is_refused_at_once_and_leaves_no_file_open(tmp_path, make):
    path = tmp_path / "board.json"
    make(path)
    before, began = os.listdir("/dev/fd"), time.monotonic()
    for _ in range(20):
        with pytest.raises(Unreadable, match=r"board\.json: not a regular file"):
            files.read(path)
    assert time.monotonic() - began < 1
    assert os.listdir("/dev/fd") == before


def test_a_device_is_not_read(tmp_path):
    path = tmp_path / "board.json"
    path.symlink_to("/dev/zero")
    with pytest.raises(Unreadable, match=r"not a regular file|symbolic link"):
        files.read(path)


def test_a_file_too_large_is_not_read(path, monkeypatch):
    monkeypatch.setattr(files, "SIZE_LIMIT", 2)
    with pytest.raises(Unreadable, match="3 bytes are too large, at most 2 are read"):
        files.read(path)


def test_a_loop_of_links_is_an_error_in_words(tmp_path):
    path = tmp_path / "board.json"
    path.symlink_to(path)
    with pytest.raises(StoreError, match="symbolic link"):
        files.read(path)
