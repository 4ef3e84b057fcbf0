#!/usr/bin/env python3
"""Fill a workspace with one board of N cards, through the same commands as everybody: seed.py DIR N [--user NAME].

Same cards for the same N: five columns of equal size, half of the cards with a description, one in five with a due
date around today, one in three under a work package.
"""

import argparse
import getpass
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore

START = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=60)
"""Recent enough that nothing is archived yet."""
COLUMNS = ("c1", "c2", "c3", "c4", "c5")


def commands(count: int, user: str, start: datetime = START, column: str = "") -> list[Signed]:
    """That many cards added and moved, in all columns or in the one named."""
    pick = random.Random(1)
    out = []
    for i in range(count):
        at = start + timedelta(minutes=i)
        add = Add(
            title=f"Task {i} weld span {pick.randrange(999)}",
            description="Inspect the seam and sign." if i % 2 else "",
            due_at=start + timedelta(days=50 + i % 49) if i % 5 == 0 else None,
            work_package="1.1.1" if i % 3 == 0 else None,
        )
        out.append(Signed(add, user, at))
        target = column or COLUMNS[i % len(COLUMNS)]
        if target != "c1":
            move = Move(cards=(str(i + 1),), column=target, over_wip=True)
            out.append(Signed(move, user, at + timedelta(hours=1)))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--user", default=getpass.getuser())
    options = parser.parse_args()
    store = FolderStore(options.dir)
    store.create_board(options.user, options.user)
    todo = commands(options.count, options.user)
    for start in range(0, len(todo), 4000):
        store.apply(options.user, todo[start : start + 4000])
    print(f"{options.dir}: {options.count} cards")


if __name__ == "__main__":
    main()
