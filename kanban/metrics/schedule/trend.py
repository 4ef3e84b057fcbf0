"""How long the critical path was week by week."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.plan_schedule import PlanSchedule, plan_schedule
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.model.unreadable import UnreadableBoard
from kanban.text.calendar_weeks import monday, shifted

WEEKS = 12


def schedule_trend(
    plan: Plan,
    boards: Sequence[Board],
    last: RollUp,
    unread: Sequence[UnreadableBoard] = (),
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[PlanSchedule]:
    """The schedules as of each of the last 12 Mondays 00:00 at which there was a plan, and as of the last roll-up.

    `told` is called with how many are done, of how many.
    """
    total = len(trend_moments(plan, last.as_of))
    past = []
    for number, schedule in enumerate(schedules_by_week(plan, boards, last, unread)):
        past.append(schedule)
        if number < total:
            told(number, total)
    return past


def schedules_by_week(
    plan: Plan, boards: Sequence[Board], last: RollUp, unread: Sequence[UnreadableBoard] = ()
) -> Iterator[PlanSchedule]:
    """The same one by one, each reckoned when it is asked for."""
    for moment in trend_moments(plan, last.as_of):
        yield plan_schedule(roll_up(plan, boards, moment, unread))
    yield plan_schedule(last)


def trend_moments(plan: Plan, last: datetime) -> list[datetime]:
    """The Mondays before the last moment at which there was a plan."""
    return [at for at in mondays(last, plan.timezone) if plan.history and plan.history[0].at <= at]


def mondays(moment: datetime, zone_name: str) -> list[datetime]:
    """The last 12 Mondays 00:00 before a moment, the earliest first."""
    this = monday(moment, zone_name)
    moments = [shifted(this, -7 * number, zone_name) for number in range(WEEKS)]
    return [at for at in reversed(moments) if at < moment]
