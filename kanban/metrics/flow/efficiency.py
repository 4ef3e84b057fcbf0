"""How much of the cycle time was work, and whether the figures of a board agree with each other (Little's law)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.figure import Figure
from kanban.metrics.flow.figures import efficiency_figure, littles_law_figure
from kanban.metrics.flow.totals import Window
from kanban.metrics.reasons import Why, unless
from kanban.metrics.stats import LOW_SAMPLE, mean, rate
from kanban.model.card import Card
from kanban.model.events import in_force, judged
from kanban.model.flow import Flow, fold
from kanban.model.moment import in_utc
from kanban.text.calendar_weeks import midnight

DAY_SECONDS = 86_400.0


class FlowEfficiency(msgspec.Struct, frozen=True, kw_only=True):
    """Of cards finished in a window with a known start."""

    n: int
    cycle_seconds: float
    blocked_seconds: float
    """Time blocked between start and finish, out of done columns."""
    efficiency: float | None
    efficiency_reason: Why = UNSET
    low_sample: bool


class LittlesLaw(msgspec.Struct, frozen=True, kw_only=True):
    """Mean WIP / mean throughput against the mean cycle time."""

    n: int
    """Cards finished in the window with a known start."""
    mean_wip: float | None
    per_day: float | None
    """Throughput of these cards."""
    expected_seconds: float | None
    """Mean WIP / throughput."""
    mean_seconds: float | None
    """The mean cycle time as counted."""
    deviation: float | None
    """Expected / counted - 1; far from 0 where WIP grows or shrinks, or cards leave without being finished."""
    reason: Why = UNSET


def check_figures(cards: Sequence[Card], window: Window, moment: datetime) -> tuple[Figure, Figure]:
    """Both as figures. Raises Refused for a card whose history cannot be read."""
    efficiency, law = flow_efficiency(cards, window), littles_law(cards, window, moment)
    return (
        efficiency_figure(efficiency.n, efficiency.efficiency, efficiency.efficiency_reason),
        littles_law_figure(law.n, law.deviation, law.expected_seconds, law.mean_seconds, law.reason),
    )


def flow_efficiency(cards: Iterable[Card], window: Window) -> FlowEfficiency:
    """(Cycle time - blocked time) / cycle time, over all cards together.

    DOMAIN's formula takes out the time in columns marked waiting as well; columns have no such mark, so waiting that
    nobody recorded as a block counts as work. Modig and Åhlström, "This Is Lean" (2012): value-adding time / lead time.
    Raises Refused for a card whose history cannot be read.
    """
    cards = tuple(cards)
    started = _cycles([card.flow for card in cards], window)
    cycle = sum(started)
    hindered = [card for card in cards if card.flow.blocked_seconds]
    blocked = sum([blocked_in_cycle(card) for card in hindered if _cycles([card.flow], window)], 0.0)
    why = unless(cycle, reasons.NO_CYCLE_TIME if started else reasons.NO_KNOWN_START)
    return FlowEfficiency(
        n=len(started),
        cycle_seconds=cycle,
        blocked_seconds=blocked,
        efficiency=rate(cycle - blocked, cycle),
        efficiency_reason=why,
        low_sample=len(started) < LOW_SAMPLE,
    )


def blocked_in_cycle(card: Card) -> float:
    """Seconds blocked since the start; what it was blocked before, in a queue, is not part of its cycle time."""
    flow = card.flow
    if not flow.blocked_seconds or flow.started_at is None:
        return 0.0
    # by the kinds of columns that the flow itself is judged by: see `Rejudged`
    then = fold((index, event) for index, event in judged(in_force(card.events)) if event.at <= flow.started_at)
    before = then.blocked_seconds if then is not None else 0.0
    return max(0.0, flow.blocked_seconds - before)


def littles_law(cards: Iterable[Card], window: Window, moment: datetime) -> LittlesLaw:
    """L = lambda W over the window: Little (1961), checked as in Little and Graves, "Little's Law" (2008).

    WIP is counted from start to finish, or until the card was dropped, or the end of the window; a window without a
    beginning begins on the day of the first start. Cards without a known start are in none of the three.
    """
    flows = [flow for card in cards if (flow := card.flow).started_at is not None]
    end = min(in_utc(window.to_at or moment), in_utc(moment))
    first = min([flow.started_at for flow in flows if flow.started_at is not None], default=end)
    begin = in_utc(window.from_at or midnight(first, window.zone))
    length = (end - begin).total_seconds()
    if length <= 0:
        return _no_law(0, reasons.NO_WINDOW)
    finished = _cycles(flows, window)
    wip = _time_in_work(flows, begin, end) / length
    per_day = len(finished) / (length / DAY_SECONDS)
    counted = mean(finished)
    if not finished:
        why = reasons.NO_THROUGHPUT if wip else reasons.NOTHING_IN_WORK
        return msgspec.structs.replace(_no_law(0, why), mean_wip=wip, per_day=per_day)
    expected = wip / per_day * DAY_SECONDS
    return LittlesLaw(
        n=len(finished),
        mean_wip=wip,
        per_day=per_day,
        expected_seconds=expected,
        mean_seconds=counted,
        deviation=expected / counted - 1 if counted else None,
        reason=unless(counted, reasons.NO_CYCLE_TIME),
    )


def _no_law(n: int, why: Why) -> LittlesLaw:
    return LittlesLaw(
        n=n, mean_wip=None, per_day=None, expected_seconds=None, mean_seconds=None, deviation=None, reason=why
    )


def _time_in_work(flows: Iterable[Flow], begin: datetime, end: datetime) -> float:
    """Seconds in work between two moments, of all together."""
    seconds = 0.0
    for flow in flows:
        start = flow.started_at or end
        stop = flow.finished_at or flow.finished_by_at or flow.archived_at or end
        if stop > end:
            stop = end
        if start < begin:
            start = begin
        if stop > start:
            seconds += (stop - start).total_seconds()
    return seconds


def _cycles(flows: Iterable[Flow], window: Window) -> list[float]:
    """The cycle times of those that were finished in the window and have a known start."""
    begin, end = window.bounds
    return [
        (finished_at - started_at).total_seconds()
        for flow in flows
        if (finished_at := flow.finished_at) is not None
        and (started_at := flow.started_at) is not None
        and (begin is None or begin <= finished_at)
        and (end is None or finished_at < end)
    ]
