"""Every key of the board that makes or changes a card does what its help says. What is saved is looked up on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from setting import BACKLOG, READY, TITLES, Disk, Opener
from terminal import Terminal

from kanban.commands import plan as pm
from kanban.commands.cards import Archive
from kanban.screens.registry import screen

pytestmark = pytest.mark.every_store


proved: set[str] = set()


def does(*ids: str) -> Callable[[Any], Any]:
    """Marks a test as the proof of these actions."""
    proved.update(ids)
    return lambda test: test


# Cards


@does("board.add")
async def test_a_title_makes_a_card_in_this_column(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("l", "a")
        await pilot.until("add to Ready:")
        await pilot.type("Lift deck")
        await pilot.press("escape")
        await pilot.until("H L move")
        assert "Lift deck" not in pilot.text
        await pilot.press("a", "enter", "escape")
        await pilot.until("H L move")
        await pilot.press("a")
        await pilot.type("Lift deck")
        await pilot.press("enter", "escape")
        await pilot.saved()
        assert two.titles(READY) == [TITLES[4], TITLES[5], "Lift deck"]
        assert pilot.current == "Lift deck"


@does("board.edit")
async def test_the_form(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        nodes = [pm.SetNode(code=c, name=n) for c, n in (("1", "Bridge"), ("1.2", "Deck"), ("1.2.3", "Girders"))]
        two.give_plan(*nodes)
        await pilot.press("e")
        await pilot.until("edit card 1")
        await pilot.type("!")
        await pilot.press("tab")
        await pilot.type("1.2.4")
        await pilot.until("1.2.4 is not in the plan; it has 1.2.3")
        await pilot.press("enter")
        await pilot.until("1.2.4 is not in the plan", "edit card 1")
        await pilot.press("backspace")
        await pilot.type("3")
        await pilot.press("down")
        await pilot.type("2026-12-10 17:00")
        await pilot.until("due Thu 10 Dec 2026 17:00 UTC")
        await pilot.press("tab")
        await pilot.type("many")
        await pilot.press("enter")
        await pilot.until("'many' is no number")
        await pilot.press("ctrl+u")
        await pilot.type("2.5")
        await pilot.press("tab")
        await pilot.type("crane, QA")
        await pilot.press("enter")
        await pilot.until("1.2.3", gone=["edit card"])
        await pilot.saved()
        card = two.board.cards["1"]
        assert (card.title, card.work_package, card.estimate, card.tags) == (
            "Weld span 17!", "1.2.3", 2.5, ("crane", "QA"),
        )  # fmt: skip
        assert f"{card.due_at:%F %R}" == "2026-12-10 17:00"
        await pilot.press("e", "x", "escape")
        await pilot.until(gone=["edit card"])
        await pilot.press("e", "down")
        await pilot.type(" none")
        await pilot.press("escape")
        await pilot.saved()
        assert two.board.cards["1"] == card


async def test_the_form_for_several_cards(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("space", "space", "e")
        await pilot.until("edit 2 cards", "what is left empty stays", gone=["title"])
        await pilot.press("down", "down")
        await pilot.type("3")
        await pilot.press("enter")
        await pilot.until("edited estimate of 2 cards")
        await pilot.saved()
        assert [two.board.cards[i].estimate for i in "123"] == [3.0, 3.0, None]


@does("board.block")
async def test_block_with_a_reason_and_unblock(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("b", "enter")
        await pilot.until("a block needs a reason", "blocked, because:")
        await pilot.type("crane booked")
        await pilot.press("enter")
        await pilot.until("■ crane booked")
        await pilot.saved()
        assert two.board.cards["1"].flow.blocked_why == "crane booked"
        await pilot.press("b")
        await pilot.until('unblocked "Weld span 17"', gone=["■"])
        await pilot.saved()
        assert two.board.cards["1"].flow.blocked_at is None


@does("board.archive")
async def test_archive_after_y_only(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        for key in ("n", "escape", "L", "x"):
            await pilot.press("x")
            await pilot.until('archive "Weld span 17" (1 unfinished: dropped)?')
            await pilot.press(key)
            await pilot.until(gone=["unfinished"])
        await pilot.saved()
        assert two.titles(BACKLOG) == list(TITLES[:4])
        await pilot.press("x", "y")
        await pilot.until('archived "Weld span 17"', "Backlog 3")
        await pilot.press("j", "u")
        await pilot.until("Backlog 4", lambda: pilot.current == "Weld span 17")
        await pilot.press("ctrl+r")
        await pilot.until("Backlog 3", gone=["Weld span 17  "])
        await pilot.saved()
        assert two.titles(BACKLOG) == list(TITLES[1:4])
        assert pilot.current == TITLES[1], "the cursor keeps its row"


@does("board.copy_id", "board.copy_text")
async def test_copies_go_to_the_terminal(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("j", "y")
        await pilot.until("id 2: sent to the terminal")
        assert pilot.app.clipboard == "2"
        await pilot.press("Y")
        await pilot.until("title: sent to the terminal")
        assert pilot.app.clipboard == "Cast pier 14"


@does("board.open")
async def test_open_and_the_keys_of_the_card(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("enter")
        await pilot.until("bridge · card 1", "Weld span 17", "cycle time", "created in Backlog")
        await pilot.press("L", "L")
        await pilot.until("Doing", "moved from Ready to Doing")
        await pilot.press("H")
        await pilot.until("moved back, why?")
        await pilot.press("d")
        await pilot.until("gave the reason of the move back: defect", gone=["why?"])
        await pilot.press("b")
        await pilot.type("rain")
        await pilot.press("enter")
        await pilot.until("blocked      rain")
        await pilot.press("b")
        await pilot.until("unblocked", gone=["blocked      rain"])
        await pilot.press("e")
        await pilot.until("edit card 1")
        await pilot.type("b")
        await pilot.press("enter")
        await pilot.press("G")
        await pilot.until('renamed from "Weld span 17" to "Weld span 17b"', gone=["edit card"])
        await pilot.press("j", "j", "k", "pagedown", "pageup", "space")
        await pilot.press("escape")
        await pilot.until("Ready 3")
        await pilot.saved()
        assert two.board.cards["1"].title == "Weld span 17b"
        assert pilot.current == "Weld span 17b"
        await pilot.press("enter", "enter")
        await pilot.until("Ready 3")


async def test_a_card_that_is_archived_meanwhile_takes_no_command(two: Disk, opened: Opener) -> None:
    """And no other card in its place."""
    async with opened(two) as pilot:
        await pilot.press("enter")
        await pilot.until("card 1")
        two.give(Archive(cards=("1",)))
        await pilot.until("archived")
        before = two.board
        for key in ("L", "H", "e", "b"):
            await pilot.press(key)
            await pilot.until("card 1 is not on the board any more")
        assert two.board == before


def test_no_action_of_the_card_is_forgotten() -> None:
    """The card's actions are the board's own, and the list's, which the roll-up proves."""
    board = {action.id for action in screen("board").actions}
    assert {a.id for a in screen("card").actions} - board == {
        "card.back", "card.log", "list.down", "list.up", "list.page_down", "list.page_up", "list.first", "list.last",
    }  # fmt: skip


