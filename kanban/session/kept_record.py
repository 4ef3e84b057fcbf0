"""The record of a workspace's forecasts, kept for a week in the user's state folder: to make it anew takes a while."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.forecast.record import Record
from kanban.session import state_file
from kanban.text.calendar_weeks import monday

_FILE = "forecast-records.json"
_MOST_KEPT = 50


class _Kept(msgspec.Struct, frozen=True):
    """A record, of which week and of which boards."""

    monday: datetime
    boards: tuple[str, ...]
    record: Record


def kept_record(place: str, slugs: Iterable[str], now: datetime, timezone: str) -> Record | None:
    """The record of a workspace with these boards, if it was made this week; else None."""
    kept = state_file.read(_FILE, dict[str, _Kept], {}).get(place)
    if kept is None or kept.monday != monday(now, timezone) or kept.boards != tuple(sorted(slugs)):
        return None
    return kept.record


def keep_record(place: str, slugs: Iterable[str], now: datetime, timezone: str, record: Record) -> None:
    """Keep it for this week; where it cannot be written, it is made anew next time."""
    all_kept = state_file.read(_FILE, dict[str, _Kept], {})
    all_kept.pop(place, None)
    all_kept[place] = _Kept(monday(now, timezone), tuple(sorted(slugs)), record)
    state_file.write(_FILE, dict([*all_kept.items()][-_MOST_KEPT:]))
