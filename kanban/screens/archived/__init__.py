"""The archived cards of a board, which come back from here."""

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

declare(
    Declaration(
        name="archived",
        title=msg_in("screen", "archived cards"),
        actions=(
            *LIST,
            Action(
                "archived.unarchive",
                ("x",),
                msg_in("action", "take back"),
                msg("bring the card back to the board, to the column it left"),
                True,
            ),
            Action(
                "archived.filter",
                ("slash",),
                msg_in("action", "filter"),
                msg("show only cards with this text; esc clears it"),
            ),
        ),
        footer=footer_keys("list.open", "list.back", "archived.unarchive", "archived.filter", "app.help"),
    )
)
