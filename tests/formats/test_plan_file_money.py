"""Money in a plan's file: budgets, rates and costs come to what it says, whatever the plan had before."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import hour
from plan_maker import NODES, Planner

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.formats.plan_toml.difference import Change, difference
from kanban.formats.plan_toml.reading import Table
from kanban.model.plan import Plan
from kanban.model.plan_costs import Budget
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
FILE = "plan.toml"
WHOLE = [{"code": code, "name": name} for code, name in NODES]
FIRST, SECOND = date(2026, 1, 1), date(2026, 7, 1)


def euros() -> Planner:
    """A plan whose money is in euros."""
    return Planner().give(SetCurrency(currency="EUR"))


def wanted(plan: Plan, prune: bool = False, **document: object) -> list[Change]:
    """What has to be done for a file that holds this, and the plan's nodes where it names no other."""
    return difference(plan, Table(FILE, {"node": WHOLE, **document}), AT, prune)


def applied(plan: Plan, changes: list[Change]) -> Plan:
    return evolve(plan, decide(plan, Signed(ChangePlan(steps=tuple(c.command for c in changes)), "pm", hour(1))))


def node(**money: object) -> dict[str, object]:
    return {"node": [{"code": "1.1.1", "name": "Girders", **money}]}


def test_a_budget_may_be_written_in_every_way_that_is_no_other_amount() -> None:
    for value in (1200, "1200", "1,200", "1,200.00", "EUR 1200", "0.12万", "１２００"):
        plan = applied(euros().plan, wanted(euros().plan, **node(budget=value)))
        assert plan.costs.budgets["1.1.1"].amount == 1200_00, value
    for value in (0.1, 0.7, 1.15, 8.29, 1234567.89):  # as floats none of them is what it says
        plan = applied(euros().plan, wanted(euros().plan, **node(budget=value)))
        assert plan.costs.budgets["1.1.1"].amount == round(value * 100), value


def test_of_a_budget_only_what_is_named_changes() -> None:
    plan = euros().give(SetBudget(code="1.1.1", amount=500_00, start=FIRST)).plan
    assert wanted(plan, **node()) == wanted(plan, **node(budget=500, budget_from=FIRST)) == []
    assert [change.words for change in wanted(plan, **node(budget_to=SECOND))] == [
        "budget of node 1.1.1: 500 EUR, from 2026-01-01 to 2026-07-01 instead of 500 EUR, from 2026-01-01"
    ]
    assert [change.words for change in wanted(plan, **node(budget="620.50"))] == [
        "budget of node 1.1.1: 620.50 EUR, from 2026-01-01 instead of 500 EUR, from 2026-01-01"
    ]
    whole = applied(plan, wanted(plan, **node(budget_to=SECOND)))
    after = applied(whole, wanted(whole, **node(budget=9, budget_from=date(2026, 2, 1))))
    assert after.costs.budgets["1.1.1"] == Budget(9_00, date(2026, 2, 1), SECOND)


def test_none_takes_a_budget_off_and_is_nothing_where_there_is_none() -> None:
    plan = euros().give(SetBudget(code="1.1.1", amount=500_00)).plan
    (change,) = wanted(plan, **node(budget="none"))
    assert change.words == "take the budget of node 1.1.1 off"
    assert applied(plan, [change]).costs.budgets == {}
    assert wanted(euros().plan, **node(budget="none")) == []


