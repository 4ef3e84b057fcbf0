"""The program is left while a screen reckons: it ends, and nothing is painted on what is gone."""

import pytest
from setting import Disk, Opener

from kanban.screens.rollup.screen import RollupScreen

WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "what if": (("3", "i"), "nothing is saved"),
    "queue order": (("O",), "queue order"),
    "metrics": (("2", "tab", "tab", "tab"), "metrics"),
    "value": (("6", "tab"), "2/4"),
    "causes": (("3", "r"), "roll-up"),
    "trend": (("3", *["tab"] * 7), "7/9"),
    "critical path": (("4", "tab"), "length of the critical path"),
}


@pytest.mark.parametrize("name", WAYS)
async def test_the_program_ends_while_it_reckons(name: str, full: Disk, opened: Opener) -> None:
    before = full.content()
    keys, words = WAYS[name]
    async with opened(full) as pilot:
        await pilot.until("Ready", "saved")
        for key in keys:
            await pilot.press(key)
            if key == "3":
                await pilot.until("M5 Deck")
        await pilot.until(words)
        screen = pilot.screen
    assert pilot.app._crash == ""
    screen.repaint()  # as what was reckoned meanwhile asks for it, too late
    if isinstance(screen, RollupScreen):
        assert screen._about.milestone == "M5", "where one is does not rest on what is gone"
    assert full.content() == before
