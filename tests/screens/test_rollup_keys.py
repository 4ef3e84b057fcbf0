"""Every key of the roll-up does what its help says; read-only, none of them changes a byte."""

import re
from datetime import timedelta

import pytest
import time_machine
from setting import DONE, Disk, Opener
from test_rollup_plan_keys import does, order, plan, proved, under_cursor

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move, Unblock
from kanban.screens.plan_actions import OF_A_ROW
from kanban.screens.registry import screen
from kanban.text.dates import now

pytestmark = pytest.mark.every_store


def test_every_action_of_the_roll_up_is_proved_here() -> None:
    assert proved == {action.id for action in screen("rollup").actions if action not in OF_A_ROW}


@does("list.open", "list.back", "list.down", "list.up", "rollup.left", "rollup.right")
@pytest.mark.parametrize("keys", [("enter", "escape"), ("l", "h"), ("right", "left")])
async def test_down_to_the_card_and_back(keys: tuple[str, str], planned: Disk, opened: Opener) -> None:
    into, back = keys
    async with opened(planned, first="rollup", size=(100, 40)) as pilot:
        await pilot.until("late", "M1 Zinc deck", "1/2", "1 blocked", "crane booked")
        await pilot.press("p")
        await pilot.until("M1 Zinc deck", "1.1.1 Girders", "1.1.2 Panels", "1/2", "0/0", gone=["M2"])
        await pilot.press(into)
        await pilot.until("1.1.1 Girders", "board bridge", "1/2", gone=["Panels"])
        await pilot.press(into)
        await pilot.until("board bridge", "Weld span 17", "Cast pier 14", "crane booked", gone=["Grout"])
        await pilot.press("j", into)
        await pilot.until("History", "blocked: crane booked", "M1 Zinc deck")
        await pilot.press(back)
        await pilot.until("Weld span 17", gone=["History"])
        assert under_cursor(pilot) == "bridge/2", "the cursor is where it was"
        await pilot.press(back, back)
        await pilot.until("1.1.2 Panels", gone=["board bridge"])
        assert under_cursor(pilot) == "1.1.1"
        await pilot.press("j", "j", "k", "j", into)
        await pilot.until("1.1.2 Panels", "no cards yet", gone=["Girders"])
        await pilot.press(back, back)
        await pilot.until("M2 Piers", "M3 Handrails")
        assert under_cursor(pilot) == "M1"
        await pilot.press(back, back)
        await pilot.until("M2 Piers")


@does("list.first", "list.last", "list.page_down", "list.page_up")
async def test_far_jumps(planned: Disk, opened: Opener) -> None:
    more = [pm.SetMilestone(id=f"X{n}", name=f"Step {n}", gates=("1.2",)) for n in range(1, 60)]
    planned.give_plan(*more)
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        await pilot.press("G")
        await pilot.until("X59 Step 59")
        last = under_cursor(pilot)
        await pilot.press("g")
        await pilot.until("M1 Zinc deck", "on time")
        assert under_cursor(pilot) == "M1"
        await pilot.press("end")
        assert under_cursor(pilot) == last
        await pilot.press("home", "pagedown")
        page = under_cursor(pilot)
        assert page not in ("M1", last)
        await pilot.press("ctrl+d")
        assert under_cursor(pilot) != page
        await pilot.press("pageup")
        assert under_cursor(pilot) == page
        await pilot.press("ctrl+u")
        await pilot.until("on time")
        assert under_cursor(pilot) == "M1"


