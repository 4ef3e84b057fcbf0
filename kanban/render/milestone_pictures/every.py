"""Every chart of a milestone, in the order in which the screen goes through them."""

from collections.abc import Callable, Iterator, Mapping

from kanban.render.flow_pictures.picture import Kind, Picture
from kanban.render.milestone_pictures.burn import burndown_picture, burnup_picture
from kanban.render.milestone_pictures.chances import chances_picture
from kanban.render.milestone_pictures.subject import Subject
from kanban.render.milestone_pictures.value import value_picture
from kanban.render.milestone_pictures.weeks import fever_picture, trend_picture

PICTURES: Mapping[str, Kind[Callable[[Subject], Iterator[Picture]]]] = {
    "forecast": Kind("chance_by_day", chances_picture),
    "burnup": Kind("burnup", burnup_picture),
    "burndown": Kind("burndown", burndown_picture),
    "trend": Kind("milestone_trend", trend_picture),
    "fever": Kind("fever_chart", fever_picture),
    "value": Kind("s_curves", value_picture),
}
"""By the name that `kanban milestone chart` takes. Each is made again and again with more in it, the last one whole."""
