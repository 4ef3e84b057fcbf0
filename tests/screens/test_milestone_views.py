"""Tab goes through the views of a milestone, left and right choose a point of its charts, the past is as it was."""

from datetime import timedelta

import pytest
import time_machine
from setting import Disk, Opener
from test_pictures import NOW

from kanban.commands.cards import Move
from kanban.demo import build

SHOWN = ("open, worst first", "1.2.2", "What brings P85 forward", "forecast by day 4/9", "burnup 5/9", "burndown 6/9",
         "milestone trend 7/9", "fever chart 8/9", "S-curves 9/9")  # fmt: skip
"""What is on the screen in each view of M5."""


@pytest.fixture
def demo(tmp_path) -> Disk:
    with time_machine.travel(NOW - timedelta(days=365)):
        build(tmp_path / "w", NOW)
    return Disk(tmp_path / "w", "zhang")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_tab_goes_through_all_views_and_round_again(size: tuple[int, int], demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup", size=size) as pilot:
            await pilot.until("1 at risk", "1 on track")
            for words in (*SHOWN, SHOWN[0]):
                await pilot.press("tab")
                await pilot.until(words)
            for words in reversed(SHOWN):
                await pilot.press("shift+tab")
                await pilot.until(words)
            await pilot.press("escape")
            await pilot.until("M6 Grouting", "1 at risk")


async def test_left_and_right_choose_a_point_and_the_line_below_says_what_it_is(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press(*["tab"] * 5)
            await pilot.until("burnup 5/9", "24 Nov · 29 of 46 done · 17 open")
            await pilot.press("left")
            await pilot.until("23 Nov · ", gone=["24 Nov · 29"])
            await pilot.press("l", "l")
            await pilot.until("25 Nov · on the way to P85")
            await pilot.press("enter")
            await pilot.until("no card is behind it")
            await pilot.press("home")
            await pilot.until("26 Aug · ")
            await pilot.press("escape")
            await pilot.until("M6 Grouting")


async def test_the_trend_is_painted_week_by_week_and_left_for_another_at_any_time(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press(*["tab"] * 7)
            await pilot.until("milestone trend 7/9", "on 24 Nov · P50", "n 14 weeks")
            await pilot.press("shift+tab", "tab", "shift+tab", "shift+tab", "tab", "tab")
            await pilot.until("milestone trend 7/9", "on 24 Nov · P50", "n 14 weeks")
            await pilot.press("left")
            await pilot.until("on 23 Nov · P50")


async def test_the_replay_draws_the_chart_of_then(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press(*["tab"] * 6)
            await pilot.until("burndown 6/9", "24 Nov · ")
            await pilot.press("left_square_bracket")
            await pilot.until("PAST", "burndown 6/9", "17 Nov · ", "needs")
            await pilot.press("right_square_bracket")
            await pilot.until("live", "24 Nov · ", gone=["PAST"])


@pytest.mark.parametrize(("tabs", "after"), [(5, "30 of 46 done"), (7, "P50 ")])
async def test_the_chart_follows_what_others_do(tabs: int, after: str, demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press(*["tab"] * tabs)
            await pilot.until("24 Nov · ", lambda: "reckoning" not in pilot.text)
            board = demo.store.board("zhang")
            card = next(c for c in board.cards.values() if c.work_package == "1.2.2" and not c.flow.is_finished)
            before = pilot.text
            demo.give(Move(cards=(card.id,), column=board.columns[-1].id))
            await pilot.until(after, lambda: pilot.text.splitlines()[2:] != before.splitlines()[2:])


async def test_what_cannot_be_drawn_says_why_and_a_list_that_has_no_views_too(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press("shift+tab")
            await pilot.until("S-curves 9/9")
            await pilot.press("shift+tab")
            await pilot.until("fever chart 8/9", "no P50 when the baseline was set")
            await pilot.press("escape", "d")
            await pilot.until("zhang")
            await pilot.press("tab")
            await pilot.until("views are a milestone's")


async def test_a_click_chooses_a_point(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press(*["tab"] * 4)
            await pilot.until("forecast by day 4/9", "done by its end")
            await pilot.click("5% │")
            await pilot.until("week of 24 Nov")
