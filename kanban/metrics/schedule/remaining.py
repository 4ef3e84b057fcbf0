"""How much working time is left of a work package or a card, and what that rests on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics import reasons
from kanban.metrics.flow.totals import existing
from kanban.metrics.rollup.contributions import Contribution
from kanban.metrics.rollup.milestones import Package, RollUp
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.metrics.stats import percentile
from kanban.model.board import Board
from kanban.model.card import Card, as_of
from kanban.text.messages import Message, msg

Basis = Literal["done", "signed_off", "dropped", "milestone", "estimate", "cycle_time"]
"""What a remaining duration rests on."""


class Remaining(msgspec.Struct, frozen=True, kw_only=True):
    """Working minutes that are left; None with the reason where nobody can say."""

    minutes: int | None
    basis: Basis | None = None
    reason: Message | None = None
    board: str = ""
    """Whose P50 cycle time it rests on."""
    p50_minutes: int | None = None
    finished: int = 0
    """How many finished cards that P50 rests on."""
    cards_open: int = 0
    at_once: float = 0.0
    """How many cards that driver has in work at once, in the mean."""
    started_at: datetime | None = None
    """When the first of its cards was started, as far as it is known."""
    done_at: datetime | None = None
    """When it was done, at the latest."""

    @property
    def is_done(self) -> bool:
        """Nothing is left to do."""
        return self.basis in ("done", "signed_off", "dropped")


class Pace(msgspec.Struct, frozen=True):
    """How a driver works: the P50 of the cycle time in working minutes, of how many cards, and how many at once.

    At once is the sum of these cycle times over the working time since the first of them began: by Little's law the
    mean work in progress. It is one at least.
    """

    p50_minutes: int | None
    finished: int
    at_once: float


class Durations:
    """Remaining durations as of the moment of a roll-up."""

    def __init__(self, rollup: RollUp, working: WorkingTime) -> None:
        self._rollup, self._working = rollup, working
        self._boards = {board.slug: board for board in rollup.boards}
        self._paces: dict[str, Pace] = {}

    def package(self, package: Package) -> Remaining:
        """Of a work package: the open share of its estimate, else by its drivers' cycle times."""
        figures = package.figures
        started_at = figures.started_at
        if signed_at := self._signed_off(package.node.code):
            return Remaining(minutes=0, basis="signed_off", started_at=started_at, done_at=signed_at)
        if any(u.packages is None or package.node.code in u.packages for u in self._rollup.unread):
            return Remaining(minutes=None, reason=reasons.BOARD_UNREADABLE, started_at=started_at)
        cards_open = figures.total - figures.done
        if figures.total and not cards_open:
            done_at = figures.finished_by_at or self._rollup.as_of
            return Remaining(minutes=0, basis="done", started_at=started_at, done_at=done_at)
        days = package.node.estimate_working_days
        if days is not None:
            done = figures.weighted_completion_rate
            share = 1 - (done if done is not None else figures.completion_rate or 0.0)
            minutes = max(1, round(days * share * self._working.calendar.minutes_a_day))
            return Remaining(minutes=minutes, basis="estimate", cards_open=cards_open, started_at=started_at)
        if not figures.total:
            return Remaining(minutes=None, reason=msg("no estimate and no cards"))
        parts = [self._part(part) for part in figures.contributions if part.tally.done < part.tally.cards]
        unknown = [part for part in parts if part.minutes is None]
        longest = unknown[0] if unknown else max(parts, key=lambda part: (part.minutes or 0, part.board))
        return msgspec.structs.replace(longest, started_at=started_at)

    def card(self, slug: str, card_id: str) -> tuple[Card | None, Remaining]:
        """Of a card that is linked by itself: its driver's P50 cycle time."""
        board, card, reason = linked_card(self._rollup, self._boards, slug, card_id)
        if board is None or card is None:
            return None, Remaining(minutes=None, reason=reason)
        flow = card.flow
        if flow.is_finished:
            done_at = flow.finished_at or flow.finished_by_at
            return card, Remaining(minutes=0, basis="done", started_at=flow.started_at, done_at=done_at)
        if flow.is_dropped:
            return card, Remaining(minutes=0, basis="dropped", started_at=flow.started_at, done_at=flow.archived_at)
        pace = self.pace(board)
        left = self._by_pace(board, pace, 1, pace.p50_minutes)
        return card, msgspec.structs.replace(left, started_at=flow.started_at)

    def pace(self, board: Board) -> Pace:
        """How the driver of a board works, from all cards finished by then."""
        known = self._paces.get(board.slug)
        if known is None:
            known = self._paces[board.slug] = self._pace(board)
        return known

    def _pace(self, board: Board) -> Pace:
        moment = self._rollup.moment_of(board)
        spans = [
            (flow.started_at, flow.finished_at)
            for flow in (card.flow for card in existing(board.all_cards.values(), moment))
            if flow.started_at is not None and flow.finished_at is not None
        ]
        times = [self._working.between(*span) / 60 for span in spans]
        p50 = percentile(times, 0.5)
        if p50 is None:
            return Pace(None, 0, 1.0)
        elapsed = self._working.between(min(begin for begin, _ in spans), moment) / 60
        return Pace(max(1, round(p50)), len(times), max(1.0, sum(times) / elapsed if elapsed else 1.0))

    def _part(self, part: Contribution) -> Remaining:
        """Of one board's cards: as many rounds of the P50 as the open cards take, with so many in work at once."""
        pace, cards_open = self.pace(part.board), part.tally.cards - part.tally.done
        minutes = None
        if pace.p50_minutes is not None:
            minutes = round(pace.p50_minutes * max(1.0, cards_open / pace.at_once))
        return self._by_pace(part.board, pace, cards_open, minutes)

    def _by_pace(self, board: Board, pace: Pace, cards_open: int, minutes: int | None) -> Remaining:
        return Remaining(
            minutes=minutes,
            basis=None if minutes is None else "cycle_time",
            reason=msg("no estimate, and no finished card on {board}", board=board.slug) if minutes is None else None,
            board=board.slug,
            p50_minutes=pace.p50_minutes,
            finished=pace.finished,
            cards_open=cards_open,
            at_once=pace.at_once,
        )

    def _signed_off(self, code: str) -> datetime | None:
        """When a milestone that the package gates was signed off, the earliest of them."""
        signed = [m.sign_off.achieved_at for m in self._rollup.plan.gated_by(code) if m.sign_off is not None]
        return min((at for at in signed if at is not None), default=None)


def linked_card(
    rollup: RollUp, boards: Mapping[str, Board], slug: str, card_id: str
) -> tuple[Board | None, Card | None, Message | None]:
    """The card that an end of a link names, as it was at the moment of a roll-up, or why there is none."""
    board = boards.get(slug)
    if board is None:
        is_unread = any(unread.slug == slug for unread in rollup.unread)
        return None, None, reasons.BOARD_UNREADABLE if is_unread else msg("there is no board {board}", board=slug)
    card = board.all_cards.get(card_id)
    card = as_of(card, rollup.moment_of(board)) if card is not None else None
    return board, card, msg("there is no card {id} on it", id=card_id) if card is None else None


BASIS_WORDS: Mapping[Basis, Message] = {
    "done": msg("done"),
    "signed_off": msg("signed off"),
    "dropped": msg("dropped"),
    "milestone": msg("milestone"),
    "estimate": msg("estimate"),
    "cycle_time": msg("P50"),
}
"""What each basis is called."""
