"""The values of a project as Microsoft Project writes them: numbers, durations, dates, lags.

Microsoft, "Project XML Data Interchange Schema Reference" (MSPDI): LinkLag is in tenths of a minute, or where its
format says percent, in percent of the predecessor's duration; the types of links are 0 FF, 1 FS, 2 SF, 3 SS.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kanban.formats import iso_date
from kanban.formats.foreign_file import refused
from kanban.formats.mspdi.xml_file import Element, read
from kanban.model.links import LinkType
from kanban.text.clean import TITLE_LIMIT, clean_line
from kanban.text.messages import Message, msg

TYPES: tuple[LinkType, ...] = ("FF", "FS", "SF", "SS")
_ELAPSED = frozenset({4, 6, 8, 10, 12, 36, 38, 40, 42, 44})
_PERCENT = frozenset({19, 20, 51, 52})
_DURATION = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d*)?S)?", re.ASCII)


class TaskLink(NamedTuple):
    """What a task has to follow."""

    predecessor: int
    """The other task's UID."""
    type: LinkType
    minutes: float
    """Lag: working minutes, percent, or elapsed minutes."""
    is_percent: bool
    is_elapsed: bool


class Task(NamedTuple):
    """A task of the project."""

    uid: int
    name: str
    level: int
    is_summary: bool
    is_milestone: bool
    is_active: bool
    minutes: float | None
    """How long it takes, in working minutes; None where that is not said."""
    is_elapsed: bool
    """Its duration is elapsed time."""
    has_constraint: bool
    baselines: dict[int, datetime]
    """The finish of each baseline, by its number, as the clock on the wall has it."""
    links: tuple[TaskLink, ...]


class Project(NamedTuple):
    """A project as its file has it."""

    name: str
    tasks: tuple[Task, ...]
    """In the order of the outline, without that of the project itself."""
    calendar: Element | None
    """The base calendar of the project."""


def load(path: Path) -> Project:
    """The project in a file. Raises Refused naming file, field and value."""
    root = read(path)
    tasks, top, seen = [], "", set()
    for number, element in enumerate(root.all("Tasks", "Task"), start=1):
        if element.value("IsNull") == "1" or (not element.value("Name") and not element.value("OutlineLevel")):
            continue
        task = _Fields(path, element, f"Tasks.Task {number}").task()
        if task.uid in seen:
            raise refused(
                path, msg("{field}: {value} is there twice", field=f"Tasks.Task {number}.UID", value=task.uid)
            )
        seen.add(task.uid)
        if task.level == 0:
            top = task.name
            continue
        tasks.append(task)
    title = clean_line(root.value("Title")) or re.sub(r"\.(xml|mpp)$", "", clean_line(root.value("Name"))) or top
    calendars = {calendar.value("UID"): calendar for calendar in root.all("Calendars", "Calendar")}
    return Project(title[:TITLE_LIMIT], tuple(tasks), calendars.get(root.value("CalendarUID")))


class _Fields:
    """The fields of one task, with the words for where it stands."""

    def __init__(self, path: Path, element: Element, place: str) -> None:
        self._path, self._element, self._place = path, element, place

    def task(self) -> Task:
        """All of it. Raises Refused."""
        element = self._element
        uid = self._number("UID", None)
        duration_format = self._number("DurationFormat", 7)
        return Task(
            uid=uid,
            name=clean_line(element.value("Name"))[:TITLE_LIMIT] or f"Task {uid}",
            level=self._number("OutlineLevel", 1),
            is_summary=element.value("Summary") == "1",
            is_milestone=element.value("Milestone") == "1",
            is_active=element.value("Active") != "0",
            minutes=self._minutes(),
            is_elapsed=duration_format in _ELAPSED,
            has_constraint=self._number("ConstraintType", 0) not in (0, 1),
            baselines={
                self._number("Number", 0, child): finish
                for child in element.all("Baseline")
                if (finish := self._moment(child, "Finish")) is not None
            },
            links=tuple(self._link(child) for child in element.all("PredecessorLink") if child.value("PredecessorUID")),
        )

    def _fault(self, field: str, reason: Message) -> Exception:
        return refused(self._path, msg("{field}: {reason}", field=f"{self._place}.{field}", reason=reason))

    def _number(self, field: str, default: int | None, of: Element | None = None) -> int:
        text = (of or self._element).value(field)
        if not text and default is not None:
            return default
        if not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
            raise self._fault(field, msg("{value!r} is no number", value=clean_line(text)[:40]))
        return int(text)

    def _minutes(self) -> float | None:
        text = self._element.value("Duration")
        if not text:
            return None
        match = _DURATION.fullmatch(text)
        if match is None:
            raise self._fault("Duration", msg("{value!r} is no duration", value=clean_line(text)[:40]))
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return days * 1440 + hours * 60 + minutes + seconds / 60

    def _moment(self, of: Element, field: str) -> datetime | None:
        text = of.value(field)
        if not text or text == "NA":
            return None
        try:
            return iso_date.moment(text).replace(tzinfo=None)
        except ValueError:
            raise self._fault(field, msg("{value!r} is no date", value=clean_line(text)[:40])) from None

    def _link(self, of: Element) -> TaskLink:
        type_ = self._number("Type", 1, of)
        if not 0 <= type_ < len(TYPES):
            raise self._fault("Type", msg("{value!r} is no type of a link", value=str(type_)))
        lag_format = self._number("LagFormat", 7, of)
        lag = self._number("LinkLag", 0, of)
        is_percent = lag_format in _PERCENT
        return TaskLink(
            predecessor=self._number("PredecessorUID", None, of),
            type=TYPES[type_],
            minutes=lag if is_percent else lag / 10,
            is_percent=is_percent,
            is_elapsed=lag_format in _ELAPSED,
        )
