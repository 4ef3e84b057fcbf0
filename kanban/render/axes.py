"""The scale of a chart's upright axis: its top, and the values that are written beside it."""

from math import ceil
from typing import Literal, NamedTuple

from kanban.render.figures import percent
from kanban.text.dates import span

Unit = Literal["seconds", "cards", "rate"]

_HOUR, _DAY = 3600.0, 86400.0
_TIMES = (
    60, 300, 900, 1800, *(_HOUR * n for n in (1, 2, 3, 6, 12)), *(_DAY * n for n in (1, 2, 3, 5, 10, 20, 30, 50)),
    *(_DAY * n * 10**k for k in range(2, 6) for n in (1, 2, 5)),
)  # fmt: skip
_COUNTS = tuple(n * 10**k for k in range(9) for n in (1, 2, 5))
_RATES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
_STEPS: dict[Unit, tuple[float, ...]] = {"seconds": _TIMES, "cards": _COUNTS, "rate": _RATES}
ROWS_BETWEEN = 3
"""So many rows at least stand between two values."""


class Scale(NamedTuple):
    """From 0 to `top`."""

    top: float
    ticks: tuple[float, ...]


def scale_of(largest: float, unit: Unit, rows: int) -> Scale:
    """A scale that holds the largest value, with round values beside it; of a rate not beyond 1."""
    steps = _STEPS[unit]
    most = max(1, rows // ROWS_BETWEEN)
    step = next((step for step in steps if step * most >= largest), steps[-1])
    count = max(1, ceil(largest / step - 1e-9))
    if unit == "rate":
        count = min(count, max(1, round(1 / step)))
    return Scale(step * count, tuple(step * number for number in range(count + 1)))


def tick(value: float, unit: Unit) -> str:
    """A value beside the axis."""
    if unit == "rate":
        return percent(value)
    if unit == "cards" or not value:
        return f"{value:.0f}"
    return span(value).replace(".0", "")
