"""What if as a chart: each milestone's P50 and P85 now and then, on one scale from today on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight.simulation import Simulated
from kanban.metrics.rollup.milestones import RollUp
from kanban.render.card import Span
from kanban.render.flow_pictures.picture import Bar, Picture, Point
from kanban.render.insight import days
from kanban.render.simulation import total_line
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.dates import day
from kanban.text.glyphs import Glyphs, glyphs
from kanban.text.messages import Words, joined, msg

_NAME, _WHEN, _BAR, _DATE, _DAYS = 18, 6, 26, 9, 7


def simulated_dates(rollup: RollUp, simulated: Sequence[Simulated]) -> Picture:
    """Two lines for each milestone: from P50 to P85 as it is today, and as it would be then."""
    latest = max(
        [end for each in simulated for known in (each.today, each.changed) if (end := _end(known, rollup)) is not None],
        default=0.0,
    )
    if not latest:
        return Picture(points=(), why_empty=reasons.UNDATED if simulated else msg("no milestone has a forecast"))
    points, bars = [], []
    for each in simulated:
        for point, bar in _two(each, rollup, latest):
            points.append(point)
            bars.append(bar)
    head = f" {pad(str(msg('milestone')), _NAME)} {pad('', _WHEN)} {pad(_ahead(rollup, latest), _BAR)}"
    head += "".join(pad(name, _DATE, right=True) for name in ("P50", "P85"))
    head += pad(str(msg("days")), _DAYS, right=True)
    return Picture(
        points=tuple(points),
        head=((head, "meta"),),
        bars=tuple(bars),
        bar_heads=("P50", "P85", str(msg("days"))),
        says=(total_line(rollup, simulated),),
    )


def _two(each: Simulated, rollup: RollUp, latest: float) -> Iterator[tuple[Point, Bar]]:
    name = clean_line(f"{each.state.milestone.id} {each.state.milestone.name}")
    gain = each.gain_seconds
    moved = "" if gain is None else days(-gain / DAY_SECONDS)
    role = "bar" if not gain else "on_track" if gain > 0 else "late"
    signs = glyphs()
    for when, known, own_role, change in (
        (msg("today"), each.today, "bar", ""), (msg("then"), each.changed, role, moved),
    ):  # fmt: skip
        dates = tuple(_date(moment, rollup) for moment in (known.p50_at, known.p85_at))
        shown = name if when == msg("today") else ""
        row: tuple[Span, ...] = (
            (f" {pad(cut(shown, _NAME, signs.ellipsis), _NAME)} ", "bold"),
            (f"{pad(cut(str(when), _WHEN, ''), _WHEN)} ", "meta"),
            (pad(_stretch(known, rollup, latest, signs), _BAR), own_role),
            ("".join(pad(date, _DATE, right=True) for date in dates), ""),
            (pad(change, _DAYS, right=True), own_role if change else ""),
        )
        words: Words = joined([joined((name, when)), f"P50 {dates[0]}", f"P85 {dates[1]}"], " · ")
        begin, end = ((_ahead_of(moment, rollup) or 0.0) / latest for moment in (known.p50_at, known.p85_at))
        bar = Bar(
            name=joined((name, when), " · "),
            numbers=(*dates, change),
            share=end or begin,
            begin=begin,
            role="rework" if own_role == "late" else "meta" if own_role == "bar" and change == "" else "",
        )
        yield Point(words, row=row), bar


def _stretch(known: MilestoneForecast, rollup: RollUp, latest: float, signs: Glyphs) -> str:
    """`···├──┤`: today at the left end, P50, P85."""
    begin = _ahead_of(known.p50_at, rollup)
    if begin is None:
        return str(msg("no date"))
    end = _ahead_of(known.p85_at, rollup)
    places = [round(seconds / latest * (_BAR - 1)) for seconds in (begin, begin if end is None else end)]
    line = signs.timeline["slip"] * places[0] + signs.timeline["p50"]
    if end is None:
        return line
    return (
        line + signs.timeline["between"] * (places[1] - places[0] - 1) + signs.timeline["p85"] * (places[1] > places[0])
    )


def _ahead(rollup: RollUp, latest: float) -> str:
    """What the bars' left end and right end are."""
    end = day(
        datetime.fromtimestamp(rollup.as_of.timestamp() + latest, rollup.as_of.tzinfo),
        rollup.plan.timezone,
        rollup.as_of,
    )
    begin = str(msg("today"))
    return f"{begin}{pad(end, _BAR - width(begin), right=True)}"


def _ahead_of(moment: datetime | None, rollup: RollUp) -> float | None:
    return None if moment is None else max(0.0, (moment - rollup.as_of).total_seconds())


def _end(known: MilestoneForecast, rollup: RollUp) -> float | None:
    return _ahead_of(known.p85_at or known.p50_at, rollup)


def _date(moment: datetime | None, rollup: RollUp) -> str:
    return "-" if moment is None else day(moment, rollup.plan.timezone, rollup.as_of)
