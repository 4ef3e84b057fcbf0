"""Verbs of the shell against a Python that does nothing, interleaved."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from seed import commands

from kanban.store.folder.store import FolderStore

ROUNDS = 15


def cli(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = FolderStore(Path(folder))
        workspace.create_board("bench", "bench")
        workspace.apply("bench", commands(100, "bench"))
        verbs = {
            "kanban add": [kanban, "-w", folder, "add", "Weld span 17"],
            "kanban list": [kanban, "-w", folder, "list"],
            "kanban move": [kanban, "-w", folder, "move", "1", "Backlog"],
            "completion of a card id": completion(kanban, folder),
        }
        ratios: dict[str, list[float]] = {name: [] for name in verbs}
        for _ in range(ROUNDS):
            floor = _seconds([sys.executable, "-c", "pass"])
            for name, command in verbs.items():
                ratios[name].append(_seconds(command) / floor)
    return [(f"`{name}`", statistics.median(values), "x `python -c pass`", 10, 7) for name, values in ratios.items()]


def completion(kanban: str, folder: str) -> list[str]:
    """What the shell's completion runs for `kanban -w DIR show <TAB>`."""
    return [kanban, "__complete", "--", "-w", folder, "show", ""]


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    spent = time.perf_counter() - begin
    assert done.returncode == 0, done.stderr.decode()
    return spent
