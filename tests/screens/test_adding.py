"""`a`: card after card until esc, one line with marks, pasted lists; no title ever runs as commands."""

import asyncio
from collections.abc import Callable

import pytest
from setting import BACKLOG, DOING, READY, TITLES, Disk, Opener
from terminal import Terminal
from textual import events

from kanban.commands import plan as pm
from kanban.commands.cards import Move
from kanban.screens.question import HELD_SECONDS

pytestmark = pytest.mark.every_store

Start = Callable[..., Terminal]
LIST = "Order bolts\r\n\r\n  Lift \x1b[31mdeck #crane\nPaint \u202erail\n"


@pytest.fixture
def planned(disk: Disk) -> Disk:
    nodes = [pm.SetNode(code=c, name=n) for c, n in (("1", "Bridge"), ("1.2", "Deck"), ("1.2.3", "Girders"))]
    disk.give_plan(*nodes, pm.SetMilestone(id="M5", name="Deck", gates=("1.2",)))
    return disk


def test_fifteen_cards_typed_at_full_speed_are_fifteen_cards(disk: Disk, terminal: Start) -> None:
    before = disk.board
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    titles = [f"Hxyq ux {n}" for n in range(15)]
    term.write("a" + "".join(f"{title}\r" for title in titles) + "\x1bj")
    term.until(lambda: disk.titles(BACKLOG)[6:] == titles, " saved", gone=["add to"])
    assert {i: c for i, c in disk.board.cards.items() if i in before.cards} == dict(before.cards)
    term.press("q")
    assert term.wait() == 0


async def test_it_says_what_was_added_and_stays_until_esc(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("a", *"Lift deck", "enter")
        await pilot.until("add to Backlog:", 'added "Lift deck" to Backlog', "▌Lift deck")
        await pilot.press("enter", "enter")
        await pilot.until("esc ends it", "add to Backlog:")
        await pilot.press(*"Qq", "enter", *"half", "escape")
        await pilot.until("H L move", "▌Qq", gone=["half"])
        await pilot.saved()
        assert disk.titles(BACKLOG)[6:] == ["Lift deck", "Qq"]
        await pilot.press("u")
        await pilot.until('undid: added "Qq" to Backlog')


async def test_a_line_with_marks(midday: None, planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 24)) as pilot:
        await pilot.press("a", *"Weld span 9 due:2027-12-10 17:00 #crane @li m5")
        await pilot.until("due Fri 10 Dec 2027 17:00 UTC · #crane · @li · 1.2.3 Girders")
        await pilot.press("enter")
        await pilot.until('added "Weld span 9" to Backlog')
        await pilot.saved()
        card = planned.board.cards["7"]
        assert (card.title, card.tags, card.members, card.work_package) == ("Weld span 9", ("crane",), ("li",), "1.2.3")
        assert f"{card.due_at:%F %R}" == "2027-12-10 17:00"


