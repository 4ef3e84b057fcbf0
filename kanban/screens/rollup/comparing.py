"""The replay of the roll-up, which also tells what changed since a moment."""

from datetime import datetime
from typing import Protocol

from kanban.screens.replay import Replay, ReplayDesk
from kanban.text.calendar_weeks import shifted
from kanban.text.dates import now


class ComparingDesk(ReplayDesk, Protocol):
    """The roll-up, as far as changes are asked for."""

    def show_changes(self, since: datetime) -> None:
        """Show only what changed since a moment."""


class ComparingReplay(Replay):
    """What [ ] t @ and = do."""

    def __init__(self, desk: ComparingDesk) -> None:
        super().__init__(desk)
        self._comparing = desk

    def do_changes(self) -> None:
        """What changed between the moment shown and now; at now, in the last week."""
        self._comparing.show_changes(self.as_of or shifted(now(), -7, self._zone))
