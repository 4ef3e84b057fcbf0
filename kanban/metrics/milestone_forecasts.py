"""When the milestones will be done: a forecast of each, over all boards that hold cards of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from kanban.metrics.forecast.board_past import board_past, days_of
from kanban.metrics.forecast.history import BoardTimeline
from kanban.metrics.forecast.outlook import Outlook
from kanban.metrics.forecast.values import Forecast
from kanban.metrics.milestones import MilestoneState, RollUp
from kanban.model.board import Board
from kanban.text.calendar_weeks import midnight


class MilestoneForecast(msgspec.Struct, frozen=True, kw_only=True):
    """When the open cards of a milestone will be done; what may still join them is not reckoned with."""

    forecast: Forecast
    p50_at: datetime | None
    p85_at: datetime | None
    """None too where it cannot be said: see `forecast.reason`."""
    chance_of_baseline: float | None
    """None without a forecast, without a baseline, or where it has passed."""
    slip_seconds: float | None
    """P85 - baseline; None where either is missing."""
    without: tuple[datetime | None, datetime | None] | None
    """P50 and P85 without the cards that decide, where those make it impossible to say."""


NOTHING = MilestoneForecast(
    forecast=Forecast(), p50_at=None, p85_at=None, chance_of_baseline=None, slip_seconds=None, without=None
)
"""Of a milestone that gets no forecast."""


class Question(msgspec.Struct, frozen=True):
    """What is asked of a milestone: when its open cards will be done."""

    as_of: datetime
    cards: Mapping[str, Sequence[str]]
    """The open ones, by board."""
    timelines: Sequence[BoardTimeline]
    """Of the boards that hold cards of it."""
    outlook: Outlook


def is_foretold(state: MilestoneState) -> bool:
    """Whether a milestone gets a forecast: it has cards, all can be read, and it is not done."""
    return bool(state.figures.total) and not state.is_done and not state.unread


def asked(rollup: RollUp, only: str | None) -> list[MilestoneState]:
    """The milestones that are not done, most urgent first; with `only` the one of that id, done or not."""
    return [
        state for state in rollup.milestones if (state.milestone.id == only if only is not None else not state.is_done)
    ]


class Forecaster:
    """Forecasts milestones again and again: a board's past is read anew only where the board changed.

    The team of a milestone is the boards that hold cards of it, done ones too. How much each of the two models counts
    is found once for a team and a day, from what was known when the day began in the plan's zone.
    """

    def __init__(self) -> None:
        self._timelines: dict[str, tuple[Board, BoardTimeline | None]] = {}
        self._weights: dict[tuple[tuple[str, ...], datetime], float] = {}
        self._outlooks: dict[tuple[BoardTimeline, ...], Outlook] = {}
        """Of the moment asked for last: milestones of one team share what is fitted to it."""

    def forecasts(self, rollup: RollUp, only: str | None = None) -> Iterator[tuple[str, MilestoneForecast]]:
        """The forecasts of the milestones that get one, or of one of them, by id, the most urgent first."""
        for state in asked(rollup, only):
            if is_foretold(state):
                yield state.milestone.id, self.forecast(state, rollup)

    def forecast(self, state: MilestoneState, rollup: RollUp) -> MilestoneForecast:
        """When a milestone will be done, as of the roll-up's moment."""
        question = self.question(state, rollup)
        return _dated(question.outlook.forecast(question.cards), question.as_of, state.baseline_at)

    def question(self, state: MilestoneState, rollup: RollUp) -> Question:
        """What a forecast of a milestone is asked of."""
        parts = state.figures.contributions
        boards = sorted({part.board.slug: part.board for part in parts}.values(), key=lambda board: board.slug)
        as_of = max([rollup.as_of, *(rollup.moment_of(board) for board in boards)])
        timelines = [line for board in boards if (line := self._timeline(board)) is not None]
        open_cards: dict[str, list[str]] = {}
        for part in parts:
            open_cards.setdefault(part.board.slug, []).extend(
                [card.id for card in part.cards if not card.flow.is_finished]
            )
        return Question(as_of, open_cards, timelines, self._outlook(timelines, as_of, rollup.plan.timezone))

    def _timeline(self, board: Board) -> BoardTimeline | None:
        known = self._timelines.get(board.slug)
        if known is None or known[0] is not board:
            past = board_past(board)
            known = self._timelines[board.slug] = board, BoardTimeline(past) if past else None
        return known[1]

    def _outlook(self, timelines: Sequence[BoardTimeline], as_of: datetime, timezone: str) -> Outlook:
        team, t = tuple(timelines), days_of(as_of)
        if any(outlook.moment.t != t for outlook in self._outlooks.values()):
            self._outlooks.clear()
        if team not in self._outlooks:
            self._outlooks[team] = Outlook(timelines, t, self._weight(timelines, midnight(as_of, timezone)))
        return self._outlooks[team]

    def _weight(self, timelines: Sequence[BoardTimeline], day: datetime) -> float:
        team = tuple(line.name for line in timelines), day
        if team not in self._weights:
            self._weights[team] = Outlook(timelines, days_of(day)).weight
        return self._weights[team]


def _dated(forecast: Forecast, as_of: datetime, baseline_at: datetime | None) -> MilestoneForecast:
    def at(days: float | None) -> datetime | None:
        return None if days is None else _next_minute(as_of + timedelta(days=days))

    p85_at = at(None if forecast.reason else forecast.p85)
    chance, slip = None, None
    if baseline_at is not None:
        chance = forecast.chance(days_of(baseline_at) - days_of(as_of)) if baseline_at > as_of else None
        slip = (p85_at - baseline_at).total_seconds() if p85_at else None
    return MilestoneForecast(
        forecast=forecast,
        p50_at=at(forecast.p50),
        p85_at=p85_at,
        chance_of_baseline=chance,
        slip_seconds=slip,
        without=(at(forecast.without[0]), at(forecast.without[1])) if forecast.without else None,
    )


def _next_minute(moment: datetime) -> datetime:
    """The moment itself where it is a whole minute: nothing closer is known of a date to come."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)
