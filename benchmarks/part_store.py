"""A durable move against the least a durable file costs: decode + encode + write + fsync of that very file."""

import os
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
from seed import commands

from kanban.commands.board import Move, Signed
from kanban.dates import now
from kanban.store.workspace import Workspace

ROUNDS = 60


def store() -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as folder:
        workspace = Workspace(Path(folder))
        workspace.create_board("bench", "bench")
        workspace.apply("bench", commands(1000, "bench"))
        path = workspace.board_path("bench")
        same = [_move(workspace, number) / _floor(path) for number in range(ROUNDS)]
        fresh = [_move(Workspace(Path(folder)), number) / _floor(path) for number in range(ROUNDS)]
    return [
        ("durable move, 1,000 cards, board open", statistics.median(same), "x floor", 1.5, 1.2),
        ("durable move, 1,000 cards, first of a process", statistics.median(fresh), "x floor", 1.5, 1.2),
    ]


def _move(workspace: Workspace, number: int) -> float:
    command = Signed(Move(cards=("1",), column="c2" if number % 2 == 0 else "c1"), "bench", now())
    begin = time.perf_counter()
    _, (applied,) = workspace.apply("bench", [command])
    spent = time.perf_counter() - begin
    assert applied.refusal is None, applied.refusal
    return spent


def _floor(path: Path) -> float:
    copy = path.with_name("floor.json")
    begin = time.perf_counter()
    content = msgspec.json.encode(msgspec.json.decode(path.read_bytes()))
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(descriptor, content)
    os.fsync(descriptor)
    os.close(descriptor)
    return time.perf_counter() - begin
