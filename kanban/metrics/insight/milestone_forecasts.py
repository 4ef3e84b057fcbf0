"""When the milestones will be done: a forecast of each, over all boards that hold cards of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from kanban.metrics.forecast.board_past import board_past, days_of
from kanban.metrics.forecast.history import BoardTimeline
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.mixture import PastSets
from kanban.metrics.forecast.outlook import Outlook
from kanban.metrics.forecast.values import Forecast, Reason
from kanban.metrics.forecast.what_if import Situation
from kanban.metrics.rollup.contributions import Figures, board_by_board
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked, with_forecasts
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.model.board import Board
from kanban.text.calendar_weeks import midnight

GOOD_FOR = timedelta(hours=1)
"""So long a forecast stands where nothing that it was made of has changed."""
BOARDS_WEIGHED = 60
"""Of a team of more boards the past of so many, spread over all, says how much each model counts."""
CARDS_KEPT = 100_000
"""Of so many cards the past is kept ready, some 25 MB of it."""
_UNREADABLE = Forecast(reason=Reason("unreadable"))


class _Kept(msgspec.Struct, frozen=True):
    """A forecast, and what it was made of."""

    figures: Figures
    as_of: datetime
    forecast: Forecast


class Question(msgspec.Struct, frozen=True):
    """What is asked of a milestone: when its open cards will be done."""

    as_of: datetime
    cards: Mapping[str, Sequence[str]]
    """The open ones, by board."""
    timelines: Sequence[BoardTimeline]
    """Of the boards that hold cards of it."""
    outlook: Outlook
    is_readable: bool
    """Whether the histories of all open cards can be read: without one of them no date holds."""

    def forecast(self, names_deciding: bool = True, dates_alone: bool = False) -> Forecast:
        """The answer: see `Outlook.forecast`."""
        if not self.is_readable:
            return _UNREADABLE
        return self.outlook.forecast(self.cards, names_deciding=names_deciding, dates_alone=dates_alone)


class Compared(msgspec.Struct, frozen=True):
    """A milestone's forecast today, and with something changed."""

    state: MilestoneState
    today: MilestoneForecast
    changed: MilestoneForecast

    @property
    def gain_seconds(self) -> float | None:
        """By how much P85 is sooner with the change; None where one of the two is not known."""
        today, changed = self.today.p85_at, self.changed.p85_at
        return None if today is None or changed is None else (today - changed).total_seconds()


def situation(question: Question) -> Situation:
    """What is asked, to be changed."""
    return Situation(question.outlook.moment, {board: frozenset(keys) for board, keys in question.cards.items()})


def forecast_if(question: Question, changed: Situation) -> Forecast:
    """The same forecast with something changed; where it cannot be dated, the cards that decide are not looked for."""
    if not question.is_readable:
        return _UNREADABLE
    return question.outlook.of(changed.team).forecast(changed.cards, names_deciding=False)


def compared(state: MilestoneState, question: Question, changed: Situation) -> Compared:
    """A milestone's forecast today, and with something changed."""
    today, then = (
        dated(forecast_if(question, each), question.as_of, state.baseline_at) for each in (situation(question), changed)
    )
    return Compared(state, today, then)


def foretold(rollup: RollUp, only: str | None = None) -> RollUp:
    """A roll-up with the forecasts of all its milestones, or of one."""
    return with_forecasts(rollup, dict(Forecaster().forecasts(rollup, only)))


