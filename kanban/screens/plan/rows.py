"""The rows of the plan of one row of it: estimate, budget, links, costs. Pure."""

from collections.abc import Iterator, Mapping

from kanban.commands.plan_costs_described import budget_words, money
from kanban.commands.plan_schedule_described import days_text, link_text
from kanban.model.link_ends import LinkEnds
from kanban.model.links import Link
from kanban.model.plan import Plan
from kanban.model.plan_costs import BookedCost
from kanban.model.wbs import is_package
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, pad, width
from kanban.text.messages import Words, msg, msg_n
from kanban.widgets.list_view import ListRow

LABEL_CELLS, LINK_CELLS = 16, 10


def name_of(end: str, plan: Plan, ends: LinkEnds) -> str:
    """Code or id, with the name: `1.2.2 Deck`."""
    name = plan.nodes[end].name if end in plan.nodes else ends.name(end)
    return clean_line(f"{end} {name}").strip()


def plan_rows(end: str, plan: Plan, ends: LinkEnds, keys: Mapping[str, str]) -> Iterator[ListRow]:
    """All of the list. `keys` are those of the actions, by id."""
    if is_package(end) and end in plan.nodes:
        yield from _facts(end, plan, keys)
        yield text_row()
    before = [link for link in plan.links.values() if link.successor == end]
    after = [link for link in plan.links.values() if link.predecessor == end]
    if end in plan.nodes and not is_package(end):
        words = msg("{code} is no work package (level 3): links, estimate, budget and costs belong to those", code=end)
        yield text_row((f" {words}", ""))
        return
    yield from _links(msg("comes after"), before, True, plan, ends, keys["plan.link_first"])
    gates = plan.milestones[end].gates if end in plan.milestones else ()
    for gate in gates:
        yield text_row((f"   {pad(str(msg('gate')), LINK_CELLS)} ", "meta"), (name_of(gate, plan, ends), "meta"))
    yield text_row()
    yield from _links(msg("comes before"), after, False, plan, ends, keys["plan.link_then"])
    for milestone in plan.gated_by(end) if is_package(end) else ():
        name = name_of(milestone.id, plan, ends)
        yield text_row((f"   {pad(str(msg('gate')), LINK_CELLS)} ", "meta"), (name, "meta"))
    if is_package(end):
        yield text_row()
        yield from _costs(end, plan, keys["plan.cost"])


def _facts(code: str, plan: Plan, keys: Mapping[str, str]) -> Iterator[ListRow]:
    days = plan.nodes[code].estimate_working_days
    estimate = (
        msg_n("{days} working day", "{days} working days", 1 if days == 1 else 2, days=days_text(days)[:-1])
        if days
        else _none(keys["plan.estimate"])
    )
    budget = plan.costs.budgets.get(code)
    yield _fact("estimate", msg("estimate"), estimate, bool(days))
    words = budget_words(budget, plan) if budget is not None else _none(keys["plan.budget"])
    yield _fact("budget", msg("budget"), words, budget is not None)


def _fact(key: str, label: Words, words: Words, is_set: bool) -> ListRow:
    return ListRow(
        (((f" {pad(str(label), LABEL_CELLS)} ", "meta"), (clean_line(str(words)), "" if is_set else "meta")),), key
    )


def _none(key: str) -> Words:
    return msg("none yet; {key} sets it", key=key)


def _head(label: Words, words: Words = "") -> ListRow:
    return text_row((f" {label}", "head"), (f"  {words}" if str(words) else "", "meta"))


def _links(label: Words, links: list[Link], is_before: bool, plan: Plan, ends: LinkEnds, key: str) -> Iterator[ListRow]:
    yield _head(label, "" if links else msg("nothing yet; {key} links", key=key))
    for link in links:
        other = name_of(link.predecessor if is_before else link.successor, plan, ends)
        line = ((f"   {pad(link_text(link), LINK_CELLS)} ", "meta"), (other, ""))
        yield ListRow((line,), f"link {link.predecessor} {link.successor}")


def _costs(code: str, plan: Plan, key: str) -> Iterator[ListRow]:
    booked = sorted((cost for cost in plan.costs.booked.values() if cost.code == code), key=_by_day)
    total = money(sum(cost.amount for cost in booked), plan)
    yield _head(msg("costs"), total if booked else msg("none yet; {key} books one", key=key))
    amounts = [money(cost.amount, plan) for cost in booked]
    cells = max(map(width, amounts), default=0)
    for cost, amount in zip(booked, amounts, strict=True):
        line = (
            (f"   {cost.on}  ", "meta"),
            (" " * (cells - width(amount)) + amount, ""),
            (f"  {clean_line(cost.note)}", "meta"),
        )
        yield ListRow((line,), f"cost {cost.number}")


def _by_day(cost: BookedCost) -> tuple[str, int]:
    return str(cost.on), cost.number
