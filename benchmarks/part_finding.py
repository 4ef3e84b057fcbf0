"""Finding among 20,000 cards on a real pty: the filter and the palette as one types, and tab; and a roll-up's cursor."""

import fcntl
import shlex
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ptybench import Terminal, environment, measure

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.store.folder.store import FolderStore

HERE = Path(__file__).parent
RESIZES, SIZES = 12, ((100, 30), (120, 40))
CARDS, BOARDS, MILESTONES, ROUNDS = 20_000, 60, 48, 3
FLOOR = {"cmd": f"{sys.executable} {HERE}/subjects/floor.py", "marker": "READY", "keys": ["a", "b"], "n": 40}
TYPED = ["w", "e", "l", "d", "backspace", "backspace", "backspace", "backspace"]
START = datetime(2026, 8, 3, 8, tzinfo=UTC)


def finding(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, str(HERE / "seed.py"), f"{folder}/many", str(CARDS)], check=True)
        seed(folder / "rollup")
        board = {"cmd": f"{kanban} -w {folder}/many", "marker": r"Task \d+", "n": 40}
        profiles = {
            "a filter over 20,000 cards, as typed, p95": ({**board, "before": ["/"], "keys": TYPED}, 3, 2),
            "the palette over 20,000 cards, as typed, p95": ({**board, "before": [":"], "keys": TYPED}, 3, 2),
            "tab over 20,000 cards, p95": ({**board, "keys": ["tab"]}, 3, 2),
            "cursor key on the roll-up, 48 milestones, 60 boards, p95": (
                {"cmd": f"{kanban} -w {folder}/rollup rollup", "marker": r"M\d+ Milestone", "keys": ["j", "j", "k"], "n": 40},
                2, 1.3,
            ),
        }  # fmt: skip
        ratios: dict[str, list[float]] = {name: [] for name in profiles}
        for number in range(ROUNDS):
            floor = measure(FLOOR)["key_p95"]
            for name, (profile, _, _) in profiles.items():
                ratios[name].append(measure(profile)["key_p95"] / floor)
            print(f"round {number} of finding", file=sys.stderr, flush=True)
        resize = statistics.median(
            resizing(f"{kanban} -w {folder}/rollup rollup", r"M\d+ Milestone") / resizing(FLOOR["cmd"], "READY")
            for _ in range(ROUNDS)
        )
    keys = [(name, statistics.median(ratios[name]), "x floor", must, aim) for name, (_, must, aim) in profiles.items()]
    return [*keys, ("resize to whole screen, the same roll-up", resize, "x floor, resized", 3, 2)]


def resizing(command: str, marker: str) -> float:
    """Another window size told until the last byte of what is painted for it, the median in seconds."""
    terminal = Terminal(shlex.split(command), environment({}))
    try:
        terminal.wait_for(marker, 60)
        terminal.settle(1.0, 10)
        taken = []
        for number in range(RESIZES):
            columns, lines = SIZES[number % 2]
            began = time.perf_counter()
            fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            terminal.screen.resize(lines, columns)
            taken.append((terminal.settle(0.3, 5)[1] or began) - began)
        return statistics.median(taken)
    finally:
        terminal.close()


def seed(folder: Path) -> None:
    """Sixty boards of twenty cards under forty-eight milestones."""
    store = FolderStore(folder)
    store.create("Bridge", "UTC")
    codes = [f"1.{1 + n // 8}.{1 + n % 8}" for n in range(MILESTONES)]
    nodes = dict.fromkeys(part for code in codes for part in ("1", code.rsplit(".", 1)[0], code))
    steps = [SetNode(code=code, name=f"Node {code}") for code in nodes]
    for number, code in enumerate(codes, start=1):
        steps.append(SetMilestone(id=f"M{number}", name=f"Milestone {number}", gates=(code,)))
        steps.append(SetBaseline(milestone=f"M{number}", due_at=START + timedelta(days=7 * number)))
    store.apply(None, [Signed(ChangePlan(steps=tuple(steps)), "pm", START)])
    for number in range(BOARDS):
        store.create_board(f"d{number}", f"d{number}")
        adds = [Add(title=f"Task {n}", work_package=codes[(number + n) % MILESTONES]) for n in range(20)]
        store.apply(f"d{number}", [Signed(add, f"d{number}", START) for add in adds])