class Forecaster:
    """Forecasts milestones again and again: what has not changed costs nothing.

    The team of a milestone is the boards that hold cards of it, done ones too. How much each of the two models counts
    is found once for a team and a day, from what was known when the day began in the plan's zone. `pause` is called
    again and again while it works; what it raises ends the work. With `boards` the past of every moment is read from
    them, as they are now: once for all moments.
    """

    def __init__(
        self,
        pause: Callable[[], None] = lambda: None,
        boards: Iterable[Board] = (),
        most_read: int | None = None,
    ) -> None:
        """`most_read`: of more boards than this, whose cards would have to be read first, no forecast is made."""
        self._pause, self._most_read = pause, most_read
        self._boards = {board.slug: board for board in boards}
        self._kept: dict[str, _Kept] = {}
        self._timelines: dict[str, tuple[Board, BoardTimeline | None]] = {}
        """The ones asked for last at the end."""
        self._sets = PastSets() if self._boards else None
        self._weights: dict[tuple[tuple[str, ...], datetime], float] = {}
        self._outlooks: dict[tuple[BoardTimeline, ...], Outlook] = {}
        """Of the moment asked for last: milestones of one team share what is fitted to it."""

    def forecasts(self, rollup: RollUp, only: str | None = None) -> Iterator[tuple[str, MilestoneForecast]]:
        """The forecasts of the milestones that get one, or of one of them, by id, the most urgent first."""
        for state in asked(rollup, only):
            if state.is_foretold:
                yield state.milestone.id, self.forecast(state, rollup)
        self._outlooks.clear()

    def forecast(self, state: MilestoneState, rollup: RollUp) -> MilestoneForecast:
        """When a milestone will be done, as of the roll-up's moment, or of up to an hour before."""
        if self._most_read is not None and (boards := _to_be_read(state.figures)) > self._most_read:
            return dated(Forecast(reason=Reason("many_boards", boards=boards)), rollup.as_of, state.baseline_at)
        kept = self._kept.get(state.milestone.id)
        if kept is None or kept.figures is not state.figures or not kept.as_of <= rollup.as_of < kept.as_of + GOOD_FOR:
            question = self.question(state, rollup)
            kept = _Kept(state.figures, question.as_of, question.forecast())
            self._kept[state.milestone.id] = kept
            self._forget()
        return dated(kept.forecast, kept.as_of, state.baseline_at)

    def question(self, state: MilestoneState, rollup: RollUp) -> Question:
        """What a forecast of a milestone is asked of."""
        parts = state.figures.contributions
        boards = sorted({part.board.slug: part.board for part in parts}.values(), key=lambda board: board.slug)
        as_of = max([rollup.as_of, *(rollup.moment_of(board) for board in boards)])
        timelines = [line for board in boards if (line := self.timeline(board)) is not None]
        open_cards: dict[str, list[str]] = {}
        for part in board_by_board(parts):
            open_cards.setdefault(part.board.slug, []).extend(
                [card.id for card in part.cards if not card.flow.is_finished]
            )
        outlook = self._outlook(timelines, as_of, rollup.plan.timezone)
        is_readable = all(_knows(outlook, board, keys) for board, keys in open_cards.items())
        return Question(as_of, open_cards, timelines, outlook, is_readable)

    def timeline(self, board: Board) -> BoardTimeline | None:
        """A board's past, kept ready for the next question; None for a board without cards."""
        board = self._boards.get(board.slug, board)
        known = self._timelines.pop(board.slug, None)
        if known is None or known[0] is not board:
            self._pause()
            past = board_past(board)
            known = board, BoardTimeline(past) if past else None
        self._timelines[board.slug] = known
        return known[1]

    def _forget(self) -> None:
        """The pasts that have not been asked for of late, beyond so many cards."""
        cards = sum(len(board.all_cards) for board, _ in self._timelines.values())
        while cards > CARDS_KEPT:
            board, _ = self._timelines.pop(next(iter(self._timelines)))
            cards -= len(board.all_cards)
            self._outlooks.clear()

    def _outlook(self, timelines: Sequence[BoardTimeline], as_of: datetime, timezone: str) -> Outlook:
        team, t = tuple(timelines), days_of(as_of)
        if any(outlook.moment.t != t for outlook in self._outlooks.values()):
            self._outlooks.clear()
        if team not in self._outlooks:
            self._outlooks[team] = self._new_outlook(timelines, t, midnight(as_of, timezone))
        return self._outlooks[team]

    def _new_outlook(self, timelines: Sequence[BoardTimeline], t: float, day: datetime) -> Outlook:
        team = tuple(line.name for line in timelines), day
        if team in self._weights:
            return Outlook(timelines, t, self._weights[team], self._pause)
        some = timelines[:: max(1, -(-len(timelines) // BOARDS_WEIGHED))]
        outlook = Outlook(some, days_of(day), None, self._pause, self._sets)
        self._weights[team] = outlook.weight
        if self._sets is not None:
            self._sets.keep(some, outlook.moment, self._pause)
        if len(some) == len(timelines) and outlook.moment.t == t:  # midnight itself, as in every replay
            return outlook
        return Outlook(timelines, t, outlook.weight, self._pause)


def _knows(outlook: Outlook, name: str, keys: Sequence[str]) -> bool:
    """Whether the past of a board tells of all these cards."""
    board = outlook.moment.boards.get(name)
    if board is None:
        return not keys
    others = set(keys) - {card.key for card in board.open}
    return not others or others <= {card.key for card in board.cards}


def _to_be_read(figures: Figures) -> int:
    """The boards with open or done cards whose cards are not in memory."""
    return len({part.board.slug for part in figures.contributions if is_on_demand(part.board)})


def dated(forecast: Forecast, as_of: datetime, baseline_at: datetime | None) -> MilestoneForecast:
    """A forecast as of a moment with its dates, beside the baseline's."""

    def at(days: float | None) -> datetime | None:
        return None if days is None else _next_minute(as_of + timedelta(days=days))

    p85_at = at(None if forecast.reason else forecast.p85)
    chance, slip = None, None
    if baseline_at is not None:
        chance = forecast.chance(days_of(baseline_at) - days_of(as_of)) if baseline_at > as_of else None
        slip = (p85_at - baseline_at).total_seconds() if p85_at else None
    return MilestoneForecast(
        forecast=forecast,
        as_of=as_of,
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
