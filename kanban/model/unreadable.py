"""What cannot be read, and what it may hide: so that figures say unknown where they would say zero."""

from typing import NamedTuple

import msgspec

from kanban.text.messages import Words


class Problem(NamedTuple):
    """Something that is wrong with what is kept, with its place (a file, a server)."""

    place: str
    reason: Words

    def __str__(self) -> str:
        """Place and reason, in the language in force."""
        return f"{self.place}: {self.reason}"


class UnreadableBoard(msgspec.Struct, frozen=True):
    """A board that cannot be read, or not wholly."""

    slug: str
    problem: Problem
    packages: frozenset[str] | None = None
    """Work packages that its cards may lie under; None: any."""
