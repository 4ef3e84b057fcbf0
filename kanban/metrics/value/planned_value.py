"""Planned value: the budget of a work package spread evenly over the working time of its span."""

from datetime import datetime, timedelta
from fractions import Fraction

import msgspec

from kanban.metrics.schedule.working_time import YEARS_MOST, WorkingTime
from kanban.metrics.value.earned_value import NO_BAC, Value
from kanban.model.plan import Plan
from kanban.text.calendar_weeks import day_begin
from kanban.text.messages import Message, msg

NO_FINISH = msg("no milestone with a baseline date waits for it, and no last day is given (budget set --to)")
NO_PLAN_YET = msg("the plan is empty")
FINISH_FIRST = msg("its span ends before it begins")
TOO_LONG = msg("its span is longer than a century")


class Span(msgspec.Struct, frozen=True):
    """From when until when a work package is planned to be earned."""

    start: datetime
    finish: datetime


def span_of(plan: Plan, code: str) -> Span | Message:
    """The span of a budgeted work package, or why it has none.

    Its days where they are given; else from the plan's first event to the earliest baseline, now in force, of a
    milestone that waits for it.
    """
    budget = plan.costs.budgets.get(code)
    if budget is None:
        return NO_BAC
    if not plan.history:
        return NO_PLAN_YET
    start = plan.history[0].at if budget.start is None else day_begin(budget.start, plan.timezone)
    if budget.finish is not None:
        finish = day_begin(budget.finish + timedelta(days=1), plan.timezone)
    else:
        due = [m.current_baseline.due_at for m in plan.gated_by(code) if m.current_baseline is not None]
        if not due:
            return NO_FINISH
        finish = min(due)
    if finish <= start:
        return FINISH_FIRST
    return TOO_LONG if finish.year - start.year > YEARS_MOST else Span(start, finish)


class PlannedValue:
    """What of each budget was planned to be earned by a moment."""

    def __init__(self, plan: Plan) -> None:
        self.spans = {code: span_of(plan, code) for code in plan.costs.budgets}
        self._budgets = plan.costs.budgets
        self._working = WorkingTime(plan.calendar, plan.timezone)

    def of(self, code: str, moment: datetime) -> Value:
        """BAC x working time of the span until the moment / working time of the span.

        A span without working time is reckoned by the clock.
        """
        span = self.spans.get(code, NO_BAC)
        if isinstance(span, Message):
            return Value.missing(span)
        amount = self._budgets[code].amount
        if moment <= span.start:
            return Value.of(0)
        if moment >= span.finish:
            return Value.of(amount)
        part, whole = (self._working.between(span.start, end) for end in (moment, span.finish))
        if not whole:
            part, whole = ((end - span.start).total_seconds() for end in (moment, span.finish))
        return Value(amount * Fraction(part) / Fraction(whole))
