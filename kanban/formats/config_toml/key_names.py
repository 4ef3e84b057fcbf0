"""Keys as they are written in the file, by the names that Textual has for them."""

import unicodedata

from kanban.text.messages import Words, msg

_SHORT = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "return": "enter", "del": "delete", "ins": "insert"}
_ARROWS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
_NAMED = (*_ARROWS, "tab", "enter", "escape", "space", "backspace", "delete", "insert",
          *(f"f{n}" for n in range(1, 13)))  # fmt: skip
_SHIFTED = (*_ARROWS, "tab")
_IN_SHORT = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
             "plus_sign": "plus", "low_line": "underscore"}  # fmt: skip
"""Where Textual's name of a sign is not that of Unicode."""
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace"}
"""A terminal sends the same for both."""
_HELD_BACK = ("ctrl+s", "ctrl+c", "ctrl+z", "ctrl+backslash")
"""Taken by the terminal, or by what it means everywhere."""
EXAMPLES = "x, X, /, tab, f5, ctrl+r, shift+left"


class NoKey(Exception):
    """Why something written is no key that can be used."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


def of_character(character: str) -> str:
    """Textual's name of the key that types a sign or letter of ASCII."""
    if character.isalnum():
        return character
    long_name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return _IN_SHORT.get(long_name, long_name)


_SIGNS = frozenset(of_character(chr(code)) for code in range(33, 127))


def key_named(text: str) -> str:
    """Textual's name of a key that is written in any way a keyboard, the help or Textual has it. Raises NoKey."""
    if len(text) == 1:
        if text == " ":
            return "space"
        if not "!" <= text <= "~":
            raise NoKey(msg("key {key!r} is none of a Latin keyboard; write it like {examples}", key=text,
                            examples=EXAMPLES))  # fmt: skip
        return of_character(text)
    modifier, _, last = text.strip().lower().rpartition("+")
    last = _SHORT.get(last, last)
    if not modifier:
        if last in _NAMED or last in _SIGNS:
            return last
        raise _unknown(text)
    if modifier == "ctrl":
        return _with_ctrl(text, last)
    if modifier == "shift" and last in _SHIFTED:
        return f"shift+{last}"
    if modifier == "shift" and len(last) == 1 and last.isalpha():
        raise NoKey(msg("key {key!r}: write it as {upper!r}", key=text, upper=last.upper()))
    if "alt" in modifier.split("+"):
        raise NoKey(msg("key {key!r}: alt is sent as esc and a second key; write it like {examples}", key=text,
                        examples=EXAMPLES))  # fmt: skip
    if modifier in ("ctrl+shift", "shift+ctrl") and last in _ARROWS:
        return f"ctrl+shift+{last}"
    raise _unknown(text)


def _with_ctrl(text: str, last: str) -> str:
    name = f"ctrl+{last}"
    if name in _SAME:
        raise NoKey(msg("key {key!r}: a terminal sends the same for {other}", key=text, other=_SAME[name]))
    if name in _HELD_BACK:
        raise NoKey(msg("key {key!r} does not reach a program in every terminal; write it like {examples}", key=text,
                        examples=EXAMPLES))  # fmt: skip
    if last in _ARROWS or (len(last) == 1 and last.isascii() and last.isalpha()):
        return name
    raise _unknown(text)


def _unknown(text: str) -> NoKey:
    return NoKey(msg("key {key!r} is not known; write it like {examples}", key=text[:40], examples=EXAMPLES))
