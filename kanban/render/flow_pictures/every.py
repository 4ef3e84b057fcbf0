"""Every picture, in the order in which the screen goes through them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kanban.metrics.figure import TERMS
from kanban.render.flow_pictures.cards import ageing_picture, scatter_picture, xmr_picture
from kanban.render.flow_pictures.days import cumulative_flow_picture
from kanban.render.flow_pictures.lists import costly_picture, rework_picture
from kanban.render.flow_pictures.picture import Asked, Picture
from kanban.render.flow_pictures.weeks import p_picture, throughput_picture
from kanban.text.messages import Message


class Kind(NamedTuple):
    """A kind of picture: the term it shows, and what makes it."""

    term: str
    make: Callable[[Asked], Picture]

    @property
    def title(self) -> Message:
        """What it is called."""
        return TERMS[self.term].label

    @property
    def rule(self) -> Message:
        """How it is counted."""
        return TERMS[self.term].rule


PICTURES: Mapping[str, Kind] = {
    "scatter": Kind("cycle_time_scatter", scatter_picture),
    "ageing": Kind("ageing_wip", ageing_picture),
    "throughput": Kind("throughput", throughput_picture),
    "cfd": Kind("cumulative_flow", cumulative_flow_picture),
    "xmr": Kind("xmr_chart", xmr_picture),
    "p": Kind("p_chart", p_picture),
    "rework": Kind("rework_by_reason", rework_picture),
    "costly": Kind("costly_cards", costly_picture),
}
"""By the name that `kanban metrics --chart` takes."""
