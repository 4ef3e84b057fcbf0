"""Throughput at the borders of its weeks: this very moment, Monday midnight, the changed clock, week 53, a leap day."""

import itertools
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, START, Desk, hour
from often import often

from kanban.metrics.flow.totals import (
    Counted,
    Throughput,
    Window,
    ageing,
    counted,
    existing,
    iso_weeks,
    totals,
    totals_of,
)
from kanban.model.card import Card

pytestmark = pytest.mark.any_day
ALL = Window()
SECOND = timedelta(seconds=1)


def finished(*moments: datetime) -> list[Card]:
    """A card finished at each of these moments, in their order; all are made at the first one."""
    desk = Desk()
    hours = [(moment - START) / timedelta(hours=1) for moment in moments]
    cards = [desk.add(f"card {number}", at=min(hours), column=DOING) for number, _ in enumerate(hours)]
    for at, card in sorted(zip(hours, cards, strict=True)):
        desk.move(card, DONE, at)
    return [desk.card(card) for card in cards]


def throughput(cards: list[Card], window: Window, moment: datetime) -> Throughput:
    return totals(cards, window, moment).throughput


def counts(found: Throughput) -> list[int]:
    return [week.finished for week in found.weeks]


def at(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_what_is_finished_at_this_very_moment_counts_and_at_the_end_of_a_window_it_does_not() -> None:
    moment = datetime(2026, 3, 18, 12, tzinfo=UTC)
    cards = finished(moment)
    begin = moment - timedelta(days=2)
    assert counts(throughput(cards, Window(begin), moment)) == [1]
    assert counts(throughput(cards, Window(begin, moment), moment)) == [0]
    assert counts(throughput(cards, Window(moment, moment + SECOND), moment + 2 * SECOND)) == [1]


def test_a_card_finished_on_monday_at_midnight_is_one_of_the_new_week() -> None:
    midnight = datetime(2026, 3, 16, tzinfo=UTC)
    cards = finished(midnight - SECOND, midnight, midnight + SECOND)
    window = Window(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 23, tzinfo=UTC))
    assert counts(throughput(cards, window, datetime(2026, 4, 1, tzinfo=UTC))) == [1, 2]
    since = Window(datetime(2026, 3, 9, tzinfo=UTC))
    assert counts(throughput(cards, since, midnight)) == [2]
    assert counts(throughput(cards, since, midnight + timedelta(days=2))) == [1, 2]


def test_the_midnight_is_that_of_the_zone() -> None:
    cards = finished(at("Asia/Shanghai", 2026, 3, 15, 23, 59), at("Asia/Shanghai", 2026, 3, 16))
    bounds = [at("Asia/Shanghai", 2026, 3, day) for day in (9, 23)]
    found = throughput(cards, Window(*bounds, "Asia/Shanghai"), at("Asia/Shanghai", 2026, 4, 1))
    assert counts(found) == [1, 1]


@pytest.mark.parametrize(("begin", "end"), [((2026, 3, 23), (2026, 3, 30)), ((2026, 10, 19), (2026, 10, 26))])
def test_a_week_is_a_week_though_the_clock_was_changed_in_it(begin: tuple, end: tuple) -> None:
    """167 hours in March, 169 in October in Berlin; seven cards in it are seven a week."""
    first, last = at("Europe/Berlin", *begin), at("Europe/Berlin", *end)
    cards = finished(*(first + timedelta(hours=20 * number) for number in range(7)))
    found = throughput(cards, Window(first, last, "Europe/Berlin"), last + timedelta(days=9))
    assert (counts(found), found.per_week) == ([7], pytest.approx(7.0))


def test_week_53_is_followed_by_the_first() -> None:
    begin, end = datetime(2026, 12, 21, tzinfo=UTC), datetime(2027, 1, 11, tzinfo=UTC)
    assert [start.isocalendar()[:2] for start, _ in iso_weeks(begin, end, "UTC")] == [(2026, 52), (2026, 53), (2027, 1)]
    cards = finished(*(datetime(2026, 12, day, tzinfo=UTC) for day in (27, 28, 31)), datetime(2027, 1, 3, tzinfo=UTC))
    assert counts(throughput(cards, Window(begin, end), end)) == [1, 3, 0]


