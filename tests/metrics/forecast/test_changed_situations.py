"""A team with one thing changed: what moves, what stays, and that it is the same whatever was asked before."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from often import often
from pasts import steady, teams

from kanban.metrics.forecast import what_if
from kanban.metrics.forecast.history import BoardPast, CardPast
from kanban.metrics.forecast.moment import TeamMoment
from kanban.metrics.forecast.outlook import Outlook, TeamPast
from kanban.metrics.forecast.values import Forecast
from kanban.metrics.forecast.what_if import Situation

T = 182.0


def team(*boards: BoardPast, at: float = T) -> Outlook:
    return TeamPast(boards).at(at, weight=0.5)


def asked(outlook: Outlook, **cards: list[str]) -> Situation:
    return Situation(outlook.moment, {board: frozenset(keys) for board, keys in cards.items()})


def queue(situation: Situation, board: str) -> list[str]:
    return [card.key for card in situation.team.boards[board].open]


def forecast(outlook: Outlook, situation: Situation) -> Forecast:
    return outlook.of(situation.team).forecast(situation.cards, names_deciding=False)


def two_boards() -> tuple[Outlook, Situation]:
    """`b` with a full past, `c` with a short one, which uses the life tables of the team."""
    (old, mine), (young, its) = steady(26, 9, "b"), steady(2, 6, "c")
    outlook = team(old, young)
    return outlook, asked(outlook, b=mine, c=its)


def test_a_dropped_card_is_neither_asked_for_nor_before_others_and_the_past_stays():
    outlook, before = two_boards()
    after = what_if.dropped(before, [("b", "b080"), ("c", "c006"), ("elsewhere", "x"), ("b", "unknown")])
    assert queue(after, "b") == [key for key in queue(before, "b") if key != "b080"]
    assert after.cards == {"b": before.cards["b"] - {"b080"}, "c": before.cards["c"] - {"c006"}}
    assert after.team.boards["b"].cards == before.team.boards["b"].cards
    assert after.team.boards["b"].pace == before.team.boards["b"].pace
    assert forecast(outlook, after).ahead == forecast(outlook, before).ahead - 2


@pytest.mark.parametrize("key", ["b078", "b080", "b086"])
def test_a_card_put_first_is_the_head_of_its_queue_and_the_others_keep_their_order(key):
    _, before = two_boards()
    after = what_if.put_first(before, ("b", key))
    rest = [other for other in queue(before, "b") if other != key]
    assert queue(after, "b") == [key, *rest]
    assert sorted(after.team.boards["b"].open, key=lambda card: card.order) == after.team.boards["b"].open
    assert queue(after, "c") == queue(before, "c")
    assert after.cards == before.cards


def test_a_card_that_is_given_waits_behind_all_others_with_its_age_and_is_asked_for_there():
    _, before = two_boards()
    after = what_if.given(before, [("b", "b080"), ("b", "b078")], "c")
    assert queue(after, "c") == [*queue(before, "c"), "b/b080", "b/b078"]
    assert after.cards["c"] == before.cards["c"] | {"b/b080", "b/b078"}
    assert after.cards["b"] == before.cards["b"] - {"b080", "b078"}
    assert {card.created for card in after.team.boards["c"].open} == {0.0}
    assert not {"b080", "b078"} & {*queue(after, "b")}


def test_a_card_that_is_given_and_not_asked_for_is_asked_for_nowhere():
    outlook, _ = two_boards()
    before = asked(outlook, b=["b078"])
    assert what_if.given(before, [("b", "b080")], "c").cards == before.cards


def test_a_card_in_work_that_is_given_begins_anew():
    begun = CardPast("a", 0.0, ((100.0, "active"),), ((0.0, -1.0),))
    board, _ = steady(26, 4)
    outlook = team(BoardPast("b", (*board.cards, begun), 0.0), steady(26, 4, "c")[0])
    after = what_if.given(asked(outlook, b=["a"]), [("b", "a")], "c")
    (card,) = [card for card in after.team.boards["c"].open if card.key == "b/a"]
    assert (card.kind, card.started, card.left) == ("queue", None, None)
    assert card.place == max(other.place for other in after.team.boards["c"].open)


def test_new_cards_are_behind_what_waits_in_their_order_and_are_asked_for():
    _, before = two_boards()
    after = what_if.added(before, "c", 3)
    new = queue(after, "c")[len(queue(before, "c")) :]
    assert len(new) == 3
    assert after.cards["c"] == before.cards["c"] | set(new)
    assert {card.created for card in after.team.boards["c"].open if card.key in new} == {T}


def test_another_order_takes_the_named_first_and_leaves_the_others_as_they_stand():
    _, before = two_boards()
    after = what_if.ordered(before, "b", ["b084", "unknown", "b079"])
    own = queue(before, "b")
    assert queue(after, "b") == ["b084", "b079", *(key for key in own if key not in ("b084", "b079"))]
    places = [[card.place for card in each.team.boards["b"].open] for each in (before, after)]
    assert places[0] == places[1]


@given(st.permutations([f"b0{n}" for n in range(78, 87)]))
def test_the_same_cards_in_any_order_are_done_at_the_same_time_where_all_of_them_are_asked_for(order):
    outlook, before = two_boards()
    before = Situation(before.team, {"b": before.cards["b"]})
    today, after = forecast(outlook, before), forecast(outlook, what_if.ordered(before, "b", order))
    assert (after.p50, after.p85, after.ahead) == pytest.approx((today.p50, today.p85, today.ahead))


@pytest.mark.parametrize("waiting", [1, 2, 3, 4, 5, 9, 30])
def test_a_further_driver_takes_an_equal_share_of_each_queue_from_its_end(waiting):
    outlook = team(steady(26, waiting, "b")[0], steady(26, 6, "c")[0])
    before = asked(outlook, b=[f"b{78 + n:03}" for n in range(waiting)], c=["c078"])
    after = what_if.with_driver(before, "c")
    taken = queue(after, "+c")
    share = [round(len(queue(before, name)) / 3) for name in "bc"]
    assert [len(queue(before, name)) - len(queue(after, name)) for name in "bc"] == share
    gone = queue(before, "b")[waiting - share[0] :] + queue(before, "c")[6 - share[1] :]
    assert [key.partition("/")[2] for key in taken] == gone
    assert after.team.boards["+c"].pace == before.team.boards["c"].pace


def test_a_driver_may_come_twice_and_go_again():
    outlook, before = two_boards()
    twice = what_if.with_driver(what_if.with_driver(before, "b"), "b")
    assert set(twice.team.boards) == {"b", "c", "+b", "++b"}
    assert forecast(outlook, twice).cards == forecast(outlook, before).cards
    gone = what_if.without_driver(twice, "++b")
    assert queue(gone, "++b") == []
    assert forecast(outlook, gone).cards == forecast(outlook, before).cards


def test_without_a_driver_the_others_take_the_cards_in_turn():
    outlook = team(*(steady(26, 5, name)[0] for name in "bcd"))
    before = asked(outlook, b=[f"b{78 + n:03}" for n in range(5)])
    after = what_if.without_driver(before, "b")
    assert [queue(after, name)[5:] for name in "cd"] == [["b/b078", "b/b080", "b/b082"], ["b/b079", "b/b081"]]
    assert after.cards["b"] == frozenset()


def test_without_the_only_driver_nothing_changes():
    outlook = team(steady(26, 5)[0])
    before = asked(outlook, b=["b078"])
    assert what_if.without_driver(before, "b") == before


@pytest.mark.parametrize("factor", [0.25, 0.5, 1.0, 2.0, 4.0])
def test_another_pace_is_that_many_times_the_rate_and_says_the_same_of_its_spread(factor):
    _, before = two_boards()
    own = before.team.boards["b"].pace
    after = what_if.paced(before, {"b": factor}).team.boards["b"].pace
    assert (after.rate, after.exits, after.days) == (own.rate * factor, own.exits, own.days)
    assert (after.dispersion, after.slices) == (own.dispersion, own.slices)


def test_the_pace_and_the_life_tables_of_a_past_moment_hold_on_the_boards_that_were_there():
    (old, mine), (young, its) = steady(26, 9, "b"), steady(2, 6, "c")
    late = BoardPast("c", tuple(CardPast(c.key, 150.0, (), c.places) for c in young.cards), 150.0)
    outlook = team(old, late)
    then = TeamMoment(TeamPast([old, late]).timelines, 100.0)
    before = asked(outlook, b=mine, c=its)
    after = what_if.at_pace_of(before, then)
    assert after.team.boards["b"].pace == then.boards["b"].pace
    assert after.team.tables(after.team.boards["b"]) == then.tables(then.boards["b"])
    assert after.team.boards["c"].pace == before.team.boards["c"].pace
    assert queue(after, "b") == queue(before, "b")


def lost_days() -> dict[str, dict[str, float]]:
    """A day of every card of `b` that was finished, half a day of one in the queue."""
    return {"b": {f"b{n:03}": 1.0 for n in range(78)} | {"b078": 0.5}, "c": {}, "elsewhere": {"x": 3.0}}


def test_without_lost_time_each_card_is_so_much_younger_and_a_share_of_it_counts_so_much():
    _, before = two_boards()
    for share in (1.0, 0.5):
        after = what_if.without_time(before, lost_days(), share=share)
        old, new = ({card.key: card for card in each.team.boards["b"].cards} for each in (before, after))
        assert new["b000"].created == share
        assert new["b000"].started == pytest.approx(old["b000"].started + share)
        assert new["b000"].left == old["b000"].left
        assert (new["b078"].created, new["b079"].created) == (0.5 * share, 0.0)
        assert queue(after, "b") == queue(before, "b")


def test_time_lost_in_work_makes_the_pace_higher_by_its_share_of_the_work():
    """Each took 7/3 - 0.2 days in work, of which one was lost."""
    _, before = two_boards()
    worked = 7 / 3 - 0.2
    own = before.team.boards["b"].pace.rate
    for share in (1.0, 0.5):
        after = what_if.without_time(before, lost_days(), share=share)
        assert after.team.boards["b"].pace.rate == pytest.approx(own / (1 - share / worked))
    apart = what_if.without_time(before, lost_days(), in_work=False)
    assert apart.team.boards["b"].pace.rate == own
    assert after.team.boards["c"] is before.team.boards["c"]


def test_the_pace_is_at_most_four_times_as_high_however_much_was_lost():
    _, before = two_boards()
    everything = {"b": {f"b{n:03}": 1000.0 for n in range(78)}}
    after = what_if.without_time(before, everything)
    assert after.team.boards["b"].pace.rate == pytest.approx(4 * before.team.boards["b"].pace.rate)
    assert all(card.created <= card.left for card in after.team.boards["b"].cards if card.left is not None)
    assert all(card.created <= T for card in after.team.boards["b"].cards)


def test_a_board_on_which_nobody_worked_of_late_has_no_pace_to_make_higher():
    outlook = team(steady(4, 5)[0], at=T)
    before = asked(outlook, b=["b012"])
    after = what_if.without_time(before, {"b": {"b000": 1.0}})
    assert after.team.boards["b"].pace.rate == before.team.boards["b"].pace.rate


CHANGES = {
    "dropped": lambda s: what_if.dropped(s, [("b", "b080")]),
    "first": lambda s: what_if.put_first(s, ("b", "b080")),
    "given": lambda s: what_if.given(s, [("b", "b080")], "c"),
    "added": lambda s: what_if.added(s, "c", 2),
    "driver": lambda s: what_if.with_driver(s, "b"),
    "a driver less": lambda s: what_if.without_driver(s, "c"),
    "paced": lambda s: what_if.paced(s, {"c": 2.0}),
    "time": lambda s: what_if.without_time(s, lost_days()),
    "driver and time": lambda s: what_if.without_time(what_if.with_driver(s, "b"), lost_days()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_says_the_same_whether_or_not_todays_forecast_was_asked_for_before(change):
    fresh, asked_before = two_boards(), two_boards()
    forecast(*asked_before)
    answers = [forecast(outlook, change(before)) for outlook, before in (fresh, asked_before)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_leaves_what_it_was_made_of_as_it_was(change):
    outlook, before = two_boards()
    today = forecast(outlook, before)
    change(before)
    assert forecast(outlook, before) == today


def test_lost_time_on_one_board_is_lost_in_the_life_table_of_another_with_a_short_past():
    """`c` has too few exits of its own, so that the team's life table is its own."""
    _, before = two_boards()
    after = what_if.without_time(before, lost_days())
    own, changed = (each.team.tables(each.team.boards["c"])[0] for each in (before, after))
    assert own == before.team.life
    assert changed == after.team.life
    assert changed != own


