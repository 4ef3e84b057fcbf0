"""One card: all fields, its times and its history; its form, and its text in an editor."""

from kanban.screens.actions import Action, FooterKey, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

MOVE_LEFT = Action(
    "board.move_left",
    ("H", "shift+left"),
    msg_in("action", "move left"),
    msg("move the card one column to the left"),
    True,
)
MOVE_RIGHT = Action(
    "board.move_right",
    ("L", "shift+right"),
    msg_in("action", "move right"),
    msg("move the card one column to the right"),
    True,
)
EDIT = Action(
    "board.edit", ("e",), msg_in("action", "edit"), msg("edit title, work package, due, estimate, tags, members"), True
)
EDIT_TEXT = Action(
    "board.edit_text", ("E",), msg_in("action", "edit text"), msg("edit the description in $VISUAL or $EDITOR"), True
)
COMMENT = Action("board.comment", ("i",), msg_in("action", "comment"), msg("say something about the card"), True)
BLOCK = Action("board.block", ("b",), msg_in("action", "block"), msg("block with a reason, or unblock"), True)
"""The same on the board and on an open card."""
UNDO = Action(
    "board.undo", ("u",), msg_in("action", "undo"), msg("undo the last change, also one before a restart"), True
)
REDO = Action("board.redo", ("ctrl+r",), msg_in("action", "redo"), msg("redo what was undone"), True)
"""The same on the board and beside its proposed order."""

ACTIONS = (
    Action("card.back", ("escape", "enter"), msg_in("action", "back"), msg("back to the board")),
    MOVE_LEFT,
    MOVE_RIGHT,
    EDIT,
    EDIT_TEXT,
    BLOCK,
    COMMENT,
    Action(
        "card.log",
        ("w",),
        msg_in("action", "log time"),
        msg("log time worked on the card, such as 1h30m; -30m takes back"),
        True,
    ),
    Action("list.down", ("j", "down"), msg_in("action", "down"), msg("scroll down")),
    Action("list.up", ("k", "up"), msg_in("action", "up"), msg("scroll up")),
    Action("list.first", ("g", "home"), msg_in("action", "first"), msg("to the beginning")),
    Action("list.last", ("G", "end"), msg_in("action", "last"), msg("to the end: how its history began")),
    Action("list.page_down", ("pagedown", "ctrl+d", "space"), msg_in("action", "page down"), msg("a page down")),
    Action("list.page_up", ("pageup", "ctrl+u"), msg_in("action", "page up"), msg("a page up")),
)

declare(
    Declaration(
        name="card",
        title=msg_in("screen", "card"),
        actions=ACTIONS,
        footer=footer_keys(
            "card.back",
            "board.edit",
            "board.edit_text",
            "board.block",
            "board.comment",
            FooterKey(("board.move_left", "board.move_right"), msg_in("action", "move")),
            "app.help",
            "card.log",
        ),
    )
)
