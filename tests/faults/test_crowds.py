"""Many writers on one board: every acknowledged operation is in the history exactly once, every rank distinct."""

import time
from datetime import timedelta

from clock import CLOCK

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

PART = 25
"""How many processes run at once on a machine of few cores; all of them want the one lock."""


def test_everybody_at_once_loses_nothing(place, kanban, many):
    count, said, waiting = many(40, 300), [], []
    for number in range(count):
        waiting.append((number, kanban("add", f"card {number}")))
        while len(waiting) >= many(PART, 300):
            said.append(finished(*waiting.pop(0)))
    said += [finished(*one) for one in waiting]
    board = FolderStore(place.folder).board("bridge")
    assert {i: board.cards[i].title for i, _ in said} == dict(said)
    assert len(board.cards) == count == board.head.rev == board.head.next_id - 1
    assert len({card.rank for card in board.cards.values()}) == count


def finished(number, process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip(), f"card {number}"


def test_movers_and_adders_on_one_board(place, kanban, many):
    signed = [Signed(Add(title=f"card {n}"), "zhang", now()) for n in range(1, 13)]
    place.apply("bridge", signed)
    started = [kanban("move", str(n), "Doing") for n in range(1, 13)]
    started += [kanban("add", f"more {n}") for n in range(8)]
    for process in started:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    board = FolderStore(place.folder).board("bridge")
    assert [len(board.cards[str(n)].events) for n in range(1, 13)] == [2] * 12
    assert len(board.cards_in("c3")) == 12
    assert len(board.cards) == 20


def test_a_reader_in_a_loop_disturbs_no_writer_and_sees_no_half_board(place, kanban):
    stop = time.monotonic() + 1.5
    adders = [kanban("add", f"card {n}") for n in range(10)]
    seen = 0
    while time.monotonic() < stop:
        board = FolderStore(place.folder).board("bridge")
        assert not board.problems
        assert len(board.cards) >= seen
        seen = len(board.cards)
    assert [process.wait(60) for process in adders] == [0] * 10


def test_a_clock_set_back_an_hour_and_the_hour_that_comes_twice_reorder_no_history(place, kanban):
    at = now()
    place.apply("bridge", [Signed(Add(title="a"), "zhang", at)])
    back = at - timedelta(hours=1)
    board, (moved, done) = place.apply(
        "bridge",
        [Signed(Move(cards=("1",), column=c), "zhang", back + timedelta(minutes=m)) for m, c in ((0, "c3"), (1, "c5"))],
    )
    assert moved.refusal is done.refusal is None
    card = board.cards["1"]
    assert [event.at for event in card.events] == [at, at, at]
    assert card.flow.cycle_seconds == 0.0
    assert card.flow.finished_at == at
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Shanghai"):
        process = kanban("metrics", "--json", env={"TZ": zone, "PATH": "/usr/bin", **CLOCK})
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert '"finished": 1' in out
