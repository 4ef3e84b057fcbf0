"""The store on a PostgreSQL server against the same statements without it, and against the folder."""

import itertools
import multiprocessing
import multiprocessing.synchronize
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import msgspec
import psycopg
from ptybench import measure
from seed import commands

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from postgres_server import PostgresServer

from kanban.commands.cards import Move
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.text.dates import now

ROUNDS, WRITERS, MOVES = 60, 300, 10
BARE = """
CREATE TABLE bare_ledgers (id bigint PRIMARY KEY, version bigint NOT NULL, head text NOT NULL);
CREATE TABLE bare_cards (ledger bigint, card text, state text, history text, PRIMARY KEY (ledger, card));
CREATE TABLE bare_events (ledger bigint, version bigint, card text, event text, PRIMARY KEY (ledger, version));
"""
"""What the least of such a store needs."""


def postgres(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    server = PostgresServer(durable=True).start()
    try:
        url = server.database()
        store = open_store(url)
        store.create_board("bench", "bench")
        store.apply("bench", commands(1000, "bench"))
        bare = Bare(url)
        moves = [_timed(lambda: _move(store, "bench")) / _timed(bare.move) for _ in range(ROUNDS)]
        opening = [_timed(lambda: _open(url)) / _timed(lambda: _select(url)) for _ in range(ROUNDS // 3)]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "w"
            kept = FolderStore(folder)
            kept.create_board("bench", "bench")
            kept.apply("bench", commands(1000, "bench"))
            starts = [_start(kanban, url) / _start(kanban, str(folder)) for _ in range(6)]
            lists = [_verb(kanban, url, "list") / _verb(kanban, str(folder), "list") for _ in range(10)]
            adds = [_verb(kanban, url, "add", "x") / _verb(kanban, str(folder), "add", "x") for _ in range(10)]
        own = [f"d{number}" for number in range(WRITERS)]
        for slug in own:
            store.create_board(slug, slug)
            store.apply(slug, commands(10, slug))
        one = _commits(url, ["bench"] * WRITERS, bare=False) / _commits(url, ["1"] * WRITERS, bare=True)
        each = _commits(url, own, bare=False) / _commits(url, [str(n + 10) for n in range(WRITERS)], bare=True)
        return [
            ("durable move on a server, 1,000 cards", statistics.median(moves), "x bare psycopg", 2, 1.5),
            ("opening a board of 1,000 cards there", statistics.median(opening), "x SELECT and decode", 1.5, 1.3),
            ("start of the board there", statistics.median(starts), "x from a folder", 1.4, None),
            ("`kanban list` there", statistics.median(lists), "x from a folder", 2, None),
            ("`kanban add` there", statistics.median(adds), "x from a folder", 2, None),
            (f"{WRITERS} writers on one board, bare psycopg's commits", 1 / one, "x theirs", 2, 1.43),
            (f"{WRITERS} writers, each on a board of their own", 1 / each, "x theirs", None, None),
        ]
    finally:
        server.remove()


class Bare:
    """The statements of a save, and nothing else."""

    def __init__(self, url: str, ledger: int = 1) -> None:
        self._connection, self._ledger, self._number = psycopg.connect(url), ledger, 0
        with self._connection.transaction():
            if self._connection.execute("SELECT to_regclass('bare_ledgers')").fetchone() == (None,):
                self._connection.execute(BARE)
            self._connection.execute("INSERT INTO bare_ledgers VALUES (%s, 0, '') ON CONFLICT DO NOTHING", (ledger,))
            self._connection.execute(
                "INSERT INTO bare_cards VALUES (%s, '1', '', '') ON CONFLICT DO NOTHING", (ledger,)
            )

    def move(self) -> None:
        """Begin, lock the row, append, update, commit."""
        execute, ledger = self._connection.execute, self._ledger
        row = execute("SELECT version FROM bare_ledgers WHERE id = %s FOR UPDATE", (ledger,)).fetchone()
        version = row[0] + 1
        execute("INSERT INTO bare_events VALUES (%s, %s, '1', %s)", (ledger, version, "e" * 150))
        execute("UPDATE bare_cards SET state = %s, history = %s WHERE ledger = %s AND card = '1'",
                ("s" * 600, "h" * 600, ledger))  # fmt: skip
        execute("UPDATE bare_ledgers SET version = %s, head = %s WHERE id = %s", (version, "h" * 3000, ledger))
        self._connection.commit()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _timed(call) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def _move(store, slug: str) -> None:
    """A card of the first column goes on and the next time back, another each time."""
    board = store.board(slug) if slug not in BOARDS else BOARDS[slug]
    card = board.cards_in("c1")[0] if board.cards_in("c1") else board.cards_in("c2")[0]
    column = "c2" if board.cards[card].column == "c1" else "c1"
    signed = Signed(Move(cards=(card,), column=column, over_wip=True), slug, now(), uuid.uuid4().hex)
    BOARDS[slug], (applied,) = store.apply(slug, [signed])
    assert applied.refusal is None, applied.refusal


BOARDS: dict = {}
"""As they were after the last move: a session has them too."""


def _open(url: str) -> None:
    store = open_store(url)
    assert len(store.board("bench").cards) >= 1000
    store.close()


def _select(url: str) -> None:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT c.card, c.state, c.history FROM kanban.cards c JOIN kanban.ledgers l ON l.id = c.ledger"
            " WHERE l.slug = 'bench'"
        ).fetchall()
        for _, state, history in rows:
            msgspec.json.decode(state)
            msgspec.json.decode(history)


def _start(kanban: str, where: str) -> float:
    return measure({"cmd": f"{kanban} -w {where} --board bench", "marker": r"Task \d+", "keys": ["j"], "n": 1})[
        "cold_ms"
    ]


def _verb(kanban: str, where: str, *words: str) -> float:
    command = [kanban, "-w", where, words[0], "--board", "bench", *words[1:]]
    return _timed(lambda: subprocess.run(command, check=True, capture_output=True))


def _commits(url: str, ledgers: list[str], bare: bool) -> float:
    """Commits a second of many writers at once, each a process as programs are: threads would wait for each other."""
    forking = multiprocessing.get_context("fork")
    barrier = forking.Barrier(len(ledgers) + 1, timeout=300)
    writers = [
        forking.Process(target=_write, args=(url, ledger, number, bare, barrier))
        for number, ledger in enumerate(ledgers)
    ]
    for writer in writers:
        writer.start()
    barrier.wait()
    spent = _timed(barrier.wait)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0, "every move is saved"
    return len(writers) * MOVES / spent


def _write(url: str, ledger: str, number: int, bare: bool, barrier: multiprocessing.synchronize.Barrier) -> None:
    writer = Bare(url, int(ledger)) if bare else open_store(url)
    move = writer.move if isinstance(writer, Bare) else _mover(writer, ledger, number)
    barrier.wait()
    for _ in range(MOVES):
        move()
    barrier.wait()
    writer.close()


def _mover(store, slug: str, number: int):
    """Moves of a card of this writer's own; the board is read before the clock runs."""
    board = store.board(slug)
    card = list(board.cards)[number % len(board.cards)]
    columns = itertools.cycle(("c2", "c1") if board.cards[card].column == "c1" else ("c1", "c2"))

    def move() -> None:
        signed = Signed(Move(cards=(card,), column=next(columns), over_wip=True), slug, now(), uuid.uuid4().hex)
        _, (applied,) = store.apply(slug, [signed])
        assert applied.refusal is None, applied.refusal
        assert applied.subjects, "it is saved"

    return move
