"""The report's window, and the cumulative flow of all boards together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often
from plan_maker import Planner, deck

from kanban.metrics.flow.cumulative_flow import cumulative_flow
from kanban.metrics.flow.project import project_flow
from kanban.metrics.flow.totals import Window, existing
from kanban.metrics.reports.status_report import EXPLAINED_MOST, StatusReport, is_one_week, last_week, status_report
from kanban.model.plan import EMPTY_PLAN
from kanban.text.dates import local

DAY = 24
ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/Santiago"]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)), st.sampled_from(ZONES))
def test_the_last_week_is_over_and_begins_on_a_monday_in_the_zone(at: datetime, zone: str) -> None:
    moment = at.replace(tzinfo=UTC)
    window = last_week(moment, zone)
    assert is_one_week(window)
    assert window.from_at is not None
    assert window.to_at is not None
    begin, end = local(window.from_at, zone), local(window.to_at, zone)
    assert (begin.weekday(), end.weekday()) == (0, 0)
    assert (end.date() - begin.date()).days == 7
    assert window.to_at <= moment
    assert (local(moment, zone).date() - end.date()).days < 7


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-11-16", "2026-11-22"), ("2026-11-17", "2026-11-24"), ("2026-11-16", "2026-11-30")],
)
def test_other_windows_are_no_week(begin: str, end: str) -> None:
    window = Window(*(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begin, end)))
    assert not is_one_week(window)


def worked(first: int, cards: int) -> Desk:
    desk = Desk()
    for number in range(1, cards + 1):
        desk.add(f"card {number}", first * DAY)
        desk.move(str(number), DOING, (first + number) * DAY)
        desk.move(str(number), DONE, (first + 2 * number) * DAY)
    return desk


@settings(max_examples=often(20), deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=1, max_size=3))
def test_the_boards_together_are_the_sum_of_the_boards(shapes: list) -> None:
    moment, window = hour(20 * DAY), Window(hour(0), None)
    flows = []
    for first, cards in shapes:
        desk = worked(first, cards)
        flows.append(cumulative_flow(desk.board, existing(desk.board.cards.values(), moment), window, moment))
    days = project_flow(flows)
    assert [day.from_at for day in days] == sorted({day.from_at for flow in flows for day in flow.days})
    for day in days:
        expected = sum(sum(one.counts) for flow in flows for one in flow.days if one.from_at == day.from_at)
        assert sum(day.counts) == expected
    assert days[-1].counts == (0, 0, sum(cards for _, cards in shapes))


def test_a_report_counts_what_was_finished_in_its_window_and_draws_twelve_weeks() -> None:
    desk = worked(1, 4)
    window = Window(hour(5 * DAY), hour(9 * DAY))
    found = status_report(EMPTY_PLAN, [desk.board], [], window, hour(20 * DAY))
    assert found.totals.finished == 2  # on day 5 and on day 7
    assert found.flows[0].totals == found.totals
    assert found.long_window.to_at == window.to_at
    assert found.long_window.from_at is not None
    assert (hour(9 * DAY) - found.long_window.from_at).days in range(77, 85)
    assert (found.slipping, found.changes, found.not_counted) == ((), (), ())


MONDAY = -8
"""The hour of the Monday on which the story begins."""
WEEK = 7 * DAY


def weekly(planner: Planner, desk: Desk, number: int, at: float = 30 * DAY) -> StatusReport:
    """The report of a week of the story."""
    window = Window(hour(MONDAY + number * WEEK), hour(MONDAY + (number + 1) * WEEK))
    return status_report(planner.plan, [desk.board], [], window, hour(at))


def told(report: StatusReport, kind: str) -> list[str]:
    return [item.card.id for change in report.changes if change.kind == kind for item in change.cards_in]


def test_a_card_finished_on_monday_at_midnight_is_told_in_the_week_that_counts_it() -> None:
    """As imported cards are, of which only the day is known."""
    desk = Desk()
    for _ in range(4):
        desk.add(work_package="1.1.1", column=DOING)
    midnight = MONDAY + 2 * WEEK
    for card, at in (("1", midnight - 1), ("2", midnight), ("3", midnight + 1)):
        desk.move(card, DONE, at)
    reports = [weekly(deck(60 * DAY), desk, number) for number in (1, 2, 3)]
    assert [told(report, "finished") for report in reports] == [["1"], ["2", "3"], []]
    assert [report.totals.finished for report in reports] == [1, 2, 0]
    now = weekly(deck(60 * DAY), desk, 1, at=midnight)
    assert (told(now, "finished"), now.totals.finished) == (["1"], 1), "the week is over at that moment"
    early = weekly(deck(60 * DAY), desk, 2, at=midnight)
    assert (told(early, "finished"), early.totals.finished) == (["2"], 1), "and the next has begun"


def test_a_baseline_moved_on_monday_at_midnight_is_told_once() -> None:
    planner, desk = deck(60 * DAY).promise(70 * DAY, at=MONDAY + WEEK, why="flood"), worked(1, 1)
    reports = [weekly(planner, desk, number) for number in (0, 1)]
    assert [[c.why for c in report.changes if c.kind == "baseline_moved"] for report in reports] == [[], ["flood"]]


def test_only_what_is_late_or_at_risk_is_explained_and_of_very_many_how_many_more() -> None:
    planner = Planner()
    for number in range(EXPLAINED_MOST + 3):
        planner.milestone(f"Late {number}", ("1.1",)).promise(DAY, milestone=f"M{number + 1}")
    planner.milestone("Ahead", ("1.1",)).promise(90 * DAY, milestone=f"M{EXPLAINED_MOST + 4}").milestone("Undated")
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    found = weekly(planner, desk, 1)
    assert [each.state.status for each in found.slipping] == ["late"] * EXPLAINED_MOST
    assert found.slipping_more == 3
    assert (found.slipping[0].causes, found.slipping[0].actions) == (None, ())
    assert weekly(deck(90 * DAY), desk, 1).slipping_more == 0
