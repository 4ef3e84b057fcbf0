"""What is shown of a date means the same when it is typed, in every language and zone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from test_dates import NOW

from kanban.text import dates, messages
from kanban.text.clean import width

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/St_Johns", "America/Sao_Paulo"])
MINUTES = st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(MINUTES, ZONES, st.sampled_from(["en", "zh_CN"]), st.sampled_from(["en", "zh_CN"]))
def test_what_is_echoed_means_the_same_when_it_is_typed(moment, zone, shown_in, typed_in):
    before = messages.language()
    try:
        messages.use_language(shown_in)
        echo, short = dates.weekday_time(moment, zone), dates.minute(moment, zone)
        messages.use_language(typed_in)
        assert dates.parse(echo, zone, NOW) == moment
        meant = dates.parse(short, zone, NOW)
        assert dates.minute(meant, zone) == dates.minute(moment, zone)
    finally:
        messages.use_language(before)


@given(MINUTES, ZONES, st.timedeltas(timedelta(days=-150), timedelta(days=150)), st.sampled_from(["en", "zh_CN"]))
def test_a_day_shown_without_its_year_is_found_again_near_today(at, zone, distance, language):
    moment = (at + distance).replace(second=0, microsecond=0)
    before = messages.language()
    try:
        messages.use_language(language)
        shown = dates.day_time(moment, zone, moment)
        assert dates.day_time(dates.parse(shown, zone, at), zone) == dates.day_time(moment, zone)
    finally:
        messages.use_language(before)


@given(MINUTES, ZONES, MINUTES)
def test_a_short_date_is_no_wider_in_chinese(moment, zone, at):
    before = messages.language()
    try:
        messages.use_language("en")
        english = width(dates.day_time(moment, zone, at)), width(dates.minute(moment, zone))
        messages.use_language("zh_CN")
        chinese = width(dates.day_time(moment, zone, at)), width(dates.minute(moment, zone))
    finally:
        messages.use_language(before)
    assert chinese[0] <= english[0]
    assert chinese[1] <= english[1]


def test_both_passes_of_an_hour_that_comes_twice_are_told_apart_by_their_echo(in_chinese):
    for hour in (0, 1):
        moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert dates.parse(dates.weekday_time(moment, "Europe/Berlin"), "Europe/Berlin", NOW) == moment
