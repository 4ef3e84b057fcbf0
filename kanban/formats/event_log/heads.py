"""Which column of a table is what: by the names of XES, by plain ones, or as the user says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kanban.formats.csv_table.names import Known, columns_of, fit, listed, short
from kanban.formats.foreign_file import refused
from kanban.text.clean import clean_line
from kanban.text.messages import Message, joined, msg

CASE = "case:concept:name"
ACTIVITY = "concept:name"
TIMESTAMP = "time:timestamp"
RESOURCE = "org:resource"
TITLE = "title"
BOARD = "board"
KIND = "kanban:kind"
POSITION = "kanban:position"
REASON = "kanban:reason"
HEADER = (CASE, ACTIVITY, TIMESTAMP, RESOURCE, TITLE, BOARD, KIND, POSITION, REASON)
"""What our own export has."""
NEEDED = ("case", "activity", "timestamp")
_KNOWN: Known = {
    "case": (CASE, "case", "case id", "caseid", "case key", "trace", "trace id", "案例", "案例编号"),
    "activity": (ACTIVITY, "activity", "activity name", "event", "event name", "status", "活动", "状态"),
    "timestamp": (
        TIMESTAMP, "timestamp", "time", "complete timestamp", "event time", "datetime", "date", "时间戳", "时间",
    ),
    "resource": (RESOURCE, "resource", "user", "资源", "人员"),
    "title": ("case:title", TITLE, "标题"),
    "kind": (KIND,),
    "position": (POSITION,),
    "reason": (REASON,),
    "transition": ("lifecycle:transition", "lifecycle transition"),
}  # fmt: skip


class Heads(NamedTuple):
    """Where in a row each thing stands; -1 for what the table has not."""

    case: int
    activity: int
    timestamp: int
    resource: int
    title: int
    kind: int
    position: int
    reason: int
    transition: int
    names: tuple[str, ...]
    """All of the table's columns."""

    @property
    def needed(self) -> int:
        """How many cells a row has at least."""
        return max(self.case, self.activity, self.timestamp) + 1

    @property
    def unread(self) -> list[str]:
        """Columns that are not read."""
        read = self[: len(_KNOWN)]
        return [short(name) for i, name in enumerate(self.names) if i not in read and name and name != BOARD]

    def described(self) -> Message:
        """Which column is taken for what."""
        read = {"case": self.case, "activity": self.activity, "timestamp": self.timestamp, "resource": self.resource,
                "title": self.title}  # fmt: skip
        pairs = joined(f"{what} = {short(self.names[at])}" for what, at in read.items() if at >= 0)
        return msg("columns of the log: {pairs}", pairs=pairs)


def recognised(path: Path, cells: Sequence[str], given: Mapping[str, str]) -> Heads:
    """The columns of a table by its first row; `given` names some. Raises Refused listing those that it has."""
    columns = columns_of(path, cells, _KNOWN, given)
    names = tuple(clean_line(cell) for cell in cells)
    missing = [what for what in NEEDED if what not in columns]
    if missing:
        raise refused(
            path,
            msg("is no event log as far as its first row tells: no column is named like {missing}; it has {columns} "
                "({options} name one)", missing=joined(missing), columns=listed(names),
                options=joined(f"--{what}" for what in missing)),
        )  # fmt: skip
    return Heads(names=names, **{what: columns.get(what, -1) for what in _KNOWN})


def can_be(cells: Sequence[str], given: Mapping[str, str]) -> tuple[int, int]:
    """How much a row looks like the first of a log."""
    return fit(cells, _KNOWN, given, NEEDED)
