"""A window that changes its size: every screen looks at once as if it had been opened like that."""

from collections.abc import Callable

import pytest
from every_screen import fill, go_to
from setting import Disk, Opener, Pilot
from terminal import Terminal

pytestmark = pytest.mark.any_day


async def settled(pilot: Pilot, size: tuple[int, int]) -> list[str]:
    """What is shown when nothing moves any more."""
    await pilot.until(lambda: len(pilot.rows) == size[1])
    await pilot.dated()
    for _ in range(3):
        await pilot.raw.pause(0.1)  # type: ignore[attr-defined]
    return pilot.rows


@pytest.mark.parametrize(("before", "after"), [((80, 24), (120, 40)), ((120, 40), (80, 24))])
@pytest.mark.parametrize("name", ["board", "card", "metrics", "rollup", "milestone", "help"])
async def test_as_if_opened_like_that(
    name: str, before: tuple[int, int], after: tuple[int, int], disk: Disk, opened: Opener
) -> None:
    fill(disk)
    async with opened(disk, size=after) as pilot:
        await go_to(pilot, name)
        wanted = await settled(pilot, after)
    async with opened(disk, size=before) as pilot:
        await go_to(pilot, name)
        await settled(pilot, before)
        await pilot.raw.resize_terminal(*after)  # type: ignore[attr-defined]
        shown = await settled(pilot, after)
    assert [_without_times(row) for row in shown] == [_without_times(row) for row in wanted]


@pytest.mark.parametrize(
    ("key", "text"), [("", "Weld span 17"), ("3", "M1 Zinc deck"), ("?", "pgdn"), ("enter", "crane")]
)
def test_back_again_at_once_nothing_is_lost(key: str, text: str, disk: Disk, terminal: Callable[..., Terminal]) -> None:
    """A terminal forgets what it has no room for, and the program may learn of the last size only."""
    term = terminal(fill(disk).folder)
    term.until("Weld span 17", " saved")
    if key:
        term.press(key)
    term.until(text)
    term.dated()
    term.rest()
    wanted = [_without_times(row) for row in term.rows]
    for columns, lines in ((30, 8), (80, 3), (12, 24), (200, 2)):
        term.resize(columns, lines)
        term.resize(80, 24)
        term.until(lambda: [_without_times(row) for row in term.rows] == wanted)


def _without_times(row: str) -> str:
    """Ages and clocks go on meanwhile."""
    return "".join("0" if c.isdigit() else c for c in row)
