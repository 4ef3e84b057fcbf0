"""What the charts are drawn from: every card in one point, windows that add up, and published examples."""

import itertools
from datetime import timedelta

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often

from kanban.commands.cards import Archive, Block, Unblock
from kanban.commands.columns import DeleteColumn, RenameColumn, ShiftColumn
from kanban.metrics import reasons
from kanban.metrics.flow.charts import ageing_wip, finished_by_week, rework_by_reason, scatter
from kanban.metrics.flow.columns_then import columns_then
from kanban.metrics.flow.costly_cards import costly_cards
from kanban.metrics.flow.cumulative_flow import CumulativeFlow, cumulative_flow
from kanban.metrics.flow.efficiency import flow_efficiency, littles_law
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.model.board import Board

DAY = 24
ALL = Window()
edges = st.lists(st.integers(0, END), min_size=1, max_size=4, unique=True)


def cards_of(board: Board, at: float) -> list:
    return existing(board.cards.values(), hour(at))


def windows(found: list[int]) -> list[Window]:
    return [Window(a, b) for a, b in itertools.pairwise([None, *map(hour, sorted(found)), None])]


def flow_of(desk: Desk, at: float, window: Window = ALL) -> CumulativeFlow:
    return cumulative_flow(desk.board, cards_of(desk.board, at), window, hour(at))


# Scatter, weeks, reasons


@settings(max_examples=often(60))
@given(stories, edges)
def test_points_weeks_and_reasons_of_parts_are_those_of_the_whole(story: list, found: list[int]) -> None:
    cards = cards_of(played(story), END)
    parts = windows(found)
    whole = scatter(cards, ALL, hour(END))
    assert [p for w in parts for p in scatter(cards, w, hour(END)).points] == list(whole.points)
    flow = totals(cards, ALL, hour(END))
    assert len(whole.points) == flow.started_finished
    assert sum(point.reworked for point in whole.points) == flow.rework.reworked
    weeks = finished_by_week(cards, ALL, hour(END))
    assert sum(len(week.cards) for week in weeks) == flow.finished
    assert sum(len(week.reworked) for week in weeks) == flow.rework.reworked
    assert sum(len(week.started) for week in weeks) == flow.rework.finished
    assert all(week.from_at <= card.flow.finished_at for week in weeks for card in week.cards)
    by_reason = {one.reason: one.moves for one in rework_by_reason(cards, ALL)}
    assert by_reason == flow.rework.by_reason
    in_parts = [{one.reason: one.moves for one in rework_by_reason(cards, w)} for w in parts]
    assert by_reason == {reason: sum(part[reason] for part in in_parts) for reason in by_reason}


def test_the_percentiles_are_those_of_numpy() -> None:
    """numpy.percentile, documentation: of 10, 7, 4, 3, 2, 1 the 50th is 3.5."""
    desk = Desk()
    for days in (10, 7, 4, 3, 2, 1):
        desk.move(desk.add(column=DOING), DONE, days * DAY)
    assert scatter(cards_of(desk.board, 300), ALL, hour(300)).times.p50_seconds == 3.5 * 86400


def test_an_empty_board_has_no_points_no_weeks_and_no_days() -> None:
    desk = Desk()
    assert scatter([], ALL, hour(0)).points == ()
    assert scatter([], ALL, hour(0)).times.p85_seconds is None
    assert finished_by_week([], ALL, hour(0)) == ()
    assert flow_of(desk, 0).days == ()
    assert [one.moves for one in rework_by_reason([], ALL)] == [0] * 5
    assert costly_cards([], ALL, hour(0)) == ()


def test_a_window_before_everything_has_weeks_of_nothing() -> None:
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE, 5)
    before = Window(hour(-14 * DAY), hour(-1))
    assert [week.cards for week in finished_by_week(cards_of(desk.board, 9), before, hour(9))] == [(), (), ()]
    assert flow_efficiency(cards_of(desk.board, 9), before).efficiency_reason == reasons.NO_KNOWN_START


# Ageing


