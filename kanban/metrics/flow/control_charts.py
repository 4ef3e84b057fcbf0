"""Control charts: what a process does by itself, and what stands out of it.

XmR chart of single values in their order, p-chart of a share that rests on another number each time. Both say in
`signals` which points are more than chance. Formulas: Wheeler, "Understanding Variation" (1993), and the
NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals) and 6.3.3.2 (proportions).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from typing import Literal

import msgspec
from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.reasons import Why, unless
from kanban.metrics.stats import LOW_SAMPLE, mean, rate
from kanban.text.messages import Message, msg

XMR_FACTOR = 2.66
"""3 / d2 with d2 = 1.128 for ranges of two: what the mean moving range is multiplied by."""
RUN = 8
"""So many points in a row on one side of the mean are a signal."""
NEAR, OF_NEAR = 3, 4
"""So many points of so many in a row that lie nearer a limit than the mean are one."""

Rule = Literal["outside", "run", "near_limit"]


class Signal(msgspec.Struct, frozen=True):
    """Points that are more than chance: those from `first` to `last`, numbered from 0."""

    rule: Rule
    first: int
    last: int
    above: bool
    """On the upper side of the mean."""

    @property
    def count(self) -> int:
        """How many points it is made of."""
        return self.last - self.first + 1

    @property
    def message(self) -> Message:
        """What is the matter with them."""
        match self.rule, self.above:
            case "outside", True:
                return msg("above the upper limit")
            case "outside", False:
                return msg("below the lower limit")
            case "run", True:
                return msg("{n} in a row above the mean", n=self.count)
            case "run", False:
                return msg("{n} in a row below the mean", n=self.count)
            case _, True:
                return msg("3 of 4 nearer the upper limit than the mean")
        return msg("3 of 4 nearer the lower limit than the mean")


class XmRChart(msgspec.Struct, frozen=True, kw_only=True):
    """Limits and signals of values in their order."""

    values: tuple[float, ...]
    mean: float | None
    mean_reason: Why = UNSET
    mean_range: float | None
    """Mean of the moving ranges, those between neighbours."""
    lower: float | None
    upper: float | None
    limits_reason: Why = UNSET
    low_sample: bool
    signals: tuple[Signal, ...]


class Proportion(msgspec.Struct, frozen=True):
    """One point of a p-chart: `part` of `whole`, with the limits for that many."""

    part: int
    whole: int
    rate: float | None
    """None where `whole` is 0: such a point has no limits and is in no signal."""
    lower: float | None
    upper: float | None


class PChart(msgspec.Struct, frozen=True, kw_only=True):
    """A share over time."""

    points: tuple[Proportion, ...]
    rate: float | None
    """All parts / all wholes: the centre line."""
    rate_reason: Why = UNSET
    low_sample: bool
    signals: tuple[Signal, ...]


def xmr_chart(values: Sequence[float]) -> XmRChart:
    """Limits mean ± 2.66 x mean moving range, the lower one not below 0; values are durations, never negative.

    One value has no moving range and so no limits. Signals: a point outside the limits; 8 in a row on one side of the
    mean; 3 of 4 in a row nearer the same limit than the mean (Wheeler's three rules). "Nearer" is judged by the limit
    before it is cut at 0: cutting would make ordinary short times a signal.
    """
    values = tuple(values)
    centre = mean(values)
    spread = mean([abs(b - a) for a, b in pairwise(values)])
    signals: tuple[Signal, ...] = ()
    lower = upper = None
    if centre is not None and spread is not None:
        reach = XMR_FACTOR * spread
        lower, upper = max(0.0, centre - reach), centre + reach
        # In units of the reach a point beyond 1 is outside, one beyond 1/2 nearer the limit than the mean. Of equal
        # values all are the mean.
        places = [(value - centre) / reach if reach else 0.0 for value in values]
        outside = [v > upper or v < lower for v in values] if reach else [False] * len(values)
        signals = _signals(places, outside)
    return XmRChart(
        values=values,
        mean=centre,
        mean_reason=unless(values, reasons.NO_KNOWN_START),
        mean_range=spread,
        lower=lower,
        upper=upper,
        limits_reason=unless(upper is not None, reasons.ONE_VALUE if values else reasons.NO_KNOWN_START),
        low_sample=len(values) < LOW_SAMPLE,
        signals=signals,
    )


def p_chart(counts: Iterable[tuple[int, int]]) -> PChart:
    """Each part of its whole, limits p ± 3 sqrt(p (1 - p) / n) with that point's own n, kept within 0 and 1.

    Signals: a point outside its limits, and 8 in a row on one side of p; points without a whole are passed over. The
    rule of 3 of 4 belongs to limits that are the same for all points.
    """
    counts = list(counts)
    whole = sum(n for _, n in counts)
    centre = rate(sum(part for part, _ in counts), whole)
    points = tuple(_proportion(part, n, centre) for part, n in counts)
    return PChart(
        points=points,
        rate=centre,
        rate_reason=unless(whole, reasons.NO_KNOWN_START),
        low_sample=whole < LOW_SAMPLE,
        signals=_p_signals(points, centre),
    )


def _proportion(part: int, n: int, centre: float | None) -> Proportion:
    if not n or centre is None:
        return Proportion(part, n, None, None, None)
    reach = 3 * sqrt(centre * (1 - centre) / n)
    return Proportion(part, n, part / n, max(0.0, centre - reach), min(1.0, centre + reach))


def _p_signals(points: Sequence[Proportion], centre: float | None) -> tuple[Signal, ...]:
    known = [(i, p) for i, p in enumerate(points) if p.rate is not None]
    if centre is None or not 0 < centre < 1:  # all alike: nothing stands out
        return ()
    places = [(p.rate or 0.0) - centre for _, p in known]
    outside = [(p.rate or 0.0) > (p.upper or 0.0) or (p.rate or 0.0) < (p.lower or 0.0) for _, p in known]
    signals = [s for s in _signals(places, outside) if s.rule != "near_limit"]
    numbers = [i for i, _ in known]
    return tuple(
        msgspec.structs.replace(signal, first=numbers[signal.first], last=numbers[signal.last]) for signal in signals
    )


def _signals(places: Sequence[float], outside: Sequence[bool]) -> tuple[Signal, ...]:
    """By the first point of each; `places` are distances from the mean, 1 the limit."""
    signals = [Signal("outside", i, i, places[i] > 0) for i, out in enumerate(outside) if out]
    for above in (True, False):
        side = [place > 0 if above else place < 0 for place in places]
        signals += [Signal("run", first, last, above) for first, last in _stretches(side) if last - first + 1 >= RUN]
        near = [place > 0.5 if above else place < -0.5 for place in places]
        signals += [Signal("near_limit", first, last, above) for first, last in _near(near)]
    return tuple(sorted(signals, key=lambda signal: (signal.first, signal.last, signal.rule)))


def _stretches(holds: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last number of each unbroken run."""
    out: list[tuple[int, int]] = []
    for i, it_does in enumerate(holds):
        if it_does and out and out[-1][1] == i - 1:
            out[-1] = out[-1][0], i
        elif it_does:
            out.append((i, i))
    return out


def _near(near: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches of overlapping fours of which three are near, from the first near point to the last."""
    out: list[tuple[int, int]] = []
    for start in range(len(near) - OF_NEAR + 1):
        inside = [i for i in range(start, start + OF_NEAR) if near[i]]
        if len(inside) < NEAR:
            continue
        if out and inside[0] <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], inside[-1])
        else:
            out.append((inside[0], inside[-1]))
    return out
