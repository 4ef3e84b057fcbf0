"""Why a milestone slips (延期原因): the days between its baseline and P50, cause by cause.

Each cause is the same forecast with that one thing taken out, so that it is exact and the same each time. Causes act
together and need not add up to the whole; what they leave is named the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from kanban.metrics import reasons
from kanban.metrics.flow.totals import existing
from kanban.metrics.forecast.board_past import days_of
from kanban.metrics.forecast.moment import FEWEST_EXITS, TeamMoment
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.forecast.what_if import Lost, Situation, at_pace_of, dropped, without_time
from kanban.metrics.insight.milestone_forecasts import Question, forecast_if, situation
from kanban.metrics.rollup.contributions import BoardCard, came_since
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.rollup.status import no_p85
from kanban.model.flow import Flow
from kanban.text.messages import Message, msg

Code = Literal["scope", "rework", "blocked", "parked", "pace", "queue"]
CODES: tuple[Code, ...] = ("scope", "rework", "blocked", "parked", "pace", "queue")
RULES: Mapping[Code, Message] = {
    "scope": msg("without cards added since the baseline"),
    "rework": msg("without rework time in ages and pace"),
    "blocked": msg("without blocked time in ages and pace"),
    "parked": msg("without parked time in ages"),
    "pace": msg("as fast as when the baseline was set"),
    "queue": msg("without the cards of other milestones"),
}
"""What is taken out of the forecast for each cause; short enough to stand beside it in 80 columns."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """About how many days of the slip go back to one cause."""

    code: Code
    days: float | None
    """P50 less the P50 without the cause; below 0 where it makes the milestone sooner."""
    cards: tuple[BoardCard, ...] = ()
    """The cards behind it, those that weigh most first."""
    reason: Message | None = None
    """Why the days are not known."""


class SlipCauses(msgspec.Struct, frozen=True, kw_only=True):
    """The days between a milestone's baseline and its P50, by cause, the largest first."""

    baseline_at: datetime | None
    p50_at: datetime | None
    slip_days: float | None
    """P50 - baseline; below 0 where it is sooner."""
    causes: tuple[Cause, ...] = ()
    rest_days: float | None = None
    """The slip less the days of all causes that make the milestone later."""
    reason: Message | None = None
    """Why nothing can be said."""


def slip_causes(state: MilestoneState, question: Question, rollup: RollUp) -> SlipCauses:
    """Why a milestone is later than its baseline, or would be."""
    before = situation(question)
    p50 = _p50(question, before)
    baseline, due_at = state.baseline, state.baseline_at
    if p50 is None or baseline is None or due_at is None:
        why = reasons.NO_BASELINE if baseline is None else _no_p50(state)
        return SlipCauses(baseline_at=due_at, p50_at=None, slip_days=None, reason=why)
    p50_at = (state.forecast.p50_at if state.forecast is not None else None) or question.as_of + timedelta(days=p50)
    slip = (p50_at - due_at) / timedelta(days=1)
    causes = [_cause(code, state, question, before, rollup, p50, baseline.set_at) for code in CODES]
    causes.sort(key=lambda cause: (cause.days is None, -(cause.days or 0.0)))
    return SlipCauses(
        baseline_at=due_at,
        p50_at=p50_at,
        slip_days=slip,
        causes=tuple(causes),
        rest_days=slip - sum(max(0.0, cause.days or 0.0) for cause in causes),
    )


def _no_p50(state: MilestoneState) -> Message:
    known = state.forecast
    return (no_p85(known) if known is not None else None) or reasons.UNDATED


def _p50(question: Question, changed: Situation) -> float | None:
    return forecast_if(question, changed).p50


def _cause(
    code: Code,
    state: MilestoneState,
    question: Question,
    before: Situation,
    rollup: RollUp,
    p50: float,
    set_at: datetime,
) -> Cause:
    after, cards, reason = _WITHOUT[code](state, question, before, rollup, set_at)
    if after is None:
        return Cause(code=code, days=0.0 if reason is None else None, cards=cards, reason=reason)
    changed = _p50(question, after)
    return Cause(code=code, days=None if changed is None else p50 - changed, cards=cards)


_Without = tuple[Situation | None, tuple[BoardCard, ...], Message | None]
"""The situation without a cause (None: it is the same), the cards behind the cause, why it cannot be made."""


