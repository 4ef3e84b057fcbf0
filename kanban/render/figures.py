"""Figures in words, each with how many cards it rests on: the same on the screens and in the shell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from kanban.metrics.figure import Figure, by_term
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.metrics.reasons import EXCLUDED_WORDS
from kanban.model.board import Board
from kanban.model.events import REASON_WORDS
from kanban.model.moment import effective_now
from kanban.render.card import Span
from kanban.text.dates import span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, joined, tr, tr_n

WEEKS_SHOWN, WEEKS_NARROW = 12, 6
"""How many weeks of throughput are shown, and how many where there is little room."""


class FigureLine(NamedTuple):
    """A figure, ready to be shown."""

    term: str
    label: Message
    words: str
    rule: Message


def lines(figures: Iterable[Figure], signs: Glyphs | None = None) -> Iterator[FigureLine]:
    """Figure by figure: what it is called, the figure with its n, and the rule it follows."""
    for figure in figures:
        yield FigureLine(figure.term, figure.label, words(figure, signs), figure.rule)


def words(figure: Figure, signs: Glyphs | None = None, why_left_out: bool = True) -> str:
    """A figure with what it rests on; with `signs` its weeks are drawn, without they are numbers."""
    if figure.percentiles:
        return f"{percentiles(figure)}  ({_kept(figure, why_left_out)})"
    match figure.unit:
        case "rate":
            return _rate(figure)
        case "deviation":
            return _deviation(figure)
        case "per_week":
            return _throughput(figure, signs)
        case "moves":
            return _moves(figure)
        case "seconds":
            return _time(figure)
    return _count(figure)


def differing(before: Board, after: Board, zone: str, clock: datetime) -> list[tuple[Message, str, str]]:
    """The figures, over all time, of which other words are said after something: label, words before, words after."""
    moment, window = effective_now(clock, after.head.last_at), Window(zone=zone)
    old_totals, new_totals = (totals(existing(b.all_cards.values(), moment), window, moment) for b in (before, after))
    pairs = zip(flow_figures(old_totals), flow_figures(new_totals), strict=True)
    return [(old.label, words(old), words(new)) for old, new in pairs if words(old) != words(new)]


def percent(rate: float | None, places: int = 0) -> str:
    """A rate of 0..1 as a percentage with so many decimal places; `-` where there is none."""
    return "-" if rate is None else f"{rate * 100:.{places}f}%"


def difference(rate: float) -> str:
    """By how much more or less, as a percentage: `+7%`; never `-0%`."""
    return f"{round(rate * 100):+d}%"


def percentiles(figure: Figure) -> str:
    """`P50 3.2d  P85 6.1d  P95 9.0d`."""
    return "  ".join(f"P{q} {span(seconds)}" for q, seconds in figure.percentiles.items())


def fraction(figure: Figure) -> str:
    """A rate in few cells: `12% 4/34`."""
    return f"{percent(figure.value)} {figure.part}/{figure.n}"


def achieved(figure: Figure) -> str:
    """An achievement rate: `3/5 60%`; `-` while nothing was due."""
    return f"{figure.part}/{figure.n} {percent(figure.value)}" if figure.n else "-"


def sparkline(values: Sequence[int], signs: Glyphs) -> str:
    """One sign a value, scaled to the largest; the lowest sign is zero."""
    top = max(values, default=0)
    levels = signs.levels
    if not top:
        return levels[0] * len(values)
    return "".join(levels[-(-value * (len(levels) - 1) // top)] for value in values)


class Limits(msgspec.Struct, frozen=True):
    """The active columns that have a WIP limit, together."""

    cards: int
    limit: int
    over: bool
    """Whether one of them holds more than it may."""


def limits_of(board: Board) -> Limits | None:
    """How many cards lie in the active columns that have a limit, and how many may; None without any."""
    columns = [c for c in board.columns if c.kind == "active" and c.wip_limit is not None]
    counts = [(len(board.cards_in(c.id)), c.wip_limit or 0) for c in columns]
    if not counts:
        return None
    return Limits(sum(n for n, _ in counts), sum(most for _, most in counts), any(n > most for n, most in counts))


def wip_span(totals: Totals, limits: Limits | None) -> Span:
    """`WIP 5/5`, count and limit of the same columns; `WIP 3/3 +4` with four cards in progress in no such column."""
    wip = by_term(flow_figures(totals))["wip"]
    if limits is None:
        return f"{wip.label} {_count(wip)}  ", ""
    more = int(wip.value or 0) - limits.cards
    others = f" +{more}" if more > 0 else ""
    return f"{wip.label} {limits.cards}/{limits.limit}{others}  ", "full" if limits.over else ""


def strip(totals: Totals, signs: Glyphs, narrow: bool) -> list[Span]:
    """The flow strip above a board: cycle time, rework, throughput."""
    figures = by_term(flow_figures(totals))
    weeks = figures["throughput"].weeks[-WEEKS_NARROW if narrow else -WEEKS_SHOWN :]
    spans = _cycle_and_rework(figures["cycle_time"], figures["rework_rate"], narrow)
    if any(weeks):
        spans.append((sparkline(weeks, signs) + "  ", "meta"))
    return spans


def _cycle_and_rework(cycle: Figure, rework: Figure, narrow: bool) -> list[Span]:
    rate = tr("rework {rate}", rate=fraction(rework))
    if not cycle.n:
        return [(tr("CT {time}", time="- n0") + f"  {rate}  ", "meta")]
    p50, p85 = span(cycle.percentiles[50]), span(cycle.percentiles[85]) + ("?" if cycle.low_sample else "")
    if narrow:
        time = tr("CT {time}", time=f"{p50}/{p85} n{cycle.n}/{cycle.of}")
    else:
        time = tr("CT P50 {p50} P85 {p85} (n {n} of {of})", p50=p50, p85=p85, n=cycle.n, of=cycle.of)
    return [(time + "  ", ""), (rate + "  ", "")]


def _kept(figure: Figure, why_left_out: bool) -> str:
    """How many cards count, of how many, and why others do not."""
    kept = tr("n {n}", n=figure.n)
    if figure.excluded and not why_left_out:
        kept = tr("n {n} of {of}", n=figure.n, of=figure.of)
    elif figure.excluded:
        left_out = joined(f"{n} {EXCLUDED_WORDS.get(reason, reason)}" for reason, n in figure.excluded.items())
        kept = tr("n {n} of {of}: {reasons}", n=figure.n, of=figure.of, reasons=left_out)
    return tr("{kept}; few", kept=kept) if figure.low_sample else kept


def _count(figure: Figure) -> str:
    if figure.part is not None:
        return tr("{n} of {of}", n=figure.part, of=figure.n)
    return f"{figure.value or 0:.0f}"


def _rate(figure: Figure) -> str:
    if figure.part is not None:
        return f"{percent(figure.value)} ({figure.part}/{figure.n})"
    kept = tr("n {n}", n=figure.n)
    return f"{percent(figure.value)}  ({tr('{kept}; few', kept=kept) if figure.low_sample else kept})"


def _deviation(figure: Figure) -> str:
    rests = tr("n {n}", n=figure.n)
    if figure.value is None or figure.compared is None:
        return f"-  ({rests})"
    expected, counted = map(span, figure.compared)
    words = tr("{deviation}: {expected} expected, {counted} counted", deviation=difference(figure.value),
               expected=expected, counted=counted)  # fmt: skip
    return f"{words}  ({rests})"


def _throughput(figure: Figure, signs: Glyphs | None) -> str:
    weeks = figure.weeks[-WEEKS_SHOWN:]
    if figure.value is None:
        return f"-  ({tr('n {n}', n=figure.n)})"
    rate = tr("{rate} a week", rate=f"{figure.value:.1f}")
    if signs is None:
        numbers = " ".join(map(str, weeks))
        return f"{rate}  ({tr('n {n}; weeks: {numbers}', n=figure.n, numbers=numbers)})"
    over = tr_n("n {cards}; {n} week", "n {cards}; {n} weeks", len(weeks), cards=figure.n)
    return f"{rate}  {sparkline(weeks, signs)}  ({over})"


def _moves(figure: Figure) -> str:
    rests = tr_n("n {n} card", "n {n} cards", figure.n)
    if figure.by_reason:
        counts = joined(f"{REASON_WORDS.get(reason, reason)} {n}" for reason, n in figure.by_reason.items())
        rests = tr("{rests}; moves back: {counts}", rests=rests, counts=counts)
    return f"{_count(figure)}  ({rests})"


def _time(figure: Figure) -> str:
    rests = tr("n {n}", n=figure.n)
    part = tr("{time}, {share} of cycle time", time=span(figure.value), share=percent(figure.share))
    return f"{part}  ({rests})"
