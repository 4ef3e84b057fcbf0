"""Every action of the screens: its id, keys and words. Footer, help and palette are made from this one table."""

import msgspec


class Action(msgspec.Struct, frozen=True):
    """One thing a user can do. `keys` are Textual's key names; the first is the one shown."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    writes: bool = False
    """Changes something: refused, with the reason, on a read-only screen."""


_GENERAL = (
    Action("app.palette", ("colon", "ctrl+p"), "palette", "find any action or card by typing"),
    Action("app.help", ("question_mark",), "help", "what the keys do, and the rule of every figure"),
    Action("app.board", ("1",), "board", "the driver's board"),
    Action("app.metrics", ("2",), "metrics", "figures of this board, with their rules"),
    Action("app.rollup", ("3",), "roll-up", "milestones: what is late, why, who can help"),
    Action("app.zone", ("z",), "zone", "times in the plan's zone or in this machine's"),
    Action("app.suspend", ("ctrl+z",), "suspend", "back to the shell; `fg` returns"),
    Action("app.quit", ("q", "ctrl+q"), "quit", "leave; nothing is left unsaved without a word"),
)

BOARD = (
    Action("board.left", ("h", "left"), "left", "cursor to the column on the left"),
    Action("board.down", ("j", "down"), "down", "cursor to the card below"),
    Action("board.up", ("k", "up"), "up", "cursor to the card above"),
    Action("board.right", ("l", "right"), "right", "cursor to the column on the right"),
    Action("board.first", ("g", "home"), "first", "cursor to the first card of the column"),
    Action("board.last", ("G", "end"), "last", "cursor to the last card of the column"),
    Action("board.page_down", ("pagedown", "ctrl+d"), "page down", "cursor a page down"),
    Action("board.page_up", ("pageup", "ctrl+u"), "page up", "cursor a page up"),
    Action("board.move_left", ("H", "shift+left"), "move left", "move the card one column to the left", True),
    Action("board.move_right", ("L", "shift+right"), "move right", "move the card one column to the right", True),
    Action("board.move_to", ("m",), "move to", "move the card to any column, by its letter", True),
    Action("board.lower", ("J", "shift+down"), "lower", "put the card one place lower in its column", True),
    Action("board.raise", ("K", "shift+up"), "raise", "put the card one place higher in its column", True),
    Action("board.mark", ("space",), "mark", "mark the card; the next action takes all marked ones"),
    Action("board.mark_range", ("v",), "mark range", "mark from the last marked card to this one"),
    Action("board.add", ("a",), "add", "add a card to this column", True),
    Action("board.edit", ("e",), "edit", "edit title, work package, due, estimate, tags", True),
    Action("board.edit_text", ("E",), "edit text", "edit the description in $VISUAL or $EDITOR", True),
    Action("board.open", ("enter",), "open", "open the card: fields, history, times"),
    Action("board.block", ("b",), "block", "block with a reason, or unblock", True),
    Action("board.archive", ("x",), "archive", "archive the card, after y", True),
    Action("board.undo", ("u",), "undo", "undo the last change, also one before a restart", True),
    Action("board.redo", ("ctrl+r",), "redo", "redo what was undone", True),
    Action("board.filter", ("slash",), "filter", "show only cards with this text; esc clears it"),
    Action("board.next", ("n",), "next match", "cursor to the next card shown, column by column"),
    Action("board.previous", ("N",), "previous match", "cursor to the previous card shown"),
    Action("board.jump", ("f",), "jump", "letters on the cards in view: type one to go there"),
    Action("board.copy_id", ("y",), "copy id", "copy the card's id through the terminal"),
    Action("board.copy_text", ("Y",), "copy text", "copy the card's title through the terminal"),
    Action("board.escape", ("escape",), "back", "clear marks, then the filter; never quits"),
)  # fmt: skip

CARD = (
    Action("card.back", ("escape", "enter"), "back", "back to the board"),
    Action("board.move_left", ("H", "shift+left"), "move left", "move the card one column to the left", True),
    Action("board.move_right", ("L", "shift+right"), "move right", "move the card one column to the right", True),
    Action("board.edit", ("e",), "edit", "edit title, work package, due, estimate, tags", True),
    Action("board.edit_text", ("E",), "edit text", "edit the description in $VISUAL or $EDITOR", True),
    Action("board.block", ("b",), "block", "block with a reason, or unblock", True),
    Action("list.down", ("j", "down"), "down", "scroll down"),
    Action("list.up", ("k", "up"), "up", "scroll up"),
    Action("list.first", ("g", "home"), "first", "to the beginning"),
    Action("list.last", ("G", "end"), "last", "to the end: how its history began"),
    Action("list.page_down", ("pagedown", "ctrl+d", "space"), "page down", "a page down"),
    Action("list.page_up", ("pageup", "ctrl+u"), "page up", "a page up"),
)

LIST = (
    Action("list.open", ("enter", "l", "right"), "open", "open what the cursor is on"),
    Action("list.back", ("escape", "h", "left"), "back", "back to where you came from"),
    Action("list.down", ("j", "down"), "down", "cursor down"),
    Action("list.up", ("k", "up"), "up", "cursor up"),
    Action("list.first", ("g", "home"), "first", "cursor to the first entry"),
    Action("list.last", ("G", "end"), "last", "cursor to the last entry"),
    Action("list.page_down", ("pagedown", "ctrl+d"), "page down", "a page down"),
    Action("list.page_up", ("pageup", "ctrl+u"), "page up", "a page up"),
)

ROLLUP = (
    *LIST,
    Action("rollup.sort", ("s",), "sort", "by urgency, by date, by WBS name"),
    Action("rollup.filter", ("slash", "f"), "filter", "show only milestones with this text; esc clears it"),
    Action("rollup.earlier", ("left_square_bracket",), "week back", "the roll-up as of a week earlier"),
    Action("rollup.later", ("right_square_bracket",), "week on", "the roll-up as of a week later, up to now"),
    Action("rollup.add", ("a",), "add", "add a milestone", True),
    Action("rollup.node", ("w",), "add WBS node", "add or rename a WBS node of level 1 to 3", True),
    Action("rollup.edit", ("e",), "edit", "edit name, phase and gates of the milestone", True),
    Action("rollup.baseline", ("B",), "baseline", "set the baseline date: a new version, the old one is kept", True),
    Action("rollup.achieve", ("A",), "sign off", "sign the milestone off as achieved, or withdraw that", True),
)

FOOTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "board": (
        ("board.move_left board.move_right", "move"), ("board.add", "add"), ("board.edit", "edit"),
        ("board.undo", "undo"), ("board.filter", "filter"), ("app.help", "help"), ("app.metrics", "metrics"),
        ("app.rollup", "roll-up"), ("board.block", "block"), ("board.mark", "mark"), ("board.move_to", "move to"),
        ("board.open", "open"), ("app.palette", "palette"), ("app.quit", "quit"),
    ),
    "card": (
        ("card.back", "back"), ("board.edit", "edit"), ("board.edit_text", "edit text"), ("board.block", "block"),
        ("board.move_left board.move_right", "move"), ("app.help", "help"),
    ),
    "rollup": (
        ("list.open", "open"), ("list.back", "back"), ("rollup.earlier rollup.later", "as of"), ("rollup.sort", "sort"),
        ("rollup.filter", "filter"), ("app.help", "help"), ("app.board", "board"), ("app.quit", "quit"),
        ("rollup.add", "add"), ("rollup.baseline", "baseline"), ("rollup.achieve", "sign off"),
    ),
    "metrics": (("list.back", "back"), ("app.board", "board"), ("app.rollup", "roll-up"), ("app.help", "help"),
                ("app.quit", "quit")),
}  # fmt: skip
"""Footer of each screen: ids of actions that share a word, and the word; what does not fit is left out."""

SCREENS: dict[str, tuple[Action, ...]] = {
    "board": (*BOARD, *_GENERAL),
    "card": (*CARD, *_GENERAL),
    "rollup": (*ROLLUP, *_GENERAL),
    "metrics": (*LIST, *_GENERAL),
}

_SHOWN = {
    "colon": ":", "question_mark": "?", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]",
    "escape": "esc", "exclamation_mark": "!", "pagedown": "pgdn", "pageup": "pgup",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as it stands on a keyboard."""
    return _SHOWN.get(key, key)


def key_map(screen: str) -> dict[str, Action]:
    """Action by key, for a screen. Raises ValueError if two actions claim a key."""
    out: dict[str, Action] = {}
    for action in SCREENS[screen]:
        for key in action.keys:
            if key in out:
                raise ValueError(f"key {key!r} is claimed by {out[key].id} and {action.id}")
            out[key] = action
    return out
