"""The views of one milestone, which tab goes through: its cards, its packages, why it slips, and its charts. Pure."""

from typing import TYPE_CHECKING

from kanban.screens.listing import text_row
from kanban.text.clean import clean_line
from kanban.text.messages import Message, msg, msg_in
from kanban.widgets.list_view import ListRow

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Picture

CHARTS: tuple[str, ...] = ("forecast", "burnup", "burndown", "trend", "fever", "value")
"""The names in `milestone_pictures.every.PICTURES`, which is not imported before a chart is wanted."""
VIEWS: tuple[str, ...] = ("cards", "packages", "causes", *CHARTS)
"""The kinds of their pages, in the order of tab."""


def view_title(view: str) -> Message:
    """What a view is called."""
    if view in CHARTS:
        from kanban.render.milestone_pictures.every import PICTURES

        return PICTURES[view].title
    if view == "cards":
        return msg("cards")
    return msg_in("action", "packages") if view == "packages" else msg_in("action", "why")


def chart_rows(picture: "Picture | None") -> list[ListRow]:
    """Where there is no chart: why there is nothing to draw, or that it is being reckoned."""
    why = msg("reckoning") if picture is None else picture.why_empty or ""
    return [text_row(), text_row((f" {clean_line(str(why))}", "meta"))]
