"""The roll-up for whoever may only read: none of its keys changes a byte."""

from collections.abc import Callable

import pytest
from setting import Disk, Opener, Pilot
from terminal import Terminal

from kanban.screens.actions import Action
from kanban.screens.registry import actions_of, screen
from kanban.store.folder.store import FolderStore
from kanban.store.protocol import Access, Ref

pytestmark = pytest.mark.every_store


# Read-only


class DriversStore(FolderStore):
    """A store whose user may write boards, not the plan."""

    def access(self, ref: Ref) -> Access:
        return Access(True, ref is not None, "" if ref else "only pm may write there")


@pytest.mark.usefixtures("on_files")
async def test_a_driver_is_told_at_once_that_the_plan_is_the_pms(planned: Disk, opened: Opener) -> None:
    before = planned.plan
    async with opened(planned, store=DriversStore(planned.folder), size=(120, 40)) as pilot:
        await pilot.press("3")
        await pilot.until("M1", "read-only", gone=[" add"])
        for action in screen("rollup").actions:
            if action.writes:
                await pilot.press(action.keys[0])
                await pilot.until(f"{action.label}: only pm may write there")
        await pilot.press("1", "L")
        await pilot.until("Ready 1", " saved")
    assert planned.plan == before


@pytest.mark.slow
async def test_read_only_no_key_and_no_palette_entry_changes_a_byte(planned: Disk, opened: Opener) -> None:
    before = planned.content()
    async with opened(planned, first="rollup", slug=None, readonly=True) as pilot:
        await pilot.until("M1", "read-only", "live")
        for action in actions_of("rollup"):
            await _do_nothing_with(pilot, action)
        await pilot.press("colon")
        await pilot.until("an action, or a card's title")
        rows = pilot.app.screen.query_one("ListView").rows  # type: ignore[attr-defined]
        offered = {e.key.partition(":")[2] for e in rows if e.key.startswith("action:")}
        assert offered == {a.id for a in actions_of("rollup") if not a.writes and a.id != "app.palette"}
        await pilot.press("escape")
        await pilot.press("enter", "enter", "enter", "enter")
        await pilot.until("Times")
        for key in "aweBAEbxmHLJKu":
            await pilot.press(key)
            assert pilot.app.screen.prompt is None  # type: ignore[attr-defined]
    assert planned.content() == before


async def _do_nothing_with(pilot: Pilot, action: Action) -> None:
    for key in action.keys:
        if action.id == "app.quit":
            continue
        await pilot.press(key)
        if action.writes:
            await pilot.until(f"{action.label}: this view is read-only")
        if action.id == "app.suspend":
            await pilot.until("suspend: this view is read-only")
        if action.mode:
            await pilot.press("3")  # back from the screen it leads to
        await pilot.press("escape")
        await pilot.until("M1")


def test_read_only_over_a_terminal_offers_no_way_out(planned: Disk, terminal: Callable[..., Terminal]) -> None:
    before = planned.content()
    term = terminal(planned.where, "rollup", "--readonly", env={"EDITOR": "touch /tmp/never-there"})
    term.until("M1 Zinc deck", "read-only")
    term.press("ctrl+z")
    term.until("suspend: this view is read-only")
    for key in ("a", "w", "e", "B", "A", "E", "!", "1", "2"):
        term.press(key)
        term.rest(0.05)
    term.press("enter", "enter", "enter")
    term.until("Cast pier 14")
    term.press("e", "E", "L", "b", "u", "q")
    assert term.wait() == 0
    assert planned.content() == before
