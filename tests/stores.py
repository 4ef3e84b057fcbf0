"""Stores that keep the same promises: each test of `store` runs on every one of them."""

import pytest
from makers import UNLIMITED
from memory_store import Memory, MemoryStore

from kanban.store.folder.store import FolderStore


class InFolder:
    """TinyDB files in a folder; every `open` is another window on the same data."""

    def __init__(self, folder):
        self.folder = folder

    def open(self):
        return FolderStore(self.folder)


class InMemory:
    """A store that the tests have in memory."""

    def __init__(self, folder):
        self.memory = Memory()

    def open(self):
        return MemoryStore(self.memory)


@pytest.fixture(params=[InFolder, InMemory])
def kept(request, tmp_path):
    """A place that stores can be opened on, with the board `bridge` in it."""
    place = request.param(tmp_path / "work")
    place.open().create_board("bridge", "zhang", UNLIMITED)
    return place


@pytest.fixture
def store(kept):
    """A store with the board `bridge`."""
    return kept.open()


@pytest.fixture
def workspace(tmp_path):
    """The embedded store, for what only files can do."""
    store = FolderStore(tmp_path / "work")
    store.create_board("bridge", "zhang", UNLIMITED)
    return store


@pytest.fixture
def board_file(workspace):
    """The file of the board `bridge`."""
    return workspace.board_path("bridge")
