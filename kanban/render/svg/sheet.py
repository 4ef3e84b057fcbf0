"""A picture as a sheet: title, what it comes to, legend, chart or list, what stands out, and the rule it follows."""

from collections.abc import Iterator, Sequence

import msgspec

from kanban.render.chart_data import Chart
from kanban.render.flow_pictures.picture import Picture
from kanban.render.svg import forms, rows
from kanban.render.svg.elements import FONTS, cells_in, element, safe, text, text_width
from kanban.render.svg.plot import Plot
from kanban.render.svg.style import BODY, INK, MARGIN, PLOT_HEIGHT, SMALL, SOFT, TITLE, WIDTH
from kanban.text.clean import clean_line, cut, wrap
from kanban.text.messages import Words, msg

SIGNALS_SHOWN = 6
"""So many of what stands out are said beneath a picture."""
LEGEND_CELLS = 36
"""A name in a legend has at most so many terminal cells."""
_BODY_LINE, _SMALL_LINE = 17.0, 14.0


class Sheet(msgspec.Struct, frozen=True):
    """A picture as SVG in a height; `WIDTH` wide, from the top left."""

    name: str
    height: float
    inner: tuple[str, ...]


def sheet(picture: Picture, title: Words, under: Words = "", rule: Words = "") -> Sheet:
    """A picture as a sheet. `under` stands beneath the title; the rule is left out where it stands elsewhere."""
    inner: list[str] = []
    name = clean_line(str(title))
    y = MARGIN + 12.0
    inner.append(text(MARGIN, y, cut(name, cells_in(WIDTH - 2 * MARGIN, TITLE)), TITLE, font_weight="bold"))
    for words, size in ((under, SMALL), *((said, BODY) for said in picture.says), (picture.why_empty or "", BODY)):
        y = lines(inner, words, y + (2 if size == BODY else 4), size)
    y += 8
    if picture.chart is not None and picture.why_empty is None:
        inner += _legend(picture.chart, y + 12)
        y = _chart(inner, picture, y + (26 if _legend_entries(picture.chart) else 12))
    elif picture.bars:
        inner += rows.rows(picture.bars, picture.bar_heads, y)
        y += rows.height(picture.bars, picture.bar_heads) + 4
    shown: list[Words] = list(picture.signals[:SIGNALS_SHOWN])
    if len(picture.signals) > SIGNALS_SHOWN:
        shown.append(msg("and {n} more", n=len(picture.signals) - SIGNALS_SHOWN))
    for signal in shown:
        y = lines(inner, signal, y, SMALL, INK)
    y = lines(inner, rule, y + (4 if shown else 0), SMALL)
    return Sheet(name, y + MARGIN, tuple(inner))


def document(sheets: Sequence[Sheet], alone: bool = True) -> str:
    """Sheets one below the other as an SVG; `alone` as a file of its own, else to stand in a page of HTML."""
    height = sum(drawn.height for drawn in sheets) or 2 * MARGIN
    title = "; ".join(drawn.name for drawn in sheets)
    inner = [element("title", safe(title)), element("rect", width=WIDTH, height=height, fill="#ffffff")]
    y = 0.0
    for drawn in sheets:
        inner.append(element("g", "\n", *(f"{part}\n" for part in drawn.inner), transform=f"translate(0 {y:.1f})"))
        y += drawn.height
    written = element(
        "svg", "\n", *(f"{part}\n" for part in inner), xmlns="http://www.w3.org/2000/svg", version="1.1",
        width=WIDTH, height=height, viewBox=f"0 0 {WIDTH} {height:.1f}", role="img", font_family=FONTS, fill=INK,
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n' if alone else written


def lines(inner: list[str], words: Words, y: float, size: float, fill: str = "") -> float:
    """A sentence in as many lines as it takes; where the next one begins."""
    said = clean_line(str(words))
    if not said:
        return y
    for line in wrap(said, cells_in(WIDTH - 2 * MARGIN, size)):
        y += _SMALL_LINE if size == SMALL else _BODY_LINE
        inner.append(text(MARGIN, y, line, size, fill=fill or (SOFT if size == SMALL else "")))
    return y


def _chart(inner: list[str], picture: Picture, top: float) -> float:
    chart, said = picture.chart, [point.words for point in picture.points]
    assert chart is not None
    plot = Plot(chart, top)
    if chart.form == "areas":
        inner += forms.areas(chart, plot)
        inner += forms.axes(chart, plot)
    else:
        inner += forms.axes(chart, plot)
        inner += forms.limits(chart, plot)
        inner += forms.bars(chart, plot, said) if chart.form == "bars" else forms.dots(chart, plot, said)
    inner += forms.uprights(plot)
    return top + PLOT_HEIGHT + 26


def _legend_entries(chart: Chart) -> list[tuple[str, object]]:
    """What is named: the bands, the highest first, and the marks that occur."""
    entries: list[tuple[str, object]] = [(clean_line(band.name), band.fill) for band in reversed(chart.bands)]
    marks = {stop.mark for stop in chart.stops}
    if "rework" in marks:
        words = msg("a card moved back or dropped") if chart.form == "areas" else msg("reworked")
        entries.append((str(words), "rework"))
    if "signal" in marks:
        entries.append((str(msg("signal")), "signal"))
    return entries


def _legend(chart: Chart, y: float) -> Iterator[str]:
    x = float(MARGIN)
    for words, sign in _legend_entries(chart):
        words = cut(words, LEGEND_CELLS)
        if x + 18 + text_width(words, SMALL) > WIDTH - MARGIN:
            return
        if isinstance(sign, int):
            yield forms.swatch(x, y, sign)
        else:
            yield forms.mark(x + 6, y - 4, "rework" if sign == "rework" else "signal")
        yield text(x + 17, y, words, SMALL)
        x += 17 + text_width(words, SMALL) + 16
