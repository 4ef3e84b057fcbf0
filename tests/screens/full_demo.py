"""The demo's project at the moment of the pictures, with the clock there: four boards whose milestones are foretold."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from setting import Disk, Pilot
from test_pictures import NOW

from kanban.demo import build


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "w"
    with time_machine.travel(NOW - timedelta(days=365)):
        build(folder, NOW)
    return folder


@pytest.fixture
def full(_made: Path, tmp_path: Path) -> Iterator[Disk]:
    """Of zhang, who has queues in need of an order; the test may change it."""
    folder = tmp_path / "full"
    shutil.copytree(_made, folder)
    with time_machine.travel(NOW, tick=True):
        yield Disk(folder, "zhang")


async def foretold(pilot: Pilot) -> None:
    """Until the roll-up has all its dates."""
    await pilot.until("1 at risk", "1 on track")
    await pilot.dated()


def under_cursor(pilot: Pilot) -> str:
    """The key of the row of a list."""
    return pilot.screen.list_view.key  # type: ignore[attr-defined]


async def down_to(pilot: Pilot, key: str) -> None:
    """The cursor on a row of a list."""
    keys = [row.key for row in pilot.screen.list_view.rows if row.key]  # type: ignore[attr-defined]
    await pilot.press("g", *"j" * keys.index(key))
    await pilot.until(lambda: under_cursor(pilot) == key)
