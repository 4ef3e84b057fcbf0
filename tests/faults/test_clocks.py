"""Summer time, other zones, a clock that was set back: history keeps its order, and durations are what passed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from makers import change_plan

from kanban.cli.main import run
from kanban.commands.cards import Add, Block, Move, Unblock
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

AUTUMN = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
"""01:30 in Berlin, half an hour before the hour that comes twice."""
SPRING = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""01:30 in Berlin, half an hour before the hour that does not come."""


@pytest.fixture
def ask(place, capsys):
    """What a verb prints as JSON."""

    def asked(*words):
        code = run(["-w", str(place.folder), *words, "--json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return asked


def berlin(place, timezone="Europe/Berlin"):
    from kanban.commands.plan import SetProject

    change_plan(place, [SetProject(timezone=timezone)], "pm")


def at(place, moment, command):
    with time_machine.travel(moment, tick=False):
        place.apply("bridge", [Signed(command, "zhang", now())])


@pytest.mark.parametrize("begin", [AUTUMN, SPRING])
def test_a_night_in_which_the_clocks_change_lasts_as_long_as_it_lasts(place, ask, begin):
    berlin(place)
    at(place, begin, Add(title="night shift", column="c3"))
    at(place, begin + timedelta(hours=1), Block(cards=("1",), why="dark"))
    at(place, begin + timedelta(hours=2), Unblock(cards=("1",)))
    at(place, begin + timedelta(hours=3), Move(cards=("1",), column="c5"))
    with time_machine.travel(begin + timedelta(days=2), tick=False):
        (card,) = ask("metrics", "--cards")["cards"]
    assert (card["cycle_time_seconds"], card["blocked_time_seconds"]) == (3 * 3600.0, 3600.0)
    assert card["cycle_days"] == 1
    offsets = [card[name][-6:] for name in ("started_at", "finished_at")]
    assert offsets == (["+02:00", "+01:00"] if begin is AUTUMN else ["+01:00", "+02:00"])
    times = [datetime.fromisoformat(event["at"]) for event in ask("show", "1")["cards"][0]["history"]]
    assert times == sorted(times)
    assert times[-1] - times[0] == timedelta(hours=3)


def test_a_day_of_25_hours_is_had_as_of_its_end(place, ask):
    berlin(place)
    last = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    at(place, last, Add(title="late", column="c3"))
    at(place, last + timedelta(minutes=2), Move(cards=("1",), column="c5"))
    with time_machine.travel(last + timedelta(days=2), tick=False):
        assert ask("metrics", "--as-of", "2026-10-25")["total"]["wip"] == 1
        assert ask("metrics", "--as-of", "2026-10-26")["total"]["finished"] == 1


def test_drivers_in_other_zones_write_one_history(place, kanban):
    berlin(place, "Asia/Shanghai")
    zones = ("America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "UTC")
    import os

    first = kanban("add", "one card", "--due", "2026-12-01 17:00", env={**os.environ, "TZ": zones[0]})
    assert first.wait(30) == 0, first.stderr.read()
    for number, zone in enumerate(zones * 2):
        column = "Doing" if number % 2 == 0 else "Review"
        moved = kanban("move", "1", column, env={**os.environ, "TZ": zone})
        assert moved.wait(30) == 0, moved.stderr.read()
    card = FolderStore(place.folder).board("bridge").cards["1"]
    times = [event.at for event in card.events]
    assert times == sorted(times)
    assert len(times) == 1 + 2 * len(zones)
    assert card.due_at == datetime(2026, 12, 1, 9, tzinfo=UTC), "typed in the plan's zone, wherever one sits"
    assert card.flow.rework_moves == 3


def test_a_clock_set_back_an_hour_loses_and_reorders_nothing(place, ask):
    begin = datetime(2026, 11, 10, 12, tzinfo=UTC)
    at(place, begin, Add(title="card", column="c3"))
    at(place, begin + timedelta(minutes=30), Move(cards=("1",), column="c4"))
    back = begin - timedelta(minutes=30)
    at(place, back, Move(cards=("1",), column="c5"))
    with time_machine.travel(back + timedelta(minutes=1), tick=False):
        figures = ask("metrics")["total"]
        assert (figures["finished"], figures["cycle_time"]["p50_seconds"]) == (1, 1800.0)
        assert ask("list", "--column", "Done")["cards"][0]["title"] == "card"
    times = [event.at for event in FolderStore(place.folder).board("bridge").cards["1"].events]
    assert times == sorted(times)
