"""The store that the tests of this folder run on, as in tests/store; sessions that do not wait long."""

import pytest
from stores import board_file, kept, store, workspace

from kanban.session import ledger

__all__ = ["board_file", "kept", "store", "workspace"]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(ledger, "RETRY_SECONDS", 0.2)
    monkeypatch.setattr(ledger, "POLL_SECONDS", 0.1)
