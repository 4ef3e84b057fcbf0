"""Stores that keep the same promises: each test of `store` runs on every one of them."""

import psycopg
import pytest
from makers import UNLIMITED
from memory_store import Memory, MemoryStore
from postgres_server import PostgresServer

from kanban.store.folder.store import FolderStore
from kanban.store.folder.tally_files import path_of
from kanban.store.open import open_store
from kanban.store.postgres import saving


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


TABLES = ("tallies", "cards", "events", "saves", "commands", "ledgers")
"""Of a workspace on a server, in an order in which they can be emptied."""


class EmptiedDatabase:
    """A database that one test after the other has for itself: made once, and emptied in two milliseconds.

    A new one costs 20 to 40, and dropping it a tenth of a second more.
    """

    def __init__(self, server):
        self.url = server.database()
        store = open_store(self.url)
        store.create()
        store.close()
        self._connection = psycopg.connect(self.url, autocommit=True)

    def empty(self):
        """Leave the schema alone in it, and nobody connected."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for table in TABLES:
            self._connection.execute(f"DELETE FROM kanban.{table}")
        self._connection.execute("INSERT INTO kanban.ledgers (slug) VALUES (NULL)")
        self._connection.execute("INSERT INTO kanban.turns SELECT id FROM kanban.ledgers")

    def sql(self, statement, values=None):
        """What somebody with all rights on the server does there, past every program; the rows that come of it."""
        done = self._connection.execute(statement, values)
        return done.fetchall() if done.description else []


def ledgers_in(folder):
    """The files of plan and boards, by their paths in the folder; a file of tallies names its own board's inode."""
    ledgers = {path for path in folder.rglob("*.json") if path != path_of(path)}
    return {path.relative_to(folder): path.read_bytes() for path in ledgers}


def content_of(url):
    """Every row of a workspace on a server, to be compared."""
    with psycopg.connect(url) as connection:
        return {table: sorted(map(repr, connection.execute(f"SELECT * FROM kanban.{table}"))) for table in TABLES}


class OnServer:
    """A database on a PostgreSQL server."""

    def __init__(self, url):
        self.url = url
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


@pytest.fixture(scope="session")
def _database(postgres):
    return EmptiedDatabase(postgres)


@pytest.fixture
def database(_database, monkeypatch):
    """An empty workspace on it. The clock of a test may be moved, that of the server is not: neither is put right."""
    monkeypatch.setattr(saving, "SKEW_SECONDS", float("inf"))
    _database.empty()
    return _database


@pytest.fixture
def where(request, tmp_path):
    """The address of a place for a workspace: a folder, and with the mark `every_store` also a server."""
    if getattr(request, "param", "folder") == "folder":
        return str(tmp_path / "w")
    return request.getfixturevalue("database").url


@pytest.fixture
def on_files():
    """Asked for by a test that is about files: it runs on the folder alone."""


def run_on_every_store(metafunc):
    """A test with the mark `every_store` that keeps its workspace at `where` runs once on each kind of place."""
    asked = set(metafunc.fixturenames)
    if "where" in asked and "on_files" not in asked and metafunc.definition.get_closest_marker("every_store"):
        metafunc.parametrize("where", ["folder", pytest.param("postgres", marks=pytest.mark.server)], indirect=True)


@pytest.fixture
def on_server(postgres):
    """An empty database on it."""
    place = OnServer(postgres.database())
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
            place = OnServer(request.getfixturevalue("database").url)
    place.open().create_board("bridge", "zhang", UNLIMITED)
    yield place
    if isinstance(place, OnServer):
        place.close()


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
