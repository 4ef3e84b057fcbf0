"""Actual cost: hours logged on the cards of a work package x hourly rate + costs booked on it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from kanban.metrics.value.earned_value import Value
from kanban.model.board import Board
from kanban.model.card import as_of
from kanban.model.plan import Plan
from kanban.model.work_log import logged_work
from kanban.text.calendar_weeks import day_begin
from kanban.text.clean import clean_line
from kanban.text.dates import local
from kanban.text.messages import msg


class Spent(NamedTuple):
    """A cost at a moment; missing where no rate holds."""

    at: datetime
    value: Value


class ActualCost:
    """What each work package has cost by a moment.

    Hours count for the package that their card lies under as of the moment asked for; those of dropped cards too.
    """

    def __init__(self, plan: Plan, boards: Iterable[tuple[Board, datetime]]) -> None:
        """Of boards, each as of a moment. Raises Refused where a history cannot be read."""
        spent: dict[str, list[Spent]] = defaultdict(list)
        for code, cost in (*_hours(plan, boards), *_booked(plan)):
            spent[code].append(cost)
        self._spent = {code: sorted(some, key=lambda cost: cost.at) for code, some in spent.items()}

    @property
    def codes(self) -> frozenset[str]:
        """Work packages that anything was spent on."""
        return frozenset(self._spent)

    def spent(self, moment: datetime) -> list[Spent]:
        """Every cost until a moment, in order."""
        return sorted(
            (cost for some in self._spent.values() for cost in some if cost.at <= moment), key=lambda cost: cost.at
        )

    def of(self, code: str, moment: datetime) -> Value:
        """All that was spent on a work package until a moment (inclusive)."""
        some = self._spent.get(code, [])
        total = Fraction(0)
        for cost in some[: bisect_right(some, moment, key=lambda cost: cost.at)]:
            if cost.value.amount is None:
                return cost.value
            total += cost.value.amount
        return Value(total)


def _hours(plan: Plan, boards: Iterable[tuple[Board, datetime]]) -> Iterator[tuple[str, Spent]]:
    for board, moment in boards:
        for card in board.all_cards.values():
            past = as_of(card, moment)
            if past is None or past.work_package is None:
                continue
            for work in logged_work(past):
                rate = plan.costs.hourly_rate(board.driver, local(work.logged_at, plan.timezone).date())
                value = Value(Fraction(work.minutes * rate, 60)) if rate is not None else _no_rate(board)
                yield past.work_package, Spent(work.at, value)


def _no_rate(board: Board) -> Value:
    return Value.missing(
        msg("hours are logged on board {board}, and no hourly rate holds for them (rate set)",
            board=clean_line(board.slug))
    )  # fmt: skip


def _booked(plan: Plan) -> Iterator[tuple[str, Spent]]:
    for cost in plan.costs.booked.values():
        yield cost.code, Spent(day_begin(cost.on, plan.timezone), Value.of(cost.amount))
