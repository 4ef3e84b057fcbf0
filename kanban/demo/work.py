"""How the drivers worked: finished cards over three months, and what is under way now."""

import random
from datetime import datetime
from typing import NamedTuple

from kanban.commands.cards import Add
from kanban.demo.calendar import HOURS, Calendar
from kanban.demo.script import Script, Story
from kanban.demo.titles import DESCRIPTION, REMARKS, TAGS, TITLES, WHYS
from kanban.model.board import Column
from kanban.model.events import Reason

BACKLOG, READY, DOING, REVIEW, DONE = "c1", "c2", "c3", "c4", "c5"


class Driver(NamedTuple):
    """A driver's habits."""

    name: str
    cards: int
    """Cards started over the time."""
    pace: float
    """Multiplies working times."""
    shift: int
    """Which of the cards in `_BACK` went back."""
    under_way: tuple[tuple[str, float, str], ...]
    """Cards in work now: column, age in working days, why blocked."""
    columns: tuple[Column, ...] | None = None


DRIVERS = (
    Driver("zhang", 41, 1.0, 0, (
        (DOING, 7.2, "crane booked"), (DOING, 1.6, ""), (DOING, 0.3, ""), (REVIEW, 6.4, ""), (REVIEW, 1.1, ""),
    )),
    Driver("li", 38, 0.9, 1, ((DOING, 2.1, ""), (DOING, 0.6, ""), (REVIEW, 2.7, "inspector not on site"))),
    Driver("wang", 36, 1.15, 5, ((DOING, 3.4, ""), (DOING, 0.9, ""), (DOING, 5.9, "料未到"), (REVIEW, 1.8, ""))),
    Driver("chen", 35, 1.1, -8, ((DOING, 1.2, ""), (REVIEW, 0.7, ""), (REVIEW, 2.2, "")), (
        Column("c1", "待办", "queue"), Column("c2", "就绪", "queue"), Column("c3", "进行中", "active", 3),
        Column("c4", "检查", "active", 2), Column("c5", "完成", "done"),
    )),
)  # fmt: skip
SEED = 20_260_301
_PERIODS: tuple[tuple[float, tuple[str | None, ...]], ...] = (
    (0.14, ("1.1.1", "1.1.1", "1.1.3")),
    (0.30, ("1.1.2", "1.1.2", "1.1.1", "1.1.3", None)),
    (0.58, ("1.2.1", "1.2.1", "1.2.1", "1.1.2", "1.2.2", None)),
    (0.80, ("1.2.2", "1.2.2", "1.2.1", "1.2.3")),
    (1.01, ("1.2.2", "1.2.2", "1.2.3", "1.3.1", None)),
)
"""By share of the time gone: the work packages that were worked on."""
_STARTS_OVER = 620.75
"""The working hours over which the cards were started, of the 660 that the history has."""
_UNDER_WAY = ("1.2.2", "1.2.3", "1.2.2", "1.3.1", "1.2.2")
_AHEAD = ("1.2.2", "1.2.3", "1.2.2", "1.2.3", "1.3.1", "1.3.1", "1.3.1", "1.1.3", None, "1.3.2", "1.3.2", "1.3.2")
_WORKED = 0.5
"""Share of the time in work that is logged: a driver has several cards at once."""
_ESTIMATED = ("1.2.3", "1.3.1")
_BACK: dict[int, Reason | None] = {
    2: "defect", 5: "change", 7: "parked", 13: None, 17: "parked", 21: "mistake", 24: "defect", 29: "change",
    33: "defect",
}  # fmt: skip
"""Which cards went back from review, and why."""


class Desk:
    """One driver at work."""

    def __init__(self, driver: Driver, calendar: Calendar, start: datetime, now: datetime) -> None:
        self.driver = driver
        self.calendar = calendar
        self.start = start
        self.now = now
        self.chance = random.Random(SEED + sum(driver.name.encode()))
        self.script = Script(driver.name, driver.columns)
        self._numbers: dict[str, int] = {}

    def card(self, at: datetime, package: str | None) -> Story:
        """A new card in the backlog."""
        names = TITLES[package]
        name = names[self.chance.randrange(len(names))]
        number = self._numbers.get(name, self.chance.randrange(3, 9)) + 1
        self._numbers[name] = number
        add = Add(
            title=name.format(number),
            work_package=package,
            estimate=float(self.chance.choice((1, 2, 3, 5, 8))) if package in _ESTIMATED else None,
            tags=tuple(self.chance.sample(TAGS, self.chance.choice((0, 0, 1, 1, 2)))),
            members=(self.driver.name,) if self.chance.random() < 0.3 else (),
            description=DESCRIPTION if self.chance.random() < 0.15 else "",
        )
        return Story(self.script, at, add)

    def hours(self, median: float) -> float:
        """A working time, most of them near the median, some much longer."""
        return self.driver.pace * median * self.chance.lognormvariate(0, 0.8)


def drive(driver: Driver, calendar: Calendar, start: datetime, now: datetime) -> Script:
    """Everything a driver did until now."""
    desk = Desk(driver, calendar, start, now)
    for number in range(driver.cards):
        at = calendar.later(start, 6 + _STARTS_OVER * number / driver.cards + desk.chance.uniform(0, 8))
        _finished_card(desk, number, at)
    for number, (column, days, why) in enumerate(driver.under_way):
        _open_card(desk, number, column, days, why)
    _ahead(desk)
    return desk.script


