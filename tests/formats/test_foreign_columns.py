"""What all foreign boards have in common: names and kinds of columns, their order, texts that are made to fit."""

from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats.foreign_columns import column_lines, column_name, given_kinds, is_spare, spares
from kanban.formats.foreign_text import cut, slug_from, title_of
from kanban.formats.usual_order import usual_order
from kanban.formats.way_columns import Found, Layout, layout
from kanban.model.board import Column
from kanban.store.slugs import is_slug
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

FILE = Path("board.json")


# Texts


@pytest.mark.parametrize(
    ("text", "title", "column"),
    [
        (None, "(no title)", "(no name)"), ("", "(no title)", "(no name)"),
        (" \n\u202e\x1b ", "(no title)", "(no name)"),
        ("a\nb\x1b[31m", "a b[31m", "a b[31m"), ("x" * 100, "x" * 100, "x" * 100),
        ("x" * 101, "x" * 101, "x" * 99 + "…"),
        ("大" * 101, "大" * 101, "大" * 99 + "…"),
    ],
)  # fmt: skip
def test_a_title_and_a_column_have_a_name_on_one_line(text: str | None, title: str, column: str) -> None:
    assert (title_of(text), column_name(text)) == (title, column)


@given(st.text(max_size=12), st.integers(1, 12))
def test_what_is_cut_is_said_and_counted_and_what_fits_is_not(text: str, limit: int) -> None:
    tally: Counter[str] = Counter()
    short = cut(text, limit, "title", tally)
    assert len(short) == min(len(text), limit)
    assert (short == text) == (len(text) <= limit) == (tally["cut title"] == 0)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bridge North", "bridge-north"), ("Ünïted_2026!", "united-2026"), ("  --a--  ", "a"), ("大桥", ""), ("", ""),
        ("大桥 A1 桥面", "a1"), ("ＡＢ", "ab"), ("x" * 50, "x" * 40),
        ("x" * 39 + " yz", "x" * 39), ("../../etc", "etc"),
    ],
)  # fmt: skip
def test_the_slug_of_a_name(name: str, slug: str) -> None:
    assert slug_from(name) == slug


@given(st.text(max_size=60))
def test_any_name_gives_a_slug_that_a_board_may_have_or_none(name: str) -> None:
    slug = slug_from(name)
    assert not slug or is_slug(slug)
    assert slug_from(slug) == slug


# Kinds that are given


NAMES = {"1": "To Do", "2": "Doing", "3": "doing", "4": "Ｄｏｎｅ"}


def test_kinds_are_given_by_name_in_any_letters_or_by_id() -> None:
    assert given_kinds(FILE, {"DOING": "Active", "4": "done", "to  do": " queue "}, NAMES, {}) == {
        "2": "active", "3": "active", "4": "done", "1": "queue",
    }  # fmt: skip
    assert given_kinds(FILE, {"done": "queue"}, NAMES, {"4": Column("4", "Done", "queue")}) == {"4": "queue"}


