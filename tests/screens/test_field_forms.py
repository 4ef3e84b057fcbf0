"""Forms of the plan by keys: from field to field, what is understood, what fits, and what is left as it was."""

from datetime import timedelta

import pytest
from full_demo import down_to
from setting import Disk, Opener, Pilot
from test_plan_keys import planned, to_the_wbs

from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency
from kanban.commands.plan_schedule import SetCalendar, SetLink
from kanban.model.links import Link
from kanban.text.dates import now

__all__ = ["planned"]


def focused(pilot: Pilot) -> int:
    """Which field, from the top."""
    inputs = [*pilot.app.screen.query("Input")]
    return next(number for number, field in enumerate(inputs) if field.has_focus)


def typed(pilot: Pilot) -> list[str]:
    """What stands in the fields."""
    return [field.value for field in pilot.app.screen.query("Input")]  # type: ignore[attr-defined]


async def test_arrows_and_tab_go_round_and_each_field_says_what_it_takes(planned: Disk, opened: Opener) -> None:
    before = planned.content()
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("b")
        hints = ("of all money of the plan", "an amount, such as 120000", "first day; empty", "last day; empty")
        for keys, place in (((), 0), (("down",), 1), (("tab",), 2), (("down",), 3), (("down",), 0), (("up",), 3),
                            (("shift+tab",), 2), (("up", "up"), 0)):  # fmt: skip
            await pilot.press(*keys)
            await pilot.until(hints[place], lambda wanted=place: focused(pilot) == wanted)
        await pilot.press("enter")  # nothing is typed: no budget, as there was none
        await pilot.until("1.1.1 Girders", gone=["· budget (empty"])
        await pilot.press("b", "down", *"much")
        await pilot.press("up", "enter")
        await pilot.until("currency: the plan has none yet; type one", "· budget (empty")
        await pilot.press("escape")
        await pilot.until("1.1.1 Girders", gone=["· budget (empty"])
    assert planned.content() == before


async def test_a_field_that_is_refused_is_gone_to_and_nothing_is_lost(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetCurrency(currency="CNY"))
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("c")
        await pilot.until("book a cost", lambda: typed(pilot)[1] == str(now().date()))
        await pilot.press("enter")
        await pilot.until("cost: no amount is typed yet", "book a cost")
        await pilot.press(*"4800", "tab", "ctrl+u", *"someday", "tab", *"crane")
        await pilot.press("enter")
        await pilot.until("someday", "book a cost", lambda: focused(pilot) == 1)
        assert typed(pilot) == ["4800", "someday", "crane"]
        await pilot.press("ctrl+u", *"yesterday")
        await pilot.until(f"day {(now() - timedelta(days=1)).date()}")
        await pilot.press("enter")
        await pilot.until("booked 4,800 CNY on 1.1.1 Girders", gone=["book a cost"])
        await pilot.press("c", "tab", "ctrl+u", "up", *"-12.5", "enter")
        await pilot.until("booked -12.50 CNY on 1.1.1 Girders")
        await pilot.saved()
        costs = sorted((cost.amount, str(cost.on)) for cost in planned.plan.costs.booked.values())
        assert costs == [(-1250, str(now().date())), (480_000, str((now() - timedelta(days=1)).date()))]


