"""One thing that a plan's file wants otherwise."""

from typing import NamedTuple

from kanban.commands.plan import AnyPlanStep
from kanban.text.messages import Message


class Change(NamedTuple):
    """A command, and what it changes."""

    command: AnyPlanStep
    message: Message

    @property
    def words(self) -> str:
        """What it changes, in the language in force."""
        return str(self.message)
