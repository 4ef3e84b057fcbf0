"""3,000 boards of 200 cards on a PostgreSQL server: the roll-up from tallies, and one driver's move seen in it."""

import statistics
import sys
import time
from pathlib import Path

import psycopg
from part_rollup import FLOOR, board_commands, plan
from ptybench import measure

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from postgres_server import PostgresServer

from kanban.commands.cards import Move
from kanban.commands.outcome import Signed
from kanban.session.rollup import RollupFeed
from kanban.store.open import open_store
from kanban.store.postgres import queries
from kanban.text.dates import now

BOARDS = 3000
COPIES = """
CREATE TEMP TABLE copies AS SELECT n, nextval(pg_get_serial_sequence('kanban.ledgers', 'id')) AS id
    FROM generate_series(1, %(last)s) AS n;
INSERT INTO kanban.ledgers (id, slug, version, mark, driver, owner, head, history) OVERRIDING SYSTEM VALUE
    SELECT c.id, 'd' || c.n, version, mark, 'd' || c.n, 'd' || c.n,
        replace(head, '"slug":"d0","driver":"d0"', format('"slug":"d%%s","driver":"d%%s"', c.n, c.n)), history
    FROM kanban.ledgers, copies c WHERE slug = 'd0';
INSERT INTO kanban.turns SELECT id FROM copies;
INSERT INTO kanban.saves SELECT c.id, version, mark, saved_at, client_at, role
    FROM kanban.saves, copies c WHERE ledger = %(first)s;
INSERT INTO kanban.events SELECT c.id, version, number, card, event FROM kanban.events, copies c WHERE ledger = %(first)s;
INSERT INTO kanban.cards SELECT c.id, card, version, year, state, history
    FROM kanban.cards, copies c WHERE ledger = %(first)s;
INSERT INTO kanban.tallies SELECT c.id, package, part, is_past, tally FROM kanban.tallies, copies c WHERE ledger = %(first)s;
ANALYZE;
"""
"""The first board again and again, under other names."""


def scale(kanban: str) -> list[tuple[str, float, str, float | None, float | None]]:
    """Rows: what, ratio, unit, must, aim."""
    server = PostgresServer(settings=("shared_buffers=512MB", "max_wal_size=8GB")).start()
    try:
        url = server.database()
        begin = time.perf_counter()
        events = seed(url)
        print(f"{events:,} events in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
        shown, first = [], []
        for _ in range(5):
            fetch, bare = _fetch(url) * 1000, measure(FLOOR)["cold_ms"]
            screen = {"cmd": f"{kanban} -w {url} rollup", "marker": r"M9 Milestone", "keys": ["j"], "n": 1, "idle": 5}
            shown.append(measure(screen))
            first.append(shown[-1]["cold_ms"] / (fetch + bare))
        print(f"fetching {fetch:.0f} ms, a bare Textual app {bare:.0f} ms", file=sys.stderr, flush=True)
        feed, other = RollupFeed(open_store(url)), open_store(url)
        full = _look(feed)
        refresh = []
        for number in range(12):
            slug = f"d{number * 101}"
            _move(other, slug)
            refresh.append(_look(feed, {slug}))
        return [
            ("roll-up of 3,000 x 200 cards on a server, first screen", statistics.median(first),
             "x (fetching tallies + bare app)", 2, 1.5),
            ("its refresh after one move", 100 * statistics.median(refresh) / full, "% of reading all", 2, None),
            ("its memory", statistics.median(run["rss_mib"] for run in shown), "MiB", 250, None),
        ]  # fmt: skip
    finally:
        server.remove()


def seed(url: str) -> int:
    """A plan and the boards; how many events there are."""
    store = open_store(url)
    store.create_board("d0", "d0")
    commands = board_commands()
    for begin in range(0, len(commands), 50):
        store.apply("d0", commands[begin : begin + 50])
    store.apply(None, [plan()])
    with psycopg.connect(url, autocommit=True) as connection:
        first = connection.execute("SELECT id FROM kanban.ledgers WHERE slug = 'd0'").fetchone()[0]
        for statement in COPIES.split(";")[:-1]:
            values = {"first": first, "last": BOARDS - 1}
            connection.execute(psycopg.ClientCursor(connection).mogrify(statement, values))
        return connection.execute("SELECT count(*) FROM kanban.events").fetchone()[0]


def _fetch(url: str) -> float:
    begin = time.perf_counter()
    with psycopg.connect(url) as connection:
        slugs = [f"d{number}" for number in range(BOARDS)]
        rows = connection.execute(queries.TALLIES, {"slugs": slugs}).fetchall()
    assert len(rows) == BOARDS
    return time.perf_counter() - begin


def _look(feed: RollupFeed, changed: set[str] | None = None) -> float:
    begin = time.perf_counter()
    seen = feed.look(changed=changed)
    assert seen is not None
    assert seen[1].boards_read == BOARDS, seen[1].unread
    return time.perf_counter() - begin


def _move(store, slug: str) -> None:
    board = store.board(slug)
    card = board.cards_in("c1")[0]
    _, (applied,) = store.apply(slug, [Signed(Move(cards=(card,), column="c2"), slug, now())])
    assert applied.refusal is None
