"""The S-curves: EV as a curve, PV dashed, AC hollow, and where on the planned one that stands which is earned."""

from collections.abc import Sequence
from datetime import datetime

from kanban.metrics.value.earned_value import EarnedValue, Value
from kanban.metrics.value.plan_earned_value import PlanValue, WeekValue
from kanban.model.money import digits
from kanban.render.axes import scale_of
from kanban.render.chart_data import Chart, Limit, Stop, Upright
from kanban.render.evm import index_text, time_lines
from kanban.render.flow_pictures.picture import Picture, Point
from kanban.text.dates import day
from kanban.text.messages import Words, joined, msg

_ROWS, _DATES_BENEATH = 15, 5
_THOUSANDS_FROM = 10_000


def s_curves(found: PlanValue, weeks: Sequence[WeekValue]) -> Picture:
    """The S-curves of a plan or of some of its work packages, a stop for each Monday and for the moment itself."""
    if not any(week.pv.amount is not None or week.ev.amount is not None for week in weeks):
        return Picture(points=(), why_empty=found.total.pv.reason or found.total.bac.reason)
    currency, zone, now = found.plan.costs.currency, found.plan.timezone, found.as_of
    unit = 10 ** digits(currency)

    def place(value: Value) -> float | None:
        return None if value.amount is None else float(value.amount / unit)

    begin, end = weeks[0].at, weeks[-1].at
    span = max((end - begin).total_seconds(), 1.0)
    known = [value for week in weeks for value in map(place, (week.pv, week.ev, week.ac)) if value is not None]
    ticks = scale_of(max(*known, 1.0), "cards", _ROWS).ticks
    curve = [place(week.ev) for week in weeks]
    chart = Chart(
        form="curve",
        unit="cards",
        stops=tuple(
            Stop((week.at - begin).total_seconds() / span, () if ev is None else (max(0.0, ev),))
            for week, ev in zip(weeks, curve, strict=True)
        ),
        limits=(
            Limit("EV", tuple(curve), "points"),
            Limit("PV", tuple(place(week.pv) for week in weeks)),
            Limit("AC", tuple(place(week.ac) for week in weeks), "points"),
        ),
        uprights=(
            *_upright(msg("as of {date}", date=day(now, zone, now)), now, weeks),
            *_upright("ES", found.time.earned_at if found.time is not None else None, weeks, zone, now),
        ),
        scale=tuple((tick, _short(tick, ticks[-1])) for tick in ticks),
        x_labels=_beneath(weeks, begin, span, zone, now),
    )
    total = found.total
    amounts = [_amount(name, value, unit) for name, value in _named(total.pv, total.ev, total.ac)]
    head = joined([*amounts, _amount("BAC", total.bac, unit), currency], " · ")
    says: list[Words] = [head, *(time_lines(found.time, zone) if found.time is not None else ())]
    points = tuple(Point(_said(week, found, unit)) for week in weeks)
    start = next((number for number, week in enumerate(weeks) if week.at == now), -1)
    return Picture(chart=chart, points=points, says=tuple(says), start=start)


def _named(pv: Value, ev: Value, ac: Value) -> tuple[tuple[str, Value], ...]:
    return ("PV", pv), ("EV", ev), ("AC", ac)


def _amount(name: str, value: Value, unit: int) -> Words:
    if value.amount is None:
        return msg("no {figure}: {reason}", figure=name, reason=value.reason or "?")
    return f"{name} {round(value.amount / unit):,}"


def _said(week: WeekValue, found: PlanValue, unit: int) -> Words:
    indices = EarnedValue(bac=found.total.bac, pv=week.pv, ev=week.ev, ac=week.ac)
    parts: list[Words] = [day(week.at, found.plan.timezone, found.as_of)]
    parts += [
        _amount(name, value, unit) for name, value in _named(week.pv, week.ev, week.ac) if value.amount is not None
    ]
    if indices.cpi.amount is not None:
        parts.append(f"CPI {index_text(indices.cpi)}")
    if indices.spi.amount is not None and week.at <= found.as_of:
        parts.append(f"SPI {index_text(indices.spi)}")
    return joined(parts, " · ")


def _upright(
    name: Words, at: datetime | None, weeks: Sequence[WeekValue], zone: str = "", now: datetime | None = None
) -> tuple[Upright, ...]:
    """A line at the stop nearest to a moment; with a zone its words have the date."""
    if at is None:
        return ()
    number = min(range(len(weeks)), key=lambda number: abs(weeks[number].at - at))
    return (Upright(number, f"{name} {day(at, zone, now or at)}" if zone else str(name)),)


def _short(value: float, top: float) -> str:
    return f"{value / 1000:,.0f}k" if top >= _THOUSANDS_FROM else f"{value:,.0f}"


def _beneath(
    weeks: Sequence[WeekValue], begin: datetime, span: float, zone: str, now: datetime
) -> tuple[tuple[float, str], ...]:
    last = len(weeks) - 1
    places = sorted({round(last * number / _DATES_BENEATH) for number in range(_DATES_BENEATH + 1)})
    return tuple(
        ((weeks[place].at - begin).total_seconds() / span, day(weeks[place].at, zone, now)) for place in places
    )
