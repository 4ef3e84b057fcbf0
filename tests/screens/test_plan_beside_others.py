"""The screens of the plan beside what else is going on: others who change it, palette and help, screens left open."""

import pytest
from setting import Disk, Opener
from test_plan_keys import planned, to_the_timeline, to_the_wbs

from kanban.commands.plan_schedule import SetLink

__all__ = ["planned"]

pytestmark = pytest.mark.every_store


async def test_a_screen_follows_what_others_do_to_the_plan(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press("P")
        await pilot.until("1.1.2 Panels · plan", "SS +2d")
        planned.give_plan(SetLink(predecessor="1.1.2", successor="M1"))
        await pilot.until("M1 Zinc deck", "FS ")
        await pilot.press("escape")
        await pilot.until("1.2.1 Casting")
        assert len(pilot.app.plan_session._listeners) == 2, "a screen that is left is told no more"


async def test_the_palette_and_help_know_them(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("colon")
        await pilot.type("hourly rates")
        await pilot.until("calendar")
        await pilot.press("enter")
        await pilot.until("calendar and rates")
        await pilot.press("escape", "colon")
        await pilot.type("book a cost")
        await pilot.until("book a cost on the work package")
        await pilot.press("enter")
        await pilot.until("1.1.1 Girders · book a cost")
        await pilot.press("escape", "question_mark", "slash")
        await pilot.type("link the row")
        await pilot.until("link the row to what comes after it")


@pytest.mark.parametrize(("key", "over"), [("P", "1.1.2 Panels · plan"), ("C", "calendar and rates"), ("i", "what if")])
async def test_what_is_left_open_over_the_roll_up_does_not_hide_where_one_goes(
    key: str, over: str, planned: Disk, opened: Opener
) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press(key)
        await pilot.until(over)
        await to_the_timeline(pilot, "1.2.1")
        await pilot.press("enter")
        await pilot.until("1.2.1 Casting", "board bridge", gone=[over, "timeline"])
