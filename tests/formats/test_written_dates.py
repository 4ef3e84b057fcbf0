"""Dates of foreign files: what means one moment is that moment in every format, what could mean two is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats import iso_date, json_file
from kanban.formats.csv_table.moments import MILLISECOND, at, understood
from kanban.formats.mspdi.values import load
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
FILE = Path("export.json")

moments = st.datetimes(datetime(1901, 1, 1), datetime(8999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def read(text: str, zone=UTC) -> datetime | None:
    """The moment that a cell of a table means."""
    when = understood(text, zone)
    return at(when.ms) if when is not None else None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520"),
        ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57"),
        ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870"),
        ("1985-04-12t23:20:50.52z", None),
    ],
)
def test_the_examples_of_rfc_3339(text: str, moment: str | None) -> None:
    """RFC 3339, 5.8. A small z, which a note to 5.6 leaves to who reads it, is not taken."""
    assert read(text) == (datetime.fromisoformat(f"{moment}+00:00") if moment else None)
    if moment:
        assert json_file.text_moment(FILE, text, "created") == read(text)


@pytest.mark.parametrize(
    ("week", "day"),
    [
        ("2004-W53-6", "2005-01-01"), ("2005-W52-7", "2006-01-01"), ("2007-W01-1", "2007-01-01"),
        ("2008-W01-2", "2008-01-01"), ("2008W527", "2008-12-28"), ("2009W011", "2008-12-29"),
        ("2009-W53-7", "2010-01-03"),
    ],
)  # fmt: skip
def test_days_of_weeks_around_the_turn_of_the_year(week: str, day: str) -> None:
    """The examples of ISO 8601's week dates, as published (Wikipedia, "ISO week date", Relation with the calendar)."""
    when = understood(week, UTC)
    assert when is not None
    assert when.is_date
    assert at(when.ms).date() == date.fromisoformat(day)


@pytest.mark.parametrize(
    "offset", ["+08:00", "-05:00", "+0800", "-05", "Z", " UTC", " +08:00", "x08:00", "_08:00", "--", "+"]
)
@pytest.mark.parametrize("day", ["2026-03-02", "20260302", "2026-W10-1", "2026W101"])
def test_an_offset_behind_a_date_is_no_time_of_day(day: str, offset: str) -> None:
    """XML Schema Part 2, type date, writes `2002-10-10+13:00` for a day in a zone: that is not one in the afternoon."""
    assert read(day + offset, SHANGHAI) is None
    with pytest.raises(ValueError, match="2026"):
        iso_date.moment(day + offset)
    with pytest.raises(Refused, match=f"^{FILE}: fields.created: .* is no date"):
        json_file.text_moment(FILE, day + offset, "fields.created")


def test_a_finish_of_microsoft_project_with_such_an_offset_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xml"
    path.write_text("<Project><Tasks><Task><UID>1</UID><Name>a</Name><Baseline><Finish>2026-12-05+08:00</Finish>"
                    "</Baseline></Task></Tasks></Project>")  # fmt: skip
    with pytest.raises(Refused, match=r"Tasks\.Task 1\.Finish: '2026-12-05\+08:00' is no date"):
        load(path)


@given(moments, offsets, st.sampled_from("T "))
def test_any_moment_with_an_offset_is_the_same_in_every_zone(moment: datetime, offset: timezone, between: str) -> None:
    zoned = moment.replace(tzinfo=offset)
    text = zoned.isoformat(between)
    assert read(text, SHANGHAI) == read(text, NEW_YORK) == zoned.astimezone(UTC)
    assert json_file.text_moment(FILE, f" {text}\n", "created") == zoned.astimezone(UTC)


