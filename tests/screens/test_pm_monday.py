"""A PM's Monday on a real terminal: what changed since last week, whose cards they are, what is decided about it."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from setting import DOING, DONE, Disk
from sitting import SAVED, Sitting, Window

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Move
from kanban.render.milestones import STATUS_WORDS
from kanban.render.rollup_lists import CHANGE_HEADS
from kanban.text.dates import now
from kanban.text.messages import msg, msg_in, msg_n

pytestmark = [pytest.mark.slow, pytest.mark.every_store]

NODES = (("1", "Bridge"), ("1.2", "Deck"), ("1.2.2", "Panels"), ("1.2.3", "Grouting"), ("1.3", "Finish"))
PAST = msg("PAST")


def ago(days: float) -> time_machine.travel:
    """What is done in it was done so many days ago."""
    return time_machine.travel(now() - timedelta(days=days), tick=True)


@pytest.fixture
def running(where: str) -> Iterator[Disk]:
    """Two boards, three milestones: in the last week M5 became late, was blocked, grew by a card, and had one done."""
    bridge, li = Disk(where), Disk(where, "li")
    late, due = now() - timedelta(days=2), now() + timedelta(days=10)
    with ago(25):
        bridge.store.create(project="Bridge", timezone="UTC")
        bridge.store.create_board("bridge", "zhang")
        bridge.store.create_board("li", "li")
        bridge.give_plan(
            *(pm.SetNode(code=code, name=name) for code, name in NODES),
            pm.SetMilestone(id="M5", name="Deck 桥面", gates=("1.2.2",), phase="executing"),
            pm.SetMilestone(id="M6", name="Grouting 灌浆", gates=("1.2.3",), phase="executing"),
            pm.SetMilestone(id="M7", name="Handrails 护栏", gates=("1.3",), phase="closing"),
            pm.SetBaseline(milestone="M5", due_at=late),
            pm.SetBaseline(milestone="M6", due_at=due),
        )
    with ago(20):
        bridge.give(*(Add(title=f"Lift deck panel {number}", work_package="1.2.2") for number in range(1, 6)))
        li.give(*(Add(title=f"Grout joint {number}", work_package="1.2.3") for number in range(1, 4)))
        li.give(Add(title="Align girder 7 桥面", work_package="1.2.2"))
    with ago(15):
        bridge.give(Move(cards=("1", "2"), column=DOING))
    with ago(12):
        bridge.give(Move(cards=("1",), column=DONE))
        li.give(Move(cards=("4",), column=DOING))
    with ago(5):
        bridge.give(Move(cards=("2",), column=DONE), Move(cards=("3",), column=DOING))
    with ago(3):
        bridge.give(Block(cards=("3",), why="crane booked"))
    with ago(1):
        bridge.give(Add(title="Weld span 17", work_package="1.2.2"))
    yield bridge
    bridge.close()
    li.close()


def open_cards(count: int, done: int) -> str:
    """The head over the cards behind a milestone."""
    return str(msg_n("{n} open, worst first; {done} done", "{n} open, worst first; {done} done", count, done=done))


def test_a_pms_monday(running: Disk, sit: Callable[[str], Sitting]) -> None:
    disk, at_work = running, sit(running.where)
    window = at_work.window("rollup")
    window.sees(
        msg("{project} · roll-up", project="Bridge"), STATUS_WORDS["late"], "M5 Deck 桥面", "M6 Grouting 灌浆", "2/7"
    )

    what_changed(window, at_work)
    drivers(window)
    the_breakdown(window, disk)
    a_baseline_is_moved(window, disk)
    the_past(window, disk)
    a_storm_of_sizes(window, at_work)
    a_sign_off(window, disk)
    window.leaves()

    log = at_work.says("plan", "log")
    assert "M6 Grouting 灌浆" in log
    assert "M5 Deck 桥面" in log


def what_changed(window: Window, at_work: Sitting) -> None:
    """Since last week; down to the card, and out again."""
    heads = [CHANGE_HEADS[kind] for kind in ("turned_late", "scope", "blocked", "finished")]
    window.press("=")
    window.sees(*heads, "M5 Deck 桥面", "bridge/3 Lift deck panel 3", "Weld span 17")
    window.press("enter")
    window.sees(open_cards(5, 2), "crane booked", "li/4", "bridge/6", gone=[heads[0]])
    window.press("enter")
    window.sees("Lift deck panel 3", msg("blocked: {why}", why="crane booked"), gone=[open_cards(5, 2)])
    window.press("esc")
    window.sees(open_cards(5, 2))
    window.press("esc")
    window.sees(*heads)
    window.press("esc")
    window.sees("M6 Grouting 灌浆", gone=heads[:1])
    told = at_work.says("rollup", "--since", "-7d")
    assert [str(head) for head in heads if str(head) not in told] == []
    assert "bridge/3 Lift deck panel 3" in told


def drivers(window: Window) -> None:
    """Who needs help, and with what."""
    window.press("d")
    window.sees(msg("board, driver"), "bridge · zhang", " li")
    window.press("enter")
    window.sees(msg("board {board} of {driver}", board="bridge", driver="zhang"), "crane booked", gone=["li/4"])
    window.press("esc", "esc")
    window.sees("M6 Grouting 灌浆", gone=[msg("board, driver")])


def the_breakdown(window: Window, disk: Disk) -> None:
    """What is planned; a package that was forgotten is added there."""
    window.press("W")
    window.sees("1.2.2 Panels", msg("gates {milestones}", milestones="M5"), "2/7")
    window.press("w")
    window.sees(msg("WBS node, code and name, such as 1.2.3 Girders:"))
    window.press("1.3.1 Railings 栏杆", "enter")
    window.sees(msg("added {code} {name}", code="1.3.1", name="Railings 栏杆"), "  1.3.1 Railings 栏杆", SAVED)
    window.sees(lambda: "1.3.1" in disk.plan.nodes)
    window.press("esc")
    window.sees("M6 Grouting 灌浆", gone=["1.3.1 Railings"])


def a_baseline_is_moved(window: Window, disk: Disk) -> None:
    """With why; undone and redone."""
    before = disk.plan.milestones["M6"].current_baseline
    window.press("g", "j", "B")
    assert before is not None
    window.sees(msg("baseline of {milestone} (now {date}):", milestone="M6", date=f"{before.due_at:%F %R}"))
    window.press("2099-12-24 17:00", "enter")
    window.sees(msg("why is the baseline moved:"))
    window.press("cement comes late", "enter")
    window.sees("cement comes late", "2099-12", SAVED)
    window.sees(lambda: len(disk.plan.milestones["M6"].baselines) == 2)
    moved = disk.plan.milestones["M6"].current_baseline
    assert moved is not None
    assert (f"{moved.due_at:%F %R}", moved.why) == ("2099-12-24 17:00", "cement comes late")
    window.press("u")
    window.sees(msg_in("state", "saved"), lambda: disk.plan.milestones["M6"].current_baseline == before)
    window.press("ctrl+r")
    window.sees(msg("redid: {done}", done=""), "2099-12", SAVED)
    window.sees(lambda: disk.plan.milestones["M6"].current_baseline == moved)


def the_past(window: Window, disk: Disk) -> None:
    """A week back and on, a date; nothing is changed there, and one key leads back."""
    plan = disk.plan
    window.press("[")
    window.sees(PAST, msg_n("{n} week ago", "{n} weeks ago", 1), "1/6", gone=["2099-12"])
    window.press("[")
    window.sees(msg_n("{n} week ago", "{n} weeks ago", 2), "0/6")
    window.press("]")
    window.sees(msg_n("{n} week ago", "{n} weeks ago", 1), "1/6")
    window.press("B")
    window.sees(msg("this is the past; t goes back to now"))
    window.press("@")
    window.sees(msg("as of:"))
    window.press("4 days ago", "enter")
    window.sees(PAST, "2/6")
    window.press("=")
    window.sees(CHANGE_HEADS["blocked"], CHANGE_HEADS["baseline_moved"], "cement comes late", gone=["panel 2"])
    window.press("esc", "t")
    window.sees("2099-12", "2/7", gone=[PAST])
    window.press("g")
    window.sees(msg_in("action", "quit"))
    assert disk.plan == plan


def a_storm_of_sizes(window: Window, at_work: Sitting) -> None:
    """A window that is dragged about ends as it was."""
    window.press("g")
    window.sees("crane booked", msg_in("action", "open"))
    window.term.dated()
    window.term.rest()
    before = digits_alike(window.term.rows)
    sizes = itertools.product((200, 61, 80, 33, 120), (50, 11, 24, 40))
    for columns, lines in (*sizes, at_work.size):
        window.term.resize(columns, lines)
    window.sees(lambda: digits_alike(window.term.rows) == before)
    for lines in range(5, 15):  # back again before the program can have looked
        window.term.resize(40, lines)
        window.term.resize(*at_work.size)
        window.sees(lambda: digits_alike(window.term.rows) == before)


def digits_alike(rows: list[str]) -> list[str]:
    """Clocks and ages go on meanwhile."""
    return ["".join("0" if letter.isdigit() else letter for letter in row) for row in rows]


def a_sign_off(window: Window, disk: Disk) -> None:
    """Not with open cards by accident; with a yes it is, and can be taken back."""
    warned = msg_n(
        "{milestone} has {n} open card; sign it off all the same?",
        "{milestone} has {n} open cards; sign it off all the same?",
        5, milestone="M5",
    )  # fmt: skip
    label = msg("{milestone} achieved at (enter: now):", milestone="M5")
    window.press("g", "A")
    window.sees(label)
    window.press("enter")
    window.sees(warned)
    window.press("enter")
    window.sees(SAVED, gone=[warned])
    assert disk.plan.milestones["M5"].sign_off is None
    window.press("A")
    window.sees(label)
    window.press("enter")
    window.sees(warned, msg_in("answer", "sign off"))
    window.press("y")
    window.sees(lambda: disk.plan.milestones["M5"].sign_off is not None)
    window.sees(STATUS_WORDS["achieved_late"], SAVED)
    window.press("u")
    window.sees(STATUS_WORDS["late"], SAVED, gone=[STATUS_WORDS["achieved_late"]])
    window.sees(lambda: disk.plan.milestones["M5"].sign_off is None)
