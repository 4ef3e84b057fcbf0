"""Palette, roll-up and board find names in any case, width and Unicode form."""

import pytest
from setting import Disk, Opener

from kanban.commands.cards import Add
from kanban.commands.plan import SetMilestone

FORMS = ["Cafe\u0301", "CAFÉ", "ｃａｆé"]


@pytest.fixture
def cafe(disk: Disk) -> Disk:
    """One card and one milestone with an accent among others without."""
    disk.give(Add(title="Pave the Café yard"))
    disk.give_plan(SetMilestone(id="M1", name="Café opens"), SetMilestone(id="M2", name="Deck closed"))
    return disk


@pytest.mark.parametrize("text", FORMS)
async def test_the_palette_finds_a_card(text: str, cafe: Disk, opened: Opener) -> None:
    async with opened(cafe) as pilot:
        await pilot.press("colon")
        await pilot.type(text)
        await pilot.press("enter")
        await pilot.until(lambda: pilot.current == "Pave the Café yard")


@pytest.mark.parametrize("text", FORMS)
async def test_the_boards_filter_finds_it(text: str, cafe: Disk, opened: Opener) -> None:
    async with opened(cafe) as pilot:
        await pilot.press("slash")
        await pilot.type(text)
        await pilot.press("enter")
        await pilot.until("1 shown")
        assert pilot.current == "Pave the Café yard"


@pytest.mark.parametrize("text", [*FORMS, "ｍ１"])
async def test_the_roll_up_finds_a_milestone(text: str, cafe: Disk, opened: Opener) -> None:
    async with opened(cafe, first="rollup") as pilot:
        await pilot.until("Deck closed")
        await pilot.press("slash")
        await pilot.type(text)
        await pilot.until("1 of 2 shown", "Café opens", gone=["Deck closed"])
