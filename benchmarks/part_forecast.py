"""Figures and forecasts of 300 boards of 200 cards that worked for a year, 60 milestones over five boards each."""

import fcntl
import os
import pty
import random
import re
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from part_rollup import _decoding, _move
from ptybench import measure

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.metrics.flow.totals import Window
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.record import past_forecasts, record
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.rollup.milestones import RollUp
from kanban.model.board import Board
from kanban.session.rollup import RollupFeed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

BOARDS, CARDS, MILESTONES, DAYS = 300, 200, 60, 365
TEAM = BOARDS // MILESTONES
HERE = Path(__file__).parent
CHARTS = 8
"""The views of a board's metrics but the first."""


def forecast(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed(folder)
        store = FolderStore(folder)
        figures, first, after = [], [], []
        for _ in range(3):
            decoding = _decoding(folder)
            boards, taken = _timed(_read, store)
            _, counted = _timed(metrics_report, store.plan(), boards, Window(), now(), now())
            figures.append((taken + counted) / decoding)
            feed = RollupFeed(store)
            first_look = feed.look()
            assert first_look is not None
            forecaster = Forecaster()
            dict(forecaster.forecasts(first_look[1]))
            fresh = Forecaster()
            fresh._weights = forecaster._weights  # those of the day, at hand
            found, seconds = _timed(_forecasts, fresh, first_look[1])
            assert len(found) == MILESTONES
            first.append(seconds / decoding)
            _move(FolderStore(folder), "d17")
            look = feed.look(changed={"d17"})
            assert look is not None
            after.append(_timed(_forecasts, fresh, look[1])[1] / decoding)
        boards = _read(store)
        made, year = _timed(record, past_forecasts(store.plan(), boards, now()))
        print(
            f"{made.forecasts} past forecasts in {year:.0f} s, decoding {decoding:.2f} s", file=sys.stderr, flush=True
        )
        busy, quiet = _keys([kanban, "-w", name, "rollup"])
        chart = _chart_paint(f"{kanban} -w {name} --board d0", f"{name}/state")
    return [
        ("all metrics of 60,000 cards on 300 boards", statistics.median(figures), "x decoding", 2, 1.5),
        ("60 milestones forecast over 300 boards, from nothing", statistics.median(first), "x decoding", 20, 8),
        ("the same after one move", statistics.median(after), "x decoding", 1, 0.5),
        ("a year's calibration over 300 boards", year, "s", 120, None),
        ("key on the roll-up while it forecasts, p95", busy / quiet, "x without", 1.5, 1.2),
        ("key to a chart's first paint", chart, "x floor", 3, 2),
    ]  # fmt: skip


def seed(folder: Path) -> None:
    """The first board by commands a year ago, the others its copies, each under the package of its team."""
    start = datetime.now(UTC) - timedelta(days=DAYS)
    with time_machine.travel(start):
        store = FolderStore(folder)
        store.create_board("d0", "d0")
        store.apply("d0", list(_work(start)))
        steps = [SetNode(code="1", name="Bridge"), *(SetNode(code=f"1.{n}", name=f"Part {n}") for n in range(1, 8))]
        for number in range(MILESTONES):
            code, due = _code(number), start + timedelta(days=DAYS + number)
            steps.append(SetNode(code=code, name=f"Package {number}"))
            steps.append(SetMilestone(id=f"M{number}", name=f"Milestone {number}", gates=(code,)))
            steps.append(SetBaseline(milestone=f"M{number}", due_at=due))
        store.apply(None, [Signed(ChangePlan(steps=tuple(steps)), "pm", now())])
        content = store.board_path("d0").read_bytes()
        for number in range(BOARDS):
            slug = f"d{number}"
            path = store.board_path(slug) if number == 0 else store.create_board(slug, slug) and store.board_path(slug)
            mine = content.replace(b'"slug":"d0","driver":"d0"', f'"slug":"{slug}","driver":"{slug}"'.encode())
            path.write_bytes(mine.replace(b'"1.1.1"', f'"{_code(number // TEAM)}"'.encode()))


def _code(number: int) -> str:
    return f"1.{number // 9 + 1}.{number % 9 + 1}"


def _work(start: datetime) -> Iterator[Signed]:
    """200 cards, made in the first half of the year and taken in order; 140 are done, most after six moves."""
    pick, step = random.Random(1), timedelta(days=DAYS) / 150
    for i in range(CARDS):
        yield Signed(Add(title=f"Task {i} weld span {pick.randrange(999)}", work_package="1.1.1"), "d0",
                     start + i * step / 2)  # fmt: skip
    for i in range(140):
        begin = start + (i + 2) * step
        for hours, column in zip((0, 9, 20, 30, 44, 50), ("c2", "c3", "c4", "c3", "c4", "c5"), strict=True):
            yield Signed(Move(cards=(str(i + 1),), column=column, over_wip=True), "d0", begin + timedelta(hours=hours))


def _timed(call, *args):  # type: ignore[no-untyped-def]
    begin = time.perf_counter()
    return call(*args), time.perf_counter() - begin


def _read(store: FolderStore) -> list[Board]:
    return [store.board(slug) for slug in store.boards()]


def _forecasts(forecaster: Forecaster, rollup: RollUp) -> dict[str, MilestoneForecast]:
    return dict(forecaster.forecasts(rollup))


def _keys(command: list[str]) -> tuple[float, float]:
    """p95 of the time from a key to the first byte, in ms: while the dates are made, and when they are there."""
    with _terminal(command) as (keys, until):
        until(rb"M9 ")
        time.sleep(0.1)
        busy = keys(40)
        until(rb"M9 ", 30.0)
        return busy, keys(40)


def _chart_paint(command: str, state: str, rounds: int = 7) -> float:
    """How many times as long as the floor's paint of a key takes that of the charts of a board, each seen first."""
    floor = {"cmd": f"{sys.executable} {HERE}/subjects/floor.py", "marker": "READY", "keys": ["a", "b"], "n": CHARTS}
    charts = {
        "cmd": command, "marker": r"Task \d+", "before": ["2"], "keys": ["tab"], "n": CHARTS, "rest": 1.5,
        "env": {"XDG_STATE_HOME": state},
    }  # fmt: skip
    ratios = []
    for _ in range(rounds):
        base, found = (measure({**profile, "idle": 0}) for profile in (floor, charts))
        ratios.append(found["key_p50"] / base["key_p50"])
    return statistics.median(ratios)


@contextmanager
def _terminal(command: list[str]):  # type: ignore[no-untyped-def]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(seconds: float) -> bytes:
        return os.read(fd, 65536) if select.select([fd], [], [], seconds)[0] else b""

    def until(pattern: bytes, quiet: float = 0.0) -> None:
        """Until a pattern was written; with `quiet`, for so long, whatever comes."""
        seen, end = b"", time.monotonic() + (quiet or 30.0)
        while time.monotonic() < end and (quiet or not re.search(pattern, seen)):
            seen += read(0.05)

    def keys(count: int) -> float:
        times = []
        for number in range(count):
            while read(0.0):
                pass
            begin = time.perf_counter()
            os.write(fd, b"jk"[number % 2 : number % 2 + 1])
            read(1.0)
            times.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.06)
        return sorted(times)[int(0.95 * count)]

    try:
        yield keys, until
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
