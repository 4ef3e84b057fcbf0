"""The milestones of the report: the table, why the late and at-risk ones slip, and what to do next."""

from collections.abc import Iterator
from datetime import datetime

from kanban.metrics.insight.slip_causes import Cause, SlipCauses
from kanban.metrics.reports.status_report import Slipping, StatusReport
from kanban.metrics.rollup.milestones import MilestoneState, why_no_date
from kanban.render.forecast import basis, chance
from kanban.render.insight import CAUSE_WORDS, action, days, verdict
from kanban.render.milestones import STATUS_WORDS, slip
from kanban.render.status_report.blocks import Block, Cell, Grid, Head, Heading, Item, Listing, Paragraph, capital
from kanban.text.clean import clean_line
from kanban.text.dates import full_day
from kanban.text.messages import joined, msg, msg_in, msg_n, tr

CAUSES_SHOWN, ACTIONS_SHOWN, CARDS_NAMED = 3, 3, 3
_LEAST_DAYS = 0.05
_HEADS = (
    msg_in("head", "milestone"), msg_in("head", "status"), msg_in("head", "baseline"), msg_in("head", "done"),
    msg_in("head", "P50"), msg_in("head", "P85"), msg_in("head", "slip"), msg_in("head", "chance"),
    msg_in("head", "reason"),
)  # fmt: skip
_TO_THE_RIGHT, _WHOLE = {3, 6, 7}, {1, 2, 4, 5}
"""Columns by their number."""


def milestone_table(report: StatusReport) -> Grid:
    """All milestones, the most urgent first."""
    zone = report.window.zone
    heads = tuple(Head(str(words), n in _TO_THE_RIGHT, n in _WHOLE) for n, words in enumerate(_HEADS))
    return Grid(heads, tuple(_row(state, zone) for state in report.rollup.milestones))


def name_of(state: MilestoneState) -> str:
    """`M5 Deck`."""
    return f"{clean_line(state.milestone.id)} {clean_line(state.milestone.name)}"


def _row(state: MilestoneState, zone: str) -> tuple[Cell, ...]:
    known, figures = state.forecast, state.figures
    return (
        Cell(name_of(state)),
        Cell(str(STATUS_WORDS[state.status]), state.status),
        Cell(_day(state.baseline_at, zone)),
        Cell(f"{figures.done}/{figures.total}"),
        Cell(_day(known.p50_at if known else None, zone)),
        Cell(_day(known.p85_at if known else None, zone)),
        Cell(slip(state.slip_seconds)),
        Cell(chance(known.chance_of_baseline) if known else ""),
        Cell(clean_line(str(state.reason))),
    )


def _day(moment: datetime | None, zone: str) -> str:
    return full_day(moment, zone) if moment is not None else ""


def slipping(report: StatusReport) -> Iterator[Block]:
    """Of each late and at-risk milestone its causes with their days, and what brings its P85 forward."""
    if not report.slipping:
        yield Paragraph(tr("no milestone is late or at risk"))
    for milestone in report.slipping:
        yield Heading(f"{name_of(milestone.state)} · {STATUS_WORDS[milestone.state.status]}", 3)
        yield from _explained(milestone)
    if more := report.slipping_more:
        yield Paragraph(str(msg_n("{n} more milestone is late or at risk: see `kanban forecast why`",
                                  "{n} more milestones are late or at risk: see `kanban forecast why`",
                                  more)))  # fmt: skip


def _explained(one: Slipping) -> Iterator[Block]:
    if one.causes is None:
        yield Paragraph(capital(why_no_date(one.state) or one.state.reason))
        return
    if one.state.forecast is not None and (rests := basis(one.state.forecast.forecast)) is not None:
        yield Paragraph(capital(rests))
    yield Paragraph(capital(verdict(one.causes)))
    items = [_cause(cause) for cause in _largest(one.causes)]
    if items:
        yield Listing(tuple(items))
    else:
        yield Paragraph(tr("none of the causes that were tried makes it later"))
    if one.actions:
        yield Paragraph(tr("What to do next, and about how many days sooner P85 is then:"))
        yield Listing(tuple(Item(str(action(item)), days(-item.days)) for item in one.actions[:ACTIONS_SHOWN]))
    else:
        yield Paragraph(tr("nothing that was tried brings P85 forward"))


def _largest(causes: SlipCauses) -> list[Cause]:
    return [cause for cause in causes.causes if (cause.days or 0.0) >= _LEAST_DAYS][:CAUSES_SHOWN]


def _cause(cause: Cause) -> Item:
    names = [
        f"{item.board.slug}/{item.card.id} {clean_line(item.card.title)}" for item in cause.cards[:CARDS_NAMED]
    ]  # fmt: skip
    more = len(cause.cards) - len(names)
    if more > 0:
        names.append(str(msg("and {n} more", n=more)))
    behind = msg_n("{n} card: {names}", "{n} cards: {names}", len(cause.cards), names=joined(names)) if names else ""
    return Item(str(behind), f"{CAUSE_WORDS[cause.code]} {days(cause.days)}")
