"""Where changes are told no longer, or never were: it is said, and all boards are looked at."""

import os
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.store.folder.watch import FolderWatch, file_system
from kanban.store.reading import Reader
from kanban.text.dates import now

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")

MOUNTS = Path("/proc/self/mountinfo")


@pytest.fixture
def store(tmp_path):
    store = FolderStore(tmp_path / "w")
    for slug in ("li", "wang"):
        store.create_board(slug, slug)
    return store


@pytest.fixture
def mounted(monkeypatch):
    """Let the kernel say that everything lies on a file system of this type."""
    read_text = Path.read_text

    def mount(kind):
        def told(self, *more):
            return f"1 0 8:1 / / rw - {kind} /dev/a rw\n" if self == MOUNTS else read_text(self, *more)

        monkeypatch.setattr(Path, "read_text", told)

    return mount


def test_a_workspace_that_goes_away_is_watched_no_more_and_it_is_said(store):
    watch = FolderWatch(store.folder)
    assert watch.works
    shutil.rmtree(store.folder)
    before = len(os.listdir("/dev/fd"))
    assert watch.changed() is None
    assert not watch.works
    assert str(watch.why) == "inotify: no such file or directory"
    assert len(os.listdir("/dev/fd")) == before - 1
    assert watch.changed() is None
    watch.close()


def test_a_folder_without_a_workspace_is_not_watched(tmp_path):
    before = os.listdir("/dev/fd")
    watch = FolderWatch(tmp_path)
    assert not watch.works
    assert str(watch.why) == "inotify: no such file or directory"
    assert os.listdir("/dev/fd") == before


def test_a_board_that_goes_just_when_it_is_to_be_watched_keeps_no_other_from_being_watched(store, monkeypatch):
    scandir, gone = os.scandir, store.folder / "boards" / "li"

    def listed(folder):
        with scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        if Path(folder) == gone.parent and gone.exists():
            monkeypatch.setattr(os, "scandir", scandir)
            shutil.rmtree(gone)
        return nullcontext(found)

    monkeypatch.setattr(os, "scandir", listed)
    watch = FolderWatch(store.folder)
    assert not gone.exists()
    assert watch.works, watch.why
    assert watch.changed() is None
    store.apply("wang", [Signed(Add(title="Weld span 17"), "wang", now())])
    assert watch.changed() == {"wang"}
    watch.close()


def test_without_the_package_for_it_boards_are_looked_at(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "inotify_simple", None)
    watch = FolderWatch(store.folder)
    assert not watch.works
    assert watch.changed() is None
    assert "inotify_simple" in str(watch.why)
    told = str(store.checks.watching())
    assert "looking twice a second" in told
    assert "inotify_simple" in told


def test_on_another_system_boards_are_looked_at(store, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    watch = FolderWatch(store.folder)
    assert not watch.works
    assert str(watch.why) == "no inotify on darwin"
    assert "looking twice a second" in str(store.checks.watching())


def test_a_network_mount_is_looked_at_and_its_delay_is_said(store, mounted):
    mounted("nfs4")
    watch = FolderWatch(store.folder)
    assert not watch.works
    assert str(watch.why) == "no inotify on nfs4"
    told = str(store.checks.watching())
    assert "file system nfs4" in told
    assert "may show changes by other machines some seconds late" in told


def test_a_mount_of_a_user_is_not_trusted_to_tell_changes(store, mounted):
    mounted("fuse.something")
    assert not FolderWatch(store.folder).works
    assert "(file system fuse.something; no inotify on fuse.something)" in str(store.checks.watching())


def test_lines_of_the_mounts_that_say_nothing_are_passed_over(tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_text("\n1 0 8:1\n1 0 8:1 / / rw\n - xfs x\n2 1 8:1 / / rw - ext4 /dev/a rw\n")
    assert file_system(tmp_path, mounts) == "ext4"


def test_a_mount_point_with_a_blank_in_its_name_is_known(tmp_path):
    place = tmp_path / "my board"
    mounts = tmp_path / "mountinfo"
    escaped = str(place).replace(" ", "\\040")
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:9 / {escaped} rw - cifs h rw\n")
    assert file_system(place, mounts) == "cifs"


def test_a_file_in_the_place_of_a_boards_folder_is_named_and_hides_no_other_board(store):
    reader = Reader(store)
    assert reader.read() is not None
    folder = store.folder / "boards" / "li"
    shutil.rmtree(folder)
    folder.write_bytes(b"")
    _, boards, unread = reader.read(changed={"li"})
    assert [board.slug for board in boards] == ["wang"]
    assert [(one.slug, str(one.problem)) for one in unread] == [("li", f"{folder}/board.json: not a directory")]
