"""Currency, budgets, hourly rates and booked costs of the plan."""

from datetime import date

import pytest
from makers import hour
from plan_maker import Planner

from kanban.commands.ledger import decide
from kanban.commands.outcome import Signed
from kanban.commands.plan import RemoveNode
from kanban.commands.plan_costs import BookCost, RemoveCost, SetBudget, SetCurrency, SetRate
from kanban.model.plan import fold
from kanban.model.plan_costs import Budget
from kanban.render.plan_log import plan_log
from kanban.text.messages import Refused

DAY = date(2026, 3, 2)
"""Of the story's start."""


@pytest.fixture
def pm():
    """Girders 1.1.1, Rails 1.1.2, Piles 1.2.1; in CNY."""
    return Planner().give(SetCurrency(currency="CNY"))


def refused(pm, command):
    with pytest.raises(Refused) as refusal:
        decide(pm.plan, Signed(command, "pm", hour(1)))
    return str(refusal.value)


def test_the_plan_tells_what_was_done_to_its_money(pm):
    pm.give(SetBudget(code="1.1.1", amount=12_000_000, start=DAY, finish=date(2026, 4, 1)), 1)
    pm.give(SetBudget(code="1.1.1", amount=15_000_050), 2)
    pm.give(SetBudget(code="1.1.2", amount=100), 2)
    pm.give(SetRate(amount=20_000), 3).give(SetRate(amount=26_000, driver="zhang", since=DAY), 3)
    pm.give(BookCost(code="1.1.1", amount=480_000, on=DAY, note="crane"), 4)
    pm.give(RemoveCost(cost=1), 5).give(SetBudget(code="1.1.2", amount=None), 6).give(SetRate(amount=None), 7)
    assert [str(line.message) for line in plan_log(pm.plan)][-10:] == [
        "set the currency to CNY",
        "set the budget of 1.1.1 Girders to 120,000 CNY, from 2026-03-02 to 2026-04-01",
        "changed the budget of 1.1.1 Girders: 150,000.50 CNY instead of 120,000 CNY",
        "set the budget of 1.1.2 Rails to 1 CNY",
        "set the hourly rate of the plan to 200 CNY",
        "set the hourly rate of zhang to 260 CNY from 2026-03-02 on",
        "booked 4,800 CNY on 1.1.1 Girders for 2026-03-02 (cost 1): crane",
        "removed cost 1: 4,800 CNY on 1.1.1 Girders",
        "took the budget of 1.1.2 Rails off",
        "took the hourly rate of the plan off",
    ]
    assert pm.plan.costs.budgets == {"1.1.1": Budget(15_000_050, DAY, date(2026, 4, 1))}
    assert pm.plan.as_of(hour(4.5)).costs.booked[1].note == "crane"
    assert fold(pm.plan.history).costs == pm.plan.costs


def test_all_of_it_is_undone_and_redone(pm):
    pm.give(SetBudget(code="1.1.1", amount=100), 1)
    pm.give(BookCost(code="1.1.1", amount=5, on=DAY), 2).undo(3).undo(4)
    assert (dict(pm.plan.costs.budgets), dict(pm.plan.costs.booked)) == ({}, {})
    pm.redo(5).redo(6)
    assert pm.plan.costs.booked[1].amount == 5
    pm.undo(7).give(BookCost(code="1.1.1", amount=6, on=DAY), 8)
    assert list(pm.plan.costs.booked) == [2]  # a number is never used again


def test_the_rate_of_an_hour_is_the_drivers_own_and_that_of_its_day(pm):
    pm.give(SetRate(amount=200)).give(SetRate(amount=300, since=date(2026, 6, 1)))
    pm.give(SetRate(amount=260, driver="Zhang", since=date(2026, 5, 1)))
    rate = pm.plan.costs.hourly_rate
    assert (rate("li", date(2026, 5, 31)), rate("li", date(2026, 6, 1))) == (200, 300)
    assert (rate("zhang", date(2026, 4, 30)), rate("zhang", date(2026, 6, 2))) == (200, 260)
    pm.give(SetRate(amount=210))  # instead of both
    assert pm.plan.costs.hourly_rate("li", date(2027, 1, 1)) == 210
    pm.give(SetRate(amount=None)).give(SetRate(amount=None, driver="ZHANG"))
    assert pm.plan.costs.hourly_rate("zhang", date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (SetCurrency(currency="yuan"), "currency: 'yuan' is no code of a currency, such as CNY or EUR"),
        (SetBudget(code="1.1", amount=5), "budget: 1.1 is no work package (level 3); money belongs to those below it"),
        (SetBudget(code="9.9.9", amount=5), "budget: '9.9.9' is not in the plan"),
        (SetBudget(code="1.1.1", amount=0), "budget: 0 is not above 0 and at most 10,000,000,000,000"),
        (SetBudget(code="1.1.1", amount=-5), "budget: -0.05 is not above 0 and at most 10,000,000,000,000"),
        (
            SetBudget(code="1.1.1", amount=5, start=DAY, finish=date(2026, 3, 1)),
            "budget: 2026-03-01 lies before 2026-03-02",
        ),
        (SetRate(amount=-1), "rate: -0.01 is not above 0 and at most 10,000,000,000,000"),
        (BookCost(code="1.1.1", amount=0, on=DAY), "cost: 0 is not above 0 and at most 10,000,000,000,000"),
        (
            BookCost(code="1.1.1", amount=1, on=date(2026, 3, 3)),
            "at: 2026-03-03 lies in the future; what is booked has been spent",
        ),
        (RemoveCost(cost=7), "cost: there is no cost 7; `kanban cost list` has their numbers"),
    ],
)
def test_what_cannot_be_is_refused(pm, command, why):
    assert refused(pm, command) == why


def test_no_amount_is_kept_without_a_currency_and_none_changes_its_currency(pm):
    without = Planner()
    why = "the plan has no currency yet; say `kanban plan set --currency CNY` first"
    assert refused(without, SetBudget(code="1.1.1", amount=5)) == why
    pm.give(SetCurrency(currency="EUR")).give(SetBudget(code="1.1.1", amount=5))
    assert refused(pm, SetCurrency(currency="CNY")) == ("currency: the plan has amounts in EUR; they cannot become CNY")


def test_a_package_goes_with_its_budget_but_not_with_what_it_has_cost(pm):
    pm.give(SetBudget(code="1.1.2", amount=5)).give(RemoveNode(code="1.1.2"))
    assert dict(pm.plan.costs.budgets) == {}
    pm.give(BookCost(code="1.1.1", amount=5, on=DAY))
    assert refused(pm, RemoveNode(code="1.1.1")) == "code: 1.1.1 has costs booked on it; remove those first"
