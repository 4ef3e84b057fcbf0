"""Test data that may not be copied into this repository: see tests/data/SOURCES.md."""

import os
from pathlib import Path

import pytest


def file_from_elsewhere(name: str) -> Path:
    """A file under the folder that KANBAN_SHARED_DATA names; the test is skipped where it is not there."""
    folder = os.environ.get("KANBAN_SHARED_DATA", "")
    path = Path(folder) / name
    if not folder or not path.is_file():
        pytest.skip(f"KANBAN_SHARED_DATA names no folder that has {name} (see tests/data/SOURCES.md)")
    return path
