"""Yields, defects per million and sigma against published tables, and on boards driven by hand."""

import itertools

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often

from kanban.metrics import reasons
from kanban.metrics.flow.quality import (
    ColumnYield,
    Quality,
    dpmo,
    quality,
    rolled_throughput_yield,
    sigma_level,
    together,
)
from kanban.metrics.flow.totals import Window, existing, totals

ALL = Window()


def of(desk: Desk, at: float = 1000, window: Window = ALL) -> Quality:
    return quality(existing(desk.board.cards.values(), hour(at)), window)


@pytest.mark.parametrize(
    ("per_million", "sigma"),
    [(3.4, 6.0), (233, 5.0), (6210, 4.0), (66807, 3.0), (308538, 2.0), (691462, 1.0), (500000, 1.5)],
)
def test_the_published_sigma_table(per_million: float, sigma: float) -> None:
    """Harry and Schroeder, "Six Sigma" (2000); ASQ's conversion table: with the shift of 1.5."""
    assert sigma_level(per_million) == pytest.approx(sigma, abs=0.005)


def test_the_rolled_yield_of_pyzdek() -> None:
    """Pyzdek, "The Six Sigma Project Planner" (2003), table 24: four steps with 5000, 15000, 1000, 50 per million."""
    failed = (10_000, 30_000, 2_000, 100)
    columns = [ColumnYield(str(i), 2_000_000, 2_000_000 - n) for i, n in enumerate(failed)]
    assert rolled_throughput_yield(columns) == pytest.approx(0.979, abs=5e-4)


def test_the_pencils_of_a_published_dpmo() -> None:
    """CodeProject 404751, "Process Performance Determination": 165 defects of three kinds in 40 000 pencils."""
    assert dpmo(36 + 118 + 11, 40_000, 6) == pytest.approx(687.5)


def test_a_card_that_came_back_from_review_counts_against_both_columns() -> None:
    desk = Desk()
    desk.add()
    for at, (column, reason) in enumerate(
        ((DOING, None), (REVIEW, None), (DOING, "defect"), (REVIEW, None), (DONE, None)), start=1
    ):
        desk.move("1", column, at, **({"reason": reason} if reason else {}))
    found = of(desk)
    assert [(c.column, c.entries, c.passed) for c in found.columns] == [(DOING, 2, 1), (REVIEW, 2, 1)]
    assert found.rolled_yield == 0.25
    assert (found.first_pass_yield, found.reworked, found.n) == (0.0, 1, 1)
    assert (found.defects, found.dpmo, found.sigma) == (1, 1_000_000, None)
    assert found.sigma_reason == reasons.ALL_DEFECTS


def test_pulled_out_of_done_every_column_it_passes_over_has_failed() -> None:
    desk = Desk()
    desk.add()
    for at, column in enumerate((DOING, REVIEW, DONE), start=1):
        desk.move("1", column, at)
    desk.move("1", DOING, 4, reason="change")
    desk.move("1", DONE, 5)
    assert [(c.column, c.entries, c.passed) for c in of(desk).columns] == [(DOING, 2, 1), (REVIEW, 1, 0)]
    assert of(desk).defects == 0


def test_a_wrong_key_and_a_card_put_back_for_later_spoil_no_yield() -> None:
    desk = Desk()
    desk.add()
    for at, (column, reason) in enumerate(
        ((DOING, None), (REVIEW, None), (DOING, "mistake"), (READY, "parked"), (DOING, None), (DONE, None)), start=1
    ):
        desk.move("1", column, at, **({"reason": reason} if reason else {}))
    found = of(desk)
    assert (found.first_pass_yield, found.rolled_yield, found.dpmo) == (1.0, 1.0, 0.0)
    assert (found.sigma, found.sigma_reason) == (None, reasons.NO_DEFECTS)


def test_without_a_finished_card_nothing_is_said_and_why() -> None:
    desk = Desk()
    desk.add()
    desk.add()
    desk.move("2", DONE, 1)  # straight from the queue: it never was in work
    found = of(desk)
    assert (found.finished, found.n) == (1, 0)
    for name in ("first_pass_yield", "rolled_yield", "dpmo", "sigma"):
        assert getattr(found, name) is None
        assert getattr(found, f"{name}_reason") == reasons.NO_KNOWN_START


