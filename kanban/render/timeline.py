"""A timeline drawn: a head of dates, a row of cells for each work package, linked card and milestone. Pure.

A name is cut before a date is; every sign on the chart is one cell wide.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, PackageRow, Row, Timeline, TimelineLink, moments_of
from kanban.render.card import Span
from kanban.render.milestones import slip
from kanban.render.time_scale import Scale, head_line
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, msg, tr

LEAD = 3
"""Cells of the sign before the name."""
NAME_LEAST, NAME_MOST = 14, 34
BENEATH = "  "
"""Before the name of a card that stands beneath its work package."""
DONE_CELLS = 8
"""Of how many cards are done, on a wide screen."""
WIDE = 100
CELLS_LEAST = 60

Canvas = list[Span]
"""One sign with its role for each cell; behind a wide letter an empty one."""


class Shape(NamedTuple):
    """How the cells of a line are divided."""

    name: int
    done: int
    """0: how many are done is not shown."""
    chart: int


def shape(cells: int, rows: Iterable[Row]) -> Shape:
    """Names have what they need, at most a third of a narrow line; dates have the rest."""
    cells = max(cells, CELLS_LEAST)
    longest = max((width(_name(row)) for row in rows), default=0)
    name = max(NAME_LEAST, min(longest, NAME_MOST, max(22, cells // 3 - LEAD)))
    done = DONE_CELLS if cells >= WIDE else 0
    return Shape(name, done, cells - LEAD - name - done - 1)


def heads(form: Shape, scale: Scale, as_of: datetime) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Two lines: months or years; days, Mondays or months. The one that holds the moment is marked."""
    lead = " " * (LEAD + form.name + form.done + 1)
    upper, lower = head_line(scale.over(), form.chart), head_line(scale.labels(), form.chart)
    today = scale.cell(as_of)
    label = next((label_ for label_ in reversed(scale.labels()) if label_.cell <= today), None)
    names = " " * LEAD + pad(tr("work"), form.name) + (pad(tr("done"), form.done, right=True) if form.done else "")
    first = ((f"{lead}{upper}", "head"),)
    if label is None or today >= scale.cells or label.cell + width(label.text) > form.chart:
        return first, ((f"{names} ", "head"), (lower, "meta"))
    before = cut(lower, label.cell, "")
    after = lower[len(before) + len(label.text) :]
    return first, ((f"{names} ", "head"), (before, "meta"), (label.text, "here"), (after, "meta"))


def line(row: Row, whole: Timeline, form: Shape, scale: Scale, signs: Glyphs) -> tuple[Span, ...]:
    """A row in one line."""
    sign, role = _sign(row, signs)
    name = pad(cut(_name(row), form.name, signs.ellipsis), form.name)
    out: list[Span] = [(f" {sign} ", role), (name, "bold" if isinstance(row, MilestoneRow) else "")]
    if form.done:
        out.append((pad(_done(row), form.done, right=True), "meta"))
    return (*out, (" ", ""), *_chart(row, whole, scale, signs))


def legend(signs: Glyphs) -> Iterator[tuple[str, Message]]:
    """The signs of the chart."""
    chart = signs.timeline
    yield chart["done"], msg("work so far")
    yield chart["left"], msg("what is left of it")
    yield chart["critical"], msg("what is left, critical: the end moves with it")
    yield chart["baseline"], msg("the baseline")
    yield chart["original"], msg("the original baseline")
    yield f"{chart['p50']}{chart['between']}{chart['p85']}", msg("the forecast, from P50 to P85")
    yield chart["achieved"], msg("achieved")
    yield chart["now"], msg("the moment shown")
    yield chart["after"], msg("it waits for these; FS unless it says otherwise")


def short_legend(signs: Glyphs) -> str:
    """The same in one line of 80 cells."""
    chart = signs.timeline
    forecast = f"{chart['p50']}{chart['between']}{chart['p85']}"
    words = (
        (chart["done"], tr("so far")), (chart["left"], tr("left")), (chart["critical"], tr("critical")),
        (chart["baseline"], tr("baseline")), (chart["original"], tr("original")), (forecast, tr("P50-P85")),
        (chart["achieved"], tr("achieved")),
    )  # fmt: skip
    return "  ".join(f"{sign} {word}" for sign, word in words)


def link_words(link: TimelineLink, of: str) -> str:
    """The other end of a link, its type and lag where they are not the usual: `1.2.1`, `1.2.1SS+5d`."""
    other = link.predecessor if link.successor == of else link.successor
    lag = tr("{n}d", n=f"{link.lag_working_days:+g}") if link.lag_working_days else ""
    kind = link.type if link.type != "FS" or lag else ""
    return f"{clean_line(other)}{kind}{lag}"


def _name(row: Row) -> str:
    beneath = BENEATH if isinstance(row, CardRow) and row.package is not None else ""
    return f"{beneath}{clean_line(row.id)} {clean_line(row.name)}"


def _done(row: Row) -> str:
    """How many of its cards are done; nothing of what has none, or is one."""
    if isinstance(row, CardRow):
        return ""
    figures = row.figures if isinstance(row, PackageRow) else row.state.figures
    return f"{figures.done}/{figures.total}" if figures.total else ""


