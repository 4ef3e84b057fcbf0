"""Burnup and burndown of a milestone: cards and estimate, done and in scope, at the end of each day.

A day is counted as the roll-up of that day counted it: with the gates of then, and with what was undone later. Before
the milestone was made the first gates that it had stand for it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from kanban.metrics import reasons
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.stats import rate
from kanban.model.card import Card, grow
from kanban.model.events import Voided
from kanban.model.plan import Plan
from kanban.model.plan_events import MilestoneRemoved, MilestoneSet
from kanban.text.calendar_weeks import days_between, midnight, next_midnight, shifted
from kanban.text.messages import Message, Refused

DAYS_MOST = 3660
"""Of a longer history the last ten years are counted."""
_CARDS_AT_ONCE = 200


class BurnDay(msgspec.Struct, frozen=True, kw_only=True):
    """The state at the end of a day, of the last one at the moment asked. Dropped cards count in neither figure."""

    from_at: datetime
    to_at: datetime
    done: int
    scope: int
    done_estimate: float | None
    """A card without an estimate weighs the mean of those that have one; None where none has."""
    scope_estimate: float | None

    @property
    def open(self) -> int:
        """Cards in scope that are not done."""
        return self.scope - self.done


class Burn(msgspec.Struct, frozen=True, kw_only=True):
    """Day after day since the first card, and what is needed from now on."""

    days: tuple[BurnDay, ...]
    reason: Message | None = None
    """Why there is no day."""
    needed_per_week: float | None = None
    """Open cards a week until the baseline."""
    needed_reason: Message | None = None
    """Why it is not said."""


class _Sums(msgspec.Struct):
    """What the cards of a work package come to."""

    cards: int = 0
    done: int = 0
    sized: int = 0
    sized_done: int = 0
    weight: float = 0.0
    weight_done: float = 0.0

    def take(self, card: Card, sign: int) -> None:
        """Count a card in, or out again."""
        is_done, size = card.flow.is_finished, card.weight
        self.cards += sign
        self.done += sign * is_done
        if size:
            self.sized += sign
            self.weight += sign * size
            self.sized_done += sign * is_done
            self.weight_done += sign * is_done * size


class _Step(NamedTuple):
    """A card from a moment on."""

    at: datetime
    card: tuple[str, str]
    state: Card


def burn(state: MilestoneState, rollup: RollUp, pause: Callable[[], None] = lambda: None) -> Burn:
    """The burn of a milestone up to the roll-up's moment. `pause` is called again and again.

    Raises Refused for a card whose history cannot be read.
    """
    pace, no_pace = _needed(state)
    if state.unread:
        return Burn(days=(), reason=reasons.BOARD_UNREADABLE, needed_per_week=pace, needed_reason=no_pace)
    gates = _gates(state, rollup.plan)
    steps = sorted(_steps(rollup, {gate for _, some in gates for gate in some}, pause), key=lambda step: step.at)
    days = tuple(_days(steps, gates, rollup))
    reason = None if days else reasons.NO_CARDS
    return Burn(days=days, reason=reason, needed_per_week=pace, needed_reason=no_pace)


def open_needed(burn: Burn, baseline_at: datetime | None, moment: datetime, timezone: str) -> float | None:
    """How many cards may be open at a moment after the last day, on the straight line to none at the baseline."""
    if burn.needed_per_week is None or baseline_at is None or not burn.days:
        return None
    last = burn.days[-1]
    whole = days_between(last.to_at, baseline_at, timezone)
    left = days_between(moment, baseline_at, timezone)
    return max(0.0, last.open * left / whole) if whole > 0 else 0.0


def _needed(state: MilestoneState) -> tuple[float | None, Message | None]:
    if state.pace is None:
        return None, reasons.ACHIEVED if state.figures.total else reasons.NO_CARDS
    if state.pace.needed_per_week is None:
        return None, reasons.PAST_BASELINE if state.baseline_at is not None else reasons.NO_BASELINE
    return state.pace.needed_per_week, None


def _gates(state: MilestoneState, plan: Plan) -> list[tuple[datetime, tuple[str, ...]]]:
    """The gates, each from when they held on."""
    wanted = state.milestone.id
    changes: list[tuple[datetime, tuple[str, ...]]] = []
    changed = {
        event.at
        for event in plan.history
        if isinstance(event, Voided)
        or (isinstance(event, MilestoneSet | MilestoneRemoved) and event.milestone == wanted)
    }
    for at in sorted(changed):
        then = plan.as_of(at).milestones.get(wanted)
        if then is not None and (not changes or changes[-1][1] != then.gates):
            changes.append((at, then.gates))
    return changes or [(state.milestone.created_at, state.milestone.gates)]


def _steps(rollup: RollUp, gates: set[str], pause: Callable[[], None]) -> Iterator[_Step]:
    """The states of every card that may ever have been under one of the gates."""
    named = [f'"{gate}'.encode() for gate in gates]
    for board in rollup.boards:
        moment = rollup.moment_of(board)
        for number, card in enumerate(board.all_cards.values()):
            if not number % _CARDS_AT_ONCE:
                pause()
            history = bytes(card.history)
            if any(name in history for name in named):
                yield from _states(board.slug, card, moment)


def _states(slug: str, card: Card, moment: datetime) -> Iterator[_Step]:
    state: Card | None = None
    for event in card.events:
        if event.at > moment:
            continue
        try:
            state = grow(state, card.id, (event,))
        except ValueError as error:
            raise Refused(str(error)) from error
        yield _Step(event.at, (slug, card.id), state)


def _days(
    steps: Sequence[_Step], gates: Sequence[tuple[datetime, tuple[str, ...]]], rollup: RollUp
) -> Iterator[BurnDay]:
    if not steps:
        return
    zone, end = rollup.plan.timezone, max(rollup.as_of, steps[-1].at)
    start = max(midnight(steps[0].at, zone), shifted(midnight(end, zone), -DAYS_MOST, zone))
    sums: dict[str, _Sums] = {}
    where: dict[tuple[str, str], Card] = {}
    begun, taken, since = False, 0, [at for at, _ in gates]
    while start <= end:
        stop = _next_day(start, zone)
        is_last = stop > end
        while taken < len(steps) and (is_last or steps[taken].at < stop):
            _take(steps[taken], where, sums)
            taken += 1
        gates_then = gates[max(0, (len(gates) if is_last else bisect_left(since, stop)) - 1)][1]
        day = _day(start, end if is_last else stop, gates_then, sums)
        begun = begun or day.scope > 0
        if begun:
            yield day
        start = stop


def _next_day(start: datetime, zone: str) -> datetime:
    stop = next_midnight(start, zone)
    return stop if stop > start else start + timedelta(days=1)  # a midnight that does not exist


def _take(step: _Step, where: dict[tuple[str, str], Card], sums: dict[str, _Sums]) -> None:
    old = where.pop(step.card, None)
    if old is not None and old.work_package is not None:
        sums[old.work_package].take(old, -1)
    new = step.state
    if not new.void and not new.flow.is_dropped and new.work_package is not None:
        sums.setdefault(new.work_package, _Sums()).take(new, 1)
        where[step.card] = new


def _day(begin: datetime, end: datetime, gates: tuple[str, ...], sums: dict[str, _Sums]) -> BurnDay:
    some = [
        part for code, part in sums.items() if any(code == gate or code.startswith(gate + ".") for gate in gates)
    ]  # fmt: skip
    scope, done = sum(part.cards for part in some), sum(part.done for part in some)
    sized, sized_done = sum(part.sized for part in some), sum(part.sized_done for part in some)
    weight, weight_done = sum(part.weight for part in some), sum(part.weight_done for part in some)
    typical = rate(weight, sized)
    return BurnDay(
        from_at=begin,
        to_at=end,
        done=done,
        scope=scope,
        done_estimate=None if typical is None else weight_done + typical * (done - sized_done),
        scope_estimate=None if typical is None else weight + typical * (scope - sized),
    )
