"""Boards moved aside in a folder: nothing of them is touched, whatever lies beside them."""

import os

import pytest
from makers import hour

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.errors import LockTimeout, StoreError, Unreadable
from kanban.store.folder import locks
from kanban.store.folder.store import FolderStore
from kanban.text.messages import Refused


@pytest.fixture
def removed(workspace):
    """Where boards are moved to."""
    return workspace.folder / "removed"


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def test_a_board_is_moved_byte_for_byte_with_its_copies(workspace, removed, board_file):
    workspace.apply("bridge", [Signed(Add(title="Weld"), "zhang", hour(0))])
    before = content(board_file.parent)
    workspace.removals.remove("bridge", "li", hour(5))
    aside = removed / "bridge@20260302T130000.000Z"
    assert content(aside) == before
    assert not board_file.parent.exists()
    workspace.removals.bring_back("bridge")
    assert content(board_file.parent) == before
    assert list(removed.iterdir()) == []


def test_a_board_that_cannot_be_read_is_moved_all_the_same(workspace, board_file):
    board_file.write_bytes(b"{")
    with pytest.raises(Unreadable):
        workspace.board("bridge")
    workspace.removals.remove("bridge", "li", hour(5))
    workspace.removals.bring_back("bridge")
    assert board_file.read_bytes() == b"{"


def test_two_of_one_moment_do_not_meet(workspace):
    for _ in range(3):
        workspace.removals.remove("bridge", "li", hour(5))
        workspace.create_board("bridge", "zhang")
    assert len(workspace.removals.removed()) == 3


def test_a_board_that_somebody_writes_to_is_not_removed(workspace, board_file, monkeypatch):
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.1)
    with locks.locked(board_file.parent / ".lock"), pytest.raises(LockTimeout):
        workspace.removals.remove("bridge", "li", hour(5))
    assert workspace.boards() == ["bridge"]


def test_what_lies_in_the_way_is_left_as_it_is(workspace, removed, board_file):
    removed.write_bytes(b"precious")
    with pytest.raises(StoreError, match="not removed: "):
        workspace.removals.remove("bridge", "li", hour(5))
    assert removed.read_bytes() == b"precious"
    assert workspace.boards() == ["bridge"]
    assert workspace.removals.removed() == []
    removed.unlink()
    workspace.removals.remove("bridge", "li", hour(5))
    board_file.parent.write_bytes(b"precious")
    with pytest.raises(Refused, match="exists already"):
        workspace.removals.bring_back("bridge")
    assert board_file.parent.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["x", "bridge@", "bridge@20261340T000000.000Z", "../x@20260302T130000.000Z",
                                  "Bridge@20260302T130000.000Z", "bridge@20260302T130000.000Z.json"])  # fmt: skip
def test_what_was_put_there_by_hand_is_no_removed_board(workspace, removed, name):
    removed.mkdir()
    with_name = removed / name
    with_name.mkdir() if "/" not in name else (workspace.folder / "x@20260302T130000.000Z").mkdir()
    (removed / "tower@20260302T130000.000Z").symlink_to(workspace.folder / "boards" / "bridge")
    assert workspace.removals.removed() == []
    with pytest.raises(Refused, match="was not removed; removed boards: none"):
        workspace.removals.bring_back("tower")


@pytest.mark.parametrize("note", [None, b"", b"{", b'{"by": 7}', b"\xff"], ids=range(5))
def test_without_its_note_only_the_name_is_not_known(workspace, removed, note):
    workspace.removals.remove("bridge", "li", hour(5))
    (path,) = removed.glob("*.json")
    path.unlink() if note is None else path.write_bytes(note)
    assert [(one.slug, one.at, one.by) for one in workspace.removals.removed()] == [("bridge", hour(5), "")]
    workspace.removals.bring_back("bridge")
    assert FolderStore(workspace.folder).boards() == ["bridge"]


def test_a_folder_that_cannot_be_moved_stays(workspace, removed, monkeypatch):
    def fail(*paths, **more):
        raise OSError(18, "Invalid cross-device link")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", fail)
        with pytest.raises(StoreError, match="not removed: "):
            workspace.removals.remove("bridge", "li", hour(5))
    assert workspace.boards() == ["bridge"]
    assert workspace.removals.removed() == []
