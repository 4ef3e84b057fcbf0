"""Actions of the screens: id, keys, words. Footer, help, palette and key map are made from these rows."""

from collections.abc import Iterable

import msgspec

from kanban.text.messages import Message, msg, msg_in


class Action(msgspec.Struct, frozen=True):
    """One thing a user can do. `keys` are Textual's key names; the first is the one shown, and there may be none."""

    id: str
    keys: tuple[str, ...]
    label: Message
    help: Message
    writes: bool = False
    """Changes something: refused, with the reason, on a read-only screen."""
    mode: str = ""
    """The screen it switches to; empty for all other actions."""
    view: str = ""
    """The saved view that it shows; empty for all other actions."""

    @property
    def shown_key(self) -> str:
        """Its first key as it stands on a keyboard; empty where it has none."""
        return shown(self.keys[0]) if self.keys else ""

    @property
    def method(self) -> str:
        """Name of the method that does it: `do_move_left` for `board.move_left`."""
        return "do_" + self.id.partition(".")[2]


class FooterKey(msgspec.Struct, frozen=True):
    """A place in a footer: actions that share a word, by default the label of the first."""

    actions: tuple[str, ...]
    label: Message | None = None


def footer_keys(*actions: str | FooterKey) -> tuple[FooterKey, ...]:
    """A footer, most needed first: what does not fit is left out."""
    return tuple(FooterKey((action,)) if isinstance(action, str) else action for action in actions)


LIST = (
    Action("list.open", ("enter", "l", "right"), msg_in("action", "open"), msg("open what the cursor is on")),
    Action("list.back", ("escape", "h", "left"), msg_in("action", "back"), msg("back to where you came from")),
    Action("list.down", ("j", "down"), msg_in("action", "down"), msg("cursor down")),
    Action("list.up", ("k", "up"), msg_in("action", "up"), msg("cursor up")),
    Action("list.first", ("g", "home"), msg_in("action", "first"), msg("cursor to the first entry")),
    Action("list.last", ("G", "end"), msg_in("action", "last"), msg("cursor to the last entry")),
    Action("list.page_down", ("pagedown", "ctrl+d"), msg_in("action", "page down"), msg("a page down")),
    Action("list.page_up", ("pageup", "ctrl+u"), msg_in("action", "page up"), msg("a page up")),
)
"""What every list can do."""

_KEYBOARD = {
    "colon": ":", "question_mark": "?", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]",
    "escape": "esc", "exclamation_mark": "!", "pagedown": "pgdn", "pageup": "pgup", "at": "@",
    "equals_sign": "=", "plus": "+", "minus": "-", "less_than_sign": "<", "greater_than_sign": ">",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as it stands on a keyboard."""
    return _KEYBOARD.get(key, key)


def key_map(actions: Iterable[Action]) -> dict[str, Action]:
    """Action by key. Raises ValueError if two actions claim a key."""
    out: dict[str, Action] = {}
    for action in actions:
        for key in action.keys:
            if key in out:
                raise ValueError(f"key {key!r} is claimed by {out[key].id} and {action.id}")
            out[key] = action
    return out
