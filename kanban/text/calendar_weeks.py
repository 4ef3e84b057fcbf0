"""Days and weeks as a calendar has them: from midnight in a zone, whatever daylight saving does to their length."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from kanban.text.dates import local, zone

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def midnight(moment: datetime, zone_name: str) -> datetime:
    """When the moment's day began in the zone, in UTC."""
    return _begin(local(moment, zone_name), 0, zone_name)


def next_midnight(moment: datetime, zone_name: str) -> datetime:
    """When the day after the moment's day begins in the zone, in UTC."""
    return _begin(local(moment, zone_name), 1, zone_name)


def monday(moment: datetime, zone_name: str) -> datetime:
    """When the moment's ISO week began in the zone, in UTC."""
    in_zone = local(moment, zone_name)
    return _begin(in_zone, -in_zone.weekday(), zone_name)


def shifted(moment: datetime, days: int, zone_name: str) -> datetime:
    """The same time of day so many days later in the zone, in UTC; a time that does not exist that day is PEP 495's."""
    in_zone = local(moment, zone_name)
    moved = (in_zone.replace(tzinfo=None, fold=0) + days * DAY).replace(tzinfo=zone(zone_name))
    return moved.astimezone(UTC)


def days_between(begin: datetime, end: datetime, zone_name: str) -> float:
    """Calendar days from one moment to another by the clock on the wall: from midnight to midnight a whole number."""
    walls = [local(moment, zone_name).replace(tzinfo=None) for moment in (begin, end)]
    return (walls[1] - walls[0]) / DAY


@lru_cache(maxsize=1024)  # every board asks for the same Mondays
def day_begin(day: date, zone_name: str) -> datetime:
    """When a day begins in the zone, in UTC."""
    return datetime.combine(day, time(), zone(zone_name)).astimezone(UTC)


def _begin(in_zone: datetime, days: int, zone_name: str) -> datetime:
    return day_begin(in_zone.date() + timedelta(days=days), zone_name)
