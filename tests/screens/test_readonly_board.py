"""A board opened read-only: everything can be looked at, and no key, click or drag changes a byte."""

from collections.abc import Callable

import pytest
from setting import Disk, Opener
from terminal import Terminal
from test_mouse import drag

from kanban.commands.cards import Move
from kanban.screens.registry import actions_of

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]


async def test_no_key_changes_a_byte(disk: Disk, opened: Opener) -> None:
    before = disk.content()
    async with opened(disk, readonly=True) as pilot:
        await pilot.until("Weld span 17", "read-only", gone=[" saved"])
        assert "add" not in pilot.rows[-1], "the footer offers no change"
        for action in actions_of("board"):
            for key in action.keys:
                if action.writes:
                    await pilot.press(key)
                    await pilot.until(f"{action.label}: this view is read-only")
        await pilot.press("enter")
        await pilot.until("card 1")
        for action in actions_of("card"):
            if action.writes:
                await pilot.press(action.keys[0])
                await pilot.until(f"{action.label}: this view is read-only")
        await pilot.press("escape", "colon")
        await pilot.until("an action, or a card's title")
        offered = {e.key.partition(":")[2] for e in pilot.app.screen.query_one("ListView").rows}  # type: ignore[attr-defined]
        assert offered & {a.id for a in actions_of("board")} == {
            a.id for a in actions_of("board") if not a.writes and a.id != "app.palette"
        }
    assert disk.content() == before


def test_no_drag_either_and_others_are_seen(disk: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(disk.where, "--readonly")
    term.until("Weld span 17", "read-only")
    before = disk.content()
    drag(term, "Cast pier 14", 60, 20)
    term.until("move: this view is read-only")
    term.press("L", "x", "y", "ctrl+z", "E")
    term.until("this view is read-only")
    assert disk.content() == before
    disk.give(Move(cards=("1",), column="c2"))
    term.until("Ready 1")
    term.press("q")
    assert term.wait() == 0
