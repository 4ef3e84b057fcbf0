"""The window that the metrics screen counts: all history, or some weeks, now or further back."""

from datetime import datetime

import msgspec

from kanban.metrics.flow.totals import Window
from kanban.text.calendar_weeks import midnight, shifted
from kanban.text.dates import day_time
from kanban.text.messages import Message, msg, msg_n

WEEKS: tuple[int, ...] = (0, 4, 12)
"""What `w` goes through, in weeks; 0 is all history."""


class ChosenWindow(msgspec.Struct, frozen=True):
    """So many weeks, so many times their length ago."""

    weeks: int = 0
    back: int = 0

    def next(self) -> "ChosenWindow":
        """The next length, up to now."""
        return ChosenWindow(WEEKS[(WEEKS.index(self.weeks) + 1) % len(WEEKS)])

    def stepped(self, step: int) -> "ChosenWindow":
        """Its own length earlier (1) or later (-1), not beyond now; all history has no other."""
        return ChosenWindow(self.weeks, max(0, self.back + step)) if self.weeks else self

    def window(self, now: datetime, zone: str) -> Window:
        """As bounds, whole days, today the last one; up to now it has no end."""
        if not self.weeks:
            return Window(zone=zone)
        end = shifted(midnight(now, zone), 1 - 7 * self.weeks * self.back, zone)
        return Window(shifted(end, -7 * self.weeks, zone), end if self.back else None, zone)

    def words(self, now: datetime, zone: str) -> Message:
        """What it is called."""
        window = self.window(now, zone)
        if window.from_at is None:
            return msg("all history, as of now")
        if window.to_at is None:
            return msg_n("the last {n} week", "the last {n} weeks", self.weeks)
        begin, end = day_time(window.from_at, zone, now), day_time(window.to_at, zone, now)
        return msg("from {begin} to {end}", begin=begin, end=end)
