"""An axis of dates: the marks along it, a week, some months or years apart."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kanban.text.calendar_weeks import monday, shifted
from kanban.text.dates import day, local, zone

_MOST = 7
"""So many marks at most."""
_WEEKS_UNTIL = timedelta(days=70)
_MONTHS = (1, 2, 3, 6, *(12 * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)))


def marks(begin: datetime, end: datetime, zone_name: str, now: datetime) -> list[tuple[datetime, str]]:
    """Mondays with their day where the time is short, else firsts of months as `2026-11`."""
    if end - begin <= _WEEKS_UNTIL:
        weeks = list(_mondays(begin, end, zone_name))
        step = -(-len(weeks) // _MOST) or 1
        return [(moment, day(moment, zone_name, now)) for moment in weeks[::step]]
    every = [(moment, local(moment, zone_name)) for moment in _months(begin, end, zone_name)]
    step = next((n for n in _MONTHS if len(every) <= n * _MOST), _MONTHS[-1])
    return [(moment, f"{at:%Y-%m}") for moment, at in every if (at.year * 12 + at.month - 1) % step == 0]


def _mondays(begin: datetime, end: datetime, zone_name: str) -> Iterator[datetime]:
    moment = monday(begin, zone_name)
    while moment <= end:
        if moment >= begin:
            yield moment
        moment = monday(shifted(moment, 7, zone_name), zone_name)


def _months(begin: datetime, end: datetime, zone_name: str) -> Iterator[datetime]:
    first = local(begin, zone_name)
    months = first.year * 12 + first.month - 1
    while True:
        moment = datetime(months // 12, months % 12 + 1, 1, tzinfo=zone(zone_name)).astimezone(UTC)
        if moment > end:
            return
        if moment >= begin:
            yield moment
        months += 1
