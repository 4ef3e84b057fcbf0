"""What a page shows of the roll-up, reckoned in a thread; it stands until something has changed that it was made of."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from datetime import timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec

from kanban.metrics.rollup.milestones import RollUp
from kanban.session.forecasting import Superseded
from kanban.text.messages import Refused, Words, msg

GOOD_FOR = timedelta(hours=1)
"""So long what was reckoned stands where nothing that it was made of has changed."""
_Made = TypeVar("_Made")
Pause = Callable[[], None]
"""Called between the parts of a long piece of work; ends it where it is wanted no more."""


def still_holds(rollup: RollUp, before: RollUp) -> bool:
    """Whether nothing has changed since another roll-up that could be made of either."""
    if rollup.live != before.live or rollup.plan is not before.plan or len(rollup.boards) != len(before.boards):
        return False
    is_near = before.as_of <= rollup.as_of < before.as_of + GOOD_FOR if rollup.live else rollup.as_of == before.as_of
    same = all(mine is its for mine, its in zip(rollup.boards, before.boards, strict=True))
    return is_near and same and rollup.unread == before.unread


class ReckoningDesk(Protocol):
    """A screen that shows what is reckoned."""

    @property
    def is_attached(self) -> bool:
        """Whether it is on the screen; else the program is ending."""

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen, in the place of what runs in its group."""

    def repaint(self) -> None:
        """Show everything anew."""


class _Asked(NamedTuple, Generic[_Made]):
    rollup: RollUp
    inputs: Hashable
    make: Callable[[Pause], _Made]


class Reckoning(Generic[_Made]):
    """One thing at a time: the one asked for last."""

    def __init__(self, desk: ReckoningDesk, group: str) -> None:
        """`group`: its name among what runs beside the screen."""
        self._desk, self._group = desk, group
        self._asked: _Asked[_Made] | None = None
        self._begun: _Asked[_Made] | None = None
        self._number = 0
        self.made: _Made | None = None
        """None until it is there, and where there is a failure."""
        self.failure: Words = ""
        """Why there is none."""

    def ask(self, rollup: RollUp, inputs: Hashable, make: Callable[[Pause], _Made]) -> None:
        """Want what `make` makes of a roll-up and of inputs; it costs nothing while neither has changed.

        What is being reckoned of the same inputs is finished first: else it might never be, where others are at work.
        """
        before = self._asked
        if before is not None and before.inputs == inputs and still_holds(rollup, before.rollup):
            return
        self._asked = _Asked(rollup, inputs, make)
        if before is None or before.inputs != inputs or not (rollup.live and before.rollup.live):
            self.made, self.failure = None, ""
        elif self._begun is not None:
            return
        self._number += 1
        self._begun = None
        self._desk.work(self._reckon, self._group)

    def end(self) -> None:
        """Nothing is wanted any more."""
        self._number += 1
        self._asked = self._begun = self.made = None

    async def _reckon(self) -> None:
        number = self._number

        def pause() -> None:
            if number != self._number:
                raise Superseded

        while number == self._number and self._asked is not None and self._asked is not self._begun:
            self._begun = self._asked
            made: _Made | None = None
            failure: Words = ""
            try:
                made = await asyncio.to_thread(self._begun.make, pause)
            except Superseded:
                return
            except Refused as refusal:  # such as a history that cannot be read
                failure = refusal.message
            except msgspec.MsgspecError as error:
                failure = msg("a record cannot be read: {error}; see `kanban doctor`", error=error)
            if number != self._number or not self._desk.is_attached:
                return
            self.made, self.failure = made, failure
            self._desk.repaint()
        if number == self._number:
            self._begun = None
