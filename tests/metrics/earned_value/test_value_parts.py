"""Earned value by milestone and by work package: each part is what the whole would be, were there nothing else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk
from often import often
from plan_maker import Planner
from test_plan_value import at

from kanban.commands.plan import SetMilestone, SetNode
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.work_log import Log
from kanban.metrics.reports.evm_report import evm_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.earned_value import amount_of
from kanban.metrics.value.parts import packages_of, value_parts
from kanban.metrics.value.plan_earned_value import plan_value
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render.evm import FIGURES
from kanban.session.forecasting import Superseded

CODES = ("1.1.1", "1.1.2", "1.2.1")


def story(budgets, done, booked, gates):
    """A plan with such budgets, costs booked and gates, and a board with so many cards done of two a package."""
    pm = Planner()
    for code in ("1", "1.1", "1.2", *CODES):
        pm.give(SetNode(code=code, name=f"node {code}"))
    pm.give(SetCurrency(currency="CNY")).give(SetRate(amount=6_000))
    for code, budget in budgets.items():
        pm.give(SetBudget(code=code, amount=budget, start=date(2026, 3, 2), finish=date(2026, 3, 20)))
    for code, amount in booked.items():
        pm.give(BookCost(code=code, amount=amount, on=date(2026, 3, 2)))
    for number, gated in enumerate(gates):
        pm.give(SetMilestone(id=f"M{number}", name="Deck", gates=tuple(gated)))
    desk = Desk()
    for code in CODES:
        for number in range(2):
            card = desk.add(f"card {code}", work_package=code)
            if number < done.get(code, 0):
                desk.move(card, DOING, 30)
                desk.give(Log(cards=(card,), minutes=90), 40)
                desk.move(card, DONE, 50)
    return pm, desk.board


_AMOUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(1, 10**7))


@settings(max_examples=often(40), deadline=None)
@given(
    budgets=_AMOUNTS, booked=_AMOUNTS, done=st.dictionaries(st.sampled_from(CODES), st.integers(0, 2)),
    gates=st.lists(st.lists(st.sampled_from(("1.1", *CODES)), unique=True), max_size=3), day=st.integers(1, 30),
    torn=st.sampled_from(((), ("1.1.1",), ("1.2.1",))),
)  # fmt: skip
def test_a_part_is_what_the_whole_would_be_without_the_rest(budgets, booked, done, gates, day, torn):
    pm, board = story(budgets, done, booked, gates)
    unread = [UnreadableBoard("torn", Problem("torn", "gone"), frozenset(torn))] if torn else []
    rollup = roll_up(pm.plan, (board,), at(day), unread)
    parts = value_parts(rollup)
    assert parts.whole == plan_value(rollup)
    assert [state for state, _ in parts.milestones] == list(rollup.milestones)
    for state, value in parts.milestones:
        assert value == plan_value(rollup, packages_of(state))
    for package, value in parts.packages:
        assert value == plan_value(rollup, frozenset((package.code,)))
        assert value.packages == (package,)


def test_the_figures_of_the_table_are_those_of_the_report():
    pm, board = story({"1.1.1": 50_000, "1.2.1": 20_000}, {"1.1.1": 1}, {}, [["1.1"]])
    rollup = roll_up(pm.plan, (board,), at(10))
    parts = value_parts(rollup)
    report = evm_report(rollup, parts, at(10))
    ((_, milestone),) = parts.milestones
    assert report.earned_schedule is not None
    assert [row.id for row in report.milestones] == ["M0"]
    for figure in FIGURES:
        check(figure, parts.whole, report.total, report.earned_schedule)
        check(figure, milestone, report.milestones[0], report.milestones[0].earned_schedule)


def check(figure, whole, row, schedule):
    """The table and the report say the same of a figure."""
    value, name = figure.of(whole), figure.name
    assert value.amount is not None
    if figure.unit == "weeks":
        assert float(value.amount) * 7 * 86400 == pytest.approx(getattr(schedule, f"{name}_seconds"))
    elif name == "spi_t":
        assert float(value.amount) == schedule.spi_t
    else:
        shown = amount_of(value.amount, "CNY") if figure.unit == "money" else float(value.amount)
        assert shown == getattr(row, name)


def test_the_table_has_every_figure_of_the_report():
    report = {*evm_report(*_empty()).total.__struct_fields__}
    values = {name for name in report if not name.endswith("_reason")} - {"currency"}
    assert values <= {figure.name for figure in FIGURES}


def _empty():
    pm, board = story({}, {}, {}, [])
    rollup = roll_up(pm.plan, (board,), at(1))
    return rollup, value_parts(rollup), at(1)


def test_it_ends_between_two_parts_where_it_is_wanted_no_more():
    pm, board = story({"1.1.1": 50_000}, {}, {}, [["1.1"], ["1.2"]])
    asked = []

    def pause():
        asked.append(1)
        if len(asked) == 2:
            raise Superseded

    with pytest.raises(Superseded):
        value_parts(roll_up(pm.plan, (board,), at(1)), pause)
    assert len(asked) == 2
