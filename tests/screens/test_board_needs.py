"""The board answers what is to be done now: what needs a hand, where one was, and nothing that matters is cut."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from setting import BACKLOG, DOING, DONE, READY, REVIEW, TITLES, Disk, Opener
from terminal import Terminal

from kanban.commands.cards import Add, Block, Edit, Move
from kanban.commands.columns import AddColumn
from kanban.screens.remembered import MOST_KEPT, Place, place_on, remember
from kanban.text.dates import now

pytestmark = pytest.mark.every_store

Start = Callable[..., Terminal]


@pytest.fixture
def busy(midday: None, disk: Disk) -> Disk:
    """Ready: 5; Doing: 1 late and blocked, 2 due tomorrow, 3 with a long title; Review: 4 with all there is."""
    disk.give(
        Move(cards=("5",), column=READY), Move(cards=("1", "2", "3"), column=DOING), Move(cards=("4",), column=REVIEW),
        Block(cards=("1",), why="crane booked for another site"),
        Edit(cards=("1",), changes={"due_at": now() - timedelta(days=2)}),
        Edit(cards=("2",), changes={"due_at": now() + timedelta(days=1)}),
        Edit(cards=("3",), changes={"title": "Ultrasonic inspection of weld seam 9 on the northern girder"}),
        Edit(cards=("4",), changes={"tags": ["steel", "焊接"], "members": ["li"], "description": "north side",
                                    "checklist": [["bolts", True], ["plates", False]]}),
    )  # fmt: skip
    return disk


async def test_the_head_says_what_needs_a_hand(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        await pilot.until("1 late · 1 due tomorrow · 1 blocked   WIP 4/5", " saved")
        await pilot.press("b")
        await pilot.until("1 late · 1 due tomorrow   WIP 4/5")


async def test_count_and_limit_in_the_head_are_of_the_same_columns(busy: Disk, opened: Opener) -> None:
    busy.give(AddColumn(name="Testing", kind="active"))
    column = next(c.id for c in busy.board.columns if c.name == "Testing")
    busy.give(*(Add(title=f"test {n}", column=column) for n in range(3)))
    async with opened(busy) as pilot:
        await pilot.until("WIP 4/5 +3")


async def test_cards_in_work_say_all_there_is_room_for(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        await pilot.until("late 2.0d  ■ crane bo")
        await pilot.until("Ultrasonic inspection", "weld seam 9 on the")
        await pilot.until("#steel #焊接", "@li", "≡")
    async with opened(busy, size=(200, 40)) as pilot:
        await pilot.until("@li  #steel #焊接  ☐1/2  ≡")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("key", ["", "D", "DD"])
async def test_a_due_word_and_a_flag_are_never_cut(key: str, size: tuple[int, int], busy: Disk, opened: Opener) -> None:
    async with opened(busy, size=size) as pilot:
        await pilot.press(*key)
        await pilot.until("late 2.0d", "■")
        tomorrow = f"due {now() + timedelta(days=1):%a} 12:"
        await pilot.until(tomorrow)


async def test_it_opens_on_the_first_active_column_with_cards(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        assert pilot.current == TITLES[0]


async def test_without_a_card_in_work_it_opens_on_the_first_card(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1", "2", "3", "4", "5"), column=DONE))
    async with opened(disk) as pilot:
        assert pilot.current == TITLES[5]


async def test_it_opens_where_one_was_and_as_dense(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        await pilot.press("l", "D")
        assert pilot.current == TITLES[3]
        await pilot.until("2 lines a card")
    async with opened(busy) as pilot:
        assert pilot.current == TITLES[3]
        assert pilot.screen.density == 2  # type: ignore[attr-defined]
    busy.give(Move(cards=("4",), column=DONE))
    async with opened(busy) as pilot:
        assert pilot.current == TITLES[3], "it goes with its card"


async def test_other_boards_and_other_users_have_their_own_place(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        await pilot.press("j")
    place = busy.where
    assert place_on(place, "bridge", "zhang").card == "2"
    assert place_on(place, "bridge", "li") == place_on(place, "other", "zhang") == Place()


async def test_a_view_that_changes_nothing_leaves_nothing_behind(busy: Disk, opened: Opener, tmp_path: Path) -> None:
    async with opened(busy, readonly=True) as pilot:
        await pilot.press("j", "D")
    assert not (tmp_path / "state" / "kanban" / "boards.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe", b'{"x": {"card": 3}}', b"[" * 5000])
async def test_a_broken_file_keeps_no_board_from_opening(
    content: bytes, busy: Disk, opened: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "state" / "kanban" / "boards.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    async with opened(busy) as pilot:
        assert pilot.current == TITLES[0]
        await pilot.press("j")
    assert place_on(busy.where, "bridge", "zhang").card == "2"


def test_a_folder_that_cannot_be_written_is_no_obstacle(busy: Disk, terminal: Start, tmp_path: Path) -> None:
    (tmp_path / "no").write_text("a file")
    term = terminal(busy.where, "--board", "bridge", env={"XDG_STATE_HOME": str(tmp_path / "no")})
    term.until("▌Weld span 17", " saved")
    term.press("q")
    assert term.wait() == 0


def test_of_very_many_boards_the_last_ones_are_remembered(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 5):
        remember("/w", f"b{number}", "zhang", Place(card=str(number)))
    kept = json.loads((tmp_path / "state" / "kanban" / "boards.json").read_text())
    assert len(kept) == MOST_KEPT
    assert place_on("/w", "b0", "zhang") == Place()
    assert place_on("/w", f"b{MOST_KEPT + 4}", "zhang") == Place(card=str(MOST_KEPT + 4))


async def test_where_nothing_needs_a_hand_that_is_said(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("tab")
        await pilot.until("no card here is late, due within two days, blocked or ageing")
        assert pilot.current == TITLES[0]


async def test_tab_sees_what_has_just_changed_and_what_a_filter_leaves(busy: Disk, opened: Opener) -> None:
    async with opened(busy) as pilot:
        await pilot.press("h", "b")
        await pilot.type("no bolts")
        await pilot.press("enter", "tab")
        assert pilot.current == TITLES[0]
        await pilot.press("tab", "tab")
        assert pilot.current == TITLES[4], "blocked a moment ago"
        await pilot.press("slash")
        await pilot.type("cast")
        await pilot.press("enter", "tab", "tab")
        assert pilot.current == TITLES[1]
        await pilot.until("1 of 1 that need a hand")


def test_at_eighty_cells_all_active_columns_are_seen_at_once(busy: Disk, terminal: Start) -> None:
    busy.give(*(Add(title=f"later {n}", column=BACKLOG) for n in range(9)), Add(title="old", column=DONE))
    term = terminal(busy.where, "--board", "bridge")
    term.until("Doing 3/3", "Review 1/2", "‹ Backlog", "Done 1 ›", "▌Weld span 17")
    term.press("h", "h")
    term.until("Backlog 10", "Doing 3/3", "Review 1/2  Done 1 ›")
