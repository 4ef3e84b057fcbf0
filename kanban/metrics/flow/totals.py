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
from kanban.model.events import REASONS, REWORK_REASONS
from kanban.model.flow import Flow
from kanban.model.moment import in_utc
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

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """From and to in UTC, as the cards' moments are: times of one zone are compared ten times as fast."""
        return self.from_at and in_utc(self.from_at), self.to_at and in_utc(self.to_at)

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


_SUMS = ("cards", "dropped", "wip", "finish_unknown", "start_unknown", "created_unknown", "reworked", "backs")
"""What is added up when several sets are counted as one."""


class Counted:
    """What one pass over cards counts of them in a window; that of several sets together is `together`.

    Durations are kept one by one and summed at the end, in the order of the cards: the same sums however they were
    counted.
    """

    __slots__ = (
        "backs",
        "by_reason",
        "cards",
        "created_unknown",
        "cycles",
        "dropped",
        "finish_unknown",
        "finished",
        "first",
        "leads",
        "reworked",
        "reworks",
        "start_unknown",
        "wip",
    )

    def __init__(self) -> None:
        self.cards = self.dropped = self.wip = self.finish_unknown = self.start_unknown = self.created_unknown = 0
        self.first: datetime | None = None
        """The first creation."""
        self.finished: list[datetime] = []
        """In the window, as `leads` and those with a known start, `cycles` and `reworks`, in seconds."""
        self.leads: list[float] = []
        self.cycles: list[float] = []
        self.reworks: list[float] = []
        """Without those that had none."""
        self.reworked = self.backs = 0
        """Cards with rework, and their moves back that count as such."""
        self.by_reason = dict.fromkeys(REASONS, 0)

    @classmethod
    def together(cls, parts: Iterable["Counted"]) -> "Counted":
        """Of all cards of several sets, in their order."""
        whole = cls()
        for part in parts:
            for name in _SUMS:
                setattr(whole, name, getattr(whole, name) + getattr(part, name))
            if whole.first is None or (part.first is not None and part.first < whole.first):
                whole.first = part.first
            whole.finished += part.finished
            whole.leads += part.leads
            whole.cycles += part.cycles
            whole.reworks += part.reworks
            for reason, times in part.by_reason.items():
                whole.by_reason[reason] += times
        return whole

    def count_backs(self, flow: Flow, finished_at: datetime) -> None:
        """Count the moves back of a finished card with a known start."""
        seconds, moves = 0.0, 0
        for back in flow.backs:
            self.by_reason[back.reason] += 1
            if back.reason in REWORK_REASONS:
                moves += 1
                seconds += ((back.regained_at or finished_at) - back.at).total_seconds()
        if moves:
            self.reworked += 1
            self.backs += moves
            self.reworks.append(seconds)


def existing(cards: Iterable[Card], moment: datetime) -> list[Card]:
    """The cards that existed at a moment, each as it was then."""
    cards = tuple(cards)
    read_flows(cards)
    moment = in_utc(moment)
    return [past for card in cards if (past := as_of(card, moment)) is not None]


def counted(cards: Iterable[Card], window: Window) -> Counted:
    """What is counted of cards, each as it was at a moment; written for speed: a PM's boards have 60,000 of them."""
    counts = Counted()
    begin, end = window.bounds
    flows = [card.flow for card in cards]
    counts.cards = len(flows)
    counts.first = min([flow.created_at for flow in flows], default=None)
    finished, leads, cycles = counts.finished, counts.leads, counts.cycles
    for flow in flows:
        finished_at = flow.finished_at
        if finished_at is None:
            counts.dropped += flow.is_dropped
            counts.wip += flow.is_wip
            counts.finish_unknown += flow.finished_by_at is not None
            continue
        if (begin is not None and finished_at < begin) or (end is not None and finished_at >= end):
            continue
        finished.append(finished_at)
        if flow.start_unknown:
            counts.start_unknown += 1
        elif flow.created_unknown:
            counts.created_unknown += 1
        else:
            leads.append((finished_at - flow.created_at).total_seconds())
        started_at = flow.started_at
        if started_at is not None:
            cycles.append((finished_at - started_at).total_seconds())
            if flow.backs:
                counts.count_backs(flow, finished_at)
    return counts


def totals(cards: Iterable[Card], window: Window, moment: datetime) -> Totals:
    """The figures of cards (as they were at `moment`, see `existing`), counting those finished in the window."""
    return totals_of(counted(cards, window), window, moment)


def totals_of(found: Counted, window: Window, moment: datetime) -> Totals:
    """The figures of cards that were counted for the window."""
    unknown = found.start_unknown
    without = len(found.finished) - len(found.cycles) - unknown
    undated = found.finish_unknown if window.is_open else 0
    dates_unknown = {"start_unknown": unknown, "finish_unknown": undated}
    excluded = {"finished_without_start": without, **dates_unknown}
    lead_excluded = {**dates_unknown, "created_unknown": found.created_unknown}
    return Totals(
        cards=found.cards,
        finished=len(found.finished) + undated,
        started_finished=len(found.cycles),
        finished_without_start=without,
        start_unknown=unknown,
        finish_unknown=undated,
        dropped=found.dropped,
        wip=found.wip,
        throughput=_throughput(found, window, moment),
        cycle_time=durations(found.cycles, {k: v for k, v in excluded.items() if v}),
        lead_time=durations(found.leads, {k: v for k, v in lead_excluded.items() if v}),
        rework=_rework(found),
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


def _throughput(found: Counted, window: Window, moment: datetime) -> Throughput:
    """Finished per week over the window: without a beginning the last 12 weeks, or since the first card, but one."""
    end = min(window.to_at or moment, moment)
    begin = window.from_at or _beginning(found.first or end, end, window.zone)
    finished = sorted(found.finished)
    weeks = []
    for start, stop in iso_weeks(begin, end, window.zone) if found.cards else ():
        # what was finished at this very moment counts; what at the end of the window is in `finished` no more
        until = (bisect_right if stop == end else bisect_left)(finished, in_utc(stop))
        weeks.append(Week(start, stop, until - bisect_left(finished, in_utc(start))))
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


def _rework(found: Counted) -> Rework:
    """Rework of finished cards with a known start: how many, how often, how long."""
    started = len(found.cycles)
    seconds, cycle = sum(found.reworks), sum(found.cycles)
    why = unless(started, reasons.NO_KNOWN_START)
    return Rework(
        finished=started,
        reworked=found.reworked,
        rework_rate=rate(found.reworked, started),
        rework_rate_reason=why,
        moves=found.backs,
        moves_per_card=rate(found.backs, started),
        moves_per_card_reason=why,
        time_seconds=seconds,
        time_rate=rate(seconds, cycle),
        time_rate_reason=unless(cycle, reasons.NO_CYCLE_TIME),
        by_reason=found.by_reason,
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
