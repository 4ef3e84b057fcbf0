"""A question is answered by a key that did not lead to it: a held-down key walks through none; answers are said."""

import asyncio

import pytest
from setting import DOING, READY, REVIEW, TITLES, Disk, Opener
from terminal import Terminal

from kanban.commands.cards import Add, Move
from kanban.commands.plan import SetMilestone
from kanban.model import events as ev
from kanban.model.board import Column
from kanban.screens.board.finding import jump_labels
from kanban.screens.board.moving import column_letters
from kanban.screens.question import HELD_SECONDS

pytestmark = pytest.mark.any_day


@pytest.fixture
def full(disk: Disk) -> Disk:
    """Doing is full; card 4 is next to it."""
    disk.give(Move(cards=("1", "2", "3"), column=DOING), Move(cards=("4", "5"), column=READY))
    return disk


@pytest.mark.parametrize("key", ["L", "shift+right"])
async def test_a_held_down_move_stops_before_a_full_column(key: str, full: Disk, opened: Opener) -> None:
    async with opened(full) as pilot:
        pilot.screen.selection.to("4")  # type: ignore[attr-defined]
        await pilot.press(*[key] * 12)
        await pilot.until("Doing is full (3/3)", "move it anyway")
        await pilot.saved()
        assert full.column_of(TITLES[3]) == READY
        await pilot.press("escape")
        await pilot.until("1 card stays where it is")
        await pilot.press(key, "y")
        await pilot.until("over its limit of 3")


def test_a_held_down_move_on_a_terminal_stops_there_too(full: Disk, terminal) -> None:  # type: ignore[no-untyped-def]
    term: Terminal = terminal(full.where)
    term.until("Doing 3/3", " saved")
    term.press("h")
    term.write("L" * 30)
    term.until("Doing is full (3/3)", "Doing 3/3")
    term.rest()
    assert len(full.titles(READY)) == 2
    assert len(full.titles(DOING)) == 3


async def test_enter_that_led_there_answers_once_it_was_let_go(full: Disk, opened: Opener) -> None:
    async with opened(full) as pilot:
        pilot.screen.selection.to("4")  # type: ignore[attr-defined]
        await pilot.press(":", *"move right", "enter", "enter", "enter")
        await pilot.until("Doing is full (3/3)", gone=["action, or"])
        await pilot.saved()
        assert full.column_of(TITLES[3]) == READY
        await asyncio.sleep(HELD_SECONDS + 0.3)
        await pilot.press("enter")
        await pilot.until("over its limit of 3")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("d", "reason: defect, which counts as rework"),
        ("c", "reason: change, which counts as rework"),
        ("p", "reason: parked, which is no rework"),
        ("m", "reason: mistake, which is no rework"),
        ("enter", "reason: no reason given, which counts as rework"),
    ],
)
async def test_what_a_reason_does_to_the_rework_rate_is_said(key: str, said: str, disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1",), column=REVIEW))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("H")
        await pilot.until("moved back, why?")
        await pilot.press(key)
        await pilot.until(said, gone=["why?"])
        await pilot.saved()
        (back,) = disk.board.cards["1"].flow.backs
        assert back.is_rework == ("counts as" in said)


async def test_held_down_it_moves_back_all_the_way_and_answers_nothing(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1",), column=REVIEW))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press(*"HHH")
        await pilot.until("Backlog 6")
        await pilot.saved()
        assert [e.reason for e in disk.events() if isinstance(e, ev.Explained)] == []


@pytest.mark.parametrize("key", ["m", "f", "x"])
async def test_the_key_of_a_question_is_no_answer_to_it(key: str, empty: Disk, opened: Opener) -> None:
    """Not even on a board with a column `m` or so many cards that each letter is one's."""
    columns = (Column("q", "M", "queue"), Column("a", "Mm", "active"), Column("d", "Mmm", "done"))
    empty.store.create_board("yard", "zhang", columns)
    yard = Disk(empty.where, "yard")
    yard.give(*(Add(title=f"Card {n}", column="qad"[n % 3]) for n in range(60)))
    async with opened(yard, size=(120, 40)) as pilot:
        await pilot.press("h")
        current = pilot.current
        await pilot.press(*key * 9)
        await pilot.saved()
        assert pilot.current == current
        assert yard.titles("q")[0] == current
        assert pilot.screen.question is not None, "it is asked still"


async def test_no_baseline_and_no_sign_off_by_the_enter_that_asked_for_it(disk: Disk, opened: Opener) -> None:
    disk.give_plan(SetMilestone(name="Deck"))
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("Deck")
        await pilot.press(":", *"achieve", "enter", "enter", "enter")
        await pilot.until("achieved at (enter: now):")
        await pilot.saved()
        assert disk.plan.milestones["M1"].sign_off is None
        await asyncio.sleep(HELD_SECONDS + 0.3)
        await pilot.press("enter")
        await pilot.until(lambda: disk.plan.milestones["M1"].sign_off is not None)


@pytest.mark.parametrize("count", [1, 25, 26, 100, 600])
def test_labels_that_no_held_down_key_types(count: int) -> None:
    labels = jump_labels(count)
    assert len(set(labels)) == len(labels) == min(count, 25 * 25)
    assert not [a for a in labels for b in labels if a != b and b.startswith(a)]
    assert not [label for label in labels if label[0] == "f" or label == label[0] * 2]


def test_no_column_has_the_letter_that_asks_for_it(disk: Disk) -> None:
    disk.store.create_board(
        "yard", "zhang", (Column("q", "M", "queue"), Column("a", "待办", "active"), Column("d", "Mm", "done"))
    )
    letters = column_letters(Disk(disk.where, "yard").board)
    assert sorted(letters.values()) == ["a", "d", "q"]
    assert "m" not in letters
