"""The schedule of a plan: what is left, what it rests on, when it can be done, and what is critical."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.cards import Archive
from kanban.commands.plan import SetMilestone, SetProject
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.reports.schedule_report import schedule_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.trend import schedule_trend
from kanban.model.links import Link
from kanban.model.plan import Node, Plan
from kanban.model.unreadable import Problem, UnreadableBoard

DAY = 480
"""Minutes of a working day."""
NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
"""A Monday, 9 o'clock, four weeks after the story's start."""


def at(day, hour_=9):
    """An hour of a day of March or, beyond it, April 2026."""
    return datetime(2026, 3, 1, hour_, tzinfo=UTC) + timedelta(days=day - 1)


def link(first, then, type_="FS", lag=0.0):
    return SetLink(predecessor=first, successor=then, type=type_, lag_working_days=lag)


@pytest.fixture
def pm():
    """Girders 1.1.1, Rails 1.1.2, Piles 1.2.1; in UTC, Monday to Friday 9 to 17."""
    return Planner()


def estimated(pm, **days):
    for code, value in days.items():
        pm.give(SetEstimate(code=code.replace("_", ".").lstrip("."), working_days=value))
    return pm


def scheduled(pm, *boards, moment=NOW, unread=()):
    return plan_schedule(roll_up(pm.plan, boards, moment, unread))


def rows(found):
    return {row.id: row for row in found.rows}


def worked(days, cards, package=None):
    """A board on which cards were finished one after another, each after so many working days."""
    desk = Desk()
    for number in range(cards):
        begin = (at(2 + number) - hour(0)).total_seconds() / 3600
        card = desk.add(f"done {number}", at=begin, work_package=package)
        desk.move(card, DOING, begin)
        desk.move(card, DONE, begin + 24 * days)
    return desk


def test_estimates_are_laid_out_along_the_links_on_the_working_calendar(pm):
    estimated(pm, _1_1_1=3.0, _1_1_2=2.0, _1_2_1=1.0).give(link("1.1.1", "1.1.2")).give(link("1.2.1", "1.1.2"))
    found = scheduled(pm)
    assert (found.length, found.finish_at, found.path) == (
        5 * DAY,
        at(34 + 1 - 0 - 1, 17) + timedelta(days=0),
        ("1.1.1", "1.1.2"),
    )
    girders, rails, piles = (rows(found)[code] for code in ("1.1.1", "1.1.2", "1.2.1"))
    assert (girders.dates.early_start_at, girders.dates.early_finish_at) == (NOW, at(32, 17))
    assert rails.dates.early_start_at == at(33)
    assert [row.is_critical for row in (girders, rails, piles)] == [True, True, False]
    assert (piles.total_slack, piles.free_slack) == (2 * DAY, 2 * DAY)
    assert piles.dates.late_finish_at == at(32, 17)


def test_a_weekend_and_a_holiday_move_the_end_and_not_the_length(pm):
    estimated(pm, _1_1_1=5.0, _1_1_2=1.0).give(link("1.1.1", "1.1.2"))
    assert scheduled(pm).finish_at == at(37, 17)  # Monday 6 April
    pm.give(SetCalendar(holidays=(at(37).date(),)))
    found = scheduled(pm)
    assert (found.length, found.finish_at) == (6 * DAY, at(38, 17))


def test_days_are_those_of_the_plans_zone(pm):
    estimated(pm, _1_1_1=1.0, _1_1_2=1.0).give(link("1.1.1", "1.1.2")).give(SetProject(timezone="Asia/Shanghai"))
    assert scheduled(pm).finish_at == at(32, 9)  # 17 o'clock in Shanghai; the first day is over at 9 UTC, 17 there


def test_of_an_estimate_the_open_share_is_left(pm):
    desk = Desk()
    for number in range(4):
        desk.add(f"weld {number}", work_package="1.1.1")
    desk.move("1", DOING, 1)
    desk.move("1", DONE, 2)
    left = rows(scheduled(estimated(pm, _1_1_1=8.0), desk.board))["1.1.1"].remaining
    assert (left.minutes, left.basis, left.cards_open) == (6 * DAY, "estimate", 3)


def test_without_an_estimate_the_drivers_cycle_time_says_how_long_it_takes(pm):
    desk = worked(1, 6)  # one day each in March, begun one after another, the next as the last ends
    for number in range(3):
        desk.add(f"weld {number}", at=24 * 28, work_package="1.1.1")
    left = rows(scheduled(pm, desk.board))["1.1.1"].remaining
    assert (left.basis, left.board, left.finished, left.cards_open) == ("cycle_time", "bridge", 6, 3)
    assert left.p50_minutes == DAY
    assert left.at_once == 1
    assert left.minutes == 3 * DAY


def test_who_has_more_in_work_at_once_is_done_sooner_but_not_before_one_card_is(pm):
    desk = Desk()
    for number in range(20):  # all of them at once, from Monday 2 March 8:00 to Friday 27 March 17:00
        desk.add(f"done {number}", at=0)
        desk.move(str(number + 1), DOING, 0)
        desk.move(str(number + 1), DONE, 24 * 25 + 9)
    for number in range(10):
        desk.add(f"weld {number}", at=24 * 27, work_package="1.1.1")
    left = rows(scheduled(pm, desk.board))["1.1.1"].remaining
    assert left.at_once == 20
    assert left.minutes == left.p50_minutes == 20 * DAY


def test_of_several_drivers_the_one_who_takes_longest_counts(pm):
    boards = []
    for slug, days in (("li", 1), ("zhang", 3)):
        desk = worked(days, 1)
        desk.add("weld", at=24 * 28, work_package="1.1.1")
        boards.append(named(desk.board, slug))
    left = rows(scheduled(pm, *boards))["1.1.1"].remaining
    assert (left.board, left.minutes) == ("zhang", 3 * DAY)


def test_what_is_done_or_signed_off_takes_no_time(pm):
    desk = worked(1, 2, package="1.1.1")
    desk.add("weld", at=24 * 20, work_package="1.2.1")
    estimated(pm, _1_1_1=9.0, _1_2_1=9.0).give(SetMilestone(name="Piles", gates=("1.2.1",))).sign_off(24 * 21, 24 * 22)
    found = rows(scheduled(pm, desk.board))
    assert [(found[code].remaining.minutes, found[code].remaining.basis) for code in ("1.1.1", "1.2.1")] == [
        (0, "done"), (0, "signed_off"),
    ]  # fmt: skip
    assert found["1.1.1"].dates.early_start_at is None
    assert str(found["1.1.1"].reason) == "done"


def test_a_linked_card_is_on_the_path_and_its_package_is_done_after_it(pm):
    desk = worked(2, 2)
    desk.add("crane", at=24 * 28, work_package="1.1.1")
    card = f"bridge/{len(desk.board.cards)}"
    estimated(pm, _1_1_1=0.5, _1_2_1=4.0).give(link("1.2.1", card))
    found = scheduled(pm, desk.board)
    crane = rows(found)[card]
    assert (crane.kind, crane.name, crane.remaining.minutes) == ("card", "crane", 2 * DAY)
    assert crane.dates.early_start_at == at(34)
    assert rows(found)["1.1.1"].dates.early_finish_at == crane.dates.early_finish_at
    assert found.length == 6 * DAY


def test_a_milestone_comes_after_all_that_it_gates(pm):
    estimated(pm, _1_1_1=2.0, _1_1_2=3.0, _1_2_1=1.0).milestone().give(link("M1", "1.2.1", lag=1.0))
    found = scheduled(pm)
    assert found.path == ("1.1.2", "M1", "1.2.1")
    assert found.length == 5 * DAY
    deck = rows(found)["M1"]
    assert deck.dates.early_start_at == deck.dates.early_finish_at == at(32, 17)


def test_of_what_is_done_only_what_is_left_of_the_lag_holds(pm):
    """Concrete poured on Thursday hardens for five days; two of them are over."""
    desk = Desk()
    desk.add("pour", work_package="1.1.1")
    desk.move("1", DOING, 24 * 23)
    desk.move("1", DONE, 24 * 24 + 1)  # Thursday 26 March, 9 o'clock
    estimated(pm, _1_1_2=1.0).give(link("1.1.1", "1.1.2", lag=5.0))
    found = scheduled(pm, desk.board)
    assert rows(found)["1.1.2"].dates.early_start_at == at(33)
    assert found.length == 4 * DAY


def test_a_link_to_the_start_of_what_has_begun_counts_from_that_day(pm):
    desk = Desk()
    desk.add("weld", work_package="1.1.1")
    desk.move("1", DOING, 24 * 24 + 1)  # Thursday 26 March, 9 o'clock
    estimated(pm, _1_1_1=9.0, _1_1_2=1.0).give(link("1.1.1", "1.1.2", "SS", 3.0))
    assert rows(scheduled(pm, desk.board))["1.1.2"].dates.early_start_at == at(31)


def test_without_links_there_are_dates_and_no_critical_path(pm):
    found = scheduled(estimated(pm, _1_1_1=3.0))
    assert (found.length, found.finish_at, found.path) == (None, None, ())
    assert str(found.reason) == "the plan has no links yet"
    girders = rows(found)["1.1.1"]
    assert girders.dates.early_finish_at == at(32, 17)
    assert (girders.is_critical, girders.total_slack, girders.dates.late_start_at) == (None, None, None)


def test_where_a_linked_package_has_no_duration_there_is_no_length_and_no_slack(pm):
    estimated(pm, _1_1_1=3.0, _1_2_1=1.0).give(link("1.1.1", "1.1.2")).give(link("1.1.2", "1.2.1"))
    found = scheduled(pm)
    assert str(found.reason) == "1.1.2: no estimate and no cards"
    girders, rails, piles = (rows(found)[code] for code in ("1.1.1", "1.1.2", "1.2.1"))
    assert girders.dates.early_finish_at == at(32, 17)
    assert girders.total_slack is None
    assert (rails.dates.early_start_at, str(rails.reason)) == (None, "no estimate and no cards")
    assert (piles.dates.early_start_at, str(piles.reason)) == (None, "waits for 1.1.2")


def test_one_without_duration_and_links_is_left_out_of_the_length(pm):
    found = scheduled(estimated(pm, _1_1_1=3.0, _1_2_1=1.0).give(link("1.1.1", "1.2.1")))
    assert found.length == 4 * DAY
    assert str(rows(found)["1.1.2"].reason) == "no estimate and no cards"


@pytest.mark.parametrize(
    ("end", "why"),
    [("bridge/9", "bridge/9: there is no card 9 on it"), ("li/1", "li/1: there is no board li"),
     ("wang/1", "wang/1: a board with cards of it cannot be read"),
     ("bridge/1", "bridge/1: no estimate, and no finished card on bridge")],
)  # fmt: skip
def test_a_card_that_says_nothing_is_named(pm, end, why):
    desk = Desk()
    desk.add("weld")
    unread = UnreadableBoard("wang", Problem("wang", "not JSON"), frozenset({"1.2.1"}))
    estimated(pm, _1_1_1=3.0).give(link("1.1.1", end))
    assert str(scheduled(pm, desk.board, unread=(unread,)).reason) == why


def test_a_package_that_an_unreadable_board_may_have_cards_of_is_unknown(pm):
    unread = UnreadableBoard("wang", Problem("wang", "not JSON"), frozenset({"1.1.1"}))
    estimated(pm, _1_1_1=3.0, _1_1_2=3.0).give(link("1.1.1", "1.1.2"))
    found = scheduled(pm, unread=(unread,))
    assert str(found.reason) == "1.1.1: a board with cards of it cannot be read"


def test_a_dropped_card_holds_nothing_up(pm):
    desk = Desk()
    desk.add("weld")
    desk.give(Archive(cards=("1",)), 2)
    estimated(pm, _1_1_1=3.0).give(link("bridge/1", "1.1.1"))
    found = scheduled(pm, desk.board)
    assert (rows(found)["bridge/1"].remaining.basis, found.length) == ("dropped", 3 * DAY)


def test_what_a_card_makes_wait_for_itself_is_said_and_nothing_is_reckoned(pm):
    """The plan does not know under which package a card lies: here a circle closes over its package."""
    desk = worked(1, 1)
    desk.add("weld", work_package="1.1.1")
    estimated(pm, _1_1_1=3.0, _1_1_2=1.0).give(link("1.1.1", "1.1.2")).give(link("1.1.2", "bridge/2"))
    found = scheduled(pm, desk.board)
    assert str(found.reason) == "nothing can wait for itself: 1.1.1 -> 1.1.2 -> bridge/2 -> 1.1.1"
    assert all(row.dates.early_start_at is None for row in found.rows)


def test_with_everything_done_nothing_is_left(pm):
    desk = worked(1, 1, package="1.1.1")
    pm.give(link("1.1.1", "bridge/1"))
    assert str(scheduled(pm, desk.board).reason) == "nothing is left to do"


def test_the_trend_is_what_each_past_monday_would_have_said(pm):
    desk = Desk()
    for number in range(4):
        desk.add(f"weld {number}", work_package="1.1.1")
        desk.move(str(number + 1), DOING, 24 * (7 * number + 1))
        desk.move(str(number + 1), DONE, 24 * (7 * number + 2))
    estimated(pm, _1_1_1=8.0, _1_1_2=1.0).give(link("1.1.1", "1.1.2"))
    last = roll_up(pm.plan, [desk.board], NOW)
    found = schedule_trend(pm.plan, [desk.board], last)
    assert [one.as_of for one in found] == [at(9, 0), at(16, 0), at(23, 0), at(30, 0), NOW]
    assert [one.days(one.length) for one in found] == [7.0, 5.0, 3.0, 1.0, 1.0]


def test_as_of_a_past_day_the_links_estimates_and_calendar_of_then_count(pm):
    estimated(pm, _1_1_1=3.0, _1_1_2=1.0)
    pm.give(link("1.1.1", "1.1.2"), at=24 * 7).give(SetEstimate(code="1.1.1", working_days=5.0), at=24 * 14)
    lengths = [scheduled(pm, moment=at(day)).length for day in (8, 10, 17)]
    assert lengths == [None, 4 * DAY, 6 * DAY]


def nulls_without_reason(value, path=""):
    if isinstance(value, dict):
        for key, item in value.items():
            if item is None and not key.endswith("_reason") and not value.get(f"{key}_reason"):
                yield f"{path}.{key}"
            yield from nulls_without_reason(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nulls_without_reason(item, f"{path}[{index}]")


@given(st.lists(st.sampled_from(("1.1.1", "1.1.2", "1.2.1")), unique=True), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=often(25))
def test_every_null_of_the_report_has_its_reason_and_it_keeps_its_schema(codes, is_linked, has_done, has_trend):
    pm = Planner().milestone()
    for code in codes:
        pm.give(SetEstimate(code=code, working_days=2.0))
    if is_linked:
        pm.give(link("1.1.1", "1.2.1")).give(link("M1", "bridge/1")).give(link("1.2.1", "bridge/9"))
    desk = worked(1, 2) if has_done else Desk()
    desk.add("weld", at=24 * 28, work_package="1.1.2")
    state = roll_up(pm.plan, [desk.board], NOW)
    trend = schedule_trend(pm.plan, [desk.board], state) if has_trend else None
    report = json.loads(encode(schedule_report(state, plan_schedule(state), NOW, trend), "Asia/Shanghai"))
    jsonschema.validate(report, json_schema("schedule"), cls=jsonschema.Draft202012Validator)
    assert list(nulls_without_reason(report)) == []
    assert set(report["definitions"]) == {"remaining", "critical_path", "total_slack", "free_slack"}
    assert ("trend" in report) is has_trend
    assert report["length_working_days"] is None or report["path"]


def test_a_thousand_packages_in_a_row_are_no_matter_of_depth_and_a_century_away_has_no_date():
    codes = [f"1.{group}.{number}" for group in range(1, 101) for number in range(1, 11)]
    nodes = {code: Node(code, "work", None, 30.0) for code in codes}
    plan = Plan(nodes=nodes, links={ends: Link(*ends) for ends in pairwise(codes)})
    found = plan_schedule(roll_up(plan, [], NOW))
    assert found.length == 30_000 * DAY
    assert found.finish_at is None
    assert rows(found)["1.1.2"].dates.early_start_at is not None
