"""Two people edit one field: what the other wrote is never overwritten unread, and what I wrote is never lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from setting import TITLES, Disk, Opener
from terminal import Terminal

from kanban.commands import plan as pm
from kanban.commands.cards import Edit

pytestmark = pytest.mark.every_store

Start = Callable[..., Terminal]
ASKED = ("li changed the description meanwhile; keep", "b both", "m mine", "t theirs")


@pytest.fixture
def described(disk: Disk) -> Disk:
    disk.give(Edit(cards=("1",), changes={"description": "base text"}))
    return disk


@pytest.fixture
def editing(described: Disk, terminal: Start, tmp_path: Path) -> Terminal:
    """An editor is open; meanwhile somebody else changes the description; then it is closed."""
    editor = tmp_path / "editor"
    wait = f"touch {tmp_path}/open\nwhile [ -e {tmp_path}/open ]; do sleep 0.05; done"
    editor.write_text(f'#!/bin/sh\n{wait}\nprintf "\\\\nmine\\\\n" >> "$1"\n')
    editor.chmod(0o755)
    term = terminal(described.where, env={"EDITOR": str(editor), "TMPDIR": str(tmp_path)})
    term.until("Weld span 17", " saved")
    term.press("E")
    term.until((tmp_path / "open").exists)
    described.give(Edit(cards=("1",), changes={"description": "base text\ntheirs"}), by="li")
    (tmp_path / "open").unlink()
    term.until(*ASKED)
    return term


@pytest.mark.parametrize(
    ("key", "text"),
    [("b", "base text\ntheirs\nmine"), ("m", "base text\nmine"), ("t", "base text\ntheirs"),
     ("esc", "base text\ntheirs")],
)  # fmt: skip
def test_a_description_changed_while_the_editor_was_open(
    key: str, text: str, editing: Terminal, described: Disk, tmp_path: Path
) -> None:
    assert described.board.cards["1"].description == "base text\ntheirs"
    editing.press("L", "x", "j", "enter")
    editing.until(*ASKED)
    editing.press(key)
    editing.until(" saved", gone=["; keep"])
    editing.until(lambda: described.board.cards["1"].description == text)
    kept = [file.read_text() for file in tmp_path.glob("kanban-*.md")]
    if key in "bm":
        editing.until("edited description")
        assert kept == []
    else:
        editing.until("description: that of li stays; what you wrote is in")
        assert kept == ["base text\nmine\n"]
    assert described.titles("c1") == list(TITLES), "the other keys did nothing"


def test_what_was_written_is_in_a_file_while_it_is_asked(editing: Terminal, tmp_path: Path) -> None:
    editing.signal(9)
    assert editing.wait() == -9
    assert [file.read_text() for file in tmp_path.glob("kanban-*.md")] == ["base text\nmine\n"]


def test_the_same_change_by_both_is_none(described: Disk, terminal: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf new > "$1"\nsleep 0.3\n')
    editor.chmod(0o755)
    term = terminal(described.where, env={"EDITOR": str(editor), "TMPDIR": str(tmp_path)})
    term.until("Weld span 17", " saved")
    described.give(Edit(cards=("1",), changes={"description": "new"}), by="li")
    term.press("E")
    term.until("nothing changed", " saved")
    assert "meanwhile" not in term.text


# Two forms


@pytest.mark.parametrize(
    ("key", "title", "said"),
    [("m", "Weld span 17!", "edited title"), ("t", "Lathe", "title: that of li stays"), ("escape", "Lathe", "stays")],
)
async def test_two_forms_on_one_title(key: str, title: str, said: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("e", "!")
        await pilot.until("edit card 1")
        disk.give(Edit(cards=("1",), changes={"title": "Lathe"}), by="li")
        await pilot.press("enter")
        await pilot.until("title is Lathe by li now; keep", "m mine", "t theirs", gone=["edit card", "b both"])
        await pilot.press("j", "L")
        await pilot.until("; keep")
        await pilot.press(key)
        await pilot.until(said)
        await pilot.saved()
        assert disk.board.cards["1"].title == title
        assert [c.title for c in disk.board.cards.values()].count(TITLES[1]) == 1


async def test_what_only_one_of_them_changed_is_kept_of_both(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("e", "!")
        disk.give(Edit(cards=("1",), changes={"tags": ("night",), "estimate": 3.0}), by="li")
        await pilot.press("enter")
        await pilot.until("edited title")
        await pilot.saved()
        card = disk.board.cards["1"]
        assert (card.title, card.tags, card.estimate) == ("Weld span 17!", ("night",), 3.0)


async def test_each_field_is_asked_about_and_of_tags_both_are_kept(disk: Disk, opened: Opener) -> None:
    disk.give(Edit(cards=("1",), changes={"tags": ("old", "steel")}))
    async with opened(disk) as pilot:
        await pilot.press("e", "!", *["tab"] * 4, *", mine")
        await pilot.until("edit card 1", "old, steel, mine")
        disk.give(Edit(cards=("1",), changes={"title": "Lathe", "tags": ("steel", "theirs")}), by="li")
        await pilot.press("enter")
        for _ in range(2):
            await pilot.until("; keep")
            await pilot.press("b" if "tags is" in pilot.text else "m")
        await pilot.until("edited title, tags")
        await pilot.saved()
        card = disk.board.cards["1"]
        assert (card.title, card.tags) == ("Weld span 17!", ("steel", "theirs", "mine"))


@pytest.mark.parametrize("seen", [True, False])
async def test_it_is_asked_whether_or_not_the_board_had_shown_it(seen: bool, disk: Disk, opened: Opener) -> None:
    """Where it had not, the store finds it out, and the change is put back until it is answered."""
    async with opened(disk) as pilot:
        session = pilot.app.boards.session
        assert session is not None
        await pilot.press("e", "!")
        await pilot.until("edit card 1")
        disk.give(Edit(cards=("1",), changes={"title": "Lathe"}), by="li")
        await pilot.until(lambda: not seen or session.view.cards["1"].title == "Lathe")
        await pilot.press("enter")
        await pilot.until("title is Lathe by li now; keep", "▌Lathe")
        await pilot.press("m")
        await pilot.until("edited title", "▌Weld span 17!")
        await pilot.saved()
        assert disk.board.cards["1"].title == "Weld span 17!"


async def test_an_open_card_asks_there(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("enter", "e", "!")
        await pilot.until("edit card 1")
        disk.give(Edit(cards=("1",), changes={"title": "\x1b[31m" + "Lathe " * 40}), by="li")
        await pilot.press("enter")
        await pilot.until("card 1", "title is [31mLathe Lathe Lathe L… by li now; keep", "m mine", "t theirs")


async def test_several_cards_get_one_value_whatever_they_had(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("space", "space", "e", "down", "down", "3")
        await pilot.until("edit 2 cards")
        disk.give(Edit(cards=("1",), changes={"estimate": 8.0}), by="li")
        await pilot.press("enter")
        await pilot.until("edited estimate of 2 cards")
        await pilot.saved()
        assert [disk.board.cards[i].estimate for i in "12"] == [3.0, 3.0]


# In the plan


@pytest.fixture
def planned(disk: Disk) -> Disk:
    disk.give_plan(
        pm.SetNode(code="1", name="Bridge"), pm.SetNode(code="2", name="Road"),
        pm.SetMilestone(id="M1", name="Deck", gates=("1",)),
        pm.SetBaseline(milestone="M1", due_at=datetime(2099, 1, 5, tzinfo=UTC)),
    )  # fmt: skip
    return disk


@pytest.mark.parametrize(("key", "name"), [("m", "Deck and rails"), ("t", "Deck, east"), ("escape", "Deck, east")])
async def test_two_project_managers_name_one_milestone(key: str, name: str, planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Deck")
        await pilot.press("e")
        await pilot.until("M1, its name:")
        await pilot.type(" and rails")
        planned.give_plan(pm.SetMilestone(id="M1", name="Deck, east", phase="executing", gates=("1", "2")), by="wu")
        await pilot.press("enter", "enter", "enter")
        await pilot.until("name is Deck, east by wu now; keep", "m mine", "t theirs")
        await pilot.press("j", "x")
        await pilot.press(key)
        await pilot.until(f"M1 {name}", gone=["; keep"])
        await pilot.saved()
    milestone = planned.plan.milestones["M1"]
    assert (milestone.name, milestone.phase, milestone.gates) == (name, "executing", ("1", "2"))


@pytest.mark.parametrize(("key", "day"), [("m", 9), ("t", 7)])
async def test_two_project_managers_move_one_baseline(key: str, day: int, planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Deck")
        await pilot.press("B")
        await pilot.until("baseline of M1 (now 2099-01-05 00:00)")
        planned.give_plan(pm.SetBaseline(milestone="M1", due_at=datetime(2099, 1, 7, tzinfo=UTC), why="rain"), by="wu")
        await pilot.type("2099-01-09 00:00")
        await pilot.press("enter")
        await pilot.type("crane")
        await pilot.press("enter")
        await pilot.until("baseline is", "by wu now; keep")
        await pilot.press(key)
        await pilot.until(gone=["; keep"])
        await pilot.saved()
    baselines = planned.plan.milestones["M1"].baselines
    assert [(b.due_at.day, b.why) for b in baselines] == [(5, ""), (7, "rain"), (9, "crane")][: 3 if day == 9 else 2]


async def test_two_project_managers_sign_one_milestone_off(planned: Disk, opened: Opener) -> None:
    signed_at = datetime(2026, 1, 7, tzinfo=UTC)
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Deck")
        await pilot.press("A")
        await pilot.until("M1 achieved at")
        planned.give_plan(pm.Achieve(milestone="M1", achieved_at=signed_at), by="wu")
        await pilot.press("enter")
        await pilot.until("sign-off is", "by wu now; keep")
        await pilot.press("t")
        await pilot.until("sign-off: that of wu stays")
    assert [sign_off.achieved_at for sign_off in planned.plan.milestones["M1"].sign_offs] == [signed_at]


async def test_a_node_that_somebody_else_named_is_asked_about(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Deck")
        await pilot.press("W")
        await pilot.until("Road")
        await pilot.press("e")
        await pilot.until("1, its name:")
        planned.give_plan(pm.SetNode(code="1", name="Bridge, new"), by="wu")
        await pilot.type(" of steel")
        await pilot.press("enter")
        await pilot.until("name is Bridge, new by wu now; keep")
        await pilot.press("m")
        await pilot.until("Bridge of steel", gone=["; keep"])
        await pilot.saved()
    assert planned.plan.nodes["1"].name == "Bridge of steel"
