"""Flow metrics of a set of cards in a window, as of a moment: cycle time, lead time, throughput, rework."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.reasons import Why, unless
from kanban.metrics.stats import LOW_SAMPLE, mean, percentile, rate
from kanban.model.card import Card, as_of, read_flows
from kanban.model.events import REASONS
from kanban.model.flow import Flow
from kanban.text.calendar_weeks import days_between, midnight, monday, shifted

WEEKS_SHOWN = 12
_WEEKS_MOST = 520


class Window(msgspec.Struct, frozen=True):
    """Half-open [from_at, to_at) in UTC; None is open. Its days and weeks are those of the zone."""

    from_at: datetime | None = None
    to_at: datetime | None = None
    zone: str = "UTC"

    @property
    def is_open(self) -> bool:
        """Whether it holds all history."""
        return self.from_at is None and self.to_at is None

    def holds(self, moment: datetime | None) -> bool:
        """Whether the moment lies in the window."""
        return (
            moment is not None
            and (self.from_at is None or self.from_at <= moment)
            and (self.to_at is None or moment < self.to_at)
        )


class Durations(msgspec.Struct, frozen=True, kw_only=True):
    """Mean and percentiles of durations, with how many cards were kept and why others were not."""

    count: int
    mean_seconds: float | None
    mean_seconds_reason: Why = UNSET
    p50_seconds: float | None
    p50_seconds_reason: Why = UNSET
    p85_seconds: float | None
    p85_seconds_reason: Why = UNSET
    p95_seconds: float | None
    p95_seconds_reason: Why = UNSET
    low_sample: bool
    excluded: dict[str, int]

    @property
    def of(self) -> int:
        """How many cards there were before exclusion."""
        return self.count + sum(self.excluded.values())


class Week(msgspec.Struct, frozen=True):
    """Cards finished in an ISO week, or in that part of one that lies in the window."""

    from_at: datetime
    to_at: datetime
    finished: int


class Throughput(msgspec.Struct, frozen=True, kw_only=True):
    """Finished cards per week.

    `weeks` begin on Monday 00:00 in the window's zone, the first and last one cut to the window; the rate is all of
    them over the window's calendar days / 7.
    """

    per_week: float | None
    per_week_reason: Why = UNSET
    weeks: tuple[Week, ...]


class Rework(msgspec.Struct, frozen=True, kw_only=True):
    """Rework of the finished cards with a known start."""

    finished: int
    reworked: int
    rework_rate: float | None
    rework_rate_reason: Why = UNSET
    moves: int
    moves_per_card: float | None
    moves_per_card_reason: Why = UNSET
    time_seconds: float
    time_rate: float | None
    """Share of the total cycle time."""
    time_rate_reason: Why = UNSET
    by_reason: dict[str, int]
    """Moves back by reason; `parked` and `mistake` are listed and are no rework."""


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a set of cards.

    `finished` = started_finished + finished_without_start + start_unknown + finish_unknown; the last are in no window.
    """

    cards: int
    finished: int
    started_finished: int
    finished_without_start: int
    start_unknown: int
    finish_unknown: int
    dropped: int
    wip: int
    throughput: Throughput
    cycle_time: Durations
    lead_time: Durations
    rework: Rework


def existing(cards: Iterable[Card], moment: datetime) -> list[Card]:
    """The cards that existed at a moment, each as it was then."""
    cards = tuple(cards)
    read_flows(cards)
    return [past for card in cards if (past := as_of(card, moment)) is not None]


def totals(cards: Sequence[Card], window: Window, moment: datetime) -> Totals:
    """The figures of cards (as they were at `moment`, see `existing`), counting those finished in the window."""
    flows = [card.flow for card in cards]
    finished = [f for f in flows if window.holds(f.finished_at)]
    started = [f for f in finished if f.started_at is not None]
    unknown = sum(f.start_unknown for f in finished)
    without = len(finished) - len(started) - unknown
    undated = sum(f.finished_by_at is not None for f in flows) if window.is_open else 0
    lead_excluded = {"start_unknown": unknown, "finish_unknown": undated}
    excluded = {"finished_without_start": without, **lead_excluded}
    return Totals(
        cards=len(flows),
        finished=len(finished) + undated,
        started_finished=len(started),
        finished_without_start=without,
        start_unknown=unknown,
        finish_unknown=undated,
        dropped=sum(f.is_dropped for f in flows),
        wip=sum(f.is_wip for f in flows),
        throughput=throughput(flows, window, moment),
        cycle_time=durations([f.cycle_seconds or 0.0 for f in started], {k: v for k, v in excluded.items() if v}),
        lead_time=durations(
            [f.lead_seconds or 0.0 for f in finished if not f.start_unknown],
            {k: v for k, v in lead_excluded.items() if v},
        ),
        rework=rework(started, moment),
    )


