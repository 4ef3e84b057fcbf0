"""Keys typed on another layout of the keyboard, as the keys of a Latin one that they stand for.

A Chinese or Japanese input method types ASCII's characters in full width, and some signs as those of its language; a
Cyrillic or Greek layout has its letters where a Latin one has others.
"""

from collections.abc import Mapping
from unicodedata import name

from textual.keys import KEY_NAME_REPLACEMENTS

_SIGNS = {"　": " ", "、": "/", "。": ".", "【": "[", "】": "]", "「": "[", "」": "]", "《": "<", "》": ">", "·": "`"}
_LETTERS = (
    ("йцукенгшщзхъ", "qwertyuiop[]"), ("фывапролджэ", "asdfghjkl;'"), ("ячсмитьбю", "zxcvbnm,."),  # Russian
    ("іїєґ", "s]'\\"), ("ў", "o"),  # where Ukrainian and Belarusian differ from it
    ("ςερτυθιοπ", "wertyuiop"), ("ασδφγηξκλ", "asdfghjkl"), ("ζχψωβνμ", "zxcvbnm"),  # Greek
)  # fmt: skip
_SHIFTED = str.maketrans("[];',.\\", '{}:"<>|')


def _characters() -> dict[str, str]:
    out = {chr(code + 0xFEE0): chr(code) for code in range(ord("!"), ord("~") + 1)} | _SIGNS
    for row, latin in _LETTERS:
        out |= dict(zip(row, latin, strict=True))
        out |= dict(zip(row.upper(), latin.upper().translate(_SHIFTED), strict=True))
    return out


def key_of(character: str) -> str:
    """Textual's name of the key that types a character."""
    if character.isalnum():
        return character
    long_name = name(character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(long_name, long_name)


LATIN: Mapping[str, str] = {key_of(typed): key_of(meant) for typed, meant in _characters().items()}
"""By the name of a key on another layout: that of the key on a Latin one."""


def latin(key: str) -> str:
    """The key of a Latin layout that one stands for, with what is held down beside it; itself if it stands for none."""
    modifiers, plus, last = key.rpartition("+")
    return modifiers + plus + LATIN.get(last, last)


def is_foreign(key: str) -> bool:
    """Whether it types a character that no key of a Latin layout stands for, such as one that an input method made."""
    return len(key) == 1 and not key.isascii() and key not in LATIN
