"""The board's figures, computed in a thread when the hands rest."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import MsgspecError
from textual.screen import Screen

from kanban.metrics.rollup.attention import Attention, attention
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.text.dates import now
from kanban.text.messages import Refused, Words, msg

if TYPE_CHECKING:
    from kanban.metrics.flow.totals import Totals
    from kanban.render.figures import Limits

FIRST_SECONDS = 0.25
"""Figures are computed this long after the first paint."""
REST_SECONDS = 0.4
"""And this long after the last change."""
MANY_CARDS, PATIENCE = 2000, 5
"""Figures of a board with more cards take a while: they wait so many times longer."""


class Summary(NamedTuple):
    """What is said of a board as a whole."""

    board: Board
    """The state it is of."""
    totals: "Totals"
    attention: Attention
    limits: "Limits | None"


Ready = Callable[[Summary, datetime], None]
"""Gets the summary, and the moment it is of."""


class FigureWorker:
    """Computes for one screen; of several computations the last one counts."""

    def __init__(
        self,
        screen: Screen[Any],
        zone: Callable[[], str],
        last_key_at: Callable[[], float],
        ready: Ready,
        failed: Callable[[Words], None],
    ) -> None:
        """`last_key_at`: when a key was pressed last, by `time.monotonic`."""
        self._screen = screen
        self._zone = zone
        self._last_key_at = last_key_at
        self._ready = ready
        self._failed = failed
        self._timer: Any = None

    def later(self, board: Board, seconds: float = REST_SECONDS) -> None:
        """Compute when nothing else has changed for a while; of many cards, when no key was pressed either."""
        is_large = len(board.cards) > MANY_CARDS
        if is_large:
            seconds *= PATIENCE
        if self._timer is not None:
            self._timer.stop()

        def due() -> None:
            if is_large and time.monotonic() - self._last_key_at() < REST_SECONDS:
                self.later(board, REST_SECONDS / PATIENCE)
            else:
                self.compute(board)

        self._timer = self._screen.set_timer(seconds, due)

    def compute(self, board: Board) -> None:
        """Compute now."""
        self._timer = None
        self._screen.run_worker(self._compute(board), group="figures", exclusive=True)

    async def _compute(self, board: Board) -> None:
        moment = now()
        try:
            summary = await asyncio.to_thread(summary_of, board, moment, self._zone())
        except (Refused, MsgspecError) as error:
            reason = error.message if isinstance(error, Refused) else str(error)
            self._failed(msg("no figures: {reason}", reason=reason))
            return
        if self._screen.is_attached:  # else the program is ending
            self._ready(summary, moment)


def summary_of(board: Board, clock: datetime, zone: str) -> Summary:
    """All figures of a board, weeks by the plan's zone, and which cards need a hand."""
    from kanban.metrics.flow.totals import Window, ageing_limit, existing, totals  # not needed for the first paint
    from kanban.render.figures import limits_of

    moment = effective_now(clock, board.head.last_at)
    cards = existing(board.all_cards.values(), moment)
    figures = totals(cards, Window(zone=zone), moment)
    return Summary(board, figures, attention(board, ageing_limit(figures.cycle_time)), limits_of(board))
