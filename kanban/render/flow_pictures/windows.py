"""Pictures whose points are windows of four weeks: yield, sigma level."""

from collections.abc import Sequence
from math import ceil

from kanban.metrics import reasons
from kanban.metrics.flow.quality import quality
from kanban.metrics.flow.quality_windows import QualityWindow, quality_by_window
from kanban.render.chart_data import Chart, Limit, Stop
from kanban.render.figures import percent
from kanban.render.flow_pictures.picture import Asked, Picture, Point
from kanban.render.quality import in_words, level
from kanban.text.messages import Message, Words, joined, msg

_LEAST_SIGMA = 3
"""The axis reaches at least so far."""


def yield_picture(asked: Asked) -> Picture:
    """First-pass yield of each window, rolled throughput yield as hollow points."""
    windows = _windows(asked)
    if not any(each.quality.n for each in windows):
        return Picture(points=(), why_empty=reasons.NO_KNOWN_START)
    chart = Chart(
        form="curve",
        unit="rate",
        stops=_stops(windows, [each.quality.first_pass_yield for each in windows]),
        limits=(Limit(str(msg("rolled")), tuple(each.quality.rolled_yield for each in windows), form="points"),),
        x_labels=_beneath(asked, windows),
    )
    return Picture(chart=chart, points=_points(asked, windows), says=(_total(asked),), signals=_few(windows))


def sigma_picture(asked: Asked) -> Picture:
    """The sigma level of each window; none where there was no defect."""
    windows = _windows(asked)
    if not any(each.quality.n for each in windows):
        return Picture(points=(), why_empty=reasons.NO_KNOWN_START)
    levels = [each.quality.sigma for each in windows]
    known = [value for value in levels if value is not None]
    if not known:
        why = next(each.quality.sigma_reason for each in reversed(windows) if each.quality.n)
        return Picture(points=(), says=(_total(asked),), why_empty=why if isinstance(why, Message) else None)
    top = max(_LEAST_SIGMA, ceil(max(known)))
    chart = Chart(
        form="curve",
        unit="cards",
        stops=_stops(windows, [None if value is None else max(0.0, value) for value in levels]),
        scale=tuple((float(value), f"{value}") for value in range(top + 1)),
        x_labels=_beneath(asked, windows),
    )
    return Picture(chart=chart, points=_points(asked, windows), says=(_total(asked),), signals=_few(windows))


def _windows(asked: Asked) -> tuple[QualityWindow, ...]:
    return quality_by_window(asked.cards, asked.window, asked.moment, asked.opportunities)


def _total(asked: Asked) -> Message:
    """The whole window in words."""
    return in_words(quality(asked.cards, asked.window, asked.opportunities))


def _places(windows: Sequence[QualityWindow]) -> list[float]:
    return [number / max(1, len(windows) - 1) for number in range(len(windows))]


def _stops(windows: Sequence[QualityWindow], values: Sequence[float | None]) -> tuple[Stop, ...]:
    places = _places(windows)
    return tuple(Stop(x, () if value is None else (value,)) for x, value in zip(places, values, strict=True))


def _beneath(asked: Asked, windows: Sequence[QualityWindow]) -> tuple[tuple[float, str], ...]:
    return tuple((x, asked.day(each.from_at)) for x, each in zip(_places(windows), windows, strict=True))


def _points(asked: Asked, windows: Sequence[QualityWindow]) -> tuple[Point, ...]:
    return tuple(Point(_said(asked, each), each.cards) for each in windows)


def _said(asked: Asked, each: QualityWindow) -> Words:
    parts: list[Words] = [msg("from {date}", date=asked.day(each.from_at))]
    parts.append(in_words(each.quality) if each.quality.n else reasons.NO_KNOWN_START)
    if each.quality.n:
        parts.append(msg("n {n}", n=each.quality.n))
    return joined(parts, " · ")


def _few(windows: Sequence[QualityWindow]) -> tuple[Words, ...]:
    """Beneath the picture: the last window in numbers, and how many rest on few cards."""
    few = sum(each.quality.low_sample and bool(each.quality.n) for each in windows)
    whole = [each for each in windows if each.quality.n]
    last = whole[-1].quality
    said: list[Words] = [
        msg("last window: first-pass yield {first}, sigma {sigma} (n {n})",
            first=percent(last.first_pass_yield), sigma=level(last.sigma), n=last.n)
    ]  # fmt: skip
    if few:
        said.append(msg("{n} of {of} windows rest on fewer than 10 cards", n=few, of=len(windows)))
    return tuple(said)
