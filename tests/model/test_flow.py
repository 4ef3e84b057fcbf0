"""What happened to a card, told hour by hour, and the figures worked out by hand for it."""

from makers import BACKLOG, DOING, DONE, HOUR, READY, REVIEW, UNLIMITED, Desk, hour

from kanban.commands.cards import Archive, Block, Explain, Unblock
from kanban.commands.columns import AddColumn, RenameColumn, ShiftColumn
from kanban.model.board import Column

QUEUE_ACTIVE_TWO_DONES = (*UNLIMITED, Column("c6", "Shipped", "done"))


def story(*moves, columns=UNLIMITED, column=BACKLOG, at=0.0):
    """A desk with card 1 led through `(hour, column)` or `(hour, column, reason)`."""
    desk = Desk(columns)
    desk.add(column=column, at=at)
    for when, to, *reason in moves:
        desk.move("1", to, when, reason=reason[0] if reason else None)
    return desk


def test_a_card_straight_through_counts_from_its_first_active_column_to_done():
    flow = story((2, READY), (10, DOING), (34, REVIEW), (40, DONE)).card().flow
    assert (flow.started_at, flow.finished_at) == (hour(10), hour(40))
    assert flow.cycle_seconds == 30 * HOUR
    assert flow.lead_seconds == 40 * HOUR
    assert (flow.active_seconds, flow.parked_seconds, flow.done_gap_seconds) == (30 * HOUR, 0, 0)
    assert flow.rework_moves == 0


def test_review_sent_back_is_rework_until_the_card_is_in_review_again():
    flow = story((0, DOING), (10, REVIEW), (12, DOING, "defect"), (20, REVIEW), (21, DONE)).card().flow
    assert flow.cycle_seconds == 21 * HOUR
    assert flow.active_seconds == 21 * HOUR
    assert flow.rework_moves == 1
    assert flow.rework_seconds(hour(999)) == 8 * HOUR


def test_parking_a_card_is_no_rework_and_its_queue_time_is_shown_apart():
    flow = story((0, DOING), (10, BACKLOG, "parked"), (50, DOING), (55, DONE)).card().flow
    assert flow.cycle_seconds == 55 * HOUR
    assert (flow.active_seconds, flow.parked_seconds) == (15 * HOUR, 40 * HOUR)
    assert flow.started_at == hour(0)
    assert (flow.rework_moves, flow.rework_seconds(hour(99))) == (0, 0)


def test_a_wrong_key_is_no_rework():
    assert story((0, DOING), (1, REVIEW), (1.1, DOING, "mistake")).card().flow.rework_moves == 0


def test_a_move_back_without_a_reason_counts_as_rework():
    flow = story((0, DOING), (1, REVIEW), (2, DOING)).card().flow
    assert flow.rework_moves == 1
    assert flow.backs[0].reason == "unspecified"


def test_the_reason_may_be_given_afterwards_and_changed_again():
    desk = story((0, DOING), (1, REVIEW), (2, DOING))
    desk.give(Explain(cards=("1",), reason="parked"), 3)
    assert desk.card().flow.rework_moves == 0
    desk.give(Explain(cards=("1",), reason="change"), 4)
    assert desk.card().flow.rework_moves == 1


def test_leaving_a_queue_to_the_left_is_no_rework():
    flow = story((1, READY), (2, BACKLOG, "defect"), (3, DOING), (9, DONE)).card().flow
    assert flow.backs == ()
    assert flow.started_at == hour(3)


def test_a_reason_on_a_move_to_the_right_is_not_kept():
    desk = story((0, DOING), (1, REVIEW, "defect"))
    assert desk.card().events[-1].reason is None
    assert desk.card().flow.rework_moves == 0


def test_from_one_done_column_to_another_nothing_changes():
    columns = QUEUE_ACTIVE_TWO_DONES
    flow = story((0, DOING), (10, DONE), (20, "c6"), (30, DONE, "defect"), columns=columns).card().flow
    assert flow.finished_at == hour(10)
    assert flow.cycle_seconds == 10 * HOUR
    assert (flow.reopened, flow.done_gap_seconds, flow.rework_moves) == (0, 0, 0)


