"""The milestones of a roll-up in one picture: from today to P50 and P85, against the baseline."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from kanban.metrics.figure import TERMS
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.render.milestones import STATUS_WORDS, head, ordered, slip, totals_line
from kanban.render.svg.calendar_axis import marks
from kanban.render.svg.elements import cells_in, element, points, safe, text, text_width
from kanban.render.svg.sheet import Sheet, lines
from kanban.render.svg.style import BODY, GRID, INK, MARGIN, RULE, SIGNAL, SMALL, SOFT, STATUS, TITLE, WIDTH
from kanban.text.clean import clean_line, cut
from kanban.text.dates import full_day, weekday_time
from kanban.text.messages import joined, msg, tr

ROW = 28.0
_NAMES, _GAP = 190.0, 12.0
_LEAST = timedelta(days=14)
"""An axis shows so long at least."""


class Axis(msgspec.Struct, frozen=True):
    """Dates from the left to the right."""

    begin: datetime
    end: datetime
    left: float
    right: float

    def x(self, moment: datetime) -> float:
        """Where a moment stands; at the end what lies beyond."""
        share = (moment - self.begin) / (self.end - self.begin)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


def milestone_sheet(rollup: RollUp, alone: bool = True) -> Sheet:
    """A line for each milestone in the order of their dates; `alone` with the rates and the rules."""
    zone, now = rollup.plan.timezone, rollup.as_of
    project = clean_line(rollup.plan.project) or tr("no project name yet")
    title = tr("{project} · roll-up", project=project)
    inner = [text(MARGIN, MARGIN + 12, cut(title, cells_in(WIDTH - 2 * MARGIN, TITLE)), TITLE, font_weight="bold")]
    y = MARGIN + 16.0
    y = lines(inner, tr("as of {date}", date=weekday_time(now, zone)), y, SMALL)
    for words in (head(rollup), totals_line(rollup)) if alone else ():
        y = lines(inner, words, y + 2, BODY)
    states = ordered(rollup.milestones, "date")
    if not states:
        return Sheet(title, lines(inner, tr("no milestones yet"), y, BODY) + MARGIN, tuple(inner))
    numbers = [
        (str(STATUS_WORDS[s.status]), f"{s.figures.done}/{s.figures.total}", slip(s.slip_seconds)) for s in states
    ]
    widths = [max(text_width(row[n], SMALL) for row in numbers) + _GAP for n in range(3)]
    axis = Axis(*_ends(states, now), MARGIN + _NAMES + _GAP, WIDTH - MARGIN - sum(widths))
    inner += _legend(y + 20)
    top = y + 36
    bottom = top + ROW * len(states)
    inner += calendar(axis, top, bottom, zone, now)
    for place, (state, said) in enumerate(zip(states, numbers, strict=True)):
        inner += _row(state, axis, top + ROW * place, now, zone)
        inner += _numbers(said, widths, axis.right, top + ROW * (place + 0.5) + 4, STATUS[state.status])
    y = bottom + 20
    for term in ("forecast", "slip", "status") if alone else ():
        y = lines(inner, msg("{name}: {rule}", name=TERMS[term].label, rule=TERMS[term].rule), y + 2, SMALL)
    return Sheet(title, y + MARGIN, tuple(inner))


def _words(state: MilestoneState) -> tuple[str, str, str]:
    """What stands at the right: status, cards done, slip."""
    figures = state.figures
    return str(STATUS_WORDS[state.status]), f"{figures.done}/{figures.total}", slip(state.slip_seconds)


def _ends(states: Sequence[MilestoneState], now: datetime) -> tuple[datetime, datetime]:
    """The first and the last date there is, with some room at either end."""
    dates = [now, *(date for state in states for date in _dates(state))]
    begin, end = min(dates), max(dates)
    room = max(_LEAST, end - begin) * 0.03
    return begin - room, max(end, begin + _LEAST) + room


def _dates(state: MilestoneState) -> Iterator[datetime]:
    known = state.forecast
    for date in (
        state.baseline_at,
        state.achieved_at,
        known.p50_at if known else None,
        known.p85_at if known else None,
    ):
        if date is not None:
            yield date


def calendar(axis: Axis, top: float, bottom: float, zone: str, now: datetime) -> Iterator[str]:
    """Weeks, months or years with lines, and today."""
    for moment, words in marks(axis.begin, axis.end, zone, now):
        x = axis.x(moment)
        yield element("line", x1=x, y1=top, x2=x, y2=bottom, stroke=GRID)
        yield text(x, bottom + 14, words, SMALL, text_anchor="middle", fill=SOFT)
    yield element("line", x1=MARGIN, y1=bottom, x2=WIDTH - MARGIN, y2=bottom, stroke=RULE)
    x = axis.x(now)
    yield element("line", x1=x, y1=top - 4, x2=x, y2=bottom, stroke=SIGNAL, stroke_dasharray="4 3")


def _row(state: MilestoneState, axis: Axis, top: float, now: datetime, zone: str) -> Iterator[str]:
    name = f"{clean_line(state.milestone.id)} {clean_line(state.milestone.name)}"
    yield element("line", x1=MARGIN, y1=top, x2=WIDTH - MARGIN, y2=top, stroke=GRID)
    yield text(MARGIN, top + ROW / 2 + 4, cut(name, cells_in(_NAMES, SMALL)), SMALL)
    middle, colour = top + ROW / 2, STATUS[state.status]
    told = element("title", safe(joined([name, *_said(state, zone)], " · ")))
    known = state.forecast
    if known is not None and known.p50_at is not None:
        if known.p85_at is not None:
            yield bar(axis.x(known.p50_at), axis.x(known.p85_at), middle, 3.5, colour, told, opacity="0.35")
        yield bar(axis.x(now), axis.x(known.p50_at), middle, 6, colour, told)
    if state.baseline_at is not None:
        yield baseline_sign(axis.x(state.baseline_at), middle, told)
    if state.achieved_at is not None:
        yield achieved_sign(axis.x(state.achieved_at), middle, colour, told)


def _said(state: MilestoneState, zone: str) -> Iterator[str]:
    known = state.forecast
    for words, date in (
        (tr("baseline"), state.baseline_at), (tr("achieved"), state.achieved_at),
        ("P50", known.p50_at if known else None), ("P85", known.p85_at if known else None),
    ):  # fmt: skip
        if date is not None:
            yield f"{words} {full_day(date, zone)}"


def bar(begin: float, end: float, middle: float, half: float, fill: str, *inner: str, opacity: str = "") -> str:
    """A bar around a height."""
    return element("rect", *inner, x=begin, y=middle - half, width=max(1.0, end - begin), height=2 * half, fill=fill,
                   fill_opacity=opacity)  # fmt: skip


def baseline_sign(x: float, y: float, *inner: str) -> str:
    """A hollow diamond."""
    corners = ((x, y - 8), (x + 5, y), (x, y + 8), (x - 5, y))
    return element("polygon", *inner, points=points(corners), fill="#ffffff", stroke=INK, stroke_width=1.5)


def achieved_sign(x: float, y: float, fill: str, *inner: str) -> str:
    """A filled circle."""
    return element("circle", *inner, cx=x, cy=y, r=5, fill=fill, stroke="#ffffff")


def _numbers(words: Sequence[str], widths: Sequence[float], left: float, y: float, colour: str) -> Iterator[str]:
    end = left
    for place, (word, wide) in enumerate(zip(words, widths, strict=True)):
        if place and word:
            yield text(end + wide, y, word, SMALL, text_anchor="end")
        elif word:
            yield text(end + _GAP, y, word, SMALL, fill=colour, font_weight="bold")
        end += wide


def _legend(y: float) -> Iterator[str]:
    x, fill = float(MARGIN), STATUS["open"]
    entries = (
        (bar(0, 14, y - 4, 6, fill), tr("today to P50")),
        (bar(0, 14, y - 4, 3.5, fill, opacity="0.35"), tr("P50 to P85")),
        (baseline_sign(7, y - 4), tr("baseline")), (achieved_sign(7, y - 4, STATUS["achieved"]), tr("achieved")),
        (element("line", x1=7, y1=y - 11, x2=7, y2=y + 3, stroke=SIGNAL, stroke_dasharray="4 3"), tr("today")),
    )  # fmt: skip
    for sign, words in entries:
        yield element("g", sign, transform=f"translate({x:.1f} 0)")
        yield text(x + 20, y, words, SMALL)
        x += 20 + text_width(words, SMALL) + 16
