"""Why a milestone slips, and what to do next."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.output import Cell, Head, table
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics.insight.milestone_forecasts import Forecaster, Question
from kanban.metrics.insight.next_actions import next_actions
from kanban.metrics.insight.slip_causes import RULES, SlipCauses, slip_causes
from kanban.metrics.reports.insight_report import next_report, slip_report
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, why_no_date
from kanban.render.insight import CAUSE_WORDS, action, days, verdict
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, joined, msg, tr

_MILESTONE = arg("milestone", metavar="M", complete="milestone",
                 help=msg("the milestone: its id, or an unambiguous part of its name"))  # fmt: skip
_CAUSES = (
    Head(msg("cause")), Head(msg("days"), right=True), Head(msg("rule")), Head(msg("cards"), cut=True),
)  # fmt: skip
_ACTIONS = (Head(msg("days"), right=True), Head(msg("what to do"), cut=True))
_CARDS_NAMED = 3


@verb(
    "forecast why",
    msg("""Print why a milestone slips: the days between its baseline and P50, cause by cause.

Each cause is the same forecast with that one thing taken out: scope added, rework, blocked and parked time, the pace
of before, the cards of other milestones in the same queues. The days are about right and need not add up.

Examples:
  kanban forecast why M5
  kanban forecast why M5 --json"""),
    _MILESTONE,
    AS_OF,
    JSON,
)  # fmt: skip
def why(context: Context, args: Any) -> None:
    """Print why a milestone slips."""
    state, rollup = _asked(context, args)
    reason = _no_forecast(state)
    if args.json and reason is not None:
        nothing = SlipCauses(baseline_at=state.baseline_at, p50_at=None, slip_days=None, reason=reason)
        context.json(slip_report(state, nothing, rollup, context.now))
        return
    question = _question(state, rollup, reason)
    causes = slip_causes(state, question, rollup)
    if args.json:
        context.json(slip_report(state, causes, rollup, context.now))
        return
    _title(context, state)
    context.say(verdict(causes))
    rows: list[list[str | Cell]] = []
    for cause in causes.causes:
        names = [f"{item.board.slug}/{item.card.id}" for item in cause.cards[:_CARDS_NAMED]]
        behind = msg("{n}: {cards}", n=len(cause.cards), cards=joined(names)) if names else ""
        style = STYLES["late"] if (cause.days or 0) > 0 else ""
        rows.append([str(CAUSE_WORDS[cause.code]), Cell(days(cause.days), style),
                     str(cause.reason or RULES[cause.code]), str(behind)])  # fmt: skip
    if causes.rest_days is not None and (causes.slip_days or 0) > 0:
        rows.append([str(CAUSE_WORDS["rest"]), days(causes.rest_days), tr("what they leave: they act together"), ""])
    table(context, _CAUSES, rows)


@verb(
    "forecast next",
    msg("""Print what to do next for a milestone: the actions that bring its P85 forward most.

Tried are the cards that come last in their queues and the blocked ones: put first, given to the board whose queue is
worked off soonest, unblocked, dropped; further half of the rework, and one card more in work where a WIP limit is
reached. Each is the same forecast with that one thing changed; the days are about right.

Examples:
  kanban forecast next M5
  kanban forecast next M5 --json"""),
    _MILESTONE,
    AS_OF,
    JSON,
)  # fmt: skip
def next_(context: Context, args: Any) -> None:
    """Print what to do next for a milestone."""
    state, rollup = _asked(context, args)
    reason = _no_forecast(state)
    if args.json and reason is not None:
        context.json(next_report(state, (), rollup, context.now))
        return
    question = _question(state, rollup, reason)
    actions = next_actions(state, question, rollup)
    if args.json:
        context.json(next_report(state, actions, rollup, context.now))
        return
    _title(context, state)
    if not actions:
        context.say(msg("nothing that was tried brings P85 forward"))
    table(context, _ACTIONS, [[days(-item.days), str(action(item))] for item in actions])


def _asked(context: Context, args: Any) -> tuple[MilestoneState, RollUp]:
    """The milestone that was typed, with its forecast, and the roll-up."""
    rollup, wanted = current(context, args.as_of, args.milestone)
    return next(one for one in rollup.milestones if one.milestone.id == wanted), rollup


def _no_forecast(state: MilestoneState) -> Message | None:
    """Why nothing can be asked of its forecast; None where there is one."""
    if state.forecast is not None and state.forecast.forecast.curve is not None:
        return None
    return why_no_date(state) or msg("no forecast yet")


def _question(state: MilestoneState, rollup: RollUp, reason: Message | None) -> Question:
    """What is asked of a milestone's forecast. Raises Refused where it has none."""
    if reason is not None:
        raise Refused(msg("{milestone}: {reason}", milestone=state.milestone.id, reason=reason))
    return Forecaster().question(state, rollup)


def _title(context: Context, state: MilestoneState) -> None:
    context.out(context.paint(f"{state.milestone.id} {clean_line(state.milestone.name)}", "bold"))