@does("board.edit_text")
@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("printf 'Check the drawing.\\nTwice.\\n' > \"$2\"", "Check the drawing.\nTwice."),
        ("printf lost > \"$2\"; exit 1", ""),
        ("true", ""),
    ],
)  # fmt: skip
def test_long_text_in_the_editor(
    script: str, text: str, two: Disk, terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(f'#!/bin/sh\nstat -c %a "$2" >> "{tmp_path}/seen"\necho "$1" >> "{tmp_path}/seen"\n{script}\n')
    editor.chmod(0o755)
    term = terminal(two.where, env={"EDITOR": f"'{editor}' --wait"})
    term.until("Weld span 17", " saved")
    term.press("E")
    term.until("edited description of" if text else "description: unchanged", " saved")
    assert two.board.cards["1"].description == text
    assert (tmp_path / "seen").read_text() == "600\n--wait\n"
    term.press("j", "L")
    term.until("Ready 3", " saved")


def test_text_that_is_refused_is_not_lost(two: Disk, terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nhead -c 200000 /dev/zero | tr "\\0" x > "$1"\n')
    editor.chmod(0o755)
    term = terminal(two.where, env={"EDITOR": str(editor), "TMPDIR": str(tmp_path)}, columns=200)
    term.until("Weld span 17", " saved")
    term.press("E")
    term.until("the description has 200000 characters", "what you wrote is in")
    (kept,) = tmp_path.glob("kanban-*.md")
    assert kept.read_text() == "x" * 200000
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("/no/such/editor", "editor: '/no/such/editor': no such file or directory; set EDITOR"),
        ("/dev/null", "editor: '/dev/null': permission denied"),
        ("vi 'x", "is no command: No closing quotation"),
    ],
)
def test_no_editor_is_said(editor: str, said: str, two: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(two.where, env={"EDITOR": editor})
    term.until("Weld span 17", " saved")
    term.press("E")
    term.until(said)
    term.press("L")
    term.until("Ready 3", " saved")


@does("board.comment")
async def test_a_comment_stands_in_the_history_from_the_board_and_from_the_card(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("i")
        await pilot.until("comment:")
        await pilot.type("crane is back")
        await pilot.press("enter")
        await pilot.until("commented on")
        await pilot.press("enter")
        await pilot.until("said: crane is back")
        await pilot.press("i")
        await pilot.type("and gone")
        await pilot.press("enter")
        await pilot.until("said: and gone")
        await pilot.saved()
    assert [e.text for e in two.events() if hasattr(e, "text")] == ["crane is back", "and gone"]
