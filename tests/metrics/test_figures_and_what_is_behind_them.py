"""A figure and the cards that are shown behind it, the charts and the figures: two roads to the same numbers."""

import itertools
import random

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often

from kanban.commands.cards import Archive
from kanban.commands.columns import SetColumnKind
from kanban.metrics.flow.charts import ageing_wip, finished_by_week, rework_by_reason, scatter
from kanban.metrics.flow.costly_cards import costly_cards
from kanban.metrics.flow.efficiency import flow_efficiency
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.metrics.rollup.behind import cards_behind
from kanban.model.card import Card

pytestmark = pytest.mark.any_day
ALL = Window()
windows = st.tuples(st.none() | st.integers(0, END), st.none() | st.integers(0, END)).map(
    lambda bounds: Window(*(None if at is None else hour(at) for at in bounds))
)


def cards_of(story: list, at: float = END) -> list[Card]:
    """Any story, then two columns change their kind: a start and a finish that nobody knows."""
    desk = Desk()
    desk.board = played(story)
    desk.give(SetColumnKind(column=READY, kind="active"), END - 2)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), END - 1)
    for card in desk.board.cards_in(READY):
        desk.move(card, DONE, END)
    return existing(desk.board.cards.values(), hour(at))


def count(term: str, cards: list[Card], window: Window) -> int:
    return len(cards_behind(term, cards, window, hour(END)))


@settings(max_examples=often(60))
@given(stories, windows)
def test_behind_each_count_stand_as_many_cards(story: list, window: Window) -> None:
    cards = cards_of(story)
    found: Totals = totals(cards, window, hour(END))
    for term, number in (
        ("finished", found.finished), ("throughput", found.finished), ("wip", found.wip), ("dropped", found.dropped),
        ("cycle_time", found.cycle_time.count), ("lead_time", found.lead_time.count),
        ("rework_rate", found.rework.reworked), ("rework_time", found.rework.reworked),
        ("finished_without_start", found.finished_without_start), ("start_unknown", found.start_unknown),
        ("finish_unknown", found.finish_unknown),
    ):  # fmt: skip
        assert count(term, cards, window) == number, term


@settings(max_examples=often(60))
@given(stories, windows)
def test_what_the_cards_behind_a_time_add_is_that_time_the_longest_first(story: list, window: Window) -> None:
    cards = cards_of(story)
    found = totals(cards, window, hour(END))
    for term, whole, p85 in (
        ("cycle_time", (found.cycle_time.mean_seconds or 0.0) * found.cycle_time.count, found.cycle_time.p85_seconds),
        ("lead_time", (found.lead_time.mean_seconds or 0.0) * found.lead_time.count, found.lead_time.p85_seconds),
        ("rework_time", found.rework.time_seconds, None),
        ("flow_efficiency", flow_efficiency(cards, window).blocked_seconds, None),
    ):
        behind = cards_behind(term, cards, window, hour(END))
        times = [item.seconds for item in behind]
        assert sum(times) == pytest.approx(whole), term
        assert times == sorted(times, reverse=True), term
        assert [item.beyond for item in behind] == [p85 is not None and seconds > p85 for seconds in times], term
    moves = [len(item.reasons) for item in cards_behind("rework_move", cards, window, hour(END))]
    assert moves == sorted(moves, reverse=True)
    assert sum(moves) == sum(found.rework.by_reason.values())
    ages = [item.seconds or 0.0 for item in cards_behind("wip", cards, window, hour(END))]
    assert ages == sorted(ages, reverse=True)


def test_of_what_took_longest_first_the_ones_beyond_the_p85_are_marked_and_no_other() -> None:
    desk = Desk()
    for number in range(1, 12):
        desk.move(desk.add(f"card {number}", column=DOING), DONE, number)
    cards = existing(desk.board.cards.values(), hour(20))
    behind = cards_behind("cycle_time", cards, ALL, hour(20))
    assert [item.card.title for item in behind if item.beyond] == ["card 11", "card 10"]
    twins = Desk()
    for _ in range(3):
        twins.move(twins.add(column=DOING), DONE, 5)
    assert not any(item.beyond for item in cards_behind("cycle_time", list(twins.board.cards.values()), ALL, hour(9)))


