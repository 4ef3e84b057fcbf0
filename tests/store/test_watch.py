"""Changes by others are told by inotify, of the board they were made on; and where it cannot be, all are looked at."""

import os
import resource
import sys
from pathlib import Path

import pytest
from makers import change_plan

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetNode
from kanban.commands.undo import Undo
from kanban.store.folder.store import FolderStore
from kanban.store.folder.watch import FolderWatch, described
from kanban.store.reading import Reader
from kanban.text.dates import now

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """Two boards."""
    store = FolderStore(tmp_path / "w")
    for slug in ("li", "wang"):
        store.create_board(slug, slug)
    return store


@pytest.fixture
def watch(store: FolderStore):
    watch = FolderWatch(store.folder)
    assert watch.works, watch.why
    yield watch
    watch.close()


def add(store: FolderStore, slug: str) -> None:
    store.apply(slug, [Signed(Add(title="Weld span 17"), slug, now())])


def test_a_change_is_told_of_the_board_it_was_made_on(store: FolderStore, watch: FolderWatch) -> None:
    assert watch.changed() == set()
    add(store, "li")
    assert watch.changed() == {"li"}
    change_plan(store, [SetNode(code="1", name="Bridge")], "pm")
    add(FolderStore(store.folder), "wang")
    assert watch.changed() == {"wang", None}
    assert watch.changed() == set()


def test_reading_and_waiting_for_the_lock_is_no_change(store: FolderStore, watch: FolderWatch) -> None:
    FolderStore(store.folder).board("li")
    store.apply("li", [Signed(Undo(), "li", now())])
    assert watch.changed() == set()


def test_a_board_that_is_new_opened_up_or_gone_makes_all_be_looked_at(store: FolderStore, watch: FolderWatch) -> None:
    store.create_board("zhang", "zhang")
    assert watch.changed() is None
    assert watch.changed() == set()
    add(store, "zhang")
    assert watch.changed() == {"zhang"}
    (store.folder / "boards" / "li").chmod(0o750)
    assert watch.changed() is None
    for path in (store.folder / "boards" / "li").iterdir():
        path.unlink()
    (store.folder / "boards" / "li").rmdir()
    assert watch.changed() is None


def test_more_changes_than_the_kernel_keeps_make_all_be_looked_at(store: FolderStore, watch: FolderWatch) -> None:
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    one, other = (store.folder / "boards" / "li" / name for name in ("x.json", "y.json"))
    one.touch()
    for _ in range(most // 2 + 10):
        os.rename(one, other)
        os.rename(other, one)
    assert watch.changed() is None


def test_the_reader_looks_only_at_what_changed(store: FolderStore, watch: FolderWatch) -> None:
    reader = Reader(store)
    assert reader.read() is not None
    assert reader.read(changed=watch.changed()) is None
    add(FolderStore(store.folder), "li")
    path = store.board_path("wang")
    held, wang = reader.read(changed=watch.changed()), store.board("wang")
    assert held is not None
    assert [len(board.cards) for board in held[1]] == [1, 0]
    path.write_bytes(b"{")
    assert reader.read(changed={"li"}) is None, "nobody said that anything happened to wang"
    broken = reader.read(changed=watch.changed())
    assert broken is not None
    assert [unread.slug for unread in broken[2]] == ["wang"]
    assert wang.problems == ()


def test_where_it_cannot_be_it_is_said_and_all_are_looked_at(store: FolderStore) -> None:
    assert "by inotify" in str(described(store.folder))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [os.dup(0) for _ in range(3)]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(held) + 1, hard))
        watch = FolderWatch(store.folder)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in held:
            os.close(descriptor)
    assert not watch.works
    assert "too many open files" in str(watch.why)
    assert watch.changed() is None
