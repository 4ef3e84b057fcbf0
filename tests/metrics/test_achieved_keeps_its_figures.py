"""A milestone once achieved is told by the baseline of then, whatever is promised afterwards."""

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, deck, only

from kanban.commands.cards import Archive
from kanban.formats.icalendar import events
from kanban.metrics.rollup.milestones import MilestoneState, roll_up
from kanban.render.rollup_table import detail
from kanban.text.glyphs import UNICODE

DAY = 24


@pytest.fixture
def desk() -> Desk:
    """Three cards on the first day, one more and one less on the third; all done on the fifth."""
    desk = Desk()
    for title in ("girder", "rail", "stairs"):
        desk.add(title, work_package="1.1.1", column=DOING)
    desk.add("late wish", at=3 * DAY, work_package="1.1.1", column=DOING)
    desk.give(Archive(cards=("3",)), 3 * DAY)
    for card in "124":
        desk.move(card, DONE, 5 * DAY)
    return desk


def state(planner: Planner, desk: Desk) -> MilestoneState:
    return only(roll_up(planner.plan, [desk.board], hour(9 * DAY)))


def moved() -> Planner:
    return deck(4 * DAY, made=DAY).promise(6 * DAY, at=2 * DAY, why="crane late")


def again() -> Planner:
    """The PM sets another baseline after all was done."""
    return moved().promise(30 * DAY, at=8 * DAY, why="flood")


def test_scope_is_counted_since_the_baseline_that_it_was_judged_by(desk: Desk) -> None:
    before, after = state(moved(), desk), state(again(), desk)
    assert (before.added, before.removed) == (1, 1)
    assert (after.added, after.removed) == (1, 1)
    assert (after.status, after.baseline_at, after.slip_seconds) == (
        before.status, before.baseline_at, before.slip_seconds,
    )  # fmt: skip


def test_the_screen_says_why_that_baseline_was_set_and_not_a_later_one(desk: Desk) -> None:
    lines = detail(state(again(), desk), "UTC", hour(9 * DAY), UNICODE, 200, 6)
    words = " ".join(text for line in lines for text, _ in line)
    assert "version 2: crane late" in words
    assert "flood" not in words


def test_the_calendar_has_that_baseline_and_when_it_was_set(desk: Desk) -> None:
    rollup = roll_up(again().plan, [desk.board], hour(9 * DAY))
    (baseline,) = (event for event in events(rollup, ()) if "baseline" in event.summary)
    assert (baseline.at, baseline.changed_at) == (hour(6 * DAY), hour(2 * DAY))
