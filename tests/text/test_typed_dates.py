"""What typed dates have in common, on any day and in any zone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kanban.text import dates

NOW = datetime(2026, 11, 24, 18, 9, 30, tzinfo=UTC)  # a Tuesday
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/St_Johns", "America/Sao_Paulo"])
NEAR = st.datetimes(datetime(1950, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC))


def day_in(zone, text, at, end=True):
    return dates.local(dates.parse(text, zone, at, end), zone)


@given(NEAR, ZONES)
def test_the_ends_of_week_month_and_quarter_are_the_last_days_of_those_that_hold_today(at, zone):
    today = dates.local(at, zone).date()
    for texts, last in (
        (("eow", "end of week"), lambda day: day.isocalendar()[:2]),
        (("eom", "月底", "月末"), lambda day: (day.year, day.month)),
        (("eoq", "季末"), lambda day: (day.year, (day.month - 1) // 3)),
        (("eoy", "年底"), lambda day: day.year),
    ):
        for text in texts:
            end = day_in(zone, text, at).date()
            assert last(end) == last(today)
            assert last(end + timedelta(days=1)) != last(today)


@given(NEAR, ZONES, st.integers(1, 400))
def test_one_distance_is_the_same_day_however_it_is_typed(at, zone, n):
    forms = (f"+{n}d", f"in {n} days", f"{n}天后", f"{n} 天之后")
    assert {day_in(zone, text, at).date() for text in forms} == {dates.local(at, zone).date() + timedelta(days=n)}
    back = (f"-{n}d", f"{n} days ago", f"{n}天前")
    assert {day_in(zone, text, at).date() for text in back} == {dates.local(at, zone).date() - timedelta(days=n)}


@given(NEAR, ZONES, st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_a_chinese_week_is_that_of_the_calendar(at, zone, number):
    today = dates.local(at, zone).date()
    english, chinese = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[number], "一二三四五六日"[number]
    for text in (english, f"周{chinese}", f"星期{chinese}"):
        day = day_in(zone, text, at).date()
        assert day.weekday() == number
        assert 1 <= (day - today).days <= 7
    monday = today - timedelta(days=today.weekday())
    for text, weeks in (("上", -1), ("本", 0), ("下", 1), ("下下", 2)):
        assert day_in(zone, f"{text}周{chinese}", at).date() == monday + timedelta(days=number, weeks=weeks)
    assert 1 <= (day_in(zone, "next monday", at).date() - today).days <= 7


@given(NEAR, ZONES, st.integers(0, 23), st.integers(0, 59))
def test_gaps_and_folds_are_those_of_pep_495(at, zone, hour, minute):
    tomorrow = dates.local(at, zone).date() + timedelta(days=1)
    meant = datetime(tomorrow.year, tomorrow.month, tomorrow.day, hour, minute, tzinfo=dates.zone(zone), fold=0)
    for text in (f"tomorrow {hour}:{minute:02}", f"明天 {hour}点{minute}分", f"{tomorrow} {hour:02}:{minute:02}"):
        assert dates.parse(text, zone, at) == meant.astimezone(UTC)


FULL_WIDTH = {ord(" "): "\u3000"} | {code: chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}


@given(
    st.sampled_from(["eom", "in 3 days", "next monday", "31.12.2026", "2026年12月1日", "12月1日", "明天 17:00", "-7d",
                     "Fri 17:00", "2026-11-10T17:00+08:00", "下周五", "10 Nov 2026"]),
    ZONES,
)  # fmt: skip
def test_what_is_typed_full_width_means_the_same(text, zone):
    assert dates.parse(text.translate(FULL_WIDTH), zone, NOW) == dates.parse(text, zone, NOW)
