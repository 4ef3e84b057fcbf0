"""Cursor, marks and filter, whatever happens to the board under them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, Desk

from kanban.commands.cards import Add, Archive
from kanban.commands.undo import Undo
from kanban.screens.board.selection import Selection
from kanban.text.messages import Refused

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]


def desk() -> Desk:
    """Backlog 1 to 4, Ready 5 and 6, Doing nothing, Done 7."""
    made = Desk()
    for number in range(1, 8):
        made.add(f"Card {number}", column=BACKLOG if number < 5 else READY if number < 7 else DONE)
    return made


def test_it_begins_on_the_first_card_there_is() -> None:
    made = Desk()
    assert Selection(made.board).card is None
    made.add("late", column=DOING)
    chosen = Selection(made.board)
    assert (chosen.column, chosen.card) == (2, "1")


def test_every_column_remembers_its_row() -> None:
    chosen = Selection(desk().board)
    chosen.by(2)
    chosen.to_column(1)
    chosen.by(1)
    chosen.to_column(0)
    assert chosen.card == "3"
    chosen.to_column(1)
    assert chosen.card == "6"
    chosen.to_column(9)
    assert (chosen.column, chosen.card) == (4, "7")
    chosen.to_column(-3)
    assert (chosen.column, chosen.card) == (0, "3")


def test_the_cursor_keeps_to_its_card_when_others_move() -> None:
    made = desk()
    chosen = Selection(made.board)
    chosen.to("3")
    made.move("1", DONE)
    made.give(Add(title="new", top=True))
    made.move("2", READY)
    chosen.take(made.board)
    assert (chosen.card, chosen.row) == ("3", 1)


def test_it_follows_its_own_card() -> None:
    made = desk()
    chosen = Selection(made.board)
    made.move("1", DONE)
    chosen.take(made.board)
    assert (chosen.column, chosen.card) == (4, "1")


def test_it_keeps_its_row_when_its_card_goes() -> None:
    made = desk()
    chosen = Selection(made.board)
    chosen.to("2")
    made.give(Archive(cards=("2",)))
    chosen.take(made.board)
    assert chosen.card == "3"
    made.give(Archive(cards=("3", "4", "1")))
    chosen.take(made.board)
    assert (chosen.column, chosen.card) == (0, None)


def test_marks_are_acted_on_in_the_order_of_the_board() -> None:
    made = desk()
    chosen = Selection(made.board)
    for card_id in ("6", "3", "1"):
        chosen.to(card_id)
        chosen.mark()
    assert chosen.chosen == ("1", "3", "6")
    chosen.mark()
    assert chosen.chosen == ("3", "6")
    made.give(Archive(cards=("3",)))
    chosen.take(made.board)
    assert chosen.chosen == ("6",)


def test_a_range_begins_at_the_last_mark_of_the_column() -> None:
    chosen = Selection(desk().board)
    chosen.to("5")
    chosen.mark()
    chosen.to("4")
    chosen.mark()
    chosen.to("2")
    chosen.mark_range()
    assert chosen.chosen == ("2", "3", "4", "5")
    other = Selection(desk().board)
    other.mark_range()
    assert other.chosen == ("1",), "without a mark it is a mark"


def test_what_the_filter_hides_is_not_acted_on_by_the_cursor() -> None:
    made = desk()
    chosen = Selection(made.board)
    chosen.filter("card 6")
    assert (chosen.card, chosen.shown_count, chosen.cards_in(0)) == ("6", 1, ())
    chosen.filter("nothing")
    assert (chosen.card, chosen.chosen, chosen.shown_count) == (None, (), 0)
    chosen.filter("")
    assert chosen.shown_count == 7


def test_going_to_a_hidden_card_takes_the_filter_away() -> None:
    chosen = Selection(desk().board)
    chosen.filter("card 6")
    chosen.to("6")
    assert chosen.needle == "card 6"
    chosen.to("2")
    assert (chosen.card, chosen.needle, chosen.shown_count) == ("2", "", 7)


def test_the_filter_takes_several_words_in_any_case() -> None:
    chosen = Selection(desk().board, haystack=lambda card: f"{card.title} Straße".casefold())
    chosen.filter("STRASSE 3")
    assert chosen.card == "3"


def test_round_and_round_the_cards_shown() -> None:
    chosen = Selection(desk().board)
    seen = []
    for _ in range(8):
        seen.append(chosen.card)
        chosen.along(1)
    assert seen == ["1", "2", "3", "4", "5", "6", "7", "1"]
    chosen.along(-1)
    chosen.along(-1)
    assert chosen.card == "7"


CARDS = st.sampled_from([str(n) for n in range(1, 9)])
STEPS = st.one_of(
    st.tuples(st.just("to"), CARDS),
    st.tuples(st.just("to_column"), st.integers(-2, 7)),
    st.tuples(st.just("by"), st.integers(-5, 5)),
    st.tuples(st.just("along"), st.sampled_from([1, -1])),
    st.tuples(st.just("filter"), st.sampled_from(["", "card", "5", "1 card", "zz"])),
    st.tuples(st.just("mark"), st.none()),
    st.tuples(st.just("mark_range"), st.none()),
    st.tuples(st.just("move"), st.tuples(CARDS, st.sampled_from([BACKLOG, READY, DOING, DONE]))),
    st.tuples(st.just("archive"), CARDS),
    st.tuples(st.just("undo"), st.none()),
)


@given(st.lists(STEPS, max_size=40))
def test_whatever_happens_the_cursor_is_on_a_card_that_is_shown(steps: list[tuple[str, object]]) -> None:
    made = desk()
    chosen = Selection(made.board)
    for name, value in steps:
        try:
            match name, value:
                case "move", (card, column):
                    made.move(card, column)
                case "archive", card:
                    made.give(Archive(cards=(card,)))
                case "undo", _:
                    made.give(Undo())
                case _:
                    getattr(chosen, name)(*([] if value is None else [value]))
        except Refused:
            continue
        chosen.take(made.board)
        lane = chosen.cards_in()
        assert chosen.card in lane if lane else chosen.card is None
        assert chosen.card is None or lane[chosen.row] == chosen.card
        assert all(made.board.cards[card_id].is_on_board for card_id in chosen.chosen)
        assert chosen.shown_count <= sum(map(len, made.board.order.values()))


TYPED = st.sampled_from(["", "c", "card", "card 5", "-5", "is:", "is:due", "is:due ", "#x", "#x "])


@given(st.lists(st.one_of(TYPED, st.tuples(CARDS, st.sampled_from([BACKLOG, DOING]))), max_size=12))
def test_letters_taken_back_show_what_they_showed_before(steps: list[str | tuple[str, str]]) -> None:
    made = desk()
    typing, text = Selection(made.board), ""
    for step in steps:
        if isinstance(step, str):
            text = step
        else:
            with suppress(Refused):
                made.move(*step)
            typing.take(made.board)
        typing.filter(text, is_typing=True)
        anew = Selection(made.board)
        anew.filter(text, is_typing=True)
        assert typing.shown == anew.shown
