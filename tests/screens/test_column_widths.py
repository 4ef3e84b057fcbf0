"""Columns take the cells that they need; the cursor's is always in view, and together they fill the screen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk
from often import often
from textual.geometry import Size

from kanban.model.board import Column
from kanban.render.card import RenderContext
from kanban.screens.board.selection import Selection
from kanban.text.dates import now
from kanban.text.glyphs import UNICODE
from kanban.widgets.board_layout import BoardLayout
from kanban.widgets.board_scene import Scene

pytestmark = pytest.mark.any_day


def scene(desk: Desk, column: int = 0, density: int = 3) -> Scene:
    chosen = Selection(desk.board)
    chosen.to_column(column)
    context = RenderContext(now(), "UTC", {}, frozenset(), UNICODE)
    return Scene(desk.board, chosen.shown, context, column=chosen.column, card=chosen.card, density=density)


def desk(*counts: int) -> Desk:
    made = Desk()
    for column, count in zip((BACKLOG, READY, DOING, REVIEW, DONE), counts, strict=True):
        for _ in range(count):
            made.add(column=column)
    return made


def seen(made: Desk, cells: int, column: int = 0, layout: BoardLayout | None = None) -> dict[str, int]:
    """Names and widths of the columns in view."""
    layout = layout or BoardLayout()
    layout.measure(Size(cells, 24), scene(made, column))
    return {c.name: width for c, (_, width) in zip(layout.visible, layout.column_spans, strict=True)}


def test_queues_and_empty_columns_are_narrower_than_active_ones() -> None:
    widths = seen(desk(8, 3, 3, 2, 34), 120, 2)
    assert widths["Doing"] == widths["Review"] > widths["Backlog"] == widths["Ready"] >= widths["Done"]
    assert sum(widths.values()) == 120
    empty = seen(desk(8, 0, 3, 2, 0), 120, 2)
    assert empty["Ready"] < 16
    assert empty["Doing"] > widths["Doing"]


def test_at_the_first_look_all_active_columns_are_in_view() -> None:
    assert list(seen(desk(8, 3, 3, 2, 34), 80, 2)) == ["Ready", "Doing", "Review"]
    assert list(seen(desk(8, 3, 3, 2, 34), 120, 2)) == ["Backlog", "Ready", "Doing", "Review", "Done"]
    assert list(seen(desk(8, 3, 3, 2, 34), 30, 2)) == ["Doing"]


def test_the_view_goes_with_the_cursor_as_little_as_it_takes() -> None:
    made, layout = desk(8, 3, 3, 2, 34), BoardLayout()
    assert list(seen(made, 80, 2, layout)) == ["Ready", "Doing", "Review"]
    assert list(seen(made, 80, 1, layout)) == ["Ready", "Doing", "Review"]
    assert list(seen(made, 80, 0, layout)) == ["Backlog", "Ready", "Doing"]
    assert list(seen(made, 80, 2, layout)) == ["Backlog", "Ready", "Doing"]
    assert list(seen(made, 80, 4, layout)) == ["Doing", "Review", "Done"]


def test_a_filter_makes_no_column_narrower() -> None:
    made = desk(8, 3, 3, 2, 34)
    chosen = Selection(made.board)
    whole, filtered = BoardLayout(), BoardLayout()
    chosen.filter("nothing has this")
    context = RenderContext(now(), "UTC", {}, frozenset(), UNICODE)
    whole.measure(Size(120, 24), scene(made))
    filtered.measure(Size(120, 24), Scene(made.board, chosen.shown, context, filtered=True))
    assert whole.column_spans == filtered.column_spans


def test_no_card_goes_up_or_down_because_a_column_has_become_empty() -> None:
    for cells in (60, 80, 100, 120, 200):
        lines = set()
        for counts in ((8, 3, 3, 2, 34), (8, 0, 3, 0, 34), (1, 0, 0, 0, 0)):
            layout = BoardLayout()
            layout.measure(Size(cells, 24), scene(desk(*counts)))
            lines.add(layout.body_line)
        assert len(lines) == 1


def test_cards_in_work_have_up_to_three_lines_and_others_two() -> None:
    made, layout = desk(9, 1, 9, 1, 1), BoardLayout()
    for density, backlog, doing in ((3, 7, 5), (2, 7, 7), (1, 21, 21)):
        layout.measure(Size(120, 23), scene(made, 2, density))
        assert [layout.cards_in_view(c) for c in made.board.columns[:3:2]] == [backlog, doing]


KINDS = st.tuples(
    st.lists(st.integers(0, 3), min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
)  # fmt: skip


@settings(max_examples=often(100))
@given(KINDS, st.lists(st.tuples(st.integers(0, 20), st.integers(1, 300)), min_size=1, max_size=6))
def test_on_any_board_at_any_width_the_cursor_is_in_view_and_the_screen_is_filled(
    kinds: tuple[list[int], list[int], list[int]], looks: list[tuple[int, int]]
) -> None:
    columns = tuple(
        Column(f"c{kind}{n}", f"{kind} {n} 焊接", kind)
        for kind, counts in zip(("queue", "active", "done"), kinds, strict=True)
        for n in range(len(counts))
    )  # type: ignore[arg-type]
    made = Desk(columns)
    for column, count in zip(columns, [n for counts in kinds for n in counts], strict=True):
        for _ in range(count):
            made.add(column=column.id)
    layout = BoardLayout()
    for cursor, cells in looks:
        shown = scene(made, min(cursor, len(columns) - 1))
        layout.measure(Size(cells, 24), shown)
        layout.bring_into_view(shown)
        assert layout.left <= shown.column < layout.left + len(layout.column_spans)
        assert sum(width for _, width in layout.column_spans) == cells
        assert [left for left, _ in layout.column_spans] == [
            sum(w for _, w in layout.column_spans[:i]) for i in range(len(layout.column_spans))
        ]
        for index, (left, width) in enumerate(layout.column_spans):
            assert layout.place_at(left, layout.heads_line) == (index, -1)
            assert layout.place_at(left + width - 1, layout.body_line) == (index, 0)
