"""The schedule of a plan at its borders, and working time that is asked for in any order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.columns import SetColumnKind
from kanban.commands.plan import SetNode
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.plan_schedule import PlanSchedule, ScheduleRow, plan_schedule
from kanban.metrics.schedule.remaining import Durations
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.model.board import Board
from kanban.model.calendar import Calendar
from kanban.model.unreadable import Problem, UnreadableBoard

pytestmark = pytest.mark.any_day
DAY = 480
"""Minutes of a working day."""
MONDAY = datetime(2026, 3, 30, 9, tzinfo=UTC)


def looked_at(pm: Planner, *boards: Board, moment: datetime = MONDAY) -> RollUp:
    return roll_up(pm.plan, boards, moment)


def scheduled(pm: Planner, *boards: Board, moment: datetime = MONDAY) -> PlanSchedule:
    return plan_schedule(looked_at(pm, *boards, moment=moment))


def row(found: PlanSchedule, id_: str) -> ScheduleRow:
    return next(each for each in found.rows if each.id == id_)


def many_packages(pm: Planner, number: int) -> list[str]:
    codes = [f"1.2.{n}" for n in range(2, number + 2)]
    for code in codes:
        pm.give(SetNode(code=code, name=code))
    return codes


def test_of_many_without_a_duration_the_first_of_the_plan_is_named() -> None:
    pm = Planner()
    codes = many_packages(pm, 12)
    for code in reversed(codes):
        pm.give(SetLink(predecessor=code, successor="1.1.1"))
    pm.give(SetEstimate(code="1.1.1", working_days=1))
    assert str(scheduled(pm).reason) == "1.2.2: no estimate and no cards; and 11 more"


def test_what_is_past_its_lag_waits_no_more_and_a_lag_ahead_holds() -> None:
    """Girders are done on Friday at 17: a lag of two working days ends on Tuesday at 17."""
    pm = Planner().give(SetEstimate(code="1.1.2", working_days=1))
    pm.give(SetLink(predecessor="1.1.1", successor="1.1.2", lag_working_days=2))
    desk = Desk()
    desk.move(desk.add(work_package="1.1.1", column=DOING), DONE, 25 * 24 + 9)  # Friday 27 March 17:00
    starts = [
        row(scheduled(pm, desk.board, moment=MONDAY + timedelta(days=days)), "1.1.2").dates.early_start_at
        for days in (0, 1, 2, 3)
    ]
    assert starts == [datetime(2026, 4, 1, 9, tzinfo=UTC)] * 3 + [datetime(2026, 4, 2, 9, tzinfo=UTC)]


def test_a_package_is_as_far_as_its_estimates_say_and_without_them_as_its_cards() -> None:
    pm = Planner().give(SetEstimate(code="1.1.1", working_days=8))
    sized, plain = Desk(), Desk()
    for estimate in (3.0, 1.0):
        sized.add(work_package="1.1.1", column=DOING, estimate=estimate)
        plain.add(work_package="1.1.1", column=DOING)
    for desk in (sized, plain):
        desk.move("1", DONE, 5)
    left = [row(scheduled(pm, desk.board), "1.1.1").remaining for desk in (sized, plain)]
    assert [(each.minutes, each.cards_open, each.basis) for each in left] == [
        (2 * DAY, 1, "estimate"), (4 * DAY, 1, "estimate"),
    ]  # fmt: skip
    assert row(scheduled(pm), "1.1.1").remaining.minutes == 8 * DAY


def test_a_package_all_of_whose_estimate_is_used_up_still_takes_a_minute() -> None:
    pm = Planner().give(SetEstimate(code="1.1.1", working_days=0.001))
    assert row(scheduled(pm), "1.1.1").remaining.minutes == 1


@pytest.mark.parametrize(
    ("packages", "is_known"), [(None, False), ({"1.1.1", "1.2.1"}, False), ({"1.1.2"}, True), (set(), True)]
)
def test_a_board_that_cannot_be_read_hides_only_what_it_may_hold(packages: set | None, is_known: bool) -> None:
    pm = Planner().give(SetEstimate(code="1.1.1", working_days=1))
    gone = UnreadableBoard("li", Problem("li", "broken"), None if packages is None else frozenset(packages))
    found = plan_schedule(roll_up(pm.plan, (), MONDAY, [gone]))
    assert (row(found, "1.1.1").remaining.minutes is not None) == is_known


def test_of_two_sign_offs_the_earlier_one_counts() -> None:
    pm = Planner().milestone("Deck").milestone("Bridge", ("1",))
    pm.sign_off(50, at=60, milestone="M2").sign_off(40, at=61, milestone="M1")
    left = row(scheduled(pm), "1.1.1").remaining
    assert (left.basis, left.minutes, left.done_at) == ("signed_off", 0, hour(40))


def test_what_is_done_since_nobody_knows_when_was_done_at_the_latest_then() -> None:
    pm, desk = Planner(), Desk()
    desk.add(work_package="1.1.1", column=REVIEW)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 30)
    pm.give(SetLink(predecessor="bridge/1", successor="1.1.2"))
    found = scheduled(pm, desk.board)
    assert [(row(found, id_).remaining.basis, row(found, id_).remaining.done_at) for id_ in ("1.1.1", "bridge/1")] == [
        ("done", hour(30)), ("done", hour(30)),
    ]  # fmt: skip


def test_of_drivers_who_take_as_long_always_the_same_is_named() -> None:
    desks = {}
    for slug in ("li", "wang", "an"):
        desk = Desk()
        desk.move(desk.add(column=DOING, at=1), DONE, 9)
        desk.add(work_package="1.1.1", at=10)
        desks[slug] = named(desk.board, slug)
    for order in (("li", "wang", "an"), ("an", "li", "wang"), ("wang", "an", "li")):
        assert row(scheduled(Planner(), *(desks[slug] for slug in order)), "1.1.1").remaining.board == "wang"


def test_how_many_are_in_work_at_once_is_one_at_least() -> None:
    """Three cards of eight working hours each: one after the other they are one at once, together three."""
    for begins, at_once in (((1, 25, 49), 1.0), ((1, 1, 1), 3.0)):
        desk = Desk()
        cards = [desk.add(f"card {n}", column=DOING, at=begin) for n, begin in enumerate(begins)]
        for begin, card in sorted(zip(begins, cards, strict=True)):
            desk.move(card, DONE, begin + 8)
        rollup = looked_at(Planner(), desk.board, moment=hour(max(begins) + 8))
        pace = Durations(rollup, WorkingTime(rollup.plan.calendar, "UTC")).pace(desk.board)
        assert (pace.p50_minutes, pace.finished, pace.at_once) == (DAY, 3, pytest.approx(at_once))


@settings(max_examples=often(25), deadline=None)
@given(st.lists(st.tuples(st.integers(2018, 2034), st.integers(-400, 400)), min_size=1, max_size=5))
def test_what_was_asked_before_changes_no_answer(asked: list[tuple[int, int]]) -> None:
    kept = WorkingTime(Calendar(), "Europe/Berlin")
    for year, days in asked:
        begin = datetime(year, 7, 1, 10, 30, tzinfo=UTC)
        end = begin + timedelta(days=days)
        fresh = WorkingTime(Calendar(), "Europe/Berlin")
        assert kept.between(begin, end) == fresh.between(begin, end) == -fresh.between(end, begin)
        assert kept.finish(begin, days * 3600) == fresh.finish(begin, days * 3600)


def test_a_leap_day_is_a_working_day() -> None:
    """29 February 2028 is a Tuesday; 2100, whose February has none, has Monday 1 March after Sunday the 28th."""
    working = WorkingTime(Calendar(), "UTC")
    assert working.days_between(datetime(2028, 2, 28, tzinfo=UTC), datetime(2028, 3, 2, tzinfo=UTC)) == 3
    assert working.finish(datetime(2028, 2, 28, 9, tzinfo=UTC), 2 * 8 * 3600) == datetime(2028, 2, 29, 17, tzinfo=UTC)
    assert working.start(datetime(2100, 2, 26, 9, tzinfo=UTC), 8 * 3600) == datetime(2100, 3, 1, 9, tzinfo=UTC)