def test_the_rate_of_a_february_with_a_leap_day_rests_on_29_days() -> None:
    begin, end = datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
    cards = finished(*(begin + timedelta(days=day) for day in range(29)))
    found = throughput(cards, Window(begin, end), end)
    assert (sum(counts(found)), found.per_week) == (29, pytest.approx(7.0))


def test_without_a_window_the_last_twelve_weeks_are_shown() -> None:
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    cards = finished(*(sunday - timedelta(weeks=number) for number in range(20)))
    found = throughput(cards, ALL, sunday)
    assert counts(found) == [1] * 12
    assert found.weeks[0].from_at == datetime(2026, 9, 7, tzinfo=UTC)
    assert found.per_week == pytest.approx(12 / ((12 * 7 - 0.5) / 7))


def test_ten_years_of_weeks_are_counted_at_most_the_last_ones() -> None:
    end = datetime(2026, 11, 30, tzinfo=UTC)
    weeks = iso_weeks(datetime(1990, 1, 1, tzinfo=UTC), end, "UTC")
    assert (len(weeks), weeks[-1][1]) == (520, end)
    assert all(stop == start for (_, stop), (start, _) in itertools.pairwise(weeks))


def test_the_order_of_the_cards_changes_nothing() -> None:
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    moments = [begin + timedelta(days=day, hours=12) for day in (20, 1, 9, 2, 15, 8, 3)]
    window, end = Window(begin, begin + timedelta(days=21)), begin + timedelta(days=40)
    cards = finished(*moments)
    assert counts(throughput(cards, window, end)) == [3, 2, 2]
    for seed in range(5):
        random.Random(seed).shuffle(cards)
        assert totals(cards, window, end) == totals(sorted(cards, key=lambda card: int(card.id)), window, end)


@settings(max_examples=often(60))
@given(st.lists(stories, max_size=3), st.booleans(), st.integers(1, END))
def test_boards_counted_one_by_one_come_to_what_their_cards_come_to(some: list, is_backward: bool, end: int) -> None:
    boards = [existing(played(story).cards.values(), hour(END)) for story in some]
    boards.append(finished(START - timedelta(days=30), START - timedelta(days=3)))
    parts = [counted(cards, ALL) for cards in ([], *boards)]
    parts = parts[::-1] if is_backward else parts
    together = totals_of(Counted.together(parts), ALL, hour(END))
    whole = totals([card for cards in boards for card in cards], ALL, hour(END))
    assert together.throughput == whole.throughput
    assert (together.finished, together.wip, together.dropped) == (whole.finished, whole.wip, whole.dropped)
    assert together.rework.by_reason == whole.rework.by_reason


@settings(max_examples=often(60))
@given(stories, st.integers(0, END), st.integers(1, END))
def test_the_weeks_hold_what_the_window_holds(story: list, begin: int, length: int) -> None:
    window = Window(hour(begin), hour(begin + length))
    cards = existing(played(story).cards.values(), hour(2 * END))
    found = totals(cards, window, hour(3 * END))
    assert sum(counts(found.throughput)) == found.finished
    dated = Counter(card.flow.finished_at for card in cards if window.holds(card.flow.finished_at))
    assert sum(dated.values()) == found.finished


def test_a_card_as_old_as_the_p85_is_not_yet_ageing() -> None:
    desk = Desk()
    for _ in range(10):
        desk.move(desk.add(column=DOING), DONE, 24)
    desk.add("in work", column=DOING, at=30)
    times = totals(existing(desk.board.cards.values(), hour(60)), ALL, hour(60)).cycle_time
    assert times.p85_seconds == 24 * 3600
    cards = list(desk.board.cards.values())
    assert ageing(cards, times, hour(54)) == []
    assert [card.title for card in ageing(cards, times, hour(54) + SECOND)] == ["in work"]
