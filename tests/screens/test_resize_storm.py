"""A window that is dragged to another size: ten sizes at once, then every screen is as if opened at the last one."""

import pytest
from every_screen import SCREENS, SIZES, fill, go_to
from setting import Disk, Opener, Pilot
from textual import events
from textual.geometry import Size

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Archive, Edit
from kanban.screens.registry import screens

pytestmark = pytest.mark.any_day

STORM = ((81, 25), (100, 30), (140, 44), (60, 20), (33, 9), (200, 60), (99, 24), (101, 31), (20, 5))
FURTHER: dict[str, tuple[tuple[str, ...], str]] = {
    "columns": (("C",), "cards, WIP limit"),
    "archived": (("X",), "Bolt 7"),
    "archived card": (("X", "enter"), "History"),
    "metrics cards": (("2", "j", "enter"), "Cast pier"),
    "roll-up cards": (("3", "enter"), "worst first"),
    "roll-up card": (("3", "enter", "j", "enter"), "History"),
    "roll-up drivers": (("3", "d"), "zhang"),
    "roll-up driver": (("3", "d", "enter"), "Weld"),
    "roll-up unplanned": (("3", "o"), "Align"),
    "roll-up wbs": (("3", "W"), "1.1.1"),
    "roll-up changes": (("3", "equals_sign"), "M1"),
    "roll-up by phase": (("3", "S"), "xecuting"),
    "help of the roll-up": (("3", "question_mark"), "Help"),
    "filtered": (("slash", *"span", "enter"), "2 shown"),
    "a message": (("z",), "times in"),
    "a long question": (("g", "j", "j", "x"), "y archive"),
}
"""Places within the screens: the keys to them from the board, and what is seen there."""


@pytest.fixture
def full(midday: None, disk: Disk) -> Disk:
    """A plan, cards in every state, an archived card, titles longer than a line."""
    fill(disk)
    disk.give_plan(pm.SetMilestone(id="M2", name="Grouting of all joints on the northern side", gates=("1.1.1",)))
    disk.give(
        Add(title="Bolt 7 of the northern girder, to be torqued again after the deck is in place"),
        Edit(cards=("4",), changes={"title": "Align girder 7 " * 9, "tags": ("steel", "焊接"), "members": ("li",)}),
    )
    disk.give(Archive(cards=("7",)))
    return disk


def test_every_screen_there_is_is_among_them() -> None:
    assert {s.name for s in screens()} <= {*SCREENS, *FURTHER}


async def _open(pilot: Pilot, name: str) -> None:
    if name in SCREENS:
        await go_to(pilot, name)
        return
    keys, text = FURTHER[name]
    await pilot.until("Weld span 17", " saved")
    for key in keys:
        await pilot.press(key)
        if key in ("2", "3"):
            await pilot.until({"2": "P85", "3": "M1 Zinc"}[key])
    await pilot.until(text)


async def _settled(pilot: Pilot) -> list[str]:
    await pilot.dated()
    for _ in range(4):
        await pilot.raw.pause(0.1)  # type: ignore[attr-defined]
    return [_without_times(row) for row in pilot.rows]


def _without_times(row: str) -> str:
    """Ages and clocks go on meanwhile."""
    return "".join("0" if c.isdigit() else c for c in row)


@pytest.mark.parametrize("name", [*SCREENS, *FURTHER])
async def test_after_a_storm_it_is_as_if_opened_like_that(name: str, full: Disk, opened: Opener) -> None:
    small, large = SIZES
    async with opened(full, size=small) as pilot:
        await _open(pilot, name)
        wanted_small = await _settled(pilot)
    async with opened(full, size=large) as pilot:
        await _open(pilot, name)
        wanted_large = await _settled(pilot)
        assert await _after_storm(pilot, small) == wanted_small
        assert await _settled(pilot) == wanted_small, "nothing comes afterwards"
        assert await _after_storm(pilot, large) == wanted_large
        assert await _settled(pilot) == wanted_large


async def test_the_figures_above_a_board_are_those_that_fit_any_width(full: Disk, opened: Opener) -> None:
    widths = (100, 130, 200, 110, 80, 60)
    wanted = []
    for cells in widths:
        async with opened(full, size=(cells, 30)) as pilot:
            await pilot.until("2 late", " saved")
            wanted.append((await _settled(pilot))[0])
    async with opened(full, size=(80, 30)) as pilot:
        await pilot.until("2 late", " saved")
        assert [(await _after_storm(pilot, (cells, 30)))[0] for cells in widths] == wanted


async def _after_storm(pilot: Pilot, after: tuple[int, int]) -> list[str]:
    """What is shown as soon as the last of ten sizes has been painted."""
    for size in (*STORM, after):
        pilot.app._driver._size = size  # type: ignore[union-attr]
        pilot.app.post_message(events.Resize(Size(*size), Size(*size)))
    await pilot.until(lambda: pilot.app.screen.size == after)
    await pilot.raw.pause()  # type: ignore[attr-defined]
    return [_without_times(row) for row in pilot.rows]
