"""What holds of earned value and earned schedule whatever the figures are."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.value.earned_schedule import earned_schedule
from kanban.metrics.value.earned_value import EarnedValue, Value, added
from kanban.text.messages import msg

AMOUNTS = st.integers(min_value=1, max_value=10**12)


def known(bac=100, pv=50, ev=40, ac=60):
    return EarnedValue(bac=Value.of(bac), pv=Value.of(pv), ev=Value.of(ev), ac=Value.of(ac))


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_figures_fit_each_other(bac, pv, ev, ac):
    found = known(bac, pv, ev, ac)
    assert found.cpi.amount * ac == ev
    assert found.spi.amount * pv == ev
    assert found.eac.amount - ac == found.etc.amount
    assert found.bac.amount - found.eac.amount == found.vac.amount
    if found.tcpi_eac.amount is not None:
        assert found.tcpi_eac.amount == found.cpi.amount  # what was assumed for the estimate


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_more_cost_never_raises_the_index(ev, ac, more):
    assert known(ev=ev, ac=ac + more).cpi.amount < known(ev=ev, ac=ac).cpi.amount


@given(st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=20), st.integers(0, 30_000))
def test_the_earned_schedule_lies_where_the_plan_has_what_is_earned(steps, ev):
    planned, total = [], Fraction(0)
    for step in steps:
        total += step
        planned.append(total)
    found = earned_schedule(planned, Value.of(ev), Fraction(3)).es
    if not total:
        assert found.amount is None
        return
    assert 0 <= found.amount <= len(planned)
    whole, part = divmod(found.amount, 1)
    curve = [Fraction(0), *planned, planned[-1]]
    assert curve[int(whole)] + part * (curve[int(whole) + 1] - curve[int(whole)]) == min(ev, total)


def test_nothing_is_divided_by_nothing():
    def why(value):
        assert value.amount is None
        return str(value.reason)

    assert why(known(ac=0).cpi) == why(known(ac=0).eac) == "no cost yet"
    assert why(known(pv=0).spi) == "nothing was planned by then"
    assert why(known(ev=0).eac) == why(known(ev=0).etc) == why(known(ev=0).vac) == "nothing is earned yet"
    assert why(known(ac=100).tcpi_bac) == why(known(ac=120).tcpi_bac) == "the budget is spent"
    assert why(known(ev=100).tcpi_bac) == why(known(ev=100).tcpi_eac) == "no work is left"
    assert why(earned_schedule([], Value.of(1), Fraction(1)).es) == "no planned value to compare with"
    assert why(earned_schedule([Fraction(1)], Value.of(1), Fraction(0)).spi) == "no time has passed"


def test_what_is_missing_says_why_in_all_that_rests_on_it():
    unknown = EarnedValue(bac=Value.of(1), pv=Value.of(1), ev=Value.missing(msg("unread")), ac=Value.of(1))
    for figure in (unknown.cv, unknown.sv, unknown.cpi, unknown.spi, unknown.eac, unknown.eac_as_planned, unknown.etc):
        assert str(figure.reason) == "unread"
    assert added([Value.of(1), Value.of(2)]) == Value.of(3)
    assert added([Value.of(1), unknown.ev]) == unknown.ev
