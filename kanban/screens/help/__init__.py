"""Help: what the keys of a screen do, and the rule of every figure."""

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

declare(
    Declaration(
        name="help",
        title=msg_in("screen", "help"),
        actions=(
            *LIST,
            Action(
                "help.filter",
                ("slash",),
                msg_in("action", "find"),
                msg("show only lines with this text; esc clears it"),
            ),
        ),
        footer=footer_keys("list.back", "help.filter", "app.board", "app.rollup", "app.quit"),
    )
)
