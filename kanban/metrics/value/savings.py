"""Savings: two windows compared, before and after something was changed, in working time and in money.

The money is what the saved working time would have cost: time saved a card x cards finished after x the share of the
time in work that was logged as worked x what an hour of it cost. Both are those of the cards of both windows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

import msgspec

from kanban.metrics.flow.totals import Window, existing
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.metrics.stats import LOW_SAMPLE
from kanban.metrics.value.bootstrap import Interval, Statistic, difference_interval, median
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.model.work_log import logged_work
from kanban.text.dates import local
from kanban.text.messages import Message, msg

FigureName = Literal["cycle_time", "rework_time", "logged_time"]
FIGURES: tuple[FigureName, ...] = get_args(FigureName)
STATISTICS: Mapping[FigureName, Literal["median", "mean"]] = {
    "cycle_time": "median", "rework_time": "mean", "logged_time": "mean",
}  # fmt: skip
"""What is taken of many cards. Most have no rework time: its median would say nothing."""
FEWEST = 2
"""So many cards each window needs for an interval."""
TOO_FEW = msg("fewer than 2 finished cards with a known start in a window")
NOTHING_LOGGED = msg("no time is logged on these cards")
NO_RATE = msg("no hourly rate holds for the time logged on these cards")
NO_TIME_IN_WORK = msg("these cards have no working time in work")


class Worked(NamedTuple):
    """A finished card in working seconds, in the order of FIGURES."""

    cycle: float
    rework: float
    logged: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One figure before and after, in working seconds a card."""

    figure: FigureName
    before: float | None
    after: float | None
    interval: Interval | None
    """Of after - before; None with fewer than `FEWEST` cards in a window."""
    hours_saved: float | None
    """Of work, over all cards finished after; negative where it is more than before."""
    amounts: tuple[float, float, float] | None
    """What was saved in the smallest unit of the currency, and its interval; None with `reason`."""
    reason: Message | None = None

    @property
    def change(self) -> float | None:
        """After - before."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def is_noise(self) -> bool | None:
        """Whether the change cannot be told from noise; None without an interval."""
        return None if self.interval is None else self.interval.spans_zero


class Savings(msgspec.Struct, frozen=True, kw_only=True):
    """Two windows compared."""

    before: Window
    after: Window
    before_cards: int
    after_cards: int
    currency: str
    worked_share: float | None
    """Time logged / working time from start to finish, of all these cards."""
    hourly_amount: float | None
    """What a logged hour cost, in the smallest unit."""
    changes: tuple[Change, ...]
    reason: Message | None = None
    """Why nothing is known in money."""

    @property
    def is_low_sample(self) -> bool:
        """Whether a window has few cards."""
        return min(self.before_cards, self.after_cards) < LOW_SAMPLE


def savings(plan: Plan, boards: Sequence[tuple[Board, datetime]], before: Window, after: Window) -> Savings:
    """The cards finished in either window, of boards each as of a moment. Raises Refused if a history is unreadable."""
    working = WorkingTime(plan.calendar, plan.timezone)
    by_window: dict[str, list[Worked]] = {"before": [], "after": []}
    seconds = logged = cost = Fraction(0)
    has_rate = True
    for board, moment in boards:
        for card in existing(board.all_cards.values(), moment):
            flow = card.flow
            which = "before" if before.holds(flow.finished_at) else "after" if after.holds(flow.finished_at) else ""
            if not which or flow.started_at is None or flow.finished_at is None:
                continue
            worked = _worked(card, flow.started_at, flow.finished_at, working)
            by_window[which].append(worked)
            seconds += Fraction(worked.cycle)
            for work in logged_work(card):
                rate = plan.costs.hourly_rate(board.driver, local(work.logged_at, plan.timezone).date())
                has_rate &= rate is not None
                logged += work.minutes
                cost += Fraction(work.minutes * (rate or 0), 60)
    share = float(logged * 60 / seconds) if seconds and logged else None
    hourly = float(cost * 60 / logged) if logged and has_rate else None
    reason = None
    if share is None:
        reason = NOTHING_LOGGED if not logged else NO_TIME_IN_WORK
    elif hourly is None:
        reason = NO_RATE
    return Savings(
        before=before,
        after=after,
        before_cards=len(by_window["before"]),
        after_cards=len(by_window["after"]),
        currency=plan.costs.currency,
        reason=reason,
        worked_share=share,
        hourly_amount=hourly,
        changes=tuple(
            _change(name, by_window, share, hourly, reason) for name in ("cycle_time", "rework_time", "logged_time")
        ),
    )


def _worked(card: Card, started: datetime, finished: datetime, working: WorkingTime) -> Worked:
    rework = sum(
        working.between(back.at, max(back.at, min(back.regained_at or finished, finished)))
        for back in card.flow.backs
        if back.is_rework
    )
    return Worked(working.between(started, finished), rework, card.flow.logged_minutes * 60.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _change(
    name: FigureName, found: dict[str, list[Worked]], share: float | None, hourly: float | None, reason: Message | None
) -> Change:
    statistic: Statistic = median if STATISTICS[name] == "median" else _mean
    values = {which: [card[FIGURES.index(name)] for card in cards] for which, cards in found.items()}
    before, after = (statistic(values[which]) if values[which] else None for which in ("before", "after"))
    if name == "logged_time" and share is None:
        before = after = None
    if before is None or after is None or min(map(len, values.values())) < FEWEST:
        return Change(figure=name, before=before, after=after, interval=None, hours_saved=None, amounts=None,
                      reason=reason if name == "logged_time" and share is None else TOO_FEW)  # fmt: skip
    interval = difference_interval(values["before"], values["after"], statistic)
    part = 1.0 if name == "logged_time" else share
    if part is None or hourly is None:
        return Change(figure=name, before=before, after=after, interval=interval, hours_saved=None, amounts=None,
                      reason=reason)  # fmt: skip
    hours = [-difference / 3600 * len(values["after"]) * part for difference in (after - before, *interval[::-1])]
    return Change(
        figure=name, before=before, after=after, interval=interval, hours_saved=hours[0],
        amounts=(hours[0] * hourly, hours[1] * hourly, hours[2] * hourly),
    )  # fmt: skip
