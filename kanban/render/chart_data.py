"""What a chart is, as plain numbers: nothing of cells, colours or cards."""

from typing import Literal

import msgspec

from kanban.render.axes import Unit

Form = Literal["points", "curve", "bars", "areas"]
Mark = Literal["", "rework", "signal"]


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
    form: Literal["dashed", "points", "slope"] = "dashed"
    """`points`: a hollow sign at each stop. `slope`: straight from the first value at the left to the last."""


class Upright(msgspec.Struct, frozen=True):
    """A line from top to bottom at a stop, with words beside it."""

    stop: int
    label: str


class Band(msgspec.Struct, frozen=True):
    """A band of stacked areas."""

    name: str
    role: str
    fill: int
    """Which of the signs of `Glyphs.fills`."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Points, a curve, bars or stacked areas. Its stops are from left to right."""

    form: Form
    unit: Unit
    stops: tuple[Stop, ...]
    limits: tuple[Limit, ...] = ()
    uprights: tuple[Upright, ...] = ()
    scale: tuple[tuple[float, str], ...] = ()
    """Values and words beside the axis, rising, the last one its top; without any those of the unit."""
    bands: tuple[Band, ...] = ()
    """The lowest first."""
    x_labels: tuple[tuple[float, str], ...] = ()
    """Words beneath the axis, and where they stand."""
