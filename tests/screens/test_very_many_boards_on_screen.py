"""The roll-up of very many boards on a server: counts at once, the cards of a page as soon as they are read."""

import pytest
from setting import Disk, Opener

from kanban.commands.cards import Add
from kanban.store import reading

pytestmark = pytest.mark.every_store


@pytest.fixture(autouse=True)
def _very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MANY", 0)


async def test_from_the_counts_to_a_card_and_back(gated: Disk, opened: Opener) -> None:
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck", "1/5", "1 blocked", "crane booked")
        await pilot.press("enter")
        await pilot.until("4 open, worst first; 1 done", "Weld span 17")
        await pilot.press("enter")
        await pilot.until("Weld span 17", "History, newest first")
        await pilot.press("escape", "escape")
        await pilot.until("1/5")
        gated.give(Add(title="One more", work_package="1.1.1"))
        await pilot.until("1/6")
        await pilot.press("p")
        await pilot.until("1.1.1 Girders")
        await pilot.press("enter")
        await pilot.until("bridge")
        await pilot.press("enter")
        await pilot.until("One more")


async def test_the_proposed_order_of_a_queue(gated: Disk, opened: Opener) -> None:
    async with opened(gated) as pilot:
        await pilot.until("Weld span 17", "saved")
        await pilot.press("O")
        await pilot.until("bridge · queue order", "Align girder 7", "Sign-off handrail", "M1", gone=["reckoning"])
        await pilot.press("G", "g", "enter")
        await pilot.until("bridge · card 4")


async def test_drivers_unplanned_work_and_the_timeline(gated: Disk, opened: Opener) -> None:
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck")
        await pilot.press("o")
        await pilot.until("Unplanned work", "1 open")
        await pilot.press("escape", "d")
        await pilot.until("zhang")
        await pilot.press("enter")
        await pilot.until("5 open, worst first")
        await pilot.press("escape", "escape", "4")
        await pilot.until("1.1.1 Girders")
