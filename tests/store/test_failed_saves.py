"""A save that goes wrong: what is in place then, what is said, and that nothing lies about afterwards."""

import errno
import json
import os
import stat
import sys

import pytest
from makers import hour

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.errors import SaveUnknown, StoreError, Unreadable
from kanban.store.folder import copies, files
from kanban.store.folder import migrations as migrate
from kanban.store.folder.database import Database
from kanban.store.folder.store import FolderStore


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "board.json"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def unsynced_folders(monkeypatch):
    """A disk that takes every file, and reports an error for every folder."""
    fsync = os.fsync

    def failing(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)


def other_group():
    """A group that a file can be given to and new files do not have."""
    if os.geteuid() == 0:
        return 4242
    found = next((group for group in os.getgroups() if group != os.getgid()), None)
    if found is None:
        pytest.skip("whoever runs this is in one group only")
    return found


def test_where_the_folder_cannot_be_synced_the_old_file_is_back_and_the_new_one_in_no_copy(path, unsynced_folders):
    with pytest.raises(StoreError, match=r"board\.json: not saved: input/output error") as told:
        files.replace(path, b"new")
    assert not isinstance(told.value, SaveUnknown)
    assert path.read_bytes() == b"old"
    assert [one.read_bytes() for one in copies.copies_of(path)] == [b"old", b"old"]
    assert not list(path.parent.glob("*.tmp"))


def test_where_the_folder_cannot_be_synced_a_first_save_leaves_no_file(tmp_path, unsynced_folders):
    with pytest.raises(StoreError, match="not saved: input/output error"):
        files.replace(tmp_path / "board.json", b"new")
    assert os.listdir(tmp_path) == []


def test_without_a_copy_to_go_back_to_nobody_is_told_that_it_is_not_saved(path, unsynced_folders):
    with pytest.raises(SaveUnknown, match="perhaps saved, perhaps not: input/output error; look at it before"):
        files.replace(path, b"new", keep=False)
    assert path.read_bytes() == b"new"


def test_a_board_that_could_not_be_synced_is_shown_as_it_was(workspace, board_file, unsynced_folders):
    before = board_file.read_bytes()
    with pytest.raises(StoreError, match="not saved: input/output error"):
        workspace.apply("bridge", [Signed(Add(title="Weld span 17"), "zhang", hour(0))])
    assert board_file.read_bytes() == before
    assert not workspace.board("bridge").cards
    assert not FolderStore(workspace.folder).board("bridge").cards


@pytest.mark.machine_clock  # whether a copy is old is asked of the time of a file, which the kernel gives
def test_folders_in_the_place_of_copies_do_not_stop_a_save_and_stay(path):
    for number in (1, 2):
        copies.copy(path, number).mkdir()
    files.replace(path, b"new")
    assert path.read_bytes() == copies.copy(path, 0).read_bytes() == b"new"
    assert copies.copy(path, 1).is_dir()
    assert copies.copy(path, 2).is_dir()


def test_a_file_whose_rights_cannot_be_set_is_not_put_in_place(path, monkeypatch):
    def failing(descriptor, mode):
        raise OSError(errno.EIO, "Input/output error")

    before = os.listdir("/dev/fd")
    monkeypatch.setattr(os, "fchmod", failing)
    with pytest.raises(StoreError, match="not saved: input/output error"):
        files.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["board.json"]
    assert os.listdir("/dev/fd") == before


def test_what_one_group_might_do_another_may_not_where_the_group_cannot_be_kept(path, monkeypatch):
    def refused(descriptor, user, group):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    group = other_group()
    os.chown(path, -1, group)
    path.chmod(0o664)
    monkeypatch.setattr(os, "fchown", refused)
    files.replace(path, b"new")
    status = path.stat()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(status.st_mode) == 0o604
    assert status.st_gid != group


