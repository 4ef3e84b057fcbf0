"""The roll-up over 300 boards of 200 cards: reading and computing it, and one driver's move seen in it."""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kanban.commands.board import Add, Archive, Block, Move, Signed
from kanban.commands.plan import SetBaseline, SetMilestone, SetNode
from kanban.dates import now
from kanban.metrics.memory import Memory
from kanban.metrics.milestones import roll_up
from kanban.store import codec
from kanban.store.reading import Reader
from kanban.store.workspace import Workspace

BOARDS, CARDS, PACKAGES = 300, 200, 27
START = datetime(2026, 8, 1, 8, tzinfo=UTC)


def rollup() -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed(folder)
        floor, full, refresh = [], [], []
        for _ in range(3):
            floor.append(_decoding(folder))
            reader, memory = Reader(Workspace(folder)), Memory()
            full.append(_look(reader, memory, force=True))
            for number in range(6):
                _move(Workspace(folder), f"d{number * 17}")
                refresh.append(_look(reader, memory))
        size = sum(path.stat().st_size for path in folder.glob("boards/*/board.json"))
    print(f"{size / 2**20:.0f} MiB, decoding {statistics.median(floor) * 1000:.0f} ms", flush=True)
    return [
        ("roll-up of 300 x 200 cards", statistics.median(full) / statistics.median(floor), "x decoding", None, None),
        ("refresh after one move", 100 * statistics.median(refresh) / statistics.median(full), "% of that", 2, None),
    ]


def seed(folder: Path) -> None:
    """300 boards; the first by commands, the others its copies under other names."""
    store = Workspace(folder)
    store.create_board("d0", "d0")
    store.apply("d0", board_commands())
    content = store.board_path("d0").read_bytes()
    for number in range(1, BOARDS):
        slug = f"d{number}"
        path = store.create_board(slug, slug) and store.board_path(slug)
        path.write_bytes(content.replace(b'"slug":"d0","driver":"d0"', f'"slug":"{slug}","driver":"{slug}"'.encode()))
    nodes = [SetNode(code="1", name="Bridge")]
    for phase in range(1, 4):
        nodes.append(SetNode(code=f"1.{phase}", name=f"Phase {phase}"))
        nodes += [SetNode(code=f"1.{phase}.{n}", name=f"Package {n}") for n in range(1, PACKAGES // 3 + 1)]
    milestones = []
    for number in range(1, 10):
        gates = tuple(f"1.{number % 3 + 1}.{n}" for n in range(number % 3 + 1, 10, 3))
        milestones.append(SetMilestone(id=f"M{number}", name=f"Milestone {number}", gates=gates))
        milestones.append(SetBaseline(milestone=f"M{number}", due_at=START + timedelta(days=30 * number)))
    store.apply_plan([*nodes, *milestones], "pm")


def board_commands() -> list[Signed]:
    """200 cards with histories of some length."""
    pick, out = random.Random(1), []
    for i in range(CARDS):
        at = START + timedelta(hours=4 * i)
        package = f"1.{pick.randrange(3) + 1}.{pick.randrange(9) + 1}" if i % 10 else None
        out.append(Signed(Add(title=f"Task {i} weld span {pick.randrange(999)}", work_package=package), "d0", at))
        card = (str(i + 1),)
        for step, column in enumerate(("c2", "c3", "c4", "c3", "c4", "c5")[: pick.choice((0, 1, 2, 3, 6, 6, 6))]):
            moved = at + timedelta(hours=9 * (step + 1))
            out.append(Signed(Move(cards=card, column=column, over_wip=True), "d0", moved))
        if i % 40 == 3:
            out.append(Signed(Block(cards=card, why="crane booked"), "d0", at + timedelta(days=4)))
        if i % 50 == 4:
            out.append(Signed(Archive(cards=card), "d0", at + timedelta(days=5)))
    return out


def _decoding(folder: Path) -> float:
    contents = [(path, path.read_bytes()) for path in folder.glob("boards/*/board.json")]
    begin = time.perf_counter()
    for _, content in contents:
        codec._board_file.decode(content)
    return time.perf_counter() - begin


def _look(reader: Reader, memory: Memory, force: bool = False) -> float:
    begin = time.perf_counter()
    fresh = reader.read(force)
    assert fresh is not None
    plan, boards, unreadable = fresh
    state = roll_up(plan, boards, now(), unreadable, memory)
    assert state.boards_read == BOARDS, unreadable
    return time.perf_counter() - begin


def _move(store: Workspace, slug: str) -> None:
    board = store.board(slug)
    card = board.lane("c1")[0]
    column = "c2" if board.cards[card].column == "c1" else "c1"
    _, (applied,) = store.apply(slug, [Signed(Move(cards=(card,), column=column), slug, now())])
    assert applied.refusal is None
