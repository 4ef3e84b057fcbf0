"""Time: stored in UTC to the millisecond, typed and shown in a zone."""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from kanban.text.messages import Refused

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?)?"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)" + _TIME + r"(?P<offset>Z|[+-]\d\d:?\d\d)?", re.ASCII)
_NAMED_MONTH = re.compile(
    r"(?:(?P<day>\d{1,2})\.? +(?P<month>[a-z]{3,9})|(?P<month2>[a-z]{3,9}) +(?P<day2>\d{1,2}),?)"
    r"(?: +(?P<year>\d{4}))?" + _TIME,
    re.ASCII,
)
_RELATIVE = re.compile(
    r"(?P<word>today|tomorrow|yesterday|(?P<weekday>[a-z]{3,9})|(?P<n>[+-]\d{1,4}) ?(?P<unit>[dwmyh]))" + _TIME,
    re.ASCII,
)
EXAMPLES = "2026-11-10, 2026-11-10 17:00, 10 Nov 17:00, fri 17:00, tomorrow, +3d, +2w"


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


def parse(text: str, zone_name: str, at: datetime, end_of_day: bool = True, field: str = "date") -> datetime:
    """What was typed, in UTC; a date alone is the end (23:59) or start of that day in the zone.

    `at` is the moment relative words count from. Raises Refused, with examples, for what is ambiguous or impossible.
    """
    typed = text.strip().lower()
    tz = zone(zone_name)
    local = at.astimezone(tz)
    try:
        moment = _iso(typed, tz, end_of_day) or _named(typed, local, end_of_day) or _relative(typed, local, end_of_day)
        if moment is None:
            raise Refused(f"{field}: {text.strip()!r} is not understood; write it like {EXAMPLES}")
        if not 1900 <= moment.year <= 9000:
            raise Refused(f"{field}: {text.strip()!r} lies outside the years 1900 to 9000")
        return _whole_milliseconds(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        raise Refused(f"{field}: {text.strip()!r} is no possible date; write it like {EXAMPLES}") from None


def _iso(typed: str, tz: tzinfo, end: bool) -> datetime | None:
    match = _ISO.fullmatch(typed.upper())
    if not match:
        return None
    if match["offset"]:
        from dateutil.parser import isoparse

        return isoparse(re.sub(r" +", "T", typed.upper()))
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=tz)
    return _at_time(day, match, end)


def _named(typed: str, local: datetime, end: bool) -> datetime | None:
    match = _NAMED_MONTH.fullmatch(typed)
    if not match:
        return None
    from dateutil.parser import parserinfo

    month = parserinfo().month(match["month"] or match["month2"])
    if month is None:
        return None
    number = int(match["day"] or match["day2"])
    if match["year"]:
        return _at_time(datetime(int(match["year"]), month, number, tzinfo=local.tzinfo), match, end)
    return _at_time(_nearest(month, number, local), match, end)


def _nearest(month: int, day: int, local: datetime) -> datetime:
    """The day in the year that brings it nearest: `10 Jan` typed in December is the next one."""
    days = []
    for year in (local.year - 1, local.year, local.year + 1):
        with suppress(ValueError):  # 29 February
            days.append(datetime(year, month, day, tzinfo=local.tzinfo))
    if not days:
        raise ValueError("no such day in these years")
    return min(days, key=lambda d: abs(d - local))


def _relative(typed: str, local: datetime, end: bool) -> datetime | None:
    match = _RELATIVE.fullmatch(typed)
    if not match:
        return None
    from dateutil.relativedelta import relativedelta

    today = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if match["unit"] == "h":
        if match["hour"] is not None:
            return None
        return local.astimezone(UTC) + timedelta(hours=int(match["n"]))
    if match["unit"]:
        n = int(match["n"])
        step = {
            "d": relativedelta(days=n), "w": relativedelta(weeks=n), "m": relativedelta(months=n),
            "y": relativedelta(years=n),
        }[match["unit"]]  # fmt: skip
        return _at_time(today + step, match, end)
    if match["weekday"] and match["weekday"] not in ("today", "tomorrow", "yesterday"):
        days = [i for i, name in enumerate(_WEEKDAYS) if match["weekday"].startswith(name)]
        if not days or match["weekday"] not in _spellings(days[0]):
            return None
        return _at_time(today + timedelta(days=(days[0] - today.weekday() - 1) % 7 + 1), match, end)
    offset = {"today": 0, "tomorrow": 1, "yesterday": -1}[match["word"].split()[0]]
    return _at_time(today + timedelta(days=offset), match, end)


def _spellings(day: int) -> tuple[str, ...]:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day]
    return full[:3], full[:4], full[:5], full


def _at_time(day: datetime, match: re.Match[str], end: bool) -> datetime:
    if match["hour"] is None:
        return day.replace(hour=23, minute=59) if end else day
    micro = int((match["fraction"] or "").ljust(6, "0")[:6])
    return day.replace(
        hour=int(match["hour"]), minute=int(match["minute"]), second=int(match["second"] or 0), microsecond=micro
    )


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
    there = local(moment, zone_name)
    return there.isoformat(timespec="milliseconds" if there.microsecond else "seconds")


def day_time(moment: datetime, zone_name: str, at: datetime | None = None) -> str:
    """`20 Nov 17:00`, with the year where it is not that of `at`."""
    there = local(moment, zone_name)
    year = "" if at is not None and there.year == local(at, zone_name).year else f" {there.year}"
    return f"{there.day:02d} {_MONTHS[there.month - 1]}{year} {there:%H:%M}"


def minute(moment: datetime, zone_name: str) -> str:
    """`24 Nov 2026 17:00`: a date to the minute, without weekday and zone."""
    return day_time(moment, zone_name)


def weekday_time(moment: datetime, zone_name: str) -> str:
    """`Thu 10 Dec 2026 17:00 CET`: what was understood, echoed."""
    there = local(moment, zone_name)
    name = _WEEKDAYS[there.weekday()].title()
    return f"{name} {there.day:02d} {_MONTHS[there.month - 1]} {there:%Y %H:%M} {there.tzname()}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def span(seconds: float | None) -> str:
    """A duration in two significant digits at least: `40s`, `12m`, `6.1h`, `3.2d`, `41d`; `-` for None."""
    if seconds is None:
        return "-"
    value = abs(seconds)
    sign = "-" if seconds < 0 and round(value) else ""
    for unit, size, limit in (("s", 1, 60), ("m", 60, 3600), ("h", 3600, 86400)):
        amount = value / size
        if round(amount) * size < limit:
            return f"{sign}{amount:.1f}{unit}" if unit == "h" and amount < 9.95 else f"{sign}{amount:.0f}{unit}"
    days = value / 86400
    return f"{sign}{days:.1f}d" if days < 9.95 else f"{sign}{days:.0f}d"
