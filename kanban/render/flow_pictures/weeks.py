"""Pictures whose points are weeks: throughput, p-chart of the rework rate."""

from collections.abc import Sequence

from kanban.metrics import reasons
from kanban.metrics.figure import by_term
from kanban.metrics.flow.board_quality import rework_rate_chart
from kanban.metrics.flow.charts import WeekOfCards, finished_by_week
from kanban.metrics.flow.control_charts import Proportion
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import totals
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.render.figures import percent, words
from kanban.render.flow_pictures.picture import Asked, Picture, Point, PointsOf, notes_of, some
from kanban.render.quality import rework_rate_signals
from kanban.text.messages import Message, Words, joined, msg, msg_n


def throughput_picture(asked: Asked) -> Picture:
    """Finished cards of each ISO week."""
    weeks = finished_by_week(asked.cards, asked.window, asked.moment)
    figure = by_term(flow_figures(totals(asked.cards, asked.window, asked.moment)))["throughput"]
    if not any(week.cards for week in weeks):
        return Picture(points=(), why_empty=reasons.NO_FINISHED)
    chart = Chart(
        form="bars",
        unit="cards",
        stops=tuple(Stop(x, (float(len(week.cards)),)) for x, week in zip(_places(weeks), weeks, strict=True)),
        x_labels=_beneath(asked, weeks),
    )
    points = PointsOf(weeks, lambda _, week: _finished(asked, week))
    return Picture(chart=chart, points=points, says=(f"{figure.label} {words(figure)}",))


def p_picture(asked: Asked) -> Picture:
    """The rework rate of each ISO week, with the limits of its own n."""
    plotted = rework_rate_chart(asked.cards, asked.window, asked.moment)
    chart, weeks = plotted.chart, plotted.weeks
    if chart.rate is None:
        return Picture(points=(), why_empty=reasons.NO_KNOWN_START)
    notes = notes_of(chart.signals)
    stops = [
        Stop(x, () if point.rate is None else (point.rate,), "signal" if number in notes else "")
        for number, (x, point) in enumerate(zip(_places(weeks), chart.points, strict=True))
    ]
    limits = (
        Limit(str(msg("upper limit")), tuple(point.upper for point in chart.points)),
        Limit(str(msg("mean {limit}", limit=percent(chart.rate))), (chart.rate,)),
        Limit(str(msg("lower limit")), tuple(point.lower for point in chart.points)),
    )
    drawn = Chart(form="curve", unit="rate", stops=tuple(stops), limits=limits, x_labels=_beneath(asked, weeks))
    points = PointsOf(weeks, lambda number, week: _reworked(asked, week, chart.points[number], notes.get(number, ())))
    says = msg("rework rate {rate} (n {n})", rate=percent(chart.rate), n=sum(point.whole for point in chart.points))
    count = len(chart.signals)
    verdict = msg_n("{n} signal", "{n} signals", count) if count else msg("no signal")
    signals = tuple(rework_rate_signals(plotted, asked.zone, asked.moment))
    return Picture(chart=drawn, points=points, says=(joined((says, verdict), " · "),), signals=signals)


def _reworked(asked: Asked, week: WeekOfCards, point: Proportion, notes: Sequence[Message]) -> Point:
    parts: list[Words] = [msg("week of {date}", date=asked.day(week.from_at))]
    if point.rate is None:
        parts.append(reasons.NO_KNOWN_START)
    else:
        rate, lower, upper = (percent(value) for value in (point.rate, point.lower, point.upper))
        parts.append(msg("{part} of {n} reworked, {rate}", part=point.part, n=point.whole, rate=rate))
        parts.append(msg("limits {lower} to {upper}", lower=lower, upper=upper))
    first = sorted(week.started, key=lambda card: not card.flow.is_reworked)
    return Point(joined([*parts, *notes], " · "), tuple(first))


def _places(weeks: Sequence[WeekOfCards]) -> list[float]:
    """From 0 to 1, one beside the other."""
    return [number / max(1, len(weeks) - 1) for number in range(len(weeks))]


def _beneath(asked: Asked, weeks: Sequence[WeekOfCards]) -> tuple[tuple[float, str], ...]:
    return tuple((x, asked.day(week.from_at)) for x, week in zip(_places(weeks), weeks, strict=True))


def _finished(asked: Asked, week: WeekOfCards) -> Point:
    parts: list[Words] = [
        msg("week of {date}", date=asked.day(week.from_at)), msg("{n} finished", n=len(week.cards)),
    ]  # fmt: skip
    if week.cards:
        parts.append(some(week.cards))
    return Point(joined(parts, " · "), week.cards)