def test_the_currency_of_the_file_is_that_of_its_amounts_and_comes_first() -> None:
    document = {**node(budget=1200), "rate": [{"amount": 80}], "cost": [{"code": "1.1.1", "amount": 5, "at": FIRST}]}
    changes = wanted(Planner().plan, currency="JPY", **document)
    assert [change.words for change in changes] == [
        "currency: JPY", "budget of node 1.1.1: 1,200 JPY instead of none", "hourly rate of the plan: 80 JPY",
        "book 5 JPY on 1.1.1 for 2026-01-01",
    ]  # fmt: skip
    plan = applied(Planner().plan, changes)
    assert plan.costs.budgets["1.1.1"].amount == 1200, "yen have no smaller unit"
    (change,) = wanted(plan, currency="USD")
    assert change.words == "currency: USD instead of JPY"
    with pytest.raises(Refused, match="currency"):
        applied(plan, [change])


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (node(budget="much"), "node 1.1.1: budget: 'much' is no amount of money, such as"),
        (node(budget=[1]), "node 1.1.1: budget: '[1]' is no amount of money"),
        (node(budget=FIRST), "node 1.1.1: budget: '2026-01-01' is no amount of money"),
        (node(budget=10**400), "node 1.1.1: budget: '1000"),
        (node(budget=float("nan")), "node 1.1.1: budget: 'nan' is no amount of money"),
        (node(budget=1.005), "node 1.1.1: budget: '1.005' has more decimals than EUR has (2)"),
        (node(budget=10**14), "node 1.1.1: budget: '100000000000000' is more than is kept"),
        (node(budget_to=FIRST), "node 1.1.1: budget is missing"),
        (node(budget=1, budget_to=AT), "node 1.1.1: budget_to: 2026-11-20 08:00:00+00:00 is no date, such as 2026"),
        (node(budget=1, budget_from=5), "node 1.1.1: budget_from: 5 is no date"),
        ({"rate": [{}]}, "rate 1: amount is missing"),
        ({"rate": [{"amount": 1}, {"amount": 2, "since": FIRST}]}, "rate 2: 'since' is no key here; there are amount"),
        ({"rate": [{"amount": 1, "driver": 7}]}, "rate 1: driver: 7 is no text"),
        ({"rate": [{"amount": 1, "driver": "Li"}, {"amount": 1, "driver": "ｌＩ"}]}, "rate: one for the same driver"),
        ({"rate": {"amount": 1}}, "rate: write each as a table under [[rate]]"),
        ({"cost": [{"amount": 1, "at": FIRST}]}, "cost 1: code is missing"),
        ({"cost": [{"code": "1.1.1", "at": FIRST}]}, "cost 1: amount is missing"),
        ({"cost": [{"code": "1.1.1", "amount": 1, "at": "2026-01-01"}]}, "cost 1: at: '2026-01-01' is no date"),
        ({"cost": [{"code": "1.1.1", "amount": 1, "at": FIRST, "note": 3}]}, "cost 1: note: 3 is no text"),
        ({"currency": "eur"}, "currency: 'eur' is no code of a currency, such as CNY or EUR"),
        ({"currency": "EURO" * 50}, f"currency: '{'EURO' * 10}' is no code"),
        ({"currency": 5}, "currency: 5 is no text"),
    ],
)
def test_one_sentence_names_file_place_and_value(document: dict[str, object], said: str) -> None:
    with pytest.raises(Refused) as refused:
        wanted(euros().plan, **document)
    sentence = str(refused.value)
    assert sentence.startswith(f"{FILE}: {said}")
    assert sentence.isprintable()
    assert len(sentence) < 200


def test_without_a_currency_nothing_can_be_an_amount() -> None:
    for document in (
        node(budget=1),
        {"rate": [{"amount": 1}]},
        {"cost": [{"code": "1.1.1", "amount": 1, "at": FIRST}]},
    ):
        with pytest.raises(Refused, match="the plan has no currency yet"):
            wanted(Planner().plan, **document)


BOOKED = (FIRST, date(2026, 2, 1))
drivers = st.sampled_from(("", "zhang", "Li"))
days = st.sampled_from((None, FIRST, SECOND))
rates = st.dictionaries(st.tuples(drivers, days), st.integers(1, 3), max_size=6)
costs = st.lists(
    st.tuples(st.sampled_from(("1.1.1", "1.2.1")), st.integers(-2, 2).filter(bool), st.sampled_from(BOOKED),
              st.sampled_from(("", "steel"))), max_size=5,
)  # fmt: skip


