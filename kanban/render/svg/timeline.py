"""A timeline as a picture (a Gantt chart): bars of work, milestones, links between them, today."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, PackageRow, Row, Timeline
from kanban.render.milestones import slip
from kanban.render.svg.elements import cells_in, element, points, safe, text, text_width
from kanban.render.svg.milestones import Axis, achieved_sign, bar, baseline_sign, calendar
from kanban.render.svg.sheet import Sheet, lines
from kanban.render.svg.style import BAR, FILLS, GRID, INK, MARGIN, RULE, SIGNAL, SMALL, SOFT, STATUS, TITLE, WIDTH
from kanban.text.clean import clean_line, cut
from kanban.text.dates import full_day, weekday_time
from kanban.text.messages import msg, tr

_ROW, _NAMES, _SLIP, _HALF = 22.0, 200.0, 48.0, 5.0
_LEAST = timedelta(days=14)
"""An axis shows so long at least."""
_LEFT, _DONE = FILLS[3], STATUS["achieved"]


def timeline_sheet(whole: Timeline, project: str) -> Sheet:
    """A line for each work package, linked card and milestone, in the order of the plan."""
    zone = whole.timezone
    title = tr("{project} · timeline", project=clean_line(project) or tr("no project name yet"))
    inner = [text(MARGIN, MARGIN + 12, cut(title, cells_in(WIDTH - 2 * MARGIN, TITLE)), TITLE, font_weight="bold")]
    y = lines(inner, tr("as of {date}", date=weekday_time(whole.as_of, zone)), MARGIN + 16.0, SMALL)
    if not whole.rows:
        y = lines(inner, tr("no work packages and no milestones yet"), y, SMALL)
        return Sheet(title, y + MARGIN, tuple(inner))
    inner += _legend(y + 20)
    top = y + 36
    bottom = top + _ROW * len(whole.rows)
    axis = Axis(*_ends(whole), MARGIN + _NAMES, WIDTH - MARGIN - _SLIP)
    inner += calendar(axis, top, bottom, zone, whole.as_of)
    for place, row in enumerate(whole.rows):
        inner += _row(row, whole, axis, top + _ROW * place)
    inner += _links(whole, axis, top)
    y = bottom + 20
    if whole.schedule_reason is not None:
        y = lines(inner, msg("no critical path: {reason}", reason=whole.schedule_reason), y + 2, SMALL)
    return Sheet(title, y + MARGIN, tuple(inner))


def _ends(whole: Timeline) -> tuple[datetime, datetime]:
    dates = [whole.as_of, *whole.moments()]
    begin, end = min(dates), max(dates)
    room = max(_LEAST, end - begin) * 0.03
    return begin - room, max(end, begin + _LEAST) + room


def _row(row: Row, whole: Timeline, axis: Axis, top: float) -> Iterator[str]:
    name = clean_line(f"{row.id} {row.name}")
    yield element("line", x1=MARGIN, y1=top, x2=WIDTH - MARGIN, y2=top, stroke=GRID)
    yield text(MARGIN, top + _ROW / 2 + 4, cut(name, cells_in(_NAMES, SMALL)), SMALL,
               font_weight="bold" if isinstance(row, MilestoneRow) else "")  # fmt: skip
    middle, told = top + _ROW / 2, element("title", safe(name))
    if isinstance(row, MilestoneRow):
        yield from _milestone(row, axis, middle, whole.timezone)
    else:
        yield from _work(row, whole.as_of, axis, middle, told)


def _work(row: PackageRow | CardRow, now: datetime, axis: Axis, middle: float, told: str) -> Iterator[str]:
    dropped_at, place = row.dropped_at if isinstance(row, CardRow) else None, row.place
    until = axis.left
    if row.worked_by_at is not None:
        until = axis.x(row.finished_at or dropped_at or now)
        yield bar(axis.x(row.worked_by_at), until, middle, _HALF, _DONE if row.is_done else BAR, told)
    if not row.is_over and place.early_start_at is not None and place.early_finish_at is not None:
        begin = max(until, axis.x(place.early_start_at))
        fill = SIGNAL if place.is_critical else _LEFT
        yield bar(begin, max(begin + 2, axis.x(place.early_finish_at)), middle, _HALF, fill, told)


def _milestone(row: MilestoneRow, axis: Axis, middle: float, zone: str) -> Iterator[str]:
    state, known = row.state, row.state.forecast
    colour = STATUS[state.status]
    if known is not None and known.p50_at is not None:
        dates = [known.p50_at, known.p85_at or known.p50_at]
        told = element(
            "title", safe(" · ".join(f"{n} {full_day(d, zone)}" for n, d in zip(("P50", "P85"), dates, strict=True)))
        )
        yield bar(axis.x(dates[0]), axis.x(dates[1]), middle, _HALF, colour, told, opacity="0.45")
    if state.original_at is not None and state.original_at != state.baseline_at:
        yield element("circle", cx=axis.x(state.original_at), cy=middle, r=3, fill="#ffffff", stroke=RULE)
    if state.baseline_at is not None:
        told = element("title", safe(f"{tr('baseline')} {full_day(state.baseline_at, zone)}"))
        yield baseline_sign(axis.x(state.baseline_at), middle, told)
    if state.achieved_at is not None:
        yield achieved_sign(axis.x(state.achieved_at), middle, colour)
    if words := slip(state.slip_seconds):
        yield text(WIDTH - MARGIN, middle + 4, words, SMALL, text_anchor="end", fill=colour)


def _links(whole: Timeline, axis: Axis, top: float) -> Iterator[str]:
    """From the end that is tied to the one that waits for it."""
    places = {row.id: (place, row) for place, row in enumerate(whole.rows)}
    for link in whole.links:
        if link.predecessor not in places or link.successor not in places:
            continue
        (above, first), (below, then) = places[link.predecessor], places[link.successor]
        begin, end = _end(first, link.type[0] == "F"), _end(then, link.type[1] == "F")
        if begin is None or end is None:
            continue
        x1, x2 = axis.x(begin), axis.x(end)
        y1, y2 = (top + _ROW * (place + 0.5) for place in (above, below))
        stop = y2 - _HALF if y2 > y1 else y2 + _HALF
        yield element("polyline", points=points([(x1, y1), (x2, y1), (x2, stop)]), fill="none", stroke=SOFT,
                      stroke_width=0.8)  # fmt: skip
        back = -4 if y2 > y1 else 4
        yield element("polygon", points=points([(x2, stop), (x2 - 3, stop + back), (x2 + 3, stop + back)]), fill=SOFT)


def _end(row: Row, is_finish: bool) -> datetime | None:
    """The start or the finish of what is drawn; of a milestone the one date it has."""
    if isinstance(row, MilestoneRow):
        state, known = row.state, row.state.forecast
        return state.achieved_at or (known.p50_at if known is not None else None) or state.baseline_at
    if is_finish:
        return row.finished_at or row.place.early_finish_at
    return row.worked_by_at or row.place.early_start_at


def _legend(y: float) -> Iterator[str]:
    x = float(MARGIN)
    entries = (
        (bar(0, 14, y - 4, _HALF, BAR), tr("so far")), (bar(0, 14, y - 4, _HALF, _LEFT), tr("left")),
        (bar(0, 14, y - 4, _HALF, SIGNAL), tr("critical")), (baseline_sign(7, y - 4), tr("baseline")),
        (element("circle", cx=7, cy=y - 4, r=3, fill="#ffffff", stroke=RULE), tr("original")),
        (bar(0, 14, y - 4, _HALF, STATUS["open"], opacity="0.45"), tr("P50-P85")),
        (achieved_sign(7, y - 4, STATUS["achieved"]), tr("achieved")),
        (element("line", x1=7, y1=y - 11, x2=7, y2=y + 3, stroke=SIGNAL, stroke_dasharray="4 3"), tr("today")),
    )  # fmt: skip
    for sign, words in entries:
        yield element("g", sign, transform=f"translate({x:.1f} 0)")
        yield text(x + 19, y, words, SMALL, fill=INK)
        x += 19 + text_width(words, SMALL) + 13
