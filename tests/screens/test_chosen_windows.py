"""The windows of the metrics screen: whole calendar days of the plan's zone, one beside the other, up to now."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.screens.metrics.windows import WEEKS, ChosenWindow

pytestmark = pytest.mark.any_day

ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
LENGTHS = st.sampled_from([weeks for weeks in WEEKS if weeks])


def local(moment: datetime | None, zone: str) -> datetime:
    assert moment is not None
    return moment.astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("weeks", "back", "zone", "now", "begin", "end"),
    [
        (4, 0, "UTC", "2026-03-31T12:00", "2026-03-04T00:00", None),
        (4, 1, "UTC", "2026-03-31T12:00", "2026-02-04T00:00", "2026-03-04T00:00"),
        (12, 1, "UTC", "2026-03-31T00:00", "2025-10-15T00:00", "2026-01-07T00:00"),
        # in Berlin the clock goes forward on 29 March 2026, and back on 25 October 2026
        (4, 0, "Europe/Berlin", "2026-04-01T21:59", "2026-03-04T23:00", None),
        (4, 0, "Europe/Berlin", "2026-04-01T22:00", "2026-03-05T23:00", None),
        (4, 1, "Europe/Berlin", "2026-11-20T12:00", "2026-09-25T22:00", "2026-10-23T22:00"),
        (4, 0, "Europe/Berlin", "2026-11-20T12:00", "2026-10-23T22:00", None),
        (4, 0, "Asia/Shanghai", "2026-11-24T15:59", "2026-10-27T16:00", None),
        (4, 0, "Asia/Shanghai", "2026-11-24T16:00", "2026-10-28T16:00", None),
        (4, 1, "UTC", "2028-03-10T12:00", "2028-01-15T00:00", "2028-02-12T00:00"),
        (4, 0, "UTC", "2028-03-10T12:00", "2028-02-12T00:00", None),
    ],
)
def test_a_window_has_whole_days_and_today_is_the_last_one(
    weeks: int, back: int, zone: str, now: str, begin: str, end: str | None
) -> None:
    window = ChosenWindow(weeks, back).window(datetime.fromisoformat(f"{now}+00:00"), zone)
    assert window.from_at == datetime.fromisoformat(f"{begin}+00:00")
    assert window.to_at == (datetime.fromisoformat(f"{end}+00:00") if end is not None else None)
    assert window.zone == zone


@given(MOMENTS, LENGTHS, st.integers(0, 6), st.sampled_from(ZONES))
def test_the_window_before_ends_where_this_one_begins(now: datetime, weeks: int, back: int, zone: str) -> None:
    this, before = (ChosenWindow(weeks, n).window(now, zone) for n in (back, back + 1))
    assert before.to_at == this.from_at
    assert {local(moment, zone).time().isoformat() for moment in (this.from_at, before.from_at)} == {"00:00:00"}
    assert local(this.from_at, zone).date() - local(before.from_at, zone).date() == timedelta(weeks=weeks)


@given(MOMENTS, LENGTHS, st.sampled_from(ZONES))
def test_up_to_now_there_are_as_many_days_as_it_says_and_now_is_in_it(now: datetime, weeks: int, zone: str) -> None:
    window = ChosenWindow(weeks).window(now, zone)
    assert window.to_at is None
    assert window.from_at is not None
    assert window.from_at <= now
    assert local(now, zone).date() - local(window.from_at, zone).date() == timedelta(days=7 * weeks - 1)


@given(st.lists(st.sampled_from(["w", "[", "]"]), max_size=20))
def test_keys_lead_where_a_plain_account_says(keys: list[str]) -> None:
    chosen, weeks, back = ChosenWindow(), 0, 0
    for key in keys:
        if key == "w":
            chosen, weeks, back = chosen.next(), {0: 4, 4: 12, 12: 0}[weeks], 0
        else:
            step = 1 if key == "[" else -1
            chosen = chosen.stepped(step)
            back = max(0, back + step) if weeks else 0
        assert (chosen.weeks, chosen.back) == (weeks, back)


def test_it_is_called_by_its_days() -> None:
    now = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)
    said = [str(ChosenWindow(weeks, back).words(now, "UTC")) for weeks, back in ((0, 0), (4, 0), (4, 1), (12, 4))]
    assert said == [
        "all history, as of now",
        "the last 4 weeks",
        "from 30 Sep 00:00 to 28 Oct 00:00",
        "from 01 Oct 2025 00:00 to 24 Dec 2025 00:00",
    ]
