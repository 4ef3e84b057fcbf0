"""What the metrics screen shows, counted in a thread: a board in a window, its figures, and the picture of a view."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kanban.metrics.figure import Figure
from kanban.metrics.flow.efficiency import check_figures
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.moment import effective_now
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Asked, Picture
from kanban.screens.metrics.windows import ChosenWindow
from kanban.store.protocol import Store
from kanban.text.dates import now

VIEWS: tuple[str, ...] = ("figures", *PICTURES)
"""What tab goes through."""


class Counted(NamedTuple):
    """A board counted in a window, as of a moment."""

    board: Board
    cards: Sequence[Card]
    window: Window
    moment: datetime
    figures: tuple[Figure, ...]
    """None are counted for a picture."""
    view: str
    picture: Picture | None
    """Of the view, if it is not the figures."""


def count(store: Store, slug: str, chosen: ChosenWindow, zone: str, view: str) -> Counted:
    """Read and count. Raises StoreError, and Refused or MsgspecError for a history that cannot be read."""
    board = store.board(slug)
    moment = effective_now(now(), board.head.last_at)
    window, cards = chosen.window(moment, zone), existing(board.all_cards.values(), moment)
    kind = PICTURES.get(view)
    picture = kind.make(Asked(board, cards, window, moment)) if kind is not None else None
    figures: tuple[Figure, ...] = ()
    if picture is None:
        figures = *flow_figures(totals(cards, window, moment)), *check_figures(cards, window, moment)
    return Counted(board, cards, window, moment, figures, view, picture)
