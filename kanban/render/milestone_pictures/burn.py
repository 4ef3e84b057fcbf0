"""Burnup as areas with the cone of the forecast, burndown as a curve with what is needed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kanban.metrics.milestone_charts.burn import Burn, BurnDay, burn, open_needed
from kanban.render.chart_data import Band, Chart, Limit, Stop
from kanban.render.figures import percent
from kanban.render.flow_pictures.picture import Picture, Point, dates_at
from kanban.render.milestone_pictures.subject import Subject, dated, said, upright
from kanban.text.calendar_weeks import midnight, shifted
from kanban.text.messages import Words, msg, msg_n

AHEAD_MOST = 1100
"""So many days beyond today at most."""
_DATES_BENEATH = 5


def burnup_picture(subject: Subject) -> Iterator[Picture]:
    """Done at the bottom, what is open above it; the top is the scope. Beyond today the cone from P85 to P50."""
    burned = burn(subject.state, subject.rollup, subject.pause)
    if not burned.days:
        yield Picture(points=(), why_empty=burned.reason)
        return
    state, last = subject.state, burned.days[-1]
    known = subject.forecast()
    p50, p85 = (known.p50_at, known.p85_at) if known is not None else (None, None)
    ahead = _ahead(last.to_at, (p50, p85, state.baseline_at), subject.zone)
    begins = [*(day.from_at for day in burned.days), *ahead]
    ends = [*(day.to_at for day in burned.days), *(shifted(day, 1, subject.zone) for day in ahead)]
    shares = [(_way(last.to_at, p85, end), _way(last.to_at, p50, end)) for end in ends[len(burned.days) :]]
    cone = [
        (float(last.done), last.open * low, last.open * (high - low), last.open * (1 - high)) if p50 and p85 else ()
        for low, high in shares
    ]
    values = [*((float(day.done), 0.0, 0.0, float(day.open)) for day in burned.days), *cone]
    chart = Chart(
        form="areas",
        unit="cards",
        stops=tuple(Stop(n / max(1, len(ends) - 1), value) for n, value in enumerate(values)),
        bands=(
            Band(str(msg("done")), "good", 0),
            Band(str(msg("by P85")), "bar", 1),
            Band(str(msg("by P50")), "bar", 2),
            Band(str(msg("open in scope")), "meta", 4),
        ),
        uprights=(
            *upright(msg("today"), last.from_at if ahead else None, begins[0], ends, subject),
            *upright(msg("baseline"), state.baseline_at, begins[0], ends, subject),
            *upright("P50", p50, begins[0], ends, subject),
            *upright("P85", p85, begins[0], ends, subject),
        ),
        x_labels=dates_at(begins, subject.day, _DATES_BENEATH),
    )
    points = [
        *(Point(_of_day(day, subject)) for day in burned.days),
        *(_beyond(subject, begin, value, last) for begin, value in zip(ahead, cone, strict=True)),
    ]
    says = (_burnt(subject, last, p50, p85),)
    yield Picture(chart=chart, points=tuple(points), says=says, start=len(burned.days) - 1)


def burndown_picture(subject: Subject) -> Iterator[Picture]:
    """Open cards, and from now on how many may be open to come to none at the baseline."""
    burned = burn(subject.state, subject.rollup, subject.pause)
    if not burned.days:
        yield Picture(points=(), why_empty=burned.reason)
        return
    baseline, last = subject.state.baseline_at, burned.days[-1]
    is_needed = burned.needed_per_week is not None
    ahead = _ahead(last.to_at, (baseline,) if is_needed else (), subject.zone)
    begins = [*(day.from_at for day in burned.days), *ahead]
    ends = [*(day.to_at for day in burned.days), *(shifted(day, 1, subject.zone) for day in ahead)]
    needed = [open_needed(burned, baseline, end, subject.zone) for end in ends[len(burned.days) :]]
    limit: tuple[float | None, ...] = (*(None for _ in burned.days[1:]), float(last.open) if is_needed else None)
    chart = Chart(
        form="curve",
        unit="cards",
        stops=tuple(
            Stop(n / max(1, len(ends) - 1), (float(burned.days[n].open),) if n < len(burned.days) else ())
            for n in range(len(ends))
        ),
        limits=(Limit(str(msg("needed")), (*limit, *needed)),) if is_needed else (),
        uprights=(
            *upright(msg("today"), last.from_at if ahead else None, begins[0], ends, subject),
            *upright(msg("baseline"), baseline, begins[0], ends, subject),
        ),
        x_labels=dates_at(begins, subject.day, _DATES_BENEATH),
    )
    points = [
        *(Point(_of_day(day, subject)) for day in burned.days),
        *(
            Point(said((subject.day(day), msg("at most {n} open to make the baseline", n=f"{value or 0:.1f}"))))
            for day, value in zip(ahead, needed, strict=True)
        ),
    ]
    says = (_left(subject, burned, last),)
    yield Picture(chart=chart, points=tuple(points), says=says, start=len(burned.days) - 1)


def _ahead(last: datetime, dates: Sequence[datetime | None], zone: str) -> list[datetime]:
    """The days after the last one, up to the latest of some dates."""
    end = max((date for date in dates if date is not None), default=last)
    moments: list[datetime] = []
    day = shifted(midnight(last, zone), 1, zone)
    while day <= end and len(moments) < AHEAD_MOST:
        moments.append(day)
        day = shifted(day, 1, zone)
    return moments


def _way(begin: datetime, end: datetime | None, moment: datetime) -> float:
    """How far a moment is on the way to a date, 0 to 1."""
    if end is None or end <= begin:
        return 1.0
    return min(1.0, (moment - begin) / (end - begin))


def _of_day(day: BurnDay, subject: Subject) -> Words:
    parts: list[Words] = [
        subject.day(day.from_at), msg("{done} of {scope} done", done=day.done, scope=day.scope),
        msg("{n} open", n=day.open),
    ]  # fmt: skip
    if day.done_estimate is not None:
        parts.append(msg("estimate {done} of {scope}", done=f"{day.done_estimate:.1f}",
                         scope=f"{day.scope_estimate or 0:.1f}"))  # fmt: skip
    return said(parts)


def _beyond(subject: Subject, day: datetime, values: Sequence[float], last: BurnDay) -> Point:
    if not values:
        return Point(said((subject.day(day), msg("no forecast"))))
    low, high = sum(values[:2]), sum(values[:3])
    words = msg("on the way to P85 {low}, to P50 {high}, of {scope}", low=f"{low:.1f}", high=f"{high:.1f}",
                scope=last.scope)  # fmt: skip
    return Point(said((subject.day(day), words)))


def _burnt(subject: Subject, last: BurnDay, p50: datetime | None, p85: datetime | None) -> Words:
    state = subject.state
    rate = percent(state.figures.completion_rate)
    parts: list[Words] = [msg("{done} of {scope} done, {rate}", done=last.done, scope=last.scope, rate=rate)]
    if state.added or state.removed:
        parts.append(msg("scope +{added} -{removed}", added=state.added, removed=state.removed))
    if last.scope_estimate is not None:
        parts.append(msg("estimate {rate}", rate=percent(state.figures.weighted_completion_rate)))
    parts += [dated(name, subject, at) for name, at in (("P50", p50), ("P85", p85)) if at is not None]
    return said(parts)


def _left(subject: Subject, found: Burn, last: BurnDay) -> Words:
    pace = subject.state.pace
    parts: list[Words] = [msg_n("{n} card open", "{n} cards open", last.open)]
    if found.needed_per_week is not None:
        parts.append(msg("needs {rate} a week to the baseline", rate=f"{found.needed_per_week:.1f}"))
    elif found.needed_reason is not None:
        parts.append(found.needed_reason)
    if pace is not None:
        parts.append(msg("has {rate}", rate=f"{pace.finished_per_week:.1f}"))
    return said(parts)
