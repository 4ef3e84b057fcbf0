"""The foreign formats that `kanban import` takes, each declared once. A new format is an entry here and its package."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from kanban.formats.understood import Understood
from kanban.model.board import Board
from kanban.text.messages import Message, msg


class Reader(Protocol):
    """Reads a file of a format. Raises Refused naming file, field and value."""

    def __call__(
        self,
        path: Path,
        kinds: Mapping[str, str],
        progress: Callable[[int, int], None] | None = None,
        board: Board | None = None,
    ) -> Understood:
        """`kinds`: kinds of columns given by name or id; `board`: the one to import into, if it is there already."""


class Format(NamedTuple):
    """One format."""

    id: str
    """The word behind `kanban import`."""
    label: Message
    makes: Literal["board"]
    reader: str
    """`module:function`, imported when it is used: a command pays only for the format that it reads."""

    @property
    def read(self) -> Reader:
        """The function that reads its files."""
        module, _, name = self.reader.partition(":")
        read: Reader = getattr(import_module(module), name)
        return read


_ROWS = (
    Format("trello", msg("the JSON export of a Trello board"), "board", "kanban.formats.trello.reading:load"),
    Format("jira", msg("the reply of Jira's search as JSON"), "board", "kanban.formats.jira.reading:load"),
    Format("events", msg("an event log as CSV"), "board", "kanban.formats.event_log.reading:load"),
    Format("dates", msg("a table of dates as CSV"), "board", "kanban.formats.date_table.reading:load"),
)

FORMATS: Mapping[str, Format] = {row.id: row for row in _ROWS}
"""By the word behind `kanban import`."""
