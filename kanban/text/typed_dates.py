"""What may be typed as a date, in English and Chinese, whichever language is in force."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo

from kanban.text import weekdays
from kanban.text.messages import language

LONGEST = 80
"""Characters of a text that may be a date."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""What a Chinese input method types for the characters of ASCII."""
_CHINESE_NUMBER = "[一二两三四五六七八九十]{1,3}"
_ENGLISH_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = "|".join(("an?", *_ENGLISH_NUMBERS))
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?"
_ISO = re.compile(rf"(?P<date>\d{{4}}-\d\d-\d\d)(?:[ T]+{_CLOCK})?(?P<offset>Z|[+-]\d\d:?\d\d)?", re.ASCII)
_CHINESE_HOUR = "(?<![周期拜])(?:二十[一二三]?|十[一二三四五六七八九]?|[一二两三四五六七八九])"
"""Not the day of 周二 or 星期五."""
_OCLOCK = rf"(?P<oclock>\d{{1,2}}|{_CHINESE_HOUR}) *[点时](?P<past>半|整|一刻|三刻|(?:\d{{1,2}}|{_CHINESE_NUMBER})分?)?"
_TWELVE = r"(?P<twelve>\d{1,2})(?::(?P<twelve_minute>\d\d))? ?(?P<noon>[ap])\.?m\.?|(?P<midday>noon)"
_SHAPE = re.compile(
    r"(?P<day>.+?)(?:(?:,? +(?:at +)?|(?<=[^\x00-\x7f]) *)"
    rf"(?:(?P<half>凌晨|早上|上午|中午|下午|晚上) *)?(?:{_TWELVE}|{_CLOCK}|{_OCLOCK})"
    r"(?: +(?P<zone>[a-z]{1,6}|[+-]\d{2,4}))?)?",
    re.ASCII,
)
"""A day, and perhaps a time with the zone's abbreviation."""
_HOURS = re.compile(
    rf"(?P<signed>[+-]\d{{1,4}}) ?h"
    rf"|in (?P<ahead>\d{{1,4}}|{_COUNT}) ?(?:(?P<h>h|hours?)|min|mins|minutes?)"
    rf"|(?P<ago>\d{{1,4}}|{_COUNT}) ?(?:(?P<h_ago>h|hours?)|min|mins|minutes?) ago"
    rf"|(?P<n>\d{{1,4}}|{_CHINESE_NUMBER}) *(?:(?P<h_chinese>个?小时)|分钟)(?:以|之)?(?P<way>[后前])",
    re.ASCII,
)
"""Hours, else minutes."""
_DAY_WORDS = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
}  # fmt: skip
_SHIFT = re.compile(
    r"(?P<signed>[+-]\d{1,4}) ?(?P<letter>[dwmy])"
    rf"|in (?P<ahead>\d{{1,4}}|{_COUNT})(?: (?P<unit>day|week|month|year)s?| ?(?P<letter_ahead>[dwmy]))"
    rf"|(?P<ago>\d{{1,4}}|{_COUNT})(?: (?P<unit_ago>day|week|month|year)s?| ?(?P<letter_ago>[dwmy])) ago"
    rf"|(?P<n>\d{{1,4}}|{_CHINESE_NUMBER}) *个?(?P<chinese>天|日|周|星期|礼拜|月|年)(?:以|之)?(?P<way>[后前])",
    re.ASCII,
)
_UNITS = {"天": "d", "日": "d", "周": "w", "星": "w", "礼": "w", "月": "m", "年": "y"}
_NAMED_MONTH = re.compile(
    r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?(?: +of)? +(?P<month>[a-z]{3,9})"
    r"|(?P<month2>[a-z]{3,9}) +(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)(?: +(?P<year>\d{4}))?",
    re.ASCII,
)
_CHINESE_DATE = re.compile(
    rf"(?:(?:(?P<year>\d{{4}}) *年|(?P<near_year>[去今明后]年)) *)?(?P<month>\d{{1,2}}|{_CHINESE_NUMBER}) *月 *"
    rf"(?P<day>\d{{1,2}}|{_CHINESE_NUMBER}) *[日号]",
    re.ASCII,
)
_DAY_OF_MONTH = re.compile(rf"(?P<month>上|本|这|下)个?月 *(?P<day>\d{{1,2}}|{_CHINESE_NUMBER}) *[日号]", re.ASCII)
_YEARS = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTH_DAY = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?", re.ASCII)
_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<between>[-/.])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})"
    r"|(?P<basic_year>(?:19|20)\d\d)(?P<basic_month>\d\d)(?P<basic_day>\d\d)",
    re.ASCII,
)
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)-?(?P<day>[1-7])", re.ASCII)
_ENGLISH_WEEKDAY = re.compile(r"(?:(?P<which>next|this) +)?(?P<name>[a-z]{3,9})\.?", re.ASCII)
_CHINESE_WEEKDAY = re.compile(r"(?P<week>上|本|这|下|下下)?个?(?:周|星期|礼拜)(?P<name>[一二三四五六日天])")
_DAY_AND_HALF = {
    "今早": "今天早上", "今晚": "今天晚上", "明早": "明天早上", "明晚": "明天晚上",
    "昨晚": "昨天晚上",
}  # fmt: skip
_PARTS_OF_DAY = re.compile("^(?:今早|今晚|明早|明晚|昨晚)(?=[^上])")
_WEEKS = {"上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}
_WEEKDAY_AND_DATE = re.compile(
    r"(?P<name>[a-z]{3,9}),? +(?P<rest>.*\d.*)|(?P<before>.*[日号]) *周(?P<chinese>[一二三四五六日])"
)
_ENDS = {
    "eod": "day", "end of day": "day", "end of the day": "day", "end of next month": "next month",
    "end of next week": "next week",
    "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year", "end of week": "week", "end of the week": "week",
    "end of month": "month", "end of the month": "month", "end of quarter": "quarter", "end of the quarter": "quarter",
    "end of year": "year", "end of the year": "year", "月底": "month", "月末": "month", "本月底": "month",
    "本月末": "month", "下月底": "next month", "下月末": "next month", "下个月底": "next month", "季末": "quarter",
    "季度末": "quarter", "本季度末": "quarter", "年底": "year", "年末": "year", "今年底": "year",
}  # fmt: skip


def understood(text: str, local: datetime, end: bool) -> datetime | None:
    """The moment that was typed; None where it is no date. `local` is now, in the zone that is meant.

    A date alone is the end (23:59) or start of that day. Raises ValueError or OverflowError for an impossible date.
    """
    if len(text) > LONGEST:
        return None
    typed = text.translate(_HALF_WIDTH).strip().lower()
    if match := _ISO.fullmatch(typed.upper()):
        return _iso(match, local.tzinfo, end)
    if match := _HOURS.fullmatch(typed):
        is_hours = match["signed"] or match["h"] or match["h_ago"] or match["h_chinese"]
        return local.astimezone(UTC) + timedelta(minutes=_amount(match) * (60 if is_hours else 1))
    typed = _PARTS_OF_DAY.sub(lambda part: _DAY_AND_HALF[part[0]], typed)
    match = _SHAPE.fullmatch(typed)
    if match is None:
        return None
    day = _day(match["day"], local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0))
    return None if day is None else _in_zone(_at_time(day, match, end), match["zone"])


