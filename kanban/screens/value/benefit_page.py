"""Benefit as rows: what was typed, and what the flows of money are worth. Pure."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from kanban.commands.plan_costs import NO_CURRENCY
from kanban.metrics.figure import TERMS
from kanban.metrics.reports.benefit_export import NO_COST, BenefitReport, benefit_report
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.typed_flows import cost_flows, typed_flow
from kanban.model.money import digits, money_text
from kanban.render.benefit import facts
from kanban.render.card import Span
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad, width, wrap
from kanban.text.dates import full_day, now
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, Refused, Words, msg, msg_n
from kanban.widgets.list_view import ListRow

FLOWS, RATE, COSTS = "flows", "rate", "costs"
"""Keys of the rows that can be set."""
NAME = 20
NO_FLOWS = msg("no flow of money that comes is known; the first line takes them, such as 2027-06-30=300000")
_HINTS: dict[str, Message] = {
    FLOWS: msg("what comes on a day, or with a minus what goes: 2027-06-30=300000 2028-06-30=300000"),
    RATE: msg("the discount rate of a year, such as 8%"),
    COSTS: msg("what the plan has cost, hours and booked costs, on the days on which it was spent"),
}
_BETWEEN = re.compile(r"[;；、，]|,\s+")
"""Not a comma alone: it stands in amounts."""


class Wanted(msgspec.Struct, frozen=True):
    """What was typed."""

    flows: tuple[DatedFlow, ...] = ()
    rate: float = 0.0
    with_costs: bool = True


def typed_flows(text: str, currency: str, zone: str) -> tuple[DatedFlow, ...]:
    """All flows of a line. Raises Refused."""
    if not currency and text.strip():
        raise Refused(NO_CURRENCY)
    parts = [part.strip() for part in _BETWEEN.split(clean_line(text).replace("＝", "="))]
    apart = [piece for part in parts for piece in (part.split() if part.count("=") > 1 else [part])]
    return tuple(sorted(typed_flow(part, currency, zone, now()) for part in apart if part))


def flows_text(flows: Sequence[DatedFlow], currency: str) -> str:
    """Flows as they were understood, to be typed again."""
    unit = 10 ** digits(currency)
    return "; ".join(f"{flow.on}={money_text(round(flow.amount * unit), currency)}" for flow in flows)


def rate_text(rate: float) -> str:
    """A discount rate as it is typed."""
    return f"{rate * 100:.6g}%"


def reckon(rollup: RollUp, wanted: Wanted) -> BenefitReport:
    """As of a roll-up. Raises Refused."""
    plan = rollup.plan
    if not plan.costs.currency:
        raise Refused(NO_CURRENCY)
    flows = list(wanted.flows)
    if wanted.with_costs:
        if rollup.unread:
            raise Refused(msg("board {board} cannot be read", board=clean_line(rollup.unread[0].slug)))
        boards = ((board, rollup.moment_of(board)) for board in rollup.boards)
        flows += cost_flows(plan, boards, rollup.as_of, plan.timezone)
    return benefit_report(flows, wanted.rate, plan.costs.currency, plan.timezone, rollup.as_of, now())


def rows(
    report: BenefitReport | None, failure: Words, wanted: Wanted, currency: str, cells: int, signs: Glyphs
) -> Iterator[ListRow]:
    """What can be set, then what it comes to."""
    typed = flows_text(wanted.flows, currency)
    counted = msg("counted in") if wanted.with_costs else msg("left out")
    settings: tuple[tuple[str, Message, Words], ...] = (
        (FLOWS, msg("flows"), typed or msg("none typed yet, such as 2027-06-30=300000")),
        (RATE, msg("discount rate"), rate_text(wanted.rate)),
        (COSTS, msg("cost of the plan"), counted),
    )
    for key, name, said in settings:
        role = "meta" if key == FLOWS and not typed else "here"
        yield _row(key, name, said, role, cells, signs)
    yield text_row()
    if report is None:
        for line in wrap(clean_line(str(failure or msg("reckoning"))), max(20, cells - 2)):
            yield text_row((f" {line}", "error" if failure else "meta"))
        return
    for fact in facts(report, lambda at: full_day(at, report.timezone)):
        known = bool(wanted.flows) or fact.name == "cost"
        said, role = (fact.value, "late" if fact.is_bad else "bold") if known else ("-", "meta")
        yield _row(fact.name, fact.label, said, role, cells, signs)
    if wanted.with_costs:
        n = len(report.flows) - len(wanted.flows)
        yield text_row()
        words = msg_n(
            "{n} cost until {date}", "{n} costs until {date}", n, date=full_day(report.as_of_at, report.timezone)
        )
        yield text_row((f" {words}", "meta"))


def _row(key: str, name: Words, said: Words, role: str, cells: int, signs: Glyphs) -> ListRow:
    text = cut(clean_line(str(said)), max(10, cells - NAME - 3), signs.ellipsis)
    return ListRow((((f" {pad(str(name), NAME)} ", ""), (text, role)),), key)


def detail(key: str, report: BenefitReport | None, wanted: Wanted, currency: str, cells: int) -> list[Span]:
    """What a row takes, or the rule of its figure."""
    room = max(20, cells - 2)
    if key in _HINTS:
        typed = flows_text(wanted.flows, currency) if key == FLOWS else ""
        whole = wrap(typed, room) if width(typed) > cells - NAME - 3 else []
        return [*((f" {line}", "") for line in whole), *((f" {line}", "meta") for line in wrap(str(_HINTS[key]), room))]
    fact = next((fact for fact in facts(report, str) if fact.name == key), None) if report is not None else None
    if fact is None:
        return []
    rule = [(f" {line}", "meta") for line in wrap(str(TERMS[fact.term].rule), room)]
    why: Words = "" if wanted.flows or key == "cost" else NO_FLOWS
    if key == "roi" and report is not None and report.roi is None and not why:
        why = NO_COST
    return [*((f" {line}", "") for line in wrap(str(why), room) if why), *rule]
