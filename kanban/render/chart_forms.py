"""How each form of chart is drawn: points, a curve, bars, stacked areas, and the limits across."""

from collections.abc import Sequence
from itertools import pairwise

from kanban.render.canvas import ACROSS, DOWN, Canvas
from kanban.render.chart_data import Chart, Limit, Mark, Stop
from kanban.render.chart_frame import Frame
from kanban.text.clean import width
from kanban.text.glyphs import Glyphs

MARK_ROLES: dict[str, str] = {"rework": "rework", "signal": "late"}
FEW_POINTS = 60
"""So many points have a cell each; more are drawn as dots, of which a cell shows several."""


def mark_sign(mark: Mark, signs: Glyphs) -> str:
    """The sign of a mark."""
    return signs.rework if mark == "rework" else signs.ageing


def points(chart: Chart, canvas: Canvas, frame: Frame, signs: Glyphs) -> None:
    """Points, and for a curve the lines from one to the next; marked ones stand over the others."""
    known = [stop for stop in chart.stops if stop.values]
    if chart.form == "curve":
        _curve(known, canvas, frame)
    has_room = len(chart.stops) <= (FEW_POINTS if chart.form == "points" else canvas.cells // 4)
    if has_room or chart.form == "points":
        for stop in known:
            _point(stop, canvas, frame, signs.chosen if has_room else "")
    for stop in known:
        if stop.mark:
            x, y = frame.dot_column(stop), frame.dot_row(stop.values[0])
            canvas.put(x // ACROSS, y // DOWN, mark_sign(stop.mark, signs), MARK_ROLES[stop.mark])


def _point(stop: Stop, canvas: Canvas, frame: Frame, sign: str) -> None:
    x, y = frame.dot_column(stop), frame.dot_row(stop.values[0])
    if sign:
        canvas.put(x // ACROSS, y // DOWN, sign)
        return
    beside = y + 1 if (y + 1) // DOWN == y // DOWN else y - 1
    for dot_x in (x, x ^ 1):
        for dot_y in (y, beside):
            canvas.dot(dot_x, dot_y)


def _curve(known: Sequence[Stop], canvas: Canvas, frame: Frame) -> None:
    """Lines between the points; where many share a column of dots, from their lowest to their highest."""
    columns: dict[int, list[int]] = {}
    for stop in known:
        columns.setdefault(frame.dot_column(stop), []).append(frame.dot_row(stop.values[0]))
    for x, rows in columns.items():
        if len(rows) > 1:
            canvas.line(x, min(rows), x, max(rows), "bar")
    for (x, rows), (to_x, to_rows) in pairwise(columns.items()):
        canvas.line(x, rows[-1], to_x, to_rows[0], "bar")


def bars(chart: Chart, canvas: Canvas, frame: Frame, signs: Glyphs, only: int = -1, role: str = "bar") -> None:
    """A bar for each stop with a gap between them where there is room; `only` one of them, in another role."""
    for number, stop in enumerate(chart.stops):
        if stop.values and stop.values[0] and only in (-1, number):
            _bar(stop, frame.span(number), canvas, frame, signs, role)


def _bar(stop: Stop, span: tuple[int, int], canvas: Canvas, frame: Frame, signs: Glyphs, role: str) -> None:
    first, end = span
    end = max(first + 1, end - 1)
    levels = signs.levels if signs.levels[-1] == "█" else "#"
    for y in range(canvas.rows):
        filled = min(1.0, frame.height(stop.values[0]) - (canvas.rows - 1 - y))
        if filled > 0:
            for x in range(first, end):
                canvas.put(x, y, levels[max(0, round(filled * len(levels)) - 1)], role)


def areas(chart: Chart, canvas: Canvas, frame: Frame, signs: Glyphs) -> None:
    """In each cell the band that its middle lies in."""
    shown = {frame.span(number)[0]: number for number in range(len(chart.stops))}  # the last of those in one cell
    for number in shown.values():
        stop, (first, end) = chart.stops[number], frame.span(number)
        for y in range(canvas.rows):
            number_of_band = _band_at(stop.values, (canvas.rows - 1 - y + 0.5) / canvas.rows * frame.top)
            for x in range(first, end):
                if number_of_band is None:
                    canvas.put(x, y, " ")
                else:
                    band = chart.bands[number_of_band]
                    canvas.put(x, y, signs.fills[band.fill], band.role)


def _band_at(values: Sequence[float], level: float) -> int | None:
    height = 0.0
    for number, value in enumerate(values):
        height += value
        if level < height:
            return number
    return None


def limits(chart: Chart, canvas: Canvas, frame: Frame, signs: Glyphs) -> None:
    """Dashed lines beneath what stands there."""
    for limit in chart.limits:
        if limit.form == "points":
            for number, value in enumerate(limit.values):
                if value is not None:
                    canvas.put_under(frame.column(number), frame.row(value), signs.status["open"], "meta")
            continue
        for x in range(0, canvas.cells, 2):
            value = _limit_at(limit, x, canvas.cells, frame)
            if value is not None:
                canvas.put_under(x, frame.row(value), signs.rule, "meta")


def _limit_at(limit: Limit, x: int, cells: int, frame: Frame) -> float | None:
    first, last = limit.values[0], limit.values[-1]
    if limit.form == "slope":
        return None if first is None or last is None else first + (last - first) * x / max(1, cells - 1)
    return first if len(limit.values) == 1 else limit.values[frame.nearest(x)]


def uprights(chart: Chart, canvas: Canvas, frame: Frame, signs: Glyphs) -> None:
    """Lines from top to bottom over what is filled, each with its words in a row of its own, on the side with room."""
    for upright in chart.uprights:
        x = frame.column(upright.stop)
        for y in range(canvas.rows):
            canvas.put(x, y, signs.bar, "head")
    for row, upright in enumerate(chart.uprights):
        x, wide = frame.column(upright.stop), width(upright.label)
        start = x + 1 if x + 1 + wide <= canvas.cells else x - wide
        if start >= 0 and row < canvas.rows:
            canvas.write(start, row, upright.label, "head")
