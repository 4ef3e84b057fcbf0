"""A table read as a stream: 20 bytes a row are kept, and each name once."""

import os
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from kanban.formats.csv_table.cells import unguarded
from kanban.formats.csv_table.moments import understood
from kanban.formats.csv_table.rejected import Rejections
from kanban.formats.csv_table.rows import Lines, Rows
from kanban.formats.event_log.heads import Heads, can_be, recognised
from kanban.formats.event_log.numbers import Numbers
from kanban.formats.foreign_file import opened, refused
from kanban.text.messages import Message, msg

MOST_ACTIVITIES = 500
MOST_BYTES = 60_000_000
"""What all events of a log may take on one board, as far as can be told beforehand; a board in a file has 64 MB."""
MOST_STRINGS = 3_700_000
"""The same in JSON strings, of which a board in a file has 4 million."""
BYTES_OF_EVENT, STRINGS_OF_EVENT = 180, 17
"""Bytes beside the names of its column, which it holds twice, and of its resource."""
BYTES_OF_CASE, STRINGS_OF_CASE = 600, 38
ENTERS, STARTS, ENDS, ELSE = range(4)
"""What of an activity an event is; ENTERS where it is not said."""
_TRANSITIONS = {"start": STARTS, "complete": ENDS} | dict.fromkeys(
    (
        "schedule", "assign", "reassign", "suspend", "resume", "withdraw", "autoskip", "manualskip", "ate_abort",
        "pi_abort",
    ),
    ELSE,
)  # fmt: skip
"""Those of XES."""
NO_RESOURCE = 0
"""Number of the resource of events that name none."""

_STEP = 50_000
"""So many rows after each other progress is told."""


@dataclass
class Log:
    """What a table holds: numbers of case, activity and resource by row, and the names they stand for."""

    path: Path
    heads: Heads
    cases: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=lambda: [""])
    titles: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, Counter[str]] = field(default_factory=dict)
    """By activity: how often the table itself says a kind, and `positions` where it stands."""
    positions: dict[int, Counter[int]] = field(default_factory=dict)
    case: "array[int]" = field(default_factory=lambda: array("I"))
    activity: "array[int]" = field(default_factory=lambda: array("H"))
    resource: "array[int]" = field(default_factory=lambda: array("I"))
    ms: "array[int]" = field(default_factory=lambda: array("q"))
    """Milliseconds since 1970."""
    reasons: dict[int, str] = field(default_factory=dict)
    """By row: why a card was moved back, as our own exports say."""
    transitions: "array[int]" = field(default_factory=lambda: array("B"))
    """What of an activity an event is, where the log has a column for it: STARTS, ENDS, ELSE or ENTERS."""
    undated: list[tuple[int, int, int]] = field(default_factory=list)
    """Rows without a moment: case, activity, and how many rows with one stand before it."""
    rejected: Rejections = field(default_factory=Rejections)
    """By reason: `case`, `activity`, `timestamp`, `short`."""
    without_offset: int = 0
    dates: int = 0
    """Timestamps without a time of day."""
    bytes_here: int = 0
    """What the events take on a board."""


def read_log(
    path: Path, given: Mapping[str, str], zone: tzinfo, progress: Callable[[int, int], None] | None = None
) -> Log:
    """The log in a file. Timestamps without an offset are in the zone; progress is told in bytes.

    Raises Refused naming file, line and what is wrong.
    """
    with opened(path) as file:
        lines = Lines(path, file)
        rows = Rows(path, lines, lambda cells: can_be(cells, given), msg("an event log"))
        log = Log(path, recognised(path, rows.first, given))
        size = os.fstat(file.fileno()).st_size
        _take(log, rows, zone, (lambda: progress(min(lines.bytes, size - 1), size)) if progress else None)
        if progress and len(log.ms) >= _STEP:
            progress(size, size)
    return log


def _take(log: Log, rows: Rows, zone: tzinfo, tell: Callable[[], None] | None) -> None:
    heads, needed = log.heads, log.heads.needed
    cases = Numbers(log.cases)
    activities, resources = Numbers(log.activities), Numbers(log.resources)
    add_case, add_activity = log.case.append, log.activity.append
    add_resource, add_ms = log.resource.append, log.ms.append
    for count, (line, row) in enumerate(rows, start=1):
        if tell and count % _STEP == 0:
            tell()
        _refuse_too_large(log)
        if len(row) < needed:
            if any(row):
                log.rejected.add("short", line, "")
            continue
        case = cases.of(row[heads.case])
        if case is None:
            log.rejected.add("case", line, row[heads.case])
            continue
        activity = activities.of(row[heads.activity])
        if activity is None:
            log.rejected.add("activity", line, row[heads.activity])
            continue
        when = understood(row[heads.timestamp], zone)
        if when is None:
            log.rejected.add("timestamp", line, row[heads.timestamp])
            log.undated.append((case, activity, len(log.ms)))
            continue
        log.without_offset += not when.has_offset
        log.dates += when.is_date
        add_case(case)
        add_activity(activity)
        add_ms(when.ms)
        resource = (resources.of(_cell(row, heads.resource)) if heads.resource >= 0 else None) or NO_RESOURCE
        add_resource(resource)
        log.bytes_here += BYTES_OF_EVENT + 2 * activities.sizes[activity] + resources.sizes[resource]
        _take_more(log, case, activity, row)
    _refuse_too_large(log)


def _take_more(log: Log, case: int, activity: int, row: list[str]) -> None:
    """What only some logs have."""
    heads = log.heads
    if title := _cell(row, heads.title):
        log.titles[case] = unguarded(title)
    if heads.kind >= 0:
        _take_place(log, activity, row)
    if heads.transition >= 0:
        log.transitions.append(_TRANSITIONS.get(_cell(row, heads.transition).strip().lower(), ENTERS))
    if reason := _cell(row, heads.reason):
        log.reasons[len(log.ms) - 1] = reason


def _take_place(log: Log, activity: int, row: list[str]) -> None:
    """Where our own exports say that a column stands, and of what kind it is."""
    log.kinds.setdefault(activity, Counter())[_cell(row, log.heads.kind)] += 1
    position = _cell(row, log.heads.position)
    if position.isascii() and position.isdigit():
        log.positions.setdefault(activity, Counter())[int(position[:6])] += 1


def _cell(row: list[str], at: int) -> str:
    return row[at] if 0 <= at < len(row) else ""


def _refuse_too_large(log: Log) -> None:
    cases, events = len(log.cases), len(log.ms) + len(log.undated)
    if (
        log.bytes_here + BYTES_OF_CASE * cases > MOST_BYTES
        or STRINGS_OF_EVENT * events + STRINGS_OF_CASE * cases > MOST_STRINGS
        or len(log.activities) > MOST_ACTIVITIES
    ):
        raise refused(log.path, _too_large(log))


def _too_large(log: Log) -> Message:
    if len(log.activities) > MOST_ACTIVITIES:
        name = log.heads.names[log.heads.activity]
        return msg(
            "column {name} has more than {most} activities, too many columns for a board; --activity names another",
            name=name, most=MOST_ACTIVITIES,
        )  # fmt: skip
    return msg(
        "is too large for one board, which holds about {events:,} events like these; split it by case, and import each "
        "part into a board of its own (--board)",
        events=(len(log.ms) + len(log.undated)) // 1000 * 1000,
    )  # fmt: skip
