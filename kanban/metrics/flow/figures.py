"""The figures of a set of cards: cycle time, rework, throughput; and those of a board that need its histories."""

from kanban.metrics.figure import Figure, rework_rate_figure
from kanban.metrics.flow.totals import Durations, Rework, Totals
from kanban.metrics.reasons import Why
from kanban.metrics.stats import LOW_SAMPLE
from kanban.text.messages import Message


def flow_figures(totals: Totals) -> tuple[Figure, ...]:
    """The figures of a set of cards."""
    rework, cards, finished = totals.rework, totals.cards, totals.finished
    return (
        _durations("cycle_time", totals.cycle_time),
        _durations("lead_time", totals.lead_time),
        rework_rate_figure(rework.rework_rate, rework.reworked, rework.finished),
        Figure(
            term="rework_move",
            unit="moves",
            value=rework.moves,
            n=rework.finished,
            of=rework.finished,
            by_reason={reason: n for reason, n in rework.by_reason.items() if n},
        ),
        _rework_time(rework),
        Figure(
            term="throughput",
            unit="per_week",
            value=totals.throughput.per_week,
            n=finished,
            of=finished,
            why_missing=_missing(totals.throughput.per_week_reason),
            weeks=tuple(week.finished for week in totals.throughput.weeks),
        ),
        Figure(term="wip", unit="cards", value=totals.wip, n=cards, of=cards),
        Figure(term="finished", unit="cards", value=finished, part=finished, n=cards, of=cards),
        Figure(term="dropped", unit="cards", value=totals.dropped, part=totals.dropped, n=cards, of=cards),
    )


def efficiency_figure(n: int, efficiency: float | None, why: Why) -> Figure:
    """The flow efficiency of a board's finished cards with a known start."""
    return Figure(
        term="flow_efficiency", unit="rate", value=efficiency, n=n, of=n, why_missing=_missing(why),
        low_sample=n < LOW_SAMPLE,
    )  # fmt: skip


def littles_law_figure(
    n: int, deviation: float | None, expected: float | None, counted: float | None, why: Why
) -> Figure:
    """By how much the mean cycle time that Little's law expects of a board differs from the one that was counted."""
    compared = None if expected is None or counted is None else (expected, counted)
    return Figure(
        term="littles_law", unit="deviation", value=deviation, n=n, of=n, why_missing=_missing(why), compared=compared
    )


def _durations(term: str, durations: Durations) -> Figure:
    return Figure(
        term=term,
        unit="seconds",
        value=durations.p85_seconds,
        n=durations.count,
        of=durations.of,
        excluded=durations.excluded,
        why_missing=_missing(durations.p85_seconds_reason),
        low_sample=durations.low_sample,
        percentiles={50: durations.p50_seconds, 85: durations.p85_seconds, 95: durations.p95_seconds},
    )


def _rework_time(rework: Rework) -> Figure:
    return Figure(
        term="rework_time",
        unit="seconds",
        value=rework.time_seconds,
        n=rework.finished,
        of=rework.finished,
        share=rework.time_rate,
    )


def _missing(why: Why) -> Message | None:
    return why if isinstance(why, Message) else None
