"""What if (收益模拟): changes to try, and what they would do to each milestone's dates and cost. Nothing is saved."""

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action("list.open", ("enter", "e"), msg_in("action", "set"), msg("set the change that the cursor is on")),
    Action("list.back", ("escape",), msg_in("action", "back"), msg("back to the roll-up; what was tried stays here")),
    *LIST[2:],
    Action("whatif.try_driver", ("d",), msg_in("action", "driver"), msg("one more driver, or one less")),
    Action("whatif.try_pace", ("p",), msg_in("action", "pace"), msg("a board that finishes more, or less")),
    Action(
        "whatif.try_wip", ("w",), msg_in("action", "WIP limit"), msg("more cards in work at once on a board, or fewer")
    ),
    Action("whatif.try_scope", ("s",), msg_in("action", "scope"), msg("new cards under a milestone")),
    Action("whatif.try_rework", ("r",), msg_in("action", "rework"), msg("only a share of the rework time left")),
    Action("whatif.try_first", ("o",), msg_in("action", "order"), msg("a card at the head of its queue")),
    Action("whatif.try_give", ("m",), msg_in("action", "give"), msg("a card to another board")),
    Action("whatif.try_drop", ("x",), msg_in("action", "drop"), msg("without a card")),
    Action("whatif.clear", ("c",), msg_in("action", "take out"), msg("take out the change that the cursor is on")),
    Action("whatif.clear_all", ("C",), msg_in("action", "take out all"), msg("take out all changes: today again")),
)

declare(
    Declaration(
        name="whatif",
        title=msg_in("screen", "what if"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.open",
            "list.back",
            "whatif.clear",
            FooterKey(
                (
                    "whatif.try_driver",
                    "whatif.try_pace",
                    "whatif.try_wip",
                    "whatif.try_scope",
                    "whatif.try_rework",
                    "whatif.try_first",
                    "whatif.try_give",
                    "whatif.try_drop",
                ),
                msg_in("action", "change"),
            ),
            "app.help",
            "whatif.clear_all",
        ),
    )
)
