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
MANY, MANY_ROUNDS = 1000, 5


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
        }
        ratios: dict[str, list[float]] = {name: [] for name in verbs}
        line = f"kanban -w {folder} show "
        asking = {"_KANBAN_COMPLETE": "bash_complete", "COMP_LINE": line, "COMP_POINT": str(len(line))}
        ratios["completion of a card id"] = []
        many: list[float] = []
        titles = b"".join(b"Weld span %d\n" % number for number in range(MANY))
        for _ in range(ROUNDS):
            floor = _seconds([sys.executable, "-c", "pass"])
            for name, command in verbs.items():
                ratios[name].append(_seconds(command) / floor)
            ratios["completion of a card id"].append(_seconds([kanban], **asking) / floor)
        for number in range(MANY_ROUNDS):
            workspace.create_board(f"many{number}", "bench")
            alone = _seconds([kanban, "-w", folder, "add", "Weld span 17", "--board", f"many{number}"])
            many.append(_seconds([kanban, "-w", folder, "add", "-", "--board", f"many{number}"], titles) / alone)
    rows = [(f"`{name}`", statistics.median(values), "x `python -c pass`", 10, 8) for name, values in ratios.items()]
    return [*rows, (f"`kanban add -`, {MANY:,} titles", statistics.median(many), "x one `kanban add`", 3, 2)]


def _seconds(command: list[str], content: bytes = b"", **more: str) -> float:
    begin = time.perf_counter()
    env = {**os.environ, "NO_COLOR": "1", **more}
    done = subprocess.run(command, input=content, capture_output=True, check=False, env=env)
    spent = time.perf_counter() - begin
    assert done.returncode == 0, done.stderr.decode()
    return spent