def _open(state: MilestoneState) -> list[BoardCard]:
    return [item for item in state.figures.cards if not item.card.flow.is_finished]


def _scope(state: MilestoneState, question: Question, before: Situation, rollup: RollUp, set_at: datetime) -> _Without:
    gated = {part.package for part in state.figures.contributions if part.package}
    came = came_since(_open(state), gated, set_at)
    keys = [(item.board.slug, item.card.id) for item in came]
    return (dropped(before, keys) if keys else None), came, None


def _lost(
    seconds: Callable[[Flow, datetime], float], in_work: bool
) -> Callable[[MilestoneState, Question, Situation, RollUp, datetime], _Without]:
    """What is lost by each card in a way, taken out."""

    def without(
        state: MilestoneState, question: Question, before: Situation, rollup: RollUp, set_at: datetime
    ) -> _Without:
        as_of = question.as_of
        lost = lost_days(rollup, question, seconds)
        if not any(lost.values()):
            return None, (), None
        cards = sorted(
            (item for item in state.figures.cards if seconds(item.card.flow, as_of) > 0),
            key=lambda item: -seconds(item.card.flow, as_of),
        )
        return without_time(before, lost, in_work=in_work), tuple(cards), None

    return without


def lost_days(rollup: RollUp, question: Question, seconds: Callable[[Flow, datetime], float]) -> Lost:
    """The days that the cards of a milestone's boards lost in a way, where they lost any."""
    names = {line.name for line in question.timelines}
    return {
        board.slug: {
            card.id: lost / DAY_SECONDS
            for card in existing(board.all_cards.values(), rollup.moment_of(board))
            if not card.void and (lost := seconds(card.flow, question.as_of)) > 0
        }
        for board in rollup.boards
        if board.slug in names
    }


def rework_time(flow: Flow, moment: datetime) -> float:
    """Seconds that a card spent on what it had been through already."""
    return flow.rework_seconds(moment)


def blocked_time(flow: Flow, moment: datetime) -> float:
    """Seconds that a card was blocked, up to now where it is."""
    return (flow if flow.is_finished else flow.until(moment)).blocked_seconds


def parked_time(flow: Flow, moment: datetime) -> float:
    """Seconds that a card lay in a queue after its start, up to now where it does."""
    return (flow if flow.is_finished else flow.until(moment)).parked_seconds


def _pace(state: MilestoneState, question: Question, before: Situation, rollup: RollUp, set_at: datetime) -> _Without:
    then = TeamMoment(question.timelines, days_of(set_at))
    if then.exits < FEWEST_EXITS:
        return None, (), msg("{n} of {wanted} finished or dropped by then", n=then.exits, wanted=FEWEST_EXITS)
    return at_pace_of(before, then), (), None


def _queue(state: MilestoneState, question: Question, before: Situation, rollup: RollUp, set_at: datetime) -> _Without:
    own = {(item.board.slug, item.card.id) for item in state.figures.cards}
    others = {
        (item.board.slug, item.card.id): item
        for other in rollup.milestones
        if other.milestone.id != state.milestone.id and not other.is_done
        for item in _open(other)
        if item.board.slug in before.cards and (item.board.slug, item.card.id) not in own
    }
    after = dropped(before, others.keys()) if others else None
    return after, tuple(_ahead(before, others)), None


def _ahead(before: Situation, others: Mapping[tuple[str, str], BoardCard]) -> Iterable[BoardCard]:
    """Those of the others that come before the last card of the milestone, in the order of the queues."""
    for name, keys in before.cards.items():
        open_ = before.team.boards[name].open if name in before.team.boards else []
        last = max((n for n, card in enumerate(open_) if card.key in keys), default=-1)
        for n, card in enumerate(open_):
            if (n < last or card.kind == "active") and (item := others.get((name, card.key))) is not None:
                yield item


_WITHOUT: Mapping[Code, Callable[[MilestoneState, Question, Situation, RollUp, datetime], _Without]] = {
    "scope": _scope,
    "rework": _lost(rework_time, in_work=True),
    "blocked": _lost(blocked_time, in_work=True),
    "parked": _lost(parked_time, in_work=False),
    "pace": _pace,
    "queue": _queue,
}
