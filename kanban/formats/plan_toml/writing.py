"""The plan as the TOML file that `reading` understands: read again, it changes nothing."""

from collections.abc import Iterator

import msgspec

from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.links import Link
from kanban.model.money import money_text
from kanban.model.plan import Milestone, Node, Plan
from kanban.model.plan_costs import BookedCost, Rate
from kanban.model.wbs import code_key
from kanban.text.dates import iso


def written(plan: Plan) -> str:
    """All that the plan says now; of its baselines those in force."""
    tables = [_head(plan)]
    if plan.calendar != DEFAULT_CALENDAR:
        tables.append(_calendar(plan.calendar))
    tables += [_node(plan, plan.nodes[code]) for code in sorted(plan.nodes, key=code_key)]
    tables += [_milestone(milestone, plan.timezone) for milestone in plan.milestones.values()]
    tables += [_link(link) for link in plan.links.values()]
    tables += [_rate(rate, plan) for rate in plan.costs.rates]
    tables += [_cost(cost, plan) for cost in plan.costs.booked.values()]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in tables)


def _head(plan: Plan) -> Iterator[str]:
    if plan.project:
        yield f"project = {_text(plan.project)}"
    yield f"timezone = {_text(plan.timezone)}"
    if plan.costs.currency:
        yield f"currency = {_text(plan.costs.currency)}"


def _calendar(calendar: Calendar) -> Iterator[str]:
    yield "[calendar]"
    yield f"workdays = {_texts(calendar.workdays)}"
    yield f"hours = {_texts(calendar.hours)}"
    yield f"holidays = [{', '.join(map(str, calendar.holidays))}]"
    yield f"extra_workdays = [{', '.join(map(str, calendar.extra_workdays))}]"


def _node(plan: Plan, node: Node) -> Iterator[str]:
    yield "[[node]]"
    yield f"code = {_text(node.code)}"
    yield f"name = {_text(node.name)}"
    if node.phase:
        yield f"phase = {_text(node.phase)}"
    if node.estimate_working_days is not None:
        yield f"estimate = {node.estimate_working_days!r}"
    budget = plan.costs.budgets.get(node.code)
    if budget is not None:
        yield f"budget = {_amount(budget.amount, plan)}"
        if budget.start is not None:
            yield f"budget_from = {budget.start}"
        if budget.finish is not None:
            yield f"budget_to = {budget.finish}"


def _milestone(milestone: Milestone, zone: str) -> Iterator[str]:
    yield "[[milestone]]"
    yield f"id = {_text(milestone.id)}"
    yield f"name = {_text(milestone.name)}"
    if milestone.phase:
        yield f"phase = {_text(milestone.phase)}"
    yield f"gates = {_texts(milestone.gates)}"
    if milestone.current_baseline is not None:
        yield f"baseline = {iso(milestone.current_baseline.due_at, zone)}"


def _link(link: Link) -> Iterator[str]:
    yield "[[link]]"
    yield f"from = {_text(link.predecessor)}"
    yield f"to = {_text(link.successor)}"
    yield f"type = {_text(link.type)}"
    if link.lag_working_days:
        yield f"lag = {link.lag_working_days!r}"


def _rate(rate: Rate, plan: Plan) -> Iterator[str]:
    yield "[[rate]]"
    yield f"amount = {_amount(rate.amount, plan)}"
    if rate.driver:
        yield f"driver = {_text(rate.driver)}"
    if rate.since is not None:
        yield f"from = {rate.since}"


def _cost(cost: BookedCost, plan: Plan) -> Iterator[str]:
    yield "[[cost]]"
    yield f"code = {_text(cost.code)}"
    yield f"amount = {_amount(cost.amount, plan)}"
    yield f"at = {cost.on}"
    if cost.note:
        yield f"note = {_text(cost.note)}"


def _amount(amount: int, plan: Plan) -> str:
    """A number where it is whole; else a text, which no reader of TOML rounds."""
    words = money_text(amount, plan.costs.currency)
    return _text(words) if "." in words else words.replace(",", "")


def _texts(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    return msgspec.json.encode(text).decode()
