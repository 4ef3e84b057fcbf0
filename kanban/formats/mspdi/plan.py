"""A project of Microsoft Project as a plan: what of it becomes what, and what is left out.

The plan has nodes at the levels 1 to 3 of the outline, milestones beside them, links between work packages and
milestones. A task at level 1 or 2 that has none below it gets a work package of its own below it, for only under work
packages cards can lie.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kanban.formats.mspdi.calendar import calendar_of
from kanban.formats.mspdi.values import Project, Task, TaskLink, load
from kanban.formats.plan_toml.reading import Table
from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.links import DAYS_MOST
from kanban.model.wbs import is_package, level
from kanban.text.clean import clean_line
from kanban.text.messages import Message, msg, msg_n

_LEVELS = 3


class ProjectPlan(NamedTuple):
    """What a file comes to."""

    table: Table
    """The plan as `plan_toml` has one, so that what differs is found in the same way."""
    understood: tuple[Message, ...]
    left_out: tuple[Message, ...]


def read_project(path: Path) -> ProjectPlan:
    """The plan that a file describes. Raises Refused naming file, field and value."""
    project = load(path)
    known = calendar_of(project.calendar)
    builder = _Builder(project, known.calendar or DEFAULT_CALENDAR)
    document: dict[str, Any] = {
        "node": builder.nodes,
        "milestone": builder.milestones,
        "link": builder.links,
    }
    if project.name:
        document["project"] = project.name
    if known.calendar is not None:
        document["calendar"] = {
            "workdays": list(known.calendar.workdays),
            "hours": list(known.calendar.hours),
            "holidays": list(known.calendar.holidays),
            "extra_workdays": list(known.calendar.extra_workdays),
        }
    left_out = (*builder.left_out(), *known.left_out)
    return ProjectPlan(Table(clean_line(str(path)), document), tuple(builder.understood()), left_out)


class _Builder:
    """The parts of the plan, and counts of what has no place in it."""

    def __init__(self, project: Project, calendar: Calendar) -> None:
        self._calendar = calendar
        self.nodes: list[dict[str, Any]] = []
        self.milestones: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self._ends: dict[int, str] = {}
        """What a task is as an end of a link, by its UID."""
        self._tasks = {task.uid: task for task in project.tasks}
        self._linked: set[tuple[str, str]] = set()
        self._counts: dict[str, int] = {}
        self._place(project.tasks)
        for task in project.tasks:
            for link in task.links:
                self._link(task, link)
        packages = {end for end in self._ends.values() if is_package(end)}
        for milestone in self.milestones:
            milestone["gates"] = [
                project_link["from"]
                for project_link in self.links
                if project_link["to"] == milestone["id"]
                and project_link["type"] == "FS"
                and project_link["from"] in packages
            ]

    def _place(self, tasks: tuple[Task, ...]) -> None:
        numbers = [0] * _LEVELS
        above: list[int] = []
        """Levels of the tasks that the present one lies under: an outline may leave levels out."""
        for task, after in zip(tasks, (*tasks[1:], None), strict=False):
            while above and above[-1] >= task.level:
                above.pop()
            depth = len(above) + 1
            if not task.is_active:
                self._count("inactive")
            elif task.is_milestone and not task.is_summary:
                self._milestone(task)
            elif depth > _LEVELS:
                self._count("deep")
            else:
                above.append(task.level)
                numbers[depth - 1 :] = [numbers[depth - 1] + 1, *[0] * (_LEVELS - depth)]
                is_leaf = after is None or after.level <= task.level
                self._node(task, numbers[:depth], is_leaf and not task.is_summary)
            self._count("constraints", task.has_constraint)
            self._count("baselines", sum(number != 0 or not task.is_milestone for number in task.baselines))

    def _node(self, task: Task, numbers: list[int], is_leaf: bool) -> None:
        code = ".".join(map(str, numbers))
        self.nodes.append({"code": code, "name": task.name})
        while is_leaf and level(code) < _LEVELS:
            code += ".1"
            self.nodes.append({"code": code, "name": task.name})
        if not is_package(code):
            return
        if len(numbers) < _LEVELS:
            self._count("padded")
        self._ends[task.uid] = code
        if task.minutes and (days := self._days(task.minutes, task.is_elapsed)) <= DAYS_MOST:
            self.nodes[-1]["estimate"] = days

    def _milestone(self, task: Task) -> None:
        milestone: dict[str, Any] = {"id": f"MS{task.uid}", "name": task.name}
        if 0 in task.baselines:
            milestone["baseline"] = task.baselines[0]
        else:
            self._count("no_baseline")
        self.milestones.append(milestone)
        self._ends[task.uid] = milestone["id"]

    def _days(self, minutes: float, is_elapsed: bool) -> float:
        """Working days; elapsed time is counted as what of it is worked in the mean week."""
        if is_elapsed:
            self._count("elapsed")
            return round(minutes / 1440 * len(self._calendar.workdays) / 7, 6)
        return minutes / self._calendar.minutes_a_day

    def _link(self, task: Task, link: TaskLink) -> None:
        first, then = self._ends.get(link.predecessor), self._ends.get(task.uid)
        if first is None or then is None:
            self._count("links")
            return
        minutes = link.minutes
        if link.is_percent:
            minutes = (self._tasks[link.predecessor].minutes or 0.0) * link.minutes / 100
        days = self._days(minutes, link.is_elapsed)
        row = {"from": first, "to": then, "type": link.type, "lag": days}
        if (first, then) in self._linked or abs(days) > DAYS_MOST:
            self._count("links")
        else:
            self._linked.add((first, then))
            self.links.append(row)

    def _count(self, what: str, n: int = 1) -> None:
        self._counts[what] = self._counts.get(what, 0) + n

    def understood(self) -> Iterator[Message]:
        """What was found, a line each."""
        packages = sum(is_package(node["code"]) for node in self.nodes)
        yield msg_n("{n} node, {packages} of them work packages", "{n} nodes, {packages} of them work packages",
                    len(self.nodes), packages=packages)  # fmt: skip
        yield msg_n("{n} milestone", "{n} milestones", len(self.milestones))
        lags = sum(bool(link["lag"]) for link in self.links)
        yield msg_n("{n} link, {lags} with lag", "{n} links, {lags} with lag", len(self.links), lags=lags)
        if n := self._counts.get("padded"):
            yield msg_n("{n} task above level 3 that has none below it got a work package of its own",
                        "{n} tasks above level 3 that have none below them got a work package of their own",
                        n)  # fmt: skip
        if n := self._counts.get("elapsed"):
            yield msg_n("{n} elapsed time was counted as what of it is worked in a week",
                        "{n} elapsed times were counted as what of them is worked in a week", n)  # fmt: skip

    def left_out(self) -> Iterator[Message]:
        """What has no place in the plan, a line each."""
        counts = self._counts
        if n := counts.get("deep"):
            yield msg_n("{n} task below level 3: a driver's card", "{n} tasks below level 3: drivers' cards", n)
        if n := counts.get("inactive"):
            yield msg_n("{n} inactive task", "{n} inactive tasks", n)
        if n := counts.get("links"):
            yield msg_n("{n} link of a task that is no work package and no milestone, or the second of the same two",
                        "{n} links of tasks that are no work packages and no milestones, or the second of the same two",
                        n)  # fmt: skip
        if n := counts.get("no_baseline"):
            yield msg_n("the date of {n} milestone that has no baseline (Baseline 0)",
                        "the dates of {n} milestones that have no baseline (Baseline 0)", n)  # fmt: skip
        if n := counts.get("baselines"):
            yield msg_n("{n} baseline of a task, or numbered 1 to 10", "{n} baselines of tasks, or numbered 1 to 10", n)
        if n := counts.get("constraints"):
            yield msg_n("{n} constraint of a task", "{n} constraints of tasks", n)
        yield msg("progress, resources, assignments, costs")
