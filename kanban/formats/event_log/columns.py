"""The columns of a log's activities."""

from collections.abc import Mapping
from typing import get_args
from zlib import crc32

from kanban.formats.event_log.table import Log
from kanban.formats.foreign_columns import NAME_LIMIT
from kanban.formats.way_columns import Found, Ways
from kanban.model.events import Kind


def column_id(activity: str) -> str:
    """The same activity has the same column in every log."""
    return activity if len(activity) <= NAME_LIMIT else f"{activity[:80]} {crc32(activity.encode()):08x}"


def found_columns(log: Log, ways: Ways) -> Found:
    """A column for each activity."""
    return Found(
        path=log.path,
        ids=[column_id(activity) for activity in log.activities],
        names=log.activities,
        ways=ways,
        kinds=_stated_kinds(log),
        positions={n: counts.most_common(1)[0][0] for n, counts in log.positions.items()},
    )


def _stated_kinds(log: Log) -> Mapping[int, Kind]:
    """Kinds that the log itself states of its activities, as our own export does."""
    out: dict[int, Kind] = {}
    for activity, counts in log.kinds.items():
        known: list[Kind] = sorted(get_args(Kind), key=lambda kind: -counts[kind])
        if counts[known[0]]:
            out[activity] = known[0]
    return out
