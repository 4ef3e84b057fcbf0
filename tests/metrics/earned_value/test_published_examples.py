"""Earned value and earned schedule against numbers that others published."""

from fractions import Fraction

import pytest

from kanban.metrics.value.earned_schedule import earned_schedule
from kanban.metrics.value.earned_value import EarnedValue, Value


def known(bac, pv, ev, ac):
    return EarnedValue(bac=Value.of(bac), pv=Value.of(pv), ev=Value.of(ev), ac=Value.of(ac))


def test_the_example_of_damnjanovic_and_reinschmidt():
    """Data Analytics for Engineering and Construction Project Risk Management (2020), as CRAN's PRA documents it.

    BAC 100,000; 40 % planned, 35 % done, 63,000 spent.
    """
    project = known(100_000, 40_000, 35_000, 63_000)
    assert project.sv.amount == -5_000
    assert project.cv.amount == -28_000
    assert project.spi.amount == Fraction("0.875")
    assert round(float(project.cpi.amount), 2) == 0.56
    assert project.eac.amount == 180_000
    assert project.eac_as_planned.amount == 128_000
    assert round(float(project.eac_cost_and_schedule.amount), 2) == 196_714.29
    assert project.etc.amount == 117_000
    assert project.vac.amount == -80_000
    assert round(float(project.tcpi_bac.amount), 2) == 1.76


def test_the_example_of_pmzilla_for_tcpi_to_the_estimate():
    """pmzilla.com/tcpi: AC 200,000, CV 25,000, BAC 350,000: CPI 1.125, EAC 311,000, TCPI 1.125."""
    project = known(350_000, 1, 225_000, 200_000)
    assert project.cv.amount == 25_000
    assert project.cpi.amount == Fraction("1.125")
    assert round(project.eac.amount, -3) == 311_000
    assert project.tcpi_eac.amount == Fraction("1.125")


def test_the_example_of_global_knowledge():
    """Global Knowledge, Professional Development: BAC 1,000,000, 46 % complete, AC 589,744: CPI 0.78."""
    project = known(1_000_000, 1, 460_000, 589_744)
    assert round(float(project.cpi.amount), 2) == 0.78
    estimate = 589_744 + 652_000  # made bottom-up: the index to keep it is 0.83
    asked = EarnedValue(bac=Value.of(estimate), pv=project.pv, ev=Value.of(460_000 + 241_744), ac=project.ac)
    assert round(float(asked.tcpi_bac.amount), 2) == 0.83


def test_the_example_of_ut_dallas_at_half_time():
    """UT Dallas Project Management Symposium (2014): PV 55,000, AC 45,000 of 100,000, half of it done."""
    project = known(100_000, 55_000, 50_000, 45_000)
    assert round(float(project.spi.amount), 3) == 0.909
    assert round(float(project.cpi.amount), 3) == 1.111
    assert (project.sv.amount, project.cv.amount, project.eac.amount) == (-5_000, 5_000, 90_000)


def test_the_example_of_mpug_of_a_project_two_months_late():
    """mpug.com, "Earned Schedule Management": ten modules of 100,000 a month; the last is done after 12 months."""
    planned = [Fraction(100_000 * month) for month in range(1, 11)]
    found = earned_schedule(planned, Value.of(1_000_000), Fraction(12))
    assert (found.es.amount, found.sv.amount) == (10, -2)
    assert round(float(found.spi.amount), 2) == 0.83
    in_money = known(1_000_000, 1_000_000, 1_000_000, 1_300_000)
    assert (in_money.sv.amount, in_money.spi.amount) == (0, 1)  # which is why ES was made


@pytest.mark.parametrize("part", ["0", "0.25", "0.9"])
def test_the_example_of_lipke(part):
    """Lipke's concept sheet: all of May and a part of June is earned by the end of July: ES = 5 + that part, AT = 7."""
    planned = [Fraction(value) for value in (10, 30, 60, 100, 150, 210, 260, 300)]
    earned = 150 + Fraction(part) * (210 - 150)
    found = earned_schedule(planned, Value.of(earned), Fraction(7))
    assert found.es.amount == 5 + Fraction(part)
    assert found.sv.amount == Fraction(part) - 2
    assert found.spi.amount == (5 + Fraction(part)) / 7
