"""The charts of the metrics: a key from view to view, a cursor on every point, and the cards behind it."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from setting import DOING, DONE, REVIEW, Disk, Opener, Pilot

from kanban.commands.cards import Add, Block, Edit, Move
from kanban.text.clean import width
from kanban.text.dates import now
from kanban.text.messages import use_language

VIEWS = ("scatter", "ageing WIP", "throughput", "cumulative flow", "XmR chart", "p-chart", "rework by reason",
         "costliest cards")  # fmt: skip


CHINESE = (
    "散点图", "在制品滞留图", "吞吐量", "累积流图", "XmR 控制图", "p 控制图", "返工原因", "代价最高的卡片",
)  # fmt: skip
NOW = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)
"""A Tuesday."""


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def worked(disk: Disk) -> Disk:
    """Beside six cards in the backlog: three finished in three weeks, one of them sent back, and one blocked."""
    for number, days in enumerate((20, 13, 6), start=7):
        with time_machine.travel(now() - timedelta(days=days)):
            disk.give(Add(title=f"span {number}", column=DOING))
        with time_machine.travel(now() - timedelta(days=days - 2)):
            disk.give(Move(cards=(str(number),), column=REVIEW))
        if number == 8:
            with time_machine.travel(now() - timedelta(days=days - 3)):
                disk.give(Move(cards=("8",), column=DOING, reason="defect"))
        with time_machine.travel(now() - timedelta(days=days - 4)):
            disk.give(Move(cards=(str(number),), column=DONE))
    with time_machine.travel(now() - timedelta(days=2)):
        disk.give(Add(title="stuck", column=DOING), Block(cards=("10",), why="crane booked"))
    return disk


async def go(pilot: Pilot, number: int) -> None:
    """To the view of that number, the figures being 0."""
    await pilot.until("cycle time", "all history")
    for _ in range(number):
        await pilot.press("tab")
    await pilot.until(f"{number + 1}/9")


async def test_tab_goes_through_all_views_and_back_to_the_figures(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("metrics · figures 1/9", "lead time")
        for number, name in enumerate(VIEWS, start=2):
            await pilot.press("tab")
            await pilot.until(f"metrics · {name} {number}/9")
        await pilot.press("tab")
        await pilot.until("metrics · figures 1/9", "lead time", "finished - started")
        await pilot.press("shift+tab")
        await pilot.until("costliest cards 9/9")


async def test_left_and_right_choose_a_point_and_enter_opens_its_card(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 1)
        await pilot.until("9 span 9 · 4.0d · finished")
        await pilot.press("left")
        await pilot.until("8 span 8 · 4.0d · finished", "· reworked")
        await pilot.press("left", "left", "left")
        await pilot.until("7 span 7 · 4.0d")
        await pilot.press("right", "enter")
        await pilot.until("span 8", "History", "moved from")
        await pilot.press("escape")
        await pilot.until("8 span 8 · 4.0d", "scatter 2/9")
        await pilot.press("G")
        await pilot.until("9 span 9 · 4.0d")
        await pilot.press("escape")
        await pilot.until("Backlog")


async def test_a_day_of_the_cumulative_flow_opens_its_cards(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 4)
        await pilot.until("Done 3", "█ Done", "↺")
        for _ in range(30):
            await pilot.press("left")
            if "moved back: 8" in pilot.text:
                break
        await pilot.until("moved back: 8")
        await pilot.press("enter")
        await pilot.until("span 8", "History")


async def test_a_week_opens_a_list_and_a_card_of_it_all_about_it(worked: Disk, opened: Opener) -> None:
    worked.give(*(Move(cards=(card,), column=DONE) for card in ("1", "2")))
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 3)
        await pilot.until("week of 23 Nov · 2 finished · 1, 2")
        await pilot.press("enter")
        await pilot.until("week of 23 Nov: 2 cards", "Weld span 17", "Cast pier 14")
        await pilot.press("j", "enter")
        await pilot.until("History", "Cast pier 14")
        await pilot.press("escape")
        await pilot.until("Weld span 17", "Cast pier 14")
        await pilot.press("left")
        await pilot.until("throughput 4/9", "2 finished")


async def test_what_is_in_progress_says_its_age_and_why_it_is_blocked(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 2)
        await pilot.until("10 stuck · 2.0d in progress · in Doing", "blocked: crane booked", "Doing 1", "Review 0")


async def test_lists_are_gone_through_by_either_arrows(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 8)
        await pilot.until("cycle", "rework", "blocked", "10", "stuck", "flow efficiency 100% (n 3)")
        first = pilot.screen.list_view.key
        await pilot.press("right")
        assert pilot.screen.list_view.key != first
        await pilot.press("up")
        assert pilot.screen.list_view.key == first
        await pilot.press("shift+tab")
        await pilot.until("defect", "1 card", "something was wrong with the work: 8")
        await pilot.press("enter")
        await pilot.until("span 8", "History")


async def test_a_window_is_chosen_as_for_the_figures(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 3)
        await pilot.press("w")
        await pilot.until("the last 4 weeks")
        await pilot.press("left_square_bracket")
        await pilot.until("from ", "no finished cards", gone=["the last 4"])
        await pilot.press("enter", "left", "right")
        await pilot.press("right_square_bracket")
        await pilot.until("the last 4 weeks", "0 finished", gone=["no finished cards"])


async def test_an_empty_board_says_so_in_every_view(empty: Disk, opened: Opener) -> None:
    async with opened(empty, first="metrics") as pilot:
        await pilot.until("lead time")
        for number in range(2, 10):
            await pilot.press("tab")
            await pilot.until(f"{number}/9", lambda: "no " in pilot.text or "nothing " in pilot.text)
            await pilot.press("enter", "left", "right", "G", "pagedown")
            assert f"{number}/9" in pilot.text


async def test_a_click_chooses_the_point_that_is_nearest(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await go(pilot, 1)
        await pilot.until("9 span 9")
        await pilot.raw.click("#chart", offset=(6, 5))
        await pilot.until("7 span 7")


async def test_a_chart_follows_the_size_of_the_terminal(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics", size=(80, 24)) as pilot:
        await go(pilot, 3)
        before = max(map(len, pilot.rows))
        await pilot.raw.resize_terminal(120, 40)
        await pilot.until("q quit", lambda: any(row.find("23 Nov") > 90 for row in pilot.rows))
        assert max(map(len, pilot.rows)) > before
        await pilot.raw.resize_terminal(30, 8)
        await pilot.until(lambda: len(pilot.rows) == 8)


async def test_the_charts_in_chinese(worked: Disk, opened: Opener) -> None:
    use_language("zh_CN")
    try:
        async with opened(worked, first="metrics") as pilot:
            for name in CHINESE:
                await pilot.press("tab")
                await pilot.until(name)
    finally:
        use_language("en")


def test_the_board_opens_without_what_only_charts_need() -> None:
    code = (
        "import sys, kanban.app, kanban.screens.board.screen; from kanban.screens.registry import screens; screens(); "
        "print([m for m in sys.modules if 'flow_pictures' in m or 'chart' in m or 'quality' in m or m == 'statistics'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().strip() == "[]"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_every_view_fits_in_every_language(
    size: tuple[int, int], language: str, worked: Disk, opened: Opener
) -> None:
    worked.give(Edit(cards=("8",), changes={"title": "第八跨焊接与探伤" * 8}))
    use_language(language)
    try:
        async with opened(worked, first="metrics", size=size) as pilot:
            for number in range(2, 10):
                await pilot.press("tab")
                await pilot.until(f"{number}/9")
                await pilot.press("g", "right")
                shown = pilot.text
                assert all(width(row) <= size[0] for row in pilot.rows)
                assert not any(sign in shown for sign in ("{", "}", "Message("))
    finally:
        use_language("en")


async def test_tab_held_down_ends_where_the_last_press_leads(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("figures 1/9")
        await pilot.press(*["tab"] * 15)
        await pilot.until("p-chart 7/9")
        await pilot.press(*["shift+tab"] * 6, "enter", "escape")
        await pilot.until(lambda: "1/9" in pilot.text or "Backlog" in pilot.text)


async def test_the_palette_finds_a_view_by_its_name(worked: Disk, opened: Opener) -> None:
    async with opened(worked, first="metrics") as pilot:
        await pilot.until("figures 1/9")
        await pilot.press("colon")
        await pilot.type("cumul")
        await pilot.until("cumulative flow")
        await pilot.press("enter")
        await pilot.until("cumulative flow 5/9")
