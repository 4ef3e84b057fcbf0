"""Rows of a name and what is compared beside it: the columns stand under each other, numbers are never cut."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.card import Span
from kanban.screens.aligned import NAME_LEAST, Cells, aligned, near_day
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE

pytestmark = pytest.mark.any_day

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NAMES = st.text("abc 焊接桥", min_size=1, max_size=30)
NUMBERS = st.sampled_from(["", "-", "+3.0d", "12 Dec", "1,200,000", "剩余"])
TABLES = st.integers(0, 6).flatmap(
    lambda count: st.lists(st.tuples(NAMES, st.lists(NUMBERS, min_size=count, max_size=count)), min_size=1, max_size=6)
)


def text(line: Sequence[Span]) -> str:
    return "".join(part for part, _ in line)


@given(TABLES, st.integers(40, 160))
def test_all_rows_are_as_wide_and_every_number_is_whole(table: list[tuple[str, list[str]]], cells: int) -> None:
    lines: list[Cells] = [[(name, ""), *((number, "meta") for number in numbers)] for name, numbers in table]
    drawn = aligned(lines, cells, UNICODE)
    assert len(drawn) == len(table)
    assert len({width(text(line)) for line in drawn}) == 1
    for line, (name, numbers) in zip(drawn, table, strict=True):
        assert [part.strip() for part, _ in line[1:]] == numbers
        shown = line[0][0][1:].rstrip()
        assert shown == name.rstrip() or shown.endswith(UNICODE.ellipsis)
        assert width(shown) >= min(width(name.rstrip()), NAME_LEAST - 1)
    needed = sum(2 + max(width(numbers[n]) for _, numbers in table) for n in range(len(table[0][1])))
    if needed + NAME_LEAST + 2 <= cells:
        assert width(text(drawn[0])) <= cells
        whole = max(width(name) for name, _ in table)
        if needed + whole + 2 <= cells:
            assert all(line[0][0][1:].rstrip() == name.rstrip() for line, (name, _) in zip(drawn, table, strict=True))


def test_the_first_line_is_that_of_the_heads_and_numbers_end_where_they_end() -> None:
    lines: list[Cells] = [[("milestone", "head"), ("P85", "head")], [("M5 Deck 桥面", ""), ("12 Dec", "late")]]
    head, row = aligned(lines, 30, UNICODE)
    assert text(head) == " milestone        P85"
    assert text(row) == " M5 Deck 桥面  12 Dec"
    assert (head[0][1], row[0][1], row[1][1]) == ("head", "", "late")


def test_a_name_without_room_is_cut_with_the_sign_of_the_terminal() -> None:
    lines: list[Cells] = [[("milestone", ""), ("P85", "")], [("M5 Temporary works of the deck", ""), ("12 Dec", "")]]
    assert text(aligned(lines, 30, UNICODE)[1]) == " M5 Temporary works …  12 Dec"
    assert text(aligned(lines, 30, ASCII)[1]).endswith("  12 Dec")
    assert text(aligned(lines, 5, UNICODE)[1]) == " M5 Temporar…  12 Dec"


def test_a_table_of_heads_alone_is_one_row() -> None:
    assert [text(line) for line in aligned([[("milestone", "")]], 40, UNICODE)] == [" milestone   "]


@pytest.mark.parametrize(
    ("days", "shown"),
    [(None, "-"), (0, "24 Nov"), (60, "23 Jan"), (299.9, "20 Sep"), (300, "20 Sep 2027"), (4000, "06 Nov 2037")],
)
def test_a_day_has_its_year_where_it_could_be_taken_for_another_one(days: float | None, shown: str) -> None:
    moment = NOW + timedelta(days=days) if days is not None else None
    said, role = near_day(moment, "UTC", NOW, "late")
    assert said.endswith(shown)
    assert role == ("meta" if days is None else "late")


def test_a_day_is_that_of_the_zone() -> None:
    evening = datetime(2026, 12, 1, 20, tzinfo=UTC)
    assert [near_day(evening, zone, NOW)[0] for zone in ("UTC", "Asia/Shanghai")] == ["01 Dec", "02 Dec"]