async def test_what_is_refused_stays_to_be_put_right(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("a", *"Weld due:nextweek", "enter")
        await pilot.until("due: 'nextweek' is not understood", "Weld due:nextweek")
        await pilot.press(*["backspace"] * 8, *"fri", "enter")
        await pilot.until('added "Weld" to Backlog')
        await pilot.saved()
        assert [c.due_at is not None for c in disk.board.cards.values()][6:] == [True]


# A pasted list


def test_a_pasted_list_is_asked_about_and_is_one_undo(planned: Disk, terminal: Start) -> None:
    term = terminal(planned.where)
    term.until("Weld span 17", " saved")
    revision = planned.board.head.rev
    term.write(f"a\x1b[200~{LIST}\x1b[201~")
    term.until("3 lines pasted, a card each?", "3 cards", "one card")
    term.press("L", "x", "j")
    term.rest()
    assert planned.board.head.rev == revision, "it has to be answered"
    term.press("enter")
    term.until("added 3 cards to Backlog", "add to Backlog:")
    term.until(lambda: planned.titles(BACKLOG)[6:] == ["Order bolts", "Lift [31mdeck", "Paint rail"])
    assert planned.board.cards["8"].tags == ("crane",)
    assert planned.board.head.rev == revision + 1
    term.press("esc", "u")
    term.until("undid: added 3 cards to Backlog", " saved")
    assert planned.titles(BACKLOG) == list(TITLES)
    assert b"\x1b[31mdeck" not in term.raw


@pytest.mark.parametrize(("key", "made"), [("o", ["Both: one two"]), ("escape", [])])
async def test_a_pasted_list_may_be_one_card_or_none(key: str, made: list[str], disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("a", *"Both: ")
        pilot.app.post_message(events.Paste("one\ntwo\n"))
        await pilot.until("2 lines pasted")
        await pilot.press(key)
        await pilot.until("add to Backlog:")
        if key == "o":
            await pilot.until("add to Backlog: Both: one two")
        await pilot.press("enter", "escape")
        await pilot.saved()
        assert disk.titles(BACKLOG)[6:] == made


async def test_a_bad_line_is_named_and_nothing_of_the_list_is_made(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("a")
        pilot.app.post_message(events.Paste("one\ntwo due:nextweek\nthree"))
        await pilot.until("3 lines pasted")
        await pilot.press("enter")
        await pilot.until("line 2: due: 'nextweek' is not understood", "line 2 of 3:", "two due:nextweek")
        await pilot.press("escape")
        await pilot.until("add to Backlog:", gone=["line 2"])
        await pilot.saved()
        assert disk.titles(BACKLOG) == list(TITLES)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_bad_lines_are_put_right_one_by_one_and_the_others_need_not_be_pasted_again(
    size: tuple[int, int], disk: Disk, opened: Opener
) -> None:
    long = "x" * 600
    async with opened(disk, size=size) as pilot:
        await pilot.press("a", *"Both: ")
        pilot.app.post_message(events.Paste(f"one\ntwo due:nextweek\n{long}\ndue:fri\nfour"))
        await pilot.until("5 lines pasted")
        await pilot.press("enter")
        await pilot.until("line 2 of 5:", "two due:nextweek", "esc adds none")
        await pilot.press(*["backspace"] * 3, "enter")  # still bad: it stays
        await pilot.until("'nextw' is not understood", "two due:nextw")
        await pilot.press(*["backspace"] * 10)
        await pilot.until("enter adds all lines")
        await pilot.press("enter")
        await pilot.until("line 3 of 5:", "line 3: the title has 600 characters")
        await pilot.press("ctrl+u", *"three", "enter")
        await pilot.until("line 4 of 5:", "due:fri")
        await pilot.press("ctrl+u")
        await pilot.until("enter leaves the line out")
        await pilot.press("enter")
        await pilot.until("added 4 cards to Backlog", "add to Backlog:")
        await pilot.press("escape", "u")
        await pilot.until("undid: added 4 cards")
        await pilot.press("ctrl+r")
        await pilot.saved()
        assert disk.titles(BACKLOG)[6:] == ["Both: one", "two", "three", "four"]


async def test_a_list_into_a_full_column_asks_for_leave(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1", "2", "3"), column=DOING))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("a")
        pilot.app.post_message(events.Paste("one\ntwo"))
        await pilot.until("2 lines pasted")
        await pilot.press("enter", "enter", "enter")
        await pilot.until("Doing is full (3/3):", "add them anyway")
        await pilot.press("y")
        await pilot.until("added 2 cards to Doing, over its limit of 3")
        await pilot.saved()
        assert disk.titles(DOING)[-2:] == ["one", "two"]


# A full column


async def test_enter_held_down_adds_nothing_to_a_full_column(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1", "2", "3"), column=DOING), Move(cards=("4",), column=READY))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("a", *"Urgent", *["enter"] * 8)
        await pilot.until("Doing is full (3/3): enter adds it anyway", "add to Doing: Urgent")
        await asyncio.sleep(HELD_SECONDS + 0.3)
        await pilot.press("!", "enter")
        await pilot.until("Doing is full (3/3): enter adds it anyway", "add to Doing: Urgent!")
        await pilot.saved()
        assert "Urgent!" not in disk.titles(DOING), "another title is asked about anew"
        await asyncio.sleep(HELD_SECONDS + 0.3)
        await pilot.press("enter")
        await pilot.until("over its limit of 3")
        await pilot.press(*"More", "enter")
        await pilot.until('added "More" to Doing, over its limit of 3')


async def test_a_refused_line_of_a_pasted_list_is_said_whole_at_80_columns(disk: Disk, opened: Opener) -> None:
    async with opened(disk, size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.until("add to Backlog:")
        pilot.app.post_message(events.Paste("one\ntwo due:nextweek"))
        await pilot.until("2 lines pasted")
        await pilot.press("enter")
        await pilot.until("line 2: due: 'nextweek' is not understood", "fri 17:00, tomorrow, +3d, +2w")


async def test_the_marks_of_a_pasted_list_are_no_part_of_the_titles(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("a")
        await pilot.until("add to Backlog:")
        pilot.app.post_message(events.Paste("- [ ] Lift deck\n- 浇筑 3 号墩\n- -5 deg test"))
        await pilot.until("3 lines pasted")
        await pilot.press("enter")
        await pilot.saved()
        assert disk.titles(BACKLOG)[6:] == ["Lift deck", "浇筑 3 号墩", "-5 deg test"]
