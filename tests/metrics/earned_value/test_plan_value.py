"""Earned value of a plan: what was planned, earned and spent, as of any day, in total, in time and week by week."""

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner, named

from kanban.commands.cards import Archive
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar
from kanban.commands.work_log import Log
from kanban.metrics.reports.evm_report import evm_report
from kanban.metrics.reports.export import encode, json_schema
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.parts import value_parts
from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render.evm import Scale, time_lines, why_missing

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""Of the story's start; it begins at 8."""


def at(day, hour_=0):
    """An hour of a day after that Monday's beginning."""
    return MONDAY + timedelta(days=day, hours=hour_)


@pytest.fixture
def pm():
    """Girders 1.1.1 at 1,000.00 over the week from Monday to Friday; 60.00 an hour. Working days have 8 hours."""
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    return pm.give(SetBudget(code="1.1.1", amount=100_000, start=date(2026, 3, 2), finish=date(2026, 3, 6)))


def valued(pm, *boards, moment, unread=()):
    return plan_value(roll_up(pm.plan, boards, moment, unread))


def worked(cards=4, done=(), minutes=0, package="1.1.1"):
    """A board with cards, some of them done after so many hours, and so long worked on each of those."""
    desk = Desk()
    ids = [desk.add(f"card {n}", work_package=package) for n in range(cards)]
    for card, hours in zip(ids, done, strict=False):
        desk.move(card, DOING, hours - 1)
        if minutes:
            desk.give(Log(cards=(card,), minutes=minutes), hours)
        desk.move(card, DONE, hours)
    return desk


def amounts(value):
    return tuple(
        None if one.amount is None else float(one.amount) / 100 for one in (value.bac, value.pv, value.ev, value.ac)
    )


@pytest.mark.parametrize(
    ("moment", "planned"),
    [
        (at(0, 9), 0), (at(0, 13), 100), (at(0, 17), 200), (at(1), 200), (at(2, 13), 500), (at(4, 17), 1000),
        (at(9), 1000),
    ],
)  # fmt: skip
def test_the_budget_is_planned_to_be_earned_evenly_over_working_time(pm, moment, planned):
    assert amounts(valued(pm, moment=moment).total)[:2] == (1000, planned)


def test_holidays_of_the_calendar_are_no_working_time(pm):
    pm.give(SetCalendar(holidays=(date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))))
    assert amounts(valued(pm, moment=at(3, 17)).total)[1] == 500


def test_by_default_the_span_ends_with_the_earliest_baseline_and_begins_with_the_plan(pm):
    pm.give(SetBudget(code="1.1.1", amount=100_000, start=None, finish=None))
    (row,) = valued(pm, moment=at(9)).packages
    assert str(row.value.pv.reason).startswith("no milestone with a baseline date waits for it")
    pm.milestone().promise(24 * 8).milestone("Earlier", gates=("1.1.1",)).promise(24 * 4, milestone="M2")
    (row,) = valued(pm, moment=at(9)).packages
    assert (row.span.start, row.span.finish) == (hour(0), hour(24 * 4))
    pm.promise(24 * 9, at=200, milestone="M2")
    assert valued(pm, moment=hour(300)).packages[0].span.finish == hour(24 * 8)
    assert valued(pm, moment=hour(199)).packages[0].span.finish == hour(24 * 4)  # as of then


def test_what_is_earned_is_the_share_of_cards_done_and_costs_are_hours_at_their_rate_and_what_was_booked(pm):
    board = worked(4, done=(6, 30), minutes=90).board
    pm.give(BookCost(code="1.1.1", amount=25_050, on=date(2026, 3, 3)), 25)
    assert amounts(valued(pm, board, moment=at(0, 16)).total) == (1000, 175, 250, 90)
    later = valued(pm, board, moment=at(2))
    assert amounts(later.total) == (1000, 400, 500, 180 + 250.5)
    (row,) = later.packages
    assert (row.cards_done, row.cards_total) == (2, 4)
    assert later.total == row.value


def test_hours_of_dropped_cards_cost_as_well_and_are_earned_by_nobody(pm):
    desk = worked(2, done=(6,), minutes=60)
    desk.give(Log(cards=("2",), minutes=120), 7)
    desk.give(Archive(cards=("2",)), 8)
    assert amounts(valued(pm, desk.board, moment=at(3)).total)[2:] == (1000, 180)


def test_the_rate_is_that_of_the_driver_of_the_board_and_of_the_day(pm):
    pm.give(SetRate(amount=12_000, driver="li")).give(SetRate(amount=24_000, driver="li", since=date(2026, 3, 3)))
    board = named(worked(2, done=(6, 30), minutes=60).board, "li")
    assert amounts(valued(pm, board, moment=at(3)).total)[3] == 120 + 240


def test_hours_without_a_rate_have_no_cost_that_anybody_knows(pm):
    pm.give(SetRate(amount=None))
    found = valued(pm, worked(2, done=(6,), minutes=60).board, moment=at(3))
    assert found.total.ac.amount is found.total.cpi.amount is None
    assert [str(line) for line in why_missing(found)] == [
        "1.1.1 Girders: no AC: hours are logged on board bridge, and no hourly rate holds for them (rate set)"
    ]


def test_a_cost_without_a_budget_is_in_the_total(pm):
    pm.give(BookCost(code="1.2.1", amount=5_000, on=date(2026, 3, 2)))
    found = valued(pm, moment=at(1))
    assert [(one.code, amounts(one.value)) for one in found.packages] == [
        ("1.1.1", (1000, 200, 0, 0)), ("1.2.1", (None, None, None, 50)),
    ]  # fmt: skip
    assert amounts(found.total) == (1000, 200, 0, 50)


