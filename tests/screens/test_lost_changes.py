"""What an older copy takes away is offered as a file, and comes back from it."""

from pathlib import Path

import pytest
from setting import DOING, Disk, Opener

from kanban.commands.cards import Edit
from kanban.commands.plan import SetNode
from kanban.formats import pending_changes

pytestmark = pytest.mark.any_day


async def test_lost_changes_are_offered_as_a_file(disk: Disk, opened: Opener, tmp_path: Path) -> None:
    board_file, lost_file = disk.folder / "boards" / "bridge" / "board.json", tmp_path / "lost"
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        older = board_file.read_bytes()
        await pilot.press("L", "L")
        await pilot.saved()
        assert disk.board.cards["1"].column == DOING
        board_file.with_suffix(".new").write_bytes(older)
        board_file.with_suffix(".new").rename(board_file)
        await pilot.until("2 changes lost. Write to file:", "an older copy was put in its place", "Backlog 6")
        await pilot.type(str(lost_file))
        await pilot.press("enter")
        await pilot.until(lambda: lost_file.exists())
        await pilot.until("written; applied by: kanban import changes")
    pending = pending_changes.read(lost_file)
    assert [type(change.signed.command).__name__ for change in pending] == ["Move", "Move"]
    disk.give(*(change.signed.command for change in pending))
    assert disk.board.cards["1"].column == DOING


async def test_who_is_typing_goes_on_typing(disk: Disk, opened: Opener) -> None:
    board_file = disk.folder / "boards" / "bridge" / "board.json"
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        older = board_file.read_bytes()
        await pilot.press("L")
        await pilot.saved()
        await pilot.press("a")
        await pilot.type("Half a tit")
        board_file.with_suffix(".new").write_bytes(older)
        board_file.with_suffix(".new").rename(board_file)
        await pilot.until("an older copy was put in its place", "Half a tit")
        await pilot.type("le")
        await pilot.press("enter", "escape")
        await pilot.saved()
    assert "Half a title" in [card.title for card in disk.board.cards.values()]


async def test_lost_changes_of_the_plan_are_offered_on_the_roll_up(disk: Disk, opened: Opener, tmp_path: Path) -> None:
    disk.give_plan(SetNode(code="1", name="Bridge"))
    disk.give(Edit(cards=("1",), changes={"title": "Weld"}))
    plan_file = disk.folder / "plan" / "plan.json"
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("No milestones yet.", " saved")
        older = plan_file.read_bytes()
        await pilot.press("w")
        await pilot.type("2 Road")
        await pilot.press("enter")
        await pilot.saved()
        plan_file.with_suffix(".new").write_bytes(older)
        plan_file.with_suffix(".new").rename(plan_file)
        await pilot.until("1 change lost. Write to file:")
        await pilot.press("escape")
        await pilot.until("No milestones yet.")
    assert list(disk.plan.nodes) == ["1"]
