"""Which day a moment belongs to: windows, past moments and dates, at midnight, across daylight saving and the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from makers import DOING, DONE, UNLIMITED

from kanban.cli.location import login
from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore

pytestmark = pytest.mark.any_day

MS = timedelta(milliseconds=1)
LONG_AFTER = datetime(2029, 6, 1, 12, tzinfo=UTC)
DAYS = [
    ("Europe/Berlin", date(2026, 3, 29), 23), ("Europe/Berlin", date(2026, 10, 25), 25),
    ("Europe/Berlin", date(2026, 12, 31), 24), ("Africa/Cairo", date(2026, 4, 24), 23),
    ("Africa/Cairo", date(2026, 10, 29), 25), ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ("Asia/Shanghai", date(2028, 2, 29), 24), ("Asia/Kathmandu", date(2026, 7, 1), 24),
    ("Pacific/Kiritimati", date(2027, 1, 1), 24), ("America/New_York", date(2026, 11, 1), 25),
]  # fmt: skip
"""A zone, a day, and how many hours it has there; in Cairo the day of April has no midnight."""


def first_moment(day: date, zone: str) -> datetime:
    """Found by going through the minutes from a day before it: the first one that shows this date there."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    step = timedelta(minutes=15)
    while moment.astimezone(ZoneInfo(zone)).date() < day:
        moment += step
    return moment


@pytest.fixture
def finished(desk):
    """Makes a workspace in a zone with a card for each moment, finished then; ids in the order of the moments."""

    def make(zone: str, moments: list[datetime]):
        store = FolderStore(desk.folder)
        store.create(project="Bridge", timezone=zone)
        store.create_board("b", login(), UNLIMITED)
        begun = min(moments) - timedelta(days=40)
        adds = [Signed(Add(title=f"card {n}", column=DOING), login(), begun) for n in range(len(moments))]
        moves = [
            Signed(Move(cards=(str(n),), column=DONE), login(), moment)
            for n, moment in enumerate(sorted(moments), start=1)
        ]
        store.apply("b", [*adds, *moves])
        return desk

    return make


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS, ids=lambda value: str(value).replace("/", " "))
def test_a_window_from_a_date_to_the_next_has_what_was_finished_on_that_date(finished, zone, day, hours):
    begin, end = first_moment(day, zone), first_moment(day + timedelta(days=1), zone)
    assert end - begin == timedelta(hours=hours)
    moments = [begin - MS, begin, begin + MS, begin + (end - begin) / 2, end - MS, end, end + MS]
    desk = finished(zone, moments)
    wanted = [moment for moment in moments if moment.astimezone(ZoneInfo(zone)).date() == day]
    assert len(wanted) == 4
    with time_machine.travel(LONG_AFTER, tick=False):
        report = desk("metrics", "--json", "--from", str(day), "--to", str(day + timedelta(days=1))).json
    assert report["total"]["finished"] == len(wanted)
    assert [datetime.fromisoformat(report["window"][f"{name}_at"]) for name in ("from", "to")] == [begin, end]


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS, ids=lambda value: str(value).replace("/", " "))
def test_as_of_a_date_is_as_of_its_last_millisecond_however_long_it_was(finished, zone, day, hours):
    end = first_moment(day + timedelta(days=1), zone)
    desk = finished(zone, [end - timedelta(hours=hours) - MS, end - MS, end, end + timedelta(days=9)])
    with time_machine.travel(LONG_AFTER, tick=False):
        report = desk("metrics", "--json", "--as-of", str(day)).json
        before = desk("metrics", "--json", "--as-of", str(day - timedelta(days=1))).json
    assert datetime.fromisoformat(report["as_of_at"]) == end - MS
    assert report["total"]["finished"] == 2
    assert before["total"]["finished"] == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York"])
