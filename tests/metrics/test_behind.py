"""The cards behind a figure are those it counts, no other and none twice."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Archive, Block, Unblock
from kanban.metrics.figure import by_term
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.metrics.rollup.behind import Behind, cards_behind
from kanban.model.card import Card

DAY = 24
NOW = hour(40 * DAY)
REASONS = ("defect", "change", "parked", "mistake", None)


def counted(desk: Desk, window: Window) -> tuple[Sequence[Card], Totals]:
    cards = existing(desk.board.cards.values(), NOW)
    return cards, totals(cards, window, NOW)


def ids(behind: Sequence[Behind]) -> list[str]:
    return [item.card.id for item in behind]


@pytest.fixture
def worked() -> Desk:
    """Twelve cards of 1 to 12 days, one of them reworked; one without a start, one dropped, two under way."""
    desk = Desk()
    for days in range(1, 13):
        card = desk.add(f"{days} days", column=DOING)
        desk.move(card, DONE, days * DAY)
    desk.move("5", REVIEW, 13 * DAY, reason="defect")
    desk.move("5", DONE, 14 * DAY)
    desk.move(desk.add("no start"), DONE, 15 * DAY)
    desk.give(Archive(cards=(desk.add("dropped"),)), 16 * DAY)
    for at in (20 * DAY, 10 * DAY):
        desk.add("under way", at=at, column=DOING)
    return desk


def test_of_a_duration_those_beyond_p85_stand_first_and_are_marked(worked):
    cards, figures = counted(worked, Window())
    behind = cards_behind("cycle_time", cards, Window(), NOW)
    limit = figures.cycle_time.p85_seconds
    assert ids(behind)[:3] == ["5", "12", "11"]
    assert [item.card.id for item in behind if item.beyond] == ["5", "12"]
    assert all((item.seconds > limit) == item.beyond for item in behind)


def test_rework_stands_with_its_reasons_and_work_in_progress_with_its_age(worked):
    cards, _ = counted(worked, Window())
    (reworked,) = cards_behind("rework_rate", cards, Window(), NOW)
    assert (reworked.card.id, reworked.reasons, reworked.seconds) == ("5", ("defect",), DAY * 3600)
    assert [(i.card.title, i.seconds) for i in cards_behind("wip", cards, Window(), NOW)] == [
        ("under way", 30 * DAY * 3600), ("under way", 20 * DAY * 3600),
    ]  # fmt: skip


def test_what_was_left_out_is_found_by_its_code(worked):
    cards, figures = counted(worked, Window())
    assert figures.cycle_time.excluded == {"finished_without_start": 1}
    assert [i.card.title for i in cards_behind("finished_without_start", cards, Window(), NOW)] == ["no start"]
    assert [i.card.title for i in cards_behind("dropped", cards, Window(), NOW)] == ["dropped"]
    assert cards_behind("nothing of that name", cards, Window(), NOW) == ()


moves = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from([BACKLOG, READY, DOING, REVIEW, DONE]), st.sampled_from(REASONS)),
    max_size=30,
)


@given(moves, st.sampled_from([Window(), Window(hour(3 * DAY)), Window(hour(2 * DAY), hour(9 * DAY))]))
def test_there_are_as_many_as_the_figure_says(steps, window):
    desk = Desk()
    for _ in range(6):
        desk.add()
    for number, (card, column, reason) in enumerate(steps):
        desk.move(str(card), column, number * 12, reason=reason)
    desk.give(Archive(cards=("6",)), 16 * DAY)
    cards, all_figures = counted(desk, window)
    figures = by_term(flow_figures(all_figures))
    found = {term: ids(cards_behind(term, cards, window, NOW)) for term in figures}
    assert all(len(set(some)) == len(some) for some in found.values())
    assert len(found["cycle_time"]) == figures["cycle_time"].n
    assert len(found["lead_time"]) == figures["lead_time"].n
    assert len(found["finished"]) == len(found["throughput"]) == figures["finished"].value
    assert len(found["rework_rate"]) == figures["rework_rate"].part
    assert len(found["wip"]) == figures["wip"].value
    assert len(found["dropped"]) == figures["dropped"].value
    for code, n in all_figures.cycle_time.excluded.items():
        assert len(cards_behind(code, cards, window, NOW)) == n


def test_behind_the_flow_efficiency_are_the_blocked_cards_longest_first() -> None:
    desk = Desk()
    for hours in (2, 5, 0):
        card = desk.add(column=DOING)
        if hours:
            desk.give(Block(cards=(card,), why="crane"), 1)
            desk.give(Unblock(cards=(card,)), 1 + hours)
        desk.move(card, DONE, 20)
    cards = existing(desk.board.cards.values(), hour(30))
    found = cards_behind("flow_efficiency", cards, Window(), hour(30))
    assert [(item.card.id, item.seconds) for item in found] == [("2", 5 * 3600), ("1", 2 * 3600)]
    assert len(cards_behind("littles_law", cards, Window(), hour(30))) == 3
