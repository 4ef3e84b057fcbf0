"""How the forecasts of the past held: calibration (预测校准), replayed week by week from the histories."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import inf, log1p

import msgspec

from kanban.metrics.forecast.board_past import days_of
from kanban.metrics.forecast.record import Held, Record
from kanban.metrics.forecast.usual import usual_days
from kanban.metrics.insight.milestone_forecasts import Forecaster, Question
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.stats import rate
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.text.calendar_weeks import monday, shifted

WEEKS = 52
"""So many Mondays are replayed at most."""
LEVELS = (0.5, 0.85)
_LONGEST = 365.0


class PastForecast(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a milestone on a day, what most tools would have said, and what became of it, in days."""

    milestone: str
    at: datetime
    said: tuple[float | None, float | None]
    """P50 and P85; None is later than could be said."""
    usual: tuple[float, float]
    """The same by the usual method; infinite where a board had finished nothing."""
    took: float | None
    """Until the cards that were open that day had left; None while one is open."""
    known: float
    """Up to now."""


def past_forecasts(
    plan: Plan,
    boards: Sequence[Board],
    now: datetime,
    told: Callable[[int, int], object] = lambda done, of: None,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[PastForecast]:
    """What would have been said each Monday of the last year, from what was known then; `told` hears how far it is.

    `pause` is called again and again, see `Forecaster`.
    """
    forecaster, timezone = Forecaster(pause, boards), plan.timezone
    this_week = monday(now, timezone)
    left: dict[str, dict[str, float | None]] = {}
    for week in range(WEEKS, 0, -1):
        told(WEEKS - week, WEEKS)
        day = shifted(this_week, -7 * week, timezone)
        if not plan.as_of(day).milestones:
            continue
        state = roll_up(plan, boards, day)
        for milestone in state.milestones:
            if milestone.is_foretold:
                question = forecaster.question(milestone, state)
                for line in question.timelines:
                    if line.name not in left:
                        left[line.name] = {card.key: card.left for card in line.states(days_of(now))}
                past = _past(milestone.milestone.id, question, left, now)
                if past is not None:
                    yield past


def record(pasts: Iterable[PastForecast]) -> Record:
    """The record of some forecasts."""
    pasts = list(pasts)
    losses = [(_loss(past, past.said), _loss(past, past.usual)) for past in pasts]
    return Record(
        forecasts=len(pasts),
        milestones=len({past.milestone for past in pasts}),
        p50=_held((past, past.said[0]) for past in pasts),
        p85=_held((past, past.said[1]) for past in pasts),
        usual_p50=_held((past, past.usual[0]) for past in pasts),
        usual_p85=_held((past, past.usual[1]) for past in pasts),
        loss_rate=rate(sum(ours for ours, _ in losses), sum(usual for _, usual in losses)),
    )


def _past(
    milestone: str, question: Question, left: Mapping[str, Mapping[str, float | None]], now: datetime
) -> PastForecast | None:
    """A forecast of then; `left` is when the cards of each board had left, as it is known now.

    None where there was none, or where nobody knows when a card of it was done.
    """
    forecast = question.forecast(names_deciding=False, dates_alone=True)
    if forecast.curve is None or not forecast.cards:
        return None
    if any(card not in left[board] for board, cards in question.cards.items() for card in cards):
        return None
    team, began, today = question.outlook.moment, days_of(question.as_of), days_of(now)
    ends = [left[board][card] for board, cards in question.cards.items() for card in cards]
    usual = {board: len(cards) for board, cards in question.cards.items() if cards and board in team.boards}
    known_ends = [end for end in ends if end is not None]
    return PastForecast(
        milestone=milestone,
        at=question.as_of,
        said=(forecast.p50, None if forecast.reason else forecast.p85),
        usual=(usual_days(team, usual, LEVELS[0]), usual_days(team, usual, LEVELS[1])),
        took=max(known_ends) - began if len(known_ends) == len(ends) else None,
        known=today - began,
    )


def _held(dates: Iterable[tuple[PastForecast, float | None]]) -> Held:
    """Only dates that have come: of the others nothing is known yet."""
    come = [(past, days) for past, days in dates if days is not None and days <= past.known]
    return Held(held=sum(past.took is not None and past.took <= days for past, days in come), of=len(come))


def _loss(past: PastForecast, days: tuple[float | None, float | None]) -> float:
    """Up to now, or to a year: what lies beyond costs the same however far it lies."""
    last = min(past.known, _LONGEST)
    took = log1p(min(inf if past.took is None else past.took, last))
    total = 0.0
    for level, said in zip(LEVELS, days, strict=True):
        missed = took - log1p(min(inf if said is None else said, last))
        total += missed * level if missed >= 0 else missed * (level - 1)
    return total
