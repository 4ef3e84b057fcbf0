"""Trend and fever: a point for each past Monday, painted as it comes."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.milestone_charts.fever import FeverPoint, fever
from kanban.metrics.milestone_charts.trend import Replay, TrendPoint, milestone_trend
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.render.figures import percent
from kanban.render.flow_pictures.picture import Picture, Point
from kanban.render.milestone_pictures.subject import DAY_SECONDS, Subject, dated, later, said
from kanban.text.calendar_weeks import midnight, shifted
from kanban.text.dates import span
from kanban.text.messages import Words, msg, msg_n

_DATES_BESIDE = 5


def trend_picture(subject: Subject) -> Iterator[Picture]:
    """Dates upwards: P85 as a curve, P50 hollow, the baseline dashed."""
    weeks, points = Replay(subject.state, subject.rollup).moments, list[TrendPoint]()
    for point in milestone_trend(subject.state, subject.rollup, subject.pause):
        points.append(point)
        yield _trend(subject, points, len(weeks))


def fever_picture(subject: Subject) -> Iterator[Picture]:
    """Work done to the right, buffer used upwards; marked where the buffer goes faster than the work."""
    points = list[FeverPoint]()
    for point in fever(subject.state, subject.rollup, subject.pause):
        points.append(point)
        yield _fever(subject, points)


def _trend(subject: Subject, points: Sequence[TrendPoint], weeks: int) -> Picture:
    dates = [at for point in points for at in (point.p50_at, point.p85_at, point.baseline_at) if at is not None]
    if not any(point.p50_at or point.p85_at for point in points):
        return Picture(points=(), why_empty=points[-1].reason or reasons.NO_CARDS)
    begin, scale = _scale(dates, subject)

    def place(at: datetime | None) -> float | None:
        return None if at is None else (at - begin).total_seconds()

    p85 = [place(point.p85_at) for point in points]
    last = points[-1]
    chart = Chart(
        form="curve",
        unit="seconds",
        stops=tuple(Stop(n / max(1, weeks - 1), () if y is None else (y,)) for n, y in enumerate(p85)),
        limits=(
            Limit("P85", tuple(p85), "points"),
            Limit("P50", tuple(place(point.p50_at) for point in points), "points"),
            Limit(str(msg("baseline")), tuple(place(point.baseline_at) for point in points)),
        ),
        scale=scale,
        x_labels=tuple((n / max(1, weeks - 1), subject.day(point.at)) for n, point in enumerate(points)),
    )
    moved = sum(a.baseline_at != b.baseline_at and a.baseline_at is not None for a, b in itertools.pairwise(points))
    parts: list[Words] = [f"P50 {subject.date(last.p50_at)}", f"P85 {subject.date(last.p85_at)}"]
    if last.baseline_at is not None:
        parts.append(dated(msg("baseline"), subject, last.baseline_at))
    if moved:
        parts.append(msg_n("moved {n} time", "moved {n} times", moved))
    parts.append(msg_n("n {n} week", "n {n} weeks", len(points)))
    return Picture(chart=chart, points=tuple(_trend_point(subject, p) for p in points), says=(said(parts),))


def _scale(dates: Sequence[datetime], subject: Subject) -> tuple[datetime, tuple[tuple[float, str], ...]]:
    """From a week before the first of some dates to after the last, with dates beside it."""
    zone = subject.zone
    begin = shifted(midnight(min(dates), zone), -7, zone)
    days = int((max(dates) - begin).total_seconds() / DAY_SECONDS) + 2
    step = max(1, -(-days // _DATES_BESIDE))
    beside = [shifted(begin, step * number, zone) for number in range(_DATES_BESIDE + 1)]
    return begin, tuple(((at - begin).total_seconds(), subject.day(at)) for at in beside)


def _trend_point(subject: Subject, point: TrendPoint) -> Point:
    parts: list[Words] = [msg("on {date}", date=subject.day(point.at))]
    if point.is_achieved:
        parts.append(msg("achieved {date}", date=subject.date(point.p85_at)))
    else:
        parts += [f"P50 {subject.date(point.p50_at)}", f"P85 {subject.date(point.p85_at)}"]
    if point.baseline_at is None:
        parts.append(reasons.NO_BASELINE)
    else:
        parts.append(dated(msg("baseline"), subject, point.baseline_at))
        if point.p85_at is not None:
            parts.append(later((point.p85_at - point.baseline_at).total_seconds()))
    if point.reason is not None:
        parts.append(point.reason)
    return Point(said(parts))


def _fever(subject: Subject, points: Sequence[FeverPoint]) -> Picture:
    last = points[-1]
    if all(point.buffer_used_rate is None for point in points):
        return Picture(points=(), why_empty=last.reason or reasons.NO_BASELINE)
    shown = sorted(points, key=lambda point: (point.completion_rate or 0.0, point.at))
    chart = Chart(
        form="points",
        unit="rate",
        stops=tuple(
            Stop(
                point.completion_rate or 0.0,
                () if point.buffer_used_rate is None else (min(1.0, max(0.0, point.buffer_used_rate)),),
                "signal" if (point.buffer_used_rate or 0.0) > (point.completion_rate or 0.0) else "",
            )
            for point in shown
        ),
        limits=(Limit(str(msg("as fast")), (0.0, 1.0), "slope"),),
        scale=tuple((n / 4, percent(n / 4)) for n in range(5)),
        x_labels=tuple((n / 4, str(msg("{share} done", share=percent(n / 4)))) for n in range(5)),
    )
    parts: list[Words] = [msg("{done} of {scope} done, {rate}", done=last.done, scope=last.scope,
                              rate=percent(last.completion_rate))]  # fmt: skip
    parts.append(_used(last))
    parts.append(msg_n("n {n} week", "n {n} weeks", sum(point.buffer_used_rate is not None for point in points)))
    drawn = tuple(_fever_point(subject, point) for point in shown)
    return Picture(chart=chart, points=drawn, says=(said(parts),), start=shown.index(last))


def _used(point: FeverPoint) -> Words:
    if point.buffer_used_rate is None or point.buffer_seconds is None:
        return point.reason or reasons.NO_BASELINE
    return msg("{used} of a buffer of {time} used", used=percent(point.buffer_used_rate),
               time=span(point.buffer_seconds))  # fmt: skip


def _fever_point(subject: Subject, point: FeverPoint) -> Point:
    share = msg("{rate} done", rate=percent(point.completion_rate))
    return Point(said((msg("on {date}", date=subject.day(point.at)), share, _used(point))))
