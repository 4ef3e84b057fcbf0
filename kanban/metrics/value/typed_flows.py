"""What is typed to reckon benefit and savings, for the shell and the screen; and what a plan has cost, as flows."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from kanban.metrics.flow.totals import Window
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.earned_value import NO_AC
from kanban.model.board import Board
from kanban.model.money import digits, typed_amount
from kanban.model.plan import Plan
from kanban.text.clean import clean_line
from kanban.text.dates import local, parse
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, msg

_RATE = re.compile(r"(-?\d{1,4}(?:\.\d{1,6})?) ?%", re.ASCII)


def typed_flow(text: str, currency: str, zone: str, at: datetime) -> DatedFlow:
    """`2027-06-30=300000`: the day is that of a zone, as seen at a moment. Raises Refused."""
    day, equals, amount = text.replace("＝", "=").partition("=")
    if not equals:
        raise Refused(msg("flow: {value!r} is not DATE=AMOUNT, such as 2027-06-30=300000", value=clean_line(text)[:40]))
    units = typed_amount(amount, currency, "flow")
    return DatedFlow(local(parse(day, zone, at, False, "flow"), zone).date(), units / 10 ** digits(currency))


def typed_rate(text: str) -> float:
    """`8%` as 0.08. Raises Refused."""
    match = _RATE.fullmatch(folded(clean_line(text)).strip())
    if match is None:
        raise Refused(msg("rate: {value!r} is no percentage, such as 8%", value=clean_line(text)[:40]))
    return float(match[1]) / 100


def typed_window(text: str, field: Words, zone: str, day_of: Callable[[str], datetime]) -> Window:
    """`2026-09-01..2026-10-01`, each end as `day_of` understands it. Raises Refused."""
    begin, dots, end = text.partition("..")
    if not dots:
        raise Refused(
            msg("{field}: {value!r} is no span FROM..TO, such as 2026-09-01..2026-10-01", field=field,
                value=clean_line(text)[:40])
        )  # fmt: skip
    first, last = (day_of(part.strip()) for part in (begin, end))
    if last <= first:
        raise Refused(msg("{field}: {value!r} ends before it begins", field=field, value=clean_line(text)[:40]))
    return Window(first, last, zone)


def cost_flows(plan: Plan, boards: Iterable[tuple[Board, datetime]], moment: datetime, zone: str) -> list[DatedFlow]:
    """What a plan has cost until a moment, on the days of a zone on which it was spent. Raises Refused if unknown."""
    flows, unit = [], 10 ** digits(plan.costs.currency)
    for spent in ActualCost(plan, boards).spent(moment):
        if spent.value.amount is None:
            raise Refused(spent.value.reason or NO_AC)
        day = local(spent.at, zone).date()
        flows.append(DatedFlow(day, -float(spent.value.amount / unit)))  # not rounded: there may be very many
    return flows
