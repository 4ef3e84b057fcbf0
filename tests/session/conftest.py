"""The store that the tests of this folder run on, as in tests/store; sessions that do not wait long."""

import threading

import pytest
from stores import board_file, kept, store, workspace

from kanban.session import ledger

__all__ = ["board_file", "kept", "store", "workspace"]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(ledger, "RETRY_SECONDS", 0.2)
    monkeypatch.setattr(ledger, "POLL_SECONDS", 0.1)


@pytest.fixture
def no_saver_left():
    """What a test began to save with has ended when it is over."""
    before = set(threading.enumerate())
    yield
    assert not [t for t in threading.enumerate() if t.name == "kanban-saver" and t not in before]
