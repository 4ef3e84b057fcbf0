"""What a board's past says as of a time."""

from hypothesis import given
from hypothesis import strategies as st
from pasts import teams, up_to

from kanban.metrics.forecast.history import BoardPast, BoardTimeline, CardPast


def timeline(*cards: CardPast) -> BoardTimeline:
    return BoardTimeline(BoardPast("b", cards, 0.0))


def test_a_card_that_came_back_had_left_before_and_is_open_after():
    line = timeline(CardPast("a", 1.0, ((2.0, "active"), (3.0, "done"), (5.0, "active"), (8.0, "done"))))
    assert [[state.left for state in line.states(t)] for t in (0.5, 1.0, 3.0, 4.9, 5.0, 8.0)] == [
        [],
        [None],
        [3.0],
        [3.0],
        [None],
        [8.0],
    ]
    assert line.states(9.0)[0].started == 2.0


def test_a_card_that_is_dropped_after_it_was_done_left_when_it_was_done():
    line = timeline(CardPast("a", 0.0, ((3.0, "done"), (5.0, "dropped"))))
    assert line.states(6.0)[0].left == 3.0


def test_a_start_has_its_place_among_those_that_waited():
    cards = [CardPast(key, 0.0, places=((0.0, place),)) for key, place in (("a", 1.0), ("c", 3.0))]
    started = CardPast("b", 0.0, ((4.0, "active"),), ((0.0, 2.0),))
    assert timeline(*cards, started).starts(0.0, 9.0) == [(4.0, 0.5)]
    assert timeline(*cards, started).starts(4.0, 9.0) == []


def test_a_start_that_nobody_else_waited_for_says_nothing_of_the_order():
    assert timeline(CardPast("a", 0.0, ((4.0, "active"),))).starts(0.0, 9.0) == []


def test_a_card_that_is_moved_up_is_in_its_new_place_from_then_on():
    first = CardPast("a", 0.0, places=((0.0, 1.0),))
    moved = CardPast("b", 0.0, ((6.0, "active"),), ((0.0, 2.0), (3.0, 0.5)))
    line = timeline(first, moved)
    assert line.starts(0.0, 9.0) == [(6.0, 0.0)]
    assert [line.is_preferred("b", t) for t in (2.9, 3.0)] == [False, True]
    assert not line.is_preferred("a", 9.0)


def test_cards_that_are_counted_anew_behind_a_started_one_are_not_moved_up():
    head = CardPast("a", 0.0, ((4.0, "active"),), ((0.0, 1.0),))
    others = [CardPast(key, 0.0, (), ((0.0, n), (4.0, n - 1))) for key, n in (("b", 2.0), ("c", 3.0), ("d", 4.0))]
    line = timeline(head, *others)
    assert not any(line.is_preferred(key, 9.0) for key in "bcd")


def test_a_card_that_comes_back_into_the_queue_is_not_new_in_it():
    back = CardPast("a", 0.0, ((2.0, "active"), (3.0, "queue")), ((0.0, 5.0), (3.0, 1.0)))
    line = timeline(back, CardPast("b", 0.0, (), ((0.0, 2.0),)))
    assert not line.is_preferred("a", 9.0)
    assert line.starts(0.0, 9.0) == [(2.0, 1.0)]


def test_cards_without_a_place_wait_behind_those_with_one_by_creation():
    old, young = CardPast("old", 0.0), CardPast("young", 1.0, ((5.0, "active"),))
    placed = CardPast("placed", 2.0, places=((2.0, 7.0),))
    line = timeline(old, young, placed)
    assert sorted(line.states(3.0), key=lambda state: state.order)[0].key == "placed"
    assert line.starts(0.0, 9.0) == [(5.0, 1.0)]
    assert line.is_preferred("placed", 2.0)


@given(teams(), st.floats(0, 250))
def test_nothing_after_a_time_is_in_what_the_past_says_of_it(team, t):
    for board in team:
        full, cut = BoardTimeline(board), BoardTimeline(up_to(board, t))
        assert full.states(t) == cut.states(t)
        assert full.starts(-1.0, t) == cut.starts(-1.0, t)
        keys = [card.key for card in board.cards]
        assert [full.is_preferred(key, t) for key in keys] == [cut.is_preferred(key, t) for key in keys]
