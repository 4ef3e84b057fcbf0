"""From a milestone that slips to the cards that make it slip, by keys alone."""

from datetime import timedelta

import pytest
import time_machine
from setting import Disk, Opener
from test_pictures import NOW

from kanban.demo import build


@pytest.fixture
def demo(tmp_path) -> Disk:
    with time_machine.travel(NOW - timedelta(days=365)):
        build(tmp_path / "w", NOW)
    return Disk(tmp_path / "w", "zhang")


async def test_each_cause_opens_its_cards_and_an_action_its_card(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press("r")
            await pilot.until("P50 is ", "scope added", "12 cards", "other milestones", "What brings P85 forward")
            await pilot.press("enter")
            await pilot.until("scope added, about +", "12 cards", "Weld span")
            await pilot.press("enter")
            await pilot.until("History")
            await pilot.press("escape")
            await pilot.until("scope added, about +")
            await pilot.press("escape")
            await pilot.until("What brings P85 forward")
            await pilot.press("G")
            await pilot.press("enter")
            await pilot.until("History", gone=["What brings"])
            await pilot.press("escape")
            await pilot.press("escape")
            await pilot.until("M6 Grouting")
            await pilot.press("G")
            await pilot.press("r")
            await pilot.until("all 31 cards done")


async def test_it_is_told_as_of_a_past_day_too(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press("r")
            await pilot.until("What brings P85 forward")
            now = pilot.text
            await pilot.press("left_square_bracket")
            await pilot.until(
                "PAST", "What brings P85 forward", lambda: pilot.text.splitlines()[4] != now.splitlines()[4]
            )