@given(moments)
def test_any_moment_without_an_offset_is_that_of_the_wall_clock(moment: datetime) -> None:
    plain = moment.replace(second=0, microsecond=0)
    day, time = f"{plain:%d.%m}.{plain.year}", f"{plain.hour}:{plain:%M}"
    wanted = plain.replace(tzinfo=SHANGHAI).astimezone(UTC)
    written = (
        plain.isoformat(), f"{plain.year:04d}{plain:%m%dT%H%M}", f"{plain.year}/{plain.month}/{plain.day} {time}",
        f"{plain.year}-{plain.month}-{plain.day} {time}", f"{day} {time}",
        f"{plain.day}.{plain.month}.{plain.year}  {time}", f"\t{plain.isoformat(' ', 'seconds')} ",
    )  # fmt: skip
    assert {read(text, SHANGHAI) for text in written} == {wanted}
    utc = plain.replace(tzinfo=UTC)
    assert {read(f"{plain.isoformat(' ')}{mark}", SHANGHAI) for mark in (" UTC", " utc", "Z", "+00:00")} == {utc}


@given(st.dates(date(1901, 1, 1), date(8999, 12, 31)))
def test_any_day_begins_at_midnight_of_its_zone(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    for text in (
        day.isoformat(),
        f"{day:%d.%m}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}-{day.month}-{day.day}",
    ):
        when = understood(text, SHANGHAI)
        assert when is not None
        assert (at(when.ms), when.is_date, when.has_offset) == (midnight, True, False)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-08 01:59", "2026-03-08T06:59"), ("2026-03-08 02:30", "2026-03-08T07:30"),  # this hour is left out
        ("2026-03-08 03:00", "2026-03-08T07:00"), ("2026-11-01 01:30", "2026-11-01T05:30"),  # this one comes twice
        ("2026-11-01 02:00", "2026-11-01T07:00"),
    ],
)  # fmt: skip
def test_hours_that_are_left_out_or_come_twice_are_the_first_of_both(text: str, utc: str) -> None:
    """PEP 495 with fold=0, as DOMAIN says of all times: New York's clocks of 2026."""
    assert read(text, NEW_YORK) == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize("text", [
    "03/02/2026", "3/2/26", "2026/03", "2026-3", "2026/02/30", "31.4.2026", "2.13.2026", "2026.03.02", "02-03-2026",
    "2026-03-02 25:00", "2026-03-02T08:60", "2026/03-02", "2026-03/02", "2026/03/02 9:00 PM", "2026-03-02 9 am",
    "２０２６-０３-０２", "2026-03-02T08:00:00 EST", "March 2, 2026", "0", "-1", "2026", "20260302080000",
    "=2026-03-02", "2026-03-02 08:00 UTC UTC", " UTC", "UTC", "2026-W54-1", "2026-W10-8",
])  # fmt: skip
def test_what_could_be_read_in_two_ways_or_in_none_is_not_read(text: str) -> None:
    assert understood(text, UTC) is None


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("1899-12-31T23:59:59.999Z", False), ("1900-01-01T00:00:00Z", True), ("1900-01-01T00:00:00+00:01", False),
        ("9000-12-31T23:59:59Z", True), ("9000-12-31T23:59:59-00:01", False), ("9001-01-01", False),
        ("0001-01-01T00:00:00+14:00", False),
    ],
)  # fmt: skip
def test_the_years_are_1900_to_9000_in_utc(text: str, is_read: bool) -> None:
    assert (read(text) is not None) == is_read


@given(st.datetimes(datetime(1969, 12, 30), datetime(1970, 1, 3)), st.integers(0, 999))
def test_less_than_a_millisecond_is_cut_off_before_and_after_1970(moment: datetime, micros: int) -> None:
    """Cut, not rounded: a moment never comes to lie in the next second, day or year."""
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    odd = whole + timedelta(microseconds=micros)
    wanted = whole.replace(tzinfo=UTC)
    assert read(odd.isoformat()) == json_file.text_moment(FILE, odd.isoformat(), "at") == wanted
    assert json_file.moment(FILE, odd, "at") == wanted


@given(st.integers(-2_208_988_800_000, 221_876_927_999_999))
def test_milliseconds_and_moments_are_the_same(ms: int) -> None:
    assert (at(ms) - at(0)) // MILLISECOND == ms
    assert read(at(ms).isoformat()) == at(ms)


@given(st.text(st.sampled_from("0123456789-/.:TWZ+ UTC,"), max_size=24))
def test_any_text_of_such_signs_is_a_moment_that_is_read_as_itself_again_or_none(text: str) -> None:
    moment = read(text)
    assert moment is None or read(moment.isoformat()) == moment