@pytest.mark.parametrize(
    ("given_", "names", "said"),
    [
        ({"Review": "done"}, NAMES, "--kind: 'Review' is no column of board.json; its columns are To Do, Doing,"),
        ({"a": "done"}, {}, "--kind: 'a' is no column of board.json; its columns are none"),
        ({"a": "done"}, {str(n): f"n{n}" for n in range(21)}, "n18, n19, …"),
        ({"Doing": "later"}, NAMES, "--kind Doing: 'later' is no kind; it is queue, active or done"),
        ({"4": "done"}, NAMES, "--kind Ｄｏｎｅ=done: it was imported as queue and its history is counted so"),
        ({"\x1b[31m": "x"}, NAMES, "--kind: '[31m' is no column"),
    ],
)  # fmt: skip
def test_a_kind_that_cannot_be_given_is_refused(given_: dict[str, str], names: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        given_kinds(FILE, given_, names, {"4": Column("4", "Done", "queue")})
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


# Columns that are added


def test_a_column_of_each_kind_that_is_missing_is_added_empty() -> None:
    assert [(c.id, c.name, c.kind) for c in spares([])] == [
        ("added-queue", "To Do", "queue"), ("added-active", "Doing", "active"), ("added-done", "Done", "done"),
    ]  # fmt: skip
    live, closed = Column("1", "Done", "active"), Column("2", "Backlog", "queue", deleted=True)
    assert [(c.name, c.kind) for c in spares([live, closed])] == [("To Do", "queue"), ("Done (2)", "done")]
    assert [c.id for c in spares([Column("added-queue", "x", "done")])] == ["added-queue-1", "added-active"]
    assert all(is_spare(c.id) for c in spares([]))
    assert not is_spare("1")


@pytest.mark.parametrize(
    ("kind", "others"), [("done", "queue active"), ("active", "queue done"), ("queue", "active done")]
)
def test_a_column_of_the_file_keeps_its_name_whatever_has_to_be_added(kind: str, others: str) -> None:
    """It is the added one of the same name that gives way, on whichever side it stands."""
    names = ["To Do", "Doing", "Done"]
    columns = layout(Found(FILE, names, names, {(0, 1, 2): 1}), dict.fromkeys(names, kind), None).columns
    assert {c.name for c in columns if c.kind == kind} == set(names)
    assert {c.name for c in columns if c.kind in others.split()} == {
        f"{name} (2)" for name, k in zip(names, ("queue", "active", "done"), strict=True) if k != kind
    }


def test_each_column_is_told_with_its_kind_and_how_that_is_known() -> None:
    columns = [
        Column("1", "To Do", "queue"),
        Column("2", "Doing", "active", 3),
        Column("3", "Old", "done", deleted=True),
    ]
    added = [Column("added-done", "Done", "done")]
    known = {"1": "by name", "2": "given"}
    assert [str(line) for line in column_lines([*columns, *added], added, known)] == [
        "column To Do: queue (guessed by name)", "column Doing: active (given), WIP limit 3",
        'column Done: done, added empty because no column of the file is done (--kind "NAME=done" names one)',
    ]  # fmt: skip


# Order


paths = st.dictionaries(
    st.permutations(range(4)).flatmap(lambda way: st.integers(1, 4).map(lambda n: tuple(way[:n]))), st.integers(1, 5),
    max_size=5,
)  # fmt: skip


def contradictions(order: list[int], ways: dict[tuple[int, ...], int]) -> int:
    """How many cards came to one of two columns after the other though it stands left of it, over all pairs."""
    place = {column: at for at, column in enumerate(order)}
    return sum(n for way, n in ways.items() for at, a in enumerate(way) for b in way[at + 1 :] if place[a] > place[b])


@given(paths)
def test_no_column_would_contradict_fewer_cards_elsewhere(ways: dict[tuple[int, ...], int]) -> None:
    """Taken out and put at every other place; where one way is all there is, the order is that way."""
    order = usual_order(ways, range(4))
    here = contradictions(order, ways)
    for column in order:
        rest = [other for other in order if other != column]
        assert all(here <= contradictions([*rest[:at], column, *rest[at:]], ways) for at in range(4))
    best = min(contradictions(list(other), ways) for other in permutations(range(4)))
    assert here == 0 if best == 0 else here <= 2 * best


@pytest.mark.parametrize(
    ("ways", "order"),
    [
        ({}, [0, 1, 2, 3]), ({(3, 1): 1}, [3, 0, 1, 2]), ({(3, 2, 1, 0): 1}, [3, 2, 1, 0]),
        ({(0, 1): 2, (1, 0): 3}, [1, 0, 2, 3]), ({(0, 1): 3, (1, 0): 2}, [0, 1, 2, 3]),
        ({(2,): 9, (0, 1, 3): 1}, [0, 2, 1, 3]),
    ],
)  # fmt: skip
def test_the_order_is_that_of_most_cards(ways: dict[tuple[int, ...], int], order: list[int]) -> None:
    assert usual_order(ways, range(4)) == order


def way_layout(*names: str, ways: dict[tuple[int, ...], int], **more: object) -> Layout:
    return layout(Found(FILE, names, names, ways, **more), {}, None)  # type: ignore[arg-type]


def test_what_the_file_states_of_kinds_and_places_goes_before_every_guess() -> None:
    known = way_layout("Done", "Doing", "To Do", ways={(0, 1, 2): 9}, kinds={0: "queue", 1: "active", 2: "done"},
                       positions={0: 1, 1: 2, 2: 3})  # fmt: skip
    assert [(c.name, c.kind) for c in known.columns] == [("Done", "queue"), ("Doing", "active"), ("To Do", "done")]
    assert [place.position for place in known.places] == [0, 1, 2]
    assert all("as the file states" in str(line) for line in known.report)


def test_columns_where_work_was_given_up_are_closed_and_said_so() -> None:
    known = way_layout("To Do", "Cancelled", "Doing", "Done", ways={(0, 2, 3): 9, (0, 1): 2})
    assert [c.name for c in known.columns if not c.deleted] == ["To Do", "Doing", "Done"]
    assert known.dropped == {"Cancelled"}
    assert "column Cancelled: closed, for its name says that work was given up" in str(known.report[-1])
    kept = layout(Found(FILE, ("To Do", "Cancelled"), ("To Do", "Cancelled"), {(0, 1): 1}), {"Cancelled": "done"}, None)
    assert kept.dropped == frozenset()
