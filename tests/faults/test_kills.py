"""Kills at random moments, over the command line and the screen: what was acknowledged is there, once."""

import random
import signal
import sys
import time
from pathlib import Path

import pytest

from kanban.store.folder.store import FolderStore

sys.path.append(str(Path(__file__).parents[1] / "screens"))
from terminal import Terminal


def sound(place):
    """The board, and that everything about it is as it has to be."""
    board = FolderStore(place.folder).board("bridge")
    assert not board.problems
    assert len(list(place.folder.rglob("*.tmp"))) <= 2
    cards = board.cards.values()
    assert len({c.title for c in cards}) == len(cards)
    for column in board.columns:
        assert len({board.cards[i].rank for i in board.cards_in(column.id)}) == len(board.cards_in(column.id))
    return board


def test_kills_over_the_command_line(place, kanban, many):
    chance, acknowledged = random.Random(5), {}
    for number in range(many(24, 450)):
        process = kanban("add", f"card {number}")
        time.sleep(chance.uniform(0.02, 0.22))
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        if out.endswith("\n"):
            acknowledged[out.strip()] = f"card {number}"
        board = sound(place)
        assert {i: board.cards[i].title for i in acknowledged} == acknowledged
    assert kanban("add", "after all").wait() == 0
    assert not list(place.folder.rglob("*.tmp"))
    assert acknowledged


def test_kills_over_the_screen(place, tmp_path, many):
    """A card is added and moved with the keys; the kill comes at a random moment after `saved` was shown."""
    chance = random.Random(7)
    for number in range(many(3, 50)):
        terminal = Terminal("-w", str(place.folder), "open", "--board", "bridge", home=tmp_path)
        try:
            terminal.until("saved")
            terminal.press("a", f"screen {number}", "enter", "esc")
            terminal.until(f"screen {number}", "saved", gone=["saving", "add to"])
            terminal.press("esc", "L", "L")
            time.sleep(chance.uniform(0, 0.08))
        finally:
            terminal.close()
        board = sound(place)
        assert [c.title for c in board.cards.values()].count(f"screen {number}") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_over_the_command_line_leave_the_board_sound(place, kanban, number, many):
    chance = random.Random(int(number))
    for turn in range(many(4, 40)):
        process = kanban("add", f"card {turn}")
        time.sleep(chance.uniform(0.05, 0.2))
        process.send_signal(number)
        out, _ = process.communicate(timeout=120)
        board = sound(place)
        if out.endswith("\n"):
            assert board.cards[out.strip()].title == f"card {turn}"
