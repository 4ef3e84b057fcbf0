"""What one driver did, card by card, put in the order of time as commands."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from kanban.commands.cards import Add, Archive, Block, Comment, Edit, Move, Unblock
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.model.board import Column
from kanban.model.events import Reason


class Story:
    """One card: its creation, and what was done to it."""

    def __init__(self, script: "Script", at: datetime, add: Add) -> None:
        self.add = add
        self.created_at = at
        self.finished_at: datetime | None = None
        self._script = script
        script.note(at, self, add)

    def move(self, at: datetime, column: str, reason: Reason | None = None) -> None:
        """It went to a column."""
        self._note(at, Move(cards=("",), column=column, reason=reason, over_wip=True))
        self.finished_at = at if column == "c5" else None

    def slip(self, at: datetime, column: str) -> None:
        """It went to a wrong column, which was undone at once."""
        self._note(at, Move(cards=("",), column=column, over_wip=True))
        self._note(at + timedelta(seconds=20), Undo())

    def block(self, at: datetime, why: str, until: datetime | None = None) -> None:
        """Work could not go on, until then or to this day."""
        self._note(at, Block(cards=("",), why=why))
        if until is not None:
            self._note(until, Unblock(cards=("",)))

    def say(self, at: datetime, text: str) -> None:
        """Somebody remarked something."""
        self._note(at, Comment(cards=("",), text=text))

    def log(self, at: datetime, hours: float) -> None:
        """Time worked was logged, in quarters of an hour."""
        self._note(at, Log(cards=("",), minutes=max(1, round(hours * 4)) * 15))

    def edit(self, at: datetime, **changes: Any) -> None:
        """Fields were changed."""
        self._note(at, Edit(cards=("",), changes=changes))

    def archive(self, at: datetime) -> None:
        """It left the board."""
        self._note(at, Archive(cards=("",)))

    def _note(self, at: datetime, command: AnyBoardCommand) -> None:
        self._script.note(at, self, command)


class _Entry(NamedTuple):
    at: datetime
    order: int
    story: Story
    command: AnyBoardCommand


class Script:
    """All stories of a board."""

    def __init__(self, driver: str, columns: tuple[Column, ...] | None) -> None:
        self.driver = driver
        self.columns = columns
        self.stories: list[Story] = []
        self._entries: list[_Entry] = []

    def note(self, at: datetime, story: Story, command: AnyBoardCommand) -> None:
        """Something happened to a card."""
        if isinstance(command, Add):
            self.stories.append(story)
        self._entries.append(_Entry(at, len(self._entries), story, command))

    def commands(self) -> Iterator[tuple[datetime, AnyBoardCommand]]:
        """Every command with its time, oldest first; cards are numbered as they come."""
        import msgspec

        ids: dict[int, str] = {}
        for entry in sorted(self._entries, key=lambda e: (e.at, e.order)):
            command = entry.command
            if isinstance(command, Add):
                ids[id(entry.story)] = str(len(ids) + 1)
            elif not isinstance(command, Undo | Redo):
                command = msgspec.structs.replace(command, cards=(ids[id(entry.story)],))
            yield entry.at, command
