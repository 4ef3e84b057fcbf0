"""What to do next for a milestone: the actions that bring its P85 forward most, by the same forecast."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from kanban.metrics.flow.columns_then import board_then
from kanban.metrics.forecast.moment import BoardMoment
from kanban.metrics.forecast.values import DAY_SECONDS, Forecast
from kanban.metrics.forecast.what_if import Situation, dropped, given, paced, put_first, without_time
from kanban.metrics.insight.milestone_forecasts import Question, forecast_if, situation
from kanban.metrics.insight.slip_causes import blocked_time, lost_days, rework_time
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.model.board import Board

Code = Literal["unblock", "first", "give", "drop", "rework", "wip"]
SHOWN = 5
"""So many actions are named."""
_ALIKE = 2
"""At most so many of one kind, so that not all of them are to drop a card."""
_CARDS_TRIED = 24
"""So many cards at most are tried: those that come last in their queues, and the blocked ones."""
_LEAST_DAYS = 0.1


class NextAction(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do, and about how many days it brings P85 forward."""

    code: Code
    days: float
    card: BoardCard | None = None
    board: str = ""
    """Where the card goes; whose WIP limit is lifted."""


def next_actions(state: MilestoneState, question: Question, rollup: RollUp) -> tuple[NextAction, ...]:
    """Up to five actions, the best first, one a card; none where no date is known or nothing helps."""
    before = situation(question)
    now = forecast_if(question, before)
    is_half = now.p85 is None
    today = _days(now, is_half)
    if today is None:
        return ()
    tried = []
    for action, after in _possible(state, question, before, rollup):
        then = _days(forecast_if(question, after), is_half)
        if then is not None and today - then >= _LEAST_DAYS:
            tried.append(msgspec.structs.replace(action, days=today - then))
    tried.sort(key=lambda action: -action.days)
    return tuple(_chosen(tried))


def _chosen(tried: list[NextAction]) -> Iterator[NextAction]:
    kinds: Counter[str] = Counter()
    cards = set()
    for action in tried:
        key = (action.card.board.slug, action.card.card.id) if action.card else None
        if kinds[action.code] >= _ALIKE or (key is not None and key in cards):
            continue
        kinds[action.code] += 1
        cards.add(key)
        yield action
        if kinds.total() == SHOWN:
            return


def _days(forecast: Forecast, is_half: bool) -> float | None:
    """Days until P85, until P50 where today's P85 cannot be said: like is compared with like."""
    return forecast.p50 if is_half else forecast.p85


def _possible(
    state: MilestoneState, question: Question, before: Situation, rollup: RollUp
) -> Iterator[tuple[NextAction, Situation]]:
    for item in _candidates(state, before):
        slug, card = item.board.slug, item.card
        key = slug, card.id
        yield NextAction(code="drop", days=0.0, card=item), dropped(before, [key])
        if not card.flow.is_wip:
            yield NextAction(code="first", days=0.0, card=item), put_first(before, key)
        if (to := _least_loaded(before, slug)) is not None:
            yield NextAction(code="give", days=0.0, card=item, board=to), given(before, [key], to)
        if card.flow.blocked_at is not None:
            blocked = {slug: {card.id: blocked_time(card.flow, question.as_of) / DAY_SECONDS}}
            yield NextAction(code="unblock", days=0.0, card=item), without_time(before, blocked, in_work=False)
    lost = lost_days(rollup, question, rework_time)
    if any(lost.values()):
        yield NextAction(code="rework", days=0.0), without_time(before, lost, share=0.5)
    for board in rollup.boards:
        if (
            board.slug in before.cards
            and board.slug in before.team.boards
            and (in_work := _cards_at_limit(board, rollup))
        ):
            # a card takes as long as before: by Little's law one more in work finishes so much more
            faster = paced(before, {board.slug: (in_work + 1) / in_work})
            yield NextAction(code="wip", days=0.0, board=board.slug), faster


def _candidates(state: MilestoneState, before: Situation) -> list[BoardCard]:
    """Open cards worth a try: the last of each queue, which decide when the milestone is done, and the blocked ones."""
    open_ = {(i.board.slug, i.card.id): i for i in state.figures.cards if not i.card.flow.is_finished}
    ranked: list[tuple[int, tuple[str, str]]] = []
    for name, keys in before.cards.items():
        board = before.team.boards.get(name)
        mine = [card.key for card in board.open if card.key in keys] if board is not None else []
        ranked += [(from_end, (name, key)) for from_end, key in enumerate(reversed(mine))]
    ranked.sort(key=lambda pair: pair[0])
    blocked = [key for key, item in open_.items() if item.card.flow.blocked_at is not None]
    keys_in_order = dict.fromkeys([key for _, key in ranked[:_CARDS_TRIED]] + blocked[:_CARDS_TRIED])
    return [open_[key] for key in keys_in_order if key in open_]


def _least_loaded(before: Situation, slug: str) -> str | None:
    """The other board whose queue is worked off soonest; None where there is none."""
    others = [board for name, board in before.team.boards.items() if name != slug and board.pace.exits]
    return min(others, key=_queue_days).name if others else None


def _queue_days(board: BoardMoment) -> float:
    return len(board.open) / board.pace.rate


def _cards_at_limit(board: Board, rollup: RollUp) -> int:
    """How many cards were in work as of the roll-up, where a column of the work was at its limit; else 0."""
    board = board_then(board, rollup.moment_of(board))
    active = [(len(board.cards_in(column.id)), column.wip_limit) for column in board.columns if column.kind == "active"]
    return sum(n for n, _ in active) if any(limit is not None and n >= limit for n, limit in active) else 0