def _sign(row: Row, signs: Glyphs) -> Span:
    if isinstance(row, MilestoneRow):
        return signs.status[row.state.status], row.state.status
    return (signs.status["achieved"], "achieved") if row.is_done else (" ", "")


def _chart(row: Row, whole: Timeline, scale: Scale, signs: Glyphs) -> Iterator[Span]:
    cells: Canvas = [(" ", "")] * scale.cells
    for cell in scale.grid():
        _put(cells, cell, signs.timeline["grid"], "rule")
    _put(cells, scale.cell(whole.as_of), signs.timeline["now"], "here")
    if isinstance(row, MilestoneRow):
        _draw_milestone(cells, row, scale, signs)
    else:
        _draw_work(cells, row, whole.as_of, scale, signs)
    _draw_note(cells, row, whole, scale, signs)
    _draw_more(cells, row, scale, signs)
    for role, run in groupby(cells, key=lambda one: one[1]):
        yield "".join(text for text, _ in run), role


def _draw_more(cells: Canvas, row: Row, scale: Scale, signs: Glyphs) -> None:
    """At either end: there is more of the row on that side. A mark that stands there stays."""
    chart = signs.timeline
    marks = {chart[name] for name in ("baseline", "original", "achieved", "p50", "p85")}
    at = [scale.cell(moment) for moment in moments_of(row)]
    if any(cell < 0 for cell in at) and cells[0][0] not in marks:
        _put(cells, 0, signs.left, "meta")
    if any(cell >= scale.cells for cell in at) and cells[-1][0] not in marks:
        _put(cells, scale.cells - 1, signs.right, "meta")


def _put(cells: Canvas, at: int, sign: str, role: str) -> None:
    if 0 <= at < len(cells):
        cells[at] = sign, role


def _fill(cells: Canvas, first: int, last: int, sign: str, role: str) -> None:
    for at in range(max(0, first), min(last + 1, len(cells))):
        cells[at] = sign, role


def _draw_work(cells: Canvas, row: PackageRow | CardRow, as_of: datetime, scale: Scale, signs: Glyphs) -> None:
    chart, place = signs.timeline, row.place
    dropped_at = row.dropped_at if isinstance(row, CardRow) else None
    until = -1
    if row.worked_by_at is not None:
        begin = scale.cell(row.worked_by_at)
        until = max(begin, scale.cell(row.finished_at or dropped_at or as_of))
        _fill(cells, begin, until, chart["done"], "achieved" if row.is_done else "bar")
    if row.is_over:
        return
    if place.early_start_at is not None and place.early_finish_at is not None:
        sign, role = (chart["critical"], "critical") if place.is_critical else (chart["left"], "meta")
        first, last = scale.cell(place.early_start_at), scale.cell(place.early_finish_at)
        if last >= 0:
            _fill(cells, max(first, until + 1), max(last, until + 1), sign, role)
    elif row.worked_by_at is not None and until >= 0:
        _put(cells, until + 1, chart["unknown"], "meta")


def _draw_milestone(cells: Canvas, row: MilestoneRow, scale: Scale, signs: Glyphs) -> None:
    chart, state, forecast = signs.timeline, row.state, row.state.forecast
    end = state.achieved_at or (forecast.p50_at or forecast.p85_at if forecast is not None else None)
    if state.baseline_at is not None and end is not None:
        between = sorted((scale.cell(state.baseline_at), scale.cell(end)))
        _fill(cells, between[0] + 1, between[1] - 1, chart["slip"], "meta")
    if forecast is not None and forecast.p50_at is not None:
        p50, p85 = scale.cell(forecast.p50_at), scale.cell(forecast.p85_at or forecast.p50_at)
        _fill(cells, p50 + 1, p85 - 1, chart["between"], state.status)
        _put(cells, p50, chart["p50"], state.status)
    if forecast is not None and forecast.p85_at is not None:
        _put(cells, scale.cell(forecast.p85_at), chart["p85"], state.status)
    if state.original_at is not None and state.original_at != state.baseline_at:
        _put(cells, scale.cell(state.original_at), chart["original"], "meta")
    if state.baseline_at is not None:
        _put(cells, scale.cell(state.baseline_at), chart["baseline"], "bold")
    if state.achieved_at is not None:
        _put(cells, scale.cell(state.achieved_at), chart["achieved"], state.status)


def _draw_note(cells: Canvas, row: Row, whole: Timeline, scale: Scale, signs: Glyphs) -> None:
    """Behind what is drawn: the slip of a milestone, what a package or a card waits for; where it fits."""
    text, role = "", "meta"
    if isinstance(row, MilestoneRow):
        text, role, is_over = slip(row.state.slip_seconds), row.state.status, row.is_done
    else:
        is_over = row.is_over
        before = [link_words(link, row.id) for link in whole.links if link.successor == row.id]
        text = f"{signs.timeline['after']}{','.join(before)}" if before and not is_over else ""
    drawn = [scale.cell(moment) for moment in (*moments_of(row), *([] if is_over else [whole.as_of]))]
    at = max(drawn, default=-1) + 2
    if not text or at < 2 or at + width(text) > len(cells):
        return
    _put(cells, at - 1, " ", "")
    for letter in text:
        _put(cells, at, letter, role)
        if width(letter) == 2:
            _put(cells, at + 1, "", role)  # it takes this cell too
        at += width(letter)