def _iso(match: re.Match[str], tz: tzinfo | None, end: bool) -> datetime:
    if match["offset"]:
        from dateutil.parser import isoparse

        return isoparse(re.sub(r" +", "T", match[0]))
    year, month, day = map(int, match["date"].split("-"))
    return _at_clock(datetime(year, month, day, tzinfo=tz), match, end)


def _day(text: str, today: datetime) -> datetime | None:
    """The start of the day that a text without a time means."""
    return next((day for form in _FORMS if (day := form(text, today)) is not None), None)


def _date(text: str, today: datetime) -> datetime | None:
    """A date by month and day."""
    if match := _YEAR_FIRST.fullmatch(text):
        parts = [int(match[name] or match[f"basic_{name}"]) for name in ("year", "month", "day")]
        return datetime(parts[0], parts[1], parts[2], tzinfo=today.tzinfo)
    if match := _ISO_WEEK.fullmatch(text):
        return datetime.fromisocalendar(*map(int, match.groups())).replace(tzinfo=today.tzinfo)
    if match := _SLASHED.fullmatch(text):
        few, many = sorted((int(match["day"]), int(match["month"])))
        if many <= 12 and few != many:
            return None  # which of them is the month is not known
        return datetime(int(match["year"]), few, many, tzinfo=today.tzinfo)
    if match := _CHINESE_DATE.fullmatch(text) or _DOTTED.fullmatch(text):
        month, day, year = _number(match["month"]), _number(match["day"]), match["year"]
        if match.re is _CHINESE_DATE and match["near_year"]:
            year = str(today.year + _YEARS[match["near_year"]])
        if match.re is _DOTTED and day <= 12 and day != month:
            return None  # the month might stand first
    elif match := _NAMED_MONTH.fullmatch(text):
        from dateutil.parser import parserinfo

        named = parserinfo().month(match["month"] or match["month2"])
        if named is None:
            return None
        month, day, year = named, int(match["day"] or match["day2"]), match["year"]
    elif language() == "zh_CN" and (match := _MONTH_DAY.fullmatch(text)):  # as it is shown there
        month, day, year = int(match["month"]), int(match["day"]), None
    else:
        return None
    return datetime(int(year), month, day, tzinfo=today.tzinfo) if year else _nearest(month, day, today)


