"""What the plan's schedule rests on: links, estimates and the working calendar."""

from datetime import date

import pytest
from makers import hour
from plan_maker import Planner

from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.commands.plan import Achieve, ChangePlan, RemoveMilestone, RemoveNode, SetMilestone, SetNode
from kanban.commands.plan_schedule import RemoveLink, SetCalendar, SetEstimate, SetLink
from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.links import Link
from kanban.text.messages import Refused


@pytest.fixture
def pm():
    """Girders 1.1.1, Rails 1.1.2, Piles 1.2.1, and M1 gated by 1.1."""
    return Planner().milestone()


def link(first, then, type_="FS", lag=0.0):
    return SetLink(predecessor=first, successor=then, type=type_, lag_working_days=lag)


def unlink(first, then):
    return RemoveLink(predecessor=first, successor=then)


def said(pm, command):
    return str(decide(pm.plan, Signed(command, "pm", hour(1))).message)


def refused(pm, command):
    with pytest.raises(Refused) as refusal:
        decide(pm.plan, Signed(command, "pm", hour(1)))
    return str(refusal.value)


def test_work_packages_milestones_and_cards_are_linked(pm):
    for first, then in (("1.1.1", "1.1.2"), ("M1", "1.2.1"), ("1.1.2", "zhang/7"), ("zhang/7", "M1")):
        pm.give(link(first, then))
    assert list(pm.plan.links) == [("1.1.1", "1.1.2"), ("M1", "1.2.1"), ("1.1.2", "zhang/7"), ("zhang/7", "M1")]


def test_the_same_two_again_have_one_link_with_other_values(pm):
    assert said(pm, link("1.1.1", "1.1.2")) == "linked 1.1.1 to 1.1.2 (FS)"
    pm.give(link("1.1.1", "1.1.2"))
    again = link("1.1.1", "1.1.2", "SS", -1.5)
    assert said(pm, again) == "changed the link of 1.1.1 to 1.1.2 from FS to SS -1.5d"
    pm.give(again)
    assert pm.plan.links == {("1.1.1", "1.1.2"): Link("1.1.1", "1.1.2", "SS", -1.5)}
    assert said(pm, again) == "1.1.1 -> 1.1.2: nothing changed"
    assert said(pm, unlink("1.1.1", "1.1.2")) == "unlinked 1.1.1 and 1.1.2"


def test_a_link_that_closes_a_circle_is_refused_naming_all_of_it(pm):
    pm.give(link("1.2.1", "1.1.1")).give(link("M1", "zhang/7"))
    before = pm.plan
    assert refused(pm, link("zhang/7", "1.2.1")) == (
        "link: nothing can wait for itself: 1.1.1 -> M1 -> zhang/7 -> 1.2.1 -> 1.1.1"
    )
    assert refused(pm, link("1.1.1", "1.1.1")) == "link: nothing can wait for itself: 1.1.1 -> 1.1.1"
    assert pm.plan is before


def test_so_is_a_gate_that_closes_one(pm):
    pm.give(link("M1", "1.2.1"))
    assert refused(pm, SetMilestone(id="M1", gates=("1.2",))) == (
        "link: nothing can wait for itself: 1.2.1 -> M1 -> 1.2.1"
    )
    step = SetNode(code="1.2.2", name="Piers")  # under no gate of what it follows
    assert said(pm, ChangePlan(steps=(step, link("M1", "1.2.2")))) == "added 1.2.2 Piers; linked M1 to 1.2.2 (FS)"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (link("1.1", "1.2.1"), "link: 1.1 is no work package (level 3); link those below it"),
        (link("1.1.1", "9.9.9"), "link: 9.9.9 is not in the plan"),
        (link("M7", "1.1.1"),
         "link: 'M7' is no work package such as 1.2.3, no milestone of the plan, and no card such as zhang/7"),
        (link("1.1.1", "zhang/\x1b7"),
         "link: 'zhang/7' is no work package such as 1.2.3, no milestone of the plan, and no card such as zhang/7"),
        (link("1.1.1", "1.1.2", lag=float("nan")), "lag: nan is more than 10000 working days"),
        (link("1.1.1", "1.1.2", lag=1e5), "lag: 100000.0 is more than 10000 working days"),
        (link("1.1.1", "1.1.2", "XX"), "type: 'XX' is none of FS, SS, FF, SF"),
        (unlink("1.1.1", "M1"), "link: 1.1.1 and M1 are not linked"),
        (SetEstimate(code="1.1", working_days=3.0),
         "estimate: 1.1 is no work package (level 3); it takes as long as those below it"),
        (SetEstimate(code="7", working_days=3.0), "code: '7' is not in the plan"),
        (SetEstimate(code="1.1.1", working_days=0.0), "estimate: 0.0 is not above 0 and at most 10000 working days"),
        (SetEstimate(code="1.1.1", working_days=float("inf")),
         "estimate: inf is not above 0 and at most 10000 working days"),
        (SetCalendar(workdays=()),
         "workdays: a calendar needs one day of the week at least, or no work would ever be done"),
    ],
)  # fmt: skip
def test_what_the_plan_does_not_take_is_refused_naming_field_and_value(pm, command, why):
    assert refused(pm, command) == why


