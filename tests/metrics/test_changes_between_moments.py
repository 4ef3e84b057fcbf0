"""What changed between two moments of the roll-up: everything once, nothing that did not, and windows that add up."""

import itertools

import pytest
from any_story import END, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner, deck

from kanban.commands.cards import Archive, Block, Edit, Unblock
from kanban.metrics.rollup.changes import KINDS, Change, changes
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day
DAY = 24


def at(planner: Planner, desk: Desk, moment: float) -> RollUp:
    return roll_up(planner.plan, [desk.board], hour(moment))


def between(planner: Planner, desk: Desk, begin: float, end: float) -> tuple[Change, ...]:
    return changes(at(planner, desk, begin), at(planner, desk, end))


def kinds(found: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.kind, change.milestone) for change in found]


def ids(found: tuple[Change, ...], kind: str) -> list[str]:
    return [item.card.id for change in found if change.kind == kind for item in change.cards_in]


def desk_of(number: int = 2) -> Desk:
    desk = Desk()
    for _ in range(number):
        desk.add(work_package="1.1.1", column=DOING)
    return desk


def told(story: list) -> Desk:
    """Four cards under the milestone, and one command an hour."""
    desk = desk_of(4)
    for number, command in enumerate(story, start=1):
        try:
            desk.give(command, number)
        except Refused:
            continue
    return desk


def test_it_turns_late_once_and_is_late_from_then_on() -> None:
    planner, desk = deck(4 * DAY), desk_of()
    (late,) = between(planner, desk, 4 * DAY, 5 * DAY)
    assert (late.kind, late.milestone, late.name, late.at) == ("turned_late", "M1", "Deck", hour(4 * DAY))
    assert between(planner, desk, 5 * DAY, 6 * DAY) == ()


def test_achieved_in_time_or_late_is_achieved_and_a_reopened_one_is_said() -> None:
    for due in (9 * DAY, DAY):
        planner, desk = deck(due), desk_of(1)
        desk.move("1", DONE, 3 * DAY)
        desk.move("1", DOING, 5 * DAY)
        done = between(planner, desk, 2 * DAY, 4 * DAY)
        assert kinds(done) == [("achieved", "M1"), ("finished", "M1")]
        assert (done[0].at, done[0].to_at) == (hour(3 * DAY), hour(due))
        assert ("reopened", "M1") in kinds(between(planner, desk, 4 * DAY, 6 * DAY))
        assert between(planner, desk, 3 * DAY, 4 * DAY) == ()
        planner.sign_off(6 * DAY, at=6 * DAY)
        assert kinds(between(planner, desk, 5.5 * DAY, 6.5 * DAY)) == [("achieved", "M1")]


def test_a_milestone_that_was_done_early_and_one_that_was_done_late_are_both_done() -> None:
    """A sign-off that is put later turns one into the other; that is no new achievement."""
    planner, desk = deck(4 * DAY).sign_off(3 * DAY, at=5 * DAY), desk_of(1)
    planner.sign_off(5 * DAY, at=6 * DAY)
    assert [only.status for moment in (5.5, 7) for only in at(planner, desk, moment * DAY).milestones] == [
        "achieved", "achieved_late",
    ]  # fmt: skip
    assert between(planner, desk, 5.5 * DAY, 7 * DAY) == ()


def test_every_new_baseline_is_told_with_the_one_before_and_why() -> None:
    planner = deck(4 * DAY).promise(9 * DAY, at=DAY, why="crane late").promise(20 * DAY, at=2 * DAY, why="flood")
    desk = desk_of()
    found = [(change.from_at, change.to_at, change.at, change.why)
             for change in between(planner, desk, 0.5 * DAY, 3 * DAY)]  # fmt: skip
    assert found == [
        (hour(4 * DAY), hour(9 * DAY), hour(DAY), "crane late"),
        (hour(9 * DAY), hour(20 * DAY), hour(2 * DAY), "flood"),
    ]
    assert [change.why for change in between(planner, desk, DAY, 3 * DAY)] == ["flood"], "the first was set by then"
    first = Planner().milestone().promise(4 * DAY, at=DAY)
    (change,) = between(first, desk, 0.5 * DAY, 2 * DAY)
    assert (change.kind, change.from_at, change.to_at) == ("baseline_moved", None, hour(4 * DAY))


