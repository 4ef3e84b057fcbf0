"""The picture whose points are days: cumulative flow."""

from collections.abc import Sequence

from kanban.metrics import reasons
from kanban.metrics.flow.cumulative_flow import CumulativeFlow, FlowDay, cumulative_flow
from kanban.metrics.flow.efficiency import littles_law
from kanban.model.board import Column
from kanban.render.chart_data import Band, Chart, Stop
from kanban.render.figures import difference
from kanban.render.flow_pictures.picture import Asked, Picture, Point, PointsOf, dates_at, some
from kanban.text.clean import clean_line
from kanban.text.dates import span
from kanban.text.messages import Message, Words, joined, msg

_ROLES = {"queue": "meta", "active": "bar", "done": "good"}
_FILLS = {"done": (0, 0), "active": (1, 2), "queue": (3, 4)}


def cumulative_flow_picture(asked: Asked) -> Picture:
    """The cards of each column at the end of each day, the done ones at the bottom."""
    flow = cumulative_flow(asked.board, asked.cards, asked.window, asked.moment)
    if not flow.days:
        return Picture(points=(), why_empty=reasons.NO_CARDS_IN_WINDOW)
    bands = [number for number, column in enumerate(flow.columns) if any(day.counts[number] for day in flow.days)]
    bands = bands[::-1] or [len(flow.columns) - 1]
    last = max(1, len(flow.days) - 1)
    chart = Chart(
        form="areas",
        unit="cards",
        stops=tuple(
            Stop(n / last, tuple(float(day.counts[band]) for band in bands), "rework" if day.corrections else "")
            for n, day in enumerate(flow.days)
        ),
        bands=_bands([flow.columns[band] for band in bands]),
        x_labels=dates_at([day.from_at for day in flow.days], asked.day),
    )
    points = PointsOf(flow.days, lambda _, day: _point(asked, flow, day))
    signals = tuple(_point(asked, flow, day).words for day in flow.days if day.corrections)
    return Picture(chart=chart, points=points, says=(_law(asked),), signals=signals)


def _law(asked: Asked) -> Message:
    law = littles_law(asked.cards, asked.window, asked.moment)
    if law.deviation is None or law.mean_wip is None or law.per_day is None:
        return msg("Little's law: not to be said, {reason}", reason=law.reason)
    return msg("Little's law: WIP {wip} / {rate} a week = {expected}, cycle time {counted}, {deviation}",
               wip=f"{law.mean_wip:.1f}", rate=f"{law.per_day * 7:.1f}", expected=span(law.expected_seconds),
               counted=span(law.mean_seconds), deviation=difference(law.deviation))  # fmt: skip


def _bands(columns: Sequence[Column]) -> tuple[Band, ...]:
    """Done is full, work and waiting have two signs each, by turns."""
    out: list[Band] = []
    for column in columns:
        before = sum(band.role == _ROLES[column.kind] for band in out)
        out.append(Band(clean_line(column.name), _ROLES[column.kind], _FILLS[column.kind][before % 2]))
    return tuple(out)


def _point(asked: Asked, flow: CumulativeFlow, day: FlowDay) -> Point:
    counts = [
        f"{clean_line(column.name)} {n}" for column, n in zip(flow.columns, day.counts, strict=True) if n
    ]  # fmt: skip
    parts: list[Words] = [asked.day(day.from_at), joined(counts) if counts else msg("no card")]
    back = [c.card for c in day.corrections if c.kind == "back"]
    dropped = [c.card for c in day.corrections if c.kind == "dropped"]
    reordered = [c.card for c in day.corrections if c.kind == "reordered"]
    if back:
        parts.append(msg("moved back: {cards}", cards=some(back)))
    if dropped:
        parts.append(msg("dropped: {cards}", cards=some(dropped)))
    if reordered:
        parts.append(msg("further left since the columns were reordered: {cards}", cards=some(reordered)))
    corrected = [*back, *dropped, *reordered]
    known = {card.id for card in corrected}
    forward = [card for card in day.entered if card.id not in known]
    return Point(joined(parts, " · "), (*corrected, *forward))