def test_cards_in_work_by_column_oldest_first_and_a_parked_one_in_its_queue() -> None:
    desk = Desk()
    young, old, parked = (desk.add(title, column=BACKLOG) for title in ("young", "old", "parked"))
    desk.move(old, DOING, 1)
    desk.move(parked, DOING, 2)
    desk.move(parked, READY, 3, reason="parked")
    desk.move(young, DOING, 10)
    found = ageing_wip(cards_of(desk.board, 20), desk.board.columns, ALL, hour(20))
    assert [(c.column.name, [a.card.title for a in c.cards]) for c in found.columns] == [
        ("Ready", ["parked"]), ("Doing", ["old", "young"]), ("Review", []),
    ]  # fmt: skip
    assert found.columns[1].cards[0].seconds == 19 * 3600


@settings(max_examples=often(60))
@given(stories)
def test_every_card_in_work_ages_in_one_column(story: list) -> None:
    board = played(story)
    cards = cards_of(board, END)
    found = ageing_wip(cards, board.columns, ALL, hour(END))
    assert sum(len(c.cards) for c in found.columns) + found.start_unknown == totals(cards, ALL, hour(END)).wip


# Cumulative flow


def test_three_cards_through_the_board_day_by_day() -> None:
    desk = Desk()
    for _ in range(3):
        desk.add()
    desk.move("1", DOING, DAY)
    desk.move("2", DOING, DAY)
    desk.move("1", DONE, 2 * DAY)
    flow = flow_of(desk, 2 * DAY + 1)
    assert [column.name for column in flow.columns] == ["Backlog", "Ready", "Doing", "Review", "Done"]
    assert [day.counts for day in flow.days] == [(3, 0, 0, 0, 0), (1, 0, 2, 0, 0), (1, 0, 1, 0, 1)]
    assert flow.at_or_right_of(flow.days[-1]) == (3, 2, 2, 1, 1)
    assert [card.id for card in flow.days[1].entered] == ["1", "2"]


def test_a_move_back_and_a_dropped_card_are_marked_on_their_days() -> None:
    desk = Desk()
    for _ in range(3):
        desk.add(column=DOING)
    desk.move("1", REVIEW, DAY)
    desk.move("1", DOING, 2 * DAY, reason="defect")
    desk.give(Archive(cards=("2",)), 3 * DAY)
    marks = [[(c.card.id, c.kind) for c in day.corrections] for day in flow_of(desk, 4 * DAY).days]
    assert marks == [[], [], [("1", "back")], [("2", "dropped")], []]


def test_there_and_back_within_a_day_shows_nothing() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", REVIEW, DAY + 1)
    desk.move("1", DOING, DAY + 2, reason="mistake")
    assert [day.corrections for day in flow_of(desk, 2 * DAY).days] == [(), (), ()]


@settings(max_examples=often(80))
@given(stories, st.integers(1, END))
def test_each_day_ends_as_the_board_stood_and_no_line_falls_unmarked(story: list, at: int) -> None:
    desk = Desk()
    desk.board = played(story)
    flow = flow_of(desk, at)
    cards = cards_of(desk.board, at)
    standing = [c for c in cards if not c.flow.is_dropped]
    if flow.days:
        by_column = {column.id: n for column, n in zip(flow.columns, flow.days[-1].counts, strict=True)}
        assert by_column == {c.id: sum(card.column == c.id for card in standing) for c in flow.columns}
    for before, after in itertools.pairwise(flow.days):
        heights = zip(flow.at_or_right_of(before), flow.at_or_right_of(after), strict=True)
        assert not any(new < old for old, new in heights) or after.corrections


@settings(max_examples=often(60))
@given(stories, edges)
def test_days_of_windows_side_by_side_are_those_of_the_whole(story: list, found: list[int]) -> None:
    desk = Desk()
    desk.board = played(story)
    whole = {day.to_at: day.counts for day in flow_of(desk, END).days}
    parts = {day.to_at: day.counts for window in windows(found) for day in flow_of(desk, END, window).days}
    assert {at: counts for at, counts in parts.items() if at in whole} == whole
    corrections = sum(len(day.entered) for window in windows(found) for day in flow_of(desk, END, window).days)
    assert corrections >= sum(len(day.entered) for day in flow_of(desk, END).days)


