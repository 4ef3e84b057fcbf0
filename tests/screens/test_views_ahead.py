"""The next view of the metrics is counted before tab asks for it: it is there at once, and it is never of before."""

import asyncio
from typing import Any

import msgspec
import pytest
from setting import DOING, DONE, Disk, Opener, Pilot

from kanban.commands.cards import Move
from kanban.screens.metrics import screen
from kanban.screens.metrics.counting import count

Noted = list[str]


@pytest.fixture
def worked(disk: Disk) -> Disk:
    disk.give(Move(cards=("2",), column=DOING, over_wip=True), Move(cards=("2",), column=DONE))
    return disk


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """The views that were counted, in their order."""
    found: Noted = []

    def noted(*asked: Any) -> Any:
        found.append(asked[-1])
        return count(*asked)

    monkeypatch.setattr(screen, "count", noted)
    return found


async def ready(pilot: Pilot, view: str) -> None:
    """Until the view that tab leads to is counted."""
    await pilot.until(lambda: ahead(pilot) == view)


def ahead(pilot: Pilot) -> str:
    front = pilot.app.screen
    assert isinstance(front, screen.MetricsScreen)
    return front._ahead.view if front._ahead is not None else ""


async def test_tab_shows_what_was_counted_ahead_and_counts_the_next(
    worked: Disk, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("cycle time", "1/9")
        await ready(pilot, "scatter")
        monkeypatch.setattr(pilot.app.screen, "_fill", lambda: None)  # nothing else shows a view
        await pilot.press("tab")
        await pilot.until("scatter", "2/9")
        await ready(pilot, "ageing")


async def test_a_move_seen_late_is_on_the_chart_all_the_same(worked: Disk, opened: Opener, views: Noted) -> None:
    async with opened(worked, first="metrics") as pilot:
        await ready(pilot, "scatter")
        worked.give(Move(cards=("3",), column=DOING, over_wip=True), Move(cards=("3",), column=DONE))
        await pilot.press("tab")
        await pilot.until("scatter", "2/9", "(n 2; few)")


async def test_there_and_back_before_anything_is_counted_ends_where_one_went(
    worked: Disk, opened: Opener, views: Noted
) -> None:
    async with opened(worked, first="metrics") as pilot:
        await ready(pilot, "scatter")
        await pilot.press("tab", "tab", "shift+tab", "tab", "tab", "shift+tab")
        await pilot.until("3/9")
        await ready(pilot, "throughput")
        await pilot.until("ageing", "3/9", gone=["4/9"])


async def test_a_window_chosen_in_between_is_that_of_the_next_view(worked: Disk, opened: Opener, views: Noted) -> None:
    async with opened(worked, first="metrics") as pilot:
        await ready(pilot, "scatter")
        await pilot.press("w", "tab")
        await pilot.until("scatter", "2/9", "the last 4 weeks")
        await pilot.press("left_square_bracket", "tab")
        await pilot.until("3/9", "from ", gone=["the last"])


async def test_long_afterwards_it_is_counted_anew(
    worked: Disk, opened: Opener, views: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "STILL_NOW", screen.STILL_NOW * 0)
    async with opened(worked, first="metrics") as pilot:
        await ready(pilot, "scatter")
        await pilot.press("tab")
        await pilot.until("scatter", "2/9")
        assert views.count("scatter") == 2


async def test_a_board_that_is_read_anew_each_time_is_counted_no_more_often(
    worked: Disk, opened: Opener, views: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(*asked: Any) -> Any:
        views.append(asked[-1])
        found = count(*asked)
        return found._replace(board=msgspec.structs.replace(found.board))

    monkeypatch.setattr(screen, "count", another)
    async with opened(worked, first="metrics") as pilot:
        await ready(pilot, "scatter")
        views.clear()
        await asyncio.sleep(0.5)
        assert views == []