def test_a_signed_off_milestone_earns_a_package_without_cards(pm):
    pm.milestone().sign_off(20, at=24)
    assert amounts(valued(pm, moment=hour(25)).total)[2] == 1000
    assert amounts(valued(pm, moment=hour(23)).total)[2] == 0
    assert amounts(valued(pm, worked(2).board, moment=hour(25)).total)[2] == 0  # its cards say otherwise


def test_what_a_board_that_cannot_be_read_may_hide_is_unknown(pm):
    pm.give(SetBudget(code="1.2.1", amount=100, start=date(2026, 3, 2), finish=date(2026, 3, 6)))
    unread = UnreadableBoard("li", Problem("li", "spoilt"), frozenset({"1.1.1"}))
    found = valued(pm, worked().board, moment=at(2), unread=(unread,))
    assert [one.value.ev.amount is None for one in found.packages] == [True, False]
    assert found.total.ev.amount is found.total.ac.amount is None
    assert str(found.total.cpi.reason) == "a board with cards of it cannot be read"


def test_a_late_plan_is_late_in_time_to_its_end(pm):
    done_late = worked(2, done=(30, 12 * 24)).board  # the second on Saturday of the week after
    half = valued(pm, done_late, moment=at(7)).time
    assert half.schedule.es.amount == Fraction(5, 14)  # half of its five days, between whose ends is interpolated
    assert half.schedule.sv.amount == -Fraction(9, 14)
    over = valued(pm, done_late, moment=at(30))
    assert over.total.spi.amount == 1
    assert over.time.schedule.es.amount == Fraction(5, 7)  # its planned duration
    assert round(float(over.time.schedule.actual_time), 2) == round((12 + 8 / 24) / 7, 2)  # not 30 days
    assert round(float(over.time.schedule.spi.amount), 2) == round(5 / (12 + 8 / 24), 2) == 0.41
    assert [str(line) for line in time_lines(over.time, "UTC")] == [
        "what is earned was planned to be earned by 07 Mar 2026: 1.0 weeks behind",
        "earned schedule: ES 0.7 of AT 1.8 weeks, SV(t) -1.0, SPI(t) 0.41",
    ]


def test_the_curves_are_what_was_true_each_monday_and_go_on_to_the_end_of_the_plan(pm):
    pm.give(SetBudget(code="1.1.1", amount=100_000, finish=date(2026, 3, 20)))
    board = worked(4, done=(6, 24 * 8, 24 * 10), minutes=60).board
    state = roll_up(pm.plan, (board,), at(11))
    weeks = weekly_values(plan_value(state), (board,))
    assert [(one.at - MONDAY).days for one in weeks] == [0, 7, 11, 14, 21]
    assert [None if one.ev.amount is None else int(one.ev.amount) // 100 for one in weeks] == [0, 250, 750, None, None]
    assert [None if one.ac.amount is None else int(one.ac.amount) // 100 for one in weeks] == [0, 60, 180, None, None]
    assert [round(one.pv.amount / 100) for one in weeks] == [0, 333, 600, 667, 1000]
    assert str(weeks[-1].ev.reason) == "not yet"
    for one in weeks[1:3]:  # each is what the report of that moment says
        then = valued(pm, board, moment=one.at).total
        assert (one.ev, one.ac, one.pv) == (then.ev, then.ac, then.pv)


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 600)), max_size=4), st.integers(-10, 400),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
@settings(max_examples=often(40))
def test_every_null_has_its_reason_and_the_report_keeps_its_schema(done, moment, has_rate, has_finish, is_weekly):
    pm = Planner().give(SetCurrency(currency="CNY"))
    if has_rate:
        pm.give(SetRate(amount=6_000))
    finish = date(2026, 3, 20) if has_finish else None
    pm.give(SetBudget(code="1.1.1", amount=100_000, finish=finish)).give(SetBudget(code="1.1.2", amount=1))
    desk = Desk()
    for hours, minutes in sorted(done):
        card = desk.add("x", work_package="1.1.1")
        desk.give(Log(cards=(card,), minutes=minutes), hours)
        desk.move(card, DONE, hours)
    state = roll_up(pm.plan, (desk.board,), hour(moment))
    parts = value_parts(state)
    weeks = weekly_values(parts.whole, (desk.board,)) if is_weekly else None
    report = json.loads(encode(evm_report(state, parts, hour(moment), weeks), "Asia/Shanghai"))
    jsonschema.validate(report, json_schema("evm"), cls=jsonschema.Draft202012Validator)
    check_reasons(report)


def check_reasons(value):
    if isinstance(value, dict):
        for key, item in value.items():
            assert (item is None) == bool(value.get(f"{key}_reason")), key
            check_reasons(item)
    elif isinstance(value, list):
        for item in value:
            check_reasons(item)


@given(st.integers(1, 400))
@settings(max_examples=often(20))
def test_as_of_now_is_now(moment):
    pm = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    pm.give(SetBudget(code="1.1.1", amount=100_000, finish=date(2026, 3, 20)))
    board = worked(3, done=(6, 30), minutes=45).board
    now = hour(max(moment, 31))
    live = plan_value(roll_up(pm.plan, (board,), now, live=True))
    assert msgspec.structs.asdict(live) == msgspec.structs.asdict(plan_value(roll_up(pm.plan, (board,), now)))


def test_amounts_are_written_whole_or_in_thousands(pm):
    big = valued(pm.give(SetBudget(code="1.1.1", amount=123_456_789_00)), moment=at(1)).total
    scale = Scale("CNY", in_thousands=True)
    assert (scale(big.bac), str(scale.name)) == ("123,457", "thousand CNY")
    small = Scale("CNY")
    assert (small(big.ac), str(small.name)) == ("0", "CNY")
