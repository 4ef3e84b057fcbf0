"""The mouse on the heads of board and roll-up: what is counted there is a filter, a head an order."""

import re
from datetime import timedelta

import pytest
import time_machine
from setting import BACKLOG, DOING, DONE, Disk, Opener

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Edit, Move
from kanban.render import rollup_table as table
from kanban.text.clean import width
from kanban.text.dates import now

pytestmark = pytest.mark.any_day


def blurred(row: str) -> str:
    """Without the cursor; ages go on meanwhile."""
    return re.sub(r"\d+s", "0s", row).replace("▌", " ")


async def test_what_is_counted_in_the_head_is_a_filter(midday: None, disk: Disk, opened: Opener) -> None:
    disk.give(
        Block(cards=("1", "4", "6"), why="crane"),
        Edit(cards=("2", "3"), changes={"due_at": now() - timedelta(days=2)}),
        Edit(cards=("5",), changes={"due_at": now() + timedelta(days=1)}),
    )
    async with opened(disk, size=(120, 40)) as pilot:
        await pilot.until("2 late · 1 due tomorrow · 3 blocked", " saved")
        for chip, needle, count in (("2 late", "is:late", 2), ("1 due", "is:due", 1), ("3 blocked", "is:blocked", 3)):
            await pilot.click(chip)
            await pilot.until(f"/{needle} {count} shown")
            assert pilot.screen.selection.shown_count == count  # type: ignore[attr-defined]
            await pilot.click(chip)
            await pilot.until(gone=["shown"])
        await pilot.click("2 late")
        await pilot.click("3 blocked")
        await pilot.until("/is:blocked 3 shown")
        await pilot.click("3 shown")
        await pilot.until(gone=["shown"])
        await pilot.press("space")
        await pilot.until("1 marked")
        await pilot.click("1 marked")
        await pilot.until(gone=["marked"])


async def test_the_head_counts_as_the_filter_does(midday: None, disk: Disk, opened: Opener) -> None:
    """Old cards in work among quickly finished ones are ageing; a click shows as many as were said."""
    with time_machine.travel(now() - timedelta(days=9)):
        disk.give(Move(cards=("1", "2"), column=DOING))
    disk.give(*(Add(title=f"quick {n}") for n in range(12)))
    quick = tuple(card.id for card in disk.board.cards.values() if card.title.startswith("quick"))
    disk.give(Move(cards=quick, column=DOING, over_wip=True), Move(cards=quick, column=DONE))
    async with opened(disk, size=(120, 40)) as pilot:
        await pilot.until("2 ageing")
        await pilot.click("2 ageing")
        await pilot.until("/is:ageing 2 shown")


async def test_no_number_in_the_head_is_cut_by_a_filter(midday: None, disk: Disk, opened: Opener) -> None:
    disk.give(
        Block(cards=("1", "4", "6"), why="crane"),
        Edit(cards=("2", "3"), changes={"due_at": now() - timedelta(days=2)}),
        Edit(cards=("5",), changes={"due_at": now() + timedelta(days=1)}),
    )
    async with opened(disk) as pilot:
        await pilot.until("2 late · 1 due tomorrow · 3 blocked   WIP 0/5", " saved")
        await pilot.click("3 blocked")
        await pilot.until("2 late · 1 due tomorrow · 3 blocked   ", " /is:blocked 3 shown", gone=["…"])
        await pilot.click("3 blocked")
        await pilot.until("WIP 0/5", gone=["shown"])


async def test_what_is_typed_is_not_lost_to_a_click_in_the_head(disk: Disk, opened: Opener) -> None:
    disk.give(Block(cards=("1",), why="crane"))
    async with opened(disk) as pilot:
        await pilot.until("1 blocked")
        await pilot.press("a", *"Bolt")
        await pilot.click("1 blocked")
        await pilot.until("Bolt", gone=["shown"])
        await pilot.press("enter", "escape")
        await pilot.saved()
    assert "Bolt" in disk.titles(BACKLOG)


async def test_a_click_on_a_head_of_the_roll_up_sorts_by_it(midday: None, disk: Disk, opened: Opener) -> None:
    codes = ("1", "1.1", "1.1.1", "1.1.2", "1.1.3")
    disk.give_plan(
        *(pm.SetNode(code=code, name=code) for code in codes),
        *(pm.SetMilestone(id=f"M{n}", name=f"Mark {n}", gates=(f"1.1.{4 - n}",)) for n in (1, 2, 3)),
        *(pm.SetBaseline(milestone=f"M{n}", due_at=now() + timedelta(days=d)) for n, d in ((1, 30), (2, -3), (3, 9))),
    )
    disk.give(
        *(Edit(cards=(str(n),), changes={"work_package": f"1.1.{4 - n}"}) for n in (1, 2, 3)),
        Move(cards=("3",), column=DOING),
        Move(cards=("3",), column=DONE),
    )
    async with opened(disk, size=(120, 40), first="rollup") as pilot:

        def order() -> list[str]:
            return re.findall(r"^ . (M\d) Mark", pilot.text, re.MULTILINE)

        await pilot.until("M2 Mark 2", "due in")
        for head, words, wanted in (
            ("baseline", "sorted by date", ["M2", "M3", "M1"]),
            ("milestone", "sorted by WBS", ["M3", "M2", "M1"]),
            (" done P85", "sorted by completion", ["M1", "M2", "M3"]),
            ("status", "sorted by urgency", ["M2", "M1", "M3"]),
            ("due in", "sorted by date", ["M2", "M3", "M1"]),
            ("slip", "sorted by slip", ["M2", "M3", "M1"]),
            ("P85", "sorted by P85", ["M1", "M2", "M3"]),  # none has one
        ):
            await pilot.click(head)
            await pilot.until(words)
            assert order() == wanted, head
        await pilot.click("rework")
        await pilot.until("no order goes by this; there are: urgency, date, P85, slip, WBS,")


def test_every_head_of_the_roll_up_that_stands_at_any_width_has_an_order() -> None:
    for cells in range(65, 240):
        shape = table.table(cells)
        orders = [table.order_of(shape, number) for number in range(len(table.head(shape)))]
        assert None not in orders[: len(table.NEEDED) + 1]
        assert sum(width(text) for text, _ in table.head(shape)) <= cells
