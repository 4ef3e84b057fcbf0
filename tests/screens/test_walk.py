"""The main job from end to end: in a pilot and on a real terminal, with screen and disk looked at all the way."""

from collections.abc import Callable

import pytest
from setting import BACKLOG, DOING, READY, REVIEW, Disk, Opener
from terminal import Terminal

from kanban.commands import plan as pm
from kanban.commands.cards import Add
from kanban.model import events as ev

pytestmark = pytest.mark.any_day

DEPTHS = ("worst first", "History")
"""What one more enter shows, from the milestone down to the card."""


@pytest.fixture
def planned(empty: Disk) -> Disk:
    """A plan with one milestone, no cards yet."""
    nodes = [pm.SetNode(code=c, name=n) for c, n in (("1", "Bridge"), ("1.2", "Deck"), ("1.2.3", "Girders"))]
    milestone = pm.SetMilestone(id="M1", name="Deck stands", gates=("1.2",))
    empty.give_plan(*nodes, milestone)
    return empty


async def test_in_a_pilot(planned: Disk, opened: Opener) -> None:
    disk = planned
    async with opened(disk) as pilot:
        await pilot.until("No cards yet.", "Backlog 0")

        await pilot.press("a")
        for title in ("Weld span 17", "Cast pier 14", "Grout joint 9"):
            await pilot.until("add to Backlog:")
            await pilot.type(title)
            await pilot.press("enter")
            await pilot.until(f'added "{title}"')
        await pilot.press("escape")
        await pilot.saved()
        assert disk.titles(BACKLOG) == ["Weld span 17", "Cast pier 14", "Grout joint 9"]

        await pilot.press("g", "L", "L", "L")
        assert pilot.current == "Weld span 17"
        await pilot.until("Review 1/2")
        await pilot.saved()
        assert disk.titles(REVIEW) == ["Weld span 17"]

        await pilot.press("H")
        await pilot.until("moved back, why?", "defect", "Doing 1/3")
        await pilot.press("d")
        await pilot.until("reason: defect", "↺1", gone=["why?"])
        await pilot.saved()
        assert disk.board.cards["1"].flow.backs[-1].reason == "defect"

        await pilot.press("u")
        await pilot.until('undid: moved "Weld span 17" to Doing', gone=["↺1"])
        await pilot.saved()
        assert disk.column_of("Weld span 17") == REVIEW
        assert disk.board.cards["1"].flow.rework_moves == 0
        await pilot.press("ctrl+r")
        await pilot.until('redid: moved "Weld span 17" to Doing', "↺1")
        await pilot.saved()
        assert disk.column_of("Weld span 17") == DOING
        assert disk.board.cards["1"].flow.backs[-1].reason == "defect"

        disk.give(Add(title="Align girder 7"))
        await pilot.until("Backlog 3")
        await pilot.press("h", "h", "g", "space", "space", "space")
        await pilot.until("3 marked")
        await pilot.press("L")
        await pilot.until("moved 3 cards to Ready", "Ready 3")
        await pilot.saved()
        assert disk.titles(READY) == ["Cast pier 14", "Grout joint 9", "Align girder 7"]
        await pilot.press("u")
        await pilot.until("undid: moved 3 cards to Ready", "Ready 0")
        await pilot.saved()
        assert disk.titles(BACKLOG) == ["Cast pier 14", "Grout joint 9", "Align girder 7"]

        await pilot.press("escape", "g", "e")
        await pilot.until("edit card 2", "work package")
        await pilot.press("end")
        await pilot.type("b")
        await pilot.press("tab")
        await pilot.type("1.2.3")
        await pilot.until("1.2.3 Girders")
        await pilot.press("enter")
        await pilot.until("Cast pier 14b", "M1", gone=["edit card 2"])
        await pilot.saved()
        assert disk.board.cards["2"].work_package == "1.2.3"

        await pilot.press("slash")
        await pilot.type("grout")
        await pilot.until("Grout joint 9", "/grout 1 shown", gone=["Cast pier 14b"])
        await pilot.press("escape")
        await pilot.until("Cast pier 14b", gone=["/grout"])

        await pilot.press("3")
        await pilot.until("Bridge · roll-up", "M1 Deck stands")
        await pilot.press("enter")
        await pilot.until("Cast pier 14b", "worst first")
        await pilot.press("enter")
        await pilot.until("History, newest first", "work package set to 1.2.3")
        await pilot.press("G")
        await pilot.until("work package set to 1.2.3")
        for shown in reversed(DEPTHS):
            await pilot.press("escape")
            await pilot.until("M1 Deck stands", gone=[shown])
        await pilot.press("1")
        await pilot.until("Backlog 3", gone=["roll-up ·"])
        assert pilot.current == "Grout joint 9", "where the filter had left it"
        await pilot.press("q")

    async with opened(disk) as pilot:
        await pilot.until("Backlog 3", "Cast pier 14b", "Doing 1/3", "saved")
        await pilot.press("u")
        await pilot.until("undid: edited title, work package", "Cast pier 14 ")
        await pilot.saved()
        assert disk.board.cards["2"].title == "Cast pier 14"