def test_a_further_driver_is_not_counted_in_the_past_of_the_team():
    _, before = two_boards()
    life = TeamPast([steady(26, 9, "b")[0], steady(2, 6, "c")[0]]).at(T).moment.life
    assert what_if.with_driver(before, "b").team.life == life


def test_cards_without_a_place_are_placed_where_others_come_behind_or_between_them():
    """`sorted` by place, what was put in is where it was meant to be."""
    done = tuple(CardPast(f"d{n}", 0.0, ((n + 1.0, "done"),)) for n in range(12))
    waiting = tuple(CardPast(key, float(n)) for n, key in enumerate("xyz"))
    placed = CardPast("p", 3.0, (), ((3.0, 5.0),))
    outlook = team(BoardPast("b", (*done, *waiting, placed), 0.0), steady(26, 3, "c")[0])
    before = asked(outlook, b=["x", "z"])
    assert queue(before, "b") == ["p", "x", "y", "z"]
    assert queue(what_if.given(before, [("c", "c078")], "b"), "b") == ["p", "x", "y", "z", "c/c078"]
    assert queue(what_if.added(before, "b", 2), "b")[:4] == ["p", "x", "y", "z"]
    assert queue(what_if.put_first(before, ("b", "z")), "b") == ["z", "p", "x", "y"]
    after = what_if.ordered(before, "b", ["z", "y"])
    assert queue(after, "b") == ["z", "y", "p", "x"]
    assert forecast(outlook, Situation(after.team, {"b": frozenset("z")})).ahead == 1


@settings(max_examples=often(15))
@given(teams(), st.floats(60, 250), st.data())
def test_nothing_but_a_dropped_or_new_card_changes_how_many_are_asked_for(boards, t, data):
    outlook = TeamPast(boards).at(t, 0.5)
    every = {name: [card.key for card in board.open] for name, board in outlook.moment.boards.items()}
    assume(outlook.moment.exits >= 10 and any(every.values()))
    before = asked(outlook, **every)
    board = data.draw(st.sampled_from([name for name, keys in every.items() if keys]))
    card = data.draw(st.sampled_from(every[board]))
    other = data.draw(st.sampled_from(sorted(every)))
    cards = forecast(outlook, before).cards
    changed = [
        (what_if.put_first(before, (board, card)), 0),
        (what_if.with_driver(before, other), 0),
        (what_if.without_driver(before, other), 0),
        (what_if.ordered(before, board, [card]), 0),
        (what_if.dropped(before, [(board, card)]), -1),
        (what_if.added(before, other, 2), 2),
    ]
    for after, more in changed:
        assert forecast(outlook, after).cards == cards + more
        for moment in after.team.boards.values():
            assert [c.order for c in moment.open] == sorted(c.order for c in moment.open)
