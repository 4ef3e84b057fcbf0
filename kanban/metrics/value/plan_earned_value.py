"""Earned value of a plan: of each work package, in total, in time, and week by week."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

import msgspec

from kanban.metrics import reasons
from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.contributions import Figures
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.earned_schedule import NO_PLAN, EarnedSchedule, earned_schedule
from kanban.metrics.value.earned_value import NO_BAC, EarnedValue, Value, added
from kanban.metrics.value.planned_value import PlannedValue, Span
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.model.unreadable import UnreadableBoard
from kanban.model.wbs import code_key
from kanban.text.calendar_weeks import WEEK, monday, shifted
from kanban.text.messages import Message, msg

NOT_YET = msg("not yet")
WEEKS_MOST = 260
"""So many past weeks are looked at at most: five years."""


class PackageValue(msgspec.Struct, frozen=True, kw_only=True):
    """Earned value of a work package."""

    code: str
    name: str
    cards_total: int
    cards_done: int
    span: Span | Message
    value: EarnedValue


class PlanTime(msgspec.Struct, frozen=True, kw_only=True):
    """The earned schedule of the plan, with the moments that it is counted between."""

    start: datetime
    finish: datetime
    schedule: EarnedSchedule
    """In weeks of 7 days since the start; the last one ends with the plan."""

    @property
    def earned_at(self) -> datetime | None:
        """By when what is earned was planned to be."""
        es = self.schedule.es.amount
        return None if es is None else self.start + float(es) * WEEK


class PlanValue(msgspec.Struct, frozen=True, kw_only=True):
    """Earned value of a plan as of a moment."""

    as_of: datetime
    plan: Plan
    packages: tuple[PackageValue, ...]
    """Those with a budget or a cost, in WBS order."""
    total: EarnedValue
    time: PlanTime | None
    """None where the planned value of a budget is not known; `time_reason` says why."""
    time_reason: Message | None = None
    only: frozenset[str] | None = None
    """The work packages that it is of; None: all."""


class WeekValue(msgspec.Struct, frozen=True):
    """PV, EV and AC at a moment: a point of the S-curves."""

    at: datetime
    pv: Value
    ev: Value
    ac: Value


def plan_value(rollup: RollUp, only: frozenset[str] | None = None) -> PlanValue:
    """Earned value as of a roll-up, or of some work packages. Raises Refused where a history cannot be read."""
    plan = rollup.plan if only is None else _with_budgets(rollup.plan, only)
    planned = PlannedValue(plan)
    cost = ActualCost(plan, ((board, rollup.moment_of(board)) for board in rollup.boards))
    figures = {package.node.code: package.figures for package in rollup.packages}
    packages = tuple(
        _package(plan, code, figures.get(code), planned, cost, rollup)
        for code in sorted({*plan.costs.budgets, *_of(cost.codes, only)}, key=code_key)
    )
    return _together(plan, planned, packages, rollup, only)


def part_of(whole: PlanValue, rollup: RollUp, only: frozenset[str]) -> PlanValue:
    """What `plan_value(rollup, only)` gives, from that of the whole plan: no history is read again."""
    plan = _with_budgets(rollup.plan, only)
    packages = tuple(package for package in whole.packages if package.code in only)
    return _together(plan, PlannedValue(plan), packages, rollup, only)


def _together(
    plan: Plan,
    planned: PlannedValue,
    packages: tuple[PackageValue, ...],
    rollup: RollUp,
    only: frozenset[str] | None,
) -> PlanValue:
    figures = {package.node.code: package.figures for package in rollup.packages}
    total = _total([(each.code in plan.costs.budgets, each.value) for each in packages])
    time = _time(plan, planned, total, rollup.as_of, [figures[c] for c in plan.costs.budgets if c in figures])
    return PlanValue(
        as_of=rollup.as_of,
        plan=plan,
        packages=packages,
        total=total,
        time=time if isinstance(time, PlanTime) else None,
        time_reason=time if isinstance(time, Message) else None,
        only=only,
    )


def _with_budgets(plan: Plan, only: frozenset[str]) -> Plan:
    """A plan with no other budgets than those of some work packages."""
    budgets = {code: budget for code, budget in plan.costs.budgets.items() if code in only}
    return msgspec.structs.replace(plan, costs=msgspec.structs.replace(plan.costs, budgets=budgets))


def _of(codes: frozenset[str], only: frozenset[str] | None) -> frozenset[str]:
    return codes if only is None else codes & only


def _package(
    plan: Plan, code: str, figures: Figures | None, planned: PlannedValue, cost: ActualCost, rollup: RollUp
) -> PackageValue:
    hidden = may_hide(rollup.unread, code)
    node, budget = plan.nodes.get(code), plan.costs.budgets.get(code)
    bac = Value.missing(NO_BAC) if budget is None else Value.of(budget.amount)
    return PackageValue(
        code=code,
        name=node.name if node else "",
        cards_total=figures.total if figures else 0,
        cards_done=figures.done if figures else 0,
        span=planned.spans.get(code, NO_BAC),
        value=EarnedValue(
            bac=bac,
            pv=planned.of(code, rollup.as_of),
            ev=Value.missing(reasons.BOARD_UNREADABLE) if hidden else _earned(plan, code, figures, rollup.as_of),
            ac=Value.missing(reasons.BOARD_UNREADABLE) if hidden else cost.of(code, rollup.as_of),
        ),
    )


def may_hide(unread: Iterable[UnreadableBoard], code: str) -> bool:
    """Whether a board that cannot be read may have cards under a work package."""
    return any(board.packages is None or code in board.packages for board in unread)


def _earned(plan: Plan, code: str, figures: Figures | None, moment: datetime) -> Value:
    """BAC x cards done / cards; without cards nothing, or all of it where a milestone that waits is signed off."""
    budget = plan.costs.budgets.get(code)
    if budget is None:
        return Value.missing(NO_BAC)
    if figures is not None and figures.total:
        return Value(budget.amount * Fraction(figures.done, figures.total))
    signed = (m.sign_off.achieved_at for m in plan.gated_by(code) if m.sign_off is not None)
    is_signed_off = any(at is not None and at <= moment for at in signed)
    return Value.of(budget.amount if is_signed_off else 0)


def _total(values: Sequence[tuple[bool, EarnedValue]]) -> EarnedValue:
    """Budgets, what was planned and what is earned of them; costs of all packages, those without a budget too."""
    with_budget = [value for has_budget, value in values if has_budget]
    if not with_budget:
        missing = Value.missing(NO_BAC)
        return EarnedValue(bac=missing, pv=missing, ev=missing, ac=added([value.ac for _, value in values]))
    return EarnedValue(
        bac=added([value.bac for value in with_budget]),
        pv=added([value.pv for value in with_budget]),
        ev=added([value.ev for value in with_budget]),
        ac=added([value.ac for _, value in values]),
    )


def _time(
    plan: Plan, planned: PlannedValue, total: EarnedValue, moment: datetime, figures: Sequence[Figures]
) -> PlanTime | Message:
    spans = list(planned.spans.values())
    unknown = [span for span in spans if isinstance(span, Message)]
    if unknown or not spans:
        return unknown[0] if unknown else NO_BAC
    known = [span for span in spans if isinstance(span, Span)]
    start, finish = min(span.start for span in known), max(span.finish for span in known)
    curve: list[Fraction] = []
    at = start
    while at < finish:
        at += WEEK
        curve.append(added([planned.of(code, at) for code in planned.spans]).amount or Fraction(0))
    if total.ev.amount == total.bac.amount:  # the work took until it was done, whenever it is asked for
        done = [part.finished_at for part in figures if part.total]
        if done and all(done):
            moment = min(moment, max(at for at in done if at is not None))
    passed = max(moment - start, timedelta(0))
    schedule = earned_schedule(curve, total.ev, _weeks(passed), _weeks(finish - start) - (len(curve) - 1))
    return PlanTime(start=start, finish=finish, schedule=schedule) if curve else NO_PLAN


def _weeks(span: timedelta) -> Fraction:
    return Fraction(span // timedelta.resolution, WEEK // timedelta.resolution)


def weekly_values(
    last: PlanValue,
    boards: Sequence[Board],
    unread: Sequence[UnreadableBoard] = (),
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[WeekValue]:
    """The S-curves: each Monday 00:00 of the plan's spans, and the moment asked for.

    PV and budgets are those of the plan as of that moment; what was earned by a Monday is replayed from the boards.
    `told` is called with how many are done, of how many.
    """
    plan, planned = last.plan, PlannedValue(last.plan)
    moments = _mondays(planned, last.as_of, plan.timezone)
    cost = ActualCost(plan, ((board, last.as_of) for board in boards))
    values: list[WeekValue] = []
    for number, at in enumerate(moments):
        pv = added([planned.of(code, at) for code in planned.spans]) if planned.spans else Value.missing(NO_BAC)
        if at == last.as_of:
            values.append(WeekValue(at, last.total.pv, last.total.ev, last.total.ac))
        elif at > last.as_of:
            values.append(WeekValue(at, pv, Value.missing(NOT_YET), Value.missing(NOT_YET)))
        else:
            values.append(WeekValue(at, pv, *_replayed(last, boards, unread, cost, at)))
        told(number, len(moments))
    return values


def _replayed(
    last: PlanValue, boards: Sequence[Board], unread: Sequence[UnreadableBoard], cost: ActualCost, at: datetime
) -> tuple[Value, Value]:
    plan = last.plan
    cache = RollupCache()
    gone = (*unread, *cache.update(boards, at))
    unknown = Value.missing(reasons.BOARD_UNREADABLE)
    earned = [
        unknown if may_hide(gone, code) else _earned(plan, code, cache.figures((code,)), at)
        for code in plan.costs.budgets
    ]
    codes = sorted({*plan.costs.budgets, *_of(cost.codes, last.only)}, key=code_key)  # the first that is null says why
    spent = [unknown if may_hide(gone, code) else cost.of(code, at) for code in codes]
    return added(earned) if earned else Value.missing(NO_BAC), added(spent)


def _mondays(planned: PlannedValue, moment: datetime, zone_name: str) -> list[datetime]:
    """Mondays from the first span's start until the last one's finish and the moment have passed, and the moment."""
    spans = [span for span in planned.spans.values() if isinstance(span, Span)]
    if not spans:
        return [moment]
    begin, finish = min(span.start for span in spans), max(span.finish for span in spans)
    earliest = shifted(monday(moment, zone_name), -7 * WEEKS_MOST, zone_name)
    at, mondays = max(monday(begin, zone_name), earliest), {moment}
    while at < max(finish + WEEK, moment) and len(mondays) < 3 * WEEKS_MOST:
        mondays.add(at)
        at = shifted(at, 7, zone_name)
    return sorted(mondays)
