"""The table of earned value at every width: which figures are in view, in what they are, whose head was clicked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.value.earned_value import Value
from kanban.render.evm import FIGURES
from kanban.screens.value.table_page import (
    GAP,
    NAME_LEAST,
    NAME_LEAST_WIDE,
    NAME_MOST,
    Row,
    figure_at,
    heads,
    layout,
    matching,
    table_rows,
)
from kanban.text.clean import width
from kanban.text.glyphs import UNICODE

pytestmark = pytest.mark.any_day

COUNT = len(FIGURES)


def row_of(name: str, amounts: list[str], key: str = "package:1.1.1") -> Row:
    """A row that says so much; in thousands each amount is three digits shorter."""
    values = tuple(Value.missing("none") for _ in FIGURES)
    thousands = tuple(text[:-4] or "0" if len(text) > 4 else text for text in amounts)
    return Row(key, name, None, None, values, tuple(amounts), thousands)  # type: ignore[arg-type]


AMOUNTS = st.lists(st.sampled_from(["-", "0.97", "8,000", "120,000", "12,345,678", "1,234,567,890"]), min_size=COUNT,
                   max_size=COUNT)  # fmt: skip
NAMES = st.text("Girder 桥面", min_size=1, max_size=50)
ROWS = st.lists(st.builds(row_of, NAMES, AMOUNTS), max_size=4)
FIGURE = st.integers(0, COUNT - 1)


@given(ROWS, st.integers(30, 200), FIGURE, FIGURE)
def test_the_figure_under_the_cursor_is_in_view_and_the_row_fits(
    rows: list[Row], cells: int, figure: int, first: int
) -> None:
    form = layout(rows, "CNY", cells, figure, first)
    assert figure in form.shown
    least = NAME_LEAST if cells < 100 else NAME_LEAST_WIDE
    assert least <= form.name <= max(least, NAME_MOST)
    needed = 1 + form.name + sum(each + GAP for each in form.widths)
    assert needed <= cells or len(form.widths) == 1
    for row in rows:
        for number, room in zip(form.shown, form.widths, strict=True):
            assert width(row.texts(form.scale)[number]) <= room
    for number, room in zip(form.shown, form.widths, strict=True):
        assert width(str(FIGURES[number].head)) <= room


@given(ROWS, st.integers(30, 200), FIGURE, FIGURE)
def test_no_room_is_left_idle_where_another_figure_would_fit(
    rows: list[Row], cells: int, figure: int, first: int
) -> None:
    form = layout(rows, "CNY", cells, figure, first)
    least = NAME_LEAST if cells < 100 else NAME_LEAST_WIDE
    room = cells - 3 - least - sum(each + GAP for each in form.widths)

    def needed(number: int) -> int:
        texts = [row.texts(form.scale)[number] for row in rows]
        return GAP + max(map(width, (str(FIGURES[number].head), *texts)))

    end = form.first + len(form.widths)
    assert end == COUNT or needed(end) > room
    if end == COUNT and form.first:
        assert needed(form.first - 1) > room


@given(ROWS, st.integers(60, 200))
def test_amounts_are_whole_unless_the_first_seven_figures_need_them_in_thousands(rows: list[Row], cells: int) -> None:
    least = NAME_LEAST if cells < 100 else NAME_LEAST_WIDE
    whole = sum(
        GAP + max(map(width, (str(FIGURES[number].head), *(row.whole[number] for row in rows)))) for number in range(7)
    )
    form = layout(rows, "CNY", cells, 0, 0)
    assert form.scale.in_thousands == (whole > cells - 3 - least)


@given(ROWS, st.integers(30, 200), FIGURE)
def test_every_head_is_the_figure_that_a_click_on_it_chooses(rows: list[Row], cells: int, figure: int) -> None:
    form = layout(rows, "CNY", cells, figure, 0)
    spans = heads(form, figure, UNICODE)
    clicked = {number: figure_at(form, number) for number in range(len(spans))}
    assert clicked[0] is None
    for number, (text, role) in enumerate(spans):
        chosen = clicked[number]
        if chosen is not None and number % 2 == 0:
            assert text == str(FIGURES[chosen].head)
            assert (role == "label") == (chosen == figure)
    shown = [chosen for chosen in clicked.values() if chosen is not None]
    assert sorted(set(shown)) == [*form.shown]


@given(ROWS, st.integers(30, 200), FIGURE)
def test_a_sign_says_where_there_are_more_figures(rows: list[Row], cells: int, figure: int) -> None:
    form = layout(rows, "CNY", cells, figure, 0)
    text = "".join(part for part, _ in heads(form, figure, UNICODE))
    assert (UNICODE.left in text) == (form.first > 0)
    assert width(text) <= cells or len(form.widths) == 1
    assert (UNICODE.right in text) == (form.first + len(form.widths) < COUNT)


@given(ROWS, st.integers(30, 200), FIGURE)
def test_numbers_end_under_the_end_of_their_heads(rows: list[Row], cells: int, figure: int) -> None:
    form = layout(rows, "CNY", cells, figure, 0)
    head = heads(form, figure, UNICODE)
    ends = [width("".join(text for text, _ in head[: 2 * n + 3])) for n in range(len(form.widths))]
    for line in table_rows(rows, form, figure, UNICODE):
        if line.key:
            spans = line.lines[0]
            assert [width("".join(text for text, _ in spans[: n + 2])) for n in range(len(form.widths))] == ends


def test_a_title_stands_over_the_first_milestone_and_the_first_package_alone() -> None:
    amounts = ["8,000"] * COUNT
    keys = ("total", "milestone:M1", "milestone:M2", "package:1.1.1", "package:1.1.2")
    rows = [row_of(key, amounts, key) for key in keys]
    form = layout(rows, "CNY", 120, 0, 0)
    shown = [line.key or line.lines[0][0][0].strip() for line in table_rows(rows, form, 0, UNICODE)]
    assert shown == ["total", "milestones", *keys[1:3], "work packages", *keys[3:]]
    assert [line.key for line in table_rows(rows[3:], form, 0, UNICODE)] == ["", *keys[3:]]


@pytest.mark.parametrize(
    ("needle", "names"),
    [
        ("", ["M1 Zinc Deck", "1.1.1 Girders", "1.2.1 桥面 Ｄｅｃｋ"]),
        ("deck", ["M1 Zinc Deck", "1.2.1 桥面 Ｄｅｃｋ"]),
        ("DECK zinc", ["M1 Zinc Deck"]),
        ("zinc girders", []),
        ("桥面", ["1.2.1 桥面 Ｄｅｃｋ"]),
        ("1.1", ["1.1.1 Girders"]),
        (" 1. ", ["1.1.1 Girders", "1.2.1 桥面 Ｄｅｃｋ"]),
    ],
)
def test_a_filter_leaves_what_has_all_its_words_however_they_are_written(needle: str, names: list[str]) -> None:
    rows = [row_of(name, ["-"] * COUNT) for name in ("M1 Zinc Deck", "1.1.1 Girders", "1.2.1 桥面 Ｄｅｃｋ")]
    assert [row.name for row in matching(rows, needle)] == names
