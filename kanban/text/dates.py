"""Time: stored in UTC to the millisecond, typed and shown in a zone."""

import os
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from kanban.text import weekdays
from kanban.text.messages import Refused, Words, language, msg

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"en": ("s", "m", "h", "d"), "zh_CN": ("秒", "分", "时", "天")}
"""Of durations, by language."""
_DATE = msg("date")
EXAMPLES = msg("2026-11-10, 2026-11-10 17:00, 10 Nov 17:00, fri 17:00, tomorrow, +3d, +2w")
_HALF_A_YEAR = timedelta(days=182)


def now() -> datetime:
    """This moment in UTC, to the millisecond."""
    return _whole_milliseconds(datetime.now(UTC))


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def local_zone() -> str:
    """IANA name of this machine's zone; UTC where it cannot be told."""
    candidates = [os.environ.get("TZ", "").lstrip(":"), os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]]
    for name in candidates:
        if name and is_zone(name):
            return name
    return "UTC"


def is_zone(name: str) -> bool:
    """Whether this machine knows the zone."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return False
    return True


@lru_cache(maxsize=32)
def zone(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for one this machine does not know."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return UTC


def parse(text: str, zone_name: str, at: datetime, end_of_day: bool = True, field: Words = _DATE) -> datetime:
    """What was typed, in UTC; a date alone is the end (23:59) or start of that day in the zone.

    `at` is the moment relative words count from. Raises Refused, with examples, for what is ambiguous or impossible.
    """
    from kanban.text.typed_dates import LONGEST, understood  # its grammar takes a while to compile

    typed = text.strip()
    try:
        moment = understood(typed, at.astimezone(zone(zone_name)), end_of_day)
        in_utc = moment and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(msg("{field}: {value!r} is no possible date; write it like {examples}", field=field,
                          value=typed[:LONGEST], examples=EXAMPLES)) from None  # fmt: skip
    if moment is None or in_utc is None:
        raise Refused(msg("{field}: {value!r} is not understood; write it like {examples}", field=field,
                          value=typed[:LONGEST], examples=EXAMPLES))  # fmt: skip
    if not 1900 <= moment.year <= 9000:
        raise Refused(msg("{field}: {value!r} lies outside the years 1900 to 9000", field=field, value=typed))
    return _whole_milliseconds(in_utc)


def local(moment: datetime, zone_name: str) -> datetime:
    """The moment in the zone; at the very edge of the calendar, where the zone would leave it, as it is."""
    try:
        return moment.astimezone(zone(zone_name))
    except OverflowError:
        return moment


def iso(moment: datetime | None, zone_name: str = "UTC") -> str | None:
    """ISO 8601 with offset, in the zone; milliseconds only where there are any."""
    if moment is None:
        return None
    in_zone = local(moment, zone_name)
    return in_zone.isoformat(timespec="milliseconds" if in_zone.microsecond else "seconds")


def day_time(moment: datetime, zone_name: str, at: datetime | None = None) -> str:
    """`20 Nov 17:00`, with the year where it is not that of `at`; in Chinese `11-20 17:00`."""
    in_zone = local(moment, zone_name)
    this_year = at is not None and in_zone.year == local(at, zone_name).year
    return f"{_short(in_zone) if this_year else _full(in_zone)} {in_zone:%H:%M}"


def day(moment: datetime, zone_name: str, at: datetime) -> str:
    """`24 Nov`, in Chinese `11-24`; more than half a year away from `at` `2027-11`."""
    in_zone = local(moment, zone_name)
    return _short(in_zone) if abs(moment - at) <= _HALF_A_YEAR else f"{in_zone:%Y-%m}"


def full_day(moment: datetime, zone_name: str) -> str:
    """`24 Nov 2026`, in Chinese `2026-11-24`."""
    return _full(local(moment, zone_name))


def month(day: date, with_year: bool = False) -> str:
    """`Nov`, with its year `Nov 2026`; in Chinese `11月`, `2026年11月`."""
    if language() == "zh_CN":
        return f"{day.year}年{day.month}月" if with_year else f"{day.month}月"
    return f"{_MONTHS[day.month - 1]} {day.year}" if with_year else _MONTHS[day.month - 1]


def year(day: date) -> str:
    """`2026`, in Chinese `2026年`."""
    return f"{day.year}年" if language() == "zh_CN" else str(day.year)


def _short(in_zone: datetime) -> str:
    return f"{in_zone:%m-%d}" if language() == "zh_CN" else f"{in_zone.day:02d} {_MONTHS[in_zone.month - 1]}"


def _full(in_zone: datetime) -> str:
    return f"{in_zone.year:04d}-{_short(in_zone)}" if language() == "zh_CN" else f"{_short(in_zone)} {in_zone.year}"


def minute(moment: datetime, zone_name: str) -> str:
    """`24 Nov 2026 17:00`, in Chinese `2026-11-24 17:00`: a date to the minute, without weekday and zone."""
    return day_time(moment, zone_name)


def weekday_time(moment: datetime, zone_name: str) -> str:
    """`Thu 10 Dec 2026 17:00 CET`, in Chinese `2026年12月10日 周四 17:00 CST`: what was understood, echoed."""
    in_zone = local(moment, zone_name)
    number = in_zone.weekday()
    if language() == "zh_CN":
        day = f"{in_zone.year}年{in_zone.month}月{in_zone.day}日 周{weekdays.CHINESE[number]}"
        return f"{day} {in_zone:%H:%M} {in_zone.tzname()}"
    name = weekdays.ENGLISH[number][:3].title()
    return f"{name} {in_zone.day:02d} {_MONTHS[in_zone.month - 1]} {in_zone:%Y %H:%M} {in_zone.tzname()}"


def span(seconds: float | None) -> str:
    """A duration in two significant digits at least: `40s`, `12m`, `6.1h`, `3.2d`, `41d`; `-` for None.

    In Chinese: `40秒`, `12分`, `6.1时`, `3.2天`.
    """
    if seconds is None:
        return "-"
    value = abs(seconds)
    sign = "-" if seconds < 0 and round(value) else ""
    second, minute, hour, day = _UNITS.get(language(), _UNITS["en"])
    for unit, size, limit in ((second, 1, 60), (minute, 60, 3600), (hour, 3600, 86400)):
        amount = value / size
        if round(amount) * size < limit:
            return f"{sign}{amount:.1f}{unit}" if unit == hour and amount < 9.95 else f"{sign}{amount:.0f}{unit}"
    days = value / 86400
    return f"{sign}{days:.1f}{day}" if days < 9.95 else f"{sign}{days:.0f}{day}"