def test_reopening_voids_the_finish_and_the_time_in_done_is_shown_apart():
    moves = ((0, DOING), (10, DONE), (34, DOING, "defect"))
    flow = story(*moves).card().flow
    assert (flow.finished_at, flow.cycle_seconds, flow.reopened) == (None, None, 1)
    assert flow.done_gap_seconds == 24 * HOUR
    assert flow.is_wip
    flow = story(*moves, (40, DONE)).card().flow
    assert flow.finished_at == hour(40)
    assert flow.cycle_seconds == 40 * HOUR
    assert (flow.active_seconds, flow.parked_seconds, flow.done_gap_seconds) == (16 * HOUR, 0, 24 * HOUR)
    assert flow.rework_seconds(hour(99)) == 6 * HOUR


def test_time_in_both_done_columns_counts_to_the_gap():
    columns = QUEUE_ACTIVE_TWO_DONES
    flow = story((0, DOING), (10, DONE), (20, "c6"), (30, DOING, "change"), (31, DONE), columns=columns).card().flow
    assert flow.done_gap_seconds == 20 * HOUR
    assert flow.active_seconds == 11 * HOUR
    assert flow.cycle_seconds == 31 * HOUR
    assert flow.rework_seconds(hour(99)) == HOUR


def test_a_reopened_card_may_wait_in_a_queue():
    flow = story((0, DOING), (10, DONE), (11, BACKLOG, "change"), (15, DOING), (18, DONE)).card().flow
    assert (flow.active_seconds, flow.parked_seconds, flow.done_gap_seconds) == (13 * HOUR, 4 * HOUR, HOUR)
    assert flow.cycle_seconds == 18 * HOUR


def test_a_jump_from_queue_to_done_has_a_finish_and_no_start():
    flow = story((5, DONE)).card().flow
    assert (flow.started_at, flow.finished_at) == (None, hour(5))
    assert (flow.cycle_seconds, flow.lead_seconds) == (None, 5 * HOUR)
    assert flow.is_finished
    assert not flow.is_wip


def test_a_jumped_card_that_is_reopened_starts_then():
    flow = story((5, DONE), (9, DOING, "defect"), (11, DONE)).card().flow
    assert flow.started_at == hour(9)
    assert (flow.cycle_seconds, flow.done_gap_seconds) == (2 * HOUR, 0)


def test_a_card_made_in_an_active_column_starts_when_it_is_made():
    flow = story((8, DONE), column=DOING, at=3).card().flow
    assert (flow.created_at, flow.started_at) == (hour(3), hour(3))
    assert flow.cycle_seconds == 5 * HOUR


def test_a_card_made_in_done_is_finished_without_a_start():
    flow = story(column=DONE, at=3).card().flow
    assert (flow.started_at, flow.finished_at, flow.lead_seconds) == (None, hour(3), 0)


def test_rework_time_of_two_moves_back_is_the_sum_of_both():
    flow = (
        story(
            (0, DOING),
            (10, REVIEW),
            (12, DOING, "defect"),
            (14, READY, "change"),
            (20, DOING),
            (26, REVIEW),
            (27, DONE),
        )
        .card()
        .flow
    )
    assert flow.rework_moves == 2
    assert flow.rework_seconds(hour(99)) == (26 - 12) * HOUR + (20 - 14) * HOUR
    assert flow.parked_seconds == 6 * HOUR
    assert flow.cycle_seconds == flow.active_seconds + flow.parked_seconds


def test_rework_that_has_not_ended_runs_until_now():
    flow = story((0, DOING), (10, REVIEW), (12, DOING, "defect")).card().flow
    assert flow.rework_seconds(hour(15)) == 3 * HOUR


def test_rework_of_a_card_that_was_archived_ends_there():
    desk = story((0, DOING), (10, REVIEW), (12, DOING, "defect"))
    desk.give(Archive(cards=("1",)), 16)
    assert desk.card().flow.rework_seconds(hour(99)) == 4 * HOUR


