"""The roll-up over 300 boards of 200 cards: reading and computing it, and one driver's move seen in it."""

import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from ptybench import measure

from kanban.commands.cards import Add, Archive, Block, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.model.board import BoardHead
from kanban.model.card import Card
from kanban.model.events import AnyEvent
from kanban.model.flow import Flow
from kanban.session.rollup import RollupFeed
from kanban.store.folder.store import FolderStore
from kanban.store.folder.writing import Writer
from kanban.text.dates import now

BOARDS, CARDS, PACKAGES = 300, 200, 27
FLOOR = {"cmd": f"{sys.executable} {Path(__file__).parent}/subjects/floor.py", "marker": "READY", "keys": ["a"], "n": 1}
START = datetime(2026, 8, 1, 8, tzinfo=UTC)


def rollup(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed(folder)
        full, refresh = [], []
        for _ in range(3):
            live = RollupFeed(FolderStore(folder))
            full.append(_look(live))
            for number in range(6):
                slug = f"d{number * 17}"
                _move(FolderStore(folder), slug)
                refresh.append(_look(live, {slug}))
        mib = sum(path.stat().st_size for path in folder.glob("boards/*/board.json")) / 2**20
        shown, first = [], []
        for _ in range(5):  # side by side: a shared machine is not as fast in the next minute
            decoding, bare = _decoding(folder) * 1000, measure(FLOOR)["cold_ms"]
            shown.append(_screen(kanban, folder))
            first.append(shown[-1]["cold_ms"] / (decoding + bare))
    memory_mib, idle = (statistics.median(run[key] for run in shown) for key in ("rss_mib", "idle_cpu_ms"))
    print(f"{mib:.0f} MiB, decoding {decoding:.0f} ms, a bare Textual app {bare:.0f} ms", file=sys.stderr, flush=True)
    return [
        ("roll-up of 300 x 200 cards, first screen", statistics.median(first), "x (decoding + bare app)", 1.5, None),
        (
            "refresh after one move",
            100 * statistics.median(refresh) / statistics.median(full),
            "% of reading all",
            2,
            None,
        ),
        ("memory of that roll-up", memory_mib / mib, "x the files", 4, None),
        ("CPU of that roll-up without input", idle / 10, "% of a core", 1, None),
    ]


def _screen(kanban: str, folder: Path) -> dict:
    """The roll-up on a pty, from its start until the last milestone in view is there."""
    return measure({"cmd": f"{kanban} -w {folder} rollup", "marker": r"M9 Milestone", "keys": ["j"], "n": 1, "idle": 5})


def seed(folder: Path) -> None:
    """300 boards; the first by commands, the others its copies under other names."""
    store, writer = FolderStore(folder), Writer()
    store.create_board("d0", "d0")
    board, _ = store.apply("d0", board_commands())
    for number in range(1, BOARDS):
        slug = f"d{number}"
        store.create_board(slug, slug)
        head = msgspec.structs.replace(board.head, slug=slug, driver=slug)
        writer.write_new(store.board_path(slug), msgspec.structs.replace(board, head=head))
    store.apply(None, [plan()])


def plan() -> Signed:
    """Three phases of nine packages, and nine milestones that gate some of them."""
    nodes = [SetNode(code="1", name="Bridge")]
    for phase in range(1, 4):
        nodes.append(SetNode(code=f"1.{phase}", name=f"Phase {phase}"))
        nodes += [SetNode(code=f"1.{phase}.{n}", name=f"Package {n}") for n in range(1, PACKAGES // 3 + 1)]
    milestones = []
    for number in range(1, 10):
        gates = tuple(f"1.{number % 3 + 1}.{n}" for n in range(number % 3 + 1, 10, 3))
        milestones.append(SetMilestone(id=f"M{number}", name=f"Milestone {number}", gates=gates))
        milestones.append(SetBaseline(milestone=f"M{number}", due_at=START + timedelta(days=30 * number)))
    return Signed(ChangePlan(steps=(*nodes, *milestones)), "pm", now())


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
    """Seconds to decode all files to types, every event of every history among them."""
    contents = [(path, path.read_bytes()) for path in folder.glob("boards/*/board.json")]
    begin = time.perf_counter()
    for _, content in contents:
        DECODER.decode(content)
    return time.perf_counter() - begin


def _typed() -> msgspec.json.Decoder:
    """For a board's file with nothing in it left undecoded."""
    lazy = {"kept_flow": Flow, "history": tuple[AnyEvent, ...]}
    fields = [
        (f.name, lazy.get(f.name, f.type), msgspec.field(name=f.encode_name, **_default(f)))
        for f in msgspec.structs.fields(Card)
    ]
    card = msgspec.defstruct("TypedCard", fields, kw_only=True, gc=False)
    file = msgspec.defstruct("TypedFile", [("board", dict[str, BoardHead]), ("cards", dict[str, card])])
    return msgspec.json.Decoder(file)


def _default(field: msgspec.structs.FieldInfo) -> dict[str, object]:
    return {} if field.default is msgspec.NODEFAULT else {"default": field.default}


DECODER = _typed()


def _look(live: RollupFeed, changed: set[str] | None = None) -> float:
    begin = time.perf_counter()
    seen = live.look(changed=changed)
    assert seen is not None
    assert seen[1].boards_read == BOARDS, seen[1].unread
    return time.perf_counter() - begin


def _move(store: FolderStore, slug: str) -> None:
    board = store.board(slug)
    card = board.cards_in("c1")[0]
    column = "c2" if board.cards[card].column == "c1" else "c1"
    _, (applied,) = store.apply(slug, [Signed(Move(cards=(card,), column=column), slug, now())])
    assert applied.refusal is None
