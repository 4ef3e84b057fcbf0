"""The cumulative flow at its borders: midnight, this very moment, a card made and gone within a day, ten years."""

import itertools
from datetime import UTC, datetime

import pytest
from makers import BACKLOG, DOING, DONE, READY, START, Desk, hour

from kanban.commands.cards import Archive, Unarchive
from kanban.commands.columns import SetColumnKind
from kanban.metrics.flow.cumulative_flow import CumulativeFlow, cumulative_flow
from kanban.metrics.flow.totals import Window, existing

pytestmark = pytest.mark.any_day
DAY = 24
MIDNIGHT = 16.0
"""The hour of the first midnight: the story begins at 8."""


def flow(desk: Desk, at: float, window: Window | None = None) -> CumulativeFlow:
    return cumulative_flow(desk.board, existing(desk.board.cards.values(), hour(at)), window or Window(), hour(at))


def in_column(found: CumulativeFlow, column: str) -> list[int]:
    number = [band.id for band in found.columns].index(column)
    return [day.counts[number] for day in found.days]


def test_what_moves_at_midnight_moves_on_the_new_day_and_at_this_very_moment_it_has_moved() -> None:
    desk = Desk()
    desk.add(column=READY)
    desk.move("1", DOING, MIDNIGHT)
    assert in_column(flow(desk, MIDNIGHT + 1), DOING) == [0, 1]
    assert in_column(flow(desk, MIDNIGHT), DOING) == [1]
    assert in_column(flow(desk, MIDNIGHT + 1, Window(None, hour(MIDNIGHT))), DOING) == [0]
    assert in_column(flow(desk, MIDNIGHT, Window(None, hour(MIDNIGHT))), DOING) == [0]


def test_a_card_made_at_this_very_moment_is_a_day_and_before_the_window_none() -> None:
    desk = Desk()
    desk.add(column=READY)
    assert in_column(flow(desk, 0, Window(hour(0))), READY) == [1]
    assert flow(desk, 0, Window(hour(-9), hour(0))).days[-1].counts == (0, 0, 0, 0, 0)
    assert flow(desk, 5, Window(hour(9))).days == ()


def test_a_card_made_and_dropped_within_a_day_is_on_no_day_and_takes_nothing_back() -> None:
    desk = Desk()
    desk.add("stays", column=READY)
    desk.add("by mistake", column=READY, at=1)
    desk.give(Archive(cards=("2",)), 2)
    (day,) = flow(desk, 5).days
    assert (sum(day.counts), day.corrections) == (1, ())
    assert [card.id for card in day.entered] == ["1"]


def test_a_card_that_entered_before_the_window_has_not_entered_in_it() -> None:
    desk = Desk()
    desk.add(column=BACKLOG)
    desk.move("1", DOING, DAY)
    desk.move("1", DONE, 2 * DAY)
    found = flow(desk, 3 * DAY, Window(hour(DAY + 1)))
    assert [[card.id for card in day.entered] for day in found.days] == [[], ["1"], []]
    assert in_column(found, DONE) == [0, 1, 1]


def test_a_window_that_ends_ahead_of_now_ends_now() -> None:
    desk = Desk()
    desk.add(column=READY)
    found = flow(desk, 2 * DAY, Window(None, hour(9 * DAY)))
    assert (len(found.days), found.days[-1].to_at) == (3, hour(2 * DAY))


def test_of_more_than_ten_years_the_last_ones_are_counted_with_what_was_there_before() -> None:
    desk = Desk()
    desk.add(column=READY)
    days = flow(desk, 4000 * DAY).days
    assert (len(days), days[0].counts, days[0].entered) == (3661, (0, 1, 0, 0, 0), ())
    assert all(day.to_at == later.from_at for day, later in itertools.pairwise(days))


def test_a_card_in_a_column_that_becomes_done_stays_where_it_was_counted() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.give(SetColumnKind(column=DOING, kind="queue"), DAY)
    found = flow(desk, 2 * DAY)
    assert in_column(found, DOING) == [1, 1, 1]
    assert [day.corrections for day in found.days] == [()] * 3


def test_a_dropped_card_that_comes_back_is_there_again_and_a_done_one_never_left() -> None:
    desk = Desk()
    desk.add("dropped", column=READY)
    desk.add("done", column=DONE)
    desk.give(Archive(cards=("1", "2")), DAY)
    desk.give(Unarchive(cards=("1",)), 2 * DAY)
    found = flow(desk, 3 * DAY)
    assert in_column(found, READY) == [1, 0, 1, 1]
    assert in_column(found, DONE) == [1, 1, 1, 1]
    assert [[(c.card.id, c.kind) for c in day.corrections] for day in found.days] == [[], [("1", "dropped")], [], []]
    assert [card.id for card in found.days[2].entered] == ["1"]


def test_a_day_that_begins_at_one_o_clock_ends_at_midnight_all_the_same() -> None:
    """In Cairo the clock goes from 23:59 of 23 April 2026 to 1:00; what moves after midnight moves on the 25th."""
    desk = Desk()
    desk.add(column=READY)
    half_past = (datetime(2026, 4, 24, 21, 30, tzinfo=UTC) - START).total_seconds() / 3600
    desk.move("1", DOING, half_past)
    found = flow(desk, half_past + DAY, Window(hour(half_past - 2 * DAY), zone="Africa/Cairo"))
    assert in_column(found, DOING) == [0, 0, 0, 1, 1]