def test_blocked_time_is_the_sum_of_its_spans():
    desk = story((0, DOING))
    for when, command in (
        (1, Block(cards=("1",), why="crane booked")),
        (4, Unblock(cards=("1",))),
        (5, Block(cards=("1",), why="no steel")),
        (6, Block(cards=("1",), why="no permit")),
    ):
        desk.give(command, when)
    assert desk.card().flow.blocked_why == "no permit"
    assert desk.card().flow.until(hour(9)).blocked_seconds == (3 + 4) * HOUR
    assert desk.card().flow.until(hour(9)).active_seconds == 9 * HOUR


def test_a_block_stands_still_while_the_card_is_finished():
    desk = story((0, DOING))
    desk.give(Block(cards=("1",), why="crane booked"), 2)
    desk.move("1", DONE, 5)
    assert desk.card().flow.until(hour(50)).blocked_seconds == 3 * HOUR
    desk.move("1", DOING, 20, reason="defect")
    assert desk.card().flow.until(hour(24)).blocked_seconds == 7 * HOUR
    desk.give(Unblock(cards=("1",)), 26)
    assert desk.card().flow.until(hour(99)).blocked_seconds == 9 * HOUR


def test_a_card_may_be_blocked_in_a_queue():
    desk = story()
    desk.give(Block(cards=("1",), why="no permit"), 1)
    desk.move("1", DOING, 4)
    assert desk.card().flow.until(hour(5)).blocked_seconds == 4 * HOUR


def test_the_age_of_work_runs_from_its_start_while_it_is_unfinished():
    desk = story((2, DOING))
    assert desk.card().flow.age_seconds(hour(8)) == 6 * HOUR
    desk.move("1", READY, 9, reason="parked")
    assert desk.card().flow.age_seconds(hour(10)) == 8 * HOUR
    desk.move("1", DONE, 11)
    assert desk.card().flow.age_seconds(hour(20)) is None


def test_a_card_archived_unfinished_is_dropped_and_its_clocks_stop():
    desk = story((0, DOING))
    desk.give(Archive(cards=("1",)), 5)
    flow = desk.card().flow
    assert (flow.is_dropped, flow.is_wip, flow.is_finished) == (True, False, False)
    assert flow.until(hour(99)).active_seconds == 5 * HOUR
    assert flow.age_seconds(hour(99)) is None


def test_a_finished_card_that_is_archived_stays_finished():
    desk = story((0, DOING), (3, DONE))
    desk.give(Archive(cards=("1",)), 9)
    flow = desk.card().flow
    assert (flow.is_dropped, flow.is_finished, flow.cycle_seconds) == (False, True, 3 * HOUR)


def test_renaming_and_reordering_columns_changes_no_past_figure():
    desk = story((0, DOING), (10, REVIEW), (12, DOING, "defect"), (20, REVIEW), (21, DONE))
    before = desk.card()
    desk.give(RenameColumn(column=DOING, name="Welding"), 22)
    desk.give(ShiftColumn(column=REVIEW, by=-1), 23)
    desk.give(AddColumn(name="Paint", kind="active"), 24)
    assert desk.card() is before


def test_backward_is_judged_by_the_order_in_force_when_it_happened():
    desk = story((0, DOING))
    desk.give(ShiftColumn(column=REVIEW, by=-1), 1)
    assert [c.id for c in desk.board.columns] == [BACKLOG, READY, REVIEW, DOING, DONE]
    desk.move("1", REVIEW, 2, reason="defect")
    assert desk.card().flow.rework_moves == 1
    desk.give(ShiftColumn(column=REVIEW, by=1), 3)
    assert desk.card().flow.rework_moves == 1


def test_an_event_never_lies_before_the_one_it_follows():
    desk = story((10, DOING), (4, DONE))
    flow = desk.card().flow
    assert flow.finished_at == hour(10)
    assert flow.cycle_seconds == 0


def test_moving_within_a_column_changes_no_figure():
    desk = story((0, DOING))
    desk.add("Cast pier", column=DOING)
    flow = desk.card().flow
    desk.move("1", DOING, 5, after="2")
    assert desk.titles(DOING) == ["Cast pier", "Weld span 17"]
    assert desk.card().flow == flow
