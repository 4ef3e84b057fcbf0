"""Every report of a workspace, and workspaces of many kinds to make them of. Times are hours, as in `makers`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from crew import NOW, WEEK, crew
from makers import DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Block, Edit
from kanban.commands.columns import SetColumnKind
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.commands.work_log import Log
from kanban.metrics.flow.totals import Window
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.next_actions import next_actions
from kanban.metrics.insight.queue_order import queue_order
from kanban.metrics.insight.record import past_forecasts, record
from kanban.metrics.insight.simulation import Pace, Scope, simulate
from kanban.metrics.insight.slip_causes import SlipCauses, slip_causes
from kanban.metrics.reports.benefit_export import benefit_report
from kanban.metrics.reports.board_report import cards_report, metrics_report
from kanban.metrics.reports.calibration_report import calibration_report
from kanban.metrics.reports.evm_report import evm_report
from kanban.metrics.reports.forecast_report import forecast_report
from kanban.metrics.reports.insight_report import next_report, simulation_report, slip_report
from kanban.metrics.reports.milestone_chart_report import milestone_chart_report
from kanban.metrics.reports.order_export import order_report
from kanban.metrics.reports.quality_report import counted, quality_report
from kanban.metrics.reports.rollup_report import changes_report, rollup_report
from kanban.metrics.reports.savings_report import savings_report
from kanban.metrics.reports.schedule_report import schedule_report
from kanban.metrics.reports.timeline_report import timeline_report
from kanban.metrics.rollup.changes import changes
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, roll_up, why_no_date
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import timeline
from kanban.metrics.schedule.trend import schedule_trend
from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.parts import value_parts
from kanban.metrics.value.plan_earned_value import weekly_values
from kanban.metrics.value.savings import savings
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem, UnreadableBoard

CHARTS = ("forecast", "burnup", "burndown", "trend", "fever", "value")
MADE = hour(NOW + 10 * WEEK)
"""When the reports are made."""


class Workspace(NamedTuple):
    """What reports are made of."""

    plan: Plan
    boards: Sequence[Board] = ()
    unread: Sequence[UnreadableBoard] = ()
    at: float = NOW
    window: Window = Window()


def reports(work: Workspace) -> Iterator[tuple[str, Any]]:
    """Every report that can be made of it, with the name of its shape; some of them several times."""
    plan, boards, moment, window = work.plan, work.boards, hour(work.at), work.window
    rollup = foretold(roll_up(plan, boards, moment, work.unread))
    earlier = roll_up(plan, boards, hour(work.at - WEEK), work.unread)
    unreadable = tuple(str(board.problem) for board in work.unread)
    yield "metrics", metrics_report(plan, boards, window, moment, MADE, with_cards=True, unreadable=unreadable)
    yield "quality", quality_report(counted(boards, window, moment), MADE, unreadable)
    yield "rollup", rollup_report(rollup, MADE)
    yield "rollup", rollup_report(earlier, MADE)
    yield "changes", changes_report(changes(earlier, rollup), earlier, rollup, MADE)
    yield "forecast", forecast_report(rollup, MADE)
    pairs = [(board, card) for board in boards for card in board.cards.values()]
    yield "cards", cards_report(plan, pairs, moment, MADE)
    yield "calibration", calibration_report(record(past_forecasts(plan, boards, moment)), moment, MADE, plan.timezone)
    scheduled = plan_schedule(rollup)
    yield "schedule", schedule_report(rollup, scheduled, MADE)
    yield "schedule", schedule_report(rollup, scheduled, MADE, schedule_trend(plan, boards, rollup, work.unread))
    yield "timeline", timeline_report(rollup, timeline(rollup, scheduled), MADE)
    yield "timeline", timeline_report(rollup, timeline(rollup, None), MADE)
    yield from _of_money(work, rollup)
    for board in boards:
        yield "order", order_report(board.slug, queue_order(board, rollup, Forecaster()), rollup, MADE)
    for state in rollup.milestones:
        yield from _of_milestone(state, rollup)
    found = list(simulate(rollup, [Pace(board.slug, 2.0) for board in boards], Forecaster()))
    yield "simulation", simulation_report(found, ["pace x2"], rollup, MADE)


def _of_money(work: Workspace, rollup: RollUp) -> Iterator[tuple[str, Any]]:
    plan, moment = work.plan, hour(work.at)
    parts = value_parts(rollup)
    yield "evm", evm_report(rollup, parts, MADE)
    yield "evm", evm_report(rollup, parts, MADE, weekly_values(parts.whole, work.boards, work.unread))
    half = hour(work.at / 2)
    compared = savings(plan, [(board, moment) for board in work.boards], Window(hour(0), half), Window(half, moment))
    yield "savings", savings_report(compared, moment, MADE, plan.timezone, ())
    for flows in ([], [(2026, -500.0)], [(2026, -500.0), (2027, 400.5), (2028, 300.0)]):
        dated = [DatedFlow(date(year, 1, 31), amount) for year, amount in flows]
        yield "benefit", benefit_report(dated, 0.08, plan.costs.currency, plan.timezone, moment, MADE)


def _of_milestone(state: MilestoneState, rollup: RollUp) -> Iterator[tuple[str, Any]]:
    for chart in CHARTS:
        yield "milestone_chart", milestone_chart_report(chart, state, rollup, MADE)
    if state.forecast is None or state.forecast.forecast.curve is None:
        nothing = SlipCauses(baseline_at=state.baseline_at, p50_at=None, slip_days=None, reason=why_no_date(state))
        yield "slip", slip_report(state, nothing, rollup, MADE)
        yield "next", next_report(state, (), rollup, MADE)
        return
    question = Forecaster().question(state, rollup)
    yield "slip", slip_report(state, slip_causes(state, question, rollup), rollup, MADE)
    yield "next", next_report(state, next_actions(state, question, rollup), rollup, MADE)
    scope = list(simulate(rollup, [Scope(state.milestone.id, 3)], Forecaster()))
    yield "simulation", simulation_report(scope, [f"scope {state.milestone.id}=3"], rollup, MADE)


def _busy() -> tuple[Board, Board]:
    """Two drivers: rework, blocks, dropped and reopened cards, logged hours, unplanned work."""
    zhang, li = crew(), crew("li", "1.2.1", pace=50.0)
    begin = NOW - 10.0
    zhang.move("25", DOING, begin)
    zhang.give(Log(cards=("25",), minutes=90), begin + 1)
    zhang.move("25", REVIEW, begin + 2)
    zhang.move("25", DOING, begin + 3, reason="defect")
    zhang.give(Block(cards=("25", "26"), why="crane [/] booked"), begin)
    zhang.give(Archive(cards=("27",)), begin)
    zhang.move("24", REVIEW, begin, reason="change")
    zhang.move("23", REVIEW, begin, reason="change")
    zhang.move("23", DONE, begin + 1)
    zhang.give(Edit(cards=("28", "29"), changes={"estimate": 3.0}), begin)
    zhang.add("not planned", at=begin, column=DOING)
    zhang.move(zhang.add("straight", at=begin), DONE, begin)
    li.give(Log(cards=("2",), minutes=60), begin)
    return zhang.board, named(li.board, "li")


def _planner(due: float = NOW + WEEK) -> Planner:
    planner = Planner().milestone().promise(due).milestone("Piers", ("1.2",)).promise(NOW + 40 * WEEK, milestone="M2")
    return planner.milestone("Opening 通车", ()).milestone("Rails", ("1.1.2",)).promise(2 * WEEK, milestone="M4")


def _paid(planner: Planner) -> Planner:
    for step in (
        SetCurrency(currency="CNY"), SetRate(amount=6_000), SetBudget(code="1.1.1", amount=100_000),
        SetBudget(code="1.2.1", amount=50_005, start=date(2026, 3, 2), finish=date(2026, 4, 30)),
        BookCost(code="1.1.2", amount=2_550, on=date(2026, 3, 2)), SetEstimate(code="1.1.2", working_days=2.5),
        SetLink(predecessor="1.1.1", successor="1.1.2"), SetLink(predecessor="bridge/26", successor="1.2.1", type="SS"),
        SetLink(predecessor="1.2.1", successor="M3", lag_working_days=1.5),
        SetLink(predecessor="li/2", successor="bridge/30"),
    ):  # fmt: skip
        planner.give(step)
    return planner


def _astray(planner: Planner) -> Planner:
    """With a link to a card that there is not."""
    return planner.give(SetLink(predecessor="bridge/999", successor="1.1.2"))


def _one_card(*moves: tuple[str, float]) -> tuple[Board]:
    desk = Desk()
    desk.add(work_package="1.1.1")
    for column, at in moves:
        desk.move("1", column, at)
    return (desk.board,)


def _corrected() -> tuple[Board]:
    """A queue that is work, and work that is done, from now on: a start and a finish that nobody knows."""
    desk = Desk()
    for column, package in ((READY, "1.1.1"), (READY, "1.1.1"), (REVIEW, "1.1.1"), (REVIEW, "1.2.1")):
        desk.add(column=column, work_package=package)
    desk.move("4", DOING, 1, reason="defect")
    desk.move("4", DONE, 2)
    desk.give(SetColumnKind(column=READY, kind="active"), 5)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 6)
    desk.move("1", DONE, 9)
    desk.move("2", DONE, 9)
    return (desk.board,)


_GONE = UnreadableBoard("wang", Problem("boards/wang/board.json", "not JSON"))
WORKSPACES: dict[str, Callable[[], Workspace]] = {
    "nothing": lambda: Workspace(Plan()),
    "a plan without boards": lambda: Workspace(_paid(_planner()).plan),
    "an empty board": lambda: Workspace(_planner().plan, (Desk().board,)),
    "one card in work": lambda: Workspace(_planner().plan, _one_card((DOING, 5))),
    "one card done": lambda: Workspace(_paid(_planner()).plan, _one_card((DOING, 5), (DONE, 9))),
    "two busy boards": lambda: Workspace(_paid(_planner()).plan, _busy()),
    "two busy boards in a window": lambda: Workspace(
        msgspec.structs.replace(_paid(_planner()).plan, timezone="Europe/Berlin"), _busy(),
        window=Window(hour(2 * WEEK), hour(9 * WEEK), "Europe/Berlin"),
    ),
    "long before the end": lambda: Workspace(_astray(_paid(_planner(60 * WEEK))).plan, _busy(), at=3 * WEEK),
    "nothing since": lambda: Workspace(_planner().plan, _busy(), at=NOW + 9 * WEEK),
    "signed off": lambda: Workspace(
        _paid(_planner()).sign_off(6 * WEEK, at=7 * WEEK).sign_off(NOW - 1, at=NOW - 1, milestone="M2").plan, _busy(),
    ),
    "all done": lambda: Workspace(_paid(_planner()).plan, (crew(ahead=0).board,)),
    "kinds of columns corrected": lambda: Workspace(_planner().plan, _corrected()),
    "an empty window": lambda: Workspace(_planner().plan, _busy(), window=Window(hour(NOW), hour(NOW + 1))),
    "a board that cannot be read": lambda: Workspace(_paid(_planner()).plan, _busy(), (_GONE,)),
}  # fmt: skip


@lru_cache
def made(name: str) -> tuple[tuple[str, Any], ...]:
    """The reports of one of these workspaces, made once."""
    return tuple(reports(WORKSPACES[name]()))