def test_what_leaves_the_plan_takes_its_links_along_and_an_undo_brings_them_back(pm):
    pm.give(link("1.2.1", "1.1.1")).give(link("1.2.1", "M1")).give(link("M1", "zhang/7"))
    links = pm.plan.links
    assert said(pm, RemoveNode(code="1.2.1")) == (
        "unlinked 1.2.1 and 1.1.1; unlinked 1.2.1 and M1; removed 1.2.1 Piles"
    )
    pm.give(RemoveNode(code="1.2.1"))
    assert list(pm.plan.links) == [("M1", "zhang/7")]
    pm.give(RemoveMilestone(milestone="M1"))
    assert not pm.plan.links
    pm.undo(2).undo(2)
    assert pm.plan.links == links


def test_an_estimate_stays_when_the_node_gets_another_name(pm):
    assert said(pm, SetEstimate(code="1.1.1", working_days=2.5)) == "estimated 1.1.1 Girders at 2.5d"
    pm.give(SetEstimate(code="1.1.1", working_days=2.5)).give(SetNode(code="1.1.1", name="Beams"))
    assert pm.plan.nodes["1.1.1"].estimate_working_days == 2.5
    assert (
        said(pm, SetEstimate(code="1.1.1", working_days=4.0)) == "changed the estimate of 1.1.1 Beams from 2.5d to 4d"
    )
    assert said(pm, SetEstimate(code="1.1.1", working_days=None)) == "took the estimate of 1.1.1 Beams off"
    pm.give(RemoveNode(code="1.1.1")).give(SetNode(code="1.1.1", name="Beams"))
    assert pm.plan.nodes["1.1.1"].estimate_working_days is None


def test_of_a_calendar_only_what_is_named_changes_and_the_words_say_what(pm):
    assert pm.plan.calendar == DEFAULT_CALENDAR
    week = tuple(date(2026, 10, day) for day in range(1, 6))
    command = SetCalendar(hours=("13:00-17:00", "08:00-12:00"), holidays=week)
    assert said(pm, command) == (
        "set the working calendar: hours 08:00-12:00, 13:00-17:00, "
        "holidays +2026-10-01, 2026-10-02, 2026-10-03 and 2 more"
    )
    pm.give(command)
    assert pm.plan.calendar == Calendar(hours=("08:00-12:00", "13:00-17:00"), holidays=week)
    assert said(pm, command) == "the working calendar is that one already"
    assert said(pm, SetCalendar(workdays=("mon",), holidays=week[:4], extra_workdays=(date(2026, 10, 10),))) == (
        "set the working calendar: workdays mon, holidays -2026-10-05, extra workdays +2026-10-10"
    )


def test_a_past_day_has_the_links_the_estimates_and_the_calendar_of_then(pm):
    pm.give(link("1.1.1", "1.1.2"), at=1).give(SetEstimate(code="1.1.1", working_days=3.0), at=2)
    pm.give(SetCalendar(workdays=("mon",)), at=3).give(unlink("1.1.1", "1.1.2"), at=4)
    wanted = ((0, None, 5), (1, None, 5), (1, 3.0, 5), (1, 3.0, 1), (0, 3.0, 1))
    for at, (linked, estimate, days) in enumerate(wanted):
        then = pm.plan.as_of(hour(at))
        assert len(then.links) == linked
        assert then.nodes["1.1.1"].estimate_working_days == estimate
        assert len(then.calendar.workdays) == days


def test_each_of_them_is_undone_and_redone(pm):
    for command in (
        link("1.1.1", "1.1.2"),
        SetEstimate(code="1.1.1", working_days=3.0),
        SetCalendar(workdays=("sun",)),
    ):
        before = pm.plan
        after = pm.give(command).plan
        pm.undo(5)
        assert (pm.plan.links, pm.plan.nodes, pm.plan.calendar) == (before.links, before.nodes, before.calendar)
        pm.redo(6)
        assert (pm.plan.links, pm.plan.nodes, pm.plan.calendar) == (after.links, after.nodes, after.calendar)


def test_a_milestone_that_is_signed_off_keeps_its_links(pm):
    pm.give(link("1.2.1", "M1")).give(Achieve(milestone="M1", achieved_at=hour(0)), at=1)
    assert ("1.2.1", "M1") in pm.plan.links
