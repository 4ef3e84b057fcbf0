"""The money of a plan under any commands, beside plain tables: what is kept, refused, undone, and was in the past."""

import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import START
from often import often
from plan_maker import Planner

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Command, Signed
from kanban.commands.plan import ChangePlan, RemoveNode, SetNode
from kanban.commands.plan_costs import BookCost, RemoveCost, SetBudget, SetCurrency, SetRate
from kanban.commands.undo import Redo, Undo
from kanban.model.plan import Plan, fold
from kanban.text.messages import Refused

MOST = 10**15
PACKAGES = ("1.1.1", "1.1.2", "1.2.1")
DAYS = tuple(date(2026, 3, day) for day in range(1, 6))
codes = st.sampled_from((*("1.1.1",) * 6, *PACKAGES, "1.1", "9.9.9"))
good_amounts = st.sampled_from((1, 250, 99_950, MOST))
amounts = st.one_of(good_amounts, st.sampled_from((MOST + 1, 0, -250, -MOST - 1)))
days = st.sampled_from(DAYS)
whose = st.sampled_from(("", "zhang", " ZHANG", "李", "x" * 501))
unset_or_days = st.sampled_from((..., ..., None, None, *DAYS))


@dataclass
class Money:
    """Currency, budgets, rates and costs as a table would have them."""

    currency: str = ""
    packages: set[str] = field(default_factory=lambda: {*PACKAGES})
    budgets: dict[str, tuple[int, date | None, date | None]] = field(default_factory=dict)
    rates: dict[str, dict[date | None, int]] = field(default_factory=dict)
    costs: dict[int, tuple[str, int, date, str]] = field(default_factory=dict)

    def hour(self, driver: str, day: date) -> int | None:
        """What an hour costs: the driver's own rate of that day, else that of all."""
        for name in (driver, ""):
            known = self.rates.get(name, {})
            past = sorted(since for since in known if since is not None and since <= day)
            if past:
                return known[past[-1]]
            if None in known:
                return known[None]
        return None


class Refusal(Exception):
    """The tables do not take a command."""


def after(money: Money, command: Command, today: date, number: int) -> Money:
    """The tables after a command; `number` is that of the next cost. Raises Refusal."""
    new = copy.deepcopy(money)
    match command:
        case SetCurrency(currency=code):
            if code not in ("CNY", "EUR") or (code != new.currency and (new.budgets or new.rates or new.costs)):
                raise Refusal
            new.currency = code
        case SetBudget(code=code, amount=None):
            _wanted(code in new.packages)
            new.budgets.pop(code, None)
        case SetBudget(code=code, amount=amount, start=start, finish=finish):
            _wanted(code in new.packages and bool(new.currency) and 0 < amount <= MOST)
            _, was, until = new.budgets.get(code, (0, None, None))
            start, finish = (was if start not in DATES else start), (until if finish not in DATES else finish)
            _wanted(start is None or finish is None or start <= finish)
            new.budgets[code] = amount, start, finish
        case SetRate(amount=amount, driver=driver, since=since):
            _wanted(len(driver) <= 500)
            known = new.rates.setdefault(driver.strip().casefold(), {})
            if amount is None or since is None:
                known.clear()
            if amount is not None:
                _wanted(bool(new.currency) and 0 < amount <= MOST)
                known[since] = amount
        case BookCost(code=code, amount=amount, on=on, note=note):
            _wanted(code in new.packages and bool(new.currency) and 0 < abs(amount) <= MOST and on <= today)
            new.costs[number] = code, amount, on, note
        case RemoveCost(cost=cost):
            _wanted(new.costs.pop(cost, None) is not None)
        case RemoveNode(code=code):
            _wanted(code in new.packages and all(code != cost[0] for cost in new.costs.values()))
            new.packages.remove(code)
            new.budgets.pop(code, None)
        case SetNode(code=code):
            new.packages.add(code)
    new.rates = {name: known for name, known in new.rates.items() if known}
    return new


DATES = (None, *DAYS)


def _wanted(is_so: bool) -> None:
    if not is_so:
        raise Refusal


def budget(code: str, amount: int | None, start: object, finish: object) -> SetBudget:
    """A budget, of which the days may be unset."""
    named = {name: day for name, day in (("start", start), ("finish", finish)) if day is not ...}
    return SetBudget(code=code, amount=amount, **named)


def told(plan: Plan) -> Money:
    """The plan's money as tables."""
    rates: dict[str, dict[date | None, int]] = {}
    for rate in plan.costs.rates:
        assert rate.since not in rates.setdefault(rate.driver.casefold(), {})
        rates[rate.driver.casefold()][rate.since] = rate.amount
    return Money(
        plan.costs.currency,
        {node.code for node in plan.packages},
        {code: (b.amount, b.start, b.finish) for code, b in plan.costs.budgets.items()},
        rates,
        {number: (c.code, c.amount, c.on, c.note) for number, c in plan.costs.booked.items()},
    )


