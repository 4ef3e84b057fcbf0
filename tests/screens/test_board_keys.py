"""Every key of the board does what its help says. What is saved is looked up on disk."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from setting import BACKLOG, DOING, DONE, READY, TITLES, Disk, Opener
from terminal import Terminal
from test_board_card_keys import does, proved

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Edit, Move
from kanban.screens.registry import actions_of

pytestmark = pytest.mark.every_store


def test_every_action_of_the_board_is_proved_here() -> None:
    assert proved == {action.id for action in actions_of("board")}


# Going about


@does("board.left", "board.down", "board.up", "board.right")
@pytest.mark.parametrize("keys", ["hjkl", ("left", "down", "up", "right")])
async def test_the_cursor_goes_about(keys: Any, two: Disk, opened: Opener) -> None:
    left, down, up, right = keys
    async with opened(two) as pilot:
        seen = [pilot.current]
        for key in (down, up, up, right, right, left, left, left):
            await pilot.press(key)
            seen.append(pilot.current)
        weld, cast, inspect = TITLES[0], TITLES[1], TITLES[4]
        assert seen == [weld, cast, weld, weld, inspect, "", inspect, weld, weld]


@does("board.first", "board.last", "board.page_down", "board.page_up")
async def test_far_jumps(disk: Disk, opened: Opener) -> None:
    disk.give(*(Add(title=f"Card {n}") for n in range(7, 41)))
    async with opened(disk) as pilot:
        for key, title in (
            ("G", "Card 40"), ("g", TITLES[0]), ("end", "Card 40"), ("home", TITLES[0]),
            ("pagedown", "Card 8"), ("ctrl+d", "Card 15"), ("pageup", "Card 8"), ("ctrl+u", TITLES[0]),
        ):  # fmt: skip
            await pilot.press(key)
            assert pilot.current == title
            assert title in pilot.text, "the cursor is in view"


@does("board.next", "board.previous")
async def test_along_the_cards_shown(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("slash")
        await pilot.type("in")
        await pilot.press("enter")
        seen = [pilot.current]
        for key in "nnnNN":
            await pilot.press(key)
            seen.append(pilot.current)
        assert seen == [TITLES[2], TITLES[4], TITLES[2], TITLES[4], TITLES[2], TITLES[4]]


@does("board.next_need", "board.previous_need")
async def test_from_card_to_card_that_needs_a_hand(two: Disk, opened: Opener) -> None:
    two.give(
        Edit(cards=("2",), changes={"due_at": "2020-01-02T00:00:00Z"}), Block(cards=("3",), why="rain"),
        Edit(cards=("6",), changes={"due_at": "2020-01-01T00:00:00Z"}),
    )  # fmt: skip
    async with opened(two) as pilot:
        seen = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab", "shift+tab"):
            await pilot.press(key)
            seen.append(pilot.current)
        late, later, blocked = TITLES[5], TITLES[1], TITLES[2]
        assert seen == [late, later, blocked, late, blocked, later]
        await pilot.until("2 of 3 that need a hand")


@does("board.density")
async def test_cards_in_three_lines_in_two_and_in_one(two: Disk, opened: Opener) -> None:
    two.give(Move(cards=("1", "2"), column=DOING))
    async with opened(two) as pilot:
        for lines in (3, 2, 1, 3):
            await pilot.until(lambda n=lines: [y for y, row in enumerate(pilot.rows) if TITLES[1] in row]
                              == [4 if n == 1 else 3 + n + 1])  # fmt: skip
            await pilot.press("D")
            await pilot.until("2 lines a card" if lines == 3 else "1 line a card" if lines == 2 else "3 lines a card")


@does("board.jump")
async def test_letters_to_jump_to(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("f")
        await pilot.until("a Weld span 17", "j Sign-off", "jump to the card")
        await pilot.press("j")
        await pilot.until("Sign-off", gone=["j Sign-off", "jump to"])
        assert pilot.current == TITLES[5]
        await pilot.press("f", "escape")
        await pilot.until(gone=["jump to", "a Weld span 17"])


@does("board.filter")
async def test_the_filter_hides_and_says_so(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("slash")
        await pilot.type("span")
        await pilot.until("/span 2 shown", "Weld span 17", "Inspect span 16", "Backlog 1 of 4", gone=["Grout"])
        await pilot.press("enter")
        await pilot.until("/span 2 shown", "H L move", gone=["Grout"])
        await pilot.press("L")
        await pilot.saved()
        assert two.column_of("Weld span 17") == READY
        await pilot.press("escape")
        await pilot.until("Grout", gone=["/span"])
        await pilot.press("slash")
        await pilot.type("nothing at all")
        await pilot.press("enter")
        await pilot.until("0 shown")
        await pilot.press("L")
        await pilot.until("no card here")


async def test_a_card_added_under_a_filter_is_seen(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("slash", *"span", "enter", "a", *"Lift deck", "enter")
        await pilot.until("▌Lift deck", "Grout", gone=["/span"])


@does("board.escape")
async def test_escape_takes_marks_then_the_filter_and_never_quits(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("slash")
        await pilot.type("span")
        await pilot.press("enter", "space")
        await pilot.until("1 marked", "/span")
        await pilot.press("escape")
        await pilot.until("/span", gone=["marked"])
        await pilot.press("escape")
        await pilot.until("Grout", gone=["/span"])
        await pilot.press("escape", "escape")
        assert pilot.app.is_running
        await pilot.until("Grout")


# Moving


@does("board.move_left", "board.move_right")
@pytest.mark.parametrize("keys", ["HL", ("shift+left", "shift+right")])
async def test_one_column(keys: Any, two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press(keys[1])
        await pilot.saved()
        assert two.titles(READY)[0] == TITLES[0]
        await pilot.press(keys[0])
        await pilot.saved()
        assert two.titles(BACKLOG)[0] == TITLES[0]
        await pilot.press(keys[0])
        await pilot.until("left of here is no column")


@does("board.move_to")
async def test_to_any_column_by_its_letter(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("m")
        await pilot.until("[b] Backlog", "[r] Ready", "[d] Doing", "[e] Review", "[o] Done", "move 1 card to")
        await pilot.press("escape")
        await pilot.until(gone=["[b]", "move 1 card"])
        await pilot.press("m", "x")
        await pilot.until(gone=["[b]", "move 1 card", "archive"])
        await pilot.press("m", "o")
        await pilot.saved()
        assert two.titles(DONE) == [TITLES[0]]
        assert pilot.current == TITLES[0]


@does("board.lower", "board.raise")
@pytest.mark.parametrize("keys", ["JK", ("shift+down", "shift+up")])
async def test_order_in_the_column(keys: Any, two: Disk, opened: Opener) -> None:
    lower, raise_ = keys
    async with opened(two) as pilot:
        await pilot.press(lower, lower)
        await pilot.saved()
        assert two.titles(BACKLOG) == [TITLES[1], TITLES[2], TITLES[0], TITLES[3]]
        await pilot.press(raise_, raise_, raise_)
        await pilot.saved()
        assert two.titles(BACKLOG) == list(TITLES[:4])
        assert pilot.current == TITLES[0]


@does("board.mark", "board.mark_range")
async def test_marked_cards_are_one_action_and_one_undo(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("space")
        assert pilot.current == TITLES[1]
        await pilot.press("space", "k", "space")
        await pilot.until("1 marked")
        await pilot.press("v")
        await pilot.until("3 marked")
        await pilot.press("L")
        await pilot.until("moved 3 cards to Ready")
        await pilot.saved()
        assert two.titles(READY)[:3] == list(TITLES[:3])
        await pilot.press("u")
        await pilot.saved()
        assert two.titles(BACKLOG) == list(TITLES[:4])


@does("board.undo", "board.redo")
async def test_undo_and_redo_say_what_they_did(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("m", "o")
        await pilot.press("u")
        await pilot.until('undid: moved "Weld span 17" to Done')
        await pilot.saved()
        assert two.column_of(TITLES[0]) == BACKLOG
        await pilot.press("ctrl+r")
        await pilot.until('redid: moved "Weld span 17" to Done')
        await pilot.saved()
        assert two.column_of(TITLES[0]) == DONE
        await pilot.press("ctrl+r")
        await pilot.until("nothing to redo")
        for _ in range(9):
            await pilot.press("u")
        await pilot.until("nothing to undo", "No cards yet.")


# A move back asks why, and holds nothing up


@pytest.mark.parametrize(
    ("key", "reason"),
    [("d", "defect"), ("c", "change"), ("p", "parked"), ("m", "mistake"), ("enter", None), ("escape", None)],
)
async def test_the_reason_of_a_move_back(key: str, reason: str | None, disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1",), column=DOING))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("H")
        await pilot.until("moved back, why?", "defect", "change", "parked", "mistake", "none")
        await pilot.press(key)
        await pilot.until("Ready 1", gone=["why?"])
        await pilot.saved()
        (back,) = disk.board.cards["1"].flow.backs
        assert back.reason == (reason or "unspecified")
        assert pilot.current == TITLES[0]
        assert disk.column_of(TITLES[0]) == READY


async def test_the_question_holds_no_key_up(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1",), column=DOING))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("H", "H", "j")
        await pilot.until(gone=["why?"])
        await pilot.saved()
        assert disk.column_of(TITLES[0]) == BACKLOG
        assert pilot.current == TITLES[1]


# Everywhere


@does("app.help", "app.palette")
async def test_help_and_palette_show_every_action(two: Disk, opened: Opener) -> None:
    async with opened(two, size=(120, 200)) as pilot:
        for key, name in (("1", "board"), ("3", "rollup"), ("2", "metrics")):
            await pilot.press(key, "question_mark")
            await pilot.until("Help · " + {"rollup": "roll-up"}.get(name, name), "rework rate")
            for action in actions_of(name):
                assert any(str(action.label) in row and str(action.help) in row for row in pilot.rows), action.id
            await pilot.press("escape")
            await pilot.until(gone=["Help"])
            for opener in ("colon", "ctrl+p"):
                await pilot.press(opener)
                await pilot.until("an action, or a card's title", " pgdn")
                entries = pilot.app.screen.query_one("ListView").rows  # type: ignore[attr-defined]
                assert {e.key.partition(":")[2] for e in entries if e.key.startswith("action:")} == {
                    a.id for a in actions_of(name) if a.id != "app.palette"
                }
                await pilot.press("escape")
                await pilot.until(gone=["an action, or"])


async def test_the_palette_does_actions_and_finds_cards(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("colon")
        await pilot.type("sign-off")
        await pilot.press("enter")
        await pilot.until(lambda: pilot.current == TITLES[5])
        await pilot.press("colon")
        await pilot.type("move left")
        await pilot.press("enter")
        await pilot.saved()
        assert two.column_of(TITLES[5]) == BACKLOG
        await pilot.press("colon")
        await pilot.type("no such thing")
        await pilot.press("enter")
        await pilot.until("Backlog 5", gone=["no such thing"])


@does(
    "app.board",
    "app.metrics",
    "app.rollup",
    "app.timeline",
    "app.value",
    "app.boards",
    "board.columns",
    "board.archived",
    "board.queue_order",
)
async def test_digits_are_screens(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("j")
        for _ in range(2):
            await pilot.press("2")
            await pilot.until("bridge · metrics", "cycle time", "rework rate")
            await pilot.press("3")
            await pilot.until("Bridge · roll-up", "No milestones yet")
            await pilot.press("4")
            await pilot.until("Bridge · timeline")
            await pilot.press("6")
            await pilot.until("Bridge · value")
            await pilot.press("1")
            await pilot.until("Backlog 4")
            assert pilot.current == TITLES[1], "each screen keeps its place"
        for key, words in (
            ("C", "bridge · columns"),
            ("X", "bridge · archived cards"),
            ("O", "bridge · queue order"),
            ("0", "board"),
        ):
            await pilot.press(key)
            await pilot.until(words)
            await pilot.press("escape")
            await pilot.until("Backlog 4")


async def test_from_a_screen_before_the_board_to_another(two: Disk, opened: Opener) -> None:
    async with opened(two) as pilot:
        await pilot.press("enter", "3", "1")
        await pilot.until("card 1")
        await pilot.press("escape")
        await pilot.until("Backlog 4")


@does("app.zone")
async def test_the_other_zone(two: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    two.give_plan(pm.SetProject(timezone="Asia/Shanghai"))
    monkeypatch.setenv("TZ", "America/New_York")
    two.give(Edit(cards=("1",), changes={"due_at": "2099-01-05T09:00:00Z"}))
    async with opened(two) as pilot:
        await pilot.press("z")
        await pilot.until("times in America/New_York")
        await pilot.press("enter")
        await pilot.until("Mon 05 Jan 2099 04:00 EST")
        await pilot.press("z")
        await pilot.until("Mon 05 Jan 2099 17:00 CST", "times in Asia/Shanghai")


@does("app.quit")
@pytest.mark.parametrize("key", ["q", "ctrl+q"])
def test_quit_and_never_from_an_input(key: str, two: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(two.where)
    term.until("Weld span 17", " saved")
    term.press("/", key, "x")
    term.until("/qx 0 shown" if key == "q" else "/x 0 shown")
    term.press("esc")
    term.until("Weld span 17", gone=["0 shown"])
    term.press("L", key)
    assert term.wait() == 0
    assert term.modes_left_on == set()
    assert two.column_of("Weld span 17") == READY


@does("app.suspend")
def test_suspend_and_come_back(two: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(two.where)
    term.until("Weld span 17", " saved")
    term.press("ctrl+z")
    term.until(lambda: term.is_stopped and term.modes_left_on == set())
    term.screen.erase_in_display(2)  # as a terminal shows the alternate screen: empty
    os.kill(term.pid, 18)
    term.until(lambda: "1049" in term.modes_left_on, "Weld span 17", "Backlog", "help")
    term.press("L")
    term.until("Ready 3", " saved")
