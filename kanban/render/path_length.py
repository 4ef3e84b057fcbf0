"""How long the critical path was week by week, as a chart."""

from collections.abc import Sequence

from kanban.metrics import reasons
from kanban.metrics.schedule.plan_schedule import PlanSchedule
from kanban.render.axes import scale_of
from kanban.render.chart_data import Chart, Stop
from kanban.render.flow_pictures.picture import Picture, Point, dates_at
from kanban.render.schedule import changes, working_days
from kanban.text.dates import day, full_day
from kanban.text.messages import Words, joined, msg

_ROWS, _DATES_BENEATH = 15, 5


def path_length(trend: Sequence[PlanSchedule]) -> Picture:
    """Working days upwards, a stop for each moment of a trend; it says how much shorter or longer the path became."""
    days = [past.days(past.length) for past in trend]
    known = [value for value in days if value is not None]
    if not known:
        return Picture(points=(), why_empty=trend[-1].reason if trend else reasons.NO_DATES)
    last = max(1, len(trend) - 1)
    ticks = scale_of(max(*known, 1.0), "cards", _ROWS).ticks
    now, zone = trend[-1].as_of, trend[-1].timezone
    chart = Chart(
        form="curve",
        unit="cards",
        stops=tuple(Stop(number / last, () if value is None else (value,)) for number, value in enumerate(days)),
        scale=tuple((tick, working_days(tick)) for tick in ticks),
        x_labels=dates_at([past.as_of for past in trend], lambda moment: day(moment, zone, now), _DATES_BENEATH),
    )
    points = tuple(Point(_said(past, trend[number - 1] if number else None)) for number, past in enumerate(trend))
    return Picture(chart=chart, points=points, says=tuple(changes(list(trend))))


def _said(found: PlanSchedule, before: PlanSchedule | None) -> Words:
    parts: list[Words] = [msg("on {date}", date=full_day(found.as_of, found.timezone))]
    length = found.days(found.length)
    if length is None:
        return joined([*parts, found.reason or "?"], " · ")
    parts.append(msg("{days} long", days=working_days(length)))
    earlier = before.days(before.length) if before is not None else None
    if earlier is not None:
        days = working_days(abs(length - earlier))
        if days == working_days(0.0):
            parts.append(msg("as long as before"))
        else:
            parts.append(msg("{days} longer", days=days) if length > earlier else msg("{days} shorter", days=days))
    if found.finish_at is not None:
        parts.append(msg("finish {date}", date=full_day(found.finish_at, found.timezone)))
    return joined(parts, " · ")
