"""A column's kind is corrected: from now on, or for the past as well, and then every figure follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import HOUR, Desk, hour

from kanban.commands.columns import SetColumnKind
from kanban.commands.undo import Undo
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.model.board import Column
from kanban.model.card import as_of, refold
from kanban.render.history import board_history, history
from kanban.text.messages import Refused

WRONG = (
    Column("c1", "Backlog", "queue"), Column("c2", "Doing", "active"), Column("c3", "Merged", "done"),
    Column("c4", "Testing", "done"), Column("c5", "Shipped", "done"),
)  # fmt: skip
"""Merged and Testing are no ends."""


def straight(columns=WRONG) -> Desk:
    """A card through all columns, ten hours in each."""
    desk = Desk(columns)
    desk.add()
    for number, column in enumerate(("c2", "c3", "c4", "c5"), start=1):
        desk.move("1", column, 10 * number)
    return desk


def figures(desk: Desk, at: float = 999):
    return totals(existing(desk.board.cards.values(), hour(at)), Window(), hour(at))


def test_from_now_on_every_past_figure_stays_as_it_is():
    desk = straight()
    before = figures(desk)
    desk.give(SetColumnKind(column="c3", kind="active"), 100)
    assert figures(desk) == before
    assert [c.id for c in desk.board.columns] == ["c1", "c2", "c3", "c4", "c5"]
    assert str(desk.last.message) == "column Merged is active now"


def test_anew_the_past_is_judged_by_it_as_well():
    desk = straight()
    assert desk.card().flow.finished_at == hour(20)
    desk.give(SetColumnKind(column="c3", kind="active", anew=True), 100)
    desk.give(SetColumnKind(column="c4", kind="active", anew=True), 101)
    flow = desk.card().flow
    assert (flow.started_at, flow.finished_at, flow.reopened, flow.rework_moves) == (hour(10), hour(40), 0, 0)
    assert flow.cycle_seconds == flow.active_seconds == 30 * HOUR
    assert figures(desk).rework.rework_rate == 0.0


def test_who_corrected_a_kind_from_now_on_may_still_have_the_past_judged_by_it():
    at_once, later = straight(), straight()
    for desk in (at_once, later):
        desk.give(SetColumnKind(column="c4", kind="active", anew=desk is at_once), 100)
        desk.give(SetColumnKind(column="c3", kind="active", anew=desk is at_once), 101)
    assert later.card().flow.finished_at == hour(20)
    later.give(SetColumnKind(column="c4", kind="active", anew=True), 102)
    assert str(later.last.message) == "column Testing is active now"
    assert later.card().flow.finished_at == at_once.card().flow.finished_at == hour(40)
    assert figures(later) == figures(at_once)
    assert [str(line.message) for line in board_history(later.board)][-1] == (
        "column Testing is active from now on, and for the past"
    )
    before = later.board
    later.give(SetColumnKind(column="c4", kind="active", anew=True), 103)
    assert str(later.last.message) == "column Testing: nothing changed"
    assert later.board is before


def test_what_was_judged_on_an_old_day_stays_what_it_was_on_that_day():
    desk = straight()
    old = as_of(desk.card(), hour(50))
    desk.give(SetColumnKind(column="c3", kind="active", anew=True), 100)
    assert as_of(desk.card(), hour(50)) == old


def test_cards_in_the_column_are_neither_moved_nor_reopened_nor_finished_by_it():
    desk = Desk(WRONG)
    desk.add(column="c2")
    desk.move("1", "c3", 10)
    desk.give(SetColumnKind(column="c3", kind="active"), 30)
    flow = desk.card().flow
    assert (flow.is_finished, flow.reopened, flow.rework_moves, flow.started_at) == (False, 0, 0, hour(0))
    desk.give(SetColumnKind(column="c3", kind="done"), 50)
    flow = desk.card().flow
    assert (flow.is_finished, flow.finished_at, flow.finished_by_at) == (True, None, hour(50))
    assert figures(desk).finish_unknown == 1


def test_a_queue_that_is_work_from_now_on_has_cards_of_which_no_start_is_known():
    desk = Desk()
    desk.add(column="c2")
    desk.give(SetColumnKind(column="c2", kind="active"), 5)
    desk.move("1", "c5", 9)
    assert figures(desk).cycle_time.excluded == {"start_unknown": 1}


def test_the_column_goes_where_its_kind_stands():
    desk = Desk(WRONG)
    desk.give(SetColumnKind(column="c5", kind="queue"), 1)
    assert [(c.name, c.kind) for c in desk.board.columns] == [
        ("Backlog", "queue"), ("Shipped", "queue"), ("Doing", "active"), ("Merged", "done"), ("Testing", "done"),
    ]  # fmt: skip


def test_a_board_keeps_one_column_of_each_kind():
    desk = Desk()
    with pytest.raises(Refused, match="at least one done column"):
        desk.give(SetColumnKind(column="c5", kind="active"), 1)
    desk.give(SetColumnKind(column="c1", kind="queue"), 1)
    assert str(desk.last.message) == "column Backlog: nothing changed"


def test_history_and_figure_agree_after_it_and_nothing_before_it_is_undone():
    desk = Desk(WRONG)
    desk.add(column="c2")
    desk.move("1", "c3", 10)
    desk.move("1", "c2", 20)
    assert desk.card().flow.rework_moves == 1
    desk.give(SetColumnKind(column="c3", kind="queue", anew=True), 30)
    assert desk.card().flow.rework_moves == 1
    lines = [line.words for line in history(desk.card(), desk.board, "UTC")]
    assert lines[1] == "moved from Doing to Merged (rework: no reason given)"
    assert lines[2] == "moved from Merged to Doing"
    assert lines[3] == "judged anew by the columns as they are now"
    assert [str(line.message) for line in board_history(desk.board)] == [
        "column Merged is queue from now on, and for the past"
    ]
    with pytest.raises(Refused, match="nothing to undo"):
        desk.give(Undo(), 31)


kinds = st.tuples(st.sampled_from(["c2", "c3", "c4"]), st.sampled_from(["queue", "active", "done"]), st.booleans())
steps = st.one_of(kinds, st.sampled_from(["c1", "c2", "c3", "c4", "c5"]))


@given(st.lists(steps, max_size=20))
def test_any_sequence_leaves_the_card_that_its_history_tells(some):
    desk = Desk(WRONG)
    desk.add()
    for at, step in enumerate(some, start=1):
        try:
            if isinstance(step, str):
                desk.move("1", step, at)
            else:
                desk.give(SetColumnKind(column=step[0], kind=step[1], anew=step[2]), at)
        except Refused:
            continue
        card = desk.card()
        assert refold("1", card.history) == card
        assert card.flow.place.kind == desk.board.column(card.column).kind
        assert card.flow.is_finished == (card.flow.place.kind == "done")
