"""A driver's day on a real terminal: from a pasted list in the morning to what two people wrote on one card."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from setting import BACKLOG, DOING, READY, Disk
from sitting import SAVED, Sitting, Window

from kanban.commands import plan as pm
from kanban.text.messages import msg, msg_in, msg_n

pytestmark = [pytest.mark.slow, pytest.mark.every_store]

LIST = "\r\n".join(
    [
        "Weld span 9 due:-2d #crane @li m5",
        "焊接 span 10 due:tomorrow #crane @li m5",
        "Cast pier 14 due:+9d #concrete @wang",
        *(f"Grout joint {number} #grout wp:1.2.3" for number in range(1, 8)),
        "Ａlign girder 7 @li",
        "Inspect span 16",
        "Sign-off handrail",
        "Order bolts M24",
        "⚠️ Clear the yard",
    ]
)
"""What was agreed on in the morning, as it stands in somebody's notes."""


@pytest.fixture
def planned(empty: Disk) -> Disk:
    """A board without cards, and a milestone M5 to plan them for."""
    nodes = [pm.SetNode(code=c, name=n) for c, n in (("1", "Bridge"), ("1.2", "Deck"), ("1.2.3", "Girders"))]
    empty.give_plan(*nodes, pm.SetMilestone(id="M5", name="Deck 桥面", gates=("1.2",)))
    return empty


def editor(folder: Path, name: str, line: str, waits: bool) -> str:
    """An editor that adds a line; one that waits is open for as long as the file `NAME-open` is there."""
    path, flag = folder / name, folder / f"{name}-open"
    wait = f"touch {flag}\nwhile [ -e {flag} ]; do sleep 0.05; done\n" if waits else ""
    path.write_text(f'#!/bin/sh\n{wait}printf "{line}\\n" >> "$1"\n')
    path.chmod(0o755)
    return str(path)


def test_a_drivers_day(planned: Disk, sit: Callable[[str], Sitting], tmp_path: Path) -> None:
    disk, at_work = planned, sit(planned.where)
    mine = editor(tmp_path, "mine", "lift at 7, line of mine", waits=True)
    window = at_work.window(EDITOR=mine, TMPDIR=str(tmp_path))
    window.sees(msg("No cards yet."), SAVED)

    fifteen_cards_in_one_go(window, disk)
    one_more_with_marks(window, disk)
    a_filter_and_a_view(window, at_work, disk)
    what_needs_a_hand(window, disk)
    cards_in_fewer_lines(window)
    a_kind_is_corrected(window, disk)
    to_the_archive_and_back(window, disk)
    a_second_window(window, at_work, disk, tmp_path)
    window.leaves()

    again = at_work.window()
    again.sees("Weld span 9", SAVED)
    again.leaves()
    assert len(disk.board.cards) == 16


def fifteen_cards_in_one_go(window: Window, disk: Disk) -> None:
    revision = disk.board.head.rev
    window.press("a")
    window.sees(msg("add to {column}:", column="Backlog"))
    window.paste(LIST)
    window.sees(msg_n("{n} line pasted, a card each?", "{n} lines pasted, a card each?", 15))
    window.press("enter")
    cards = msg_n("{n} card", "{n} cards", 15)
    window.sees(msg("added {cards} to {column}", cards=cards, column="Backlog"), SAVED)
    window.sees(lambda: len(disk.board.cards) == 15)
    board = disk.board
    assert board.head.rev == revision + 1, "one write, so one undo"
    welding, casting = board.cards["1"], board.cards["3"]
    assert (welding.title, welding.tags, welding.members) == ("Weld span 9", ("crane",), ("li",))
    assert (welding.work_package, casting.work_package) == ("1.2.3", None)
    assert sum(card.due_at is not None for card in board.cards.values()) == 3


def one_more_with_marks(window: Window, disk: Disk) -> None:
    weekday = f"{datetime.now() + timedelta(days=4):%a}".lower()  # not within two days, whatever day it is
    window.press(f"Weld span 17 due:{weekday} #crane @li m5")
    window.sees("#crane · @li · 1.2.3 Girders")
    window.press("enter")
    window.sees(msg('added "{title}" to {column}', title="Weld span 17", column="Backlog"), SAVED)
    window.press("esc")
    window.sees(msg_in("action", "add"), gone=[msg("add to {column}:", column="Backlog")])
    window.sees(lambda: "16" in disk.board.cards)
    card = disk.board.cards["16"]
    assert (card.title, card.tags, card.members, card.work_package) == ("Weld span 17", ("crane",), ("li",), "1.2.3")
    assert card.due_at is not None
    assert f"{card.due_at:%a}".lower() == weekday


