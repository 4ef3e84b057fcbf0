"""Budgets, hourly rates and costs from the shell."""

import pytest

pytestmark = pytest.mark.every_store


@pytest.fixture
def planned(desk):
    """A plan of two work packages in CNY."""
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Rails")):
        desk("plan", "node", "add", code, name)
    desk("plan", "set", "--timezone", "UTC", "--currency", "cny")
    return desk


def test_budgets_are_set_listed_changed_and_taken_off(planned):
    assert planned("budget").err == "no budgets yet; kanban budget set CODE AMOUNT gives a work package one\n"
    done = planned("budget", "set", "1.1.1", "12万", "--from", "2026-10-01", "--to", "2026-11-20")
    assert done.err == "set the budget of 1.1.1 Girders to 120,000 CNY, from 2026-10-01 to 2026-11-20\n"
    planned("budget", "set", "1.1.1", "130,000.50", "--to", "none")
    planned("budget", "set", "1.1.2", "90000")
    assert planned("budget", "list").rows == [
        ["1.1.1", "Girders", "130,000.50", "CNY", "2026-10-01", ""], ["1.1.2", "Rails", "90,000", "CNY", "", ""],
    ]  # fmt: skip
    assert planned("budget", "--json").json["budgets"][0] == {
        "code": "1.1.1", "name": "Girders", "budget": 130000.5, "currency": "CNY", "from": "2026-10-01", "to": None,
    }  # fmt: skip
    planned("budget", "set", "1.1.2", "none")
    planned("plan", "undo")
    assert len(planned("budget", "list").rows) == 2


def test_rates_are_set_and_listed(planned):
    assert planned("rate").err == "no hourly rate yet; kanban rate set AMOUNT sets one\n"
    planned("rate", "set", "200")
    done = planned("rate", "set", "260.50", "--driver", "zhang", "--from", "2026-10-01")
    assert done.err.splitlines()[-2:] == [
        "set the hourly rate of zhang to 260.50 CNY from 2026-10-01 on",
        "driver: no board is driven by zhang (yet); the rate holds once there is one",
    ]
    assert planned("rate", "list").rows == [["", "200", "CNY", ""], ["zhang", "260.50", "CNY", "2026-10-01"]]
    assert planned("rate", "--json").json["rates"][1] == {
        "driver": "zhang", "rate": 260.5, "currency": "CNY", "from": "2026-10-01",
    }  # fmt: skip
    planned("rate", "set", "none", "--driver", "zhang")
    assert planned("rate", "list").rows == [["", "200", "CNY", ""]]


def test_costs_are_booked_listed_and_removed(planned):
    assert planned("cost").err == "no costs yet; kanban cost add CODE AMOUNT books one\n"
    planned("cost", "add", "1.1.1", "48000", "--at", "2026-10-05", "--note", "crane")
    planned("cost", "add", "1.1.2", "-500", "--at", "2026-10-01")
    assert planned("cost", "list").rows == [
        ["2", "2026-10-01", "1.1.2", "-500", "CNY", ""], ["1", "2026-10-05", "1.1.1", "48,000", "CNY", "crane"],
    ]  # fmt: skip
    assert planned("cost", "remove", "2").err == "removed cost 2: -500 CNY on 1.1.2 Rails\n"
    assert [cost["cost"] for cost in planned("cost", "--json").json["costs"]] == [1]
    last = planned("plan", "log", "--json").json["log"][-1]
    assert (last["kind"], last["what"], last["to"]) == ("cost_removed", "2", None)
    assert last["from"]["amount"] == -500


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["budget", "set", "1.1.1", "much"],
         "budget: 'much' is no amount of money, such as 120000, 120,000.50 or 12万"),
        (["budget", "set", "1.1", "5"], "budget: 1.1 is no work package (level 3); money belongs to those below it"),
        (["cost", "add", "1.1.1", "5", "--at", "2036-01-01"],
         "at: 2036-01-01 lies in the future; what is booked has been spent"),
        (["cost", "remove", "x"], "cost: 'x' is no number of a cost"),
        (["rate", "set", "1.234"], "rate: '1.234' has more decimals than CNY has (2)"),
        (["plan", "set", "--currency", "yuan"], "currency: 'YUAN' is no code of a currency, such as CNY or EUR"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(planned, words, why):
    before = planned.content()
    assert planned(*words, code=1).err == f"kanban: {why}\n"
    assert planned.content() == before
