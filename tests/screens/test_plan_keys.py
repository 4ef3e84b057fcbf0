"""Links, estimates, budgets, costs, the calendar and rates by keys: from the WBS, the timeline, their own screens."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from setting import Disk, Opener, Pilot

from kanban.commands import plan as pm
from kanban.commands.cards import Edit
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.model.links import Link
from kanban.model.plan_costs import Budget, Rate
from kanban.screens.actions import Action
from kanban.screens.plan_actions import OF_A_ROW, UNDOING
from kanban.screens.registry import screen

pytestmark = pytest.mark.every_store

proved: set[str] = set()


def does(*ids: str) -> Callable[[Any], Any]:
    """Marks a test as the proof of these actions."""
    proved.update(ids)
    return lambda test: test


@pytest.fixture
def planned(disk: Disk) -> Disk:
    """1.1.1 Girders, then 1.1.2 Panels, both gating M1; 1.2.1 Casting with card 3."""
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Panels"), ("1.2", "Piers"),
             ("1.2.1", "Casting"))  # fmt: skip
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",)),
        SetLink(predecessor="1.1.1", successor="1.1.2", type="SS", lag_working_days=2),
    )
    disk.give(Edit(cards=("1", "2"), changes={"work_package": "1.1.1"}),
              Edit(cards=("3",), changes={"work_package": "1.2.1"}))  # fmt: skip
    return disk


async def to_the_wbs(pilot: Pilot, code: str) -> None:
    """The cursor on a row of the WBS."""
    await pilot.until("M1 Zinc deck")
    await pilot.press("W")
    await pilot.until("1.2.1 Casting", "1.1 Deck")
    await _to(pilot, code)


async def to_the_timeline(pilot: Pilot, code: str) -> None:
    """The cursor on a row of the timeline."""
    await pilot.press("4")
    await pilot.until("1.2.1 Casting", "M1 Zinc deck")
    await _to(pilot, code)


async def _to(pilot: Pilot, key: str) -> None:
    rows = [row.key for row in pilot.screen.list_view.rows if row.key]  # type: ignore[attr-defined]
    await pilot.press("g", *"j" * rows.index(key))
    await pilot.until(lambda: pilot.screen.list_view.key == key)  # type: ignore[attr-defined]


def test_every_action_of_these_screens_is_proved_here() -> None:
    of_lists = {action.id for action in screen("plan").actions if action.id.startswith("list.")}
    declared: tuple[Action, ...] = (*OF_A_ROW, *UNDOING, *screen("plan").actions, *screen("calendar").actions)
    assert proved | of_lists == {action.id for action in declared}


@does("plan.link_then", "plan.undo", "plan.redo")
@pytest.mark.parametrize("way", [to_the_wbs, to_the_timeline])
async def test_a_link_to_what_comes_after(way: Any, planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await way(pilot, "1.1.2")
        await pilot.press(">")
        await pilot.until("new link", "its code or id, or words of its")
        await pilot.type("cast")
        await pilot.until("tab takes 1.2.1 Casting", "bridge/2 Cast pier 14")
        await pilot.press("tab")
        await pilot.until("FS: the second starts after the first has finished")
        await pilot.press("backspace", "backspace")
        await pilot.type("ff")
        await pilot.until("FF: the second finishes after the first has finished")
        await pilot.press("tab")
        await pilot.type("-4h")
        await pilot.until("they overlap by 0.5d of working time")
        await pilot.press("enter")
        await pilot.until("linked 1.1.2 to 1.2.1 (FF -0.5d)", gone=["new link"])
        await pilot.saved()
        assert planned.plan.links["1.1.2", "1.2.1"] == Link("1.1.2", "1.2.1", "FF", -0.5)
        await pilot.press("u")
        await pilot.until("undid: linked 1.1.2 to 1.2.1")
        await pilot.saved()
        assert list(planned.plan.links) == [("1.1.1", "1.1.2")]
        await pilot.press("ctrl+r")
        await pilot.until("redid: linked 1.1.2 to 1.2.1")
        await pilot.saved()
        assert ("1.1.2", "1.2.1") in planned.plan.links


@does("plan.link_first")
async def test_a_card_comes_before_a_package(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press("<")
        await pilot.until("new link")
        await pilot.type("grout joint")
        await pilot.until("tab takes bridge/3 Grout joint 9")
        await pilot.press("enter")  # the only one that has these words
        await pilot.until("linked bridge/3 to 1.1.2 (FS)")
        await pilot.saved()
        assert ("bridge/3", "1.1.2") in planned.plan.links


async def test_a_link_that_cannot_be_is_refused_in_the_form(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press(">")
        await pilot.until("new link")
        await pilot.press("enter")
        await pilot.until("type what comes first, and what then")
        await pilot.type("1.1.1")
        await pilot.press("enter")
        await pilot.until("nothing can wait for itself: 1.1.1 -> 1.1.2 -> 1.1.1", "new link")
        for typed, refusal in (
            ("deck and all", "no work package such as 1.2.3, no milestone of"),
            ("9.9.9", "link: 9.9.9 is not in the plan"),
            ("M7", "milestone 'M7' is not in the plan; it has M1"),
            ("bridge/99", "there is no card bridge/99"),
            ("span", "'span' could be bridge/1 Weld span 17 or bridge/5 Inspect span"),
            ("1.2", "1.2 is no work package (level 3)"),
        ):
            await pilot.press(*["backspace"] * 14)
            await pilot.type(typed)
            await pilot.press("enter")
            await pilot.until(refusal, "new link")
        await pilot.press("escape")
        await pilot.until(gone=["new link"])
        await _to(pilot, "1.2")
        await pilot.press(">")
        await pilot.until("1.2 is no work package (level 3); link those below it")
        assert list(planned.plan.links) == [("1.1.1", "1.1.2")]


async def test_a_link_is_not_put_over_another_one(planned: Disk, opened: Opener) -> None:
    """Neither a new one nor one that gets other ends: type and lag of the other would be lost."""
    planned.give_plan(SetLink(predecessor="1.1.2", successor="1.2.1", type="FF", lag_working_days=4))
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press(">")
        await pilot.until("new link")
        await pilot.type("1.2.1")
        await pilot.press("enter")
        await pilot.until("1.1.2 and 1.2.1 are linked already; edit that link", "new link")
        await pilot.press("escape", "P")
        await _to(pilot, "link 1.1.1 1.1.2")
        await pilot.press("enter")
        await pilot.until("link of 1.1.1 to 1.1.2")
        for end in ("1.2.1", "1.1.2"):  # what comes then, what first
            await pilot.press("up", *["backspace"] * 5)
            await pilot.type(end)
        await pilot.press("enter")
        await pilot.until("1.1.2 and 1.2.1 are linked already; edit that link", "link of 1.1.1 to 1.1.2")
        assert planned.plan.links["1.1.2", "1.2.1"] == Link("1.1.2", "1.2.1", "FF", 4)


@does("plan.details", "plan.edit", "plan.remove")
async def test_the_links_of_a_row_are_listed_changed_and_taken_off(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetLink(predecessor="bridge/3", successor="1.1.2"), SetLink(predecessor="1.1.2", successor="M1"))
    async with opened(planned, first="rollup") as pilot:
        await to_the_timeline(pilot, "1.1.2")
        await pilot.press("P")
        await pilot.until("1.1.2 Panels · plan", "SS +2d", "1.1.1 Girders", "bridge/3 Grout joint 9", "M1 Zinc deck")
        await _to(pilot, "link 1.1.1 1.1.2")
        await pilot.press("enter")
        await pilot.until("link of 1.1.1 to 1.1.2")
        await pilot.press("tab", "backspace", "backspace", "3", "d", "enter")
        await pilot.until("changed the link of 1.1.1 to 1.1.2 from SS +2d to SS +3d", "SS +3d     1.1.1 Girders")
        await pilot.press("enter")
        await pilot.until("link of 1.1.1 to 1.1.2")
        await pilot.press("up", "up", *["backspace"] * 5)  # what comes first
        await pilot.type("1.2.1")
        await pilot.press("enter")
        await pilot.until("SS +3d     1.2.1 Casting", gone=["1.1.1 Girders"])
        await _to(pilot, "link bridge/3 1.1.2")
        await pilot.press("x")
        await pilot.until("take the link of bridge/3 to 1.1.2 off?")
        await pilot.press("y")
        await pilot.until("unlinked bridge/3 and 1.1.2", gone=["Grout joint 9"])
        await pilot.saved()
        assert sorted(planned.plan.links) == [("1.1.2", "M1"), ("1.2.1", "1.1.2")]
        await pilot.press("u", "u")
        await pilot.until("1.1.1 Girders", "Grout joint 9")
        await pilot.press("escape")
        await pilot.until("timeline", gone=["comes after"])


@does("plan.estimate", "plan.budget", "plan.cost")
async def test_estimate_budget_and_costs_of_a_package(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("E")
        await pilot.until("1.1.1, working days from its start")
        await pilot.type("soon")
        await pilot.until("is no working time")
        await pilot.press(*["backspace"] * 4)
        await pilot.type("20h")
        await pilot.until("2.5d")
        await pilot.press("enter")
        await pilot.until("estimated 1.1.1 Girders at 2.5d")
        await pilot.press("b")
        await pilot.until("1.1.1 Girders · budget", "currency", "the plan has none yet")
        await pilot.type("cny")
        await pilot.press("tab")
        await pilot.type("12万")
        await pilot.press("tab")
        await pilot.type("2026-10-12")
        await pilot.press("tab")
        await pilot.type("2026-10-01")
        await pilot.press("enter")
        await pilot.until("budget: 2026-10-01 lies before 2026-10-12", "1.1.1 Girders · budget")
        await pilot.press("backspace", "backspace", "3", "0", "enter")
        await pilot.until("set the currency to CNY", "set the budget of 1.1.1 Girders to", gone=["· budget"])
        await pilot.press("c")
        await pilot.until("1.1.1 Girders · book a cost", gone=["currency"])
        await pilot.type("4,800.50")
        await pilot.until("4,800.50 CNY")
        await pilot.press("tab", "tab")
        await pilot.type("crane [/] hire")
        await pilot.press("enter")
        await pilot.until("booked 4,800.50 CNY on 1.1.1 Girders")
        await pilot.saved()
        costs = planned.plan.costs
        assert planned.plan.nodes["1.1.1"].estimate_working_days == 2.5
        assert costs.budgets == {"1.1.1": Budget(12_000_000, date(2026, 10, 12), date(2026, 10, 30))}
        assert [(cost.amount, cost.note) for cost in costs.booked.values()] == [(480_050, "crane [/] hire")]
        await pilot.press("P")
        await pilot.until(
            "1.1.1 Girders · plan", "2.5 working days", "120,000 CNY", "costs  4,800.50 CNY", "crane [/] hire"
        )
        for key, question, gone in (
            ("cost 1", "take the cost of 4,800.50 CNY off (cost 1)?", "crane [/] hire  "),
            ("budget", "take the budget of 1.1.1 off?", "120,000 CNY, from"),
            ("estimate", "take the estimate of 1.1.1 off?", "2.5 working days"),
        ):
            await _to(pilot, key)
            await pilot.press("x")
            await pilot.until(question)
            await pilot.press("y")
            await pilot.until("none yet", gone=[question])
            await pilot.until(lambda text=gone: text not in "\n".join(pilot.rows[:-1]))
        await pilot.saved()
        assert planned.plan.costs.budgets == planned.plan.costs.booked == {}
        assert planned.plan.nodes["1.1.1"].estimate_working_days is None


async def test_money_and_estimates_belong_to_work_packages(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("M1 Zinc deck")
        for key in "Ebc":
            await pilot.press(key)
            await pilot.until("M1 is no work package (level 3): estimate, budget and costs belong to those")
            await pilot.press("f12")
        await pilot.press("P")
        await pilot.until("M1 Zinc deck · plan", "comes before", gone=["estimate    "])
        await pilot.press("escape", "o")
        await pilot.until("Align girder 7")
        await pilot.press(">")
        await pilot.until("new link", "bridge/4")


@does("plan.calendar", "calendar.edit", "calendar.days", "calendar.remove")
async def test_the_working_calendar(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_timeline(pilot, "1.1.1")
        await pilot.press("C")
        await pilot.until("calendar and rates", "mon, tue, wed, thu, fri", "09:00-17:00 (8.0h, UTC)")
        await pilot.press("enter")
        await pilot.until("working week")
        await pilot.press(*["backspace"] * 30)
        await pilot.type("mon-sat")
        await pilot.until("mon, tue, wed, thu, fri, sat")
        await pilot.press("tab", *["backspace"] * 30)
        await pilot.type("8-12, 11-17")
        await pilot.press("enter")
        await pilot.until("hours: 08:00-12:00 and 11:00-17:00 overlap", "working week")
        await pilot.press(*["backspace"] * 5)
        await pilot.type("13-17")
        await pilot.press("enter")
        await pilot.until("08:00-12:00, 13:00-17:00", "sat", gone=["working week"])
        await pilot.press("d")
        await pilot.until("add holidays and extra workdays")
        await pilot.type("2027-10-01..2027-10-03, 2027-12-24")
        await pilot.until("4 days: 2027-10-01..2027-10-03, 2027-12-24")
        await pilot.press("tab")
        await pilot.type("2027-10-10")
        await pilot.press("enter")
        await pilot.until("   2027-10-01..2027-10-03", "   2027-12-24", "   2027-10-10", gone=["add holidays"])
        await _to(pilot, "off 2027-10-01 2027-10-03")
        await pilot.press("x")
        await pilot.until("2027-10-01..2027-10-03: again as the week says?")
        await pilot.press("y")
        await pilot.until(lambda: "   2027-10-01" not in pilot.text)
        await pilot.saved()
        calendar = planned.plan.calendar
        assert calendar.workdays == ("mon", "tue", "wed", "thu", "fri", "sat")
        assert calendar.hours == ("08:00-12:00", "13:00-17:00")
        assert (calendar.holidays, calendar.extra_workdays) == ((date(2027, 12, 24),), (date(2027, 10, 10),))
        await pilot.press("u")
        await pilot.until("   2027-10-01..2027-10-03")


@does("calendar.rate")
async def test_hourly_rates(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("C")
        await pilot.until("calendar and rates")
        await pilot.press("r")
        await pilot.until("hourly rate", "the plan has none yet")
        await pilot.type("EUR")
        await pilot.press("tab")
        await pilot.type("60")
        await pilot.press("enter")
        await pilot.until("all others", "60 EUR")
        await pilot.press("r")
        await pilot.until("hourly rate", "an hour", gone=["the plan has none yet"])
        await pilot.type("80")
        await pilot.press("tab")
        await pilot.type("zh")
        await pilot.until("tab takes zhang")
        await pilot.press("tab")
        await pilot.type("2027-01-01")
        await pilot.press("enter")
        await pilot.until("80 EUR", "from 2027-01-01")
        await pilot.saved()
        assert planned.plan.costs.rates == (Rate("", 6_000), Rate("zhang", 8_000, date(2027, 1, 1)))
        await _to(pilot, "rate  ")
        await pilot.press("e")
        await pilot.until("an hour")
        await pilot.press("backspace", "5", "enter")
        await pilot.until("65 EUR")
        await _to(pilot, "rate 2027-01-01 zhang")
        await pilot.press("x")
        await pilot.until("take all hourly rates of zhang off?")
        await pilot.press("y")
        await pilot.until(lambda: "80 EUR" not in "\n".join(pilot.rows[:-1]))
        await pilot.saved()
        assert planned.plan.costs.rates == (Rate("", 6_500),)
        await _to(pilot, "currency")
        await pilot.press("enter")
        await pilot.until("currency of the plan")
        await pilot.press(*["backspace"] * 3)
        await pilot.type("usd")
        await pilot.press("enter")
        await pilot.until("the plan has amounts in EUR; they cannot become USD")


@pytest.mark.parametrize("way", [to_the_wbs, to_the_timeline])
async def test_the_past_is_shown_and_not_changed(way: Any, planned: Disk, opened: Opener) -> None:
    before = planned.content()
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await way(pilot, "1.1.2")
        await pilot.press("[")
        await pilot.until("PAST")
        for key, action in ((">", "link"), ("<", "link before"), ("E", "estimate"), ("b", "budget"), ("c", "cost")):
            await pilot.press(key)
            await pilot.until(f"{action}: this is the past; t goes back to now")
        await pilot.press("C")
        await pilot.until("Calendar and rates", "PAST")
        for key, action in (("e", "edit"), ("d", "days"), ("r", "rate"), ("x", "remove"), ("u", "undo")):
            await pilot.press(key)
            await pilot.until(f"{action}: this is the past; esc leads back, and there t goes to now")
        await pilot.press("escape")
    assert planned.content() == before


async def test_who_may_not_change_the_plan_may_look(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetCurrency(currency="CNY"), SetEstimate(code="1.1.2", working_days=5),
                      SetBudget(code="1.1.2", amount=100), SetRate(amount=5, driver="zhang"),
                      BookCost(code="1.1.2", amount=7, on=date(2026, 1, 5)),
                      SetCalendar(holidays=(date(2027, 1, 1),)))  # fmt: skip
    before = planned.content()
    async with opened(planned, first="rollup", readonly=True, size=(120, 40)) as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press("P")
        await pilot.until("1.1.2 Panels · plan", "5 working days", "SS +2d", "2026-01-05", "read-only")
        for key in ("enter", ">", "<", "E", "b", "c", "x", "u"):
            await pilot.press(key)
            await pilot.until("this view is read-only")
            await pilot.press("f12")
        await pilot.press("C")
        await pilot.until("calendar and rates", "2027-01-01", "zhang", "read-only")
        for key in ("enter", "d", "r", "x"):
            await pilot.press(key)
            await pilot.until("this view is read-only")
    assert planned.content() == before
