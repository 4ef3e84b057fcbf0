"""How each form of chart is drawn: points, a curve, bars, stacked areas, and the limits across."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from kanban.render.chart_data import Chart, Mark, Stop
from kanban.render.svg.elements import element, number, points, safe, text, text_width
from kanban.render.svg.plot import Plot
from kanban.render.svg.style import BAR, DASHES, FILLS, GRID, INK, POINT, REWORK, RULE, SIGNAL, SMALL, SOFT
from kanban.text.clean import clean_line
from kanban.text.messages import Words

FEW_BARS = 26
"""So many bars at most have their number above."""
MANY_POINTS = 1500
"""More points than so many say nothing under the mouse."""
_RADIUS = 3.4


def axes(chart: Chart, plot: Plot) -> Iterator[str]:
    """The lines of the grid with their values, the axis, and the words beneath."""
    for value, words in plot.ticks:
        y = plot.y(value)
        yield element("line", x1=plot.left, y1=y, x2=plot.right, y2=y, stroke=GRID if value else RULE)
        yield text(plot.left - 6, y + 3.5, words, SMALL, text_anchor="end", fill=SOFT)
    for x, words in plot.beneath():
        yield text(x, plot.bottom + 16, words, SMALL, text_anchor="middle", fill=SOFT)


def limits(chart: Chart, plot: Plot) -> Iterator[str]:
    """Dashed lines across, each with its label at the right end."""
    for order, limit in enumerate(chart.limits):
        dashes = DASHES[order % len(DASHES)]
        if limit.form == "points":
            yield from _hollow(limit.values, plot)
            continue
        for places in _slope(limit.values, plot) if limit.form == "slope" else _runs(limit.values, plot):
            yield element("polyline", points=points(places), fill="none", stroke=RULE, stroke_dasharray=dashes)
    for y, words in plot.limit_labels():
        yield text(plot.right + 6, y + 3.5, words, SMALL, fill=SOFT)


def _runs(values: Sequence[float | None], plot: Plot) -> Iterator[list[tuple[float, float]]]:
    if len(values) == 1:
        if values[0] is not None:
            yield [(plot.left, plot.y(values[0])), (plot.right, plot.y(values[0]))]
        return
    for known, run in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if known:
            yield [(plot.stop(place), plot.y(value)) for place, value in run if value is not None]


def uprights(plot: Plot) -> Iterator[str]:
    """Lines from top to bottom, each with its words beside it on the side that has the room."""
    for x, y, words in plot.uprights():
        words = clean_line(words)
        yield element("line", x1=x, y1=plot.top, x2=x, y2=plot.bottom, stroke=INK, stroke_width=number(0.8))
        fits = x + 4 + text_width(words, SMALL) <= plot.right
        yield text(x + 4 if fits else x - 4, y, words, SMALL, text_anchor="start" if fits else "end", fill=INK)


def _hollow(values: Sequence[float | None], plot: Plot) -> Iterator[str]:
    """A hollow sign at each stop that has a value."""
    for place, value in enumerate(values):
        if value is not None:
            yield element("circle", cx=plot.stop(place), cy=plot.y(value), r=_RADIUS, fill="#ffffff", stroke=RULE)


def _slope(values: Sequence[float | None], plot: Plot) -> Iterator[list[tuple[float, float]]]:
    """Straight from the first value at the left to the last at the right."""
    known = [value for value in values if value is not None]
    if known:
        yield [(plot.left, plot.y(known[0])), (plot.right, plot.y(known[-1]))]


def areas(chart: Chart, plot: Plot) -> Iterator[str]:
    """The bands one upon the other, white lines between them; marks of days stand on the axis."""
    if not chart.stops:
        return
    places = [plot.stop(place) for place in range(len(chart.stops))]
    heights = [list(accumulate(stop.values, initial=0.0)) for stop in chart.stops]
    if len(places) == 1:  # one day has the whole width
        places, heights = [plot.left, plot.right], heights * 2
    for order, band in enumerate(chart.bands):
        upper = [(x, plot.y(levels[order + 1])) for x, levels in zip(places, heights, strict=True)]
        lower = [(x, plot.y(levels[order])) for x, levels in zip(places, heights, strict=True)]
        yield element("polygon", element("title", safe(band.name)), points=points([*upper, *lower[::-1]]),
                      fill=FILLS[band.fill], stroke="#ffffff", stroke_width=0.7)  # fmt: skip
    for place, stop in enumerate(chart.stops):
        if stop.mark:
            yield mark(plot.stop(place), plot.bottom, stop.mark, "")


def bars(chart: Chart, plot: Plot, said: Sequence[Words]) -> Iterator[str]:
    """A bar for each stop, its number above where there are few."""
    step = plot.room / max(1, len(chart.stops))
    wide = min(46.0, step * 0.76)
    for place, stop in enumerate(chart.stops):
        value = stop.values[0] if stop.values else 0.0
        x, y = plot.stop(place), plot.y(value)
        if value:
            yield element(
                "rect", *_told(said, place), x=x - wide / 2, y=y, width=wide, height=plot.bottom - y, fill=BAR
            )
        if chart.unit == "cards" and len(chart.stops) <= FEW_BARS:
            yield text(x, y - 4, f"{value:.0f}", SMALL, text_anchor="middle", fill=INK)


def dots(chart: Chart, plot: Plot, said: Sequence[Words]) -> Iterator[str]:
    """Points, for a curve with a line from one to the next; marked ones stand over the others."""
    known = [(place, stop) for place, stop in enumerate(chart.stops) if stop.values]
    if chart.form == "curve":
        line = points((plot.stop(place), plot.y(stop.values[0])) for place, stop in known)
        yield element("polyline", points=line, fill="none", stroke=BAR, stroke_width=1.3)
    if len(known) > MANY_POINTS:
        yield _cloud([(plot.stop(place), plot.y(stop.values[0])) for place, stop in known if not stop.mark])
        marked = [(place, stop) for place, stop in known if stop.mark]
        pixels = {(round(plot.stop(place)), round(plot.y(stop.values[0]))): (place, stop) for place, stop in marked}
        known, said = list(pixels.values()), ()
    for place, stop in sorted(known, key=lambda pair: bool(pair[1].mark)):
        yield _dot(plot, place, stop, said)


def _cloud(places: Iterable[tuple[float, float]]) -> str:
    """Points as one path, those that fall on the same pixel once: thousands of elements make a page slow."""
    pixels = sorted({(round(x), round(y)) for x, y in places})
    return element("path", d="".join(f"M{x} {y}h0" for x, y in pixels), fill="none", stroke=POINT,
                   stroke_width=2 * _RADIUS, stroke_linecap="round", stroke_opacity="0.72")  # fmt: skip


def _dot(plot: Plot, place: int, stop: Stop, said: Sequence[Words]) -> str:
    x, y = plot.stop(place), plot.y(stop.values[0])
    if stop.mark:
        return mark(x, y, stop.mark, *_told(said, place))
    return element("circle", *_told(said, place), cx=x, cy=y, r=_RADIUS, fill=POINT, fill_opacity="0.72")


def mark(x: float, y: float, kind: Mark, *inner: str) -> str:
    """A mark, told from a point by its shape: a hollow diamond for rework, a triangle for a signal."""
    if kind == "rework":
        corners = ((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
        return element("polygon", *filter(None, inner), points=points(corners), fill="#ffffff", stroke=REWORK,
                       stroke_width=1.6)  # fmt: skip
    triangle = ((x, y - 6), (x + 6, y + 5), (x - 6, y + 5))
    return element("polygon", *filter(None, inner), points=points(triangle), fill=SIGNAL)


def swatch(x: float, y: float, fill: int) -> str:
    """The colour of a band, for the legend."""
    return element("rect", x=x, y=y - 9, width=11, height=11, fill=FILLS[fill], stroke=RULE, stroke_width=number(0.5))


def _told(said: Sequence[Words], place: int) -> tuple[str, ...]:
    """What a browser says of a point under the mouse."""
    return (element("title", safe(said[place])),) if place < len(said) else ()
