"""Time as cells of a chart: days, weeks from Monday or months as a zone's calendar has them, and their heads. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from kanban.text.clean import pad, width
from kanban.text.dates import local, month, year, zone

Zoom = Literal["day", "week", "month"]
ZOOMS: tuple[Zoom, ...] = ("day", "week", "month")
UNIT_CELLS: Mapping[Zoom, int] = {"day": 3, "week": 3, "month": 5}
"""Cells of a day, a week, a month: so many that its label fits, with a space."""
_FIRST, _LAST = date(2, 1, 1), date(9990, 1, 1)


class Label(NamedTuple):
    """A word of a head, and the cell where it begins."""

    cell: int
    text: str


class Scale:
    """A stretch of time on so many cells; it begins with a whole day, week or month."""

    def __init__(self, zoom: Zoom, begin: datetime, cells: int, zone_name: str) -> None:
        self.zoom, self.cells, self.zone_name = zoom, max(1, cells), zone_name
        self._unit = UNIT_CELLS[zoom]
        first = _floor(zoom, local(begin, zone_name).date())
        count = -(-self.cells // self._unit) + 1
        self.days = [_step(zoom, first, number) for number in range(count)]
        """First days of the units, and of the one behind them."""
        self._starts = [_midnight(day, zone_name) for day in self.days]

    @property
    def begin(self) -> datetime:
        """The first moment on it."""
        return self._starts[0]

    def cell(self, moment: datetime) -> int:
        """The cell of a moment: -1 before the first, `cells` behind the last."""
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return -1
        if at + 1 >= len(self._starts):
            return self.cells
        share = (moment - self._starts[at]) / (self._starts[at + 1] - self._starts[at])
        return min(self.cells, at * self._unit + int(share * self._unit))

    def moved(self, units: int) -> datetime:
        """Where it would begin so many units later."""
        return _midnight(_step(self.zoom, self.days[0], units), self.zone_name)

    @property
    def units(self) -> int:
        """How many whole days, weeks or months are on it."""
        return max(1, self.cells // self._unit)

    def labels(self) -> list[Label]:
        """The lower head: days, Mondays, or months by name."""
        words = (month(day) if self.zoom == "month" else f"{day.day:02d}" for day in self.days[:-1])
        return [Label(number * self._unit, word) for number, word in enumerate(words)]

    def over(self) -> list[Label]:
        """The upper head: months, or years, each where it begins and there is room; a year is said once."""
        begins = self._greater()
        out: list[Label] = []
        year_said = 0
        for number, (cell, day) in enumerate(begins):
            end = begins[number + 1][0] if number + 1 < len(begins) else self.cells
            words = [year(day)] if self.zoom == "month" else [month(day, with_year=True), month(day)]
            if day.year == year_said and self.zoom != "month":
                words = words[1:]
            fitting = [word for word in words if cell + width(word) + (end < self.cells) <= end]
            if fitting:
                out.append(Label(cell, fitting[0]))
                year_said = day.year if fitting[0] == words[0] else year_said
        return out

    def grid(self) -> list[int]:
        """Cells where a month begins, or a year."""
        return [cell for cell, _ in self._greater()[1:]]

    def _greater(self) -> list[tuple[int, date]]:
        """Cells and first days of the months, or years; the first as far as it is on the scale."""
        out = [(0, self.days[0])]
        day = _next_greater(self.zoom, self.days[0])
        while (cell := self.cell(_midnight(day, self.zone_name))) < self.cells:
            if cell > 0:
                out.append((cell, day))
            else:
                out = [(0, day)]
            day = _next_greater(self.zoom, day)
        return out


def fitting_scale(
    moments: Iterable[datetime],
    at: datetime,
    cells: int,
    zone_name: str,
    zoom: Zoom | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> Scale:
    """The closest zoom, or the one given, that shows all moments, or all from `begin` to `end`.

    Where none does: with `begin` the widest from there on, with `end` alone up to there, else with `at` at a third.
    """
    known = [at, *moments]
    first, last = begin or min(known), end or max(known)
    zooms = (zoom,) if zoom is not None else ZOOMS
    for each in zooms:
        scale = Scale(each, first, cells, zone_name)
        if scale.cell(last) < scale.cells:
            return scale
    if begin is not None:
        return Scale(zooms[-1], begin, cells, zone_name)
    if end is not None:
        scale = Scale(zooms[-1], end, cells, zone_name)
        return Scale(zooms[-1], scale.moved(1 - scale.units), cells, zone_name)
    return around(at, zooms[-1], cells, zone_name)


def around(at: datetime, zoom: Zoom, cells: int, zone_name: str) -> Scale:
    """A scale with a moment at a third of it."""
    scale = Scale(zoom, at, cells, zone_name)
    return Scale(zoom, scale.moved(-(scale.units // 3)), cells, zone_name)


def rescaled(scale: Scale, step: int, at: datetime) -> Scale:
    """The next wider (1) or closer (-1) scale; `at`, where it is in view, else the middle, stays in its place."""
    zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, ZOOMS.index(scale.zoom) + step))]
    cell = scale.cell(at)
    if not 0 <= cell < scale.cells:
        at, cell = scale.moved(scale.units // 2), scale.cells // 2
    rescaled_scale = Scale(zoom, at, scale.cells, scale.zone_name)
    return Scale(zoom, rescaled_scale.moved(-(cell // UNIT_CELLS[zoom])), scale.cells, scale.zone_name)


def head_line(labels: Iterable[Label], cells: int) -> str:
    """Labels as a line of so many cells; one that does not fit is left out."""
    line = ""
    for label in labels:
        if label.cell >= width(line) and label.cell + width(label.text) <= cells:
            line = pad(line, label.cell) + label.text
    return pad(line, cells)


def _floor(zoom: Zoom, day: date) -> date:
    day = min(max(day, _FIRST), _LAST)
    if zoom == "day":
        return day
    return day - timedelta(days=day.weekday()) if zoom == "week" else day.replace(day=1)


def _step(zoom: Zoom, day: date, number: int) -> date:
    try:
        if zoom != "month":
            return day + timedelta(days=number * (7 if zoom == "week" else 1))
        months = day.year * 12 + day.month - 1 + number
        return date(months // 12, months % 12 + 1, 1)
    except (ValueError, OverflowError):
        return _FIRST if number < 0 else _LAST


def _next_greater(zoom: Zoom, day: date) -> date:
    return date(day.year + 1, 1, 1) if zoom == "month" else _step("month", day.replace(day=1), 1)


def _midnight(day: date, zone_name: str) -> datetime:
    return datetime.combine(day, time(), zone(zone_name)).astimezone(UTC)
