"""The first screen of a roll-up in a folder: counted by tallies, then by the cards, and the dates follow."""

from datetime import timedelta

import pytest
from setting import Disk, Opener

from kanban.commands import plan as pm
from kanban.commands.cards import Move
from kanban.screens import rollup_reading
from kanban.session.rollup import RollupFeed
from kanban.store import reading
from kanban.text.dates import now


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FEW", 0)


async def test_counts_come_first_and_the_cards_are_read_by_itself(
    gated: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[bool] = []
    look = RollupFeed.look

    def noted(feed: RollupFeed, *args: object) -> object:
        seen = look(feed, *args)  # type: ignore[arg-type]
        looks.append(feed.is_provisional)
        return seen

    monkeypatch.setattr(RollupFeed, "look", noted)
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck", "1/5", "1 blocked", "crane booked")
        await pilot.until(lambda: looks[:2] == [True, False])
        await pilot.press("enter")
        await pilot.until("4 open, worst first; 1 done", "Weld span 17")


async def test_a_page_asked_for_before_the_cards_were_read_reads_them(
    gated: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup_reading, "WHOLE_SECONDS", 3600.0)
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck", "1/5", "1 blocked", "crane booked")
        await pilot.press("enter")
        await pilot.until("4 open, worst first; 1 done", "Weld span 17")
        await pilot.press("escape", "left_square_bracket")
        await pilot.until("as of")


async def test_why_a_milestone_slips_is_said_by_its_date_also_where_it_was_asked_for_before(
    gated: Disk, opened: Opener
) -> None:
    gated.give_plan(pm.SetBaseline(milestone="M1", due_at=now() + timedelta(days=9)))
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck", "1/5")
        await pilot.press("r")
        await pilot.until("no forecast, 1 of 10 finished or dropped", "nothing that was tried")


async def test_a_move_by_a_driver_in_between_is_seen(
    gated: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup_reading, "WHOLE_SECONDS", 0.5)
    async with opened(gated, first="rollup") as pilot:
        await pilot.until("M1 Deck", "1/5")
        gated.give(Move(cards=("2",), column="c5"))
        await pilot.until("M1 Deck", "2/5")
