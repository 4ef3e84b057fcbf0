"""What the roll-up said of a day it says for ever, whatever is done to the plan afterwards."""

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, deck, only

from kanban.commands.plan import SetMilestone, SetNode, SetProject
from kanban.metrics.reports.export import encode
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up

DAY = 24
THEN, LATER = hour(3 * DAY), hour(20 * DAY)


@pytest.fixture
def desk() -> Desk:
    """One card under each of two packages; the first is done on the second day."""
    desk = Desk()
    girder = desk.add("girder", work_package="1.1.1", column=DOING)
    desk.add("rail", work_package="1.1.2")
    desk.move(girder, DONE, 2 * DAY)
    return desk


def said(planner: Planner, desk: Desk, moment=THEN) -> bytes:
    """All that the roll-up says of a moment, as JSON."""
    rollup = roll_up(planner.plan, [desk.board], moment)
    return encode(rollup_report(rollup, hour(0)), "UTC")


def test_name_gates_and_baseline_of_a_past_day_are_those_of_that_day(desk: Desk) -> None:
    planner = Planner().milestone("Deck", ("1.1.1",)).promise(4 * DAY)
    planner.milestone("Superstructure", ("1.1.1", "1.1.2"), id="M1", at=6 * DAY)
    planner.promise(30 * DAY, at=7 * DAY, why="steel is late")
    then = only(roll_up(planner.plan, [desk.board], THEN))
    assert (then.milestone.name, then.milestone.gates) == ("Deck", ("1.1.1",))
    assert (then.baseline_at, then.original_at) == (hour(4 * DAY), hour(4 * DAY))
    assert (then.status, then.figures.total, [p.node.code for p in then.packages]) == ("achieved", 1, ["1.1.1"])
    today = only(roll_up(planner.plan, [desk.board], LATER))
    assert (today.milestone.name, today.milestone.gates) == ("Superstructure", ("1.1.1", "1.1.2"))
    assert (today.baseline_at, today.original_at) == (hour(30 * DAY), hour(4 * DAY))
    assert (today.status, today.figures.total) == ("open", 2)


def test_the_day_of_the_change_is_judged_by_what_held_at_each_moment(desk: Desk) -> None:
    planner = Planner().milestone("Deck", ("1.1.1",)).promise(4 * DAY)
    planner.milestone("Rails", ("1.1.2",), id="M1", at=6 * DAY)
    before, at = (only(roll_up(planner.plan, [desk.board], hour(6 * DAY + n))) for n in (-0.01, 0))
    assert (before.milestone.name, before.figures.done) == ("Deck", 1)
    assert (at.milestone.name, at.figures.done) == ("Rails", 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda planner: planner.milestone("Superstructure", ("1",), id="M1", at=9 * DAY),
        lambda planner: planner.promise(40 * DAY, at=9 * DAY, why="flood"),
        lambda planner: planner.sign_off(8 * DAY, at=9 * DAY),
        lambda planner: planner.remove(at=9 * DAY),
        lambda planner: planner.milestone("Piers", ("1.2",), at=9 * DAY).promise(2 * DAY, 9 * DAY, "M2"),
        lambda planner: planner.give(SetNode(code="1.1.1", name="Steel girders"), 9 * DAY),
        lambda planner: planner.give(SetNode(code="1.1.3", name="Paint"), 9 * DAY),
        lambda planner: planner.give(SetProject(name="Bridge 大桥"), 9 * DAY),
        lambda planner: planner.give(SetMilestone(id="M1", phase="closing"), 9 * DAY),
        lambda planner: planner.undo(at=9 * DAY),
        lambda planner: planner.undo(at=9 * DAY).undo(at=9 * DAY),
        lambda planner: planner.undo(at=9 * DAY).redo(at=10 * DAY),
    ],
    ids=[
        "renamed and gated anew", "baseline moved", "signed off", "removed", "another one made", "package renamed",
        "package added", "project named", "phase set", "undone", "undone twice", "undone and redone",
    ],
)  # fmt: skip
def test_nothing_done_later_changes_what_was_said(desk: Desk, change) -> None:
    planner = deck(4 * DAY)
    before = said(planner, desk)
    change(planner)
    assert said(planner, desk) == before
    assert planner.plan.rev > deck(4 * DAY).plan.rev, "something was done"


def test_a_change_that_was_undone_counts_between_the_two_and_not_after(desk: Desk) -> None:
    planner = deck(4 * DAY).promise(30 * DAY, at=5 * DAY, why="steel is late").undo(at=8 * DAY)
    dates = [only(roll_up(planner.plan, [desk.board], hour(day * DAY))).baseline_at for day in (4.5, 6, 9)]
    assert dates == [hour(4 * DAY), hour(30 * DAY), hour(4 * DAY)]
    statuses = [only(roll_up(planner.plan, [desk.board], hour(day * DAY))).status for day in (4.5, 6, 9)]
    assert statuses == ["late", "open", "late"]


def test_a_redo_brings_the_change_back_from_then_on(desk: Desk) -> None:
    planner = deck(4 * DAY).promise(30 * DAY, at=5 * DAY, why="steel").undo(at=8 * DAY).redo(at=10 * DAY)
    dates = [only(roll_up(planner.plan, [desk.board], hour(day * DAY))).baseline_at for day in (6, 9, 11)]
    assert dates == [hour(30 * DAY), hour(4 * DAY), hour(30 * DAY)]


def test_a_removed_milestone_is_in_the_past_and_comes_back_with_its_baselines(desk: Desk) -> None:
    planner = deck(4 * DAY).remove(at=6 * DAY).milestone("Deck", ("1.1",), id="M1", at=12 * DAY)
    assert only(roll_up(planner.plan, [desk.board], hour(5 * DAY))).milestone.id == "M1"
    assert roll_up(planner.plan, [desk.board], hour(7 * DAY)).milestones == ()
    assert only(roll_up(planner.plan, [desk.board], hour(13 * DAY))).original_at == hour(4 * DAY)


def test_a_sign_off_holds_from_when_it_was_given_until_it_was_withdrawn(desk: Desk) -> None:
    planner = deck(4 * DAY).sign_off(3 * DAY, at=6 * DAY).sign_off(None, at=9 * DAY)
    said_then = [only(roll_up(planner.plan, [desk.board], hour(day * DAY))) for day in (5, 7, 10)]
    assert [state.status for state in said_then] == ["late", "achieved", "late"]
    assert [state.achieved_at for state in said_then] == [None, hour(3 * DAY), None]


def test_what_was_achieved_keeps_its_figures_when_the_baseline_moves_later(desk: Desk) -> None:
    desk.move("2", DOING, 2 * DAY)
    desk.move("2", DONE, 3 * DAY)
    planner = deck(2 * DAY).promise(9 * DAY, at=5 * DAY, why="steel")
    state = only(roll_up(planner.plan, [desk.board], LATER))
    assert (state.status, state.baseline_at) == ("achieved_late", hour(2 * DAY))
    assert state.slip_seconds == DAY * 3600
