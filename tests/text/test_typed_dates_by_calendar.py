"""Typed dates by a second way: the calendar gone through day by day, and the words for numbers written out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text import dates
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TENS = ("", "十", "二十", "三十")
ONES = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
CHINESE = {tens * 10 + ones: TENS[tens] + ONES[ones] for tens in range(4) for ones in range(10) if tens or ones}
"""Numbers up to 39 as they are written."""
QUARTERS = {1: 3, 2: 3, 3: 3, 4: 6, 5: 6, 6: 6, 7: 9, 8: 9, 9: 9, 10: 12, 11: 12, 12: 12}
days = st.dates(date(1990, 1, 1), date(2089, 12, 31))
ZONES = ("UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def meant(text: str, today: date) -> date:
    moment = dates.parse(text, "UTC", at_noon(today))
    assert (moment.hour, moment.minute) == (23, 59), "a date alone is the end of the day"
    return moment.date()


def refused(text: str, today: date) -> bool:
    try:
        dates.parse(text, "UTC", at_noon(today))
    except Refused:
        return True
    return False


def first_after(today: date, fits) -> date:
    """The first day after today that fits, looked for day by day."""
    day = today + timedelta(days=1)
    while not fits(day):
        day += timedelta(days=1)
    return day


def last_in(today: date, same) -> date:
    """The last day that shares something with today."""
    day = today
    while same(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


@given(days, st.integers(0, 6))
def test_a_weekday_is_the_next_that_comes_and_never_today(today, number):
    coming = first_after(today, lambda day: day.weekday() == number)
    english, chinese = ENGLISH[number], "一二三四五六日"[number]
    for name in (english, english[:3], f"{english[:3].title()}.", f"周{chinese}", f"星期{chinese.replace('日', '天')}"):
        assert meant(name, today) == coming


@given(days, st.integers(0, 6))
def test_this_and_next_are_understood_only_where_both_readings_are_the_same_day(today, number):
    name = ENGLISH[number]
    coming = first_after(today, lambda day: day.weekday() == number)
    in_this_week = coming.isocalendar()[:2] == today.isocalendar()[:2]
    assert refused(f"next {name}", today) == in_this_week
    assert refused(f"this {name}", today) != in_this_week
    assert meant(f"{'this' if in_this_week else 'next'} {name}", today) == coming


@given(days, st.integers(0, 6), st.sampled_from(["上", "本", "这", "下", "下下"]))
def test_chinese_weekdays_belong_to_a_week_from_monday(today, number, which):
    weeks = {"上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}[which]
    day = meant(f"{which}周{'一二三四五六日'[number]}", today)
    assert day.weekday() == number
    monday = date.fromisocalendar(*(today + timedelta(weeks=weeks)).isocalendar()[:2], 1)
    assert monday <= day < monday + timedelta(days=7)


@given(days)
def test_ends_are_the_last_days_that_share_their_week_month_quarter_or_year_with_today(today):
    assert meant("eod", today) == today
    assert meant("eow", today) == last_in(today, lambda day: day.isocalendar()[:2] == today.isocalendar()[:2])
    assert meant("月底", today) == last_in(today, lambda day: day.month == today.month)
    assert meant("eoq", today) == last_in(today, lambda day: QUARTERS[day.month] == QUARTERS[today.month])
    assert meant("年末", today) == date(today.year, 12, 31)
    end = meant("end of month", today)
    assert meant("end of next month", today) == meant("下个月底", today) == meant("eom", end + timedelta(days=1))
    assert meant("end of next week", today) == meant("eow", today) + timedelta(days=7)


@given(days, st.integers(1, 12), st.integers(1, 28))
def test_a_day_without_a_year_is_the_one_nearest_to_today(today, month, day):
    near = meant(f"{CHINESE[month]}月{CHINESE[day]}日", today)
    others = [date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    assert abs(near - today) == min(abs(other - today) for other in others)
    assert (
        near == meant(f"{month}月{day}号", today) == meant(f"{near:%d %b}", today) == meant(f"{near:%B} {day}", today)
    )


@given(days, st.integers(0, 39))
def test_so_many_months_later_is_the_same_day_or_the_last_of_a_shorter_month(today, count):
    later = meant(f"+{count}m", today)
    assert (later.year * 12 + later.month) - (today.year * 12 + today.month) == count
    assert later.day == today.day or (later.day < today.day and (later + timedelta(days=1)).day == 1)
    if count:
        assert later == meant(f"{CHINESE[count]}个月后", today) == meant(f"in {count} months", today)


@given(days, st.integers(1, 39))
def test_days_and_weeks_are_said_in_many_ways(today, count):
    later, before = today + timedelta(days=count), today - timedelta(days=count)
    for text in (f"+{count}d", f"in {count} days", f"in {count}d", f"{count}天后", f"{CHINESE[count]}天之后"):
        assert meant(text, today) == later
    for text in (f"-{count}d", f"{count} days ago", f"{count}d ago", f"{CHINESE[count]}日前", f"{count}天以前"):
        assert meant(text, today) == before
    assert meant(f"{CHINESE[count]}周后", today) == meant(f"+{count}w", today) == today + timedelta(weeks=count)


@given(days)
def test_an_iso_week_is_that_of_the_standard(today):
    """ISO 8601-1:2019, 5.2.3: `YYYY-Www-D`, the separators may be left out."""
    for form in ("%G-W%V-%u", "%GW%V%u", "%G-w%V-%u"):
        assert meant(today.strftime(form), today) == today


@given(days)
def test_a_date_with_its_weekday_is_understood_and_with_another_refused(today):
    number = today.weekday()
    assert meant(f"{ENGLISH[number][:3]} {today:%d %b %Y}", today) == today
    assert meant(f"{today.year}年{today.month}月{today.day}日 周{'一二三四五六日'[number]}", today) == today
    assert refused(f"{ENGLISH[number - 1]} {today:%d %b %Y}", today)


@pytest.mark.parametrize("hour", range(24))
def test_all_hours_of_the_clock_in_both_ways_of_counting(hour):
    twelve, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    today = date(2026, 11, 24)
    for text in (f"{hour}:30", f"{twelve}:30{half}", f"{twelve}:30 {half[0]}.m.", f"{hour}点半", f"{hour}时30分",
                 f"{hour:02d}：30"):  # fmt: skip
        between = "" if "点" in text or "时" in text else " "
        moment = dates.parse(f"{'今天' if not between else 'today'}{between}{text}", "UTC", at_noon(today))
        assert (moment.date(), moment.hour, moment.minute) == (today, hour, 30), text


PARTS = {"凌晨": range(7), "早上": range(1, 12), "上午": range(1, 12), "下午": range(12, 24), "晚上": range(13, 24)}
"""The hours that each part of the day may have."""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("hour", range(24))
def test_an_hour_is_understood_in_a_part_of_the_day_that_has_it(part, hour):
    today = at_noon(date(2026, 11, 24))
    shown = {hour, hour - 12} if part in ("下午", "晚上") and hour > 12 else {hour}
    for face in shown:
        moment = dates.parse(f"明天{part}{face}点", "UTC", today) if hour in PARTS[part] else None
        assert moment is None or (moment.day, moment.hour) == (25, hour)
    if part in ("凌晨", "早上", "上午") and hour not in PARTS[part]:
        with pytest.raises(Refused, match="no possible date"):
            dates.parse(f"明天{part}{hour}点", "UTC", today)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2037, 12, 31)), st.sampled_from(ZONES))
def test_a_wall_clock_time_is_that_of_pep_495_with_fold_0(wall, zone):
    wall = wall.replace(second=0, microsecond=0)
    expected = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for text in (f"{wall:%Y-%m-%d %H:%M}", f"{wall:%d %b %Y %H:%M}",
                 f"{wall.year}年{wall.month}月{wall.day}日 {wall.hour}点{wall.minute:02d}分"):  # fmt: skip
        assert dates.parse(text, zone, now) == expected


@given(st.datetimes(datetime(1980, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)), st.sampled_from(ZONES),
       st.integers(0, 999))  # fmt: skip
def test_hours_and_minutes_are_elapsed_time_whatever_the_clocks_do(now, zone, count):
    now = now.replace(microsecond=0)
    assert dates.parse(f"+{count}h", zone, now) == now + timedelta(hours=count)
    assert dates.parse(f"{count}小时前", zone, now) == now - timedelta(hours=count)
    assert dates.parse(f"in {count} minutes", zone, now) == now + timedelta(minutes=count)
    assert dates.parse(f"{count} min ago", zone, now) == now - timedelta(minutes=count)
