"""Every chart of a milestone, in the order in which the screen goes through them."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from kanban.metrics.figure import TERMS
from kanban.render.flow_pictures.picture import Picture
from kanban.render.milestone_pictures.burn import burndown_picture, burnup_picture
from kanban.render.milestone_pictures.chances import chances_picture
from kanban.render.milestone_pictures.subject import Subject
from kanban.render.milestone_pictures.weeks import fever_picture, trend_picture
from kanban.text.messages import Message


class Kind(NamedTuple):
    """A kind of picture: the term it shows, and what makes it: again and again with more in it, the last one whole."""

    term: str
    make: Callable[[Subject], Iterator[Picture]]

    @property
    def title(self) -> Message:
        """What it is called."""
        return TERMS[self.term].label

    @property
    def rule(self) -> Message:
        """How it is counted."""
        return TERMS[self.term].rule


PICTURES: Mapping[str, Kind] = {
    "forecast": Kind("chance_by_day", chances_picture),
    "burnup": Kind("burnup", burnup_picture),
    "burndown": Kind("burndown", burndown_picture),
    "trend": Kind("milestone_trend", trend_picture),
    "fever": Kind("fever_chart", fever_picture),
}
"""By the name that `kanban milestone chart` takes."""
