"""Stores that keep the same promises: each test of `store` runs on every one of them."""

import pytest
from makers import UNLIMITED
from memory_store import Memory, MemoryStore
from postgres_server import PostgresServer

from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store


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


class OnServer:
    """A database on a PostgreSQL server."""

    def __init__(self, server):
        self.url = server.database()
        self._opened = []

    def open(self):
        self._opened.append(open_store(self.url))
        return self._opened[-1]

    def close(self):
        for store in self._opened:
            store.close()


@pytest.fixture(scope="session")
def postgres():
    """A server for the tests of this process."""
    server = PostgresServer()
    yield server.start()
    server.remove()


@pytest.fixture
def on_server(postgres):
    """An empty database on it."""
    place = OnServer(postgres)
    yield place
    place.close()
    postgres.drop(place.url)


@pytest.fixture(params=["folder", "memory", "postgres"])
def kept(request, tmp_path):
    """A place that stores can be opened on, with the board `bridge` in it."""
    match request.param:
        case "folder":
            place = InFolder(tmp_path / "work")
        case "memory":
            place = InMemory(tmp_path / "work")
        case _:
            place = request.getfixturevalue("on_server")
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
