"""A canvas against a model of cells, the scale of an axis against all there are, and where stops and labels stand."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.axes import scale_of, tick
from kanban.render.canvas import ACROSS, DOWN, Canvas
from kanban.render.chart_data import Band, Chart, Limit, Stop, Upright
from kanban.render.charts import Drawing, draw, legend
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE

pytestmark = pytest.mark.any_day

CELLS, ROWS = 4, 1
"""So few that what is drawn meets what was."""
places = st.tuples(st.integers(-1, CELLS), st.just(0) | st.integers(-1, ROWS))
dots = st.tuples(st.integers(-1, CELLS * ACROSS), st.integers(-1, ROWS * DOWN))
letters = st.text(st.sampled_from("ab焊接👍 "), min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("put"), places, st.sampled_from("xy│")),
    st.tuples(st.just("write"), places, letters),
    st.tuples(st.just("put_under"), places, st.sampled_from("─│")),
    st.tuples(st.just("dot"), dots, st.just("")),
)  # fmt: skip


class Model:
    """Cells as a reader sees them: what a letter covers, and half a letter is none."""

    def __init__(self) -> None:
        self.cells = {(x, y): " " for x in range(CELLS) for y in range(ROWS)}
        self.right_halves: set[tuple[int, int]] = set()
        self.dots: dict[tuple[int, int], set[tuple[int, int]]] = {}

    def clear(self, x: int, y: int) -> None:
        """What stands in a cell goes, whole."""
        if (x, y) in self.right_halves:
            self.right_halves.discard((x, y))
            self.cells[x - 1, y] = " "
        if (x + 1, y) in self.right_halves:
            self.right_halves.discard((x + 1, y))
            self.cells[x + 1, y] = " "

    def put(self, x: int, y: int, sign: str) -> None:
        if (x, y) in self.cells:
            self.clear(x, y)
            self.cells[x, y] = sign
            self.dots.pop((x, y), None)

    def write(self, x: int, y: int, text: str) -> None:
        for sign in text:
            if x >= 0 and x + width(sign) <= CELLS and (x, y) in self.cells:
                self.put(x, y, sign)
                if width(sign) == 2:
                    self.put(x + 1, y, "")
                    self.right_halves.add((x + 1, y))
            x += width(sign)

    def put_under(self, x: int, y: int, sign: str) -> None:
        if self.cells.get((x, y)) == " ":
            self.cells[x, y] = sign

    def dot(self, x: int, y: int, _: str) -> None:
        cell = x // ACROSS, y // DOWN
        if cell in self.cells:
            known = {*self.dots.get(cell, ()), (x % ACROSS, y % DOWN)}
            self.put(*cell, "dots")
            self.dots[cell] = known

    def line(self, y: int) -> str:
        return "".join(self._shown(x, y) for x in range(CELLS))

    def _shown(self, x: int, y: int) -> str:
        """Braille dots are numbered 1 2 3 down the left, 4 5 6 down the right, 7 and 8 beneath (Unicode, 2800-28FF)."""
        if self.cells[x, y] != "dots":
            return self.cells[x, y]
        numbers = {(0, 0): 0, (0, 1): 1, (0, 2): 2, (1, 0): 3, (1, 1): 4, (1, 2): 5, (0, 3): 6, (1, 3): 7}
        return chr(0x2800 + sum(1 << numbers[dot] for dot in self.dots[x, y]))


@given(st.lists(steps, max_size=25))
def test_a_canvas_shows_what_a_model_of_cells_shows_and_no_row_changes_its_width(told):
    canvas, model = Canvas(CELLS, ROWS, UNICODE), Model()
    for name, (x, y), text in told:
        for drawn in (canvas, model):
            getattr(drawn, name)(x, y, *([] if drawn is canvas and name == "dot" else [text]))
    for y in range(ROWS):
        line = "".join(sign for sign, _ in canvas.spans(y))
        assert line == model.line(y)
        assert width(line) == CELLS


@given(st.lists(steps, max_size=10), st.lists(steps, max_size=10))
def test_what_is_drawn_in_a_copy_is_not_in_the_first(told, more):
    def draw_in(canvas, what):
        for name, (x, y), text in what:
            getattr(canvas, name)(x, y, *([] if name == "dot" else [text]))
        return [canvas.spans(y) for y in range(ROWS)]

    first = Canvas(CELLS, ROWS, UNICODE)
    before = draw_in(first, told)
    other = first.copy()
    assert draw_in(other, []) == before
    draw_in(other, more)
    assert draw_in(first, []) == before
    assert draw_in(first, more) == draw_in(other, []), "dots that were there count in both"


def test_dots_share_their_cell_until_a_sign_takes_it_and_a_copy_has_its_own():
    canvas = Canvas(1, 1, UNICODE)
    canvas.dot(0, 0)
    other = canvas.copy()
    other.dot(1, 3)
    canvas.dot(0, 1)
    assert (canvas.spans(0), other.spans(0)) == ([("\u2803", "")], [("\u2881", "")])
    canvas.put(0, 0, "x")
    canvas.dot(1, 0, "bar")
    assert canvas.spans(0) == [("\u2808", "bar")]


@pytest.mark.parametrize(("x", "shown"), [(0, "x 接"), (1, " x接"), (2, "焊x "), (3, "焊 x")])
def test_half_a_letter_is_none(x, shown):
    canvas = Canvas(4, 1, UNICODE)
    canvas.write(0, 0, "焊接")
    canvas.put(x, 0, "x")
    line = "".join(sign for sign, _ in canvas.spans(0))
    assert line == shown
    assert width(line) == 4


def test_neighbours_of_one_role_are_one_span():
    canvas = Canvas(6, 1, ASCII)
    canvas.write(1, 0, "abc", "late")
    canvas.put(4, 0, "d", "meta")
    assert canvas.spans(0) == [(" ", ""), ("abc", "late"), ("d ", "meta")]


@pytest.mark.parametrize(
    ("role", "spans"), [("bar", [("# #", "bar")]), ("label", [("#", "label"), (" ", ""), ("#", "label")])]
)
def test_a_gap_goes_with_what_stands_before_it_unless_its_ground_would_show(role, spans):
    canvas = Canvas(3, 1, ASCII)
    canvas.put(0, 0, "#", role)
    canvas.put(2, 0, "#", role)
    assert canvas.spans(0) == spans


@given(st.integers(-4, 22), st.integers(-4, 16), st.integers(-4, 22), st.integers(-4, 16))
def test_a_line_joins_its_ends_without_a_gap_and_stays_between_them(x, y, to_x, to_y):
    class Dots(Canvas):
        def dot(self, x, y, role=""):
            seen.append((x, y))

    seen: list[tuple[int, int]] = []
    Dots(CELLS, ROWS, UNICODE).line(x, y, to_x, to_y)
    assert (seen[0], seen[-1]) == ((x, y), (to_x, to_y))
    for (a, b), (c, d) in itertools.pairwise(seen):
        assert max(abs(a - c), abs(b - d)) <= 1
    assert all(min(x, to_x) <= a <= max(x, to_x) and min(y, to_y) <= b <= max(y, to_y) for a, b in seen)


STEPS = {
    "cards": [n * 10**k for k in range(9) for n in (1, 2, 5)], "rate": [0.01, 0.02, 0.05, 0.1, 0.25, 0.5],
    "seconds": [*(60 * n for n in (1, 5, 15, 30)), *(3600 * n for n in (1, 2, 3, 6, 12)),
                *(86400 * n for n in (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000))],
}  # fmt: skip


@given(st.floats(0.001, 1e7), st.sampled_from(["cards", "rate", "seconds"]), st.integers(3, 40))
def test_the_values_beside_an_axis_are_round_and_as_many_as_have_three_rows_each(largest, unit, rows):
    largest = min(largest, 1.0) if unit == "rate" else largest
    scale = scale_of(largest, unit, rows)
    step = scale.ticks[1]
    assert any(step == pytest.approx(known) for known in STEPS[unit])
    assert len(scale.ticks) - 1 <= max(1, rows // 3) or step == max(STEPS[unit])
    smaller = [known for known in STEPS[unit] if known < step * 0.999]
    assert not smaller or smaller[-1] * max(1, rows // 3) < largest, "a finer step would have had room"
    assert scale.top < largest + step or unit == "rate"
    assert unit != "rate" or scale.top <= 1


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0, "seconds", "0"), (0, "rate", "0%"), (0.25, "rate", "25%"), (1.0, "rate", "100%"), (1200, "cards", "1200"),
     (3600, "seconds", "1h"), (172_800, "seconds", "2d"), (900, "seconds", "15m"), (8_640_000, "seconds", "100d")],
)  # fmt: skip
def test_values_beside_an_axis_have_no_needless_decimal(value, unit, words):
    assert tick(value, unit) == words


def lines(chart: Chart, cells: int = 60, rows: int = 12, cursor: int = -1, signs=UNICODE) -> list[str]:
    return ["".join(text for text, _ in line) for line in draw(chart, cells, rows, signs, cursor)]


def bars(*values: float, **more) -> Chart:
    last = max(1, len(values) - 1)
    return Chart(form="bars", unit="cards", stops=tuple(Stop(n / last, (v,)) for n, v in enumerate(values)), **more)


@given(st.sampled_from(["bars", "points", "areas"]), st.integers(1, 40), st.integers(30, 120), st.data())
def test_a_click_on_the_cells_of_a_stop_finds_it(form, count, cells, data):
    bands = (Band("a", "bar", 0),) if form == "areas" else ()
    stops = tuple(Stop(n / max(1, count - 1), (1.0,)) for n in range(count))
    drawing = Drawing(Chart(form=form, unit="cards", stops=stops, bands=bands), cells, 12, UNICODE)

    def pointed_out(number: int) -> int:
        (*_, axis, _) = ["".join(text for text, _ in line) for line in drawing.lines(number)]
        return axis.index("↑")

    x = pointed_out(data.draw(st.integers(0, count - 1)))
    assert pointed_out(drawing.stop_at(x)) == x
    assert pointed_out(drawing.stop_at(-5)) == pointed_out(0)
    assert drawing.stop_at(500) == count - 1


def test_without_a_stop_or_without_room_nothing_is_found():
    assert Drawing(Chart(form="points", unit="cards", stops=()), 60, 12, UNICODE).stop_at(9) == -1
    assert Drawing(bars(1.0), 19, 12, UNICODE).stop_at(9) == -1


@pytest.mark.parametrize(("value", "top"), [(8.0, "█"), (4.0, "█"), (3.5, "▄"), (0.1, "▁"), (7.75, "▆")])
def test_a_bar_ends_in_an_eighth_of_a_cell(value, top):
    chart = bars(8.0, value, scale=((0.0, "0"), (8.0, "8")))
    column = [line[-5] for line in lines(chart, 24, 10)[:8]]
    filled = [sign for sign in column if sign != " "]
    assert filled[0] == top
    assert len(filled) == -(-value // 1)
    assert set(filled[1:]) <= {"█"}


@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_bars_in_ascii_are_as_high_and_have_no_parts(values):
    chart = bars(*map(float, values))
    rich, plain = lines(chart), lines(chart, signs=ASCII)
    for y in range(10):
        assert len(rich[y]) == len(plain[y])
        assert all((a == "█") <= (b == "#") for a, b in zip(rich[y], plain[y], strict=True))


def test_limits_that_would_share_a_row_have_their_labels_side_by_side_in_the_order_of_their_heights():
    limits = tuple(Limit(f"L{n}", (float(n),)) for n in (3, 2, 1))
    shown = lines(bars(100.0, limits=limits), 40, 14)
    rows = [next(y for y, line in enumerate(shown) if f"L{n}" in line) for n in (3, 2, 1)]
    assert len(set(rows)) == 3
    assert all(line.count("L") <= 1 for line in shown)


def test_the_label_of_a_limit_as_high_as_another_stands_beneath_it():
    limits = (Limit("first", (5.0,)), Limit("second", (5.0,)))
    shown = lines(bars(10.0, limits=limits), 40, 12)
    first, second = (next(y for y, line in enumerate(shown) if name in line) for name in ("first", "second"))
    assert second == first + 1


def test_more_limits_than_rows_leave_the_last_out_and_a_limit_without_a_value_says_nothing():
    limits = tuple(Limit(f"L{n}", (1.0,)) for n in range(9))
    shown = "".join(lines(bars(1.0, limits=limits), 40, 6))
    assert [f"L{n}" in shown for n in range(9)] == [True] * 4 + [False] * 5
    assert "none" not in "".join(lines(bars(1.0, 2.0, limits=(Limit("none", (None, None)),))))


def test_the_label_of_a_limit_stands_at_its_last_value():
    chart = bars(8.0, 8.0, 8.0, 8.0, limits=(Limit("steps", (8.0, 8.0, 1.0, None)),))
    shown = lines(chart, 50, 12)
    row = next(y for y, line in enumerate(shown) if "steps" in line)
    assert row == 8, "1 of 8 in 10 rows is the last but one"


def test_words_beneath_the_axis_never_touch_and_stay_within_it():
    labels = tuple((n / 9, f"{n:02d}十一月") for n in range(10))
    below = lines(bars(*[1.0] * 10, x_labels=labels), 60, 12)[-1]
    assert width(below) <= 60
    assert set(below.split()) <= {text for _, text in labels}
    assert len(below.split()) >= 4
    assert "月 0" not in below, "two spaces at least stand between them"
    close = lines(bars(1.0, x_labels=((0.0, "abc"), (0.08, "def"), (0.12, "ghi"))), 60, 12)[-1]
    assert close.split() == ["abc", "ghi"]


def test_an_upright_without_room_for_its_words_is_a_line_alone():
    chart = bars(1.0, 1.0, uprights=(Upright(0, "a very long name of a milestone that nobody can show"),))
    shown = lines(chart, 30, 10)
    assert all(line.count("│") == 2 for line in shown[:8])
    assert "very" not in "".join(shown)


def test_a_legend_is_cut_to_its_cells_and_a_chart_without_bands_has_none():
    bands = tuple(Band(f"列 {n}", "bar", n) for n in range(4))
    chart = Chart(form="areas", unit="cards", stops=(Stop(0.0, (1.0,) * 4),), bands=bands)
    for cells in range(40):
        assert width("".join(text for text, _ in legend(chart, UNICODE, cells))) <= cells
    assert legend(bars(1.0), UNICODE, 40) == ()


def test_bands_above_what_is_there_are_empty_and_a_day_without_values_too():
    stops = (Stop(0.0, (5.0, 5.0)), Stop(0.5, ()), Stop(1.0, (5.0, 0.0)))
    bands = (Band("done", "good", 0), Band("open", "bar", 1))
    shown = lines(Chart(form="areas", unit="cards", stops=stops, bands=bands), 33, 12)
    columns = ["".join(line[x] for line in shown[:10]) for x in (8, 17, 27)]
    assert columns == ["▓" * 5 + "█" * 5, " " * 10, " " * 5 + "█" * 5]
