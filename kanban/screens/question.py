"""A question in the bottom line, answered by one key: another one than the key that led to it."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Protocol

import msgspec

from kanban.render.card import Span
from kanban.screens.actions import shown
from kanban.text.messages import Words

Answer = tuple[Words, Callable[[], object]]
"""The word shown beside a key (empty: not shown), and what it does."""
KeyPart = tuple[Span, tuple[str, ...]]
"""Something in the bottom line, and the keys it stands for: none for mere words."""
HELD_SECONDS = 1.0
"""A key that comes again within this time may be held down: then nobody has read what it would answer."""


class HeldKey:
    """The key that led to a question, until it was let go or another one was pressed."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._at = monotonic()

    def is_it(self, key: str) -> bool:
        """Whether this press may be the same one still."""
        is_held = bool(key) and key == self._key and monotonic() - self._at < HELD_SECONDS
        self._key, self._at = key if is_held else "", monotonic()
        return is_held


def nothing() -> None:
    """The answer that does nothing."""


class Question(msgspec.Struct, frozen=True):
    """Something asked in the bottom line. A key that is no answer takes it away and does what it always does."""

    text: Words
    answers: Mapping[str, Answer]
    """By key."""
    insist: bool = False
    """Other keys take the question away and do nothing: for what must not happen by accident."""
    stays: bool = False
    """Other keys do nothing at all: for what has to be answered, as something would be lost."""

    def parts(self) -> list[KeyPart]:
        """How it is shown; a click on an answer is its key."""
        out: list[KeyPart] = [((f" {self.text}  ", "ask"), ())]
        for key, (word, _) in self.answers.items():
            if word:
                out += [((f" {shown(key)}", "key"), (key,)), ((f" {word} ", "meta"), (key,))]
        return out


class Asking(Protocol):
    """A screen that says and asks things in its bottom line."""

    prompt: Any
    """The line of input, while something is typed."""

    def say(self, words: Words, role: str = "") -> None:
        """Put a message into the bottom line."""

    def ask(self, question: Question) -> None:
        """Put a question there."""

    async def type_in(
        self,
        label: Words,
        text: str,
        done: Callable[[str], object],
        changed: Callable[[str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        suggest: Callable[[str], Words] | None = None,
        note: Words = "",
        pasted: Callable[[list[str]], object] | None = None,
        again: bool = False,
    ) -> None:
        """Ask for a line of text there."""

    async def close_prompt(self) -> None:
        """Back to the bottom line."""
