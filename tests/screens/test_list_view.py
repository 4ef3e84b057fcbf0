"""The list that all screens share, against a plain account of it: where its cursor is, what is in view."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from often import often
from textual.geometry import Size

from kanban.text.clean import width
from kanban.widgets.list_view import ListRow, ListView

pytestmark = pytest.mark.any_day

WIDTH = 12


class Sized(ListView):
    """One of so many lines, without a terminal: its styles are the names of the roles."""

    def __init__(self, lines: int) -> None:
        self.lines = lines
        super().__init__()

    @property
    def size(self) -> Size:
        """As if it were mounted."""
        return Size(WIDTH, self.lines)

    def _style(self, role, here):  # type: ignore[no-untyped-def]
        from rich.style import Style

        return Style(reverse=here)

    def shown(self) -> list[str]:
        """What is seen, line by line."""
        return [self.render_line(y).text.rstrip() for y in range(self.lines)]


def rows_of(heights: list[tuple[int, bool]]) -> list[ListRow]:
    """Rows of so many lines; those that take the cursor are called by their number."""
    return [
        ListRow(tuple(((f"{number}.{line}", ""),) for line in range(height)), str(number) if keyed else "")
        for number, (height, keyed) in enumerate(heights)
    ]


HEIGHTS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30)
TEXTS = st.lists(st.sampled_from(["a", "b", " ", "焊", "接", "é", "👩‍🚀"]), max_size=9).map("".join)
KEYED = HEIGHTS.filter(lambda heights: any(keyed for _, keyed in heights))


class Keys(RuleBasedStateMachine):
    """Any keys, any rows in the place of others: what the list shows is what a plain account says of it."""

    @initialize(heights=HEIGHTS, lines=st.integers(1, 12))
    def begin(self, heights: list[tuple[int, bool]], lines: int) -> None:
        """A list that was never set but for this."""
        self.view = Sized(lines)
        self.told: list[str] = []
        self.view.moved = lambda: self.told.append(self.view.key)
        self.set(heights)

    def set(self, heights: list[tuple[int, bool]]) -> None:
        self.rows = rows_of(heights)
        self.keys = [row.key for row in self.rows if row.key]
        self.view.set(self.rows)
        assert self.view.key in self.keys or (self.view.key, self.keys) == ("", [])

    @rule(heights=HEIGHTS)
    def other_rows(self, heights: list[tuple[int, bool]]) -> None:
        """The cursor stays on its row where that is still there."""
        before = self.view.key
        self.set(heights)
        if before in self.keys:
            assert self.view.key == before

    @rule(step=st.sampled_from([1, -1, 2, -3, 10**9, -(10**9)]))
    def steps(self, step: int) -> None:
        """So many rows that take the cursor on; not beyond the ends."""
        before, top = self.view.key, self.view.top
        self.view.by(step)
        if self.keys:
            place = self.keys.index(before) + step
            assert self.view.key == self.keys[max(0, min(len(self.keys) - 1, place))]
        else:
            assert self.view.top == max(0, min(top + step, self.count - self.view.lines))

    @rule(step=st.sampled_from([1, -1]))
    def pages(self, step: int) -> None:
        """At least a row on, at most as many as there are lines."""
        before = self.view.key
        self.view.page(step)
        if self.keys:
            moved = (self.keys.index(self.view.key) - self.keys.index(before)) * step
            assert moved <= self.view.lines
            at_end = before == (self.keys[-1] if step > 0 else self.keys[0])
            assert at_end == (moved == 0)

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def to_a_row(self, data: st.DataObject) -> None:
        """Rows set with a key put the cursor there."""
        key = data.draw(st.sampled_from(self.keys))
        self.view.set(self.rows, key)
        assert self.view.key == key

    @rule()
    def over_again(self) -> None:
        """From the beginning: the first row that takes the cursor, and what stands above it."""
        self.view.start_over()
        self.view.set(self.rows)
        assert self.view.key == (self.keys[0] if self.keys else "")

    @property
    def count(self) -> int:
        """Of lines."""
        return sum(len(row.lines) for row in self.rows)

    @invariant()
    def what_is_seen(self) -> None:
        """The lines from `top` on; the row under the cursor is among them, as much of it as there is room for."""
        if not hasattr(self, "view"):
            return
        lines = [line[0][0] for row in self.rows for line in row.lines]
        shown = self.view.shown()
        assert 0 <= self.view.top <= max(0, len(lines) - self.view.lines)
        assert shown == (lines[self.view.top :] + [""] * self.view.lines)[: self.view.lines]
        if self.view.key:
            under = [line[0][0] for line in self.rows[self.view.cursor].lines]
            assert set(under) <= set(shown) or len(under) > self.view.lines
            assert set(under) & set(shown)
        if self.told:
            assert self.told[-1] == self.view.key, "who is told of the cursor knows where it is"


TestKeys = Keys.TestCase
TestKeys.settings = settings(max_examples=often(25), stateful_step_count=20, deadline=None)


@given(KEYED, st.integers(1, 12))
def test_what_stands_above_the_first_row_comes_into_view_with_it(heights: list[tuple[int, bool]], lines: int) -> None:
    view = Sized(lines)
    view.set(rows_of(heights))
    view.by(10**9)
    view.by(-(10**9))
    first = next(number for number, (_, keyed) in enumerate(heights) if keyed)
    above = sum(height for height, _ in heights[: first + 1])
    assert view.top == 0 or above > lines


@given(KEYED, st.data())
def test_where_the_row_under_the_cursor_is_gone_the_nearest_takes_it(
    heights: list[tuple[int, bool]], data: st.DataObject
) -> None:
    view, rows = Sized(8), rows_of(heights)
    key = data.draw(st.sampled_from([row.key for row in rows if row.key]))
    view.set(rows, key)
    place = view.cursor
    rest = [row for row in rows if row.key != key]
    view.set(rest)
    places = [number for number, row in enumerate(rest) if row.key]
    assert view.cursor == min(places, key=lambda number: abs(number - place), default=-1)


@given(st.lists(st.tuples(TEXTS, st.just("")), max_size=6), st.booleans())
def test_a_line_fills_the_width_and_no_more_whatever_is_in_it(spans: list[tuple[str, str]], keyed: bool) -> None:
    view = Sized(1)
    view.set([ListRow((tuple(spans),), "k" if keyed else "")])
    strip = view.render_line(0)
    assert width(strip.text) == WIDTH
    assert all(segment.style is not None and bool(segment.style.reverse) == keyed for segment in strip)
    whole = "".join(text for text, _ in spans)
    if width(whole) <= WIDTH:
        assert strip.text.rstrip() == whole.rstrip()
    else:
        assert whole.startswith(strip.text.rstrip().removesuffix("…"))


def test_a_list_without_rows_takes_every_key() -> None:
    view = Sized(5)
    view.set([])
    for step in (1, -1):
        view.by(step)
        view.page(step)
        view.scroll_lines(step)
    assert (view.key, view.cursor, view.top, view.shown()) == ("", -1, 0, [""] * 5)


def test_text_without_rows_to_choose_is_scrolled_by_lines_and_pages() -> None:
    view = Sized(5)
    view.set(rows_of([(1, False)] * 12))
    view.by(1)
    assert view.shown()[0] == "1.0"
    view.page(1)  # one line of the page before stays in sight
    assert view.shown()[0] == "5.0"
    view.page(1)
    view.page(1)
    assert view.shown()[-1] == "11.0"
    view.page(-1)
    assert view.shown()[0] == "3.0"


def test_a_page_of_rows_higher_than_the_screen_is_one_row() -> None:
    view = Sized(2)
    view.set(rows_of([(4, True)] * 3))
    view.page(1)
    assert (view.key, view.shown()) == ("1", ["1.2", "1.3"])
    view.page(1)
    assert view.key == "2"
    view.page(-1)
    assert (view.key, view.shown()) == ("1", ["1.0", "1.1"])
