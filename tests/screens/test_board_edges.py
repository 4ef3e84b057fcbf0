"""What lies out of view on a board: its heads are where they are seen, and a dragged card brings it into view."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import Desk
from often import often
from rich.segment import Segment
from test_column_widths import KINDS, scene
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from kanban.model.board import Column
from kanban.render.card import column_head
from kanban.text.clean import width
from kanban.widgets.board_drag import Drag, at_edges, covered
from kanban.widgets.board_layout import STRIP_LINES, BoardLayout
from kanban.widgets.board_painter import BoardPainter

pytestmark = pytest.mark.any_day

TITLES = st.text("Weld 7焊接压浆", max_size=40)


def columns_of(kinds: tuple[list[int], list[int], list[int]]) -> tuple[Column, ...]:
    named = zip(("queue", "active", "done"), kinds, strict=True)
    return tuple(Column(f"{kind}{n}", f"{kind} {n} 焊接", kind) for kind, counts in named for n in range(len(counts)))  # type: ignore[arg-type]


def board_of(kinds: tuple[list[int], list[int], list[int]]) -> Desk:
    columns = columns_of(kinds)
    made = Desk(columns)
    for column, count in zip(columns, [n for counts in kinds for n in counts], strict=True):
        for _ in range(count):
            made.add(column=column.id)
    return made


@settings(max_examples=often(100))
@given(KINDS, st.integers(0, 10), st.integers(20, 160))
def test_a_head_out_of_view_is_found_where_it_is_seen(
    kinds: tuple[list[int], list[int], list[int]], cursor: int, cells: int
) -> None:
    made = board_of(kinds)
    shown, layout, painter = scene(made, cursor), BoardLayout(), BoardPainter(Widget())
    layout.measure(Size(cells, 24), shown)
    found = {x: painter.edge_column(shown, layout, x) for x in range(cells)}
    if layout.heads_line == STRIP_LINES:
        assert set(found.values()) == {None}, "all columns are in view"
        return
    in_view = range(layout.left, layout.left + len(layout.column_spans))
    assert not {*found.values()} & {*in_view}
    (left, _), (right, _) = painter.edge(shown, layout)
    if width(left) + width(right) + 2 > cells or width(right) > cells // 2:
        return  # some are cut
    line = f" {left}".ljust(len(left) + cells - width(left) - width(right) - 1) + right + " "
    for index, column in enumerate(layout.columns):
        head = column_head(shown.board, column)[0]
        at = [x for x, where in found.items() if where == index]
        if index in in_view:
            assert at == []
        else:
            begins = width(line[: line.index(head)])
            assert at == [*range(begins, begins + width(head))], head


@settings(max_examples=often(60))
@given(KINDS, st.integers(20, 160), st.lists(st.sampled_from((-1, 1)), max_size=12))
def test_scrolling_at_an_edge_goes_column_by_column_and_ends_at_the_last(
    kinds: tuple[list[int], list[int], list[int]], cells: int, steps: list[int]
) -> None:
    made = board_of(kinds)
    shown, layout = scene(made), BoardLayout()
    layout.measure(Size(cells, 24), shown)
    layout.held = layout.left
    for step in steps:
        before = range(layout.left, layout.left + len(layout.column_spans))
        more = before[0] > 0 if step < 0 else before[-1] < len(layout.columns) - 1
        assert layout.scroll_columns(step) == more
        layout.measure(Size(cells, 24), shown)
        after = range(layout.left, layout.left + len(layout.column_spans))
        if more:
            assert (before[0] - 1 if step < 0 else before[-1] + 1) in after
        else:
            assert after == before
    layout.held = None
    layout.measure(Size(cells, 24), shown)
    assert layout.left <= shown.column < layout.left + len(layout.column_spans), "the cursor is in view again"


@settings(max_examples=often(60))
@given(st.integers(0, 60), st.integers(2, 24), st.lists(st.sampled_from((-1, 1)), max_size=80))
def test_scrolling_cards_shows_no_place_beyond_the_first_or_the_last(count: int, lines: int, steps: list[int]) -> None:
    made = board_of(([count], [1], [0]))
    shown, layout = scene(made, 1), BoardLayout()
    layout.measure(Size(80, lines), shown)
    layout.bring_into_view(shown)
    column = made.board.columns[0]
    for step in steps:
        hidden = layout.hidden_counts(shown, column)
        assert layout.scroll_cards(shown, column, step) == bool(hidden[0] if step < 0 else hidden[1])
        above, below = layout.hidden_counts(shown, column)
        assert above + below == sum(hidden)
        assert len(layout.in_view(shown, column)) == count - above - below


@given(TITLES, st.integers(1, 200), st.integers(1, 60), st.integers(-3, 220), st.integers(-3, 70))
def test_what_is_dragged_is_seen_within_the_canvas_and_never_on_what_it_points_at(
    title: str, cells: int, lines: int, x: int, y: int
) -> None:
    place = Drag("1", f" {title} ", (0, 0), x, y).picture_place(Size(cells, lines))
    assert Region(0, 0, cells, lines).contains_region(place)
    assert lines == 1 or place.y != y


@given(st.text("ab焊接", max_size=60), TITLES, st.integers(1, 80), st.integers(0, 90))
def test_a_line_under_what_is_dragged_keeps_its_width(below: str, title: str, cells: int, x: int) -> None:
    line = Strip([Segment(below)]).adjust_cell_length(cells)
    place = Drag("1", f" {title} ", (0, 0), x, 0).picture_place(Size(cells, 2))
    seen = covered(line, place, f" {title} ", None)  # type: ignore[arg-type]
    assert sum(width(segment.text) for segment in seen) == cells


def test_only_at_an_edge_it_scrolls() -> None:
    layout = BoardLayout()
    layout.measure(Size(80, 24), scene(board_of(([9], [3], [9]))))
    for x, y, wanted in ((40, 12, (0, 0)), (0, 12, (-1, 0)), (79, 12, (1, 0)), (40, 23, (0, 1)), (79, 30, (1, 1)),
                         (40, layout.heads_line, (0, -1)), (40, 0, (0, 0))):  # fmt: skip
        assert at_edges(Drag("1", "", (0, 0), x, y), layout) == wanted
