"""Esc leads back to the row that one left, from wherever one was on the roll-up, and however one came there."""

from full_demo import down_to, foretold, under_cursor
from setting import Disk, Opener, Pilot

from kanban.commands import plan as pm

LEAVES: dict[str, tuple[str, str]] = {
    "cards": ("enter", "open, worst first"),
    "packages": ("p", "1.2.3"),
    "causes": ("r", "What brings P85 forward"),
    "drivers": ("d", "board, driver"),
    "unplanned": ("o", "Unplanned work"),
    "WBS": ("W", "1.3.1"),
    "changes": ("=", "Turned late"),
}
"""By list: its key, and what stands on it."""


def keys(pilot: Pilot) -> list[str]:
    return [row.key for row in pilot.screen.list_view.rows if row.key]  # type: ignore[attr-defined]


async def test_the_cursor_is_on_the_row_that_was_opened(full: Disk, opened: Opener) -> None:
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        await pilot.press("j")
        left = under_cursor(pilot)
        for key, stands in LEAVES.values():
            await into_rows_and_back(pilot, key, stands)
            assert under_cursor(pilot) == left


async def into_rows_and_back(pilot: Pilot, key: str, stands: str) -> None:
    """Into the last row of a list and one in its middle, and out again."""
    await pilot.press(key)
    await pilot.until(stands, gone=["reckoning", "counting", "comparing"])
    page, rows = pilot.rows[4:], keys(pilot)
    for row in {rows[-1]: None, rows[len(rows) // 2]: None}:
        await down_to(pilot, row)
        await pilot.press("enter")
        await pilot.until(lambda was=page: pilot.rows[4:] != was, lambda was=rows: keys(pilot) != was)
        await pilot.press("escape")
        await pilot.until(stands, lambda wanted=row: under_cursor(pilot) == wanted)
    await pilot.press("escape")
    await pilot.until("1 at risk", gone=[stands])


async def test_a_row_that_is_there_twice_is_told_apart(full: Disk, opened: Opener) -> None:
    """M5 is among what turned late, and again under scope, newly blocked and finished."""
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        await pilot.press("=")
        await pilot.until("Turned late", "Newly blocked")
        rows = [key for key in keys(pilot) if key.endswith(" M5")]
        assert len(rows) == 4
        for row in rows:
            await down_to(pilot, row)
            await pilot.press("enter")
            await pilot.until("17 open, worst first")
            await pilot.press("escape")
            await pilot.until("Newly blocked", lambda wanted=row: under_cursor(pilot) == wanted)


async def test_from_another_view_of_the_milestone_one_is_back_on_the_milestone(full: Disk, opened: Opener) -> None:
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        await down_to(pilot, "M7")
        await pilot.press("enter", "tab")
        await pilot.until("1.3.1")
        await pilot.press("tab", "tab")
        await pilot.until("forecast by day 4/9")
        await pilot.press("escape")
        await pilot.until("1 at risk", lambda: under_cursor(pilot) == "M7")
        await pilot.press(":", *"milestone M6", "enter")
        await pilot.until("12 open, worst first")
        await pilot.press("escape")
        await pilot.until("1 at risk", lambda: under_cursor(pilot) == "M6")


async def test_a_page_that_is_gone_leads_back_as_far_as_there_is_something(full: Disk, opened: Opener) -> None:
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        await down_to(pilot, "M8")
        await pilot.press("p")
        await pilot.until("1.3.2")
        full.give_plan(pm.SetMilestone(id="M8", gates=()))
        await pilot.until("it gates no work package yet: e sets its gates")
        await pilot.press("escape")
        await pilot.until("M9 Handover", lambda: under_cursor(pilot) == "M8")
        await pilot.press("p")
        await pilot.until("it gates no work package yet")
        full.give_plan(pm.RemoveMilestone(milestone="M8"))
        await pilot.until("M9 Handover", gone=["M8 Acceptance"])
