"""Public holidays come from a library that need not be there."""

import sys
from datetime import date

import pytest

from kanban.formats.public_holidays import public_holidays
from kanban.text.messages import Refused


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(Refused, match=r"library holidays: pip install 'kanban-rollup\[holidays\]'"):
        public_holidays("CN", (2026,))


def test_the_golden_week_is_known_with_the_days_made_up_for_it():
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed")
    found = public_holidays("cn", (2026,))
    assert {date(2026, 10, 1), date(2026, 10, 7)} <= set(found.holidays)
    assert date(2026, 10, 10) in found.extra_workdays
    assert {day.year for day in (*found.holidays, *found.extra_workdays)} == {2026}


def test_a_part_of_a_country_has_holidays_of_its_own():
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed")
    epiphany = date(2027, 1, 6)
    assert epiphany in public_holidays("DE-BY", (2027,)).holidays
    assert epiphany not in public_holidays("DE", (2027,)).holidays


@pytest.mark.parametrize("country", ["XX", "DE-QQ", "", "中国", "../x"])
def test_a_country_that_is_none_is_refused_by_name(country):
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed")
    with pytest.raises(Refused, match="is no country whose holidays are known"):
        public_holidays(country, (2026,))
