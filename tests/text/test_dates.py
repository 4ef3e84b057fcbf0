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
        "03/04", "3/4/2026", "04.05.2026", "2026/11/10", "20261110", "17:00", "", "soon", "10", "next friday",
        "fri 17", "wednes", "10 Foo", "+3", "3d", "tomorrow 5pm", "+3h 17:00", "２０２６-11-10",
    ],
)  # fmt: skip
def test_what_is_ambiguous_or_no_date_is_refused_with_examples(text):
    with pytest.raises(Refused) as refusal:
        dates.parse(text, "UTC", NOW, field="due")
    assert str(refusal.value).startswith(f"due: {text!r} is not understood")
    assert "2026-11-10 17:00" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "2026-11-10 25:00", "2026-11-10 17:60", "31 Apr", "29 Feb", "+9999y",
             "2026-11-10T17:00+99:00", "0000-01-01"],
)  # fmt: skip
def test_an_impossible_date_is_refused(text):
    with pytest.raises(Refused, match="is no possible date"):
        dates.parse(text, "UTC", NOW)


@pytest.mark.parametrize("text", ["0026-11-10", "9999-12-31", "1899-12-31"])
def test_a_year_out_of_reason_is_refused(text):
    with pytest.raises(Refused, match="outside the years 1900 to 9000"):
        dates.parse(text, "UTC", NOW)


@given(st.text(max_size=25) | st.from_regex(r"[0-9+\-: TZdwmyh]{1,20}", fullmatch=True))
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