@does("rollup.causes")
async def test_why_a_milestone_slips_and_its_cards_again(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        await pilot.press("r")
        await pilot.until("no forecast, 1 of 10 finished or dropped", "nothing that was tried")
        await pilot.press("r")
        await pilot.until("1 open, worst first")
        await pilot.press("escape")
        await pilot.press("escape")
        await pilot.until("M3 Handrails")


@does("rollup.what_if")
async def test_what_if_has_nothing_to_change_where_nothing_is_foretold(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        await pilot.press("i")
        await pilot.until("nothing is saved", "cost not known: the plan has no hourly rates (rate set)")
        await pilot.press("escape")
        await pilot.until("M3 Handrails")


@does("rollup.sort")
async def test_orders(planned: Disk, opened: Opener) -> None:
    dated = pm.SetBaseline(milestone="M3", due_at=now() + timedelta(days=1))
    planned.give_plan(dated, pm.SetMilestone(id="M3", gates=("1.1.2",), phase="executing"))
    planned.give(Edit(cards=("6",), changes={"work_package": "1.1.2"}))
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", "M2", "M3")
        assert order(pilot)[0] == "M1"
        await pilot.press("s")
        await pilot.until("sorted by date")
        assert order(pilot) == ["M1", "M3", "M2"]
        await pilot.press("s")
        await pilot.until("sorted by P85")
        assert order(pilot) == ["M1", "M2", "M3"]  # none has one
        await pilot.press("s")
        await pilot.until("sorted by slip")
        assert order(pilot)[0] == "M1"
        await pilot.press("s")
        await pilot.until("sorted by WBS")
        assert order(pilot) == ["M1", "M3", "M2"]
        await pilot.press("s")
        await pilot.until("sorted by completion")
        assert order(pilot) == ["M2", "M3", "M1"]
        await pilot.press("s")
        await pilot.until("sorted by urgency")


@pytest.mark.parametrize("way", ["enter", "p", "r", "d", "o", "W", "equals_sign"])
async def test_a_list_that_is_no_table_of_milestones_says_that_it_keeps_its_order(
    way: str, planned: Disk, opened: Opener
) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", "M2", "M3")
        await pilot.press(way)
        for key in ("s", "S"):
            await pilot.press("f12", key)
            await pilot.until("this list keeps its order; esc leads back to the milestones")
        await pilot.press("escape")
        await pilot.until("M1", "M2", "M3")
        assert order(pilot)[0] == "M1"
        await pilot.press("s")
        await pilot.until("sorted by date")


@does("rollup.next_view", "rollup.previous_view")
async def test_the_views_of_a_milestone(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1 Zinc deck")
        views = ("1 open, worst first", "1.1.1 Girders", "no forecast, 1 of 10", "forecast by day 4/9", "burnup 5/9",
                 "burndown 6/9", "milestone trend 7/9", "fever chart 8/9", "S-curves 9/9")  # fmt: skip
        for words in views:
            await pilot.press("tab")
            await pilot.until(words)
        await pilot.until("no budget")
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        await pilot.until("burndown 6/9", "1 of 2 done · 1 open")
        await pilot.press("p")
        await pilot.until("1.1.1 Girders", gone=["burndown"])


@does("rollup.filter")
@pytest.mark.parametrize("key", ["slash", "f"])
async def test_the_filter(key: str, planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", "M2", "M3")
        await pilot.press(key)
        await pilot.type("pier")
        await pilot.until("/pier: 1 of 3 shown", "M2 Piers", gone=["M1", "M3"])
        await pilot.press("enter", "enter")
        await pilot.until("1 open, worst first", "Grout")
        await pilot.press("escape")
        await pilot.until("/pier: 1 of 3 shown")
        await pilot.press("escape")
        await pilot.until("M1", "M2", "M3", gone=["/pier"])
        await pilot.press(key)
        await pilot.type("late")
        await pilot.until("M1", gone=["M2"])
        await pilot.press("escape")
        await pilot.until("M1", "M2", gone=["shown"])


@does("rollup.group")
async def test_in_groups_by_phase(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", "M2", "M3", gone=["Executing"])
        await pilot.press("S")
        await pilot.until("Executing", "No baseline", "M1", "M2", "M3")
        assert order(pilot) == ["M1", "M2", "M3"]
        await pilot.press("S")
        await pilot.until("M1", gone=["Executing"])


@does("rollup.packages", "rollup.unplanned", "rollup.drivers", "rollup.wbs")
async def test_packages_unplanned_work_drivers_and_the_wbs_are_one_key_away(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("p")
        await pilot.until("1.1.1 Girders", "1.1.2 Panels")
        await pilot.press("p")
        await pilot.until("1 open, worst first; 1 done", "bridge/2", "crane booked", gone=["Panels"])
        await pilot.press("o")
        await pilot.until("cards under no work package", "3 open", gone=["bridge/2 "])
        await pilot.press("escape", "d")
        await pilot.until("board, driver", "bridge · zhang")
        assert re.search(r"bridge · zhang +0 +1 +0\.2 +0% 0/1", pilot.text)
        await pilot.press("enter")
        await pilot.until("board bridge of zhang", "5 open, worst first", "bridge/2")
        await pilot.press("enter")
        await pilot.until("History", "blocked: crane booked")
        await pilot.press("escape", "escape", "escape", "W")
        await pilot.until("1 Bridge", "1.1 Deck", "1.1.1 Girders", "1/2  ", "gates M1", "1.2.1 Casting", "gates M2")
        await pilot.press("j", "j", "enter")
        await pilot.until("1.1.1 Girders", "board bridge", "1/2", gone=["Casting"])


async def test_a_node_is_renamed_on_the_wbs(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1")
        await pilot.press("W", "j", "j", "e")
        await pilot.until("1.1.1, its name: Girders")
        await pilot.type(" and bolts")
        await pilot.press("enter")
        await pilot.until("1.1.1 Girders and bolts", "gates M1")
        assert plan(planned).nodes["1.1.1"].name == "Girders and bolts"


@does("rollup.changes")
async def test_only_what_changed_since_a_week_ago(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(100, 30)) as pilot:
        await pilot.until("M1")
        await pilot.press("equals_sign")
        await pilot.until("what changed between", "Turned late", "New milestones", "M1 Zinc deck", "M3 Handrails")
        await pilot.press("enter")
        await pilot.until("1 open, worst first", "crane booked")
        await pilot.press("escape", "escape")
        await pilot.until("due in", gone=["what changed"])


@does("rollup.date", "rollup.now")
async def test_a_past_date_takes_no_changes_and_one_key_leads_back(planned: Disk, opened: Opener) -> None:
    before = planned.plan
    async with opened(planned, first="rollup", size=(120, 24)) as pilot:
        await pilot.until("M1", "a add")
        await pilot.press("at")
        await pilot.type("+3d")
        await pilot.press("enter")
        await pilot.until("is not past")
        await pilot.press("ctrl+u")
        await pilot.type("yesterday")
        await pilot.press("enter")
        await pilot.until("PAST", "No milestones had been made by then")
        for key in ("B", "A", "a", "e", "w", "u"):
            await pilot.press(key)
            await pilot.until("this is the past; t goes back to now")
        await pilot.press("t")
        await pilot.until("live", "M1", gone=["PAST"])
        await pilot.until("a add", "B baseline")
        await pilot.press("at")
        await pilot.type("yesterday")
        await pilot.press("enter")
        await pilot.until("PAST")
        await pilot.press("escape")
        await pilot.until("live", gone=["PAST"])
    assert planned.plan == before


async def test_the_pane_tells_of_the_milestone_under_the_cursor(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until(
            "late: past its baseline, 1 open", "1 blocked, longest", "bridge/2 Cast pier 14 (crane booked)"
        )
        await pilot.press("j")
        await pilot.until(
            "open: no forecast, 1 of 10 finished or dropped, 1 open", "needs 0.2 a week, has 0.0", gone=["crane booked"]
        )
        await pilot.press("j")
        await pilot.until("no baseline", "no data: no baseline yet, no cards yet")


async def test_a_resize_is_followed_at_once(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", gone=["blocked rework"])
        await pilot.raw.resize_terminal(120, 40)
        await pilot.until("blocked", "rework", "1 board · 1 of 3 cards done")
        await pilot.raw.resize_terminal(80, 24)
        await pilot.until("slip", gone=["1 board · "])


@does("rollup.earlier", "rollup.later")
async def test_weeks_back_and_on(planned: Disk, opened: Opener) -> None:
    """A week ago there was no plan and no card: what was true then is shown."""
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("now, ", "live", "late", "M1", "1/2")
        await pilot.press("left_square_bracket")
        await pilot.until("PAST · 1 week ago", gone=["now, ", "live", "1/2"])
        assert f"{now() - timedelta(days=7):%a %d %b}" in pilot.rows[0]
        await pilot.press("left_square_bracket", "left_square_bracket")
        await pilot.until("PAST · 3 weeks ago", f"{now() - timedelta(days=21):%a %d %b}")
        await pilot.press("right_square_bracket", "right_square_bracket")
        await pilot.until("PAST · 1 week ago", f"{now() - timedelta(days=7):%a %d %b}")
        await pilot.press("right_square_bracket")
        await pilot.until("now, ", "live", "late", "M1", "1/2", gone=["PAST"])
        await pilot.press("right_square_bracket")
        await pilot.until("now, ", "live")


async def test_the_roll_up_of_a_past_day_has_the_plan_of_that_day(where: str, opened: Opener) -> None:
    """A milestone renamed and given other gates since."""
    with time_machine.travel(now() - timedelta(days=10)):
        disk = Disk(where)
        disk.store.create(project="Bridge", timezone="UTC")
        disk.store.create_board("bridge", "zhang")
        nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Panels"))
        disk.give_plan(*(pm.SetNode(code=code, name=name) for code, name in nodes))
        disk.give_plan(pm.SetMilestone(id="M1", name="Old deck", gates=("1.1.1",)))
        disk.give(Add(title="Weld", work_package="1.1.1"), Add(title="Lay", work_package="1.1.2"))
    disk.give_plan(pm.SetMilestone(id="M1", name="New deck", gates=("1.1",)))
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("M1 New deck", "0/2")
        await pilot.press("left_square_bracket")
        await pilot.until("M1 Old deck", "0/1", gone=["New deck"])
        await pilot.press("right_square_bracket")
        await pilot.until("M1 New deck", "0/2", gone=["Old deck"])


async def test_what_others_do_is_seen_within_a_second(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup") as pilot:
        await pilot.until("M1", "1/2")
        await pilot.press("j")
        planned.give(Unblock(cards=("2",)), Move(cards=("2",), column=DONE))
        await pilot.until("2/2")
        assert under_cursor(pilot) == "M2"


async def test_a_pm_without_a_board(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", slug=None) as pilot:
        await pilot.until("M1")
        for key, words in (("1", "no board of yours"), ("2", "none of yours")):
            await pilot.press(key)
            await pilot.until(words, "M1")


@pytest.mark.usefixtures("on_files")
async def test_a_board_that_cannot_be_read_does_not_end_the_roll_up(planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(120, 30)) as pilot:
        await pilot.until("M1")
        (planned.folder / "boards" / "bridge" / "board.json").write_bytes(b"{")
        await pilot.until("1 unreadable", "0 boards")
        await pilot.press("1")
        await pilot.until("not a board")
        await pilot.press("2")
        await pilot.until("metrics")


@pytest.mark.parametrize("cells", [40, 60, 80])
async def test_no_count_of_the_head_is_cut(cells: int, planned: Disk, opened: Opener) -> None:
    async with opened(planned, first="rollup", size=(cells, 24)) as pilot:
        await pilot.until("M1")
        await pilot.until("on time 0/1 0%", "1 late", "1 open", "1 no data")
        await pilot.press("enter")
        await pilot.until("worst first")
        await pilot.press("escape", "s")
        await pilot.until("sorted by date", "1 no data")
