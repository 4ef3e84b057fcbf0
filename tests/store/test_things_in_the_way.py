"""Files where folders belong, and files that vanish while they are read: each is an error in words."""

import os

import pytest
from makers import change_plan, hour

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetNode
from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import copies
from kanban.store.folder.store import FolderStore


def give(store, *commands):
    return store.apply("bridge", [Signed(command, "zhang", hour(0)) for command in commands])


def test_a_file_in_the_place_of_the_workspace_is_left_as_it_is(tmp_path):
    place = tmp_path / "work"
    place.write_bytes(b"precious")
    store = FolderStore(place)
    assert not store.exists()
    with pytest.raises(StoreError, match=r"no workspace can be made there: (file exists|not a directory)"):
        store.create()
    with pytest.raises(StoreError, match="not a directory"):
        store.boards()
    assert place.read_bytes() == b"precious"


def test_a_file_in_the_place_of_a_new_boards_folder_is_left_as_it_is(workspace):
    place = workspace.folder / "boards" / "tunnel"
    place.write_bytes(b"precious")
    with pytest.raises(StoreError, match="board not made: file exists"):
        workspace.create_board("tunnel", "li")
    assert place.read_bytes() == b"precious"
    assert workspace.boards() == ["bridge"]


def test_a_file_that_cannot_be_looked_at_is_an_error_in_words(workspace):
    place = workspace.folder / "boards" / "tunnel"
    place.write_bytes(b"")
    with pytest.raises(StoreError, match="not a directory") as told:
        workspace.board("tunnel")
    assert told.value.place == str(place / "board.json")


@pytest.fixture
def vanishing(monkeypatch):
    """Let a file go in the moment in which it is opened."""
    real = os.open

    def let_go(gone):
        def opened(path, *more, **options):
            if os.fspath(path) == str(gone):
                monkeypatch.setattr(os, "open", real)
                gone.unlink()
            return real(path, *more, **options)

        monkeypatch.setattr(os, "open", opened)

    return let_go


def test_a_board_that_goes_while_it_is_read_is_said_to_be_missing(workspace, board_file, vanishing):
    vanishing(board_file)
    with pytest.raises(Unreadable, match=r"board\.json: the board's file is missing"):
        FolderStore(workspace.folder).board("bridge")
    assert not board_file.exists()


def test_a_plan_that_goes_while_it_is_read_is_said_to_be_missing(workspace, vanishing):
    change_plan(workspace, [SetNode(code="1", name="Bridge")])
    vanishing(workspace.plan_path)
    with pytest.raises(Unreadable, match=r"plan\.json: the plan's file is missing"):
        FolderStore(workspace.folder).plan()
    assert not workspace.plan_path.exists()


def test_the_last_good_copy_is_the_newest_that_can_be_read(workspace, board_file):
    give(workspace, Add(title="a"))
    give(workspace, Add(title="b"))
    assert len(workspace.last_good("bridge").cards) == 2
    copies.copy(board_file, 0).write_bytes(b"{")
    assert len(workspace.last_good("bridge").cards) == 1
    copies.copy(board_file, 1).unlink()
    os.mkfifo(copies.copy(board_file, 1))
    for old in copies.copies_of(board_file)[2:]:
        old.unlink()
    assert workspace.last_good("bridge") is None


def test_a_copy_with_a_fault_is_not_the_last_good_one(workspace, board_file):
    give(workspace, Add(title="a"))
    give(workspace, Add(title="b"))
    newest = copies.copy(board_file, 0)
    newest.write_bytes(newest.read_bytes().replace(b'"next_id":3', b'"next_id":9'))
    assert len(workspace.last_good("bridge").cards) == 1


def test_a_board_that_cannot_be_read_is_nobodys_own_and_hides_no_other(workspace, board_file):
    workspace.create_board("road", "zhang")
    assert workspace.own_boards("zhang", "road") == ["road", "bridge"]
    board_file.write_bytes(b"{")
    assert FolderStore(workspace.folder).own_boards("zhang", "bridge") == ["road"]
