#!/usr/bin/env python3
"""How many bytes a driver's year takes on a PostgreSQL server, by table: the figures of docs/postgresql.md.

    python benchmarks/postgres_size.py [--drivers 3] [--cards 200] [--moves 6]

Each card is added and moved by a command of its own, as a driver does it, with a VACUUM after every hundred: about as
often as autovacuum comes. The sizes have indexes in them, and room that is used again.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests")]

from postgres_server import PostgresServer

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.copying import copy
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store

TABLES = ("cards", "events", "saves", "commands", "tallies", "ledgers")
BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
COLUMNS = ("c2", "c3", "c4")


def main() -> None:
    asked = argparse.ArgumentParser()
    for name, default in (("drivers", 3), ("cards", 200), ("moves", 6)):
        asked.add_argument(f"--{name}", type=int, default=default)
    args = asked.parse_args()
    server = PostgresServer(settings=["autovacuum=off"])
    try:
        server.start()
        url = server.database()
        store = open_store(url)
        store.create(project="Bridge", by="bo")
        database = url.rpartition("/")[2]
        empty = sizes(server, database)
        begin = wal(server, database)
        for number in range(args.drivers):
            drive(store, f"driver-{number}", args, lambda: server.sql("VACUUM", database))
        written = wal(server, database) - begin
        server.sql("VACUUM ANALYZE", database)
        full = sizes(server, database)
        saves = args.drivers * args.cards * (1 + args.moves)
        print(f"{args.cards} cards and {args.cards * args.moves} moves, bytes for each of {args.drivers} drivers:")
        each = {table: (full[table] - empty[table]) // args.drivers for table in TABLES}
        for table, size in each.items():
            print(f"  {table:9} {size:>10,}")
        print(f"  {'together':9} {sum(each.values()):>10,}")
        print(f"written ahead (WAL) for each save, without images of full pages: {written // saves:,} bytes")
        with tempfile.TemporaryDirectory() as folder:
            copy(open_store(url), FolderStore(Path(folder) / "copy"), lambda done, total: None)
            kept = sum(path.stat().st_size for path in Path(folder).glob("copy/boards/*/board.json"))
        print(f"the same in a folder, without its copies: {kept // args.drivers:,} bytes for each driver")
    finally:
        server.remove()


def drive(store, driver: str, args, tidy) -> None:
    """A year of one driver, one command at a time."""
    store.create_board(driver, driver)
    step = timedelta(days=365) / (args.cards * (1 + args.moves))
    at, saved = BEGIN, 0
    for number in range(1, args.cards + 1):
        add = Add(
            title=f"Weld span {number} of the deck, node {number % 17}",
            work_package="1.1.1",
            column="c1",
            due_at=at + timedelta(days=14),
            estimate=3.0,
            tags=("steel", "crane"),
            members=(driver,),
        )
        todo = [add]
        where = 0
        for move in range(args.moves):
            where = move % len(COLUMNS)
            todo.append(
                Move(
                    cards=(str(number),),
                    column="c5" if move == args.moves - 1 else COLUMNS[where],
                    reason="defect" if move >= len(COLUMNS) and not where else None,
                    over_wip=True,
                )
            )
        for command in todo:
            at += step
            _, (applied,) = store.apply(driver, [Signed(command, driver, at)])
            if applied.refusal is not None:
                raise applied.refusal
            saved += 1
            if saved % 100 == 0:
                tidy()


def sizes(server: PostgresServer, database: str) -> dict[str, int]:
    """Of each table with its indexes."""
    rows = server.sql(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
        "WHERE relnamespace = 'kanban'::regnamespace AND relkind = 'r'",
        database,
    )
    return {name: int(size) for name, size in (line.split("|") for line in rows.splitlines())}


def wal(server: PostgresServer, database: str) -> int:
    """How much was written ahead since the server was made."""
    return int(server.sql("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", database))


if __name__ == "__main__":
    main()
