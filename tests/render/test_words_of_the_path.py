"""The critical path in words and as a curve: shorter, longer, or as long as it was; what a duration rests on."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kanban.metrics.schedule.plan_schedule import Dates, PlanSchedule, ScheduleRow
from kanban.metrics.schedule.remaining import Remaining
from kanban.model.calendar import Calendar
from kanban.render.path_length import path_length
from kanban.render.schedule import changes, how_long, length, rests_on, why_unknown
from kanban.text.messages import msg, use_language

pytestmark = pytest.mark.any_day

MONDAY = datetime(2026, 10, 12, 9, tzinfo=UTC)
DAY = 480
"""Working minutes."""
NO_DATES = Dates(early_start_at=None, early_finish_at=None, late_start_at=None, late_finish_at=None)
WHY = msg("no estimate and no cards")


def of(days, week=0, finish=True, reason=None, zone="UTC"):
    """A path of so many working days, so many weeks after the first Monday."""
    as_of = MONDAY + timedelta(weeks=week)
    minutes = None if days is None else round(days * DAY)
    return PlanSchedule(as_of=as_of, timezone=zone, calendar=Calendar(), rows=(), length=minutes, path=(),
                        finish_at=as_of + timedelta(days=30) if finish else None, reason=reason)  # fmt: skip


def row(**more):
    values = {"id": "1.1.1", "kind": "package", "name": "Girders", "is_linked": True, "dates": NO_DATES,
              "total_slack": None, "free_slack": None, "is_critical": None, "reason": None,
              "remaining": Remaining(minutes=None)}  # fmt: skip
    return ScheduleRow(**(values | more))


@pytest.mark.parametrize(
    ("days", "said"),
    [(4, "6.0d shorter"), (9.9, "0.1d shorter"), (9.96, "as long as"), (10, "as long as"), (10.04, "as long as"),
     (10.1, "0.1d longer"), (22, "12d longer")],
)  # fmt: skip
def test_a_trend_says_shorter_longer_or_as_long(days, said):
    first, *_ = changes([of(10), of(days, week=1)])
    assert str(first).startswith(said)
    assert str(first).endswith("12 Oct 2026; 5.0d of work have passed")
    point = str(path_length([of(10), of(days, week=1)]).points[1].words)
    assert (said if "as long" not in said else "as long as before") in point
    assert "0d " not in point.replace(".0d ", "").replace("10d ", "")


def test_what_has_no_length_at_its_ends_is_left_out_of_a_trend():
    trend = [of(None, reason=WHY), of(10, week=1), of(None, week=2, reason=WHY), of(8, week=3), of(None, week=4)]
    assert str(next(changes(trend))) == "2.0d shorter than on 19 Oct 2026; 10d of work have passed"
    assert [str(line) for line in changes(trend[:2])] == ["no two moments with a length to compare"]
    assert len(list(changes([of(3, finish=False), of(2, week=1)]))) == 1, "nothing of an end that is not known"


def test_the_curve_has_a_stop_for_each_moment_and_a_gap_where_nothing_is_known():
    picture = path_length([of(10), of(None, week=1, reason=WHY), of(7, week=2), of(7, week=3)])
    assert [stop.values for stop in picture.chart.stops] == [(10.0,), (), (7.0,), (7.0,)]
    assert [stop.x for stop in picture.chart.stops] == [0, 1 / 3, 2 / 3, 1]
    said = [str(point.words) for point in picture.points]
    assert said[0] == "on 12 Oct 2026 · 10d long · finish 11 Nov 2026"
    assert said[1] == "on 19 Oct 2026 · no estimate and no cards"
    assert said[2] == "on 26 Oct 2026 · 7.0d long · finish 25 Nov 2026", "no change from what is not known"
    assert said[3] == "on 02 Nov 2026 · 7.0d long · as long as before · finish 02 Dec 2026"
    assert [words for _, words in picture.chart.scale] == ["0d", "2.0d", "4.0d", "6.0d", "8.0d", "10d"]


@pytest.mark.parametrize("weeks", [1, 2, 5, 6, 40])
def test_dates_beneath_the_curve_are_those_of_its_stops_the_first_and_the_last_among_them(weeks):
    trend = [of(10, week=week, zone="Europe/Berlin") for week in range(weeks)]
    labels = path_length(trend).chart.x_labels
    assert len(labels) == min(weeks, 6)
    for x, words in labels:
        number = round(x * (weeks - 1))
        assert x == pytest.approx(number / max(1, weeks - 1))
        is_far = weeks - 1 - number > 26
        assert words == f"{trend[number].as_of:{'%Y-%m' if is_far else '%d %b'}}"
    assert labels[0][0] == 0
    assert labels[-1][0] == (1 if weeks > 1 else 0)


def test_without_any_length_the_last_reason_is_said():
    assert str(path_length([of(None, reason=msg("first")), of(None, 1, reason=WHY)]).why_empty) == str(WHY)
    assert path_length([]).why_empty


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_the_same_is_said_in_both_languages(language):
    use_language(language)
    try:
        (first, _) = (str(line) for line in changes([of(10), of(10, week=1)]))
        point = str(path_length([of(10), of(10, week=1)]).points[1].words)
    finally:
        use_language("en")
    assert ("as long as" in first + point) == (language == "en")
    assert "{" not in first + point


@pytest.mark.parametrize(
    ("remaining", "said"),
    [
        (Remaining(minutes=None), "?"), (Remaining(minutes=0, basis="done"), "done"),
        (Remaining(minutes=0, basis="signed_off"), "signed off"),
        (Remaining(minutes=960, basis="estimate"), "estimate"),
        (Remaining(minutes=960, basis="cycle_time", p50_minutes=1008, finished=34), "P50 2.1d (n 34)"),
    ],
)  # fmt: skip
def test_what_a_remaining_duration_rests_on(remaining, said):
    assert rests_on(row(remaining=remaining), of(1)) == said


def test_how_a_cycle_time_became_a_duration_is_said_of_a_package_alone():
    rests = Remaining(minutes=960, basis="cycle_time", board="li\x1b[2J", cards_open=1, at_once=1.96)
    assert str(how_long(row(remaining=rests))) == "longest on li[2J: 1 open card, 2.0 in work at once"
    assert how_long(row(remaining=rests, kind="card")) is None
    assert how_long(row(remaining=Remaining(minutes=960, basis="estimate"))) is None


def test_a_reason_that_all_share_is_said_once_and_not_of_each():
    found = of(None, reason=WHY)
    assert why_unknown(row(reason=WHY), found) is None
    assert why_unknown(row(reason=msg("no board li")), found) is not None
    assert why_unknown(row(reason=None), found) is None
    assert why_unknown(row(reason=msg("x"), remaining=Remaining(minutes=0, basis="done")), found) is None


def test_a_path_with_a_reason_has_none():
    assert str(length(of(10, reason=WHY))) == "no critical path: no estimate and no cards"
    assert str(length(of(None))) == "no critical path: ?"
    assert str(length(msgspec.structs.replace(of(10), finish_at=None))) == "critical path: 10d of work, until ?"
