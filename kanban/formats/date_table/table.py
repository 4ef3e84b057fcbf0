"""The rows of a table of dates, as far as they can be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from kanban.formats.csv_table.cells import unguarded
from kanban.formats.csv_table.moments import at, understood
from kanban.formats.csv_table.names import Known, columns_of, fit, listed, short
from kanban.formats.csv_table.rejected import Rejections
from kanban.formats.csv_table.rows import Lines, Rows
from kanban.formats.foreign_file import opened, refused
from kanban.text.clean import clean_line
from kanban.text.messages import joined, msg

STEPS = ("created", "started", "finished")
MOST_ROWS = 50_000
"""On one board: its file has at most 64 MB."""
_KNOWN: Known = {
    "id": ("id", "key", "issue key", "issue id", "issue", "ticket", "number", "编号"),
    "created": (
        "created", "created date", "created at", "creation date", "opened", "opened at", "创建日期", "创建时间",
    ),
    "started": ("started", "started date", "started at", "start date", "start", "开始日期", "开始时间"),
    "finished": (
        "finished", "finished date", "finished at", "finish date", "done", "done date", "completed", "completed date",
        "completed at", "completion date", "closed", "closed date", "closed at", "resolved", "resolved at",
        "resolution date", "end date", "完成日期", "完成时间",
    ),
    "title": ("title", "name", "summary", "标题"),
}  # fmt: skip
_NEEDED = ("id", "created", "finished")
_LONGEST_ID = 200


class Work(NamedTuple):
    """A piece of work: its id, its title, and when it came to each of STEPS, as far as the table says."""

    id: str
    title: str
    moments: Mapping[str, datetime]


@dataclass
class Table:
    """What can be used of a table, and what cannot."""

    path: Path
    columns: Mapping[str, str]
    """By what a column is, its name."""
    unread: Sequence[str]
    works: list[Work] = field(default_factory=list)
    rejected: Rejections = field(default_factory=Rejections)
    """By reason: `id`, `date`, `created`, `order`, `twice`."""
    without_offset: int = 0
    dates: int = 0


def read_table(path: Path, given: Mapping[str, str], zone: tzinfo) -> Table:
    """The table in a file. Dates without an offset are in the zone. Raises Refused naming file, line and value."""
    with opened(path) as file:
        rows = Rows(path, Lines(path, file), lambda cells: fit(cells, _KNOWN, given, _NEEDED), msg("a table of dates"))
        places = columns_of(path, rows.first, _KNOWN, given)
        names = [clean_line(cell) for cell in rows.first]
        if missing := [what for what in _NEEDED if what not in places]:
            raise refused(
                path,
                msg("is no table of dates as far as its first row tells: no column is named like {missing}; it has "
                    "{columns} ({options} name one)", missing=joined(missing), columns=listed(names),
                    options=joined(f"--{what}" for what in missing)),
            )  # fmt: skip
        unread = [short(name) for n, name in enumerate(names) if name and n not in places.values()]
        table = Table(path, {what: short(names[n]) for what, n in places.items()}, unread)
        seen: set[str] = set()
        for line, row in rows:
            if any(row):
                _take(table, {what: row[n] if n < len(row) else "" for what, n in places.items()}, line, zone, seen)
            if len(table.works) > MOST_ROWS:
                raise refused(
                    path,
                    msg("has more than {most:,} rows, too many for one board; split it, and import each part into a "
                        "board of its own (--board)", most=MOST_ROWS),
                )  # fmt: skip
    return table


def _take(table: Table, cells: Mapping[str, str], line: int, zone: tzinfo, seen: set[str]) -> None:
    work_id = clean_line(unguarded(cells["id"]))
    if not 0 < len(work_id) <= _LONGEST_ID:
        table.rejected.add("id", line, cells["id"])
        return
    if work_id in seen:
        table.rejected.add("twice", line, work_id)
        return
    typed_dates: dict[str, datetime] = {}
    without_offset = dates = 0
    for step in STEPS:
        text = cells.get(step, "").strip()
        if not text:
            continue
        when = understood(text, zone)
        if when is None:
            table.rejected.add("date", line, text)
            return
        without_offset += not when.has_offset
        dates += when.is_date
        typed_dates[step] = at(when.ms)
    if "created" not in typed_dates and "started" not in typed_dates:
        table.rejected.add("created", line)
        return
    moments = list(typed_dates.values())
    if moments != sorted(moments):
        table.rejected.add("order", line, work_id)
        return
    seen.add(work_id)
    table.without_offset += without_offset
    table.dates += dates
    table.works.append(Work(work_id, clean_line(unguarded(cells.get("title", ""))) or work_id, typed_dates))
