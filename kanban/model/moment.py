"""A moment as it is kept: with its offset, so that any two can be compared. And which one is now."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time without an offset is refused when it is read: nobody can say when that was."""

AHEAD = timedelta(days=1)


def effective_now(clock: datetime, last_at: datetime | None) -> datetime:
    """Now: what the clock says, or the last event where the clock was set back behind it.

    Only by less than a day: a clock that was further ahead was wrong, and is not followed.
    """
    return last_at if last_at is not None and clock < last_at < clock + AHEAD else clock


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; at the very edge of the calendar, where it has none there, as it is."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment
