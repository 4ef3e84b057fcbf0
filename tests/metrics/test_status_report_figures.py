"""The report's window, and the cumulative flow of all boards together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from often import often

from kanban.metrics.cumulative_flow import cumulative_flow
from kanban.metrics.flow import Window, existing
from kanban.metrics.project_flow import project_flow
from kanban.metrics.status_report import is_one_week, last_week, status_report
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
