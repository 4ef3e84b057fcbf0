"""Click, double click, wheel and drag; the same commands as the keys."""

from collections.abc import Callable

import pytest
from setting import BACKLOG, DOING, READY, TITLES, Disk
from terminal import Terminal

from kanban.commands.cards import Archive, Move

Start = Callable[..., Terminal]
LEFT, HELD, WHEEL_UP, WHEEL_DOWN = 0, 32, 64, 65


@pytest.fixture
def two(disk: Disk) -> Disk:
    disk.give(Move(cards=("5", "6"), column=READY))
    return disk


def at(term: Terminal, title: str) -> tuple[int, int]:
    """Cell of a title."""
    y = term.row_with(title)
    return term.rows[y].index(title) + 2, y


def click(term: Terminal, x: int, y: int) -> None:
    term.mouse(LEFT, x, y)
    term.mouse(LEFT, x, y, up=True)


def drag(term: Terminal, title: str, x: int, y: int, drop: bool = True) -> None:
    start = at(term, title)
    term.mouse(LEFT, *start)
    for step in range(1, 5):
        term.mouse(HELD, start[0] + (x - start[0]) * step // 4, start[1] + (y - start[1]) * step // 4)
    if drop:
        term.mouse(LEFT, x, y, up=True)


def test_click_and_double_click(two: Disk, terminal: Start) -> None:
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    click(term, *at(term, "Sign-off"))
    term.until("▌Sign-off", gone=["▌Weld"])
    term.rest(0.6)
    click(term, *at(term, "Grout"))
    click(term, *at(term, "Grout"))
    term.until("card 3", "Grout joint 9")
    term.press("esc")
    term.until("▌Grout")


def test_the_wheel_moves_the_cursor(two: Disk, terminal: Start) -> None:
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    for _ in range(2):
        term.mouse(WHEEL_DOWN, 5, 10)
    term.until("▌Grout joint 9")
    term.mouse(WHEEL_UP, 5, 10)
    term.until("▌Cast pier 14")


def test_a_drag_moves_to_where_it_is_dropped(two: Disk, terminal: Start) -> None:
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", *at(term, "Sign-off"))
    term.until("Ready 3", "▌Cast pier 14")
    above = [TITLES[4], TITLES[1], TITLES[5]]
    term.until(lambda: two.titles(READY) == above)
    drag(term, "Grout joint 9", at(term, "Doing 0/3")[0], 20)
    term.until("Doing 1/3", lambda: two.titles(DOING) == [TITLES[2]])
    drag(term, "Weld span 17", 5, 20)
    term.until(lambda: two.titles(BACKLOG) == [TITLES[3], TITLES[0]])
    term.press("u")
    term.until("undid")


def test_marked_cards_are_dragged_together_and_a_full_column_asks(two: Disk, terminal: Start) -> None:
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    term.press("space", "space", "space", "space")
    term.until("4 marked")
    drag(term, "Cast pier 14", at(term, "Doing 0/3")[0], 20)
    term.until("Doing has no room for 4 more cards (0/3)")
    term.press("enter")
    term.until("Doing 4/3", "moved 4 cards")


def test_esc_cancels_a_drag(two: Disk, terminal: Start) -> None:
    before = two.files()
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", 60, 20, drop=False)
    term.rest(0.1)
    term.press("esc")
    term.mouse(LEFT, 60, 20, up=True)
    term.press("j")
    term.rest(0.1)
    drag(term, "Cast pier 14", *(at(term, "Cast")[0] + 1, at(term, "Cast")[1]))
    term.press("?")
    term.until("Help")
    assert two.files() == before, "and one cell is no drag"


def test_a_board_changed_amid_a_drag(two: Disk, terminal: Start) -> None:
    """The card that is dragged is archived by somebody else."""
    term = terminal(two.folder)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", 60, 20, drop=False)
    two.give(Archive(cards=("2",)))
    term.until(gone=["Cast pier"])
    term.mouse(LEFT, 60, 20, up=True)
    term.until("card 2 is archived")
    term.press("j")
    term.until("▌Grout")


def test_no_mouse(two: Disk, terminal: Start) -> None:
    term = terminal(two.folder, "--no-mouse")
    term.until("▌Weld span 17", " saved")
    assert b"\x1b[?1000h" not in term.raw
    assert b"\x1b[?1003h" not in term.raw


def test_the_roll_up_too(two: Disk, terminal: Start) -> None:
    from kanban.commands import plan as pm

    two.give_plan(pm.SetMilestone(id="M1", name="Deck"), pm.SetMilestone(id="M2", name="Piers"))
    term = terminal(two.folder, "rollup")
    term.until("M2 Piers")
    term.rest(0.1)
    click(term, *at(term, "M2 Piers"))
    click(term, *at(term, "M2 Piers"))
    term.until("it gates no work package yet", gone=["M1 Deck"])
    term.mouse(WHEEL_DOWN, 5, 10)
    term.mouse(WHEEL_UP, 5, 10)
    term.press("esc")
    term.until("M1 Deck")
