"""Every number of the metrics opens the cards behind it; windows and the rule of what is under the cursor."""

from datetime import timedelta

import pytest
import time_machine
from setting import DOING, DONE, Disk, Opener

from kanban.commands.cards import Add, Move
from kanban.text.dates import now


@pytest.fixture
def worked(disk: Disk) -> Disk:
    """Beside what is there: one card finished 40 days ago, one today; a card straight from the queue."""
    with time_machine.travel(now() - timedelta(days=41)):
        disk.give(Add(title="long ago", column=DOING))
    with time_machine.travel(now() - timedelta(days=40)):
        disk.give(Move(cards=("7",), column=DONE))
    disk.give(Move(cards=("2",), column=DOING, over_wip=True), Move(cards=("2",), column=DONE))
    disk.give(Move(cards=("3",), column=DONE))
    return disk


async def test_from_a_figure_to_its_cards_to_all_about_one_and_back(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("cycle time", "(n 2 of 3; few)", "left out: 1 finished_without_start", "all history")
        await pilot.press("enter")
        await pilot.until("cycle time: 2 cards", "long ago", "1.0d")
        await pilot.press("enter")
        await pilot.until("long ago", "History", "moved from Doing to Done")
        await pilot.press("escape")
        await pilot.until("cycle time: 2 cards")
        await pilot.press("escape", "j", "enter")
        await pilot.until("finished_without_start: 1 card", "Grout joint 9")
        await pilot.press("escape")
        await pilot.until("throughput")
        await pilot.press("escape")
        await pilot.until("Backlog")


async def test_only_the_rule_of_the_figure_under_the_cursor_is_told(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("finished - started, elapsed time", gone=["finished - created"])
        await pilot.press("j", "j")
        await pilot.until("finished - created", gone=["finished - started"])


async def test_windows_of_weeks_and_the_ones_before(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("all history", "3 of 7")
        await pilot.press("left_square_bracket")
        await pilot.until("this is all history; w chooses a window")
        await pilot.press("w")
        await pilot.until("the last 4 weeks", "2 of 7")
        await pilot.press("left_square_bracket")
        await pilot.until("from ", " to ", "1 of 7", gone=["the last"])
        await pilot.press("enter")
        await pilot.until("cycle time: 1 card", "long ago")
        await pilot.press("escape", "right_square_bracket", "right_square_bracket")
        await pilot.until("the last 4 weeks", "2 of 7")
        await pilot.press("w")
        await pilot.until("the last 12 weeks", "3 of 7")
        await pilot.press("w")
        await pilot.until("all history")