def _day_of_month(text: str, today: datetime) -> datetime | None:
    """下个月5号: a day of the month before, of this one, of the next."""
    match = _DAY_OF_MONTH.fullmatch(text)
    if match is None:
        return None
    from dateutil.relativedelta import relativedelta

    return (today.replace(day=1) + relativedelta(months=_WEEKS[match["month"]])).replace(day=_number(match["day"]))


def _nearest(month: int, day: int, today: datetime) -> datetime:
    """The day in the year that brings it nearest: `10 Jan` typed in December is the next one."""
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):  # 29 February
            days.append(datetime(year, month, day, tzinfo=today.tzinfo))
    if not days:
        raise ValueError("no such day in these years")
    return min(days, key=lambda d: abs(d - today))


def _day_word(text: str, today: datetime) -> datetime | None:
    offset = _DAY_WORDS.get(text)
    return None if offset is None else today + timedelta(days=offset)


def _weekday(text: str, today: datetime) -> datetime | None:
    """`fri` and 周五 are the next that comes, never today; 下周五 is that of the next week.

    `next fri` is understood where it is both: on a Tuesday some mean this week's, some the next; `this fri` where it
    comes.
    """
    if match := _CHINESE_WEEKDAY.fullmatch(text):
        number: int | None = weekdays.CHINESE.index(match["name"].replace("天", "日"))
    elif match := _ENGLISH_WEEKDAY.fullmatch(text):
        number = _weekday_named(match["name"])
    else:
        return None
    if number is None:
        return None
    if match.re is _CHINESE_WEEKDAY and match["week"]:
        return today + timedelta(days=number - today.weekday(), weeks=_WEEKS[match["week"]])
    if match.re is _ENGLISH_WEEKDAY and match["which"] and (match["which"] == "next") == (number > today.weekday()):
        return None
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _weekday_named(name: str) -> int | None:
    return next((i for i, full in enumerate(weekdays.ENGLISH) if name in (full[:3], full[:4], full[:5], full)), None)


def _shift(text: str, today: datetime) -> datetime | None:
    """So many days, weeks, months or years ahead or back."""
    match = _SHIFT.fullmatch(text)
    if match is None:
        return None
    n = _amount(match)
    letter = match["letter"] or match["letter_ahead"] or match["letter_ago"]
    unit = letter or _UNITS.get((match["chinese"] or " ")[0]) or (match["unit"] or match["unit_ago"])[0]
    if unit in "dw":
        return today + timedelta(days=n if unit == "d" else 7 * n)
    from dateutil.relativedelta import relativedelta

    return today + (relativedelta(months=n) if unit == "m" else relativedelta(years=n))


def _amount(match: re.Match[str]) -> int:
    if match["signed"]:
        return int(match["signed"])
    if match["way"]:
        return _number(match["n"]) * (1 if match["way"] == "后" else -1)
    return _number(match["ahead"]) if match["ahead"] else -_number(match["ago"])