def with_rates(planner: Planner, given: dict[tuple[str, date | None], int]) -> Planner:
    for (driver, since), amount in sorted(given.items(), key=lambda rate: rate[0][1] or date.min):
        planner.give(SetRate(amount=amount * 100, driver=driver, since=since))
    return planner


def rates_of(plan: Plan) -> dict[tuple[str, date | None], int]:
    return {(rate.driver, rate.since): rate.amount // 100 for rate in plan.costs.rates}


def rate_tables(given: dict[tuple[str, date | None], int], order: st.DataObject) -> list[dict[str, object]]:
    tables = []
    for (driver, since), amount in order.draw(st.permutations(list(given.items()))):
        table: dict[str, object] = {"amount": amount}
        table |= {"driver": driver} if driver else {}
        table |= {"from": since} if since else {}
        tables.append(table)
    return tables


@given(rates, rates, st.booleans(), st.data())
def test_rates_of_a_driver_that_the_file_names_are_those_of_the_file(before, after, prune, data) -> None:
    """Who is named has the file's rates and no others; who is not keeps theirs, unless it is pruned."""
    plan = with_rates(euros(), before).plan
    changes = wanted(plan, prune, rate=rate_tables(after, data))
    named = {driver for driver, _ in after}
    kept = {} if prune else {key: amount for key, amount in before.items() if key[0] not in named}
    then = applied(plan, changes)
    assert rates_of(then) == kept | after
    assert wanted(then, prune, rate=rate_tables(after, data)) == []
    if kept | after == before:
        assert changes == []


def cost_tables(given: list[tuple[str, int, date, str]]) -> list[dict[str, object]]:
    return [
        {"code": code, "amount": amount, "at": on, **({"note": note} if note else {})}
        for code, amount, on, note in given
    ]


@given(costs, costs, st.booleans())
def test_the_same_cost_stands_as_often_as_in_the_file(before, after, prune) -> None:
    """A cost that stands twice in the file was booked twice; more than the file has go where it is pruned."""
    planner = euros()
    for code, amount, on, note in before:
        planner.give(BookCost(code=code, amount=amount * 100, on=on, note=note))
    changes = wanted(planner.plan, prune, cost=cost_tables(after))
    then = applied(planner.plan, changes)
    booked = Counter((c.code, c.amount // 100, c.on, c.note) for c in then.costs.booked.values())
    assert booked == (Counter(after) if prune else Counter(before) | Counter(after))
    assert wanted(then, prune, cost=cost_tables(after)) == []
    assert len(changes) == (Counter(after) - Counter(before)).total() + (
        (Counter(before) - Counter(after)).total() if prune else 0
    )


def test_what_is_pruned_goes_before_what_comes_in_its_place() -> None:
    planner = euros().give(SetRate(amount=100_00, driver="Li")).give(
        BookCost(code="1.1.1", amount=7_00, on=FIRST, note="steel")
    )  # fmt: skip
    tables = {"rate": [{"amount": 90}], "cost": [{"code": "1.2.1", "amount": 7, "at": FIRST}]}
    assert [change.words for change in wanted(planner.plan, True, **tables)] == [
        "take the hourly rate of Li off", "remove cost 1: 7 EUR on 1.1.1", "hourly rate of the plan: 90 EUR",
        "book 7 EUR on 1.2.1 for 2026-01-01",
    ]  # fmt: skip


def test_who_drives_is_compared_folded_and_written_as_the_file_has_it() -> None:
    plan = with_rates(euros(), {("zhang", None): 2, ("zhang", FIRST): 3}).plan
    changes = wanted(plan, rate=[{"amount": 2, "driver": "ZHANG"}])
    assert [change.words for change in changes] == ["hourly rate of ZHANG: 2 EUR"], "it comes in the place of both"
    then = applied(plan, changes)
    assert {(rate.driver.lower(), rate.since, rate.amount) for rate in then.costs.rates} == {("zhang", None, 200)}