def _created_at(desk: Desk, started: datetime) -> datetime:
    """Most cards were made when the work was broken down, in its order, the others shortly before they were started."""
    if desk.chance.random() < 0.6:
        gone = (started - desk.start) / (desk.now - desk.start)
        at = desk.calendar.later(desk.start, 43 * gone + desk.chance.uniform(0, 2))
    else:
        at = desk.calendar.earlier(started, desk.chance.uniform(4, 80))
    return max(desk.start, min(at, desk.calendar.earlier(started, 2)))


def _package(desk: Desk, number: int) -> str | None:
    share = number / desk.driver.cards
    packages = next(names for until, names in _PERIODS if share < until)
    return packages[number % len(packages)]


def _finished_card(desk: Desk, number: int, started: datetime) -> None:
    calendar, chance = desk.calendar, desk.chance
    doing, review = desk.hours(12.5), desk.hours(6)
    to_review = calendar.later(started, doing)
    finished = calendar.later(to_review, review)
    if finished >= calendar.earlier(desk.now, 3):  # too late to be finished by now: still ahead
        return
    story = desk.card(_created_at(desk, started), _package(desk, number))
    if number in (12, 27):
        story.move(finished, DONE)  # straight from the queue: it needed no work after all
        return
    story.move(calendar.earlier(started, chance.uniform(0.2, 1.5)), READY)
    if number in (15, 31):
        story.move(started, DOING)
        story.archive(calendar.later(started, 9))
        return
    story.move(started, DOING)
    if number % 8 == 6:
        story.block(calendar.later(started, doing * 0.2), chance.choice(WHYS), calendar.later(started, doing * 0.7))
    if number % 9 == 4:
        story.say(calendar.later(started, doing * 0.5), chance.choice(REMARKS))
    story.move(to_review, REVIEW)
    shifted = number + desk.driver.shift
    if shifted in _BACK:
        finished = _back(desk, story, to_review, _BACK[shifted])
    story.log(finished, doing * _WORKED)
    story.move(finished, DONE)
    _afterwards(desk, story, number, finished)


def _back(desk: Desk, story: Story, to_review: datetime, reason: Reason | None) -> datetime:
    """Out of review again; when it was done at last."""
    calendar = desk.calendar
    back = calendar.later(to_review, 1.5)
    if reason == "mistake":
        story.move(back, DOING, "mistake")
        story.move(calendar.later(back, 0.1), REVIEW)
        return calendar.later(back, 2)
    column = READY if reason == "parked" else DOING
    story.move(back, column, reason)
    again = calendar.later(back, 4 if reason == "parked" else 0)
    if reason == "parked":
        story.move(again, DOING)
    ready = calendar.later(again, desk.hours(4))
    story.move(ready, REVIEW)
    return calendar.later(ready, desk.hours(2.5))


def _afterwards(desk: Desk, story: Story, number: int, finished: datetime) -> None:
    """What happened to a few cards once they were done."""
    calendar = desk.calendar
    if number == 19:
        reopened = calendar.later(finished, 11)
        story.move(reopened, DOING, "defect")
        story.say(calendar.later(reopened, 0.3), "验收时发现裂纹，返工。")
        story.move(calendar.later(reopened, 7), REVIEW)
        story.move(calendar.later(reopened, 10), DONE)
    elif number == 23:
        story.slip(calendar.later(finished, 0.5), READY)
    elif number < 4:
        story.archive(calendar.later(finished, 20 * HOURS))


def _open_card(desk: Desk, number: int, column: str, days: float, why: str) -> None:
    """A card in work now."""
    calendar = desk.calendar
    started = calendar.earlier(desk.now, days * HOURS)
    story = desk.card(_created_at(desk, started), _UNDER_WAY[number % len(_UNDER_WAY)])
    story.edit(calendar.earlier(started, 1.2), due_at=calendar.evening(desk.now, (-2, 1, 3, 5, 9)[number % 5]))
    story.move(calendar.earlier(started, 1), READY)
    story.move(started, DOING)
    if column == REVIEW:
        story.move(calendar.later(started, days * HOURS * 0.6), REVIEW)
        if days > 5:
            story.move(calendar.later(started, days * HOURS * 0.7), DOING, "defect")
            story.move(calendar.later(started, days * HOURS * 0.9), REVIEW)
    story.log(calendar.later(started, days * HOURS * 0.5), days * HOURS * 0.5 * _WORKED)
    if why:
        story.block(calendar.later(started, days * HOURS * 0.5), why)


def _ahead(desk: Desk) -> None:
    """What is not started: the backlog, the top of it made ready, and one card that was dropped."""
    calendar, chance = desk.calendar, desk.chance
    for number, package in enumerate(_AHEAD):
        at = calendar.earlier(desk.now, chance.uniform(200, 230) - 12 * number)
        story = desk.card(at, package)
        if number < 3:
            story.move(calendar.earlier(desk.now, 3 + 4 * number), READY)
        if number % 2 == 0:
            story.edit(calendar.later(at, 0.5), due_at=calendar.evening(desk.now, 6 + 4 * number))
        if number == 9 and desk.driver.under_way[0][2]:
            story.archive(calendar.earlier(desk.now, 30))