def _number(text: str) -> int:
    """Digits, or a Chinese number below a hundred, or an English one up to ten."""
    if text.isdecimal():
        return int(text)
    if text.isascii():
        return 1 if text in ("a", "an") else _ENGLISH_NUMBERS.index(text) + 1
    digits = {digit: i for i, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2, "": 0}
    tens, ten, ones = text.rpartition("十")
    try:
        return (digits[tens] or 1) * 10 + digits[ones] if ten else digits[ones]
    except KeyError:
        raise ValueError(f"{text!r} is no number") from None


def _end(text: str, today: datetime) -> datetime | None:
    """The last day of a week (Sunday), month, quarter or year."""
    what = _ENDS.get(text)
    if what is None:
        return None
    if what == "day":
        return today
    if what in ("week", "next week"):
        return today + timedelta(days=6 - today.weekday(), weeks=what == "next week")
    from dateutil.relativedelta import relativedelta

    months = {"next month": 1, "quarter": -today.month % 3, "year": 12 - today.month}.get(what, 0)
    return today.replace(day=1) + relativedelta(months=months, day=31)


def _date_with_weekday(text: str, today: datetime) -> datetime | None:
    """`thu 10 dec 2026`, `2026年12月10日 周四`: as dates are echoed. Raises ValueError where it is another weekday."""
    match = _WEEKDAY_AND_DATE.fullmatch(text)
    if match is None:
        return None
    number = weekdays.CHINESE.index(match["chinese"]) if match["chinese"] else _weekday_named(match["name"])
    day = _date(match["before"] or match["rest"], today)
    if number is None or day is None:
        return None
    if day.weekday() != number:
        raise ValueError("that day is another weekday")
    return day


_FORMS: tuple[Callable[[str, datetime], datetime | None], ...] = (
    _day_word, _date, _day_of_month, _weekday, _shift, _end, _date_with_weekday,
)  # fmt: skip


_PARTS_OF_HOUR = {"整": 0, "一刻": 15, "半": 30, "三刻": 45}
_MORNING, _EVENING = {hour: hour for hour in range(1, 12)}, {hour: hour + 12 for hour in range(1, 12)}
_AFTER_NOON = {hour: hour for hour in range(13, 24)}
_HALVES = {
    "凌晨": {hour: hour for hour in range(7)}, "早上": _MORNING, "上午": _MORNING,
    "中午": {11: 11, 12: 12, 1: 13, 2: 14}, "下午": _EVENING | {12: 12} | _AFTER_NOON, "晚上": _EVENING | _AFTER_NOON,
}  # fmt: skip
"""By part of the day: the hour that one on the clock face means, or one of 24 hours."""


def _at_time(day: datetime, match: re.Match[str], end: bool) -> datetime:
    if match["midday"]:
        day = day.replace(hour=12)
    elif match["twelve"] is not None:
        hour = int(match["twelve"])
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        day = day.replace(hour=hour % 12 + 12 * (match["noon"] == "p"), minute=int(match["twelve_minute"] or 0))
    elif match["oclock"] is not None:
        past = (match["past"] or "整").rstrip("分")
        minute = _PARTS_OF_HOUR[past] if past in _PARTS_OF_HOUR else _number(past)
        day = day.replace(hour=_number(match["oclock"]), minute=minute)
    else:
        day = _at_clock(day, match, end)
    if match["half"] is None:
        return day
    hours = _HALVES[match["half"]]
    if day.hour not in hours:
        raise ValueError("no such hour in that part of the day")
    return day.replace(hour=hours[day.hour])


def _at_clock(day: datetime, match: re.Match[str], end: bool) -> datetime:
    if match["hour"] is None:
        return day.replace(hour=23, minute=59) if end else day
    micro = int((match["fraction"] or "").ljust(6, "0")[:6])
    return day.replace(
        hour=int(match["hour"]), minute=int(match["minute"]), second=int(match["second"] or 0), microsecond=micro
    )


def _in_zone(moment: datetime, abbreviation: str | None) -> datetime | None:
    """The moment, where the zone is called that then; of an hour that comes twice the one that is called that."""
    if abbreviation is None:
        return moment
    passes = (moment.replace(fold=fold) for fold in (0, 1))
    return next((moment for moment in passes if (moment.tzname() or "").lower() == abbreviation), None)
