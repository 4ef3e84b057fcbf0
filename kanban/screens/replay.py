"""The roll-up of the past, or what is made of it: a week back and on, to a date, back to now."""

from datetime import datetime, timedelta
from typing import Protocol

from kanban.render.card import Span
from kanban.screens.application import Application
from kanban.screens.question import Asking
from kanban.text.calendar_weeks import days_between, shifted
from kanban.text.dates import now, parse, weekday_time
from kanban.text.messages import Refused, Words, msg, msg_n

NOW_AGAIN = timedelta(hours=12)
"""A step that ends so near to now is back at now."""


class ReplayDesk(Asking, Protocol):
    """A screen that shows the roll-up, as the keys of the replay know it."""

    @property
    def kanban(self) -> Application:
        """The application."""

    def read_anew(self) -> None:
        """Read the roll-up of the moment in force."""


class Replay:
    """What [ ] t and @ do. `as_of` is the moment shown; None is now."""

    def __init__(self, desk: ReplayDesk) -> None:
        self._desk = desk
        self.as_of: datetime | None = None

    @property
    def _zone(self) -> str:
        return self._desk.kanban.plan.timezone

    def show(self, moment: datetime | None) -> None:
        """As of a moment; None for now."""
        self.as_of = moment
        self._desk.read_anew()

    def do_earlier(self) -> None:
        """A calendar week back."""
        self.show(shifted(self.as_of or now(), -7, self._zone))

    def do_later(self) -> None:
        """A calendar week on, up to now."""
        if self.as_of is not None:
            later = shifted(self.as_of, 7, self._zone)
            self.show(later if later < now() - NOW_AGAIN else None)

    def do_now(self) -> None:
        """Back to now."""
        if self.as_of is not None:
            self.show(None)

    async def do_date(self) -> None:
        """As of a date that is typed."""

        def done(text: str) -> None:
            if text.strip():
                self.show(self._past(text))

        await self._desk.type_in(msg("as of:"), "", done, suggest=self._understood)

    def _past(self, text: str) -> datetime:
        moment = parse(text, self._zone, now(), field="as of")
        if moment > now():
            raise Refused(msg("as of: {date} is not past", date=weekday_time(moment, self._zone)))
        return moment

    def _understood(self, text: str) -> Words:
        return weekday_time(self._past(text), self._desk.kanban.zone) if text.strip() else ""

    @property
    def why_readonly(self) -> Words:
        """Why nothing can be changed: it is the past."""
        return msg("this is the past; t goes back to now") if self.as_of is not None else ""

    def words(self) -> tuple[Span, ...]:
        """For the top line: that it is the past, and which day."""
        if self.as_of is None:
            return ()
        days = int(days_between(self.as_of, now(), self._zone))
        ago = msg_n("{n} day ago", "{n} days ago", days)
        if days >= 7:
            ago = msg_n("{n} week ago", "{n} weeks ago", days // 7)
        date = weekday_time(self.as_of, self._desk.kanban.zone)
        return ((f" {msg('PAST')} · {ago} · {date} ", "label"),)
