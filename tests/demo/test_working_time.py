"""The demo's working time: steps through working hours that can be taken back, in zones that change their clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from kanban.demo.calendar import CLOSE, HOURS, OPEN, Calendar

ZONES = [
    ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
hours = st.integers(0, 60 * HOURS * 20).map(lambda minutes: minutes / 60)


def is_working(moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return local.weekday() < 5 and OPEN <= local.hour < CLOSE


def minutes_between(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Whole working minutes from one moment to another, counted one by one."""
    local, last, count = start.astimezone(zone).replace(tzinfo=None), end.astimezone(zone).replace(tzinfo=None), 0
    while local < last:
        count += local.weekday() < 5 and OPEN <= local.hour < CLOSE
        local += timedelta(minutes=1)
    return count


@given(zones, moments, hours)
def test_later_is_working_time_and_not_before_the_moment(zone, moment, some):
    calendar = Calendar(zone)
    found = calendar.later(moment, some)
    assert is_working(found, zone)
    assert (found.second, found.microsecond) == (0, 0)
    assert found > moment - timedelta(minutes=1)


@given(zones, moments, hours)
def test_earlier_is_taken_back_by_later(zone, moment, some):
    calendar = Calendar(zone)
    begin = calendar.opening(moment)
    assert calendar.earlier(calendar.later(begin, some), some) == begin or _at_an_edge(begin, zone)


def _at_an_edge(moment: datetime, zone: ZoneInfo) -> bool:
    """As work begins: the same working time ago is also the end of the day before."""
    local = moment.astimezone(zone)
    return (local.hour, local.minute) == (OPEN, 0)


@given(zones, moments, st.integers(0, 60 * HOURS * 3), st.integers(0, 60 * HOURS * 3))
def test_two_steps_are_one_long_step_and_count_the_minutes_between(zone, moment, one, other):
    calendar = Calendar(zone)
    begin = calendar.opening(moment)
    end = calendar.later(begin, (one + other) / 60)
    assert calendar.later(calendar.later(begin, one / 60), other / 60) == end
    assert minutes_between(begin, end, zone) == one + other


@given(zones, moments, st.integers(-400, 400))
@example(ZoneInfo("Europe/Berlin"), datetime(2026, 3, 28, 12, tzinfo=UTC), 1)
@example(ZoneInfo("Europe/Berlin"), datetime(2026, 10, 24, 12, tzinfo=UTC), 1)
def test_an_evening_is_five_oclock_of_its_day_whatever_the_clocks_do(zone, moment, days):
    found = Calendar(zone).evening(moment, days).astimezone(zone)
    assert (found.hour, found.minute, found.second) == (17, 0, 0)
    assert (found.date() - moment.astimezone(zone).date()).days == days


@given(zones, moments)
def test_opening_is_the_moment_itself_or_eight_oclock_of_the_next_working_day(zone, moment):
    found = Calendar(zone).opening(moment)
    if is_working(moment, zone):
        assert found == moment.replace(second=0, microsecond=0)
    else:
        local = found.astimezone(zone)
        assert (local.hour, local.minute) == (OPEN, 0)
        assert timedelta(0) <= found - moment <= timedelta(days=3)