def test_the_columns_of_a_past_day_are_those_of_that_day() -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.give(RenameColumn(column=REVIEW, name="Check"), DAY)
    desk.give(ShiftColumn(column=REVIEW, by=-1), 2 * DAY)
    desk.give(DeleteColumn(column=READY), 3 * DAY)
    names = [[c.name for c in columns_then(desk.board, hour(at))] for at in (1, DAY + 1, 2 * DAY + 1, 3 * DAY + 1)]
    assert names == [
        ["Backlog", "Ready", "Doing", "Review", "Done"], ["Backlog", "Ready", "Doing", "Check", "Done"],
        ["Backlog", "Ready", "Check", "Doing", "Done"], ["Backlog", "Check", "Doing", "Done"],
    ]  # fmt: skip


def test_a_step_to_the_right_that_reordering_made_one_to_the_left_is_called_so() -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.move("1", REVIEW, DAY)
    desk.give(ShiftColumn(column=REVIEW, by=-1), 2 * DAY)
    day = flow_of(desk, 3 * DAY).days[1]
    assert [c.kind for c in day.corrections] == ["reordered"]


# Efficiency, Little's law


def test_blocked_time_before_the_start_is_no_loss_of_the_cycle() -> None:
    desk = Desk()
    desk.add()
    desk.give(Block(cards=("1",), why="crane"), 0)
    desk.move("1", DOING, 10)
    desk.give(Unblock(cards=("1",)), 12)
    desk.move("1", DONE, 20)
    found = flow_efficiency(cards_of(desk.board, 30), ALL)
    assert (found.n, found.cycle_seconds, found.blocked_seconds) == (1, 36000, 7200)
    assert found.efficiency == 0.8


@settings(max_examples=often(80))
@given(stories)
def test_efficiency_is_a_share(story: list) -> None:
    found = flow_efficiency(cards_of(played(story), END), ALL)
    assert (found.efficiency is None) == (not found.cycle_seconds)
    if found.efficiency is not None:
        assert 0 <= found.efficiency <= 1


