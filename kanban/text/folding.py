"""Text made alike for comparing: names and searches mean the same in any case, width or Unicode form."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar
from unicodedata import is_normalized, normalize

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""What takes no place of its own: soft hyphens, joiners, variation selectors (Unicode's Default_Ignorable)."""


def folded(text: str) -> str:
    """The text for a caseless compatibility match (Unicode 3.13, D146), without what is not seen, composed.

    `Café` matches `CAFÉ` however its accent is written, `ＡＢＣ` matches `abc`, `Straße` matches `STRASSE`.
    """
    if text.isascii():
        return text.lower()
    plain = text.casefold()
    if is_normalized("NFKC", plain) and is_normalized("NFKC", text) and not _UNSEEN.search(text):
        return plain  # as most texts are
    seen = _UNSEEN.sub("", normalize("NFD", text)).casefold()
    return normalize("NFKC", normalize("NFKC", seen).casefold())


T = TypeVar("T")


def having_words(items: Iterable[T], needle: str, text_of: Callable[[T], str]) -> list[T]:
    """The items whose text has all words of what was typed, in any case, width or Unicode form."""
    words = folded(needle).split()
    if not words:
        return list(items)
    texts = ((item, folded(text_of(item))) for item in items)
    return [item for item, text in texts if all(word in text for word in words)]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same name."""
    return one == other or folded(one) == folded(other)
