"""Where things lie in a chart: the area between its axes, its scale, its labels."""

from collections.abc import Iterable, Sequence

from kanban.render.axes import scale_of, tick
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.render.svg.elements import text_width
from kanban.render.svg.style import MARGIN, PLOT_HEIGHT, SMALL, WIDTH

_ROWS = 18
"""As of a chart of so many lines: some six values stand beside the axis."""
_LINE = 13.0
"""Between two labels, px."""


class Plot:
    """The area of a chart whose upper edge lies at `top`."""

    def __init__(self, chart: Chart, top: float) -> None:
        sums = [sum(stop.values) for stop in chart.stops if stop.values]
        lines = [value for limit in chart.limits for value in limit.values if value is not None]
        scale = scale_of(max([*sums, *lines], default=0.0), chart.unit, _ROWS)
        self._chart, self._largest = chart, (chart.scale[-1][0] if chart.scale else scale.top) or 1.0
        self.ticks = chart.scale or tuple((value, tick(value, chart.unit)) for value in scale.ticks)
        self.left = MARGIN + max(text_width(words, SMALL) for _, words in self.ticks) + 8
        margin = max([text_width(limit.label, SMALL) + 10 for limit in chart.limits], default=0.0)
        self.right = WIDTH - MARGIN - margin
        self.top, self.bottom = top, top + PLOT_HEIGHT

    @property
    def room(self) -> float:
        """From the left to the right."""
        return self.right - self.left

    def x(self, share: float) -> float:
        """Of a place between 0 and 1."""
        return self.left + share * self.room

    def y(self, value: float) -> float:
        """Of a value, which stays within the area."""
        return self.bottom - min(1.0, max(0.0, value / self._largest)) * PLOT_HEIGHT

    def stop(self, number: int) -> float:
        """The middle of a stop."""
        if self._chart.form == "bars":
            return self.x((number + 0.5) / len(self._chart.stops))
        stop: Stop = self._chart.stops[number]
        return self.x(stop.x)

    def beneath(self) -> list[tuple[float, str]]:
        """The middles of the words beneath the axis; left out is what would touch, or repeat, the one before."""
        out: list[tuple[float, str]] = []
        end, last = float("-inf"), len(self._chart.stops)
        for share, words in self._chart.x_labels:
            wide = text_width(words, SMALL)
            place = (share * (last - 1) + 0.5) / last if self._chart.form == "bars" and last else share
            middle = min(max(self.x(place), MARGIN + wide / 2), self.right + MARGIN - wide / 2)
            if middle - wide / 2 >= end + 8 and wide <= self.room and (not out or words != out[-1][1]):
                out.append((middle, words))
                end = middle + wide / 2
        return out

    def uprights(self) -> list[tuple[float, float, str]]:
        """Where the lines from top to bottom stand: x, the height of the words and the words, one below the other."""
        stops = len(self._chart.stops)
        return [
            (self.stop(upright.stop), self.top + _LINE * (order + 0.8), upright.label)
            for order, upright in enumerate(self._chart.uprights)
            if 0 <= upright.stop < stops
        ]

    def limit_labels(self) -> list[tuple[float, str]]:
        """The labels of the limits at the right end, moved apart where they would touch."""
        ends = [(self.y(end), limit.label) for limit in self._chart.limits if (end := _end(limit)) is not None]
        return _apart(sorted(ends, key=lambda end: end[0]), self.top + 6, self.bottom)


def _end(limit: Limit) -> float | None:
    return next((value for value in reversed(limit.values) if value is not None), None)


def _apart(labels: Sequence[tuple[float, str]], top: float, bottom: float) -> list[tuple[float, str]]:
    """From the top each at least a line below the one before; where the last has no room, all move up."""
    placed = list(_downwards(labels, top))
    out: list[tuple[float, str]] = []
    room = bottom
    for y, words in reversed(placed):
        out.append((min(y, room), words))
        room = out[-1][0] - _LINE
    return out[::-1]


def _downwards(labels: Iterable[tuple[float, str]], top: float) -> Iterable[tuple[float, str]]:
    least = top
    for y, words in labels:
        yield max(y, least), words
        least = max(y, least) + _LINE