@settings(max_examples=often(60))
@given(stories, windows, st.integers(0, 1000))
def test_the_order_of_the_cards_changes_no_chart(story: list, window: Window, seed: int) -> None:
    told = []
    cards = cards_of(story)
    for some in (cards, random.Random(seed).sample(cards, len(cards))):
        points = scatter(some, window, hour(END)).points
        told.append((
            [point.finished_at for point in points],
            sorted((point.finished_at, point.seconds, point.reworked) for point in points),
            [(week.from_at, sorted(card.id for card in week.cards)) for week in
             finished_by_week(some, window, hour(END))],
            [[card.flow.finished_at for card in week.cards] for week in finished_by_week(some, window, hour(END))],
            [(one.reason, one.moves, {card.id for card in one.cards}) for one in rework_by_reason(some, window)],
            totals(some, window, hour(END)).throughput,
        ))  # fmt: skip
    assert told[0] == told[1]
    assert told[0][0] == sorted(told[0][0])
    assert all(finishes == sorted(finishes) for finishes in told[0][3])


@settings(max_examples=often(60))
@given(stories, st.integers(0, END), st.integers(1, END))
def test_each_week_has_the_cards_that_were_finished_in_it(story: list, begin: int, length: int) -> None:
    window = Window(hour(begin), hour(begin + length))
    cards = cards_of(story)
    weeks = finished_by_week(cards, window, hour(3 * END))
    for week in weeks:
        assert all(week.from_at <= card.flow.finished_at < week.to_at for card in week.cards)
    assert sum(len(week.cards) for week in weeks) == (totals(cards, window, hour(3 * END)).finished)


def test_a_card_in_work_since_nobody_knows_when_is_counted_apart_and_not_placed() -> None:
    desk = Desk()
    desk.add("unknown", column=READY)
    desk.add("waiting", column=BACKLOG)
    desk.give(SetColumnKind(column=READY, kind="active"), 5)
    desk.add("known", column=DOING, at=6)
    desk.give(Archive(cards=(desk.add("dropped", column=DOING, at=6),)), 7)
    found = ageing_wip(desk.board.cards.values(), desk.board.columns, ALL, hour(10))
    assert [(column.column.id, [aged.card.title for aged in column.cards]) for column in found.columns] == [
        (READY, []), (DOING, ["known"]), (REVIEW, []),
    ]  # fmt: skip
    assert found.start_unknown == 1


@settings(max_examples=often(40))
@given(stories, windows)
def test_the_costly_cards_of_a_window_are_finished_in_it_or_in_work_at_its_end(story: list, window: Window) -> None:
    cards, moment = cards_of(story), hour(END)
    found = costly_cards(cards, window, moment)
    assert len({cost.card.id for cost in found}) == len(found) <= 5
    for cost in found:
        is_in_work = cost.card.flow.is_wip and (window.to_at is None or window.to_at > moment)
        assert window.holds(cost.card.flow.finished_at) or is_in_work
        assert all(cost.seconds(measure) > 0 for measure in cost.ranks)
    for measure in ("cycle_time", "blocked_time", "rework_time"):
        ranked = sorted((cost.ranks[measure], cost.seconds(measure)) for cost in found if measure in cost.ranks)
        assert all(one[1] >= other[1] for one, other in itertools.pairwise(ranked))


def test_a_short_time_costs_as_well_and_none_costs_nothing() -> None:
    desk = Desk()
    desk.move(desk.add("half a second", column=DOING), DONE, 0.5 / 3600)
    desk.move(desk.add("at once", column=DOING, at=1), DONE, 1)
    (cost,) = costly_cards(existing(desk.board.cards.values(), hour(2)), ALL, hour(2))
    assert (cost.card.title, cost.cycle_seconds, cost.ranks) == ("half a second", 0.5, {"cycle_time": 1})
