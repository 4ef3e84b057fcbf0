"""What each driver's board comes to, whoever needs help first."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.flow.totals import Window, ageing, existing, totals
from kanban.model.board import Board
from kanban.model.card import is_late
from kanban.text.calendar_weeks import shifted

WEEKS = 4
"""Throughput and rework are those of so many weeks."""


class DriverState(msgspec.Struct, frozen=True, kw_only=True):
    """One board as of a moment."""

    board: str
    driver: str
    wip: int
    late: int
    """Open cards past their due date."""
    ageing: int
    blocked: int
    finished: int
    """In the last `WEEKS` weeks."""
    reworked: int
    started_finished: int
    """Finished in these weeks with a known start: what the rework rate rests on."""


def driver_states(boards: Iterable[tuple[Board, datetime]], zone_name: str) -> tuple[DriverState, ...]:
    """The state of boards, each as of a moment; the one with most late, blocked and ageing cards first.

    Raises Refused for bad records.
    """
    return tuple(sorted((_state(board, moment, zone_name) for board, moment in boards), key=_needs_help))


def _state(board: Board, moment: datetime, zone_name: str) -> DriverState:
    cards = existing(board.all_cards.values(), moment)
    on_board = [card for card in cards if not card.flow.is_finished and card.flow.archived_at is None]
    window = Window(shifted(moment, -7 * WEEKS, zone_name), None, zone_name)
    recent, whole = totals(cards, window, moment), totals(cards, Window(zone=zone_name), moment)
    return DriverState(
        board=board.slug,
        driver=board.driver,
        wip=whole.wip,
        late=sum(is_late(card, moment) for card in on_board),
        ageing=len(ageing(on_board, whole.cycle_time, moment)),
        blocked=sum(card.flow.blocked_at is not None for card in on_board),
        finished=recent.finished,
        reworked=recent.rework.reworked,
        started_finished=recent.rework.finished,
    )


def _needs_help(state: DriverState) -> tuple[int, int, int, str]:
    return -state.late, -(state.blocked + state.ageing), state.finished, state.board
