"""What if (收益模拟): each milestone's dates and what they cost with some things changed, beside today's.

Nothing is saved.
"""

from collections.abc import Iterator, Sequence

import msgspec

from kanban.metrics.forecast import what_if
from kanban.metrics.forecast.moment import BoardMoment
from kanban.metrics.forecast.what_if import CardKey, Situation
from kanban.metrics.insight.milestone_forecasts import Compared, Forecaster, Question, compared, situation
from kanban.metrics.insight.simulation_cost import Costing, DatedCost
from kanban.metrics.insight.slip_causes import lost_days, rework_time
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked
from kanban.metrics.value.earned_value import Value


class Drop(msgspec.Struct, frozen=True):
    """A card is dropped."""

    card: CardKey


class First(msgspec.Struct, frozen=True):
    """A card is put at the head of its queue."""

    card: CardKey


class Give(msgspec.Struct, frozen=True):
    """A card goes to another board, behind what waits there."""

    card: CardKey
    board: str


class Pace(msgspec.Struct, frozen=True):
    """A board finishes `factor` times as much."""

    board: str
    factor: float


class Wip(msgspec.Struct, frozen=True):
    """A board has so many more cards in work at once, or fewer; one at least is left.

    A card takes as long as before: by Little's law so many times as many are finished.
    """

    board: str
    cards: int


class Rework(msgspec.Struct, frozen=True):
    """Only this share of the rework time is left on all boards: ages and pace are what they would be."""

    share: float


class Driver(msgspec.Struct, frozen=True):
    """One more driver who works as that of a board, with an equal share of each queue; or that board's driver less."""

    board: str
    more: bool


class Scope(msgspec.Struct, frozen=True):
    """New cards under a milestone, dealt out to its boards."""

    milestone: str
    cards: int


AnyChange = Drop | First | Give | Pace | Wip | Rework | Driver | Scope


class Simulated(Compared, frozen=True):
    """A milestone's dates and their cost today, and with the changes."""

    cost_today: DatedCost
    cost_changed: DatedCost
    budget_left: Value
    """Of the packages that it waits for."""


def simulate(rollup: RollUp, changes: Sequence[AnyChange], forecaster: Forecaster) -> Iterator[Simulated]:
    """Each milestone that gets a forecast, most urgent first, today and with the changes in their order."""
    costing = Costing(rollup)
    for state in asked(rollup, None):
        if not state.is_foretold:
            continue
        question = forecaster.question(state, rollup)
        changed = situation(question)
        for change in changes:
            changed = _applied(_with_boards(changed, change, rollup, forecaster), change, state, question, rollup)
        dates = compared(state, question, changed)
        yield Simulated(
            state=state,
            today=dates.today,
            changed=dates.changed,
            cost_today=costing.cost(situation(question), dates.today),
            cost_changed=costing.cost(changed, dates.changed),
            budget_left=costing.budget_left(state),
        )


def total_cost(rollup: RollUp, found: Sequence[Simulated]) -> tuple[DatedCost, DatedCost]:
    """Until the last dates of all milestones, today and with the changes: each driver is paid once."""
    costing = Costing(rollup)
    return costing.total(each.cost_today for each in found), costing.total(each.cost_changed for each in found)


def _with_boards(before: Situation, change: AnyChange, rollup: RollUp, forecaster: Forecaster) -> Situation:
    """With the board that a change names among the team's, where it holds no card of the milestone."""
    name = change.board if isinstance(change, Give | Driver) else ""
    if not name or name in before.team.boards:
        return before
    board = next(board for board in rollup.boards if board.slug == name)
    timeline = forecaster.timeline(board)
    if timeline is None or timeline.founded > before.team.t:
        return before
    boards = {**before.team.boards, name: BoardMoment(timeline, before.team.t)}
    return Situation(before.team.with_boards(boards, ()), before.cards)


def _applied(
    before: Situation, change: AnyChange, state: MilestoneState, question: Question, rollup: RollUp
) -> Situation:
    """The situation with a change; the same where it has nothing to do with the milestone."""
    match change:
        case Drop(card=card):
            return what_if.dropped(before, [card])
        case First(card=card) if _has(before, card):
            return what_if.put_first(before, card)
        case Give(card=card, board=board) if _has(before, card) and board in before.team.boards:
            return what_if.given(before, [card], board)
        case Pace(board=board, factor=factor) if board in before.team.boards:
            return what_if.paced(before, {board: factor})
        case Wip(board=board, cards=cards) if board in before.team.boards:
            in_work = sum(card.kind == "active" for card in before.team.boards[board].open)
            if in_work:
                return what_if.paced(before, {board: max(1, in_work + cards) / in_work})
        case Rework(share=share):
            return what_if.without_time(before, lost_days(rollup, question, rework_time), share=1 - share)
        case Driver(board=board, more=more) if board in before.team.boards:
            return (what_if.with_driver if more else what_if.without_driver)(before, board)
        case Scope(milestone=milestone, cards=cards) if milestone == state.milestone.id:
            boards = sorted(before.cards.keys() & before.team.boards.keys())
            for n, board in enumerate(boards):
                before = what_if.added(before, board, len(range(n, cards, len(boards))))
    return before


def _has(before: Situation, card: CardKey) -> bool:
    board = before.team.boards.get(card[0])
    return board is not None and any(state.key == card[1] for state in board.open)
