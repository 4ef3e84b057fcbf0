"""The milestones as a picture: bars from today to P50 and P85 against the baseline, and the axis of dates."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from kanban.metrics.rollup.milestones import roll_up
from kanban.model.plan import EMPTY_PLAN
from kanban.render.svg.calendar_axis import marks
from kanban.render.svg.milestones import milestone_sheet
from kanban.render.svg.sheet import document

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize("days", [1, 14, 69, 71, 200, 700, 5000, 400_000])
def test_an_axis_has_a_few_marks_within_its_ends(days: int) -> None:
    begin, end = NOW, NOW + timedelta(days=days)
    found = marks(begin, end, "Asia/Shanghai", NOW)
    assert len(found) <= 7 + 1
    assert all(begin <= moment <= end for moment, _ in found)
    assert [moment for moment, _ in found] == sorted({moment for moment, _ in found})
    if days >= 14:
        assert len(found) >= 2


def test_weeks_begin_on_monday_and_months_on_their_first_in_the_zone() -> None:
    weeks = marks(NOW, NOW + timedelta(days=21), "Asia/Shanghai", NOW)
    assert [words for _, words in weeks] == ["30 Nov", "07 Dec", "14 Dec"]
    months = marks(NOW, NOW + timedelta(days=100), "Asia/Shanghai", NOW)
    assert months[0] == (datetime(2026, 11, 30, 16, tzinfo=UTC), "2026-12")


def test_a_plan_without_milestones_says_so() -> None:
    root = ElementTree.fromstring(document([milestone_sheet(roll_up(EMPTY_PLAN, [], NOW))]).encode())
    assert "no milestones yet" in [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
