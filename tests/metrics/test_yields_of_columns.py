"""Which entries of a column count against its yield: what passed, what came back, what speaks for neither."""

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often

from kanban.metrics import reasons
from kanban.metrics.flow.quality import Quality, quality, together
from kanban.metrics.flow.totals import Window, existing

pytestmark = pytest.mark.any_day
ALL = Window()


def moved(*steps: tuple[str, str | None], column: str = READY) -> Desk:
    """A card that goes from column to column, an hour each; with the reason of a move back."""
    desk = Desk()
    desk.add(column=column)
    for at, (to, reason) in enumerate(steps, start=1):
        desk.move("1", to, at, **({"reason": reason} if reason else {}))
    return desk


def of(desk: Desk, window: Window = ALL) -> Quality:
    return quality(existing(desk.board.cards.values(), hour(END)), window)


def yields(desk: Desk) -> list[tuple[str, int, int]]:
    return [(column.column, column.entries, column.passed) for column in of(desk).columns]


def test_what_came_back_for_no_fault_is_no_entry_of_the_column_it_left() -> None:
    desk = moved((DOING, None), (REVIEW, None), (DOING, "mistake"), (READY, "parked"), (DOING, None), (DONE, None))
    assert yields(desk) == [(DOING, 2, 2)]


def test_a_stay_that_was_parked_is_not_blamed_for_a_later_defect() -> None:
    desk = moved((DOING, None), (READY, "parked"), (DOING, None), (REVIEW, None), (DOING, "defect"), (REVIEW, None),
                 (DONE, None))  # fmt: skip
    assert yields(desk) == [(DOING, 2, 1), (REVIEW, 2, 1)]


def test_a_column_left_of_where_the_card_went_back_to_keeps_its_pass() -> None:
    desk = moved((DOING, None), (REVIEW, None), (DONE, None), (REVIEW, "defect"), (DONE, None))
    assert yields(desk) == [(DOING, 1, 1), (REVIEW, 2, 1)]


def test_sorting_cards_within_a_column_is_no_step() -> None:
    desk = Desk()
    for _ in range(2):
        desk.add(column=DOING)
    desk.move("1", DOING, 1, after="2")
    desk.move("2", DOING, 2, after="1")
    for card in "12":
        desk.move(card, DONE, 3)
    assert yields(desk) == [(DOING, 2, 2)]


def test_columns_stand_from_left_to_right_whichever_was_entered_first() -> None:
    desk = Desk()
    desk.move(desk.add(column=REVIEW), DONE, 1)
    desk.move(desk.add(column=DOING), DONE, 2)
    assert [column for column, _, _ in yields(desk)] == [DOING, REVIEW]


def test_a_card_that_was_done_from_the_queue_after_parking_rests_on_no_entry() -> None:
    found = of(moved((DOING, None), (READY, "parked"), (DONE, None)))
    assert (found.n, found.rolled_yield, found.rolled_yield_reason) == (1, None, reasons.NO_ENTRY)


def test_a_board_without_a_finished_card_weighs_nothing_among_others() -> None:
    busy, idle = moved((DOING, None), (READY, "defect"), (DOING, None), (DONE, None)), Desk()
    idle.add(column=BACKLOG)
    alone, both = together([of(busy)]), together([of(idle), of(busy), of(Desk())])
    assert both == alone
    assert alone.rolled_yield == of(busy).rolled_yield == 0.5


@settings(max_examples=often(40))
@given(st.lists(stories, max_size=3).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_boards_changes_nothing(found: tuple[list[list], list[list]]) -> None:
    one, other = (
        together([quality(existing(played(story).cards.values(), hour(END)), ALL) for story in some]) for some in found
    )
    assert one.rolled_yield == pytest.approx(other.rolled_yield)
    assert (one.n, one.reworked, one.dpmo, one.sigma) == (other.n, other.reworked, other.dpmo, other.sigma)
