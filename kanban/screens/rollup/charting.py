"""The charts of a milestone, reckoned in a thread and shown as they come; what is wanted no more ends early."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Protocol

import msgspec

from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.render.flow_pictures.picture import Picture
from kanban.render.milestone_pictures.every import PICTURES
from kanban.render.milestone_pictures.subject import Subject
from kanban.session.forecasting import Superseded
from kanban.text.messages import Refused, Words, msg

GOOD_FOR = timedelta(hours=1)
"""So long a chart stands where nothing that it was made of has changed."""


class ChartingDesk(Protocol):
    """The roll-up, as it is given its charts."""

    @property
    def is_attached(self) -> bool:
        """Whether it is on the screen; else the program is ending."""

    def work(self, begin: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Run it beside the screen, in the place of what runs in its group."""

    def repaint(self) -> None:
        """Paint the page that is open."""


class _Asked(msgspec.Struct, frozen=True):
    """A chart, and what it is made of."""

    view: str
    state: MilestoneState
    rollup: RollUp

    @property
    def milestone(self) -> str:
        """Of which it is."""
        return self.state.milestone.id

    def is_same_page(self, other: "_Asked") -> bool:
        """Whether the other may stay in sight until this one is there."""
        mine, its = self.rollup, other.rollup
        same = (self.view, self.milestone, mine.live) == (other.view, other.milestone, its.live)
        return same and (mine.live or mine.as_of == its.as_of)

    def is_answered_by(self, other: "_Asked") -> bool:
        """Whether nothing has changed that the other was made of."""
        is_new = other.rollup.as_of <= self.rollup.as_of < other.rollup.as_of + GOOD_FOR
        mine, its = self.state, other.state
        is_unchanged = mine.figures is its.figures and self.rollup.plan is other.rollup.plan
        is_dated_alike = mine.forecast is its.forecast or its.forecast is None  # without one the chart made its own
        return self.is_same_page(other) and is_unchanged and is_dated_alike and is_new


class Charting:
    """One chart at a time."""

    def __init__(self, desk: ChartingDesk) -> None:
        self._desk = desk
        self._asked: _Asked | None = None
        """The last one asked for."""
        self._begun: _Asked | None = None
        """The one that is being reckoned."""
        self._number = 0
        self.picture: Picture | None = None
        """So much of the chart asked for as is there; None while nothing is."""
        self.is_new = False
        """It is of another page than the one before, and its cursor has not been set yet."""

    def ask(self, view: str, state: MilestoneState, rollup: RollUp) -> None:
        """Want a chart; the same one costs nothing while nothing has changed.

        What is being reckoned of the same page is finished first: else it might never be, where others are at work.
        """
        asked, before = _Asked(view, state, rollup), self._asked
        if before is not None and asked.is_answered_by(before):
            return
        self._asked = asked
        if before is None or not asked.is_same_page(before):
            self.picture, self.is_new = None, True
        elif self._begun is not None:
            return
        self._number += 1
        self._desk.work(self._reckon, "chart")

    def picture_of(self, view: str, milestone: str) -> Picture | None:
        """So much of a chart as is there; None for any but the one asked for last."""
        asked = self._asked
        return self.picture if asked is not None and (asked.view, asked.milestone) == (view, milestone) else None

    def end(self) -> None:
        """None is wanted any more."""
        self._number += 1
        self._asked = self._begun = self.picture = None

    async def _reckon(self) -> None:
        number = self._number
        while number == self._number and self._asked is not self._begun and self._asked is not None:
            self._begun = self._asked
            try:
                await self._reckon_one(self._begun, number)
            except Superseded:
                return
        if number == self._number:
            self._begun = None

    async def _reckon_one(self, asked: _Asked, number: int) -> None:
        def pause() -> None:
            if number != self._number:
                raise Superseded

        shows_each = self.picture is None
        last: Picture | None = None
        pictures = PICTURES[asked.view].make(Subject(asked.state, asked.rollup, pause))
        try:
            while (picture := await asyncio.to_thread(next, pictures, None)) is not None:
                last = picture
                if shows_each and picture.chart is not None:
                    self._show(picture, number)
        except Refused as error:
            last = _empty(error.message)
        except msgspec.MsgspecError as error:
            last = _empty(msg("a record cannot be read: {error}; see `kanban doctor`", error=error))
        if last is not None:
            self._show(last, number)

    def _show(self, picture: Picture, number: int) -> None:
        if number == self._number and self._desk.is_attached:
            self.picture = picture
            self._desk.repaint()


def _empty(why: Words) -> Picture:
    return Picture(points=(), why_empty=why)
