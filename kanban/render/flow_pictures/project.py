"""Pictures of all boards of a project together."""

from collections.abc import Iterable

from kanban.metrics import reasons
from kanban.metrics.flow.cumulative_flow import CumulativeFlow
from kanban.metrics.flow.project import KINDS, project_flow
from kanban.model.events import KIND_WORDS
from kanban.render.chart_data import Band, Chart, Stop
from kanban.render.flow_pictures.picture import Asked, Picture, Point, dates_at
from kanban.text.messages import joined

_ROLES, _FILLS = {"queue": "meta", "active": "bar", "done": "good"}, {"queue": 3, "active": 1, "done": 0}


def project_flow_picture(asked: Asked, flows: Iterable[CumulativeFlow]) -> Picture:
    """The cards in columns of each kind at the end of each day, the done ones at the bottom.

    `asked`: any of the boards, for how days are written.
    """
    days = project_flow(flows)
    if not days:
        return Picture(points=(), why_empty=reasons.NO_CARDS_IN_WINDOW)
    last = max(1, len(days) - 1)
    chart = Chart(
        form="areas",
        unit="cards",
        stops=tuple(Stop(place / last, tuple(map(float, day.counts[::-1]))) for place, day in enumerate(days)),
        bands=tuple(Band(str(KIND_WORDS[kind]), _ROLES[kind], _FILLS[kind]) for kind in reversed(KINDS)),
        x_labels=dates_at([day.from_at for day in days], asked.day),
    )
    points = []
    for day in days:
        counts = [f"{KIND_WORDS[kind]} {n}" for kind, n in zip(KINDS, day.counts, strict=True)]
        points.append(Point(joined([asked.day(day.from_at), *counts], " · ")))
    return Picture(chart=chart, points=tuple(points))