one = st.one_of(
    st.builds(SetCurrency, currency=st.sampled_from(("CNY", "EUR", "yuan"))),
    st.builds(budget, codes, st.none() | amounts, unset_or_days, unset_or_days),
    st.builds(budget, st.just("1.1.1"), good_amounts, unset_or_days, unset_or_days),
    st.builds(SetRate, amount=st.none() | amounts, driver=whose, since=st.none() | days),
    st.builds(SetRate, amount=good_amounts, driver=whose, since=st.none() | days),
    st.builds(BookCost, code=codes, amount=amounts, on=days, note=st.sampled_from(("", "crane"))),
    st.builds(BookCost, code=st.just("1.1.1"), amount=good_amounts, on=st.just(DAYS[0])),
    st.builds(RemoveCost, cost=st.integers(1, 3)),
    st.builds(RemoveNode, code=st.sampled_from(PACKAGES)),
    st.builds(lambda code: SetNode(code=code, name="Again"), st.sampled_from(PACKAGES)),
    st.sampled_from((Undo(), Redo())),
)
stories = st.lists(st.tuples(one, st.sampled_from((0, 1, 30))), min_size=10, max_size=30)


@given(stories)
@settings(max_examples=often(150))
def test_the_money_of_a_plan_is_what_tables_of_it_say_now_and_at_every_past_moment(story):
    plan, money, clock, number = Planner().give(SetCurrency(currency="CNY")).plan, Money("CNY"), START, 1
    done: list[Money] = []
    undone: list[Money] = []
    past: list[tuple[datetime, Money]] = []
    for command, hours in story:
        clock += timedelta(hours=hours, milliseconds=1)
        signed = Signed(command, "pm", clock)
        source, target = (done, undone) if isinstance(command, Undo) else (undone, done)
        try:
            if isinstance(command, Undo | Redo):
                _wanted(bool(source) or (isinstance(command, Undo) and len(plan.undo) > 0))
                if not source:
                    continue  # what was there before the story stays
                target.append(money)
                wanted = source.pop()
            else:
                wanted = after(money, command, clock.date(), number)
        except Refusal:
            with pytest.raises(Refused) as refusal:
                decide(plan, signed)
            assert str(refusal.value).isprintable()
            continue
        outcome = decide(plan, signed)
        before, plan = plan, evolve(plan, outcome)
        if isinstance(command, SetNode):
            wanted = wanted if plan is not before else money
        elif not isinstance(command, Undo | Redo):
            assert (plan is before) == (wanted == money)
        if plan is not before and not isinstance(command, Undo | Redo):
            done.append(money)
            undone.clear()
            number += isinstance(command, BookCost)
        money = wanted
        past.append((clock, money))
        assert told(plan) == money
    assert fold(plan.history).costs == plan.costs
    for moment, then in past:
        assert told(plan.as_of(moment)) == then
    for driver in ("zhang", "李", "wang"):
        for day in (*DAYS, date(2026, 2, 1), date(2027, 1, 1)):
            assert plan.costs.hourly_rate(driver, day) == money.hour(driver, day)


def test_a_currency_is_kept_where_the_only_amount_is_taken_off_and_may_change_then():
    planner = Planner().give(SetCurrency(currency="CNY")).give(SetRate(amount=5, driver="zhang"))
    with pytest.raises(Refused, match="the plan has amounts in CNY"):
        planner.give(SetCurrency(currency="EUR"))
    planner.give(SetRate(amount=None, driver="zhang")).give(SetCurrency(currency="EUR"))
    assert planner.plan.costs.is_empty
    assert planner.plan.costs.currency == "EUR"


def test_a_budget_keeps_the_days_that_are_not_named_and_loses_those_that_are_named_none():
    planner = Planner().give(SetCurrency(currency="CNY"))
    planner.give(SetBudget(code="1.1.1", amount=5, start=DAYS[0], finish=DAYS[3]))
    for named, kept in (
        ({}, (DAYS[0], DAYS[3])),
        ({"finish": None}, (DAYS[0], None)),
        ({"start": DAYS[1], "finish": DAYS[1]}, (DAYS[1], DAYS[1])),
        ({"start": None}, (None, DAYS[1])),
    ):
        planner.give(SetBudget(code="1.1.1", amount=6, **named))
        budget_now = planner.plan.costs.budgets["1.1.1"]
        assert (budget_now.start, budget_now.finish) == kept
    with pytest.raises(Refused, match="2026-03-02 lies before 2026-03-03"):  # the first day is the one that stayed
        planner.give(SetBudget(code="1.1.1", amount=6, start=DAYS[2], finish=DAYS[1]))


def test_of_several_steps_of_money_all_are_taken_or_none():
    planner = Planner()
    steps = (SetCurrency(currency="JPY"), SetBudget(code="1.1.1", amount=5), BookCost(code="9", amount=1, on=DAYS[0]))
    before = planner.plan
    with pytest.raises(Refused, match="cost: '9' is not in the plan"):
        planner.give(ChangePlan(steps=steps))
    assert planner.plan is before
    planner.give(ChangePlan(steps=steps[:2])).undo(1)
    assert told(planner.plan) == Money()
