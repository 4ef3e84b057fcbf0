"""Charts drawn in the cells of a terminal: points, curves, bars, stacked areas. Pure; screens and shell show the same.

A chart is plain numbers. Its `stops` are what a cursor can stand on: points, bars, days, from left to right.
"""

from collections.abc import Sequence

from kanban.render import chart_forms as forms
from kanban.render.canvas import Canvas
from kanban.render.card import Span
from kanban.render.chart_data import Chart
from kanban.render.chart_frame import FOOT, Frame
from kanban.text.clean import cut, pad, width
from kanban.text.glyphs import Glyphs

LEAST_ROWS, LEAST_CELLS = 5, 20
"""With less room nothing is drawn."""


class Drawing:
    """A chart in so many cells and rows: drawn once, then shown with the cursor here or there."""

    def __init__(self, chart: Chart, cells: int, rows: int, signs: Glyphs) -> None:
        self._chart, self._signs = chart, signs
        self._frame = Frame(chart, cells, rows) if rows >= LEAST_ROWS and cells >= LEAST_CELLS else None
        if self._frame is not None:
            self._canvas = Canvas(self._frame.cells, rows - FOOT, signs)
            match chart.form:
                case "areas":
                    forms.areas(chart, self._canvas, self._frame, signs)
                case "bars":
                    forms.bars(chart, self._canvas, self._frame, signs)
                case _:
                    forms.points(chart, self._canvas, self._frame, signs)
            forms.limits(chart, self._canvas, self._frame, signs)
            forms.uprights(chart, self._canvas, self._frame, signs)
            self._axis = self._drawn_axis(self._frame)

    def lines(self, cursor: int = -1) -> list[tuple[Span, ...]]:
        """Row by row, the stop `cursor` pointed out; nothing where there is too little room."""
        frame, signs = self._frame, self._signs
        if frame is None:
            return []
        canvas, axis = self._canvas, [*self._axis]
        if 0 <= cursor < len(self._chart.stops):
            canvas = canvas.copy()
            self._point_out(canvas, frame, cursor)
            x = frame.column(cursor)
            axis[x] = (axis[x][0] if axis[x][1] != "rule" else signs.above, "label")
        out: list[tuple[Span, ...]] = []
        for y in range(canvas.rows):
            lead = pad(frame.ticks.get(y, ""), frame.gutter - 1, right=True) + " "
            right = ((" " + frame.labels[y], "meta"),) if y in frame.labels else ()
            out.append(((lead, "meta"), (signs.bar, "rule"), *canvas.spans(y), *right))
        out.append(((" " * frame.gutter, ""), *_together([(signs.corner, "rule"), *axis])))
        out.append(((" " * (frame.gutter + 1) + _beneath(self._chart.x_labels, canvas.cells), "meta"),))
        return out

    def stop_at(self, x: int) -> int:
        """The stop nearest to a cell of its lines; -1 without any."""
        frame = self._frame
        if frame is None or not self._chart.stops:
            return -1
        return frame.nearest(max(0, min(frame.cells - 1, x - frame.gutter - 1)))

    def _drawn_axis(self, frame: Frame) -> list[Span]:
        """The line beneath; of areas the marks stand on it."""
        line: list[Span] = [(self._signs.rule, "rule")] * frame.cells
        if self._chart.form == "areas":
            for number, stop in enumerate(self._chart.stops):
                if stop.mark:
                    sign = forms.mark_sign(stop.mark, self._signs)
                    line[frame.column(number)] = (sign, forms.MARK_ROLES[stop.mark])
        return line

    def _point_out(self, canvas: Canvas, frame: Frame, cursor: int) -> None:
        chart, signs = self._chart, self._signs
        stop, x = chart.stops[cursor], frame.column(cursor)
        if chart.form == "bars":
            forms.bars(chart, canvas, frame, signs, only=cursor, role="bold")
            forms.uprights(chart, canvas, frame, signs)
            return
        for y in range(canvas.rows):
            canvas.put_under(x, y, signs.bar, "rule")
        if chart.form != "areas" and stop.values:
            sign = forms.mark_sign(stop.mark, signs) if stop.mark else signs.chosen
            canvas.put(x, frame.row(stop.values[0]), sign, "label")


def draw(chart: Chart, cells: int, rows: int, signs: Glyphs, cursor: int = -1) -> list[tuple[Span, ...]]:
    """The chart in so many cells and rows, the stop `cursor` pointed out."""
    return Drawing(chart, cells, rows, signs).lines(cursor)


def legend(chart: Chart, signs: Glyphs, cells: int) -> tuple[Span, ...]:
    """Which band is which, the highest first as it stands in the chart; nothing for a chart without bands."""
    out: list[Span] = []
    for band in reversed(chart.bands):
        for text, role in ((f" {signs.fills[band.fill]} ", band.role), (f"{band.name} ", "meta")):
            text = cut(text, cells, signs.ellipsis)
            cells -= width(text)
            out.append((text, role))
    return tuple(out)


def _together(cells: Sequence[Span]) -> list[Span]:
    """Neighbours of the same role as one."""
    out: list[Span] = []
    for sign, role in cells:
        if out and out[-1][1] == role:
            out[-1] = (out[-1][0] + sign, role)
        else:
            out.append((sign, role))
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
