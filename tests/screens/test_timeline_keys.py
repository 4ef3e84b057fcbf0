"""Every key of the timeline does what its help says."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from setting import DOING, DONE, TITLES, Disk, Opener, Pilot

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Edit, Move
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.screens.plan_actions import OF_A_ROW, UNDOING
from kanban.screens.registry import screen
from kanban.store.folder.store import FolderStore
from kanban.text.calendar_weeks import monday
from kanban.text.dates import full_day, now
from kanban.text.messages import use_language

proved: set[str] = set()


def does(*ids: str) -> Callable[[Any], Any]:
    """Marks a test as the proof of these actions."""
    proved.update(ids)
    return lambda test: test


@pytest.fixture
def planned(midday: None, tmp_path: Path) -> Disk:
    """1.1.1 Girders in work for 10 days, then 1.1.2 Panels; M1 Deck late, M2 Piers due in 30 days."""
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Panels"), ("1.2", "Piers"),
             ("1.2.1", "Casting"))  # fmt: skip
    with time_machine.travel(now() - timedelta(days=12)):
        store = FolderStore(tmp_path / "w")
        store.create(project="Bridge", timezone="UTC")
        store.create_board("bridge", "zhang")
        disk = Disk(store.folder)
        disk.give(*(Add(title=title) for title in TITLES))
        disk.give_plan(
            *(pm.SetNode(code=code, name=name) for code, name in nodes),
            pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",), phase="executing"),
            pm.SetMilestone(id="M2", name="Piers", gates=("1.2.1",), phase="executing"),
            pm.SetBaseline(milestone="M1", due_at=now() + timedelta(days=10)),
            pm.SetBaseline(milestone="M2", due_at=now() + timedelta(days=42)),
        )
    with time_machine.travel(now() - timedelta(days=10)):
        disk.give(
            Edit(cards=("1", "2"), changes={"work_package": "1.1.1"}), Move(cards=("1",), column=DOING),
            Edit(cards=("3",), changes={"work_package": "1.2.1"}),
        )  # fmt: skip
    disk.give(Move(cards=("1",), column=DONE), Block(cards=("2",), why="crane booked"))
    disk.give_plan(
        SetEstimate(code="1.1.1", working_days=10), SetEstimate(code="1.1.2", working_days=5),
        SetEstimate(code="1.2.1", working_days=1), SetLink(predecessor="1.1.1", successor="1.1.2"),
    )  # fmt: skip
    return disk


def under_cursor(pilot: Pilot) -> str:
    return pilot.screen.list_view.key  # type: ignore[attr-defined]


def row(pilot: Pilot, name: str) -> str:
    return next(text for text in pilot.rows if re.match(rf" . {re.escape(name)} ", text))


def labels(pilot: Pilot) -> list[str]:
    """What the lower head names, from the left."""
    return [word for word in pilot.rows[2].split() if word not in ("work", "done")]


async def on_timeline(pilot: Pilot) -> None:
    await pilot.until("Cast pier 14")
    await pilot.press("4")
    await pilot.until("M1 Zinc deck", "▓", " saved")


def test_every_action_of_the_timeline_is_proved_here() -> None:
    assert proved == {action.id for action in screen("timeline").actions if action not in (*OF_A_ROW, *UNDOING)}


async def test_it_shows_bars_milestones_and_what_is_critical(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        assert "█" in row(pilot, "1.1.1")
        assert "▓" in row(pilot, "1.1.1")
        assert "▓ ←1.1.1" in row(pilot, "1.1.2")
        assert "░" in row(pilot, "1.2.1")
        assert "◇" in row(pilot, "M1")
        assert "1.1.1 Girders · 1/2 done" in pilot.text
        assert "critical, slack 0d" in pilot.text


@does("list.down", "list.up", "list.first", "list.last", "list.page_down", "list.page_up")
async def test_the_cursor_goes_over_the_rows_and_the_pane_follows(planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 40)) as pilot:
        await on_timeline(pilot)
        for keys, here in (("j", "1.1.2"), ("jj", "1.2.1"), ("k", "M1"), ("g", "1.1.1"), ("G", "M2")):
            await pilot.press(*keys)
            assert under_cursor(pilot) == here
        await pilot.until("M2 Piers · executing", "baseline ")
        await pilot.press("pageup")
        assert under_cursor(pilot) == "1.1.1"
        await pilot.press("pagedown")
        assert under_cursor(pilot) == "M2"


@does("timeline.scroll_left", "timeline.scroll_right", "timeline.now")
async def test_scrolling_in_time_and_back(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        before = labels(pilot)
        await pilot.press("l", "right")
        assert labels(pilot)[:-2] == before[2:]
        await pilot.press("h", "left")
        assert labels(pilot) == before
        await pilot.press(*"l" * 15)
        assert "‹" in row(pilot, "1.1.1")
        await pilot.press("t")
        assert labels(pilot) == before


@does("timeline.zoom_in", "timeline.zoom_out")
async def test_zooming(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("minus", "minus", "minus")
        assert {"Jan", "Feb", "Mar", "Dec"} & set(labels(pilot))
        await pilot.press("plus")
        assert all(word.isdigit() for word in labels(pilot))
        weeks = [int(word) for word in labels(pilot)]
        assert 7 in {b - a for a, b in pairwise(weeks)}
        await pilot.press("plus", "plus")
        days = [int(word) for word in labels(pilot)]
        assert 1 in {b - a for a, b in pairwise(days)}
        assert f"{now():%d}" in labels(pilot), "today stays in view"


@does("timeline.earlier", "timeline.later")
async def test_the_timeline_of_a_past_week(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("left_square_bracket")
        await pilot.until("PAST · 1 week ago", lambda: "▲" not in row(pilot, "M1") and "█" in row(pilot, "1.1.1"))
        await pilot.press("left_square_bracket")
        await pilot.until("Nothing had been planned by then")
        await pilot.press("right_square_bracket")
        await pilot.until("PAST · 1 week ago", "M1 Zinc deck")
        await pilot.press("right_square_bracket")
        await pilot.until("now, ", "▓", gone=["PAST"])


@does("timeline.date", "list.back")
async def test_as_of_a_typed_date_and_esc_back_to_now(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("at")
        await pilot.type("3 days ago")
        await pilot.press("enter")
        await pilot.until("PAST · 2 days ago")  # the end of that day
        await pilot.press("escape")
        await pilot.until("now, ", gone=["PAST"])


async def test_a_moment_out_of_view_comes_into_view(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("plus", "plus", *"l" * 40)
        assert f"{now() - timedelta(days=7):%d}" not in labels(pilot)[:3]
        await pilot.press("left_square_bracket")
        await pilot.until("PAST · 1 week ago", lambda: f"{now() - timedelta(days=7):%d}" in labels(pilot))


@does("timeline.filter")
async def test_filtering(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("slash")
        await pilot.type("zinc")
        await pilot.until("M1 Zinc deck", "/zinc: 1 of 5 shown", gone=["Girders"])
        await pilot.press("enter", "escape")
        await pilot.until("1.1.1 Girders", gone=["/zinc"])


@does("list.open")
async def test_enter_leads_to_the_milestone_and_to_the_work_package_on_the_roll_up(
    planned: Disk, opened: Opener
) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("enter")
        await pilot.until("roll-up", "1.1.1 Girders", "board bridge")
        await pilot.press("4", "j", "j", "enter")
        await pilot.until("roll-up", "worst first", "Cast pier 14", "crane booked")
        await pilot.press("4", "left_square_bracket")
        await pilot.until("timeline", "PAST · 1 week ago")
        await pilot.press("enter")
        await pilot.until("roll-up", "PAST · 1 week ago")


async def test_a_linked_card_is_a_row_and_enter_opens_it(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetLink(predecessor="bridge/2", successor="1.1.2"))
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.until("bridge/2 Cast", lambda: "←1.1.1,bridge/2" in row(pilot, "1.1.2"))
        await pilot.press("j")
        assert under_cursor(pilot) == "bridge/2"
        await pilot.until("bridge/2 Cast pier 14 · 1.1.1 · not started", "critical, slack 0d · before 1.1.2")
        await pilot.press("enter")
        await pilot.until("roll-up", "Cast pier 14", "crane booked", "History")
        await pilot.press("4", "slash")
        await pilot.type("pier")
        await pilot.until("bridge/2 Cast", gone=["1.1.2 Panels"])


async def test_enter_on_a_card_that_is_not_there_says_why(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetLink(predecessor="bridge/99", successor="1.1.2"))
    async with opened(planned, size=(120, 40)) as pilot:
        await pilot.until("Cast pier 14")
        await pilot.press("4")
        await pilot.until("bridge/99", " saved")
        await pilot.press("G", "enter")
        await pilot.until("there is no card 99 on it", "timeline")


@does("timeline.next_view")
async def test_tab_shows_how_long_the_critical_path_was_and_tab_or_esc_the_rows_again(
    planned: Disk, opened: Opener
) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("j", "tab")
        await pilot.until("length of the critical path", "working days that are left")
        await pilot.until(" long · ", f"on {full_day(now(), 'UTC')}", gone=["1.1.1 Girders"])
        await pilot.press("tab")
        await pilot.until("1.1.1 Girders", gone=["length of the critical path"])
        assert under_cursor(pilot) == "1.1.2", "the cursor is where it was"
        await pilot.press("shift+tab")
        await pilot.until(" long · ", gone=["1.1.1 Girders"])
        await pilot.press("escape")
        await pilot.until("1.1.1 Girders")


async def test_on_the_chart_left_and_right_choose_a_week_and_enter_shows_its_rows(
    planned: Disk, opened: Opener
) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("tab")
        await pilot.until(f"on {full_day(now(), 'UTC')}")
        monday_ = monday(now(), "UTC")
        await pilot.press("left")
        await pilot.until(f"on {full_day(monday_, 'UTC')} · the plan has no links yet")
        await pilot.press("l", "k", "g", "G", "h")
        await pilot.until(f"on {full_day(monday_, 'UTC')}")
        await pilot.press("plus")
        await pilot.until("no zoom")
        await pilot.press("enter")
        await pilot.until("PAST · ", "1.1.1 Girders")
        await pilot.press("tab")
        await pilot.until("the plan has no links yet", "PAST", gone=["1.1.1 Girders"])
        await pilot.press("t")
        await pilot.until("now, ", " long · ", gone=["PAST"])


async def test_the_chart_follows_what_others_do(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("tab")
        await pilot.until("10d long")
        planned.give_plan(SetEstimate(code="1.1.2", working_days=15))
        await pilot.until("20d long")
        planned.give(Move(cards=("2",), column=DONE))
        await pilot.until("15d long")


async def test_a_click_on_the_chart_chooses_a_week_and_a_double_one_shows_its_rows(
    planned: Disk, opened: Opener
) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("tab")
        await pilot.until("10d long")
        await pilot.raw.click("#chart", offset=(8, 5))  # type: ignore[attr-defined]
        await pilot.until("the plan has no links yet", gone=["1.1.1 Girders"])
        await pilot.raw.click("#chart", offset=(8, 5), times=2)  # type: ignore[attr-defined]
        await pilot.until("PAST", "1.1.1 Girders")


async def test_without_links_the_chart_says_so(disk: Disk, opened: Opener) -> None:
    disk.give_plan(pm.SetNode(code="1", name="Bridge"), pm.SetMilestone(id="M1", name="Zinc deck", gates=("1",)))
    async with opened(disk) as pilot:
        await pilot.press("4")
        await pilot.until("M1 Zinc deck", " saved")
        await pilot.press("tab")
        await pilot.until("the plan has no links yet", gone=["M1 Zinc deck"])
        await pilot.press("left", "j", "enter", "tab")
        await pilot.until("M1 Zinc deck")


async def test_the_chart_is_of_the_moment_asked_for_last_however_fast(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("tab", "left_square_bracket", "t", "left_square_bracket", "left_square_bracket", "t")
        await pilot.until("now, ", "10d long", f"on {full_day(now(), 'UTC')}", gone=["PAST"])
        await pilot.press("left_square_bracket")
        await pilot.until("PAST · 1 week ago", "the plan has no links yet")


async def test_in_chinese(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetLink(predecessor="bridge/2", successor="1.1.2"))
    use_language("zh_CN")
    try:
        async with opened(planned) as pilot:
            await pilot.until("Cast pier 14")
            await pilot.press("4")
            await pilot.until("bridge/2 Cast", "▓", "已保存")
            await pilot.press("j")
            await pilot.until("未开始", "紧后 1.1.2")
            await pilot.press("tab")
            await pilot.until("关键路径长度", "剩余的工作日", "天 · 完成 ")
            await pilot.press("plus")
            await pilot.until("不能缩放")
    finally:
        use_language("en")


async def test_a_filter_leads_out_of_the_chart(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("tab")
        await pilot.until(" long · ")
        await pilot.press("slash")
        await pilot.type("zinc")
        await pilot.until("M1 Zinc deck", "/zinc: 1 of 5 shown", gone=["length of the critical path"])


async def test_four_leads_here_from_every_screen_with_a_key_and_back(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        for key in "123":
            await pilot.press(key, "4")
            await pilot.until("timeline", "M1 Zinc deck", "▓")
        await pilot.press("1")
        await pilot.until("Cast pier 14")


async def test_what_the_roll_up_saw_meanwhile_is_here_as_well(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        await pilot.press("3")
        await pilot.until("1/2")
        planned.give(Move(cards=("2",), column=DONE))
        await pilot.until("2/2")
        await pilot.press("4")
        await pilot.until("1.1.1 Girders · 2/2 done", "finished ")


async def test_what_others_do_is_seen(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        planned.give_plan(pm.SetMilestone(id="M2", name="Piers of steel", gates=("1.2.1",)))
        await pilot.until("M2 Piers of steel")


async def test_without_anything_planned(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("4")
        await pilot.until("No work packages and no milestones yet")
        await pilot.press("enter", "l", "plus", "t")
        await pilot.until("No work packages and no milestones yet")


async def test_help_explains_the_signs_of_the_chart(planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 60)) as pilot:
        await on_timeline(pilot)
        await pilot.press("question_mark")
        await pilot.until("what is left, critical: the end moves with it", "the forecast, from P50 to P85")


async def test_it_follows_another_size_at_once(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_timeline(pilot)
        narrow = labels(pilot)
        await pilot.raw.resize_terminal(120, 40)  # type: ignore[attr-defined]
        await pilot.until("1/2", lambda: len(labels(pilot)) > len(narrow))
        await pilot.raw.resize_terminal(60, 20)  # type: ignore[attr-defined]
        await pilot.until(lambda: len(labels(pilot)) < len(narrow))


async def test_a_pm_without_a_board(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", slug=None) as pilot:
        await pilot.until("M1 Zinc deck")
        await pilot.press("4")
        await pilot.until("timeline", "▓")
