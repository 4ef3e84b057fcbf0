"""Keys at full speed, as from a pasted text, a held-down key or a slow line: each means what it means typed slowly."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from setting import BACKLOG, DOING, READY, Disk
from terminal import Terminal

from kanban.model import events as ev

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]


def moves(disk: Disk, card_id: str = "1") -> list[tuple[str, str]]:
    return [(e.origin.column, e.to.column) for e in disk.events(card_id) if isinstance(e, ev.Moved)]


def test_300_moves_in_one_write_are_300_moves_on_disk(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.write("LH" * 150)
    term.until(lambda: len(moves(disk)) == 300, " saved", seconds=40)
    assert moves(disk) == [(BACKLOG, READY), (READY, BACKLOG)] * 150
    times = [event.at for event in disk.events()]
    assert all(a <= b for a, b in pairwise(times))
    term.press("q")
    assert term.wait() == 0


def test_300_moves_one_by_one_are_300_moves_on_disk(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    for _ in range(150):
        term.press("shift+right")
        term.press("shift+left")
    term.press("q")
    assert term.wait(40) == 0, "quitting waits for what is not saved"
    assert moves(disk) == [(BACKLOG, READY), (READY, BACKLOG)] * 150


def test_a_bracketed_paste_is_no_commands(disk: Disk, terminal: Start) -> None:
    before = disk.content()
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    assert b"\x1b[?2004h" in term.raw, "it asks the terminal to bracket pastes"
    term.write("\x1b[200~xyLLHeqaPasted\r\x1b[201~")
    term.press("j", "?")
    term.until("Help")
    assert disk.content() == before


def test_a_paste_into_an_input_is_one_clean_line(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.write("b\x1b[200~Pasted [/]\t\x9b31mti\u202etle\rx\ny\x1b[201~ ok")
    term.until("blocked, because: Pasted [/] 31mtitle x y ok")
    term.press("enter")
    term.until(lambda: disk.board.cards["1"].flow.blocked_why == "Pasted [/] 31mtitle x y ok")
    shown = term.raw.decode()
    assert "\x9b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        ("aHxyq Lift deck\r\x1b", lambda d: d.titles(BACKLOG)[-1] == "Hxyq Lift deck"),
        ("aOne\rTwo\rThree\r\x1b", lambda d: d.titles(BACKLOG)[-3:] == ["One", "Two", "Three"]),
        ("bno crane\r", lambda d: d.board.cards["1"].flow.blocked_why == "no crane"),
        ("/grout\rL", lambda d: d.titles(READY) == ["Grout joint 9"]),
        (":archive\ry", lambda d: d.board.cards["1"].flow.archived_at is not None),
        ("\x15\x17exy\t\t\t5\tnight, QA\r", lambda d: (d.board.cards["1"].title, d.board.cards["1"].estimate)
            == ("Weld span 17xy", 5.0) and d.board.cards["1"].tags == ("night", "QA")),
        ("e\x15Renamd\x7fed\r", lambda d: d.board.cards["1"].title == "Renamed"),
        ("mdLu", lambda d: d.titles(DOING) == ["Weld span 17"] and len(d.events()) == 4),
        ("fdL", lambda d: d.titles(READY) == ["Grout joint 9"]),
        ("vjjvL", lambda d: d.titles(READY) == ["Weld span 17", "Cast pier 14", "Grout joint 9"]),
        ("31L", lambda d: d.titles(READY) == ["Weld span 17"]),
        ("\rL", lambda d: d.titles(READY) == ["Weld span 17"]),
    ],
)  # fmt: skip
def test_keys_wait_for_what_the_ones_before_them_open(
    keys: str, done: Callable[[Disk], bool], disk: Disk, terminal: Start
) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.write(keys)
    term.until(lambda: done(disk), seconds=8)
    term.press("q", "q")