def test_today_is_now_and_tomorrow_is_not_yet(finished, zone):
    """A minute before midnight and a minute after it another day is meant, in the zone of the plan."""
    midnight = first_moment(date(2026, 11, 10), zone)
    desk = finished(zone, [midnight - timedelta(hours=2)])
    for seconds, today in ((-60, "2026-11-09"), (0, "2026-11-10"), (60, "2026-11-10")):
        moment = midnight + timedelta(seconds=seconds)
        with time_machine.travel(moment, tick=False):
            for text in ("today", today):
                report = desk("metrics", "--json", "--as-of", text).json
                assert datetime.fromisoformat(report["as_of_at"]) == moment
            following = str(date.fromisoformat(today) + timedelta(days=1))
            for text in ("tomorrow", following, "+1d"):
                refused = desk("metrics", "--as-of", text, code=1)
                assert refused.out == ""
                assert refused.err.endswith(" lies in the future\n")


def test_a_moment_in_the_hour_that_is_skipped_or_comes_twice_is_the_earlier_one_of_pep_495(finished):
    """PEP 495: fold=0 takes the offset before the change, for the gap of spring and for the hour of autumn."""
    desk = finished("Europe/Berlin", [datetime(2026, 1, 5, tzinfo=UTC)])
    with time_machine.travel(LONG_AFTER, tick=False):
        for text, utc in (("2026-03-29 02:30", "2026-03-29T01:30"), ("2026-10-25 02:30", "2026-10-25T00:30"),
                          ("2026-03-29 01:59", "2026-03-29T00:59"), ("2026-03-29 03:00", "2026-03-29T01:00"),
                          ("2026-10-25 03:00", "2026-10-25T02:00")):  # fmt: skip
            found = datetime.fromisoformat(desk("metrics", "--json", "--as-of", text).json["as_of_at"])
            assert found.astimezone(UTC) == datetime.fromisoformat(f"{utc}+00:00"), text


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("2026-11-02", "2026-11-02", "so the window is empty"), ("2026-11-02", "2026-11-01", "so the window is empty"),
        ("2026-11-02 12:00", "2026-11-02 12:00", "so the window is empty"), ("soon", "2026-11-02", "from: 'soon'"),
        ("2026-11-01", "later", "to: 'later'"),
    ],
)  # fmt: skip
def test_a_window_without_a_moment_is_refused_by_every_verb_that_has_one(finished, begin, end, said):
    desk = finished("Asia/Shanghai", [datetime(2026, 11, 2, tzinfo=UTC)])
    with time_machine.travel(LONG_AFTER, tick=False):
        for words in (["metrics"], ["metrics", "--json"], ["quality"], ["report"], ["metrics", "--chart", "cfd"]):
            refused = desk(*words, "--from", begin, "--to", end, code=1)
            assert said in refused.err
            assert refused.out == ""


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ([], None),
        (["--from", "2026-11-02"], (datetime(2026, 11, 1, 16, tzinfo=UTC), None)),
        (["--to", "2026-11-02"], (None, datetime(2026, 11, 1, 16, tzinfo=UTC))),
        (["--from", "2026-11-02", "--to", "2026-11-03 08:30"],
         (datetime(2026, 11, 1, 16, tzinfo=UTC), datetime(2026, 11, 3, 0, 30, tzinfo=UTC))),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_an_end_that_is_not_said_is_open_with_its_reason(finished, words, heading):
    desk = finished("Asia/Shanghai", [datetime(2026, 11, 1, 15, 59, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)])
    with time_machine.travel(LONG_AFTER, tick=False):
        report = desk("metrics", "--json", *words).json
    window = report["window"]
    for name, moment in zip(("from", "to"), heading or (None, None), strict=True):
        told = window[f"{name}_at"]
        assert (told and datetime.fromisoformat(told)) == moment
        assert bool(window.get(f"{name}_at_reason")) == (moment is None)
    begin, end = heading or (None, None)
    fitting = [
        moment
        for moment in (datetime(2026, 11, 1, 15, 59, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))
        if (begin is None or moment >= begin) and (end is None or moment < end)
    ]
    assert report["total"]["finished"] == len(fitting)


def test_what_was_understood_is_said_in_the_zone_of_the_plan_whatever_that_of_the_machine(finished, monkeypatch):
    desk = finished("America/New_York", [datetime(2026, 11, 2, tzinfo=UTC)])
    with time_machine.travel(LONG_AFTER, tick=False):
        said = {desk("metrics", "--as-of", "2026-11-02 12:00", TZ=zone).err for zone in ("Asia/Shanghai", "UTC")}
    assert said == {"as-of: Mon 02 Nov 2026 12:00 EST\n"}
