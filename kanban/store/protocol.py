"""What every store promises."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kanban.commands.board import Signed
from kanban.commands.plan import AnyPlanCommand
from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.plan import Plan


class StoreError(Exception):
    """The store could not do it; the text is one sentence with the file or server and the reason. Exit code 3."""


class LockTimeout(StoreError):
    """Somebody else holds the lock; the text names the holder. Exit code 4."""


class SaveUnknown(StoreError):
    """It may be saved or not: what is on disk now is the truth, and nobody may simply try again."""


class Unreadable(StoreError):
    """What is kept there is not a board (or plan) of this version; it is left as it is."""


class Applied:
    """What became of one command: the words of its outcome, or the refusal."""

    __slots__ = ("cards", "refusal", "words")

    def __init__(self, words: str = "", cards: tuple[str, ...] = (), refusal: Exception | None = None) -> None:
        self.words = words
        self.cards = cards
        self.refusal = refusal


class Store(Protocol):
    """Boards and a plan.

    - `apply` decides every command on the freshest state, under the board's lock, and returns only when the result
      is on disk; what it returned as applied survives a kill at any later moment.
    - Commands of one call are written together, in order; a refused one changes nothing and does not stop the others.
    - Reading takes no lock, writes nothing, and never sees half a write.
    - A snapshot once returned never changes. An unchanged board is returned as the same object.
    - What cannot be read is never overwritten.
    """

    def boards(self) -> list[str]:
        """Slugs of all boards, sorted."""

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        """A new, empty board. Raises Refused if the slug is taken or no good."""

    def board(self, slug: str) -> Board:
        """The board as it is now. Raises Unreadable, StoreError."""

    def last_good(self, slug: str) -> Board | None:
        """The newest copy of a board that can be read whole; None where there is none."""

    def apply(self, slug: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]:
        """Carry commands out. Raises LockTimeout, Unreadable, StoreError; then nothing was changed."""

    def archive(self, slug: str) -> Mapping[str, Card]:
        """The board's cards that are kept apart since they were finished long ago; read at first use."""

    def plan(self) -> Plan:
        """The plan as it is now; an empty one if there is none."""

    def apply_plan(
        self, commands: Sequence[AnyPlanCommand], by: str, at: datetime | None = None
    ) -> tuple[Plan, list[str]]:
        """Carry plan commands out, all or none, each reported in words; `at` is when they were given, by default now.

        Raises Refused, LockTimeout, StoreError.
        """

    def stamp(self, slug: str | None) -> object:
        """A cheap value that differs when the board (None: the plan) may have changed since."""
