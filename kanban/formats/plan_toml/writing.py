"""The plan as the TOML file that `reading` understands: read again, it changes nothing."""

from collections.abc import Iterator

import msgspec

from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.links import Link
from kanban.model.plan import Milestone, Node, Plan
from kanban.model.wbs import code_key
from kanban.text.dates import iso


def written(plan: Plan) -> str:
    """All that the plan says now; of its baselines those in force."""
    tables = [_head(plan)]
    if plan.calendar != DEFAULT_CALENDAR:
        tables.append(_calendar(plan.calendar))
    tables += [_node(plan.nodes[code]) for code in sorted(plan.nodes, key=code_key)]
    tables += [_milestone(one, plan.timezone) for one in plan.milestones.values()]
    tables += [_link(link) for link in plan.links.values()]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in tables)


def _head(plan: Plan) -> Iterator[str]:
    if plan.project:
        yield f"project = {_text(plan.project)}"
    yield f"timezone = {_text(plan.timezone)}"


def _calendar(calendar: Calendar) -> Iterator[str]:
    yield "[calendar]"
    yield f"workdays = {_texts(calendar.workdays)}"
    yield f"hours = {_texts(calendar.hours)}"
    yield f"holidays = [{', '.join(map(str, calendar.holidays))}]"
    yield f"extra_workdays = [{', '.join(map(str, calendar.extra_workdays))}]"


def _node(node: Node) -> Iterator[str]:
    yield "[[node]]"
    yield f"code = {_text(node.code)}"
    yield f"name = {_text(node.name)}"
    if node.phase:
        yield f"phase = {_text(node.phase)}"
    if node.estimate_working_days is not None:
        yield f"estimate = {node.estimate_working_days!r}"


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


def _texts(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    return msgspec.json.encode(text).decode()
