"""Every picture, in the order in which the screen goes through them."""

from collections.abc import Callable, Mapping

from kanban.render.flow_pictures.cards import ageing_picture, scatter_picture, xmr_picture
from kanban.render.flow_pictures.days import cumulative_flow_picture
from kanban.render.flow_pictures.lists import costly_picture, rework_picture
from kanban.render.flow_pictures.picture import Asked, Kind, Picture
from kanban.render.flow_pictures.weeks import p_picture, throughput_picture
from kanban.render.flow_pictures.windows import sigma_picture, yield_picture

PICTURES: Mapping[str, Kind[Callable[[Asked], Picture]]] = {
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
QUALITY_PICTURES: Mapping[str, Kind[Callable[[Asked], Picture]]] = {
    "xmr": PICTURES["xmr"],
    "p": PICTURES["p"],
    "yield": Kind("yield_by_window", yield_picture),
    "sigma": Kind("sigma_by_window", sigma_picture),
}
"""By the name that `kanban quality --chart` takes."""
