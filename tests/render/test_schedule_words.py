"""A schedule in words."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kanban.metrics.schedule.plan_schedule import PlanSchedule
from kanban.model.calendar import Calendar
from kanban.render import schedule as render
from kanban.text.messages import msg

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def of(minutes, as_of=MONDAY, finish=None, reason=None):
    return PlanSchedule(as_of=as_of, timezone="UTC", calendar=Calendar(), rows=(), length=minutes, finish_at=finish,
                        path=(), reason=reason)  # fmt: skip


@pytest.mark.parametrize(
    ("days", "words"), [(None, ""), (0.0, "0"), (0.04, "0"), (0.5, "0.5"), (-1.25, "-1.2"), (9.94, "9.9"), (41.4, "41")]
)
def test_a_number_of_working_days_has_two_digits_and_the_unit_of_the_language(spoken, days, words):
    unit = {"en": "d", "zh_CN": "天"}[spoken]
    assert render.working_days(days) == (words + unit if words else "")


def test_the_path_is_one_sentence_or_the_reason_of_none():
    finish = datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert str(render.length(of(5 * 480, finish=finish))) == (
        "critical path: 5.0d of work, until Fri 27 Nov 2026 17:00 UTC"
    )
    assert str(render.length(of(None, reason=msg("the plan has no links yet")))) == (
        "no critical path: the plan has no links yet"
    )


def test_a_trend_says_how_much_shorter_and_how_much_time_has_passed():
    first = of(10 * 480, MONDAY, MONDAY + timedelta(days=11))
    last = of(4 * 480, MONDAY + timedelta(days=7), MONDAY + timedelta(days=10))
    gap = msgspec.structs.replace(first, length=None)
    assert list(map(str, render.changes([gap, first, last]))) == [
        "6.0d shorter than on 23 Nov 2026; 5.0d of work have passed",
        "the end moved from 04 Dec 2026 to 03 Dec 2026",
    ]
    assert str(next(render.changes([last, msgspec.structs.replace(first, as_of=last.as_of)]))).startswith("6.0d longer")
    assert list(map(str, render.changes([gap, first]))) == ["no two moments with a length to compare"]
