"""What stands around a chart, and where in its cells a stop and a value belong."""

from collections.abc import Sequence

from kanban.render.axes import Scale, scale_of, tick
from kanban.render.canvas import ACROSS, DOWN
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.text.clean import width

FOOT = 2
"""Rows beneath a chart: its axis, and the words under that."""


class Frame:
    """The frame of a chart in so many cells and rows."""

    def __init__(self, chart: Chart, cells: int, rows: int) -> None:
        plotted = [sum(stop.values) for stop in chart.stops if stop.values]
        lines = [value for limit in chart.limits for value in limit.values if value is not None]
        self.rows = rows - FOOT
        if chart.scale:
            scale = Scale(chart.scale[-1][0], tuple(value for value, _ in chart.scale))
            words = [text for _, text in chart.scale]
        else:
            scale = scale_of(max([*plotted, *lines], default=0.0), chart.unit, self.rows)
            words = [tick(value, chart.unit) for value in scale.ticks]
        self.gutter = max([width(text) for text in words], default=1) + 1
        """Cells left of the axis."""
        margin = max([width(limit.label) + 1 for limit in chart.limits], default=0)
        self.cells = max(1, cells - self.gutter - 1 - margin)
        """Cells of the chart itself."""
        self.top = scale.top or 1.0
        self._chart = chart
        self.ticks = {self.row(value): text for value, text in zip(scale.ticks, words, strict=True)}
        """Words beside the axis, by row."""
        self.labels = _labels(chart.limits, self)
        """Words at the right end, by row."""

    @property
    def is_divided(self) -> bool:
        """Whether each stop has cells of its own, side by side."""
        return self._chart.form in ("bars", "areas")

    def span(self, number: int) -> tuple[int, int]:
        """The cells of a bar or a step, the last one left out."""
        stops = len(self._chart.stops)
        first = number * self.cells // stops
        return first, max(first + 1, (number + 1) * self.cells // stops)

    def column(self, number: int) -> int:
        """The cell of a stop; of several cells that in their middle."""
        if self.is_divided:
            first, end = self.span(number)
            return (first + end - 1) // 2
        return self.dot_column(self._chart.stops[number]) // ACROSS

    def dot_column(self, stop: Stop) -> int:
        """Of a stop that is a point: its dot from the left."""
        return round(stop.x * (self.cells * ACROSS - 1))

    def height(self, value: float) -> float:
        """In cells above the axis."""
        return value / self.top * self.rows

    def row(self, value: float) -> int:
        """The row of a value, from the top."""
        return min(self.rows - 1, self.dot_row(value) // DOWN)

    def dot_row(self, value: float) -> int:
        """The same in dots."""
        return round((1 - min(1.0, max(0.0, value / self.top))) * (self.rows * DOWN - 1))

    def nearest(self, x: int) -> int:
        """The stop nearest to a cell of the chart."""
        stops = self._chart.stops
        if self.is_divided:
            return ((x + 1) * len(stops) - 1) // self.cells  # the last whose `span` has begun
        wanted = x / max(1, self.cells - 1)
        return min(range(len(stops)), key=lambda number: abs(stops[number].x - wanted))


def _labels(limits: Sequence[Limit], frame: Frame) -> dict[int, str]:
    """The labels of the limits by row; where two would share one, the later goes to a free row next to it."""
    out: dict[int, str] = {}
    for limit in limits:
        last = next((value for value in reversed(limit.values) if value is not None), None)
        if last is None:
            continue
        row = frame.row(last)
        free = [y for y in sorted(range(frame.rows), key=lambda y: (abs(y - row), -y)) if y not in out]
        if free:
            out[free[0]] = limit.label
    return out
