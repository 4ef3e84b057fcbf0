"""Help is searched, and explains the signs and short words."""

import pytest
from setting import Disk, Opener

pytestmark = pytest.mark.any_day


async def test_a_word_leaves_only_the_lines_that_have_it(disk: Disk, opened: Opener) -> None:
    async with opened(disk, size=(100, 60)) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("question_mark")
        await pilot.until("Help · board", "Keys", "Signs")
        await pilot.press("slash")
        await pilot.type("rework")
        await pilot.until("moved back twice", "rework rate", gone=["move the card one column to the left"])
        await pilot.press("enter", "escape")
        await pilot.until("move the card one column to the left")
        await pilot.press("slash")
        await pilot.type("qqq")
        await pilot.until("no line has 'qqq'")
        await pilot.press("escape", "escape")
        await pilot.until("Weld span 17", gone=["Help"])


async def test_ct_and_every_sign_are_explained(disk: Disk, opened: Opener) -> None:
    async with opened(disk, size=(100, 200)) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("question_mark")
        await pilot.until("CT", "cycle time: P50, P85, and n", "blocked, and why", "it has a description", "at risk")