async def test_tab_takes_what_fits_first_and_goes_on(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press(">", *"PANELS")
        await pilot.until("tab takes 1.1.2 Panels")
        await pilot.press("ctrl+u", *"weld")
        await pilot.until("tab takes bridge/1 Weld span 17")
        await pilot.press("tab")
        await pilot.until(lambda: typed(pilot)[1] == "bridge/1", lambda: focused(pilot) == 2)
        await pilot.press("ctrl+u", *"s")
        await pilot.until("tab takes SS: ", "SF: the second finishes after the first has started")
        await pilot.press("tab", *"2d")
        await pilot.until("2d of working time between them", lambda: typed(pilot) == ["1.1.2", "bridge/1", "SS", "2d"])
        await pilot.press("up", "ctrl+u", *"xx")
        await pilot.until("type: 'xx' is none of FS, SS, FF, SF")
        await pilot.press("ctrl+u", *"sf", "enter")
        await pilot.until("linked 1.1.2 to bridge/1 (SF +2d)")
        await pilot.saved()
        assert planned.plan.links["1.1.2", "bridge/1"] == Link("1.1.2", "bridge/1", "SF", 2.0)


async def test_esc_leaves_a_form_as_if_it_had_never_been_there(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetCurrency(currency="CNY"), SetBudget(code="1.1.1", amount=800_000))
    before = planned.content()
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.1")
        for key, stands in (("b", "budget (empty: none)"), ("c", "book a cost"), (">", "new link"), ("<", "new link")):
            await pilot.press(key)
            await pilot.until(stands)
            await pilot.press(*"77", "escape")
            await pilot.until("1.1.1 Girders", gone=[stands])
        await pilot.press("E", *"99", "escape", "C")
        await pilot.until("calendar and rates")
        for key, stands in (("d", "add holidays"), ("r", "hourly rate\n"), ("e", "working week")):
            await pilot.press(key)
            await pilot.until(stands.strip(), "enter saves")
            await pilot.press(*"mon", "escape")
            await pilot.until("workdays", gone=["enter saves"])
    assert planned.content() == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_every_row_of_the_calendar_is_changed_or_taken_off_or_says_why_not(
    size: tuple[int, int], planned: Disk, opened: Opener
) -> None:
    days = [now().date() + timedelta(days=400 + n) for n in (0, 1, 2, 10)]
    planned.give_plan(SetCalendar(holidays=tuple(days), extra_workdays=(days[0] + timedelta(days=20),)))
    async with opened(planned, first="rollup", size=size) as pilot:
        await to_the_wbs(pilot, "1.1.1")
        await pilot.press("C")
        await pilot.until(f"   {days[0]}..{days[2]}", f"   {days[3]}", "none yet; r sets one")
        for row in ("workdays", "hours", "currency"):
            await down_to(pilot, row)
            await pilot.press("x")
            await pilot.until("nothing to take off here")
        await down_to(pilot, f"off {days[0]} {days[2]}")
        await pilot.press("enter")
        await pilot.until("add holidays and extra workdays")
        await pilot.press("down", "down", *"atlantis")
        await pilot.press("enter")
        await pilot.until("add holidays and extra workdays", lambda: "atlantis" in typed(pilot)[2].lower())
        await pilot.press("ctrl+u", *"DE 20x7")
        await pilot.until("20x7")
        await pilot.press("ctrl+u", *"DE 2031")
        await pilot.until("public holidays of DE in 2031")
        await pilot.press("escape")
        await down_to(pilot, f"off {days[3]} {days[3]}")
        await pilot.press("x", "n")
        await pilot.until(f"   {days[3]}", gone=["again as the week says?"])
        await pilot.press("x")
        await pilot.until(f"{days[3]}: again as the week says?")
        await pilot.press("y")
        await pilot.until(gone=[f"   {days[3]}"])
        await pilot.saved()
        assert planned.plan.calendar.holidays == tuple(days[:3])


async def test_what_is_under_the_cursor_is_gone_when_it_is_to_be_changed(planned: Disk, opened: Opener) -> None:
    planned.give_plan(SetCurrency(currency="CNY"), BookCost(code="1.1.2", amount=700, on=now().date(), note="hire"))
    async with opened(planned, first="rollup") as pilot:
        await to_the_wbs(pilot, "1.1.2")
        await pilot.press("P")
        await pilot.until("1.1.2 Panels · plan", "7 CNY  hire", "SS +2d")
        await down_to(pilot, "cost 1")
        await pilot.press("enter")
        await pilot.until("a cost that is booked does not change; x takes it off, c books another")
        await pilot.press("g", "x")
        await pilot.until("take the estimate of 1.1.2 off?")
        await pilot.press("n")
        await down_to(pilot, "link 1.1.1 1.1.2")
        planned.give_plan(SetLink(predecessor="1.2.1", successor="1.1.2"))
        await pilot.until("1.2.1 Casting")
        await pilot.press("x", "y")
        await pilot.until("unlinked 1.1.1 and 1.1.2", "1.2.1 Casting", gone=["SS +2d"])
        await pilot.saved()
        assert list(planned.plan.links) == [("1.2.1", "1.1.2")]
