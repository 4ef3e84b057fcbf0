"""Figures by hand and by publication: percentiles, throughput, rework, cycle time."""

from datetime import timedelta

import pytest
from makers import DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Archive, Block, Unblock
from kanban.commands.undo import Undo
from kanban.metrics.flow.totals import Counted, Window, ageing, counted, existing, totals
from kanban.metrics.stats import inclusive_days, percentile
from kanban.model.board import Board
from kanban.text.dates import zone

DAY = 24
ALL = Window()


def figures(board: Board, at: float, window: Window = ALL):
    return totals(existing(board.cards.values(), hour(at)), window, hour(at))


@pytest.mark.parametrize(
    ("q", "value"), [(0.0, 1.0), (0.25, 3.25), (0.5, 5.5), (0.85, 8.65), (0.95, 9.55), (1.0, 10.0)]
)
def test_percentiles_are_those_of_hyndman_and_fan_type_7(q, value):
    # What `quantile(1:10, q)` of R gives, whose default is type 7.
    assert percentile([float(n) for n in range(10, 0, -1)], q) == pytest.approx(value)


def test_of_nothing_there_is_no_percentile_and_no_rate():
    found = figures(Desk().board, 1)
    assert found.cycle_time.p85_seconds is None
    assert str(found.cycle_time.p85_seconds_reason) == "no finished cards"
    assert found.rework.rework_rate is None
    assert found.throughput.per_week is None


def test_a_reworked_card_counts_once_in_the_rate_and_with_all_its_moves():
    desk = Desk()
    for _ in range(4):
        desk.add()
    for card in "123":
        desk.move(card, DOING, DAY)
        desk.move(card, REVIEW, 2 * DAY)
    desk.move("1", DOING, 3 * DAY, reason="defect")
    desk.move("1", REVIEW, 4 * DAY)
    desk.move("1", DOING, 5 * DAY)
    desk.move("1", DONE, 6 * DAY)
    desk.move("2", DOING, 3 * DAY, reason="mistake")
    desk.move("2", DONE, 3 * DAY)
    desk.move("3", DONE, 4 * DAY)
    desk.move("4", DONE, 4 * DAY)
    rework = figures(desk.board, 7 * DAY).rework
    assert (rework.reworked, rework.finished, rework.moves) == (1, 3, 2)
    assert rework.rework_rate == pytest.approx(1 / 3)
    assert rework.time_seconds == pytest.approx(2 * 86400)
    assert {name: n for name, n in rework.by_reason.items() if n} == {"defect": 1, "mistake": 1, "unspecified": 1}
    found = figures(desk.board, 7 * DAY)
    assert (found.finished, found.started_finished, found.finished_without_start) == (4, 3, 1)
    assert found.cycle_time.count == 3
    assert found.cycle_time.excluded == {"finished_without_start": 1}
    assert found.cycle_time.low_sample


def test_a_window_is_half_open_by_the_finishing_time():
    desk = Desk()
    for n in range(3):
        card = desk.add(column=DOING)
        desk.move(card, DONE, n * DAY + 1)
    window = Window(hour(1), hour(2 * DAY + 1))
    assert figures(desk.board, 9 * DAY, window).finished == 2


def test_throughput_is_finished_cards_over_the_length_of_the_window():
    desk = Desk()
    for n in range(30):
        card = desk.add(at=n * DAY, column=DOING)
        desk.move(card, DONE, n * DAY + 1)
    month = figures(desk.board, 60 * DAY, Window(hour(0), hour(30 * DAY))).throughput
    assert month.per_week == pytest.approx(7.0)
    assert [week.finished for week in month.weeks] == [7, 7, 7, 7, 2]
    assert month.weeks[0].to_at - month.weeks[0].from_at == timedelta(days=6, hours=16)
    assert month.weeks[1].to_at - month.weeks[1].from_at == timedelta(days=7)


def test_a_board_younger_than_a_week_is_not_blown_up_to_a_rate():
    desk = Desk()
    card = desk.add(column=DOING)
    desk.move(card, DONE, 1)
    assert figures(desk.board, 2).throughput.per_week == pytest.approx(1.0)


def test_a_card_is_ageing_beyond_the_p85_of_ten_finished_ones():
    desk = Desk()
    for _ in range(10):
        card = desk.add(column=DOING)
        desk.move(card, DONE, 24)
    desk.add("old", column=DOING)
    young = desk.add("young", at=40, column=DOING)
    found = figures(desk.board, 50)
    assert [c.title for c in ageing(desk.board.cards.values(), found.cycle_time, hour(50))] == ["old"]
    assert young


def test_a_past_moment_gives_what_was_true_then():
    desk = Desk()
    card = desk.add(column=DOING)
    desk.move(card, DONE, 10)
    desk.move(card, READY, 20)
    assert figures(desk.board, 15).finished == 1
    assert figures(desk.board, 25).finished == 0
    desk.give(Undo(), 30)
    assert figures(desk.board, 25).finished == 0
    assert figures(desk.board, 31).finished == 1


def test_days_are_counted_inclusively_in_the_plan_s_zone():
    shanghai = zone("Asia/Shanghai")
    assert inclusive_days(hour(0), hour(1), shanghai) == 1
    assert inclusive_days(hour(7), hour(9), shanghai) == 2  # 23:00 and 01:00 there


def test_sets_of_cards_that_are_counted_one_by_one_come_to_the_same_as_all_at_once():
    desk = Desk()
    for _ in range(8):
        desk.add()
    for card in ("1", "2", "3", "4"):
        desk.move(card, DOING, 1)
    for card in ("1", "2"):
        desk.give(Block(cards=(card,), why="crane booked"), 2)
        desk.give(Unblock(cards=(card,)), 3)
        desk.move(card, REVIEW, 4)
        desk.move(card, DOING, 5, reason="defect")
        desk.move(card, DONE, 6)
    desk.move("6", DONE, 6)
    desk.give(Archive(cards=("7", "8")), 7)
    cards = list(existing(desk.board.cards.values(), hour(9)))
    whole, parts = counted(cards, ALL), Counted.together(counted([card], ALL) for card in cards)
    assert {name: getattr(parts, name) for name in Counted.__slots__} == {
        name: getattr(whole, name) for name in Counted.__slots__
    }
