"""Every driver on a board of their own while the PM's roll-up is open: nothing lost, and the PM sees it all."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from makers import change_plan

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetBaseline, SetMilestone, SetNode
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

sys.path.append(str(Path(__file__).parents[1] / "screens"))
from terminal import Terminal

AT_ONCE = 12


@pytest.fixture
def drivers(place, many):
    """A milestone that every driver's one card counts for."""
    plan = [
        *(SetNode(code=code, name=name) for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Spans"))),
        SetMilestone(id="M1", name="Deck ready", gates=("1.1.1",)),
        SetBaseline(milestone="M1", due_at=datetime(2099, 1, 1, tzinfo=UTC)),
    ]
    change_plan(place, plan, "pm")
    names = [f"driver{n}" for n in range(1, many(20, 300) + 1)]
    for name in names:
        place.create_board(name, name)
        place.apply(name, [Signed(Add(title=f"span of {name}", work_package="1.1.1"), name, now())])
    return names


def test_each_on_a_board_of_their_own_with_the_roll_up_open(place, drivers, kanban, many, tmp_path):
    count = len(drivers)
    term = Terminal("-w", str(place.folder), "rollup", home=tmp_path, columns=120, lines=40)
    try:
        term.until("Deck ready", f"0/{count}", seconds=30)
        waiting = []
        for name in drivers:
            waiting.append(kanban("move", "1", "Done", "--board", name))
            while len(waiting) >= many(AT_ONCE, 300):
                finished(waiting.pop(0))
        for process in waiting:
            finished(process)
        last = time.monotonic()
        term.until(f"{count}/{count}", seconds=30)
        assert time.monotonic() - last < 3  # a second, and what a busy machine adds
        term.press("q")
        assert term.wait() == 0
    finally:
        term.close()
    store = FolderStore(place.folder)
    for name in drivers:
        board = store.board(name)
        assert [type(event).__name__ for event in board.cards["1"].events] == ["Created", "Moved"], name
        assert board.cards_in("c5") == ("1",)


def finished(process):
    _, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
