"""What control charts say, in words: each signal with the cards or weeks it is made of, and the limit it broke."""

from collections.abc import Iterator
from datetime import datetime

from kanban.metrics.flow.board_quality import CycleTimeChart, ReworkRateChart
from kanban.metrics.flow.control_charts import Signal
from kanban.metrics.flow.quality import Quality
from kanban.render.figures import percent
from kanban.text.clean import clean_line
from kanban.text.dates import day, span
from kanban.text.messages import Message, msg


def level(sigma: float | None) -> str:
    """A sigma level: `3.2`; `-` where there is none."""
    return "-" if sigma is None else f"{sigma:.1f}"


def per_million(value: float | None) -> str:
    """DPMO in whole numbers: `66,807`."""
    return "-" if value is None else f"{value:,.0f}"


def in_words(found: Quality) -> Message:
    """Yields, DPMO and sigma level in a line."""
    return msg("first-pass yield {first}, rolled {rolled}, DPMO {dpmo}, sigma {sigma} (shift 1.5)",
               first=percent(found.first_pass_yield), rolled=percent(found.rolled_yield),
               dpmo=per_million(found.dpmo), sigma=level(found.sigma))  # fmt: skip


def cycle_time_signals(found: CycleTimeChart, zone: str, now: datetime) -> Iterator[Message]:
    """The signals of an XmR chart of the cycle time, in the order of their first cards."""
    chart = found.chart
    for signal in chart.signals:
        points = found.cards(signal)
        first, last = points[0], points[-1]
        if signal.rule == "outside":
            limit = chart.upper if signal.above else chart.lower
            yield msg("{id} {title}, {time} finished {date}: {signal} of {limit}", id=first.card.id,
                      title=clean_line(first.card.title), time=span(first.seconds),
                      date=day(first.finished_at, zone, now), signal=signal.message, limit=span(limit))  # fmt: skip
        else:
            yield msg("{first} to {last}, finished {begin} to {end}: {signal} of {mean}", first=first.card.id,
                      last=last.card.id, begin=day(first.finished_at, zone, now),
                      end=day(last.finished_at, zone, now), signal=signal.message, mean=span(chart.mean))  # fmt: skip


def rework_rate_signals(found: ReworkRateChart, zone: str, now: datetime) -> Iterator[Message]:
    """The signals of a p-chart of the rework rate, in the order of their first weeks."""
    for signal in found.chart.signals:
        begin = day(found.weeks[signal.first].from_at, zone, now)
        if signal.rule == "outside":
            point = found.chart.points[signal.first]
            limit = percent(point.upper if signal.above else point.lower)
            yield msg("week of {date}, {rate} of {n} reworked: {signal} of {limit}", date=begin,
                      rate=percent(point.rate), n=point.whole, signal=signal.message, limit=limit)  # fmt: skip
        else:
            yield _weeks_in_a_row(found, signal, begin, day(found.weeks[signal.last].from_at, zone, now))


def _weeks_in_a_row(found: ReworkRateChart, signal: Signal, begin: str, end: str) -> Message:
    mean = percent(found.chart.rate)
    return msg("weeks of {begin} to {end}: {signal} of {mean}", begin=begin, end=end, signal=signal.message, mean=mean)
