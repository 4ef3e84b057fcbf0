"""What a user has set, and what cannot be taken of it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from kanban.text.messages import Message, Words, msg

COLOURS = ("background", "foreground", "cursor", "accent", "warning", "error", "success", "muted", "faint")
"""What has a colour in a theme: the ground, the text, the ground under the cursor, and the meanings."""

VIEW = "view."
"""What the id of an action begins with that shows a saved view: its name follows."""


class Theme(msgspec.Struct, frozen=True):
    """Colours by what they are for, of `COLOURS`; those left out are as in the program's own theme."""

    is_dark: bool
    colours: Mapping[str, str]


class Settings(msgspec.Struct, frozen=True):
    """What a user has set; what is not set is empty."""

    language: str = ""
    theme: str = ""
    glyphs: str = ""
    density: int = 0
    mouse: bool | None = None
    keymap: Mapping[str, tuple[str, ...]] = {}
    """Keys, by Textual's names, of actions that are to have others than their own."""
    themes: Mapping[str, Theme] = {}


class Fault(msgspec.Struct, frozen=True):
    """What cannot be taken, and why."""

    line: int
    """In the file; 0 where it is about the file as a whole."""
    reason: Words

    def in_file(self, place: str) -> Message:
        """As a sentence that names file and line."""
        if not self.line:
            return msg("{place}: {reason}", place=place, reason=self.reason)
        return msg("{place}, line {line}: {reason}", place=place, line=self.line, reason=self.reason)


class Bound(Protocol):
    """An action of a screen, with its keys."""

    @property
    def id(self) -> str:
        """Its stable name."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Textual's names of its keys."""


class Keys(msgspec.Struct, frozen=True):
    """The actions of a screen."""

    title: Words
    actions: Sequence[Bound]
