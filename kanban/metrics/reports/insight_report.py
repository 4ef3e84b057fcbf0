"""Slip causes, next actions and simulations as they leave: the shapes of `insight_export`, filled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from kanban.metrics import reasons
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight.next_actions import NextAction
from kanban.metrics.insight.simulation import Simulated, total_cost
from kanban.metrics.insight.simulation_cost import RULE, DatedCost, change
from kanban.metrics.insight.slip_causes import RULES, Cause, SlipCauses
from kanban.metrics.reasons import unless
from kanban.metrics.reports import insight_export as ex
from kanban.metrics.reports.evm_report import NO_CURRENCY
from kanban.metrics.reports.forecast_report import baseline_dates
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, why_no_date
from kanban.metrics.value.earned_value import Value, amount_of
from kanban.text.messages import Message, msg


def slip_report(state: MilestoneState, causes: SlipCauses, rollup: RollUp, generated_at: datetime) -> ex.SlipReport:
    """Why a milestone slips."""
    why = causes.reason or reasons.NO_BASELINE
    return ex.SlipReport(
        **_of_milestone(state, rollup, generated_at),
        p50_at=causes.p50_at,
        p50_at_reason=unless(causes.p50_at, why),
        slip_seconds=_seconds(causes.slip_days),
        slip_seconds_reason=unless(causes.slip_days is not None, why),
        causes=tuple(map(_cause, causes.causes)),
        rest_seconds=_seconds(causes.rest_days),
        rest_seconds_reason=unless(causes.rest_days is not None, why),
    )


def next_report(
    state: MilestoneState, actions: Iterable[NextAction], rollup: RollUp, generated_at: datetime
) -> ex.NextReport:
    """What to do next for a milestone."""
    p85_at = state.forecast.p85_at if state.forecast is not None else None
    return ex.NextReport(
        **_of_milestone(state, rollup, generated_at),
        p85_at=p85_at,
        p85_at_reason=unless(p85_at, why_no_date(state) or reasons.TOO_LATE),
        actions=tuple(map(_action, actions)),
    )


def simulation_report(
    found: Sequence[Simulated], changes: Sequence[str], rollup: RollUp, generated_at: datetime
) -> ex.SimulationReport:
    """The milestones' dates with changes and what they cost, beside today's."""
    currency = rollup.plan.costs.currency
    return ex.SimulationReport(
        generated_at=generated_at,
        as_of_at=rollup.as_of,
        timezone=rollup.plan.timezone,
        changes=tuple(changes),
        milestones=tuple(_simulated(milestone, currency) for milestone in found),
        total_cost=_cost(*total_cost(rollup, found), currency),
        cost_rule=str(RULE),
    )


def _of_milestone(state: MilestoneState, rollup: RollUp, generated_at: datetime) -> dict[str, Any]:
    return {
        "generated_at": generated_at,
        "as_of_at": rollup.as_of,
        "timezone": rollup.plan.timezone,
        "milestone": state.milestone.id,
        "name": state.milestone.name,
        "baseline_at": state.baseline_at,
        "baseline_at_reason": unless(state.baseline_at, reasons.NO_BASELINE),
    }


def _seconds(days: float | None) -> float | None:
    return None if days is None else days * DAY_SECONDS


def _cause(cause: Cause) -> ex.CauseRow:
    return ex.CauseRow(
        cause=cause.code,
        rule=str(RULES[cause.code]),
        seconds=_seconds(cause.days),
        seconds_reason=unless(cause.days is not None, cause.reason or reasons.UNDATED),
        cards=tuple(map(_ref, cause.cards)),
    )


def _ref(item: BoardCard) -> ex.CardRef:
    return ex.CardRef(item.board.slug, item.card.id, item.card.title)


def _action(action: NextAction) -> ex.ActionRow:
    return ex.ActionRow(
        action=action.code,
        gain_seconds=action.days * DAY_SECONDS,
        card=_ref(action.card) if action.card is not None else None,
        card_reason=unless(action.card, msg("it is about no card alone")),
        board=action.board or None,
        board_reason=unless(action.board, msg("it is about no board")),
    )


def _cost(today: DatedCost, changed: DatedCost, currency: str) -> ex.SimulatedCost:
    return ex.SimulatedCost(
        currency=currency or None,
        currency_reason=unless(currency, NO_CURRENCY),
        today=_cost_row(today.p50, today.p85, currency),
        changed=_cost_row(changed.p50, changed.p85, currency),
        change=_cost_row(change(today.p50, changed.p50), change(today.p85, changed.p85), currency),
    )


def _cost_row(p50: Value, p85: Value, currency: str) -> ex.CostRow:
    return ex.CostRow(
        p50=_amount(p50, currency), p50_reason=_why(p50), p85=_amount(p85, currency), p85_reason=_why(p85)
    )


def _amount(value: Value, currency: str) -> float | None:
    return None if value.amount is None else amount_of(value.amount, currency)


def _why(value: Value) -> reasons.Why:
    return unless(value.amount is not None, value.reason or reasons.UNDATED)


def _simulated(found: Simulated, currency: str) -> ex.SimulatedRow:
    state = found.state
    gain = found.gain_seconds
    today, changed = (baseline_dates(known, state.baseline_at) for known in (found.today, found.changed))
    why: Message = reasons.UNDATED
    return ex.SimulatedRow(
        id=state.milestone.id,
        name=state.milestone.name,
        baseline_at=state.baseline_at,
        baseline_at_reason=unless(state.baseline_at, reasons.NO_BASELINE),
        today=today,
        today_reason=unless(today, why),
        changed=changed,
        changed_reason=unless(changed, why),
        p85_gain_seconds=gain,
        p85_gain_seconds_reason=unless(gain is not None, why),
        cost=_cost(found.cost_today, found.cost_changed, currency),
        budget_left=_amount(found.budget_left, currency),
        budget_left_reason=_why(found.budget_left),
    )
