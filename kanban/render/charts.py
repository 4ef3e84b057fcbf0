"""Charts drawn in the cells of a terminal: points, curves, bars, stacked areas. Pure; screens and shell show the same.

A chart is plain numbers. Its `stops` are what a cursor can stand on: points, bars, days, from left to right.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from kanban.render.axes import Unit, scale_of, tick
from kanban.render.canvas import ACROSS, DOWN, Canvas
from kanban.render.card import Span
from kanban.text.clean import cut, pad, width
from kanban.text.glyphs import Glyphs

Form = Literal["points", "curve", "bars", "areas"]
Mark = Literal["", "rework", "signal"]
_MARKS: dict[str, str] = {"rework": "rework", "signal": "late"}
"""The role of each mark."""
LEAST_ROWS, LEAST_CELLS = 5, 20
FEW_POINTS = 60
"""So many points have a cell each; more are drawn as dots, of which a cell shows several."""


class Stop(msgspec.Struct, frozen=True):
    """One place of the cursor."""

    x: float
    """0 is the left end, 1 the right one."""
    values: tuple[float, ...]
    """One, or of areas one for each band, the lowest first; none where there is nothing to show."""
    mark: Mark = ""


class Limit(msgspec.Struct, frozen=True):
    """A line across: one value, or one for each stop."""

    label: str
    values: tuple[float | None, ...]


class Band(msgspec.Struct, frozen=True):
    """A band of stacked areas."""

    name: str
    role: str
    fill: int
    """Which of the signs of `Glyphs.fills`."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn."""

    form: Form
    unit: Unit
    stops: tuple[Stop, ...]
    limits: tuple[Limit, ...] = ()
    bands: tuple[Band, ...] = ()
    """The lowest first."""
    x_labels: tuple[tuple[float, str], ...] = ()
    """Words beneath the axis, and where they stand."""


def draw(chart: Chart, cells: int, rows: int, signs: Glyphs, cursor: int = -1) -> list[tuple[Span, ...]]:
    """The chart in so many cells and rows, the stop `cursor` pointed out; nothing where there is too little room."""
    if rows < LEAST_ROWS or cells < LEAST_CELLS:
        return []
    frame = _Frame.of(chart, cells, rows, signs)
    canvas, at = frame.canvas, frame.at
    match chart.form:
        case "areas":
            _areas(chart, canvas, at, signs)
        case "bars":
            _bars(chart, canvas, at, signs, cursor)
        case _:
            _points(chart, canvas, at, signs)
    _limits(chart, canvas, at, signs)
    _point_out(chart, canvas, at, signs, cursor)
    labels = _beside(chart.limits, at, canvas.rows)
    out = []
    for y in range(canvas.rows):
        lead = pad(frame.ticks.get(y, ""), frame.gutter - 1, right=True) + " "
        right = ((" " + labels[y], "meta"),) if y in labels else ()
        out.append(((lead, "meta"), (signs.bar, "rule"), *canvas.spans(y), *right))
    out.append(((" " * frame.gutter, ""), *_axis(chart, canvas, at, signs, cursor)))
    out.append(((" " * (frame.gutter + 1) + _beneath(chart.x_labels, canvas.cells), "meta"),))
    return out


def stop_at(chart: Chart, cells: int, rows: int, signs: Glyphs, x: int) -> int:
    """The stop nearest to a cell of the drawn chart; -1 without any."""
    if rows < LEAST_ROWS or cells < LEAST_CELLS or not chart.stops:
        return -1
    frame = _Frame.of(chart, cells, rows, signs)
    return _nearest(chart, frame.at, max(0, min(frame.canvas.cells - 1, x - frame.gutter - 1)))


def legend(chart: Chart, signs: Glyphs, cells: int) -> tuple[Span, ...]:
    """Which band is which, the highest first as it stands in the chart."""
    spans: list[Span] = []
    for band in reversed(chart.bands):
        spans += [(f" {signs.fills[band.fill]} ", band.role), (f"{band.name} ", "meta")]
    room = cells
    out: list[Span] = []
    for text, role in spans:
        text = cut(text, room, signs.ellipsis)
        room -= width(text)
        out.append((text, role))
    return tuple(out)


