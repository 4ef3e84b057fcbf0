"""Quality of finished work: first-pass yield, rolled throughput yield, defects per million opportunities, sigma level.

All rest on the cards finished in a window with a known start, as the rework rate does.
"""

from collections.abc import Iterable, Sequence
from statistics import NormalDist

import msgspec
from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.flow.totals import Window
from kanban.metrics.reasons import Why, unless
from kanban.metrics.stats import LOW_SAMPLE, rate
from kanban.model.card import Card
from kanban.model.events import Created, Moved, in_force, judged

MILLION = 1_000_000
SIGMA_SHIFT = 1.5
"""By how much a process is taken to wander in the long run: the convention of the published sigma tables."""


class ColumnYield(msgspec.Struct, frozen=True):
    """Of the entries into an active column, those that went on to the right for good."""

    column: str
    """Its id."""
    entries: int
    passed: int

    @property
    def rate(self) -> float | None:
        """Passed / entries."""
        return rate(self.passed, self.entries)


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a set of cards in a window; `n` is what all of them rest on."""

    finished: int
    """All finished in the window, with a known start or without."""
    n: int
    """Those with a known start."""
    reworked: int
    first_pass_yield: float | None
    first_pass_yield_reason: Why = UNSET
    columns: tuple[ColumnYield, ...]
    rolled_yield: float | None
    rolled_yield_reason: Why = UNSET
    defects: int
    """Rework moves of these cards whose reason is defect."""
    opportunities: int
    """Of each card."""
    dpmo: float | None
    dpmo_reason: Why = UNSET
    sigma: float | None
    sigma_reason: Why = UNSET
    low_sample: bool


def quality(cards: Iterable[Card], window: Window, opportunities: int = 1) -> Quality:
    """The quality of the cards that were finished in the window; `cards` as they were at the moment asked.

    First-pass yield = 1 - rework rate. DPMO = defects / (cards x opportunities) x 1e6 (ASQ, "The Certified Six Sigma
    Black Belt Handbook"). Raises Refused for a card whose history cannot be read.
    """
    finished = [card for card in cards if window.holds(card.flow.finished_at)]
    started = [card for card in finished if card.flow.started_at is not None]
    reworked = sum(card.flow.is_reworked for card in started)
    columns = column_yields(started)
    rolled = rolled_throughput_yield(columns)
    defects = sum(back.reason == "defect" for card in started for back in card.flow.backs)
    return _quality(len(finished), len(started), reworked, columns, rolled, defects, opportunities)


def together(parts: Sequence[Quality], opportunities: int = 1) -> Quality:
    """Several boards as one. Their columns are not the same, so the rolled throughput yield is the mean of theirs.

    Each board's weighs as many cards as it rests on.
    """
    n = sum(part.n for part in parts)
    reworked, defects = sum(part.reworked for part in parts), sum(part.defects for part in parts)
    rolled = [(part.rolled_yield, part.n) for part in parts if part.rolled_yield is not None]
    weighed = rate(sum(value * weight for value, weight in rolled), sum(weight for _, weight in rolled))
    return _quality(sum(part.finished for part in parts), n, reworked, (), weighed, defects, opportunities)


def _quality(
    finished: int,
    n: int,
    reworked: int,
    columns: tuple[ColumnYield, ...],
    rolled: float | None,
    defects: int,
    opportunities: int,
) -> Quality:
    """The rates of what was counted, each with the reason where there is none."""
    per_million = dpmo(defects, n, opportunities)
    return Quality(
        finished=finished,
        n=n,
        reworked=reworked,
        first_pass_yield=rate(n - reworked, n),
        first_pass_yield_reason=unless(n, reasons.NO_KNOWN_START),
        columns=columns,
        rolled_yield=rolled,
        rolled_yield_reason=unless(rolled is not None, reasons.NO_ENTRY if n else reasons.NO_KNOWN_START),
        defects=defects,
        opportunities=opportunities,
        dpmo=per_million,
        dpmo_reason=unless(per_million is not None, reasons.NO_KNOWN_START),
        sigma=sigma_level(per_million),
        sigma_reason=_why_no_sigma(per_million),
        low_sample=n < LOW_SAMPLE,
    )


def column_yields(cards: Iterable[Card]) -> tuple[ColumnYield, ...]:
    """Each active column's entries and passes, from left to right by the latest place of each.

    An entry passes if the card left the column to the right, and no rework move ever brought it to this column again
    or further left. It fails if a rework move did, or took it out to the left. An entry that ended by a move back for
    the reasons parked or mistake is none. Positions and kinds are those of the time of each move.
    """
    entries: dict[str, list[bool]] = {}
    positions: dict[str, int] = {}
    for card in cards:
        for stay in _stays(card):
            positions[stay.column] = stay.position
            if stay.passed is not None:
                entries.setdefault(stay.column, []).append(stay.passed)
    order = sorted(entries, key=lambda column: (positions[column], column))
    return tuple(ColumnYield(column, len(entries[column]), sum(entries[column])) for column in order)


def rolled_throughput_yield(columns: Sequence[ColumnYield]) -> float | None:
    """The product of the columns' yields: the share that goes through all of them without a step back.

    None without an entry. Pyzdek, "The Six Sigma Project Planner" (2003), "Calculating Yields".
    """
    out = None
    for column in columns:
        if column.rate is not None:
            out = column.rate if out is None else out * column.rate
    return out


def dpmo(defects: int, cards: int, opportunities: int = 1) -> float | None:
    """Defects per million opportunities; None without cards."""
    return rate(defects * MILLION, cards * opportunities)


def sigma_level(per_million: float | None) -> float | None:
    """The sigma level of so many defects per million: the normal quantile of the yield, plus the shift of 1.5.

    None for no defect at all, where it has no bound, and for as many as opportunities. As in the published tables:
    3.4 is 6 sigma, 66 807 is 3 sigma.
    """
    if per_million is None or not 0 < per_million < MILLION:
        return None
    return SIGMA_SHIFT - NormalDist().inv_cdf(per_million / MILLION)


def _why_no_sigma(per_million: float | None) -> Why:
    if per_million is None:
        return reasons.NO_KNOWN_START
    if per_million == 0:
        return reasons.NO_DEFECTS
    return unless(per_million < MILLION, reasons.ALL_DEFECTS)


class _Stay(msgspec.Struct):
    """A card's stay in an active column: `passed` None while nothing speaks for or against it."""

    column: str
    position: int
    passed: bool | None = None


def _stays(card: Card) -> list[_Stay]:
    rework = {back.event for back in card.flow.backs if back.is_rework}
    stays: list[_Stay] = []
    here: _Stay | None = None
    for index, event in judged(in_force(card.events)):
        if isinstance(event, Moved) and event.origin.column != event.to.column:
            origin, to = event.origin, event.to
            if here is not None and to.position > origin.position:
                here.passed = True
            elif here is not None and index in rework:
                here.passed = False
            if index in rework:
                for stay in stays:
                    if stay.passed and to.position <= stay.position:
                        stay.passed = False
        elif isinstance(event, Created):
            to = event.to
        else:
            continue
        here = _Stay(to.column, to.position) if to.kind == "active" else None
        if here is not None:
            stays.append(here)
    return stays