def test_the_wine_rack_of_little_and_graves() -> None:
    """Little and Graves (2008), "Little's Law": 160 bottles on the rack, 8 bought a month: each lies there 20 months.

    Here a month has ten days.
    """
    desk, month, months = Desk(), 10 * DAY, 41
    for number in range(8 * months):
        desk.add(f"bottle {number}", number // 8 * month, column=DOING)
    for number in range(8 * months):
        desk.move(str(number + 1), DONE, (number // 8 + 20) * month)
    window = Window(hour(20 * month), hour(40 * month))
    law = littles_law(cards_of(desk.board, 100 * month), window, hour(100 * month))
    assert law.mean_wip == pytest.approx(160)
    assert law.per_day == pytest.approx(0.8)
    assert law.expected_seconds == pytest.approx(20 * month * 3600)
    assert law.deviation == pytest.approx(0)


def test_where_work_piles_up_the_law_deviates_and_says_how_much() -> None:
    desk = Desk()
    for number in range(10):
        desk.add(column=DOING, at=number)
    desk.move("1", DONE, 10)
    law = littles_law(cards_of(desk.board, 100), Window(hour(0)), hour(100))
    assert law.deviation > 10
    idle = littles_law(cards_of(desk.board, 100), Window(hour(50)), hour(100))
    assert (idle.expected_seconds, idle.reason) == (None, reasons.NO_THROUGHPUT)
    assert littles_law([], ALL, hour(0)).reason == reasons.NOTHING_IN_WORK
    assert littles_law([], Window(hour(5), hour(5)), hour(9)).reason == reasons.NO_WINDOW


# What cost most


def test_the_five_that_cost_most_and_by_what() -> None:
    desk = Desk()
    for number in range(1, 9):
        desk.add(f"card {number}", column=DOING)
        desk.move(str(number), DONE, number * DAY)
    desk.give(Block(cards=(desk.add("stuck", at=200, column=DOING),), why="crane"), 201)
    desk.add("sent back", at=210, column=REVIEW)
    desk.move("10", DOING, 211, reason="defect")
    found = costly_cards(cards_of(desk.board, 260), ALL, hour(260))
    assert [(one.card.title, one.ranks) for one in found] == [
        ("card 8", {"cycle_time": 1}), ("stuck", {"blocked_time": 1}), ("sent back", {"rework_time": 1}),
        ("card 7", {"cycle_time": 2}), ("card 6", {"cycle_time": 3}),
    ]  # fmt: skip
    assert found[1].blocked_seconds == 59 * 3600
    past = Window(hour(0), hour(250))
    assert "stuck" not in [one.card.title for one in costly_cards(cards_of(desk.board, 260), past, hour(260))]


@settings(max_examples=often(60))
@given(stories)
def test_nothing_costs_more_than_the_first_in_its_measure(story: list) -> None:
    cards = cards_of(played(story), END)
    found = costly_cards(cards, ALL, hour(END))
    assert len(found) <= 5
    times = scatter(cards, ALL, hour(END)).points
    if times and any(p.seconds > 0 for p in times):
        longest = max(p.seconds for p in times)
        assert max(one.cycle_seconds for one in found) >= longest


def test_windows_end_where_the_next_begins_to_the_millisecond() -> None:
    desk = Desk()
    desk.move(desk.add(column=DOING), DONE, 5)
    at = hour(5)
    cards = cards_of(desk.board, 9)
    assert len(scatter(cards, Window(at, at + timedelta(milliseconds=1)), hour(9)).points) == 1
    assert scatter(cards, Window(None, at), hour(9)).points == ()


@settings(max_examples=often(60))
@given(stories, st.integers(0, 40))
def test_every_chart_of_a_past_day_is_the_one_of_that_day(story: list, then: int) -> None:
    moment = then + 0.5
    found = []
    for board in (played(story), played(story[:then])):
        cards, desk = cards_of(board, moment), Desk()
        desk.board = board
        flow = flow_of(desk, moment)
        law = littles_law(cards, ALL, hour(moment))
        found.append((
            [(p.card.id, p.seconds, p.reworked) for p in scatter(cards, ALL, hour(moment)).points],
            [(c.column.id, [a.card.id for a in c.cards])
             for c in ageing_wip(cards, columns_then(board, hour(moment)), ALL, hour(moment)).columns],
            [[card.id for card in week.cards] for week in finished_by_week(cards, ALL, hour(moment))],
            [(day.counts, [(c.card.id, c.kind) for c in day.corrections]) for day in flow.days],
            [(one.reason, one.moves) for one in rework_by_reason(cards, ALL)],
            [(one.card.id, one.ranks) for one in costly_cards(cards, ALL, hour(moment))],
            flow_efficiency(cards, ALL), law,
        ))  # fmt: skip
    assert found[0] == found[1]


@settings(max_examples=often(60))
@given(stories, edges)
def test_time_in_work_and_time_blocked_add_up_over_windows(story: list, found: list[int]) -> None:
    cards = cards_of(played(story), END)
    whole = flow_efficiency(cards, ALL)
    parts = [flow_efficiency(cards, window) for window in windows(found)]
    assert sum(part.n for part in parts) == whole.n
    assert sum(part.cycle_seconds for part in parts) == pytest.approx(whole.cycle_seconds)
    assert sum(part.blocked_seconds for part in parts) == pytest.approx(whole.blocked_seconds)
    begin = hour(-DAY)
    bounds = sorted({begin, hour(END), *(hour(edge) for edge in found)})
    in_work = 0.0
    for start, stop in itertools.pairwise(bounds):
        law = littles_law(cards, Window(start, stop), hour(END))
        in_work += (law.mean_wip or 0.0) * (stop - start).total_seconds()
    all_of_it = littles_law(cards, Window(begin, hour(END)), hour(END))
    assert in_work == pytest.approx((all_of_it.mean_wip or 0.0) * (hour(END) - begin).total_seconds())
