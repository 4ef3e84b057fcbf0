"""Figures that add up: whatever is merged in whatever groups comes to the same; scope since a moment."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, Desk, hour
from often import often
from plan_maker import named

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.undo import Undo
from kanban.metrics.rollup.contributions import Contribution, Figures, counts_alike, merged, scope_of, summarised
from kanban.text.messages import Refused

DAY = 24
PACKAGES = (None, "1.1.1", "1.1.2", "1.2.1")
card = st.integers(1, 5).map(str)
steps = st.lists(
    st.one_of(
        st.builds(
            Add,
            title=st.just("x"),
            work_package=st.sampled_from(PACKAGES),
            estimate=st.sampled_from((None, 1.0, 2.0)),
        ),
        st.builds(Move, cards=st.tuples(card), column=st.sampled_from((BACKLOG, READY, DOING, DONE))),
        st.builds(
            Edit, cards=st.tuples(card), changes=st.fixed_dictionaries({"work_package": st.sampled_from(PACKAGES)})
        ),
        st.builds(Block, cards=st.tuples(card), why=st.just("crane")),
        st.builds(Archive, cards=st.tuples(card)),
        st.just(Undo()),
    ),
    max_size=30,
)


def played(commands: list, slug: str = "bridge"):
    """A board after these commands, one an hour; what is refused is left out."""
    desk = Desk()
    for number, command in enumerate(commands):
        try:
            desk.give(command, number)
        except Refused:
            continue
    return named(desk.board, slug)


def counts(figures: Figures) -> tuple[object, ...]:
    """All that does not depend on the order in which contributions come."""
    return (
        figures.total, figures.done, figures.dropped, figures.finished, figures.reworked, figures.finished_at,
        figures.cycle_time_p85_seconds, figures.drivers, [item.card.id for item in figures.blocked],
        pytest.approx(figures.completion_rate) if figures.completion_rate is not None else None,
    )  # fmt: skip


@settings(max_examples=often(60))
@given(steps, steps)
def test_the_sum_does_not_depend_on_the_order(mine: list, theirs: list) -> None:
    boards = [played(mine, "li"), played(theirs, "wang")]
    parts = [part for board in boards for part in summarised(board, hour(99)).contributions.values()]
    assert counts(merged(parts)) == counts(merged(parts[::-1]))


@settings(max_examples=often(60))
@given(steps)
def test_every_card_is_in_one_contribution_or_dropped_or_undone(commands: list) -> None:
    board = played(commands)
    figures = merged(summarised(board, hour(99)).contributions.values())
    live = [card for card in board.cards.values() if not card.void]
    assert figures.total + figures.dropped == len(live)
    assert figures.done == sum(card.flow.is_finished for card in live)
    assert len(figures.cards) == figures.total
    assert 0 <= (figures.completion_rate or 0) <= 1


@settings(max_examples=often(60))
@given(steps, st.integers(0, 30))
def test_what_came_and_what_left_since_a_day_is_the_difference_of_the_scopes(commands: list, since: int) -> None:
    board, gated = played(commands), {"1.1.1", "1.1.2"}
    then, now = hour(since + 0.5), hour(99)
    added, removed = scope_of(summarised(board, now), gated, then)

    def in_scope(moment) -> set[str]:
        parts = summarised(board, moment).contributions
        return {card.id for package, part in parts.items() if package in gated for card in part.cards}

    before, after = in_scope(then), in_scope(now)
    assert (added, removed) == (len(after - before), len(before - after))


def part(desk: Desk, package: str | None = None, at: float = 9 * DAY) -> Contribution:
    return summarised(desk.board, hour(at)).contributions[package]


def test_completion_is_cards_done_of_cards() -> None:
    desk = Desk()
    for _ in range(4):
        desk.add(column=DOING)
    desk.move("1", DONE, 1)
    assert merged([part(desk)]).completion_rate == 0.25
    assert merged([part(desk)]).weighted_completion_rate is None


def test_the_weighted_completion_goes_by_estimates() -> None:
    desk = Desk()
    desk.add(column=DOING, estimate=3.0)
    desk.add(column=DOING, estimate=1.0)
    desk.move("1", DONE, 1)
    assert merged([part(desk)]).weighted_completion_rate == 0.75
    assert merged([part(desk)]).completion_rate == 0.5


def test_a_card_without_an_estimate_weighs_the_mean_of_those_that_have_one() -> None:
    desk = Desk()
    for estimate in (3.0, 1.0, None, None):
        desk.add(column=DOING, estimate=estimate)
    desk.move("1", DONE, 1)
    desk.move("3", DONE, 1)
    assert merged([part(desk)]).weighted_completion_rate == (3 + 2) / (3 + 1 + 2 + 2)


def test_one_estimated_card_of_ten_is_a_tenth_and_not_all() -> None:
    desk = Desk()
    desk.add(column=DOING, estimate=5.0)
    for _ in range(9):
        desk.add(column=DOING)
    desk.move("1", DONE, 1)
    assert merged([part(desk)]).completion_rate == merged([part(desk)]).weighted_completion_rate == 0.1


def test_the_card_blocked_longest_stands_first_and_finished_ones_do_not() -> None:
    desk = Desk()
    for title in ("short", "long", "done"):
        desk.add(title, column=DOING)
    for title, at in (("2", 1), ("3", 1), ("1", 5)):
        desk.give(Block(cards=(title,), why="crane"), at)
    desk.move("3", DONE, 6)
    assert [item.card.title for item in merged([part(desk)]).blocked] == ["long", "short"]


def test_a_driver_counts_where_he_has_cards() -> None:
    one, dropped = Desk(), Desk()
    one.add()
    dropped.give(Archive(cards=(dropped.add(),)), 1)
    parts = [
        summarised(named(board, slug), hour(DAY)).contributions[None]
        for slug, board in (("li", one.board), ("wang", dropped.board))
    ]
    figures = merged(parts)
    assert figures.drivers == ("li",)
    assert figures.dropped == 1


def test_a_board_as_of_a_day_has_the_cards_of_that_day() -> None:
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    desk.give(Edit(cards=("1",), changes={"work_package": "1.2.1"}), 2 * DAY)
    desk.move("1", DONE, 3 * DAY)
    assert set(summarised(desk.board, hour(DAY)).contributions) == {"1.1.1"}
    assert part(desk, "1.2.1", 2.5 * DAY).tally.done == 0
    assert part(desk, "1.2.1").tally.done == 1
    assert summarised(desk.board, hour(-1)).contributions == {}


def test_contributions_count_alike_when_no_figure_tells_them_apart() -> None:
    desk = Desk()
    desk.add("a", column=DOING)
    before = part(desk)
    desk.give(Edit(cards=("1",), changes={"title": "b"}), 1)
    assert counts_alike(before, part(desk))
    desk.give(Edit(cards=("1",), changes={"estimate": 2.0}), 2)
    assert not counts_alike(before, part(desk))
    other = msgspec.structs.replace(before, tally=msgspec.structs.replace(before.tally, done=1))
    assert not counts_alike(before, other)


def test_a_blocked_card_is_never_taken_for_another() -> None:
    desk = Desk()
    desk.add("a", column=DOING)
    desk.give(Block(cards=("1",), why="crane"), 1)
    assert not counts_alike(part(desk), part(desk)), "its reason and its time are shown"
