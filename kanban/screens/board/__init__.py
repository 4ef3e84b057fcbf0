"""The driver's board: columns and cards, and what can be done to them."""

from kanban.screens.actions import Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.card import BLOCK, COMMENT, EDIT, EDIT_TEXT, MOVE_LEFT, MOVE_RIGHT, REDO, UNDO
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action("board.left", ("h", "left"), msg_in("action", "left"), msg("cursor to the column on the left")),
    Action("board.down", ("j", "down"), msg_in("action", "down"), msg("cursor to the card below")),
    Action("board.up", ("k", "up"), msg_in("action", "up"), msg("cursor to the card above")),
    Action("board.right", ("l", "right"), msg_in("action", "right"), msg("cursor to the column on the right")),
    Action("board.first", ("g", "home"), msg_in("action", "first"), msg("cursor to the first card of the column")),
    Action("board.last", ("G", "end"), msg_in("action", "last"), msg("cursor to the last card of the column")),
    Action("board.page_down", ("pagedown", "ctrl+d"), msg_in("action", "page down"), msg("cursor a page down")),
    Action("board.page_up", ("pageup", "ctrl+u"), msg_in("action", "page up"), msg("cursor a page up")),
    MOVE_LEFT,
    MOVE_RIGHT,
    Action(
        "board.move_to", ("m",), msg_in("action", "move to"), msg("move the card to any column, by its letter"), True
    ),
    Action(
        "board.lower",
        ("J", "shift+down"),
        msg_in("action", "lower"),
        msg("put the card one place lower in its column"),
        True,
    ),
    Action(
        "board.raise",
        ("K", "shift+up"),
        msg_in("action", "raise"),
        msg("put the card one place higher in its column"),
        True,
    ),
    Action(
        "board.mark", ("space",), msg_in("action", "mark"), msg("mark the card; the next action takes all marked ones")
    ),
    Action(
        "board.mark_range", ("v",), msg_in("action", "mark range"), msg("mark from the last marked card to this one")
    ),
    Action(
        "board.add",
        ("a",),
        msg_in("action", "add"),
        msg("add cards until esc: due:fri #tag @li m5"),
        True,
    ),
    EDIT,
    EDIT_TEXT,
    Action("board.open", ("enter",), msg_in("action", "open"), msg("open the card: fields, history, times")),
    BLOCK,
    COMMENT,
    Action("board.archive", ("x",), msg_in("action", "archive"), msg("archive the card, after y"), True),
    UNDO,
    REDO,
    Action(
        "board.filter",
        ("slash",),
        msg_in("action", "filter"),
        msg("show only cards that fit: words #tag @member m5 is:late due:<3d -not; esc clears it"),
    ),
    Action(
        "board.next", ("n",), msg_in("action", "next match"), msg("cursor to the next card shown, column by column")
    ),
    Action("board.previous", ("N",), msg_in("action", "previous match"), msg("cursor to the previous card shown")),
    Action(
        "board.next_need",
        ("tab",),
        msg_in("action", "next need"),
        msg("cursor to the next card late, due within two days, blocked or ageing; worst first"),
    ),
    Action(
        "board.previous_need",
        ("shift+tab",),
        msg_in("action", "previous need"),
        msg("cursor to the previous card that needs a hand"),
    ),
    Action("board.density", ("D",), msg_in("action", "density"), msg("cards in three lines, in two, in one")),
    Action("board.jump", ("f",), msg_in("action", "jump"), msg("letters on the cards in view: type one to go there")),
    Action("board.copy_id", ("y",), msg_in("action", "copy id"), msg("copy the id: inside tmux, into its buffer")),
    Action(
        "board.copy_text",
        ("Y",),
        msg_in("action", "copy text"),
        msg("copy the title: inside tmux, into its buffer"),
    ),
    Action(
        "board.columns",
        ("C",),
        msg_in("action", "columns"),
        msg("columns: add, rename, kind, WIP limit, order, delete"),
    ),
    Action("board.archived", ("X",), msg_in("action", "archived"), msg("archived cards; they come back from there")),
    Action(
        "board.queue_order",
        ("O",),
        msg_in("action", "queue order"),
        msg("the order of the queue that serves the milestones best, beside your own"),
    ),
    Action("board.escape", ("escape",), msg_in("action", "back"), msg("clear marks, then the filter; never quits")),
)


def _make(app: Application) -> Screen:
    from kanban.screens.board.screen import BoardScreen

    session = app.open_board()
    screen = BoardScreen(session)
    session.start()
    return screen


declare(
    Declaration(
        name="board",
        title=msg_in("screen", "board"),
        actions=ACTIONS,
        footer=footer_keys(
            FooterKey(("board.move_left", "board.move_right"), msg_in("action", "move")),
            "board.add",
            "board.edit",
            "board.undo",
            "board.filter",
            FooterKey(("board.next_need",), msg_in("action", "next")),
            "app.help",
            "app.metrics",
            "app.rollup",
            "board.block",
            "board.mark",
            "board.move_to",
            "board.open",
            "app.palette",
            "app.quit",
        ),
        switch=Action("app.board", ("1",), msg_in("action", "board"), msg("the driver's board"), mode="board"),
        make=_make,
        without_board=msg("no board of yours in this workspace; kanban --board NAME opens another one"),
    )
)
