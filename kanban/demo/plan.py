"""The PM's side: work breakdown, milestones and what became of them, fitted to what the drivers did."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kanban.commands import plan as pm
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.demo.calendar import CLOSE, HOURS, OPEN, Calendar
from kanban.demo.script import Script
from kanban.model.plan_events import Phase

PROJECT = "Bridge 大桥"
ZONE = "Asia/Shanghai"
NODES: tuple[tuple[str, str, Phase | None], ...] = (
    ("1", "Bridge 大桥", None),
    ("1.1", "Preparation 准备", "planning"),
    ("1.1.1", "Survey 测量", None),
    ("1.1.2", "Temporary works 临时工程", None),
    ("1.1.3", "Drawings and permits 图纸报批", None),
    ("1.2", "Structure 结构", "executing"),
    ("1.2.1", "Piers 桥墩", None),
    ("1.2.2", "Deck 桥面", None),
    ("1.2.3", "Grouting 灌浆", None),
    ("1.3", "Completion 收尾", "closing"),
    ("1.3.1", "Handrails 护栏", None),
    ("1.3.2", "Acceptance 验收", None),
    ("1.3.3", "Handover 移交", None),
)
MILESTONES: tuple[tuple[str, str, Phase, str], ...] = (
    ("M1", "Site surveyed 测量完成", "planning", "1.1.1"),
    ("M2", "Site ready 临建完成", "planning", "1.1.2"),
    ("M3", "Drawings approved 图纸批准", "planning", "1.1.3"),
    ("M4", "Piers stand 桥墩完成", "executing", "1.2.1"),
    ("M5", "Deck 桥面", "executing", "1.2.2"),
    ("M6", "Grouting 灌浆", "executing", "1.2.3"),
    ("M7", "Handrails 护栏", "monitoring", "1.3.1"),
    ("M8", "Acceptance 验收", "closing", "1.3.2"),
    ("M9", "Handover 移交", "closing", "1.3.3"),
)
ESTIMATES = {
    "1.1.1": 8.0, "1.1.2": 8.0, "1.1.3": 12.0, "1.2.1": 20.0, "1.2.2": 25.0, "1.3.1": 10.0, "1.3.2": 5.0, "1.3.3": 3.0,
}  # fmt: skip
"""Working days; grouting is left to what the drivers' cycle times say."""
LINKS = (
    SetLink(predecessor="1.1.1", successor="1.1.3"),
    SetLink(predecessor="1.1.1", successor="1.1.2"),
    SetLink(predecessor="1.1.2", successor="1.2.1"),
    SetLink(predecessor="1.1.3", successor="1.2.1", type="SS"),
    SetLink(predecessor="1.2.1", successor="1.2.2", lag_working_days=-5.0),
    SetLink(predecessor="1.2.2", successor="1.2.3", type="SS", lag_working_days=5.0),
    SetLink(predecessor="1.2.2", successor="1.3.1"),
    SetLink(predecessor="1.2.3", successor="1.3.2", lag_working_days=3.0),
    SetLink(predecessor="1.3.1", successor="1.3.2", type="FF", lag_working_days=2.0),
    SetLink(predecessor="1.3.2", successor="1.3.3"),
)
Batch = tuple[datetime, list[pm.AnyPlanStep]]


def commands(calendar: Calendar, start: datetime, now: datetime, scripts: list[Script]) -> Iterator[Batch]:
    """What the PM did and when, oldest first."""

    def done(package: str) -> datetime:
        """When the last finished card of a package was finished."""
        stories = [s for script in scripts for s in script.stories if s.add.work_package == package]
        return max(s.finished_at for s in stories if s.finished_at is not None)

    def due(milestone: str, at: datetime, why: str = "") -> pm.AnyPlanStep:
        return pm.SetBaseline(milestone=milestone, due_at=at, why=why)

    yield start, [pm.SetProject(name=PROJECT), *(pm.SetNode(code=c, name=n, phase=p) for c, n, p in NODES)]
    yield (
        start + timedelta(minutes=20),
        [pm.SetMilestone(id=i, name=n, phase=p, gates=(gate,)) for i, n, p, gate in MILESTONES],
    )
    hours = f"{OPEN:02d}:00-{CLOSE:02d}:00"
    yield (
        start + timedelta(minutes=40),
        [SetCalendar(hours=(hours,)), *(SetEstimate(code=c, working_days=d) for c, d in ESTIMATES.items()), *LINKS],
    )
    approved = calendar.evening(calendar.later(start, 22 * HOURS))
    yield (
        calendar.later(start, 46),
        [
            due("M1", calendar.evening(done("1.1.1"), 2)),
            due("M2", calendar.evening(done("1.1.2"), -3)),
            due("M3", approved),
            due("M4", calendar.evening(done("1.2.1"), -5)),
            due("M5", calendar.evening(now, -4)),
            due("M6", calendar.evening(now, 52)),
            due("M7", calendar.evening(now, 80)),
            due("M9", calendar.evening(now, 150)),
        ],
    )
    yield (
        calendar.earlier(approved, 6),
        [pm.Achieve(milestone="M3", achieved_at=calendar.earlier(approved, 7), note="approved by the authority 批复")],
    )
    yield (
        calendar.earlier(done("1.2.1"), 7 * HOURS),
        [due("M4", calendar.evening(done("1.2.1"), 3), "high water, ten days lost")],
    )
    yield (
        calendar.earlier(now, 55),
        [due("M7", calendar.evening(now, 115), "the railing posts come later 立柱到货推迟")],
    )