def durations(values: Sequence[float], excluded: dict[str, int]) -> Durations:
    """Mean and percentiles (type 7) of durations in seconds."""
    why = unless(values, reasons.NO_KNOWN_START if excluded else reasons.NO_FINISHED)
    return Durations(
        count=len(values),
        mean_seconds=mean(values),
        mean_seconds_reason=why,
        p50_seconds=percentile(values, 0.50),
        p50_seconds_reason=why,
        p85_seconds=percentile(values, 0.85),
        p85_seconds_reason=why,
        p95_seconds=percentile(values, 0.95),
        p95_seconds_reason=why,
        low_sample=len(values) < LOW_SAMPLE,
        excluded=excluded,
    )


def throughput(flows: Sequence[Flow], window: Window, moment: datetime) -> Throughput:
    """Finished per week over the window: without a beginning the last 12 weeks, or since the first card, but one."""
    end = min(window.to_at or moment, moment)
    first = min((f.created_at for f in flows), default=end)
    begin = window.from_at or _beginning(first, end, window.zone)
    finished = sorted(f.finished_at for f in flows if f.finished_at is not None and window.holds(f.finished_at))
    weeks = []
    for start, stop in iso_weeks(begin, end, window.zone) if flows else ():
        is_last = stop == end and window.to_at is None  # what was finished at this very moment counts
        until = bisect_right(finished, end) if is_last else bisect_left(finished, stop)
        weeks.append(Week(start, stop, until - bisect_left(finished, start)))
    length = days_between(weeks[0].from_at, end, window.zone) / 7 if weeks else 0.0
    per_week = rate(float(sum(week.finished for week in weeks)), length)
    return Throughput(per_week=per_week, per_week_reason=unless(weeks, reasons.NO_CARDS_IN_WINDOW), weeks=tuple(weeks))


def _beginning(first: datetime, end: datetime, zone_name: str) -> datetime:
    longest = shifted(monday(end, zone_name), -7 * (WEEKS_SHOWN - 1), zone_name)
    return max(longest, min(midnight(first, zone_name), shifted(end, -7, zone_name)))


def iso_weeks(begin: datetime, end: datetime, zone_name: str) -> list[tuple[datetime, datetime]]:
    """The ISO weeks of a span, the first and last cut to it; of a very long one the last ten years."""
    weeks: list[tuple[datetime, datetime]] = []
    while begin < end and len(weeks) < _WEEKS_MOST:
        start = max(begin, monday(end, zone_name))
        if start >= end:  # the end is itself a Monday's midnight
            start = max(begin, shifted(end, -7, zone_name))
        weeks.append((start, end))
        end = start
    return weeks[::-1]


def rework(started: Sequence[Flow], moment: datetime) -> Rework:
    """Rework of finished cards with a known start: how many, how often, how long."""
    reworked = sum(f.is_reworked for f in started)
    moves = sum(f.rework_moves for f in started)
    seconds = sum(f.rework_seconds(moment) for f in started)
    cycle = sum(f.cycle_seconds or 0.0 for f in started)
    by_reason = dict.fromkeys(REASONS, 0)
    for flow in started:
        for back in flow.backs:
            by_reason[back.reason] += 1
    why = unless(started, reasons.NO_KNOWN_START)
    return Rework(
        finished=len(started),
        reworked=reworked,
        rework_rate=rate(reworked, len(started)),
        rework_rate_reason=why,
        moves=moves,
        moves_per_card=rate(moves, len(started)),
        moves_per_card_reason=why,
        time_seconds=seconds,
        time_rate=rate(seconds, cycle),
        time_rate_reason=unless(cycle, reasons.NO_CYCLE_TIME),
        by_reason=by_reason,
    )


def ageing_limit(cycle_time: Durations) -> float | None:
    """How old a card in progress may become: the P85 of the cycle time; None where that rests on few cards."""
    return None if cycle_time.low_sample else cycle_time.p85_seconds


def ageing(cards: Iterable[Card], cycle_time: Durations, moment: datetime) -> list[Card]:
    """Cards in progress that are older than 85 % of the finished ones were; none where too few are finished."""
    limit = ageing_limit(cycle_time)
    if limit is None:
        return []
    return [card for card in cards if (age := card.flow.age_seconds(moment)) is not None and age > limit]
