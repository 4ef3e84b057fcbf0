"""The proposed order of a queue beside the own one, by keys: nothing moves but what is taken over."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import Desk
from often import often
from setting import BACKLOG, READY, Disk, Opener, Pilot
from test_pictures import NOW

from kanban.commands.cards import Move
from kanban.demo import build
from kanban.metrics.insight.queue_order import Waiting
from kanban.metrics.rollup.contributions import BoardCard
from kanban.model.events import Moved
from kanban.screens.queue_order.rows import take_over

pytestmark = pytest.mark.usefixtures("_then")


@pytest.fixture
def _then():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def demo(tmp_path) -> Disk:
    with time_machine.travel(NOW - timedelta(days=365)):
        build(tmp_path / "w", NOW)
    return Disk(tmp_path / "w", "li")


def queue(pilot: Pilot, heads: str) -> list[str]:
    """The ids of the cards in the proposed order, as they stand on the screen."""
    first = next(number for number, row in enumerate(pilot.rows) if heads in row) + 1
    rows = pilot.rows[first : next(n for n, row in enumerate(pilot.rows) if n > first and not row.strip())]
    return [row.split("│")[-1].replace("↑", " ").replace("↓", " ").split()[2 if "│" not in row else 1] for row in rows]


async def to_order(pilot: Pilot) -> None:
    await pilot.until("Ready", "saved")
    await pilot.press("O")
    await pilot.until("li · queue order", "in columns", gone=["reckoning", "reading"])


def moves(disk: Disk) -> dict[str, int]:
    """How many moves each card has."""
    return {card.id: sum(isinstance(e, Moved) for e in card.events) for card in disk.board.cards.values()}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_proposal_stands_beside_the_own_order_and_nothing_moves(
    size: tuple[int, int], demo: Disk, opened: Opener
) -> None:
    before = demo.content()
    own = [*demo.board.cards_in(READY), *demo.board.cards_in("c1")]
    async with opened(demo, size=size) as pilot:
        await to_order(pilot)
        await pilot.until(
            "2 cards change places", "proposed", "M5", "P50 -", "T takes over the order of Ready: 2 cards move"
        )
        shown = queue(pilot, "proposed")
        assert sorted(shown) == sorted(own)
        assert shown != own
        if size[0] >= 100:
            left = [row.split()[1] for row in pilot.rows if "│" in row and row.split()[0].isdigit()]
            assert left == own
        await pilot.press("j")
        await pilot.press("enter")
        await pilot.until(f"li · card {shown[1]}")
        await pilot.press("escape")
        await pilot.until("li · queue order")
        await pilot.press("escape")
        await pilot.until(gone=["queue order"])
    assert demo.content() == before


async def test_one_column_is_taken_over_by_moves_within_it_and_one_undo_takes_them_back(
    demo: Disk, opened: Opener
) -> None:
    own, backlog, before = demo.board.cards_in(READY), demo.board.cards_in("c1"), moves(demo)
    async with opened(demo, size=(80, 24)) as pilot:
        await to_order(pilot)
        await pilot.until("2 cards change places")
        wanted = tuple(card for card in queue(pilot, "proposed") if card in own)
        await pilot.press("T")
        await pilot.until("Ready is in the proposed order, 2 cards were moved", "stands in this order already")
        await pilot.saved()
        board = demo.board
        assert board.cards_in(READY) == wanted != own
        assert board.cards_in("c1") == backlog
        assert sum(n - before[card] for card, n in moves(demo).items()) == 2
        await pilot.press("T")
        await pilot.until("Ready stands in the proposed order")
        await pilot.press("u")
        await pilot.until("undid: ", "2 cards change places")
        await pilot.saved()
        assert demo.board.cards_in(READY) == own
        await pilot.press("ctrl+r")
        await pilot.until("redid: ", "stands in this order already")
        await pilot.saved()
        assert demo.board.cards_in(READY) == wanted


@settings(max_examples=often(60), deadline=None)
@given(st.permutations([str(number) for number in range(1, 9)]), st.integers(0, 8))
def test_any_order_of_a_column_is_one_move_and_no_other_column_changes(order: list[str], others: int) -> None:
    desk = Desk()
    for _ in order:
        desk.add("card", at=0)
    for number in range(others):
        desk.move(str(number + 1), READY, 1)
    board = desk.board
    proposed = [Waiting(BoardCard(board, board.cards[card]), None, 0) for card in order]
    for column in (BACKLOG, READY):
        wanted = tuple(card for card in order if card in board.cards_in(column))
        command = take_over(desk.board, column, proposed)
        assert (command is None) == (wanted == board.cards_in(column))
        if command is not None:
            desk.give(command, at=2)
        assert desk.board.cards_in(column) == wanted
    assert {card.column for card in board.cards.values()} == {card.column for card in desk.board.cards.values()}


async def test_it_can_be_left_while_it_reckons_and_opened_again(demo: Disk, opened: Opener) -> None:
    async with opened(demo, size=(80, 24)) as pilot:
        await pilot.until("Ready", "saved")
        for _ in range(5):
            await pilot.press("O")
            await pilot.until("li · queue order")
            await pilot.press("escape")
            await pilot.until(gone=["queue order"])
        await to_order(pilot)
        await pilot.until("2 cards change places")


async def test_what_another_changes_meanwhile_is_in_the_next_proposal(demo: Disk, opened: Opener) -> None:
    async with opened(demo, size=(80, 24)) as pilot:
        await to_order(pilot)
        await pilot.until("2 cards change places")
        first = demo.board.cards_in(READY)[0]
        demo.give(Move(cards=(first,), column="c3", over_wip=True))
        await pilot.until(lambda: first not in queue(pilot, "proposed"), gone=["reckoning"])


async def test_who_may_only_read_sees_it_and_takes_nothing_over(demo: Disk, opened: Opener) -> None:
    before = demo.content()
    async with opened(demo, size=(80, 24), readonly=True) as pilot:
        await pilot.until("Ready")
        await pilot.press("O")
        await pilot.until("2 cards change places")
        await pilot.press("T")
        await pilot.until("take over: ")
    assert demo.content() == before


async def test_an_empty_queue_says_so(empty: Disk, opened: Opener) -> None:
    async with opened(empty, size=(80, 24)) as pilot:
        await pilot.until("No cards yet.")
        await pilot.press("O")
        await pilot.until("no card waits in a queue column", "no milestone with cards on this board has a forecast")
        await pilot.press("T")
        await pilot.until("the cursor is on no card")
        await pilot.press("enter")
        await pilot.until("the cursor is on no card")


async def test_the_palette_finds_it(demo: Disk, opened: Opener) -> None:
    async with opened(demo, size=(80, 24)) as pilot:
        await pilot.until("Ready", "saved")
        await pilot.press("colon")
        await pilot.type("queue order")
        await pilot.press("enter")
        await pilot.until("li · queue order", "2 cards change places")
