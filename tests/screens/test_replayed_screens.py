"""The past on the roll-up, the timeline and the value screen alike: what is typed, how it is said, what is refused."""

from datetime import timedelta

import pytest
from full_demo import foretold
from setting import Disk, Opener, Pilot

from kanban.text.dates import full_day, now

ZONE = "Asia/Shanghai"
SCREENS = {"3": "roll-up", "4": "timeline", "6": "value"}


async def as_of(pilot: Pilot, typed: str) -> None:
    await pilot.press("@", *typed, "enter")


async def test_a_date_is_echoed_refused_or_shown_on_each_of_them(midday: None, planned: Disk, opened: Opener) -> None:
    before = planned.content()
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        for key, name in SCREENS.items():
            await pilot.press(key)
            await pilot.until(f"· {name}", "live")
            await pilot.press("t", "]")  # it is now already
            await pilot.press("@", "enter")
            await pilot.until("live", gone=["as of:"])
            await pilot.press("@", *"tomorrow")
            await pilot.until("is not past")
            await pilot.press("enter")
            await pilot.until("is not past", "tomorrow")
            await pilot.press("ctrl+u", *"some day")
            await pilot.until("'some day' is not understood")
            await pilot.press("escape")
            await pilot.until("live", gone=["as of:", "PAST"])
            await pilot.press("@", *"3 days ago")
            await pilot.until(full_day(now() - timedelta(days=3), "UTC")[:6])
            await pilot.press("enter")
            await pilot.until("PAST · 2 days ago")
            await pilot.press("]")
            await pilot.until("live", gone=["PAST"])
            await as_of(pilot, "20 days ago")
            await pilot.until("PAST · 2 weeks ago")
            await pilot.press("]", "]", "]")
            await pilot.until("live", gone=["PAST"])
    assert planned.content() == before


async def test_weeks_back_and_on_are_calendar_weeks_and_each_screen_has_its_own_moment(
    full: Disk, opened: Opener
) -> None:
    async with opened(full, first="rollup") as pilot:
        await foretold(pilot)
        for weeks in (1, 2, 3):
            await pilot.press("[")
            words = f"{weeks} week ago" if weeks == 1 else f"{weeks} weeks ago"
            await pilot.until(f"PAST · {words} · Tue {full_day(now() - timedelta(weeks=weeks), ZONE)[:6]}", "18:09 CST")
        await pilot.press("4")
        await pilot.until("timeline", "live", gone=["PAST"])
        await pilot.press("[", "6")
        await pilot.until("· value", "live", gone=["PAST"])
        await pilot.press("4")
        await pilot.until("timeline", "PAST · 1 week ago")
        await pilot.press("3")
        await pilot.until("roll-up", "PAST · 3 weeks ago")
        await pilot.press("escape")
        await pilot.until("live", gone=["PAST"])


async def test_before_there_was_anything_it_says_so_and_every_key_is_taken(
    midday: None, planned: Disk, opened: Opener
) -> None:
    nothing = {
        "3": "No milestones had been made by then; ] goes a week on.",
        "4": "Nothing had been planned by then; ] goes a week on.",
        "6": "no budgets yet",
    }
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        for key, words in nothing.items():
            await pilot.press(key)
            await pilot.until(f"· {SCREENS[key]}", "live")
            await as_of(pilot, "300 days ago")
            await pilot.until("PAST · 42 weeks ago", words)
            for pressed in ("j", "G", "enter", "escape"):
                await pilot.press(pressed)
            await pilot.until("live", gone=["PAST"])
            await as_of(pilot, "300 days ago")
            await pilot.until("PAST · 42 weeks ago", words)
            await pilot.press("tab", "right", "left", "enter", "t")
            await pilot.until("live", gone=["PAST"])
            await pilot.press("escape")
        await pilot.press("3", *"dprioW=")
        await pilot.press("escape", "escape", "escape")
        await pilot.until("M1 Zinc deck")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("a", "add: "), ("w", "add WBS node: "), ("e", "edit: "), ("B", "baseline: "), ("A", "sign off: "),
        ("u", "undo: "), ("ctrl+r", "redo: "), (">", "link: "), ("<", "link before: "), ("E", "estimate: "),
        ("b", "budget: "), ("c", "cost: "),
    ],
)  # fmt: skip
def test_every_key_that_writes_is_declared_to_write(key: str, words: str) -> None:
    from kanban.screens.actions import key_map
    from kanban.screens.registry import actions_of

    action = key_map(actions_of("rollup"))[{">": "greater_than_sign", "<": "less_than_sign"}.get(key, key)]
    assert action.writes
    assert f"{action.label}: " == words


async def test_every_key_that_writes_says_that_it_is_the_past(full: Disk, opened: Opener) -> None:
    before = full.content()
    async with opened(full, first="rollup") as pilot:
        await foretold(pilot)
        await pilot.press("[")
        await pilot.until("PAST", "26/45")
        for key, word in (("a", "add"), ("w", "add WBS node"), ("e", "edit"), ("B", "baseline"), ("A", "sign off"),
                          ("u", "undo"), ("ctrl+r", "redo")):  # fmt: skip
            await pilot.press(key)
            await pilot.until(f"{word}: this is the past; t goes back to now")
    assert full.content() == before
