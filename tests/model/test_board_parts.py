"""The parts of a board and of a WBS beside the plainest way to say what they are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk

from kanban.commands.cards import Archive
from kanban.model.board import Column, assemble, check_columns, packages_of, ranked, without
from kanban.model.rank import between, series
from kanban.model.wbs import code_key, is_code, is_package, level

KINDS = ("queue", "active", "done")
ids = st.lists(st.integers(1, 40).map(str), unique=True, max_size=30).map(tuple)
columns = st.lists(
    st.builds(
        Column,
        id=st.just("c"),
        name=st.sampled_from(("A", "a", "B", "C", "D", "É", "é")),
        kind=st.sampled_from(KINDS),
        deleted=st.booleans(),
    ),
    max_size=6,
)
parts = st.lists(st.integers(1, 999_999), min_size=1, max_size=3)


@given(ids, st.sets(st.integers(1, 60).map(str)))
def test_cards_are_cut_out_of_a_column_whatever_their_number(column, leaving):
    assert without(column, leaving) == tuple(card for card in column if card not in leaving)


@given(columns)
def test_columns_make_a_board_if_all_kinds_are_there_in_order_under_names_of_their_own(found):
    live = [column for column in found if not column.deleted]
    kinds = [KINDS.index(column.kind) for column in live]
    names = [column.name.casefold() for column in live]
    good = set(kinds) == {0, 1, 2} and kinds == sorted(kinds) and len(names) == len(set(names))
    assert (check_columns(found) is None) == good


@given(st.lists(st.tuples(st.sampled_from(("top", "bottom")), st.booleans()), max_size=20))
def test_the_order_is_that_of_the_ranks_and_only_of_cards_on_the_board(steps):
    desk, wanted = Desk(), []
    for where, archived in steps:
        card = desk.add(column=DOING, top=where == "top")
        wanted.insert(0 if where == "top" else len(wanted), card)
        if archived:
            desk.give(Archive(cards=(card,)))
            wanted.remove(card)
    board = desk.board
    assert board.cards_in(DOING) == tuple(wanted)
    assert {name: tuple(card for _, card in lane) for name, lane in ranked(board.cards).items()} == (
        {DOING: tuple(wanted)} if wanted else {}
    )
    assert assemble(board.head, board.cards).order == ({DOING: tuple(wanted)} if wanted else {})
    assert board.cards_in(DONE) == ()
    assert list(board.all_cards) == [str(number) for number in range(1, len(steps) + 1)]


def test_packages_of_a_board_are_those_of_all_its_cards_the_archived_too():
    desk = Desk()
    for package in ("1.1.1", "1.1.2", None, "1.1.1"):
        desk.add(work_package=package)
    desk.give(Archive(cards=("2",)))
    assert packages_of(desk.board) == {"1.1.1", "1.1.2"}


@given(parts)
def test_every_code_of_numbers_is_one_and_says_its_level(numbers):
    code = ".".join(map(str, numbers))
    assert is_code(code)
    assert (level(code), code_key(code)) == (len(numbers), tuple(numbers))
    assert is_package(code) == (len(numbers) == 3)
    assert not is_code(f"{code}.") and not is_code(f"0{code}")  # noqa: PT018
    assert not is_code(code.replace(".", ",")) or "." not in code


@given(st.lists(parts, max_size=20))
def test_a_parent_stands_before_its_children_and_numbers_count_as_numbers(found):
    codes = sorted({".".join(map(str, numbers)) for numbers in found}, key=code_key)
    assert [code_key(code) for code in codes] == sorted({tuple(numbers) for numbers in found})
    for index, code in enumerate(codes):
        assert not any(code.startswith(f"{later}.") for later in codes[index:])


@given(st.text(max_size=12))
def test_any_text_is_a_code_only_if_it_is_numbers_joined_by_stops(text):
    pieces = text.split(".")
    plain = all(p.isascii() and p.isdigit() and 1 <= len(p) <= 6 and p[0] != "0" for p in pieces)
    assert is_code(text) == (plain and len(pieces) <= 3)


@given(st.integers(2, 200), st.integers(1, 50))
def test_a_series_leaves_room_between_any_two(count, more):
    made = series(None, None, count)
    for low, high in pairwise(made):
        inner = series(low, high, more)
        assert low < inner[0] <= inner[-1] < high
    assert between(None, made[0]) < made[0] < made[-1] < between(made[-1], None)
