"""Faults on purpose: kills, full disks, broken calls, crowds, nonsense. Real program, real files, real processes.

A plain `pytest` runs every test here with small numbers, in well under a minute. `KANBAN_FAULTS=1 pytest -m faults` is
the full run, which CI makes: 500 kills, 300 writers at once, every errno at every call of the write path.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from makers import UNLIMITED

from kanban.store.folder.store import FolderStore

sys.path.append(str(Path(__file__).parents[1] / "screens"))
from terminal import Terminal

FULL = os.environ.get("KANBAN_FAULTS", "") not in ("", "0")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/faults/" in str(item.path):
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def many():
    """`many(quick, full)`: how often, in this run."""
    return lambda quick, full: full if FULL else quick


@pytest.fixture
def place(tmp_path):
    """A workspace with the board `bridge`."""
    store = FolderStore(tmp_path / "work")
    store.create_board("bridge", "zhang", UNLIMITED)
    return store


@pytest.fixture
def kanban(place):
    """`kanban(*words)` starts the program on that workspace, as a process."""

    def start(*words, prelude="", **more):
        code = f"{prelude}\nimport sys\nfrom kanban.__main__ import main\nsys.argv[0] = 'kanban'\nmain()"
        return subprocess.Popen(
            [sys.executable, "-c", code, "-w", str(place.folder), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    return start


@pytest.fixture
def screen(tmp_path):
    """Start the program on a terminal; ended after the test."""
    started = []

    def start(folder, *words, **options):
        started.append(Terminal("-w", str(folder), *words, home=tmp_path, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()


def temp_files(place):
    """Temp files left beside the boards and the plan."""
    return list(place.folder.rglob("*.tmp"))
