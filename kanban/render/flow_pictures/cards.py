"""Pictures whose points are cards: cycle time scatter, ageing WIP, XmR chart."""

from collections.abc import Sequence
from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.flow.board_quality import cycle_time_chart
from kanban.metrics.flow.charts import AgedCard, FinishedCard, ageing_wip, scatter
from kanban.metrics.flow.columns_then import columns_then
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Durations, totals
from kanban.model.board import Column
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.render.figures import words
from kanban.render.flow_pictures.picture import (
    Asked,
    Picture,
    Point,
    PointsOf,
    card_name,
    dates_at,
    dates_beneath,
    notes_of,
    time_limits,
)
from kanban.render.quality import cycle_time_signals
from kanban.text.calendar_weeks import midnight
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, span
from kanban.text.messages import Message, Words, joined, msg, msg_n


def scatter_picture(asked: Asked) -> Picture:
    """Each finished card by its day and its cycle time."""
    plotted = scatter(asked.cards, asked.window, asked.moment)
    if not plotted.points:
        return _nothing_finished(asked)
    begin = asked.window.from_at or midnight(plotted.points[0].finished_at, asked.zone)
    end = min(asked.window.to_at or asked.moment, asked.moment)
    stops = [
        Stop(_place(point.finished_at, begin, end), (point.seconds,), "rework" if point.reworked else "")
        for point in plotted.points
    ]
    chart = Chart(
        form="points",
        unit="seconds",
        stops=tuple(stops),
        limits=time_limits(plotted.times, 50, 85, 95),
        x_labels=dates_beneath(asked, begin, end),
    )
    points = PointsOf(plotted.points, lambda _, point: _finished(asked, point))
    return Picture(chart=chart, points=points, says=(_cycle_time(asked),))


def ageing_picture(asked: Asked) -> Picture:
    """Each card in work in its column and by its age."""
    plotted = ageing_wip(asked.cards, columns_then(asked.board, asked.moment), asked.window, asked.moment)
    aged = [(column.column, number, card) for column in plotted.columns for number, card in enumerate(column.cards)]
    says: list[Words] = [_cycle_time(asked)]
    if plotted.start_unknown:
        says.append(msg_n("{n} card in progress has no known start and stands in no column",
                          "{n} cards in progress have no known start and stand in no column",
                          plotted.start_unknown))  # fmt: skip
    if not aged:
        return Picture(points=(), says=tuple(says), why_empty=msg("nothing is in progress"))
    width = 1 / len(plotted.columns)
    stops, labels = [], []
    for index, column in enumerate(plotted.columns):
        labels.append(((index + 0.5) * width, f"{clean_line(column.column.name)} {len(column.cards)}"))
        for number, card in enumerate(column.cards):
            stops.append(Stop(width * (index + (number + 1) / (len(column.cards) + 1)), (card.seconds,),
                              "rework" if card.card.flow.is_reworked else ""))  # fmt: skip
    chart = Chart(form="points", unit="seconds", stops=tuple(stops), limits=time_limits(plotted.times, 50, 85),
                  x_labels=tuple(labels))  # fmt: skip
    points = tuple(_aged(asked, column, card, plotted.times) for column, _, card in aged)
    return Picture(chart=chart, points=points, says=tuple(says))


def xmr_picture(asked: Asked) -> Picture:
    """Cycle times in finishing order with their natural limits."""
    plotted = cycle_time_chart(asked.cards, asked.window, asked.moment)
    chart = plotted.chart
    if not plotted.points:
        return _nothing_finished(asked)
    notes = notes_of(chart.signals)
    last = max(1, len(plotted.points) - 1)
    stops = [
        Stop(number / last, (point.seconds,), "signal" if number in notes else "")
        for number, point in enumerate(plotted.points)
    ]
    lines = ((msg("upper {limit}", limit=span(chart.upper)), chart.upper), (msg("mean {limit}", limit=span(chart.mean)),
             chart.mean), (msg("lower {limit}", limit=span(chart.lower)), chart.lower))  # fmt: skip
    drawn = Chart(
        form="curve",
        unit="seconds",
        stops=tuple(stops),
        limits=tuple(Limit(str(label), (value,)) for label, value in lines if value is not None),
        x_labels=dates_at([point.finished_at for point in plotted.points], asked.day),
    )
    points = PointsOf(plotted.points, lambda number, point: _finished(asked, point, notes.get(number, ())))
    signals = tuple(cycle_time_signals(plotted, asked.zone, asked.moment))
    return Picture(
        chart=drawn, points=points, says=(_verdict(len(chart.signals), len(plotted.points)),), signals=signals
    )


def _verdict(signals: int, cards: int) -> Message:
    if not signals:
        return msg("no signal: all within the limits, and no run (n {n})", n=cards)
    return msg_n("{n} signal (n {cards})", "{n} signals (n {cards})", signals, cards=cards)


def _nothing_finished(asked: Asked) -> Picture:
    return Picture(points=(), says=(_cycle_time(asked),), why_empty=reasons.NO_KNOWN_START)


def _cycle_time(asked: Asked) -> str:
    """The percentiles with what they rest on."""
    figure, *_ = flow_figures(totals(asked.cards, asked.window, asked.moment))
    return f"{figure.label} {words(figure)}"


def _place(moment: datetime, begin: datetime, end: datetime) -> float:
    length = (end - begin).total_seconds()
    return min(1.0, max(0.0, (moment - begin).total_seconds() / length)) if length else 0.0


def _finished(asked: Asked, point: FinishedCard, notes: Sequence[Message] = ()) -> Point:
    parts: list[Words] = [
        card_name(point.card), span(point.seconds),
        msg("finished {date}", date=day_time(point.finished_at, asked.zone, asked.moment)),
    ]  # fmt: skip
    if point.reworked:
        parts.append(msg("reworked"))
    return Point(joined([*parts, *notes], " · "), (point.card,))


def _aged(asked: Asked, column: Column, aged: AgedCard, times: Durations) -> Point:
    parts: list[Words] = [
        card_name(aged.card), msg("{time} in progress", time=span(aged.seconds)),
        msg("in {column}", column=clean_line(column.name)),
    ]  # fmt: skip
    if not times.low_sample and times.p85_seconds is not None and aged.seconds > times.p85_seconds:
        parts.append(msg("beyond P85"))
    if aged.card.is_blocked:
        parts.append(msg("blocked: {reason}", reason=clean_line(aged.card.flow.blocked_why)))
    return Point(joined(parts, " · "), (aged.card,))