def test_the_group_keeps_its_rights_where_only_the_owner_cannot_be_kept(path, monkeypatch):
    fchown = os.fchown

    def refused(descriptor, user, group):
        if user != -1:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        fchown(descriptor, user, group)

    group = other_group()
    os.chown(path, -1, group)
    path.chmod(0o664)
    monkeypatch.setattr(os, "fchown", refused)
    files.replace(path, b"new")
    status = path.stat()
    assert (stat.S_IMODE(status.st_mode), status.st_gid) == (0o664, group)


@pytest.mark.parametrize("ask", [files.stamp_of, files.read])
def test_a_file_in_the_place_of_a_folder_is_an_error_in_words(path, ask):
    with pytest.raises(StoreError, match="not a directory") as told:
        ask(path / "board.json")
    assert told.value.place == str(path / "board.json")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_file_longer_than_it_says_is_read_to_its_end():
    content, stamp = files.read(files.Path("/proc/version"))
    assert stamp[1] == 0
    assert content.decode() == files.Path("/proc/version").read_text()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{" * (files.OBJECT_LIMIT + 1), "more objects than the 1000000 that are read"),
        (b'"' * (2 * files.STRING_LIMIT + 1), "more strings than the 4000000 that are read"),
        (b"", None),
    ],
    ids=["objects", "strings", "blanks"],
)
def test_a_file_that_takes_too_much_memory_is_not_decoded(path, content, why):
    path.write_bytes(content.ljust(16 * 2**20 + 1))
    if why is None:
        assert len(files.read(path)[0]) == 16 * 2**20 + 1
        return
    with pytest.raises(Unreadable, match=why):
        files.read(path)


def test_content_that_came_by_another_way_is_bounded_too(path):
    most = files.SIZE_LIMIT
    with pytest.raises(Unreadable, match=f"{most + 1} bytes are too large, at most {most} are read"):
        files.check_size(path, bytes(most + 1))
    files.check_size(path, bytes(most))


def test_what_tinydb_writes_on_its_own_is_on_disk_at_once(tmp_path):
    path = tmp_path / "board.json"
    with Database(path) as database:
        database.raw("notes").put({"1": {"text": "mine"}})
        assert json.loads(path.read_bytes()) == {"notes": {"1": {"text": "mine"}}}
        database.raw("notes").put({"2": {"text": "yours"}}, drop=["1"])
        assert json.loads(path.read_bytes()) == {"notes": {"2": {"text": "yours"}}}
    assert json.loads(copies.copy(path, 1).read_bytes()) == {"notes": {"1": {"text": "mine"}}}


def test_a_file_of_an_older_schema_is_not_written_over_if_no_copy_of_it_can_be_kept(tmp_path, monkeypatch):
    monkeypatch.setitem(migrate.MIGRATIONS, 0, lambda tables: tables)
    path = tmp_path / ("b" * 248)  # with `.schema-0` behind it, it is longer than a name can be
    old = b'{"board":{"1":{"schema":0}}}'
    path.write_bytes(old)
    with (
        Database(path) as database,
        pytest.raises(StoreError, match="not saved: no copy of its old schema: file name too long"),
        database.atomic.batch(),
    ):
        database.raw("notes").put({"1": {}})
    assert path.read_bytes() == old
    assert os.listdir(tmp_path) == [path.name]


def test_a_file_of_an_older_schema_that_its_migration_does_not_fit_is_named_and_left(
    workspace, board_file, monkeypatch
):
    monkeypatch.setitem(migrate.MIGRATIONS, 0, lambda tables: tables["no such table"])
    content = json.loads(board_file.read_bytes())
    content["board"]["1"]["schema"] = 0
    board_file.write_text(json.dumps(content))
    before = board_file.read_bytes()
    fresh = FolderStore(workspace.folder)
    with pytest.raises(Unreadable, match=r"schema 0 could not be brought up to 1: KeyError\('no such table'\)"):
        fresh.apply("bridge", [Signed(Add(title="x"), "zhang", hour(0))])
    assert board_file.read_bytes() == before
