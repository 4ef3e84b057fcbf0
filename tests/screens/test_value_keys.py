"""Every key of the value screen does what its help says."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from setting import DOING, DONE, TITLES, Disk, Opener, Pilot

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.plan_costs import SetBudget, SetCurrency, SetRate
from kanban.commands.work_log import Log
from kanban.metrics.figure import TERMS
from kanban.render.evm import FIGURES
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
def planned(sunday: None, tmp_path: Path) -> Disk:
    """Girders half done with twice what they should have cost, Casting not begun; budgets 8,000 and 2,000 CNY."""
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.2", "Piers"), ("1.2.1", "Casting"))
    today = now().date()
    with time_machine.travel(now() - timedelta(days=29)):
        store = FolderStore(tmp_path / "w")
        store.create(project="Bridge", timezone="UTC")
        store.create_board("bridge", "zhang")
        disk = Disk(store.folder)
        disk.give(*(Add(title=title) for title in TITLES))
        disk.give_plan(
            *(pm.SetNode(code=code, name=name) for code, name in nodes),
            pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",), phase="executing"),
            pm.SetMilestone(id="M2", name="Piers", gates=("1.2.1",), phase="executing"),
            pm.SetBaseline(milestone="M1", due_at=now() + timedelta(days=39)),
            SetCurrency(currency="CNY"),
            SetRate(driver="zhang", amount=80000),
            SetBudget(code="1.1.1", amount=800000, start=today - timedelta(28), finish=today + timedelta(27)),
            SetBudget(code="1.2.1", amount=200000, start=today + timedelta(28), finish=today + timedelta(40)),
        )
        disk.give(
            Edit(cards=("1", "2"), changes={"work_package": "1.1.1"}), Move(cards=("1",), column=DOING),
            Edit(cards=("3",), changes={"work_package": "1.2.1"}),
        )  # fmt: skip
    with time_machine.travel(now() - timedelta(days=10)):
        disk.give(Log(cards=("1",), minutes=600), Move(cards=("1",), column=DONE))
    return disk


def under_cursor(pilot: Pilot) -> str:
    return pilot.screen.list_view.key  # type: ignore[attr-defined]


def row(pilot: Pilot, name: str) -> str:
    return next(text for text in pilot.rows[3:] if text.startswith(f" {name}"))


async def on_value(pilot: Pilot) -> None:
    await pilot.until("Cast pier 14")
    await pilot.press("3")
    await pilot.until("M1 Zinc deck")
    await pilot.press("6")
    await pilot.until("M1 Zinc deck", "BAC", "work packages", " saved")


def test_every_action_of_the_value_screen_is_proved_here() -> None:
    assert proved == {action.id for action in screen("value").actions}


async def test_the_table_has_the_plan_its_milestones_and_its_packages(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        assert row(pilot, "Bridge").split()[1:] == ["10,000", "4,000", "4,000", "8,000", "0.50", "1.00", "20,000"]
        assert row(pilot, "M1 Zinc deck").split()[3:] == row(pilot, "1.1.1 Girders").split()[2:]
        assert row(pilot, "M2 Piers").split()[2:] == ["2,000", "0", "0", "0", "-", "-", "-"]


@does("list.down", "list.up", "list.first", "list.last", "list.page_down", "list.page_up")
async def test_the_cursor_goes_over_the_rows_and_the_pane_follows(planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 40)) as pilot:
        await on_value(pilot)
        keys = ("j", "milestone:M1"), ("jj", "package:1.1.1"), ("k", "milestone:M2"), ("g", "total")
        for pressed, here in (*keys, ("G", "package:1.2.1"), ("pageup", "total"), ("pagedown", "package:1.2.1")):
            await pilot.press(*([pressed] if len(pressed) > 2 else pressed))
            assert under_cursor(pilot) == here
        await pilot.until("1.2.1 Casting · 0/1 done · BAC 2,000 CNY")


@does("value.left", "value.right")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_every_figure_comes_under_the_cursor_with_its_rule(
    size: tuple[int, int], planned: Disk, opened: Opener
) -> None:
    async with opened(planned, size=size) as pilot:
        await on_value(pilot)
        for number, figure in enumerate(FIGURES):
            if number:
                await pilot.press("l")
            assert str(figure.head) in pilot.rows[2].split("  ")[-1] or f" {figure.head} " in f"{pilot.rows[2]} "
            rule = str(TERMS[figure.term].rule)
            assert rule[:60] in pilot.text
        await pilot.press("right")
        assert "ETC" in pilot.rows[2]
        for _ in FIGURES:
            await pilot.press("h")
        assert "BAC" in pilot.rows[2]
        await pilot.press("left")
        assert "Bridge · BAC 10,000 CNY" in pilot.text


async def test_a_figure_that_cannot_be_known_says_why(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("j", "j", "l", "l", "l", "l")
        await pilot.until("M2 Piers · 0/1 done · no CPI: no cost yet")


async def test_without_budgets_it_says_what_to_do(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Cast pier 14")
        await pilot.press("6")
        await pilot.until("no budgets yet", "kanban budget set")
        await pilot.press("tab")
        await pilot.until("S-curves 2/4", "no budgets yet")
        await pilot.press("tab")
        await pilot.until("the plan has no currency yet")
        await pilot.press("e")
        await pilot.until("the plan has no currency yet")


@does("value.next_view", "value.previous_view", "list.back")
async def test_tab_goes_through_the_views_and_esc_back_to_the_table(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("j", "tab")
        await pilot.until("S-curves 2/4 · M1 Zinc deck", "PV 4,000", "└")
        await pilot.press("tab")
        await pilot.until("benefit 3/4")
        await pilot.press("tab")
        await pilot.until("savings 4/4", "cycle time, median")
        await pilot.press("tab")
        await pilot.until("earned value 1/4")
        assert under_cursor(pilot) == "milestone:M1"
        await pilot.press("shift+tab")
        await pilot.until("savings 4/4")
        await pilot.press("escape")
        await pilot.until("earned value 1/4")


@does("list.open")
async def test_enter_opens_cards_curves_and_the_table_of_a_week(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("enter")
        await pilot.until("S-curves 2/4 · Bridge", "└")
        await pilot.press("l", "enter")
        await pilot.until("that week is still to come")
        await pilot.press("h", "h", "enter")
        await pilot.until("earned value 1/4", "PAST", full_day(monday(now(), "UTC"), "UTC")[:6])
        await pilot.press("t", "j", "enter")
        await pilot.until("M1 Zinc deck", "worst first", "Cast pier 14")
        await pilot.press("6", "G", "enter")
        await pilot.until("1.2.1 Casting", "board bridge")
        assert pilot.screen.NAME == "rollup"


async def test_the_cards_that_enter_opens_are_those_of_the_moment_shown(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("[", "[", "j")
        await pilot.until("PAST", "0/2 done")
        await pilot.press("enter")
        await pilot.until("PAST", "worst first", "Weld span 17")


@does("value.earlier", "value.later", "value.now", "value.date")
async def test_the_value_of_a_past_moment(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("[")
        await pilot.until("PAST", lambda: row(pilot, "Bridge").split()[3] == "4,000")
        await pilot.press("[")
        await pilot.until(lambda: row(pilot, "Bridge").split()[3:5] == ["0", "0"])
        await pilot.press("]")
        await pilot.until(lambda: row(pilot, "Bridge").split()[3:5] == ["4,000", "8,000"])
        await pilot.press("t")
        await pilot.until("live")
        await pilot.press("@", *"20 days ago", "enter")
        await pilot.until("PAST", lambda: row(pilot, "Bridge").split()[3:5] == ["0", "0"])
        await pilot.press("escape")
        await pilot.until("live")


@does("value.filter")
async def test_a_filter_leaves_the_rows_with_its_words(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("/", *"zinc", "enter")
        await pilot.until("/zinc: 1 of 5 shown")
        assert under_cursor(pilot) == "milestone:M1"
        await pilot.press("escape")
        await pilot.until("1.2.1 Casting")


@does("value.edit")
async def test_benefit_of_what_is_typed(planned: Disk, opened: Opener) -> None:
    year = now().year + 1
    before = planned.content()
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("e")
        await pilot.until("nothing is typed here")
        await pilot.press("tab", "tab")
        await pilot.until("benefit 3/4", "8,000 CNY", "1 cost until")
        assert row(pilot, "ROI").split() == ["ROI", "-"]
        await pilot.press("e", *f"{year}-06-30=9000 {year}-12-31=3,000", "enter")
        await pilot.until("12,000 CNY", "50.0%", f"{year}-06-30=9,000; {year}-12-31=3,000")
        await pilot.press("j", "enter", "backspace", "backspace", *"300", "enter")
        await pilot.until("300% a year".replace("300%", "300.00%"), "it never pays back")
        await pilot.press("j", "enter")
        await pilot.until("left out", lambda: row(pilot, "cost  ").split() == ["cost", "0", "CNY"])
        await pilot.press("j", "j", "j")
        await pilot.until("there are no costs", "return on investment")
        await pilot.press("enter")
        await pilot.until("nothing is set on this line")
    assert planned.content() == before


@pytest.mark.parametrize(
    ("typed", "why"),
    [("tomorrow", "is not DATE=AMOUNT"), ("2027-06-30=much", "is no amount of money"), ("2027-13-45=3", "2027-13-45")],
)
async def test_a_flow_that_is_none_stays_with_the_reason(typed: str, why: str, planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 40)) as pilot:
        await on_value(pilot)
        await pilot.press("tab", "tab", "e", *typed, "enter")
        await pilot.until(why, typed)


async def test_a_rate_that_discounts_nothing_is_refused(planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(120, 40)) as pilot:
        await on_value(pilot)
        await pilot.press("tab", "tab", "j", "e", "backspace", "backspace", *"-100%", "enter")
        await pilot.until("is no discount rate")


@does("value.window")
async def test_savings_between_windows(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.press("w")
        await pilot.until("windows are compared by savings")
        await pilot.press("shift+tab")
        await pilot.until("after: ", "1 cards", "fewer than 10 cards", "fewer than 2 finished")
        await pilot.press("w")
        await pilot.until("the last 8 weeks", full_day(now() - timedelta(weeks=16), "UTC"))
        await pilot.press("e", "ctrl+u", *"-3w..-2w", "enter")
        await pilot.until(f"before: {full_day(now() - timedelta(weeks=3), 'UTC')} to")
        await pilot.press("e", "ctrl+u", *"-2w..-3w", "enter")
        await pilot.until("ends before it begins")
        await pilot.press("escape", "w")
        await pilot.until("the last 8 weeks")
        await pilot.press("l")
        await pilot.until("here every line has one figure")


async def test_a_board_that_cannot_be_read_makes_unknown_what_it_may_hide(planned: Disk, opened: Opener) -> None:
    planned.store.create_board("torn", "li")
    Disk(planned.folder, "torn").give(Add(title="Cast pier 15"), Edit(cards=("1",), changes={"work_package": "1.2.1"}))
    file = planned.folder / "boards" / "torn" / "board.json"
    file.write_bytes(file.read_bytes()[:40])
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.until("? board torn", lambda: row(pilot, "Bridge").split()[1:] == ["10,000", "4,000", *"-----"])
        assert row(pilot, "M1 Zinc deck").split()[5:] == ["4,000", "8,000", "0.50", "1.00", "16,000"]
        await pilot.press("l", "l")
        await pilot.until("no EV: ")
        await pilot.press("tab", "tab")
        await pilot.until("board torn cannot be read")


async def test_the_palette_leads_there_and_to_a_row(planned: Disk, opened: Opener) -> None:
    async with opened(planned) as pilot:
        await pilot.until("Cast pier 14")
        await pilot.press(":", *"earned value with", "enter")
        await pilot.until("earned value 1/4", "1.2.1 Casting")
        await pilot.press(":", *"casting", "enter")
        await pilot.until(lambda: "Casting" in pilot.text)


async def test_amounts_too_wide_for_the_screen_are_in_thousands_and_whole_in_the_pane(
    planned: Disk, opened: Opener
) -> None:
    planned.give_plan(SetBudget(code="1.1.1", amount=80_000_000_000))
    async with opened(planned) as pilot:
        await on_value(pilot)
        await pilot.until("in thousand CNY", "Bridge · BAC 800,002,000 CNY")
        assert row(pilot, "Bridge").split()[1] == "800,002"
    async with opened(planned, size=(120, 40)) as pilot:
        await on_value(pilot)
        await pilot.until("in CNY")
        assert row(pilot, "Bridge").split()[1] == "800,002,000"


async def test_in_chinese(planned: Disk, opened: Opener) -> None:
    use_language("zh_CN")
    try:
        async with opened(planned) as pilot:
            await pilot.until("Cast pier 14")
            await pilot.press("6")
            await pilot.until("挣值 1/4", "工作包", "完工预算")
            await pilot.press("shift+tab")
            await pilot.until("节省 4/4", "周期时间中位数")
    finally:
        use_language("en")


async def test_a_wider_window_shows_the_figures_from_the_first_one_on_again(planned: Disk, opened: Opener) -> None:
    async with opened(planned, size=(50, 16)) as pilot:
        await on_value(pilot)
        await pilot.press(*"llllll")
        await pilot.until(lambda: "BAC" not in pilot.rows[2])
        await pilot.raw.resize_terminal(80, 24)  # type: ignore[attr-defined]
        await pilot.until(lambda: "BAC" in pilot.rows[2] and "EAC" in pilot.rows[2])