class _Scaled:
    """Where a stop and a value stand: in cells, and in dots."""

    def __init__(self, canvas: Canvas, top: float, stops: int, form: Form) -> None:
        self.canvas, self.top, self.stops, self.form = canvas, top or 1.0, stops, form

    def column(self, number: int, stop: Stop) -> int:
        """The cell of a stop; of bars and areas that in its middle."""
        if self.form in ("bars", "areas"):
            first, end = self.span(number)
            return (first + end - 1) // 2
        return round(stop.x * (self.canvas.cells * ACROSS - 1)) // ACROSS

    def dot_column(self, stop: Stop) -> int:
        return round(stop.x * (self.canvas.cells * ACROSS - 1))

    def span(self, number: int) -> tuple[int, int]:
        """The cells of a bar or a step, the last one left out."""
        first = number * self.canvas.cells // self.stops
        return first, max(first + 1, (number + 1) * self.canvas.cells // self.stops)

    def height(self, value: float) -> float:
        """In cells above the axis."""
        return value / self.top * self.canvas.rows

    def row(self, value: float) -> int:
        return min(self.canvas.rows - 1, self.dot_row(value) // DOWN)

    def dot_row(self, value: float) -> int:
        return round((1 - min(1.0, max(0.0, value / self.top))) * (self.canvas.rows * DOWN - 1))


class _Frame(NamedTuple):
    """What stands around a chart, and where that leaves its cells."""

    canvas: Canvas
    at: _Scaled
    gutter: int
    """Cells left of the axis."""
    ticks: dict[int, str]
    """Words beside the axis, by row."""

    @classmethod
    def of(cls, chart: Chart, cells: int, rows: int, signs: Glyphs) -> "_Frame":
        """The frame of a chart of this size; two rows are the axis and what stands beneath it."""
        plotted = [sum(stop.values) for stop in chart.stops if stop.values]
        lines = [value for limit in chart.limits for value in limit.values if value is not None]
        scale = scale_of(max([*plotted, *lines], default=0.0), chart.unit, rows - 2)
        words = [tick(value, chart.unit) for value in scale.ticks]
        gutter = max([width(text) for text in words], default=1) + 1
        margin = max([width(limit.label) + 1 for limit in chart.limits], default=0)
        canvas = Canvas(max(1, cells - gutter - 1 - margin), rows - 2, signs)
        at = _Scaled(canvas, scale.top, len(chart.stops), chart.form)
        return cls(canvas, at, gutter, {at.row(value): text for value, text in zip(scale.ticks, words, strict=True)})


def _points(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs) -> None:
    known = [stop for stop in chart.stops if stop.values]
    if chart.form == "curve":
        for one, other in pairwise(known):
            canvas.line(
                at.dot_column(one), at.dot_row(one.values[0]), at.dot_column(other), at.dot_row(other.values[0]), "bar"
            )
    has_room = len(chart.stops) <= (FEW_POINTS if chart.form == "points" else canvas.cells // 4)
    for stop in known:
        x, y = at.dot_column(stop), at.dot_row(stop.values[0])
        if stop.mark:
            canvas.put(x // ACROSS, y // DOWN, _mark(stop.mark, signs), _MARKS[stop.mark])
        elif has_room:
            canvas.put(x // ACROSS, y // DOWN, signs.chosen)
        elif chart.form == "points":
            beside = (y + 1) if (y + 1) // DOWN == y // DOWN else y - 1
            for dot_x, dot_y in ((x, y), (x, beside), (x ^ 1, y), (x ^ 1, beside)):
                canvas.dot(dot_x, dot_y, "")


def _bars(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs, cursor: int) -> None:
    full = signs.levels[-1]
    steps = len(signs.levels)
    for number, stop in enumerate(chart.stops):
        if not stop.values or not stop.values[0]:
            continue
        first, end = at.span(number)
        end = max(first + 1, end - 1) if end - first > 1 else end
        height = at.height(stop.values[0])
        role = "bold" if number == cursor else _MARKS.get(stop.mark, "bar")
        for x in range(first, end):
            for y in range(canvas.rows):
                filled = min(1.0, height - (canvas.rows - 1 - y))
                if filled > 0:
                    level = full if full == "#" else signs.levels[max(0, round(filled * steps) - 1)]
                    canvas.put(x, y, level, role)


def _areas(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs) -> None:
    for number, stop in enumerate(chart.stops):
        first, end = at.span(number)
        for y in range(canvas.rows):
            level = (canvas.rows - 1 - y + 0.5) / canvas.rows * at.top
            band = _band_at(stop.values, level)
            for x in range(first, end):
                if band is not None:
                    canvas.put(x, y, signs.fills[chart.bands[band].fill], chart.bands[band].role)
                else:
                    canvas.put(x, y, " ")


def _band_at(values: Sequence[float], level: float) -> int | None:
    height = 0.0
    for number, value in enumerate(values):
        height += value
        if level < height:
            return number
    return None


def _mark(mark: Mark, signs: Glyphs) -> str:
    return signs.rework if mark == "rework" else signs.ageing


def _limits(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs) -> None:
    for limit in chart.limits:
        for x in range(canvas.cells):
            value = limit.values[0] if len(limit.values) == 1 else limit.values[_nearest(chart, at, x)]
            if value is not None and x % 2 == 0:
                canvas.put_under(x, at.row(value), signs.rule, "meta")


def _nearest(chart: Chart, at: _Scaled, x: int) -> int:
    if chart.form in ("bars", "areas"):
        return min(len(chart.stops) - 1, x * len(chart.stops) // at.canvas.cells)
    return min(range(len(chart.stops)), key=lambda i: abs(at.column(i, chart.stops[i]) - x))


def _point_out(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs, cursor: int) -> None:
    if not 0 <= cursor < len(chart.stops):
        return
    stop = chart.stops[cursor]
    x = at.column(cursor, stop)
    if chart.form in ("points", "curve"):
        for y in range(canvas.rows):
            canvas.put_under(x, y, signs.bar, "rule")
        if stop.values:
            y = at.row(stop.values[0])
            canvas.put(x, y, _mark(stop.mark, signs) if stop.mark else signs.chosen, "label")
    elif chart.form == "areas":
        for y in range(canvas.rows):
            if canvas.sign(x, y) == " ":
                canvas.put(x, y, signs.bar, "rule")


def _axis(chart: Chart, canvas: Canvas, at: _Scaled, signs: Glyphs, cursor: int) -> list[Span]:
    """The line beneath: of areas the marks stand on it, and where the cursor is."""
    line: list[Span] = [(signs.rule, "rule")] * canvas.cells
    for number, stop in enumerate(chart.stops):
        x = at.column(number, stop)
        if chart.form == "areas" and stop.mark:
            line[x] = (_mark(stop.mark, signs), _MARKS[stop.mark])
    if 0 <= cursor < len(chart.stops):
        x = at.column(cursor, chart.stops[cursor])
        line[x] = (line[x][0] if line[x][1] != "rule" else signs.above, "label")
    out: list[Span] = [(signs.corner, "rule")]
    for sign, role in line:
        if out[-1][1] == role:
            out[-1] = (out[-1][0] + sign, role)
        else:
            out.append((sign, role))
    return out


def _beside(limits: Sequence[Limit], at: _Scaled, rows: int) -> dict[int, str]:
    """The labels of the limits by row; where two would share one, the later goes to a free row next to it."""
    out: dict[int, str] = {}
    for limit in limits:
        last = next((value for value in reversed(limit.values) if value is not None), None)
        if last is None:
            continue
        row = at.row(last)
        free = [y for y in sorted(range(rows), key=lambda y: (abs(y - row), -y)) if y not in out]
        if free:
            out[free[0]] = limit.label
    return out


def _beneath(labels: Sequence[tuple[float, str]], cells: int) -> str:
    """Words in their places, those left out that would touch the one before."""
    line = ""
    for x, text in labels:
        wide = width(text)
        start = min(max(0, round(x * (cells - 1)) - wide // 2), max(0, cells - wide))
        if width(line) and start < width(line) + 2:
            continue
        if wide <= cells:
            line += " " * (start - width(line)) + text
    return line
