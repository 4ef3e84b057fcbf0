"""Help: what the keys of a screen do, and the rule of every figure."""

from kanban.screens.actions import LIST, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg_in

declare(
    Declaration(
        name="help",
        title=msg_in("screen", "help"),
        actions=LIST,
        footer=footer_keys("list.back", "app.board", "app.rollup", "app.quit"),
    )
)
