"""The order of a driver's queue that serves the milestones best, a proposal beside the driver's own."""

from msgspec.structs import replace

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.card import REDO, UNDO
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

_HELP = {
    "list.open": msg("open the card that the cursor is on"),
    "list.back": msg("back to the board; what is being reckoned is given up"),
}

declare(
    Declaration(
        name="queue_order",
        title=msg_in("screen", "queue order"),
        actions=(
            *(replace(action, help=_HELP.get(action.id, action.help)) for action in LIST),
            Action(
                "queue_order.take_over",
                ("T",),
                msg_in("action", "take over"),
                msg("put the column of the card into the proposed order; no card leaves its column, one undo"),
                True,
            ),
            UNDO,
            REDO,
        ),
        footer=footer_keys("list.open", "list.back", "queue_order.take_over", "board.undo", "app.help"),
    )
)
