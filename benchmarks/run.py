#!/usr/bin/env python3
"""Measure everything the README's performance section promises, as ratios within one run, and print its table.

    python benchmarks/run.py                    all of it, about ten minutes
    python benchmarks/run.py --only cli,store   parts: board, store, cli, rollup, forecast, finding, postgres, scale
    python benchmarks/run.py --peer KTUI        with kanban-tui as the peer; KTUI is its command

Needs Linux and `pip install -e '.[dev]'`. Absolute figures are noise on a shared machine; a ratio is the median of the
ratios round by round. The harness is calibrated by `benchmarks/selftest.py`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from part_cli import cli
from part_finding import finding
from part_forecast import forecast
from part_postgres import postgres
from part_rollup import rollup
from part_scale import scale
from part_store import store
from ptybench import BenchError, measure

KANBAN = str(Path(sys.executable).with_name("kanban"))
SIZES = (100, 1000, 20000)
MOVE, CURSOR = ["L", "H"], ["j", "j", "k"]


class Row(NamedTuple):
    """One promise: what, what is measured, the limit that must hold, the aim."""

    what: str
    value: float
    unit: str
    must: float | None
    aim: float | None

    def line(self) -> str:
        """As a row of a Markdown table."""
        limits = f"{self.must or '–'} / {self.aim or '–'}"
        missed = self.must is not None and self.value > self.must
        mark = " **missed**" if missed else ""
        return f"| {self.what} | {self.value:.2f} {self.unit}{mark} | {limits} |"


def board(rounds: int, peer: str | None) -> list[Row]:
    """The board on a real pty against a bare Textual app."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            subprocess.run([sys.executable, str(HERE / "seed.py"), f"{folder}/{size}", str(size)], check=True)
        runs = _board_runs(Path(folder), rounds)
    ratio = _ratios(runs)
    rows = [
        Row("start to first card, 1,000 cards", ratio("1000 move", "floor", "cold_ms"), "x floor", 1.3, 1.15),
        Row("the same, 20,000 cards", ratio("20000 move", "100 move", "cold_ms"), "x 100 cards", 1.15, None),
        Row("cursor key to screen, p95", ratio("1000 cursor", "floor", "key_p95"), "x floor", 2, 1.25),
        Row("card move to screen, p95", ratio("1000 move", "floor", "key_p95"), "x floor", 4, 3),
        Row("cursor key, 20,000 cards", ratio("20000 cursor", "100 cursor", "key_p95"), "x 100 cards", 1.3, None),
        Row("card move, 20,000 cards", ratio("20000 move", "100 move", "key_p95"), "x 100 cards", 1.3, None),
        Row("bytes of a cursor step", _median(runs["1000 cursor"], "key_bytes") / 1000, "KB", 1.5, 0.8),
        Row("bytes of a card move", _median(runs["1000 move"], "key_bytes") / 1000, "KB", 8, 5),
        Row("memory, 1,000 cards", ratio("1000 move", "floor", "rss_mib"), "x floor", 1.5, None),
        Row("CPU without input", _median(runs["1000 move"], "idle_cpu_ms") / 10, "% of a core", 1, None),
        Row("CPU without input, the floor", _median(runs["floor"], "idle_cpu_ms") / 10, "% of a core", None, None),
        Row(
            "60 moves written at once, each",
            ratio("1000 move", "1000 move", "burst_ms", "key_p50"),
            "x one move",
            1,
            None,
        ),
    ]
    return rows + (_peer(peer, runs) if peer else [])


def _board_runs(folder: Path, rounds: int) -> dict[str, list[dict]]:
    floor = {"cmd": f"{sys.executable} {HERE}/subjects/floor.py", "marker": "READY", "keys": ["a", "b"], "idle": 3}
    profiles = {"floor": {**floor, "n": 40, "burst": 60}}
    for size in SIZES:
        base = {
            "setup": f"rm -rf {folder}/used && cp -r {folder}/{size} {folder}/used",  # no round finds another's moves
            "cmd": f"{KANBAN} -w {folder}/used", "marker": r"Task \d+", "n": 40,
            "env": {"XDG_STATE_HOME": f"{folder}/state"},  # where one was is kept apart from the user's own
            "rest": 1.5,
            "before": ["h", "h", "h", "g"],  # between two queues, where no limit asks
        }  # fmt: skip
        profiles[f"{size} move"] = {**base, "keys": MOVE, "idle": 3, "burst": 60}
        profiles[f"{size} cursor"] = {**base, "keys": CURSOR, "idle": 0, "burst": 60}
    return _interleaved(profiles, rounds)


def _interleaved(profiles: dict[str, dict], rounds: int) -> dict[str, list[dict]]:
    runs: dict[str, list[dict]] = {name: [] for name in profiles}
    for number in range(rounds + 1):
        for name in list(profiles) if number % 2 else list(profiles)[::-1]:
            result = measure(profiles[name])
            if number:
                runs[name].append(result)
            print(f"round {number}: {name} {result.get('cold_ms', 0):.0f} ms", file=sys.stderr, flush=True)
    return runs


def _ratios(runs: dict[str, list[dict]]) -> Callable[..., float]:
    def ratio(name: str, base: str, key: str, base_key: str = "") -> float:
        pairs = zip(runs[name], runs[base], strict=True)
        return statistics.median(a[key] / b[base_key or key] for a, b in pairs)

    return ratio


def _median(runs: list[dict], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _peer(command: str, runs: dict[str, list[dict]]) -> list[Row]:
    """kanban-tui with the same cards, against the same floor."""
    with tempfile.TemporaryDirectory() as home:
        seed = [sys.executable, str(HERE / "seed_kanban_tui.py"), "--home", home, "--ktui", command, "1000"]
        subprocess.run(seed, check=True, stdout=subprocess.DEVNULL)
        profile = {
            "cmd": command, "env": {"HOME": home}, "marker": r"Task \d+", "keys": MOVE, "before": ["j"], "n": 2,
            "idle": 2, "limit": 120, "key_limit": 90,
        }  # fmt: skip
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            os.environ.pop(name, None)
        try:
            run = measure(profile)
        except BenchError as error:
            print(f"peer: {error}", file=sys.stderr)
            return []
    floor = runs["floor"]
    return [
        Row("peer, start, 1,000 cards", run["cold_ms"] / _median(floor, "cold_ms"), "x floor", None, None),
        Row("peer, card move", run["done_p50"] / _median(floor, "key_p50"), "x floor", None, None),
        Row("peer, bytes of a card move", run["key_bytes"] / 1000, "KB", None, None),
    ]


def main() -> None:
    """Run the parts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="board,store,cli,rollup,forecast,finding,postgres,scale")
    parser.add_argument("--peer")
    options = parser.parse_args()
    parts: dict[str, Callable[[], list]] = {
        "board": lambda: board(options.rounds, options.peer),
        "store": lambda: [Row(*row) for row in store()],
        "rollup": lambda: [Row(*row) for row in rollup(KANBAN)],
        "forecast": lambda: [Row(*row) for row in forecast(KANBAN)],
        "postgres": lambda: [Row(*row) for row in postgres(KANBAN)],
        "scale": lambda: [Row(*row) for row in scale(KANBAN)],
        "cli": lambda: [Row(*row) for row in cli(KANBAN)],
        "finding": lambda: [Row(*row) for row in finding(KANBAN)],
    }
    print("| what | measured | must / aim |\n|---|---|---|")
    for name in options.only.split(","):
        for row in parts[name]():
            print(row.line(), flush=True)


if __name__ == "__main__":
    main()
