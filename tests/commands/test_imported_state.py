"""What an import concludes from the state of the foreign board, where no event tells of it."""

import pytest
from makers import BACKLOG, DOING, DONE, REVIEW, START, Desk, hour

from kanban.commands.imports import Import, ImportedCard
from kanban.model import events as ev
from kanban.model.card import refold
from kanban.model.fields import CardFields


def created(desk, column=BACKLOG, **more):
    place = desk.board.place(column)
    return ev.Created(at=START, by="li", source="s", to=place, rank="V", card=CardFields(title="a"), **more)


def taken(desk, event, **more):
    card = ImportedCard(external_id="x", events=(event,), **more)
    return Import(external_id="board", columns=desk.board.columns, cards=(card,), name="Bridge")


@pytest.mark.parametrize(("known_at", "told_at"), [(hour(3), hour(3)), (None, hour(9))])
def test_a_concluded_finish_is_not_known_when_but_by_when(known_at, told_at):
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    desk.give(taken(desk, created(desk, DONE), known_at=known_at), 9)
    flow = desk.card().flow
    assert (flow.entered_at, flow.finished_at, flow.finished_by_at) == (told_at, None, told_at)
    assert (flow.is_finished, flow.lead_seconds) == (True, None)
    assert refold("1", desk.card().history) == desk.card()


def test_a_concluded_move_and_edit_have_the_latest_time_they_can_have():
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    desk.give(taken(desk, created(desk, DOING), known_at=hour(3), fields={"title": "b"}), 9)
    moved, edited = desk.card().events[1:]
    assert (moved.at, edited.at) == (hour(3), hour(3))
    assert moved.finished_by_at is None


@pytest.mark.parametrize("column", [DOING, DONE])
def test_a_concluded_start_is_not_known_when(column):
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    desk.give(taken(desk, created(desk, column), known_at=hour(3)), 9)
    flow = desk.card().flow
    assert (flow.started_at, flow.start_unknown, flow.age_seconds(hour(20))) == (None, True, None)
    desk.move("1", REVIEW, 10)
    desk.move("1", DONE, 11)
    assert desk.card().flow.cycle_seconds is None
    assert refold("1", desk.card().history) == desk.card()


def test_a_start_that_is_known_stays_known():
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    desk.move("1", DOING, 2)
    desk.move("1", BACKLOG, 3)
    desk.give(taken(desk, created(desk, REVIEW), known_at=hour(5)), 9)
    assert (desk.card().flow.started_at, desk.card().flow.start_unknown) == (hour(2), False)


def test_what_was_done_here_since_is_not_overtaken():
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    desk.move("1", DOING, 5)
    desk.give(taken(desk, created(desk, DONE), known_at=hour(3)), 9)
    flow = desk.card().flow
    assert (flow.started_at, flow.finished_at, flow.finished_by_at) == (hour(5), None, hour(5))
    desk.move("1", DOING, 10)
    desk.move("1", DONE, 11)
    assert (desk.card().flow.finished_at, desk.card().flow.finished_by_at) == (hour(11), None)


def test_the_same_state_again_concludes_nothing():
    desk = Desk()
    desk.give(taken(desk, created(desk)), 1)
    for at in (9, 10):
        desk.give(taken(desk, created(desk, DONE), known_at=hour(3)), at)
    assert desk.card().event_count == 2
    assert str(desk.last.message).startswith("nothing new")


def test_a_card_that_came_as_done_is_finished_by_when_its_history_says():
    desk = Desk()
    event = created(desk, DONE, finished_by_at=hour(4), start_unknown=True)
    desk.give(taken(desk, event), 9)
    flow = desk.card().flow
    assert (flow.created_at, flow.finished_at, flow.finished_by_at) == (START, None, hour(4))
    done, doing = desk.board.place(DONE), desk.board.place(DOING)
    told = ev.Moved(at=hour(6), by="li", source="t", origin=done, to=doing, rank="V")
    back = ev.Moved(at=hour(7), by="li", source="u", origin=doing, to=done, rank="V")
    again = ImportedCard(external_id="x", events=(event, told, back))
    desk.give(Import(external_id="board", columns=desk.board.columns, cards=(again,), name="Bridge"), 10)
    assert (desk.card().flow.finished_at, desk.card().flow.finished_by_at) == (hour(7), None)
