"""The columns of a board, changed on the screen; and its archived cards, which come back."""

from collections.abc import Callable
from typing import Any

import pytest
from setting import BACKLOG, DOING, DONE, READY, TITLES, Disk, Opener
from textual import events

from kanban.commands.cards import Archive, Move
from kanban.screens.registry import screen

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]

proved: set[str] = set()


def does(*ids: str) -> Callable[[Any], Any]:
    """Marks a test as the proof of these actions."""
    proved.update(ids)
    return lambda test: test


def names(disk: Disk) -> list[tuple[str, str]]:
    return [(column.name, column.kind) for column in disk.board.columns]


def test_every_action_of_both_is_proved_here() -> None:
    moving = {"list.down", "list.up", "list.first", "list.last", "list.page_down", "list.page_up"}
    declared = {action.id for name in ("columns", "archived") for action in screen(name).actions}
    assert declared - moving == proved


@does("columns.add", "list.back")
async def test_a_new_column_gets_a_name_then_a_kind(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("C")
        await pilot.until("bridge · columns", "Backlog", "Review", "0/2")
        await pilot.press("a")
        await pilot.until("new column, its name:")
        await pilot.type("Paint")
        await pilot.press("enter")
        await pilot.until("kind of Paint:", "q queue", "a active", "d done")
        await pilot.press("a")
        await pilot.until("added column Paint")
        await pilot.saved()
        await pilot.press("escape")
        await pilot.until("Weld span 17")
    assert names(disk)[4] == ("Paint", "active")


@does("columns.rename", "columns.limit")
async def test_name_and_limit(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("C", "j", "e")
        await pilot.until("name: Ready")
        await pilot.type(" now")
        await pilot.press("enter")
        await pilot.until("renamed column Ready to Ready now")
        await pilot.press("w")
        await pilot.type("many")
        await pilot.press("enter")
        await pilot.until("WIP limit: 'many' is no number")
        await pilot.press("ctrl+u")
        pilot.app.post_message(events.Paste("9" * 5000))
        await pilot.press("enter")
        await pilot.until("WIP limit: '9999", "is no number")
        await pilot.press("ctrl+u")
        await pilot.type("4")
        await pilot.press("enter")
        await pilot.until("WIP limit of Ready now: 4", "0/4")
        await pilot.press("w", "ctrl+u", "enter")
        await pilot.until("WIP limit of Ready now: none")
        await pilot.saved()
    assert names(disk)[1] == ("Ready now", "queue")


@does("columns.later", "columns.earlier")
async def test_order(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("C", "J")
        await pilot.until("moved column Backlog")
        await pilot.saved()
        assert [name for name, _ in names(disk)][:2] == ["Ready", "Backlog"]
        await pilot.press("K")
        await pilot.saved()
        assert [name for name, _ in names(disk)][:2] == ["Backlog", "Ready"]


@does("columns.kind")
async def test_a_kind_is_corrected_from_now_on_or_after_a_look_at_what_changes(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1",), column=READY), Move(cards=("1",), column=DOING), Move(cards=("1",), column=DONE))
    async with opened(disk) as pilot:
        await pilot.until("Cast pier 14")
        await pilot.press("C", "j", "c")
        await pilot.until("Ready is queue; from now on it is:")
        await pilot.press("q")
        await pilot.until("column Ready is queue already")
        await pilot.press("c", "a", "n")
        await pilot.until("column Ready is active now")
        await pilot.saved()
        assert ("Ready", "active") in names(disk)
        await pilot.press("c", "q", "p")
        await pilot.until("judge the past by it, with these changes?")
        await pilot.press("n")
        await pilot.until("a add")
        assert ("Ready", "active") in names(disk)
        await pilot.press("c", "q", "p")
        await pilot.until("judge the past by it, with these changes?")
        await pilot.press("y")
        await pilot.until("column Ready is queue now")
        await pilot.saved()
    assert ("Ready", "queue") in names(disk)


@does("columns.delete")
async def test_a_column_that_holds_cards_asks_where_they_go(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("C", "x")
        await pilot.until("its 6 cards go to column:")
        await pilot.type("nowhere")
        await pilot.until("'nowhere' is not on board bridge")
        await pilot.press("ctrl+u")
        await pilot.type("rea")
        await pilot.until("Ready")
        await pilot.press("enter")
        await pilot.until("deleted column Backlog")
        await pilot.press("g", "j", "x")
        await pilot.until("delete column Doing?")
        await pilot.press("n", "x", "y")
        await pilot.until("deleted column Doing")
        await pilot.saved()
    assert disk.titles(READY) == list(TITLES)
    assert [name for name, _ in names(disk)] == ["Ready", "Review", "Done"]


@does("archived.unarchive", "archived.filter", "list.open")
async def test_an_archived_card_is_found_opened_and_brought_back(disk: Disk, opened: Opener) -> None:
    disk.give(Archive(cards=("1", "2")), Archive(cards=("3",)))
    async with opened(disk) as pilot:
        await pilot.until("Align girder 7")
        await pilot.press("X")
        await pilot.until("archived cards", "Weld span 17", "Cast pier 14", "Grout joint 9", "dropped")
        await pilot.press("slash")
        await pilot.type("weld")
        await pilot.until("/weld", "Weld span 17", gone=["Grout joint 9"])
        await pilot.press("enter", "enter")
        await pilot.until("History", "archived")
        await pilot.press("escape", "x")
        await pilot.until('took "Weld span 17" out of the archive')
        await pilot.saved()
        await pilot.press("escape")
        await pilot.until("Cast pier 14", "Grout joint 9", gone=["/weld"])
        await pilot.press("escape")
        await pilot.until("Weld span 17", "Align girder 7")
        await pilot.press("u")
        await pilot.saved()
    assert disk.titles(BACKLOG) == list(TITLES[3:])


async def test_a_full_column_asks_before_a_card_comes_back(disk: Disk, opened: Opener) -> None:
    disk.give(Move(cards=("1", "2", "3"), column=DOING), Archive(cards=("1",)), Move(cards=("4",), column=DOING))
    async with opened(disk) as pilot:
        await pilot.until("Cast pier 14")
        await pilot.press("X", "x")
        await pilot.until("Doing is full (3/3): bring it back?")
        await pilot.press("n", "x", "y")
        await pilot.until('took "Weld span 17" out of the archive', "No card is archived")
        await pilot.saved()
    assert len(disk.titles(DOING)) == 4
