"""What the keys of the board work on, whichever of them it is: the cursor, the session, the bottom line."""

from collections.abc import Mapping
from typing import Any, Protocol

from kanban.metrics.rollup.attention import Attention
from kanban.screens.application import Application
from kanban.screens.board.selection import Selection
from kanban.screens.card.desk import CardDesk
from kanban.screens.question import Asking
from kanban.text.messages import Refused, msg
from kanban.widgets.board_canvas import BoardCanvas

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""In the order in which they are given out: those under the fingers first."""


class BoardDesk(Asking, CardDesk, Protocol):
    """The board screen, as its keys know it."""

    selection: Selection
    canvas: BoardCanvas
    over_wip_columns: set[str]
    """Columns whose WIP limit may be exceeded: it was asked once."""

    @property
    def attention(self) -> Attention:
        """Which cards of what is shown need a hand."""

    @property
    def kanban(self) -> Application:
        """The application."""

    @property
    def app(self) -> Any:
        """Textual's application."""

    def redraw(self) -> None:
        """Show what is now: only what differs is painted."""

    def take_view(self, follow: str | None = None) -> None:
        """Show the session's view, with the cursor on card `follow`."""

    def show_letters(self, letters: Mapping[str, str]) -> None:
        """Letters over columns and cards, by id with `column:` or `card:` before it, until a key is pressed."""


def chosen_cards(desk: BoardDesk) -> tuple[str, ...]:
    """The marked cards, else the one under the cursor. Raises Refused without any."""
    chosen = desk.selection.chosen
    if not chosen:
        raise Refused(msg("no card here; a adds one"))
    return chosen
