"""A move into a full column warns, asks once, and is recorded."""

import pytest
from setting import DOING, READY, TITLES, Disk, Opener

from kanban.commands.cards import Add, Archive, Move
from kanban.model import events as ev
from kanban.model.board import Column

pytestmark = pytest.mark.every_store


@pytest.fixture
def full(disk: Disk) -> Disk:
    """Doing is full with cards 1 to 3; card 4 is next, in Ready, then card 5."""
    disk.give(Move(cards=("1", "2", "3"), column=DOING), Move(cards=("4", "5"), column=READY))
    return disk


def over_limit(disk: Disk) -> list[bool]:
    return [e.over_wip for e in disk.events("4") if isinstance(e, ev.Moved) and e.to.column == DOING]


@pytest.mark.parametrize("again", ["enter", "y"])
async def test_enter_confirms_and_it_is_asked_once(again: str, full: Disk, opened: Opener) -> None:
    async with opened(full) as pilot:
        await pilot.until("Doing 3/3")
        pilot.screen.selection.to("4")  # type: ignore[attr-defined]
        await pilot.press("L")
        await pilot.until("Doing is full (3/3)", "move it anyway", "leave it")
        assert full.column_of(TITLES[3]) == READY
        await pilot.press(again)
        await pilot.until('moved "Align girder 7" to Doing, over its limit of 3', "Doing 4/3")
        await pilot.saved()
        assert over_limit(full) == [True]
        pilot.screen.selection.to("5")  # type: ignore[attr-defined]
        await pilot.press("L")
        await pilot.until("Doing 5/3", "over its limit of 3", gone=["is full"])


@pytest.mark.parametrize("key", ["escape", "j", "H", "u"])
async def test_another_key_leaves_it_and_means_what_it_always_means(key: str, full: Disk, opened: Opener) -> None:
    async with opened(full) as pilot:
        pilot.screen.selection.to("4")  # type: ignore[attr-defined]
        await pilot.press("L")
        await pilot.until("Doing is full (3/3)")
        await pilot.press(key)
        await pilot.until("Doing 3/3", gone=["is full"])
        await pilot.saved()
        assert over_limit(full) == []
        where = {"escape": (READY, TITLES[3]), "j": (READY, TITLES[4]), "H": ("c1", TITLES[3])}
        where["u"] = where["escape"]  # what was asked about is what is taken back
        assert (full.column_of(TITLES[3]), pilot.current) == where[key]
        pilot.screen.selection.to("5")  # type: ignore[attr-defined]
        await pilot.press("m", "d")
        await pilot.until("Doing is full (3/3)", "move it anyway")


async def test_marked_cards_are_asked_about_together(full: Disk, opened: Opener) -> None:
    full.give(Archive(cards=("1",)))
    async with opened(full) as pilot:
        pilot.screen.selection.to("4")  # type: ignore[attr-defined]
        await pilot.press("space", "space", "L")
        await pilot.until("Doing has no room for 2 more cards (2/3)")
        await pilot.press("enter")
        await pilot.until("moved 2 cards to Doing, over its limit of 3", "Doing 4/3")


async def test_of_an_open_card_both_questions_are_asked_there(disk: Disk, opened: Opener) -> None:
    """Back into a full column: leave is asked for first, then the reason."""
    columns = (Column("c1", "Backlog", "queue"), Column("c3", "Doing", "active", 1), Column("c4", "Review", "active"),
               Column("c5", "Done", "done"))  # fmt: skip
    disk.store.create_board("yard", "zhang", columns)
    yard = Disk(disk.where, "yard")
    yard.give(Add(title="Lathe", column="c3"), Add(title="Drill"), Move(cards=("2",), column="c4"))
    async with opened(yard) as pilot:
        pilot.screen.selection.to("2")  # type: ignore[attr-defined]
        await pilot.press("enter", "H")
        await pilot.until("card 2", "Doing is full (1/1)")
        await pilot.press("y")
        await pilot.until("card 2", "moved back, why?")
        await pilot.press("p")
        await pilot.until("reason of the move back: parked")
        await pilot.saved()
        (back,) = yard.board.cards["2"].flow.backs
        assert back.reason == "parked"
        await pilot.press("escape")
        await pilot.until("Doing 2/1", gone=["why?"])
