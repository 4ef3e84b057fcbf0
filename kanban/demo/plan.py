"""The PM's side: work breakdown, milestones and what became of them, fitted to what the drivers did."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from kanban.commands import plan as pm
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.demo.calendar import CLOSE, HOURS, OPEN, Calendar
from kanban.demo.script import Script
from kanban.model.plan_events import Phase
from kanban.text.dates import local

DAYS = 66
"""How far back the history goes, in working days: three months."""
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
CURRENCY, RATE = "CNY", 20_000
"""200 yuan an hour."""
BUDGETS: dict[str, tuple[int, float]] = {
    "1.1.1": (36_000, 0.0), "1.1.2": (34_000, 0.1), "1.1.3": (22_000, 0.0), "1.2.1": (90_000, 0.25),
    "1.2.2": (160_000, 0.5), "1.2.3": (48_000, 0.7), "1.3.1": (46_000, 0.7), "1.3.2": (40_000, 1.7),
    "1.3.3": (12_000, 2.0),
}  # fmt: skip
"""Yuan, and when the work was planned to begin, by share of the time gone."""
COSTS = (
    (0.05, "1.1.1", 6_000, "survey instruments 测量仪器"), (0.2, "1.1.2", 9_500, "site huts 临建板房"),
    (0.35, "1.2.1", 24_000, "piling rig 打桩机"), (0.5, "1.2.1", 14_000, "concrete 混凝土"),
    (0.65, "1.2.2", 30_000, "crane 吊车"), (0.8, "1.2.2", 18_000, "steel 钢材"), (0.85, "1.2.3", 8_000, "grout 压浆料"),
    (0.93, "1.2.2", 26_000, "crane again, ten days 吊车延期"),
)  # fmt: skip
"""When, by share of the time gone, on what, how many yuan, what for."""
Batch = tuple[datetime, list[pm.AnyPlanStep]]


def commands(calendar: Calendar, start: datetime, now: datetime, scripts: list[Script]) -> Iterator[Batch]:
    """What the PM did and when, oldest first."""

    batches = [*_work(calendar, start, now, scripts), *_costs(calendar, start, now)]
    return iter(sorted(batches, key=lambda batch: batch[0]))


def _costs(calendar: Calendar, start: datetime, now: datetime) -> Iterator[Batch]:
    """The budgets, and what was booked on which day."""

    def at(share: float) -> datetime:
        return calendar.later(start, share * DAYS * HOURS)

    def day(moment: datetime) -> date:
        return local(moment, ZONE).date()

    steps: list[pm.AnyPlanStep] = [SetCurrency(currency=CURRENCY), SetRate(amount=RATE)]
    for code, (yuan, begin) in BUDGETS.items():
        finish = day(calendar.evening(now, 130)) if code == "1.3.2" else None  # its milestone has no date yet
        steps.append(SetBudget(code=code, amount=yuan * 100, start=day(at(begin)), finish=finish))
    yield start + timedelta(minutes=50), steps
    for share, code, yuan, note in COSTS:
        moment = at(share)
        yield moment, [BookCost(code=code, amount=yuan * 100, on=day(moment), note=note)]


def _work(calendar: Calendar, start: datetime, now: datetime, scripts: list[Script]) -> Iterator[Batch]:
    """The work breakdown, the milestones and what became of them."""

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
