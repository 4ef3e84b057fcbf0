"""A board's histories as the forecast reads them."""

from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Archive, Unarchive
from kanban.commands.undo import Undo
from kanban.metrics.forecast.board_past import board_past, days_of
from kanban.metrics.forecast.history import BoardPast, BoardTimeline, CardPast
from kanban.metrics.forecast.moment import BoardMoment


def at(number):
    return days_of(hour(number))


def past(desk):
    return {card.key: card for card in board_past(desk.board).cards}


def test_a_card_that_came_done_and_back_has_each_of_its_kinds():
    desk = Desk()
    card = desk.add(at=0)
    desk.move(card, DOING, at=2)
    desk.move(card, REVIEW, at=3)
    desk.move(card, DONE, at=4)
    desk.move(card, DOING, at=5, reason="defect")
    assert past(desk)[card].moves == ((at(2), "active"), (at(4), "done"), (at(5), "active"))
    assert past(desk)[card].created == at(0)


def test_archived_unfinished_is_dropped_until_it_comes_back_and_archived_finished_is_done():
    desk = Desk()
    dropped, done = desk.add(), desk.add()
    desk.move(done, DONE, at=1)
    desk.give(Archive(cards=(dropped, done)), at=2)
    assert past(desk)[dropped].moves == ((at(2), "dropped"),)
    assert past(desk)[done].moves == ((at(1), "done"),)
    desk.give(Unarchive(cards=(dropped,)), at=3)
    assert past(desk)[dropped].moves == ((at(2), "dropped"), (at(3), "queue"))


def test_what_was_undone_never_happened():
    desk = Desk()
    card = desk.add()
    desk.move(card, DONE, at=1)
    desk.give(Undo(), at=2)
    assert past(desk)[card].moves == ()


def test_a_card_whose_creation_was_undone_is_in_no_past():
    desk = Desk()
    desk.add()
    desk.give(Undo(), at=1)
    assert board_past(desk.board) is None


def test_a_card_that_cannot_be_read_is_left_out():
    desk = Desk()
    readable, other = desk.add(), desk.add()
    desk.spoil(other)
    assert [*past(desk)] == [readable]


def test_the_queue_goes_from_the_last_column_to_the_first_and_in_each_from_the_top():
    desk = Desk()
    first, second, third, fourth = (desk.add(at=n) for n in range(4))
    desk.move(third, READY, at=5)
    desk.move(fourth, DOING, at=6)
    cards = BoardTimeline(board_past(desk.board)).states(at(7))
    assert [card.key for card in sorted(cards, key=lambda card: card.order)] == [fourth, third, first, second]


def test_the_queue_of_a_past_moment_is_that_of_then():
    desk = Desk()
    first, second = desk.add(at=0), desk.add(at=1)
    desk.move(second, BACKLOG, at=3, before=first)
    line = BoardTimeline(board_past(desk.board))
    for when, order in ((2, [first, second]), (4, [second, first])):
        cards = line.states(at(when))
        assert [card.key for card in sorted(cards, key=lambda card: card.order)] == order


def test_a_card_that_was_begun_before_its_history_has_no_age():
    story = CardPast("1", 0.0, ((0.0, "active"), (9.0, "done")), begun=True)
    moment = BoardMoment(BoardTimeline(BoardPast("bridge", (story,), 0.0)), 10.0)
    assert moment.spans == moment.started == []
    assert moment.exits == [9.0]
