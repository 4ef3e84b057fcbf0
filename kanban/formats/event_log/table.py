"""A table read as a stream: 20 bytes a row are kept, and each name once."""

import csv
import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import BinaryIO

from kanban.formats.event_log.cells import unguarded
from kanban.formats.event_log.heads import Heads, can_be, recognised
from kanban.formats.event_log.moments import understood
from kanban.formats.json_file import opened, refused
from kanban.text.clean import clean_line
from kanban.text.messages import Message, msg

MOST_ACTIVITIES = 500
MOST_BYTES = 60_000_000
"""What all events of a log may take on one board, as far as can be told beforehand; a board in a file has 64 MB."""
BYTES_OF_EVENT = 180
"""Beside the names of its column, which it holds twice, and of its resource."""
BYTES_OF_CASE = 600
NO_RESOURCE = 0
"""Number of the resource of events that name none."""

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t|"
_LONGEST_LINE = 2**20
_LONGEST_ID = 200
_STEP = 50_000
"""So many rows after each other progress is told."""


@dataclass
class Rejected:
    """Rows that are not used for one reason."""

    first_line: int
    value: str
    count: int = 0


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
    undated: list[tuple[int, int, int]] = field(default_factory=list)
    """Rows without a moment: case, activity, and how many rows with one stand before it."""
    rejected: dict[str, Rejected] = field(default_factory=dict)
    """By reason: `case`, `activity`, `timestamp`, `short`."""
    without_offset: int = 0
    dates: int = 0
    """Timestamps without a time of day."""
    bytes_here: int = 0
    """What the events take on a board."""

    def reject(self, reason: str, line: int, value: str) -> None:
        """Count a row that is not used."""
        first = self.rejected.setdefault(reason, Rejected(line, clean_line(value)[:60]))
        first.count += 1


def read_log(
    path: Path, given: Mapping[str, str], zone: tzinfo, progress: Callable[[int, int], None] | None = None
) -> Log:
    """The log in a file. Timestamps without an offset are in the zone; progress is told in bytes.

    Raises Refused naming file, line and what is wrong.
    """
    with opened(path) as file:
        lines = _Lines(path, file)
        rows = _Rows(path, lines, given)
        log = Log(path, recognised(path, rows.first, given))
        size = os.fstat(file.fileno()).st_size
        _take(log, rows, zone, (lambda: progress(min(lines.bytes, size), size)) if progress else None)
        if progress and len(log.ms) >= _STEP:
            progress(size, size)
    return log


class _Lines:
    """The lines of a file as text, with how many bytes they were."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file, self.bytes, self.number = path, file, 0, 0

    def __iter__(self) -> Iterator[str]:
        while raw := self.file.readline(_LONGEST_LINE + 1):
            self.number += 1
            self.bytes += len(raw)
            if len(raw) > _LONGEST_LINE:
                raise refused(self.path, msg("line {line} is longer than 1 MB", line=self.number))
            try:
                yield (raw.removeprefix(_BOM) if self.number == 1 else raw).decode("utf-8")
            except UnicodeDecodeError as error:
                raise refused(
                    self.path,
                    msg("is not UTF-8 text: byte 0x{byte:02x} in line {line}; save it as CSV in UTF-8",
                        byte=error.object[error.start], line=self.number),
                ) from None  # fmt: skip


class _Rows:
    """The rows of a table, each with the line it begins in; the first one tells the delimiter."""

    def __init__(self, path: Path, lines: _Lines, given: Mapping[str, str]) -> None:
        self.path, self.lines = path, lines
        self.texts = iter(lines)
        head = next((text for text in self.texts if text.strip()), "")
        delimiter = ""
        if head.lower().startswith("sep=") and len(head.strip()) <= len("sep=,"):  # as Excel writes it
            delimiter = head.rstrip("\r\n")[4:]
            head = next(self.texts, "")
        if not head.strip():
            raise refused(path, msg("is empty, not {what}", what=msg("an event log")))
        self.delimiter = delimiter or max(_DELIMITERS, key=lambda one: can_be(_cells(head, one), given))
        self.first = _cells(head, self.delimiter)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self.texts, delimiter=self.delimiter, strict=True)
        before, read = self.lines.number, 0
        try:
            for row in reader:
                yield before + read + 1, row
                read = reader.line_num
        except csv.Error as error:
            reason = clean_line(str(error))
            raise refused(
                self.path, msg("line {line} is no row of a table: {reason}", line=before + read + 1, reason=reason)
            ) from None


def _cells(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error:
        return []


def _take(log: Log, rows: _Rows, zone: tzinfo, tell: Callable[[], None] | None) -> None:
    heads, needed = log.heads, log.heads.needed
    cases = _Numbers(log.cases)
    activities, resources = _Numbers(log.activities), _Numbers(log.resources)
    add_case, add_activity = log.case.append, log.activity.append
    add_resource, add_ms = log.resource.append, log.ms.append
    for count, (line, row) in enumerate(rows, start=1):
        if tell and count % _STEP == 0:
            tell()
        if len(row) < needed:
            if any(row):
                log.reject("short", line, "")
            continue
        case = cases.of(row[heads.case])
        if case is None:
            log.reject("case", line, row[heads.case])
            continue
        activity = activities.of(row[heads.activity])
        if activity is None:
            log.reject("activity", line, row[heads.activity])
            continue
        when = understood(row[heads.timestamp], zone)
        if when is None:
            log.reject("timestamp", line, row[heads.timestamp])
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
        if heads.title >= 0 and (title := _cell(row, heads.title)):
            log.titles[case] = unguarded(title)
        if heads.kind >= 0:
            _take_place(log, activity, row)
        if heads.reason >= 0 and (reason := _cell(row, heads.reason)):
            log.reasons[len(log.ms) - 1] = reason
        if log.bytes_here + BYTES_OF_CASE * len(log.cases) > MOST_BYTES or len(log.activities) > MOST_ACTIVITIES:
            raise refused(log.path, _too_large(log))


def _take_place(log: Log, activity: int, row: list[str]) -> None:
    """Where our own exports say that a column stands, and of what kind it is."""
    log.kinds.setdefault(activity, Counter())[_cell(row, log.heads.kind)] += 1
    position = _cell(row, log.heads.position)
    if position.isascii() and position.isdigit():
        log.positions.setdefault(activity, Counter())[int(position[:6])] += 1


def _cell(row: list[str], at: int) -> str:
    return row[at] if 0 <= at < len(row) else ""


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
        events=len(log.ms) // 1000 * 1000,
    )  # fmt: skip


class _Numbers:
    """Numbers for names: those that are the same once cleaned have the same."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.sizes = [len(name.encode()) for name in names]
        self.by_text: dict[str, int | None] = {}
        self.by_name = {name: number for number, name in enumerate(names) if name}

    def of(self, text: str) -> int | None:
        """The number; None for an empty name, or one that is too long to be one."""
        try:
            return self.by_text[text]
        except KeyError:
            pass
        name = clean_line(unguarded(text))
        number = None
        if 0 < len(name) <= _LONGEST_ID:
            number = self.by_name.get(name)
            if number is None:
                number = self.by_name[name] = len(self.names)
                self.names.append(name)
                self.sizes.append(len(name.encode()))
        self.by_text[text] = number
        return number
