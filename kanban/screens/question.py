"""A question in the bottom line, answered by one key."""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from kanban.render.card import Span
from kanban.screens.actions import shown
from kanban.text.messages import Words

Answer = tuple[Words, Callable[[], object]]
"""The word shown beside a key (empty: not shown), and what it does."""


def nothing() -> None:
    """The answer that does nothing."""


class Question(msgspec.Struct, frozen=True):
    """Something asked in the bottom line. A key that is no answer takes it away and does what it always does."""

    text: Words
    answers: Mapping[str, Answer]
    """By key."""
    insist: bool = False
    """Other keys take the question away and do nothing: for what must not happen by accident."""

    def spans(self) -> tuple[Span, ...]:
        """How it is shown."""
        out: list[Span] = [(f" {self.text}  ", "ask")]
        for key, (word, _) in self.answers.items():
            if word:
                out += [(f" {shown(key)}", "key"), (f" {word} ", "meta")]
        return tuple(out)


class Asking(Protocol):
    """A screen that says and asks things in its bottom line."""

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
    ) -> None:
        """Ask for a line of text there."""
