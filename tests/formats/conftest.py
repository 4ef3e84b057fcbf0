"""Fixtures of the tests of foreign formats."""

from pathlib import Path

import pytest
from jira_maker import FakeJira
from trello_desk import Importer


@pytest.fixture
def take(tmp_path: Path) -> Importer:
    """Takes exports into a board of its own."""
    return Importer(tmp_path)


@pytest.fixture
def jira() -> FakeJira:
    """A Jira without issues yet."""
    return FakeJira()
