"""What a kept roll-up is asked: each answer is that of a plain count of the cards, whatever was asked before."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, READY, Desk, hour
from often import often
from plan_maker import named

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.undo import Redo, Undo
from kanban.metrics.rollup.cache import Codes, RollupCache
from kanban.metrics.rollup.contributions import merged, summarised
from kanban.model.board import Board
from kanban.model.card import Card, as_of
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day
DAY = 24
PACKAGES: Codes = (None, "1.1.1", "1.1.2")
SLUGS = ("li", "wang", "zhang")
codes = st.sets(st.sampled_from(PACKAGES), min_size=1).map(lambda some: tuple(sorted(some, key=str)))
package = st.sampled_from(PACKAGES)


class Step(NamedTuple):
    """A command to a board, one that goes or comes back, or a question."""

    slug: str
    command: object


class Finished(NamedTuple):
    """How many were finished under these packages, from so many hours ago on, for so long."""

    codes: Codes
    ago: int
    length: int


class Scope(NamedTuple):
    """What came under these packages and left them since an hour."""

    codes: Codes
    since: int


class Counted(NamedTuple):
    """What the cards under these packages come to."""

    codes: Codes


card = st.integers(1, 5).map(str)
commands = st.one_of(
    st.builds(Add, title=st.just("x"), work_package=package, column=st.sampled_from((READY, DOING, DONE))),
    st.builds(Move, cards=st.tuples(card), column=st.sampled_from((READY, DOING, DONE)), over_wip=st.just(True)),
    st.builds(Edit, cards=st.tuples(card), changes=st.fixed_dictionaries({"work_package": package})),
    st.builds(Edit, cards=st.tuples(card), changes=st.fixed_dictionaries({"title": st.sampled_from(("y", "z"))})),
    st.builds(Block, cards=st.tuples(card), why=st.just("crane")),
    st.builds(Archive, cards=st.tuples(card)),
    st.just(Undo()),
    st.just(Redo()),
    st.sampled_from(("gone", "back")),
)
questions = st.one_of(
    st.builds(Finished, codes, st.integers(0, 90), st.integers(0, 90)),
    st.builds(Scope, codes, st.sampled_from((3, 10, 25))),
    st.builds(Counted, codes),
)
steps = st.builds(Step, st.sampled_from(SLUGS), commands)
stories = st.lists(st.one_of(steps, steps, steps, steps, questions), min_size=5, max_size=40)


def cards_of(boards: Sequence[Board], moment: datetime) -> Iterator[tuple[Board, Card]]:
    for board in boards:
        for each in board.all_cards.values():
            past = as_of(each, moment)
            if past is not None:
                yield board, past


def in_scope(boards: Sequence[Board], wanted: Codes, moment: datetime) -> set[tuple[str, str]]:
    return {
        (board.slug, past.id)
        for board, past in cards_of(boards, moment)
        if past.work_package in wanted and past.work_package is not None and not past.flow.is_dropped
    }


def check(question: object, cache: RollupCache, boards: Sequence[Board], now: datetime) -> None:
    """The answer is that of a plain count."""
    if isinstance(question, Finished):
        begin = now - timedelta(hours=question.ago)
        end = begin + timedelta(hours=question.length)
        dates = [past.flow.finished_at for _, past in cards_of(boards, now) if past.work_package in question.codes]
        plain = sum(at is not None and begin < at <= end for at in dates)
        assert cache.finished(question.codes, begin, end) == plain
    elif isinstance(question, Scope):
        then, after = (in_scope(boards, question.codes, moment) for moment in (hour(question.since), now))
        assert cache.scope(question.codes, hour(question.since)) == (len(after - then), len(then - after))
    elif isinstance(question, Counted):
        cards = [past for _, past in cards_of(boards, now) if past.work_package in question.codes]
        figures = cache.figures(question.codes)
        assert figures.total == sum(not past.flow.is_dropped for past in cards)
        assert figures.done == sum(past.flow.is_finished for past in cards)
        assert figures.dropped == sum(past.flow.is_dropped for past in cards)
        assert {item.card.id for item in figures.blocked} == {past.id for past in cards if past.is_blocked}
        parts = [summarised(board, now).contributions.get(code) for code in question.codes for board in boards]
        assert figures == merged(part for part in parts if part is not None)


@settings(max_examples=often(150), deadline=None)
@given(stories)
def test_every_answer_is_that_of_a_plain_count(story: list[object]) -> None:
    """A step an hour, a question between two of them. Each board is the same object until it changes."""
    desks, present, cache = {slug: Desk() for slug in SLUGS}, dict.fromkeys(SLUGS, True), RollupCache()
    boards = {slug: named(desks[slug].board, slug) for slug in SLUGS}
    cache.update(boards.values(), hour(0))
    for number, step in enumerate(story, start=1):
        now = hour(number + 0.5)
        if isinstance(step, Step):
            if isinstance(step.command, str):
                present[step.slug] = step.command == "back"
            else:
                try:
                    desks[step.slug].give(step.command, number)  # type: ignore[arg-type]
                except Refused:
                    continue
                boards[step.slug] = named(desks[step.slug].board, step.slug)
            assert cache.update([boards[slug] for slug in SLUGS if present[slug]], now) == []
        shown = [boards[slug] for slug in SLUGS if present[slug]]
        check(step, cache, shown, now)
        assert cache.boards == tuple(shown)
        assert len(cache) == len(shown)
        assert set(cache.packages) == {past.work_package for _, past in cards_of(shown, now)}


@pytest.fixture
def desk() -> Desk:
    """Three cards of the girders, finished on the first, second and third day."""
    desk = Desk()
    for number in range(1, 4):
        desk.move(desk.add(column=DOING, work_package="1.1.1"), DONE, number * DAY)
    return desk


def test_finished_is_after_the_beginning_and_up_to_the_end(desk: Desk) -> None:
    cache = RollupCache()
    cache.update([desk.board], hour(9 * DAY))
    windows = [(1, 2), (0.99, 2), (1, 1.99), (1, 3), (3, 9), (2.5, 3), (0, 9), (1, 1)]
    counts = [cache.finished(("1.1.1",), hour(begin * DAY), hour(end * DAY)) for begin, end in windows]
    assert counts == [1, 2, 0, 2, 0, 1, 3, 0]
    assert cache.finished(("1.1.2", None), hour(0), hour(9 * DAY)) == 0


def test_an_earlier_beginning_is_counted_anew(desk: Desk) -> None:
    """Of what was asked before only what is later is kept."""
    cache = RollupCache()
    cache.update([desk.board], hour(20 * DAY))
    counts = [cache.finished(("1.1.1",), hour(begin * DAY), hour(20 * DAY)) for begin in (15, 2.5, 13.9, 0.5, 1.5, -99)]
    assert counts == [0, 1, 0, 3, 2, 3]


def test_what_changes_nothing_that_is_counted_leaves_the_figures_what_they_were(desk: Desk) -> None:
    cache = RollupCache()
    cache.update([desk.board], hour(9 * DAY))
    before = cache.figures(("1.1.1",))
    assert cache.figures(("1.1.1",)) is before
    desk.give(Edit(cards=("1",), changes={"title": "Weld span 18"}), 9 * DAY)
    cache.update([desk.board], hour(10 * DAY))
    after = cache.figures(("1.1.1",))
    assert [item.card.title for item in after.cards] == ["Weld span 18", "Weld span 17", "Weld span 17"]
    assert msgspec.structs.replace(after, contributions=before.contributions) == before


def test_boards_stand_in_the_order_of_their_names_whenever_they_come(desk: Desk) -> None:
    cache, boards = RollupCache(), {slug: named(desk.board, slug) for slug in ("d", "b", "c", "a", "桥", "ä")}
    known: list[Board] = []
    for slug, board in boards.items():
        known.append(board)
        cache.update(known, hour(9 * DAY))
        parts = cache.figures(("1.1.1",)).contributions
        assert [part.board.slug for part in parts] == sorted(list(boards)[: list(boards).index(slug) + 1])
    cache.update([boards["c"], boards["a"]], hour(9 * DAY))
    assert [board.slug for board in cache.boards] == ["a", "c"]
    assert cache.figures(("1.1.1",)).drivers == ("a", "c")


def test_a_board_that_comes_late_under_a_package_stands_before_those_that_were_there(desk: Desk) -> None:
    early, late = Desk(), named(desk.board, "zhang")
    early.add(work_package="1.1.2")
    cache = RollupCache()
    cache.update([named(early.board, "an"), late], hour(4 * DAY))
    early.give(Edit(cards=("1",), changes={"work_package": "1.1.1"}), 4 * DAY)
    cache.update([named(early.board, "an"), late], hour(5 * DAY))
    assert [part.board.slug for part in cache.figures(("1.1.1",)).contributions] == ["an", "zhang"]
    assert "1.1.2" not in cache.packages


def test_a_card_that_is_finished_after_the_question_is_in_the_next_answer(desk: Desk) -> None:
    cache = RollupCache()
    for number in range(4, 8):
        cache.update([desk.board], hour(number * DAY))
        assert cache.finished(("1.1.1",), hour(2.5 * DAY), hour(number * DAY)) == number - 3
        desk.move(desk.add(column=DOING, work_package="1.1.1", at=number * DAY), DONE, number * DAY + 1)


@pytest.mark.parametrize("asked", [(1, 2, 3, 4, 5, 6), (1, 3, 5), (1, 4), (2, 5, 6), (6,)])
def test_a_scope_is_the_same_however_often_it_is_asked_for(desk: Desk, asked: tuple[int, ...]) -> None:
    """Three boards get a card in turns, the first one goes and comes again; a card under no package is in no scope."""
    desks, cache, since = [Desk(), Desk(), Desk()], RollupCache(), hour(0.5)
    boards = [named(each.board, slug) for each, slug in zip(desks, SLUGS, strict=True)]
    for number in range(1, 7):
        turn = number % 3
        for package in ("1.1.1", None):
            desks[turn].add(work_package=package, at=number)
        boards[turn] = named(desks[turn].board, SLUGS[turn])
        shown = boards if number not in (3, 4) else boards[1:]
        cache.update(shown, hour(number))
        if number in asked:
            scope = in_scope(shown, ("1.1.1",), hour(number))
            answers = [cache.scope(gated, since) for gated in (("1.1.1",), (None,), ("1.1.1",))]
            assert answers == [(len(scope), 0), (0, 0), (len(scope), 0)]


def test_what_left_the_scope_is_told_until_there_is_no_board_any_more(desk: Desk) -> None:
    cache = RollupCache()
    cache.update([desk.board], hour(3 * DAY))
    assert cache.scope(("1.1.1",), hour(3 * DAY)) == (0, 0)
    desk.add(work_package="1.1.1", at=4 * DAY)
    desk.give(Archive(cards=("4",)), 8 * DAY)
    cache.update([desk.board], hour(8 * DAY))
    assert (cache.scope(("1.1.1",), hour(3 * DAY)), cache.scope(("1.1.1",), hour(7 * DAY))) == ((0, 0), (0, 1))
    for boards, scope in (([], (0, 0)), ([desk.board], (0, 1))):
        cache.update(boards, hour(9 * DAY))
        assert cache.scope(("1.1.1",), hour(7 * DAY)) == scope


def test_a_card_that_went_from_one_gated_package_to_the_other_neither_came_nor_left(desk: Desk) -> None:
    cache = RollupCache()
    desk.give(Edit(cards=("1",), changes={"work_package": "1.1.2"}), 4 * DAY)
    cache.update([desk.board], hour(5 * DAY))
    scopes = [cache.scope(gated, hour(3 * DAY)) for gated in (("1.1.1", "1.1.2"), ("1.1.1",), ("1.1.2",), (None,))]
    assert scopes == [(0, 0), (0, 1), (1, 0), (0, 0)]


def test_what_cannot_be_counted_is_named_each_time_and_hides_nobody_else(desk: Desk) -> None:
    whole, cache, broken = named(desk.board, "an"), RollupCache(), Desk()
    broken.add(work_package="1.1.1")
    broken.spoil("1")
    spoilt = named(broken.board, "li")
    for _ in range(3):
        (unreadable,) = cache.update([whole, spoilt], hour(9 * DAY))
        assert (unreadable.slug, len(cache), cache.figures(("1.1.1",)).total) == ("li", 1, 3)
    (again,) = cache.update([spoilt], hour(9 * DAY))
    assert again is unreadable, "the same board is not tried again"
    assert (len(cache), cache.boards, [*cache.packages]) == (0, (), [])
    assert cache.update([whole], hour(9 * DAY)) == []
    assert cache.update([whole, named(desk.board, "li")], hour(9 * DAY)) == []
    assert cache.figures(("1.1.1",)).total == 6


@pytest.mark.parametrize(("back", "live", "done"), [(1, True, 3), (23, True, 3), (24, True, 2), (1, False, 2)])
def test_a_clock_set_back_by_less_than_a_day_forgets_nothing_of_a_live_board(
    desk: Desk, back: int, live: bool, done: int
) -> None:
    cache = RollupCache()
    cache.update([desk.board], hour(3 * DAY - back), live=live)
    assert cache.figures(("1.1.1",)).done == done
