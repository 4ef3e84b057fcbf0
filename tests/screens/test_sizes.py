"""From 20 by 5 cells to 300 by 100, and a window that changes its size all the time."""

from collections.abc import Callable

import pytest
from setting import DOING, READY, Disk
from terminal import Terminal

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]


@pytest.fixture
def many(disk: Disk) -> Disk:
    disk.give(*(Add(title=f"Card {n}") for n in range(7, 41)), Move(cards=("1", "2"), column=READY),
              Move(cards=("3",), column=DOING))  # fmt: skip
    nodes = [pm.SetNode(code=c, name=f"Node {c}") for c in ("1", "1.1", "1.1.1")]
    marks = [pm.SetMilestone(id=f"M{n}", name=f"Milestone {n}", gates=("1.1",)) for n in range(1, 10)]
    disk.give_plan(*nodes, *marks)
    disk.give(Edit(cards=("1", "2"), changes={"work_package": "1.1.1"}))
    return disk


@pytest.mark.parametrize(("size", "cards"), [((80, 24), 6), ((120, 40), 12), ((200, 60), 18)])
def test_how_many_cards_are_seen(size: tuple[int, int], cards: int, many: Disk, terminal: Start) -> None:
    term = terminal(many.where, columns=size[0], lines=size[1])
    term.until("Backlog 37", " saved", "help")  # the last line has arrived as well
    first = [row[:24] for row in term.rows]
    assert sum("Card" in row or "Align" in row or "Inspect" in row or "Sign-off" in row for row in first) >= cards
    heads = term.text
    for head in ("Backlog 37", "Ready 2", "Doing 1/3", "Review 0/2", "Done 0"):
        assert head in heads, "every column's count is always shown"


def test_columns_out_of_view_are_a_key_away(many: Disk, terminal: Start) -> None:
    term = terminal(many.where)
    term.until("Backlog 37", " saved")
    assert "Done 0 ›" in term.rows[1], "four are in view"
    term.press("l", "l")
    term.until("‹ Backlog 37", gone=["›"])
    term.press("h", "h", "h", "h")
    term.until("▌Align girder 7", "Done 0 ›", gone=["‹"])


@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 12), (20, 5), (1, 1), (200, 60)])
def test_nothing_breaks_at(size: tuple[int, int], many: Disk, terminal: Start) -> None:
    term = terminal(many.where, columns=size[0], lines=size[1])
    term.until(lambda: b"\x1b[?2004h" in term.raw)
    term.rest(0.4)
    into, back = ["enter"] * 4, ["esc"]
    for keys in ("jjklhG", "ggLu", ["e", *back], [":", *back], ["a", *back], ["enter", "j", *back], ["?", "j", *back],
                 ["m", *back], ["f", *back], ["/", "c", *back], "2", "3", into, "1"):  # fmt: skip
        term.press(*keys)
        term.rest(0.03)
    assert not term.ended
    term.resize(80, 24)
    term.until("Backlog 37", "Ready 2", "▌")
    term.press("q")
    assert term.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("rollup",)])
def test_a_hundred_sizes(words: tuple[str, ...], many: Disk, terminal: Start) -> None:
    term = terminal(many.where, *words)
    term.until("Ready 2" if not words else "M1 Milestone 1")
    for number in range(100):
        term.resize(20 + number * 7 % 140, 5 + number * 3 % 50)
        term.press("j" if number % 2 else "k")
        term.read(0.005)
    term.resize(80, 24)
    term.until("Backlog 37" if not words else "M1 Milestone 1")
    term.rest(0.2)
    term.resize(120, 40)
    term.until(lambda: "help" in term.rows[39])
    assert all("help" not in row for row in term.rows[:39])
    assert not term.ended


def test_the_cursor_stays_in_view(many: Disk, terminal: Start) -> None:
    term = terminal(many.where, columns=120, lines=40)
    term.until("Backlog 37", " saved")
    term.press("h", "h", "G")
    term.until("▌Card 40")
    for size in ((80, 24), (40, 12), (120, 40)):
        term.resize(*size)
        term.until("▌Card 40")