def test_more_opportunities_make_fewer_defects_per_million() -> None:
    desk = Desk()
    for number in range(10):
        card = desk.add(f"card {number}", column=DOING)
        if number < 2:
            desk.move(card, REVIEW, 1)
            desk.move(card, DOING, 2, reason="defect")
        desk.move(card, DONE, 3)
    cards = existing(desk.board.cards.values(), hour(9))
    once, fivefold = quality(cards, ALL), quality(cards, ALL, 5)
    assert (once.dpmo, fivefold.dpmo) == (200_000, 40_000)
    assert fivefold.sigma > once.sigma
    assert not once.low_sample


def test_boards_together_weigh_as_many_cards_as_they_rest_on() -> None:
    desks = [Desk(), Desk()]
    for desk, cards in zip(desks, (1, 3), strict=True):
        for _ in range(cards):
            desk.move(desk.add(column=DOING), DONE, 5)
    bad = desks[0]
    bad.move("1", DOING, 6, reason="defect")
    bad.move("1", DONE, 7)
    parts = [of(desk) for desk in desks]
    assert [part.rolled_yield for part in parts] == [0.5, 1.0]
    whole = together(parts)
    assert (whole.n, whole.reworked, whole.first_pass_yield) == (4, 1, 0.75)
    assert whole.rolled_yield == pytest.approx((0.5 * 1 + 1.0 * 3) / 4)
    assert whole.dpmo == 250_000
    assert together([]).first_pass_yield_reason == reasons.NO_KNOWN_START


@settings(max_examples=often(100))
@given(stories)
def test_first_pass_yield_is_one_without_the_rework_rate(story: list) -> None:
    cards = existing(played(story).cards.values(), hour(END))
    found, flow = quality(cards, ALL), totals(cards, ALL, hour(END))
    assert (found.n, found.reworked) == (flow.rework.finished, flow.rework.reworked)
    if found.n:
        assert found.first_pass_yield == pytest.approx(1 - flow.rework.rework_rate)
    if found.n and not flow.rework.moves:  # none where a card that was parked at once was later done from the queue
        assert found.rolled_yield == (1.0 if any(column.entries for column in found.columns) else None)
    assert found.rolled_yield is None or 0 <= found.rolled_yield <= 1
    if found.rolled_yield is not None and found.rolled_yield < 1:
        assert found.first_pass_yield < 1
    assert found.defects == flow.rework.by_reason["defect"]
    assert all(0 <= c.passed <= c.entries for c in found.columns)


@settings(max_examples=often(60))
@given(stories, st.lists(st.integers(0, END), min_size=1, max_size=4, unique=True))
def test_windows_side_by_side_add_up(story: list, edges: list[int]) -> None:
    cards = existing(played(story).cards.values(), hour(END))
    bounds = [None, *map(hour, sorted(edges)), None]
    parts = [quality(cards, Window(begin, end)) for begin, end in itertools.pairwise(bounds)]
    whole = quality(cards, ALL)
    for name in ("finished", "n", "reworked", "defects"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
    for column in whole.columns:
        some = [c for part in parts for c in part.columns if c.column == column.column]
        assert (sum(c.entries for c in some), sum(c.passed for c in some)) == (column.entries, column.passed)


@settings(max_examples=often(60))
@given(stories, st.integers(0, 40))
def test_a_past_day_is_what_would_have_been_counted_then(story: list, then: int) -> None:
    whole, until_then = played(story), played(story[:then])
    moment = hour(then + 0.5)
    assert quality(existing(whole.cards.values(), moment), ALL) == quality(
        existing(until_then.cards.values(), moment), ALL
    )


@given(st.floats(0.001, 999_999), st.floats(0.001, 999_999))
def test_more_defects_are_never_a_higher_level(one: float, other: float) -> None:
    few, many = sorted((one, other))
    assert sigma_level(few) >= sigma_level(many)


def test_no_level_of_none_and_of_all() -> None:
    assert [sigma_level(value) for value in (None, 0, 1_000_000, 2_000_000)] == [None] * 4
    assert dpmo(0, 0) is None


def test_a_card_left_in_the_queue_does_not_count() -> None:
    desk = Desk()
    desk.add(column=BACKLOG)
    assert of(desk).columns == ()
