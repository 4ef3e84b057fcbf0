"""Money in the plan's file that no command writes: named, refused, and left as it is."""

import json
from datetime import date

import pytest
from makers import change_plan, hour

from kanban.commands.plan import SetNode
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.store.errors import Unreadable
from kanban.store.folder.store import FolderStore


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("currency_set", {"currency": "yuan"}, "currency: 'yuan' is no code of a currency"),
        ("budgeted", {"amount": -1}, "amount -1 is none that is kept"),
        ("budgeted", {"amount": 10**16}, "is none that is kept"),
        ("budgeted", {"amount": 1.5}, "Expected `int | null`, got `float`"),
        ("budgeted", {"code": "1.1"}, "code '1.1' is no WBS code of level 3"),
        ("budgeted", {"finish": "1800-01-01"}, "finish: 1800-01-01 lies outside the years 1900 to 9000"),
        ("rate_set", {"amount": 0}, "amount 0 is none that is kept"),
        ("cost_booked", {"amount": 0}, "amount 0 is none that is kept"),
        ("cost_booked", {"code": "x"}, "code 'x' is no WBS code of level 3"),
    ],
)
def test_an_amount_that_makes_no_sense_is_named_and_left(workspace, kind, change, why):
    codes = [SetNode(code=code, name="Bridge") for code in ("1", "1.1", "1.1.1")]
    money = [
        SetCurrency(currency="CNY"), SetBudget(code="1.1.1", amount=100), SetRate(amount=5),
        BookCost(code="1.1.1", amount=-7, on=date(2026, 3, 1)),
    ]  # fmt: skip
    change_plan(workspace, [*codes, *money], at=hour(0))
    assert FolderStore(workspace.folder).plan().costs.booked[1].amount == -7

    content = json.loads(workspace.plan_path.read_bytes())
    next(event for event in content["history"].values() if event["kind"] == kind).update(change)
    before = json.dumps(content, separators=(",", ":")).encode()
    workspace.plan_path.write_bytes(before)
    with pytest.raises(Unreadable, match="history") as told:
        FolderStore(workspace.folder).plan()
    assert why in str(told.value)
    assert workspace.plan_path.read_bytes() == before