def test_cards_that_came_and_went_were_blocked_and_done_are_named() -> None:
    planner, desk = deck(9 * DAY), desk_of(4)
    desk.add("came", work_package="1.1.2", at=2 * DAY)
    desk.give(Archive(cards=("1",)), 2 * DAY)
    desk.give(Edit(cards=("2",), changes={"work_package": None}), 2 * DAY)
    desk.give(Block(cards=("3",), why="crane"), 2 * DAY)
    desk.move("4", DONE, 2 * DAY)
    found = between(planner, desk, DAY, 3 * DAY)
    assert kinds(found) == [("scope", "M1"), ("blocked", "M1"), ("finished", "M1")]
    scope = found[0]
    assert [item.card.id for item in scope.cards_in] == ["5"]
    assert [item.card.id for item in scope.cards_out] == ["1", "2"]
    assert (ids(found, "blocked"), ids(found, "finished")) == (["3"], ["4"])
    assert between(planner, desk, 2 * DAY, 3 * DAY) == ()


def test_a_blocked_card_that_was_done_blocked_is_not_blocked_again() -> None:
    planner, desk = deck(9 * DAY), desk_of(2)
    desk.give(Block(cards=("1",), why="crane"), DAY)
    desk.give(Unblock(cards=("1",)), 2 * DAY)
    desk.give(Block(cards=("1",), why="rain"), 3 * DAY)
    desk.move("1", DONE, 5 * DAY)
    assert ids(between(planner, desk, 0, 4 * DAY), "blocked") == ["1"]
    assert ids(between(planner, desk, 1.5 * DAY, 4 * DAY), "blocked") == [], "it was and it is"
    assert kinds(between(planner, desk, 2.5 * DAY, 6 * DAY)) == [("finished", "M1")]


def test_milestones_that_were_made_and_removed() -> None:
    planner = deck(9 * DAY).milestone("Piers", ("1.2",), at=2 * DAY).promise(4 * DAY, at=2 * DAY, milestone="M2")
    planner.remove(at=3 * DAY)
    found = between(planner, desk_of(), DAY, 3.5 * DAY)
    assert kinds(found) == [("added", "M2"), ("removed", "M1")]
    assert (found[0].name, found[0].to_at, found[1].name) == ("Piers", hour(4 * DAY), "Deck")
    late = between(planner, desk_of(), DAY, 5 * DAY)
    assert kinds(late) == [("turned_late", "M2"), ("added", "M2"), ("removed", "M1")]


@settings(max_examples=often(40), deadline=None)
@given(stories, st.integers(0, 40))
def test_between_a_moment_and_itself_nothing_changed(story: list, moment: int) -> None:
    assert between(deck(30), told(story), moment, moment) == ()


@settings(max_examples=often(40), deadline=None)
@given(stories, st.lists(st.integers(0, END), min_size=3, max_size=3, unique=True).map(sorted))
def test_windows_side_by_side_add_up(story: list, edges: list[int]) -> None:
    """What lasts to the end is in one of the parts; baselines and scope are exactly those of the parts."""
    planner, desk = deck(30).promise(45, at=10, why="crane").promise(50, at=25, why="flood"), told(story)
    whole = between(planner, desk, edges[0], edges[-1])
    parts = [between(planner, desk, begin, end) for begin, end in itertools.pairwise(edges)]
    moved = [change.to_at for part in parts for change in part if change.kind == "baseline_moved"]
    assert [change.to_at for change in whole if change.kind == "baseline_moved"] == moved
    for kind in ("finished", "blocked"):
        assert set(ids(whole, kind)) <= {card for part in parts for card in ids(part, kind)}
    sizes = [
        sum(len(change.cards_in) - len(change.cards_out) for change in some if change.kind == "scope")
        for some in (whole, itertools.chain.from_iterable(parts))
    ]
    assert sizes[0] == sizes[1]
    then, now = at(planner, desk, edges[0]), at(planner, desk, edges[-1])
    assert now.planned_total - then.planned_total == sizes[0]


@settings(max_examples=often(40), deadline=None)
@given(stories, st.integers(0, END), st.integers(0, END))
def test_they_are_told_by_kind(story: list, begin: int, end: int) -> None:
    found = between(deck(30), told(story), *sorted((begin, end)))
    order = [KINDS.index(change.kind) for change in found]
    assert order == sorted(order)
    assert len(set(kinds(found))) == len(found)
