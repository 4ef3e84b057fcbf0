"""Every key of the roll-up that changes the plan does what its help says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from setting import Disk, Opener, Pilot

from kanban.model.plan import Plan
from kanban.text.dates import now

pytestmark = pytest.mark.every_store


proved: set[str] = set()


def does(*ids: str) -> Callable[[Any], Any]:
    """Marks a test as the proof of these actions."""
    proved.update(ids)
    return lambda test: test


def plan(disk: Disk) -> Plan:
    return disk.plan


def order(pilot: Pilot) -> list[str]:
    """Milestones from the top."""
    return [found[1] for row in pilot.rows if (found := re.match(r" \S (M\d) ", row))]


def under_cursor(pilot: Pilot) -> str:
    return pilot.screen.list_view.key  # type: ignore[attr-defined]


@does("rollup.add")
async def test_a_new_milestone_in_three_lines(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("a")
        await pilot.type("Load test")
        await pilot.press("enter")
        await pilot.until("gates, WBS codes")
        await pilot.type("1.2, 9.9")
        await pilot.press("enter")
        await pilot.until("baseline (empty: none yet):")
        await pilot.type("never")
        await pilot.until("'never' is not understood")
        await pilot.press("ctrl+u")
        await pilot.type("2099-11-10")
        await pilot.until("Tue 10 Nov 2099")
        await pilot.press("enter")
        await pilot.until("9.9 is not in the plan")
        await pilot.press("escape")
        await pilot.until("enter open")
        assert len(plan(planned).milestones) == 3
        await pilot.press("a", *"Load test", "enter", *"1.2", "enter", *"2099-11-10 17:00", "enter")
        await pilot.until("added milestone M4 Load test", "M4 Load test", "2099-11")
        milestone = plan(planned).milestones["M4"]
        assert milestone.gates == ("1.2",)
        assert milestone.baselines[0].due_at == datetime(2099, 11, 10, 17, tzinfo=UTC)
        await pilot.press("a", "enter")
        await pilot.until("enter open")


@does("rollup.node")
async def test_a_new_node(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("w")
        await pilot.type("2.1 Lights")
        await pilot.press("enter")
        await pilot.until("2.1 has no parent 2")
        await pilot.press("ctrl+u")
        await pilot.type("2 Roads")
        await pilot.press("enter")
        await pilot.until("added 2 Roads")
        assert plan(planned).nodes["2"].name == "Roads"


@does("rollup.edit")
async def test_edit_a_milestone(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("e")
        await pilot.until("M1, its name: Zinc deck")
        await pilot.type("s")
        await pilot.press("enter")
        await pilot.until("phase (or empty): executing")
        await pilot.press("ctrl+u")
        await pilot.until("initiating planning executing")
        await pilot.type("dreaming")
        await pilot.press("enter")
        await pilot.until("'dreaming' is none of")
        await pilot.press("ctrl+u")
        await pilot.type("closing")
        await pilot.press("enter")
        await pilot.until("gates, WBS codes: 1.1")
        await pilot.type(".1")
        await pilot.press("enter")
        await pilot.until("changed milestone M1 Zinc decks", "closing")
        milestone = plan(planned).milestones["M1"]
        assert (milestone.name, milestone.phase, milestone.gates) == ("Zinc decks", "closing", ("1.1.1",))


@does("rollup.baseline")
async def test_a_moved_baseline_asks_why_and_keeps_the_old_one(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("B", "ctrl+u")
        await pilot.type("2099-12-24 12:00")
        await pilot.until("Thu 24 Dec 2099 12:00 UTC")
        await pilot.press("enter")
        await pilot.until("why is the baseline moved:")
        await pilot.type("high water")
        await pilot.press("enter")
        await pilot.until("moved the baseline of M1", "24 Dec 2099", "was ")
        old, new = plan(planned).milestones["M1"].baselines
        assert (new.why, new.due_at) == ("high water", datetime(2099, 12, 24, 12, tzinfo=UTC))
        assert old.due_at < now()
        await pilot.press("G", "B")
        await pilot.until("baseline of M3:")
        await pilot.type("+3d")
        await pilot.press("enter")
        await pilot.until("set the baseline of M3")


@does("rollup.achieve")
async def test_sign_off_and_withdraw(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("A")
        await pilot.until("M1 achieved at (enter: now):")
        await pilot.press("enter")
        await pilot.until("M1 has 1 open card; sign it off all the same?")
        await pilot.press("n", "A")
        await pilot.until("M1 achieved at (enter: now):")
        assert plan(planned).milestones["M1"].sign_off is None
        await pilot.press("enter")
        await pilot.until("sign it off all the same?")
        await pilot.press("y")
        await pilot.until("signed off M1", "achieved late")
        await pilot.saved()
        assert plan(planned).milestones["M1"].sign_off
        pilot.screen.list_view.set(pilot.screen.list_view.rows, "M1")  # type: ignore[attr-defined]
        await pilot.press("A")
        await pilot.until("M1 is signed off; withdraw that?")
        await pilot.press("n", "A", "y")
        await pilot.until("withdrew the sign-off of M1")
        await pilot.saved()
        assert plan(planned).milestones["M1"].sign_off is None


@does("rollup.undo", "rollup.redo")
async def test_undo_and_redo_of_the_plan_also_after_a_restart(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("M1", " saved")
        await pilot.press("a", *"Load test", "enter", *"1.2", "enter", *"2099-11-10 17:00", "enter")
        await pilot.until("added milestone M4 Load test", "M4 Load test", " saved")
        await pilot.press("g", "B", *"2099-12-24 12:00", "enter", *"high water", "enter")
        await pilot.until("moved the baseline of M1", "24 Dec 2099")
        await pilot.press("u")
        await pilot.until("undid: moved the baseline of M1 Zinc deck", gone=["2099-12"])
        await pilot.saved()
        assert len(planned.plan.milestones["M1"].baselines) == 1
        await pilot.press("u")
        await pilot.until("undid: added milestone M4 Load test", gone=["M4 Load test  "])
        await pilot.press("ctrl+r")
        await pilot.until("redid: added milestone M4 Load test", "2099-11", " saved")
        await pilot.press("ctrl+r")
        await pilot.until("redid: moved the baseline of M1", "2099-12", " saved")
        await pilot.press("ctrl+r")
        await pilot.until("nothing to redo")
    assert len(planned.plan.milestones["M1"].baselines) == 2
    async with opened(planned, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("2099-12")
        await pilot.press("u", "u")
        await pilot.until("undid: added milestone M4 Load test", gone=["2099-12", "2099-11"])
        await pilot.saved()
    assert list(planned.plan.milestones) == ["M1", "M2", "M3"]