def a_filter_and_a_view(window: Window, at_work: Sitting, disk: Disk) -> None:
    window.press("/", "#crane @li -is:late")
    window.sees("焊接 span 10", "Weld span 17", gone=["Weld span 9", "Cast pier"])
    window.press("enter", "esc")
    window.sees("Weld span 9", "Cast pier 14", gone=["/#crane"])

    said = at_work.says("view", "save", "Kran", "#crane @li -is:late")
    assert str(msg("view {name!r} saved", name="Kran")) in said
    listed = at_work.says("list", "--board", disk.slug, "--view", "kran")
    assert "Weld span 17" in listed
    assert "Cast pier" not in listed
    assert "Weld span 9" not in listed


def what_needs_a_hand(window: Window, disk: Disk) -> None:
    late, due = msg_n("{n} late", "{n} late", 1), msg_n("{n} due tomorrow", "{n} due tomorrow", 1)
    window.sees(late, due)
    window.press("/", "bolts", "enter", "b")
    window.sees(msg("blocked, because:"))
    window.press("crane booked", "enter")
    window.sees(
        msg("blocked {cards}: {why}", cards=msg('"{title}"', title="Order bolts M24"), why="crane booked"), SAVED
    )
    window.press("esc")
    window.sees(msg_n("{n} blocked", "{n} blocked", 1), "Grout joint 7", gone=["/bolts"])
    window.press("g")
    window.sees("▌Weld span 9")
    window.press("tab")
    window.sees("▌焊接 span 10")
    window.press("tab")
    window.sees("▌Order bolts M24")
    window.press("\x1b[Z")
    window.sees("▌焊接 span 10")


def cards_in_fewer_lines(window: Window) -> None:
    shown = []
    for lines in (2, 1, 3):
        window.press("D")
        window.sees(msg_n("{n} line a card", "{n} lines a card", lines))
        shown.append(sum("Grout joint" in row for row in window.term.rows))
    assert shown[1] >= shown[0] >= shown[2], shown


def a_kind_is_corrected(window: Window, disk: Disk) -> None:
    queue, active = msg_in("kind", "queue"), msg_in("kind", "active")
    window.press("C")
    window.sees(msg("{board} · columns", board=disk.slug), "Ready")
    window.press("j", "c")
    window.sees(msg("{column} is {kind}; from now on it is:", column="Ready", kind=queue))
    window.press("a")
    window.sees(msg("judge the past by it?"))
    window.press("n")
    window.sees(msg("column {column} is {kind} now", column="Ready", kind=active), SAVED)
    window.sees(lambda: disk.board.column(READY).kind == "active")
    window.press("esc")
    window.sees("▌焊接 span 10")


def to_the_archive_and_back(window: Window, disk: Disk) -> None:
    window.press("/", "yard", "enter", "x")
    window.sees(msg_in("answer", "archive"), msg_in("answer", "keep"))
    window.press("x")
    window.sees(SAVED, gone=[msg_in("answer", "keep")])
    assert not disk.board.cards["15"].archived, "the key that asked does not answer"
    window.press("x", "y")
    window.sees(lambda: disk.board.cards["15"].archived)
    window.press("esc", "X")
    window.sees(msg("{board} · archived cards", board=disk.slug), "Clear the yard")
    window.press("x")
    window.sees(msg("No card is archived; x on the board archives one."), SAVED)
    window.sees(lambda: not disk.board.cards["15"].archived)
    window.press("esc")
    window.sees("Order bolts M24", gone=["/yard"])
    assert disk.board.cards["15"].column == BACKLOG


def a_second_window(window: Window, at_work: Sitting, disk: Disk, tmp_path: Path) -> None:
    """The same board in another window, where li works; both write on one description."""
    other = at_work.window("--board", disk.slug, EDITOR=editor(tmp_path, "theirs", "bring slings", waits=False))
    other.sees("Backlog 16", SAVED)
    other.press("g", "L", "L")
    other.sees("Doing 1/3", "▌Weld span 9", SAVED)
    window.sees("Doing 1/3")
    assert disk.column_of("Weld span 9") == DOING

    window.press("/", "weld span 9", "enter", "E")
    window.sees((tmp_path / "mine-open").exists)
    other.press("E")
    other.sees(
        msg("edited {fields} of {cards}", fields=msg("description"), cards=msg('"{title}"', title="Weld span 9")), SAVED
    )
    (tmp_path / "mine-open").unlink()
    window.sees(msg_in("answer", "both"), msg_in("answer", "mine"), msg_in("answer", "theirs"))
    window.press("L", "j")
    window.press("b")
    window.sees(SAVED, lambda: "line of mine" in disk.board.cards["1"].description)
    assert disk.board.cards["1"].description == "bring slings\nlift at 7, line of mine"
    assert disk.column_of("Weld span 9") == DOING
    window.press("esc", "u")
    window.sees(SAVED, lambda: disk.board.cards["1"].description == "bring slings")
    other.leaves()