def test_on_a_terminal(planned: Disk, terminal: Callable[..., Terminal]) -> None:
    disk = planned
    term = terminal(disk.where)
    term.until("No cards yet.", "Backlog 0")

    term.press("a")
    for title in ("Weld span 17", "Cast pier 14", "Grout joint 9", "Align girder 7"):
        term.until("add to Backlog:")
        term.press(title, "enter")
        term.until(f'added "{title}"')
    term.press("esc")
    term.until(" saved", gone=["add to"])
    assert disk.titles(BACKLOG) == ["Weld span 17", "Cast pier 14", "Grout joint 9", "Align girder 7"]

    term.press("g", "L", "shift+right", "L")
    term.until("Review 1/2", " saved")
    assert disk.titles(REVIEW) == ["Weld span 17"]
    term.press("H")
    term.until("moved back, why?")
    term.press("c")
    term.until("reason: change", "↺1", " saved")
    assert [type(e) for e in disk.events()][-2:] == [ev.Moved, ev.Explained]

    term.press("u")
    term.until("undid: moved", gone=["↺1"])
    term.press("ctrl+r")
    term.until("redid: moved", "↺1", " saved")
    assert disk.column_of("Weld span 17") == DOING

    term.press("h", "h", "g", "space", "space", "space")
    term.until("3 marked")
    term.press("L")
    term.until("moved 3 cards to Ready", " saved")
    assert disk.titles(READY) == ["Cast pier 14", "Grout joint 9", "Align girder 7"]
    term.press("u")
    term.until("undid: moved 3 cards to Ready", "Backlog 3", " saved")
    assert disk.titles(READY) == []

    term.press("esc")
    term.until(gone=["marked"])
    term.press("g", "e")
    term.until("edit card 2")
    term.press("end", "b", "tab", "1.2.3", "enter")
    term.until("Cast pier 14b", "M1 ", " saved", gone=["edit card"])
    assert disk.board.cards["2"].work_package == "1.2.3"

    term.press("/", "grout")
    term.until("/grout 1 shown", gone=["Cast pier"])
    term.press("esc")
    term.until("Cast pier", gone=["/grout"])

    term.press("3")
    term.until("Bridge · roll-up", "M1 Deck stands")
    for shown in DEPTHS:
        term.press("enter")
        term.until(shown)
    for shown in reversed(DEPTHS):
        term.press("esc")
        term.until("M1 Deck stands", gone=[shown])
    term.press("1")
    term.until("Cast pier 14b", "Doing 1/3")
    term.press("q")
    assert term.wait() == 0
    assert term.modes_left_on == set()

    again = terminal(disk.where)
    again.until("Cast pier 14b", "Backlog 3", "Doing 1/3", " saved")
    again.press("u")
    again.until("undid: edited", "Cast pier 14 ", " saved")
    assert disk.board.cards["2"].work_package is None
    again.press("q")
    assert again.wait() == 0
