"""A durable move against the least a durable file costs: decode + encode + write + fsync of that very file."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import msgspec
from seed import START, commands

from kanban.commands.cards import Move
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

ROUNDS = 60
PAST = 20_000
WRITERS = 100


def store() -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as folder:
        workspace = FolderStore(Path(folder))
        workspace.create_board("bench", "bench")
        workspace.apply("bench", commands(1000, "bench"))
        path = workspace.board_path("bench")
        same = [_move(workspace, number) / _floor(path) for number in range(ROUNDS)]
        fresh = [_move(FolderStore(Path(folder)), number) / _floor(path) for number in range(ROUNDS)]
        kept = _kept(folder)
    return [
        ("durable move, 1,000 cards, board open", statistics.median(same), "x floor", 1.3, 1.2),
        ("durable move, 1,000 cards, first of a process", statistics.median(fresh), "x floor", 1.3, 1.2),
        ("the same, 20,000 cards of past years behind it", _with_past_years(), "x floor", 1.3, None),
        ("100 concurrent `kanban add`, kept", kept, "of 100", WRITERS, None),
    ]


def _with_past_years() -> float:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as folder:
        workspace = FolderStore(Path(folder))
        workspace.create_board("bench", "bench")
        old = commands(PAST, "bench", START - timedelta(days=300), "c5")
        for begin in range(0, len(old), 4000):
            workspace.apply("bench", old[begin : begin + 4000])
        workspace.apply("bench", commands(1000, "bench"))  # ids of these go on from there
        board = workspace.board("bench")
        assert len(board.past_cards) >= PAST - 1000, len(board.past_cards)
        card = board.cards_in("c1")[0]
        path = workspace.board_path("bench")
        spent = [_move(FolderStore(Path(folder)), number, card) / _floor(path) for number in range(ROUNDS)]
    return statistics.median(spent)


def _kept(folder: str) -> float:
    """Of a hundred `kanban add`, started at once, how many were carried out and are kept."""
    board = FolderStore(Path(folder))
    before = len(board.board("bench").cards)
    environment = {**os.environ, "KANBAN_LANG": "en"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "kanban", "-w", folder, "add", "--board", "bench", f"Weld span {number}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    done = sum(process.wait() == 0 for process in processes)
    return min(done, len(board.board("bench").cards) - before)


def _move(workspace: FolderStore, number: int, card: str = "1") -> float:
    command = Signed(Move(cards=(card,), column="c2" if number % 2 == 0 else "c1"), "bench", now())
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
