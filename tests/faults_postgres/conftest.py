"""Faults on purpose on real servers: lines cut, servers stopped and killed, full disks, crowds, nonsense.

Small numbers by default; `KANBAN_FAULTS=1 pytest -m faults` is the full run. See `tests/faults/conftest.py`.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from evidence import BOARD, nobody_idle_in_transaction
from makers import UNLIMITED
from postgres_server import PostgresServer
from proxy import Proxy

from kanban.session import ledger
from kanban.store.open import open_store

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "session"), str(TESTS / "screens")]

FULL = os.environ.get("KANBAN_FAULTS", "") not in ("", "0")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/faults_postgres/" in str(item.path):
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def many():
    """`many(quick, full)`: how often, in this run."""
    return lambda quick, full: full if FULL else quick


@pytest.fixture
def quick(monkeypatch):
    """Sessions that do not wait long."""
    monkeypatch.setattr(ledger, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(ledger, "POLL_SECONDS", 0.05)


class Database:
    """A workspace with the board `bridge`, on a server."""

    def __init__(self, server):
        self.server = server
        self.url = server.database()
        self.name = self.url.rpartition("/")[2]
        self._opened = []
        self.open().create_board(BOARD, "zhang", UNLIMITED)

    def open(self, url=""):
        """Another window on it."""
        self._opened.append(open_store(url or self.url))
        return self._opened[-1]

    def sql(self, statements):
        """What psql prints."""
        return self.server.sql(statements, self.name)

    def cards(self):
        """The cards that are there."""
        return self.open().board(BOARD).cards

    def kanban(self, *words, url="", **more):
        """The program on it, as a process."""
        return subprocess.Popen(
            [sys.executable, "-m", "kanban", "-w", url or self.url, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
        )  # fmt: skip

    def close(self):
        for store in self._opened:
            store.close()


@pytest.fixture
def place(postgres):
    """A workspace on the server of this process; nobody leaves a transaction open there."""
    made = Database(postgres)
    yield made
    made.close()
    nobody_idle_in_transaction(postgres)
    postgres.drop(made.url)


@pytest.fixture
def own():
    """A workspace on a server that the test may stop. `own(*settings)`."""
    servers, places = [], []

    def start(*settings, durable=False):
        servers.append(PostgresServer(durable, settings).start())
        places.append(Database(servers[-1]))
        return places[-1]

    yield start
    for one in places:
        one.close()
    for one in servers:
        one.remove()


@pytest.fixture
def line(place):
    """A proxy before the server, with the workspace's address through it as `line.to`."""
    proxy = Proxy(place.server.port)
    proxy.to = proxy.url(place.name)
    yield proxy
    proxy.close()


@pytest.fixture
def desks():
    """`desks(url)`: somebody before the board `bridge`, who says what a session tells. All are closed afterwards."""
    from desk import Desk

    from kanban.session.board import BoardSession

    opened = []

    def open_(url, slug=BOARD):
        store = open_store(url)
        opened.append((store, Desk(lambda post: BoardSession.opened(store, slug, "zhang", post))))
        return opened[-1][1]

    yield open_
    for store, desk in opened:
        with suppress(AssertionError):
            desk.session.close(3.0)
        store.close()
