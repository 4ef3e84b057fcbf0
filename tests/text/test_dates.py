"""What may be typed as a date, what it means in a zone, and how times are shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text import dates
from kanban.text.messages import Refused

NOW = datetime(2026, 11, 24, 18, 9, 30, tzinfo=UTC)  # a Tuesday


def typed(text, zone="UTC", end=True, at=NOW):
    return f"{dates.parse(text, zone, at, end):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-10", "2026-11-10 23:59:00"),
        ("2026-11-10 17:00", "2026-11-10 17:00:00"),
        ("2026-11-10T17:00:05", "2026-11-10 17:00:05"),
        ("2026-11-10T17:00Z", "2026-11-10 17:00:00"),
        ("2026-11-10T17:00+08:00", "2026-11-10 09:00:00"),
        ("2026-11-10 17:00+0800", "2026-11-10 09:00:00"),
        ("10 Nov", "2026-11-10 23:59:00"),
        ("10. nov 17:00", "2026-11-10 17:00:00"),
        ("10 November 2027", "2027-11-10 23:59:00"),
        ("Nov 10", "2026-11-10 23:59:00"),
        ("Nov 10, 2027 9:30", "2027-11-10 09:30:00"),
        ("today", "2026-11-24 23:59:00"),
        ("Tomorrow 17:00", "2026-11-25 17:00:00"),
        ("yesterday", "2026-11-23 23:59:00"),
        ("fri", "2026-11-27 23:59:00"),
        ("Friday 17:00", "2026-11-27 17:00:00"),
        ("mon", "2026-11-30 23:59:00"),
        ("tue", "2026-12-01 23:59:00"),
        ("+3d", "2026-11-27 23:59:00"),
        ("+2w 12:00", "2026-12-08 12:00:00"),
        ("+3m", "2027-02-24 23:59:00"),
        ("-1y", "2025-11-24 23:59:00"),
        ("+36h", "2026-11-26 06:09:30"),
        ("  2026-11-10  ", "2026-11-10 23:59:00"),
        ("31.12.2026", "2026-12-31 23:59:00"),
        ("5.5.2026 8:00", "2026-05-05 08:00:00"),
        ("-7d", "2026-11-17 23:59:00"),
        ("7 days ago", "2026-11-17 23:59:00"),
        ("in 3 days", "2026-11-27 23:59:00"),
        ("in 1 week 9:00", "2026-12-01 09:00:00"),
        ("2 months ago", "2026-09-24 23:59:00"),
        ("in 5 hours", "2026-11-24 23:09:30"),
        ("36 hours ago", "2026-11-23 06:09:30"),
        ("next monday", "2026-11-30 23:59:00"),
        ("next tue 9:00", "2026-12-01 09:00:00"),
        ("eow", "2026-11-29 23:59:00"),
        ("eom 17:00", "2026-11-30 17:00:00"),
        ("EOQ", "2026-12-31 23:59:00"),
        ("eoy", "2026-12-31 23:59:00"),
        ("Tue 24 Nov 2026 19:09 UTC", "2026-11-24 19:09:00"),
        ("fri nov 27", "2026-11-27 23:59:00"),
        ("今天", "2026-11-24 23:59:00"),
        ("明天 17:00", "2026-11-25 17:00:00"),
        ("明天17：00", "2026-11-25 17:00:00"),
        ("后天 9:30", "2026-11-26 09:30:00"),
        ("大后天", "2026-11-27 23:59:00"),
        ("昨天", "2026-11-23 23:59:00"),
        ("前天", "2026-11-22 23:59:00"),
        ("12月1日", "2026-12-01 23:59:00"),
        ("1月5号", "2027-01-05 23:59:00"),
        ("2026年12月1日 17:00", "2026-12-01 17:00:00"),
        ("2026 年 12 月 1 日", "2026-12-01 23:59:00"),
        ("2026年12月1日 周二 17:00 UTC", "2026-12-01 17:00:00"),
        ("周五", "2026-11-27 23:59:00"),
        ("周二", "2026-12-01 23:59:00"),
        ("星期五 17:00", "2026-11-27 17:00:00"),
        ("礼拜天", "2026-11-29 23:59:00"),
        ("本周一", "2026-11-23 23:59:00"),
        ("下周五", "2026-12-04 23:59:00"),
        ("下下周一 8:00", "2026-12-07 08:00:00"),
        ("上周日", "2026-11-22 23:59:00"),
        ("下个星期三", "2026-12-02 23:59:00"),
        ("月底", "2026-11-30 23:59:00"),
        ("下月底", "2026-12-31 23:59:00"),
        ("季末", "2026-12-31 23:59:00"),
        ("年底 12:00", "2026-12-31 12:00:00"),
        ("3天后", "2026-11-27 23:59:00"),
        ("两周后 17:00", "2026-12-08 17:00:00"),
        ("十五天前", "2026-11-09 23:59:00"),
        ("3个月后", "2027-02-24 23:59:00"),
        ("一年以前", "2025-11-24 23:59:00"),
        ("5小时后", "2026-11-24 23:09:30"),
        ("明天下午5点", "2026-11-25 17:00:00"),
        ("明天上午 9:30", "2026-11-25 09:30:00"),
        ("周五 17点半", "2026-11-27 17:30:00"),
        ("12月1日 8点05分", "2026-12-01 08:05:00"),
        ("２０２６-11-10", "2026-11-10 23:59:00"),
        ("２０２６年１２月１日　１７：００", "2026-12-01 17:00:00"),
        ("＋３ｄ", "2026-11-27 23:59:00"),
        ("十二月一日", "2026-12-01 23:59:00"),
        ("十二月二十五号 十七点", "2026-12-25 17:00:00"),
        ("明年1月1日", "2027-01-01 23:59:00"),
        ("去年12月31号", "2025-12-31 23:59:00"),
        ("下个月5号", "2026-12-05 23:59:00"),
        ("本月30日 17:00", "2026-11-30 17:00:00"),
        ("上月三十一号", "2026-10-31 23:59:00"),
        ("明天下午三点", "2026-11-25 15:00:00"),
        ("后天早上九点半", "2026-11-26 09:30:00"),
        ("明天下午两点一刻", "2026-11-25 14:15:00"),
        ("明天中午12点", "2026-11-25 12:00:00"),
        ("明天中午1点", "2026-11-25 13:00:00"),
        ("明天凌晨0点", "2026-11-25 00:00:00"),
        ("明天晚上八点整", "2026-11-25 20:00:00"),
        ("周五十点", "2026-11-27 10:00:00"),
        ("周二二十点半", "2026-12-01 20:30:00"),
        ("星期二十点", "2026-12-01 10:00:00"),
        ("in a week", "2026-12-01 23:59:00"),
        ("in two days 9:00", "2026-11-26 09:00:00"),
        ("an hour ago", "2026-11-24 17:09:30"),
        ("the day after tomorrow", "2026-11-26 23:59:00"),
        ("end of the month", "2026-11-30 23:59:00"),
        ("大前天", "2026-11-21 23:59:00"),
        ("2026/11/10", "2026-11-10 23:59:00"),
        ("2026-12-1 8:00", "2026-12-01 08:00:00"),
        ("2026.12.01", "2026-12-01 23:59:00"),
        ("20261110", "2026-11-10 23:59:00"),
        ("2026-W50-5", "2026-12-11 23:59:00"),
        ("31/12/2026", "2026-12-31 23:59:00"),
        ("12/31/2026", "2026-12-31 23:59:00"),
        ("31.12. 17:00", "2026-12-31 17:00:00"),
        ("tomorrow 5pm", "2026-11-25 17:00:00"),
        ("fri at 5:30 p.m.", "2026-11-27 17:30:00"),
        ("today 12am", "2026-11-24 00:00:00"),
        ("wed noon", "2026-11-25 12:00:00"),
        ("Dec 1st, 9am", "2026-12-01 09:00:00"),
        ("1st of December", "2026-12-01 23:59:00"),
        ("Fri. 17:00", "2026-11-27 17:00:00"),
        ("this friday", "2026-11-27 23:59:00"),
        ("eod", "2026-11-24 23:59:00"),
        ("end of next month", "2026-12-31 23:59:00"),
        ("end of next week", "2026-12-06 23:59:00"),
        ("in 3d", "2026-11-27 23:59:00"),
        ("2w ago", "2026-11-10 23:59:00"),
        ("in 2h", "2026-11-24 20:09:30"),
        ("in 30 minutes", "2026-11-24 18:39:30"),
        ("90分钟后", "2026-11-24 19:39:30"),
        ("今晚8点", "2026-11-24 20:00:00"),
        ("明早九点半", "2026-11-25 09:30:00"),
        ("明晚 20:00", "2026-11-25 20:00:00"),
    ],
)
def test_the_grammar_of_typed_dates(text, meant):
    assert typed(text) == meant


def test_a_date_alone_is_its_end_or_its_start():
    assert typed("2026-11-10", end=True) == "2026-11-10 23:59:00"
    assert typed("2026-11-10", end=False) == "2026-11-10 00:00:00"
    assert typed("today", end=False) == "2026-11-24 00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "03/04", "3/4/2026", "04.05.2026", "04.05.", "17:00", "this monday", "this tue", "", "soon", "10",
        "next friday", "fri 17", "wednes", "10 Foo", "+3", "3d", "tomorrow 5", "+3h 17:00",
        "12-10", "next wed", "last monday", "fri17:00", "明天 5", "周八", "17点", "2026-11-10 17:00 CET", "x" * 80,
        "5天", "今晚", "明早", "本周",
    ],
)  # fmt: skip
def test_what_is_ambiguous_or_no_date_is_refused_with_examples(text):
    with pytest.raises(Refused) as refusal:
        dates.parse(text, "UTC", NOW, field="due")
    assert str(refusal.value).startswith(f"due: {text!r} is not understood")
    assert "2026-11-10 17:00" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "2026-11-10 25:00", "2026-11-10 17:60", "31 Apr", "29 Feb", "+9999y",
             "2026-11-10T17:00+99:00", "0000-01-01",
             "31.11.2026", "2月30日", "13月1日", "明天 25:00", "明天25点", "周五 17点70分", "明天晚上12点", "十十天后",
             "Fri 24 Nov 2026", "2026年12月10日 周五", "本月31号", "明天中午五点", "十三月一日",
             "明天 17:00 pm", "tomorrow 13pm", "13/32/2026", "2026/13/01", "2026-W60-1"],
)  # fmt: skip
def test_an_impossible_date_is_refused(text):
    with pytest.raises(Refused, match="is no possible date"):
        dates.parse(text, "UTC", NOW)


@pytest.mark.parametrize("text", ["0026-11-10", "9999-12-31", "1899-12-31"])
def test_a_year_out_of_reason_is_refused(text):
    with pytest.raises(Refused, match="outside the years 1900 to 9000"):
        dates.parse(text, "UTC", NOW)


@given(st.text(max_size=25) | st.from_regex(r"[0-9+\-:. TZdwmyh年月日周一下底点后]{1,20}", fullmatch=True))
def test_whatever_is_typed_gives_a_time_in_utc_or_a_refusal(text):
    try:
        moment = dates.parse(text, "Europe/Berlin", NOW)
    except Refused:
        return
    assert moment.tzinfo is UTC


def test_the_end_of_a_day_is_that_of_the_zone():
    assert typed("2026-11-10", "Asia/Shanghai") == "2026-11-10 15:59:00"
    assert typed("2026-11-10", "America/New_York") == "2026-11-11 04:59:00"


def test_today_is_the_day_it_is_in_the_zone():
    assert typed("today 09:00", "Asia/Shanghai") == "2026-11-25 01:00:00"
    assert typed("wed 09:00", "Asia/Shanghai") == "2026-12-02 01:00:00"


def test_an_unknown_zone_counts_as_utc():
    assert typed("2026-11-10 17:00", "Mars/Olympus") == "2026-11-10 17:00:00"


def test_a_time_in_the_spring_gap_takes_the_offset_before_it():
    assert typed("2026-03-29 02:30", "Europe/Berlin") == "2026-03-29 01:30:00"
    assert dates.iso(dates.parse("2026-03-29 02:30", "Europe/Berlin", NOW), "Europe/Berlin") == (
        "2026-03-29T03:30:00+02:00"
    )


def test_a_time_that_comes_twice_in_autumn_is_the_first_one():
    assert typed("2026-10-25 02:30", "Europe/Berlin") == "2026-10-25 00:30:00"


def test_relative_days_keep_the_hour_over_a_clock_change():
    saturday = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert typed("+1d 12:00", "Europe/Berlin", at=saturday) == "2026-10-25 11:00:00"
    assert typed("tomorrow 02:30", "Europe/Berlin", at=saturday) == "2026-10-25 00:30:00"


def test_relative_hours_are_hours_that_pass():
    assert typed("+24h", "Europe/Berlin", at=datetime(2026, 10, 24, 10, tzinfo=UTC)) == "2026-10-25 10:00:00"


def test_in_the_second_pass_of_an_hour_today_still_means_today():
    assert typed("today 02:30", "Europe/Berlin", at=datetime(2026, 10, 25, 1, 45, tzinfo=UTC)) == (
        "2026-10-25 00:30:00"
    )


def test_milliseconds_that_are_written_are_kept():
    for text in ("2026-11-10T17:00:05.250", "2026-11-10T17:00:05.250Z", "2026-11-10T17:00:05.250999Z"):
        assert dates.parse(text, "UTC", NOW).microsecond == 250_000


@given(st.datetimes(datetime(1901, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),
       st.sampled_from(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/St_Johns"]))  # fmt: skip
def test_what_is_shown_as_iso_reads_back_as_the_same_moment(moment, zone):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    text = dates.iso(moment, zone)
    if datetime.fromisoformat(text).utcoffset() % timedelta(minutes=1):
        return  # local mean time of a century ago: its offset has seconds
    assert dates.parse(text, "Asia/Tokyo", NOW) == moment


def test_iso_has_an_offset_and_milliseconds_only_where_there_are_any():
    assert dates.iso(NOW) == "2026-11-24T18:09:30+00:00"
    assert dates.iso(NOW.replace(microsecond=7000), "Asia/Shanghai") == "2026-11-25T02:09:30.007+08:00"
    assert dates.iso(None) is None


def test_day_and_time_show_the_year_only_where_it_is_another():
    assert dates.day_time(NOW, "Asia/Shanghai", NOW) == "25 Nov 02:09"
    assert dates.day_time(NOW, "Asia/Shanghai") == "25 Nov 2026 02:09"
    new_year = datetime(2026, 12, 31, 20, tzinfo=UTC)
    assert dates.day_time(new_year, "Asia/Shanghai", NOW) == "01 Jan 2027 04:00"


def test_what_was_understood_is_echoed_with_weekday_and_zone():
    assert dates.weekday_time(NOW, "Europe/Berlin") == "Tue 24 Nov 2026 19:09 CET"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "-"), (0, "0s"), (40, "40s"), (59.4, "59s"), (59.7, "1m"), (60, "1m"), (720, "12m"),
        (3569, "59m"), (3580, "1.0h"), (3600, "1.0h"), (21960, "6.1h"), (35800, "9.9h"), (36000, "10h"),
        (84000, "23h"), (86000, "1.0d"), (86400, "1.0d"), (276480, "3.2d"), (863000, "10d"), (3542400, "41d"),
        (-7200, "-2.0h"), (-0.2, "0s"),
    ],
)  # fmt: skip
def test_durations_are_short_and_never_show_sixty_of_a_unit(seconds, shown):
    assert dates.span(seconds) == shown


def test_now_is_in_utc_and_has_whole_milliseconds():
    moment = dates.now()
    assert moment.tzinfo is UTC
    assert moment.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - moment) < timedelta(seconds=5)


def test_the_local_zone_is_taken_from_the_environment_where_it_names_one(monkeypatch):
    monkeypatch.setenv("TZ", ":Asia/Shanghai")
    assert dates.local_zone() == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "no/such/zone")
    assert dates.zone(dates.local_zone()) is not None


def test_a_day_without_a_year_is_the_nearest_one():
    december = datetime(2026, 12, 20, tzinfo=UTC)
    assert dates.parse("10 jan", "UTC", december) == datetime(2027, 1, 10, 23, 59, tzinfo=UTC)
    assert dates.parse("10 dec", "UTC", datetime(2027, 1, 5, tzinfo=UTC)) == datetime(2026, 12, 10, 23, 59, tzinfo=UTC)
    assert dates.parse("10 jan 2026", "UTC", december) == datetime(2026, 1, 10, 23, 59, tzinfo=UTC)


def test_times_are_shown_as_chinese_writes_them(in_chinese):
    assert dates.weekday_time(datetime(2026, 12, 10, 9, tzinfo=UTC), "Asia/Shanghai") == "2026年12月10日 周四 17:00 CST"
    assert dates.day_time(NOW, "Asia/Shanghai", NOW) == "11-25 02:09"
    assert dates.day_time(datetime(2025, 12, 10, 9, tzinfo=UTC), "Asia/Shanghai", NOW) == "2025-12-10 17:00"
    assert dates.minute(NOW, "UTC") == "2026-11-24 18:09"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "-"), (40, "40秒"), (720, "12分"), (21960, "6.1时"), (276480, "3.2天"), (-7200, "-2.0时")],
)
def test_durations_are_shown_in_chinese_units(seconds, shown, in_chinese):
    assert dates.span(seconds) == shown


def test_a_refusal_in_chinese_has_chinese_examples(in_chinese):
    with pytest.raises(Refused) as refusal:
        dates.parse("下辈子", "UTC", NOW)
    assert str(refusal.value).startswith("日期：'下辈子' ")
    assert "周五 17:00" in str(refusal.value)


def test_a_refusal_quotes_no_more_of_an_endless_text_than_a_date_has():
    with pytest.raises(Refused) as refusal:
        dates.parse("明" * 100_000 + " 17:00", "UTC", NOW)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize("typed_text", ["2026年3月29日 2:30", "29 Mar 2026 02:30", "29.3.2026 2点半"])
def test_chinese_and_english_dates_fall_into_the_spring_gap_alike(typed_text):
    assert typed(typed_text, "Europe/Berlin") == "2026-03-29 01:30:00"


@pytest.mark.parametrize(
    ("today", "text", "meant"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), "eoq", "2026-03-31"),
        (datetime(2026, 1, 31, tzinfo=UTC), "下月底", "2026-02-28"),
        (datetime(2028, 2, 3, tzinfo=UTC), "月底", "2028-02-29"),
        (datetime(2026, 11, 29, tzinfo=UTC), "eow", "2026-11-29"),
        (datetime(2026, 11, 29, tzinfo=UTC), "next monday", "2026-11-30"),
        (datetime(2026, 11, 30, tzinfo=UTC), "next monday", "2026-12-07"),
        (datetime(2026, 11, 30, tzinfo=UTC), "下周一", "2026-12-07"),
        (datetime(2026, 1, 31, tzinfo=UTC), "一个月后", "2026-02-28"),
    ],
)
def test_ends_and_weeks_are_those_of_the_calendar(today, text, meant):
    assert typed(text, at=today).startswith(meant)
