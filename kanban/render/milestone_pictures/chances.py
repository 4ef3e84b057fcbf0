"""The forecast as bars: the chance of each day, week or four weeks."""

from collections.abc import Iterator

from kanban.metrics.milestone_charts.chances import Chances, Period, chances
from kanban.render.chart_data import Chart, Stop
from kanban.render.figures import percent
from kanban.render.flow_pictures.picture import Picture, Point
from kanban.render.forecast import chance
from kanban.render.milestone_pictures.subject import Subject, dated, said, upright
from kanban.text.messages import Words, msg, msg_n


def chances_picture(subject: Subject) -> Iterator[Picture]:
    """P50, P85 and the baseline stand at their bars."""
    state = subject.state
    known = subject.forecast()
    by_day = chances(state, known, subject.zone)
    if known is None or not by_day.periods:
        yield Picture(points=(), why_empty=by_day.reason)
        return
    ends = [period.to_at for period in by_day.periods]
    last = max(1, len(ends) - 1)
    chart = Chart(
        form="bars",
        unit="rate",
        stops=tuple(Stop(n / last, (period.chance,)) for n, period in enumerate(by_day.periods)),
        uprights=(
            *upright(msg("baseline"), state.baseline_at, by_day.periods[0].from_at, ends, subject),
            *upright("P50", known.p50_at, by_day.periods[0].from_at, ends, subject),
            *upright("P85", known.p85_at, by_day.periods[0].from_at, ends, subject),
        ),
        x_labels=tuple((n / last, subject.day(period.from_at)) for n, period in enumerate(by_day.periods)),
    )
    parts: list[Words] = [dated(f"P{q}", subject, at) for q, at in ((50, known.p50_at), (85, known.p85_at)) if at]
    if state.baseline_at is not None:
        parts.append(dated(msg("baseline"), subject, state.baseline_at))
    if known.chance_of_baseline is not None:
        parts.append(msg("chance {chance}", chance=chance(known.chance_of_baseline)))
    parts.append(msg_n("n {n} open card", "n {n} open cards", known.forecast.cards))
    points = tuple(_point(subject, by_day, number, period) for number, period in enumerate(by_day.periods))
    half = next((mark.stop for mark in chart.uprights if mark.label.startswith("P50")), 0)
    yield Picture(chart=chart, points=points, says=(said(parts),), start=half)


def _point(subject: Subject, found: Chances, number: int, period: Period) -> Point:
    begin = subject.day(period.from_at)
    span_of: Words = begin
    if found.days == 7:
        span_of = msg("week of {date}", date=begin)
    elif found.days > 7:
        span_of = msg("four weeks from {date}", date=begin)
    parts = [span_of, percent(period.chance), msg("done by its end: {chance}", chance=chance(period.by_then))]
    if number == len(found.periods) - 1 and found.later:
        parts.append(msg("later: {chance}", chance=percent(found.later)))
    return Point(said(parts))
