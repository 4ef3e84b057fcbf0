"""What if, in words: what a change costs."""

from collections.abc import Sequence

from kanban.metrics.insight.simulation import Simulated, total_cost
from kanban.metrics.insight.simulation_cost import change
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.earned_value import Value
from kanban.model.money import digits
from kanban.text.messages import Message, msg


def whole(value: Value, currency: str, sign: str = "") -> str:
    """An amount without decimals: `120,000`; empty for none. With the sign `+` it is how much more."""
    return "" if value.amount is None else f"{round(value.amount / 10 ** digits(currency)):{sign},}"


def more(value: Value, currency: str) -> str:
    """How much more is paid: `+12,000`, `-3,000`, `0`; empty where it is not known."""
    text = whole(value, currency, "+")
    return "0" if text in ("+0", "-0") else text


def total_line(rollup: RollUp, found: Sequence[Simulated]) -> Message:
    """What all drivers are paid until the last P85, today and with the changes; or why nobody can say."""
    today, changed = (cost.p85 for cost in total_cost(rollup, found))
    difference, currency = change(today, changed), rollup.plan.costs.currency
    if difference.reason is not None:
        return msg("cost not known: {reason}", reason=difference.reason)
    if changed.amount == today.amount:
        return msg(
            "paid until the last P85, each driver once: {today} {currency}",
            today=whole(today, currency),
            currency=currency,
        )
    return msg(
        "paid until the last P85, each driver once: {today}, then {changed} {currency} ({more})",
        today=whole(today, currency),
        changed=whole(changed, currency),
        currency=currency,
        more=more(difference, currency),
    )
