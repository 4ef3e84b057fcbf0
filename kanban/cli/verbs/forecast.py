"""When the milestones will be done."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.output import Cell, Head, day_or_moment, table
from kanban.cli.verbs.milestone import out_pair
from kanban.cli.verbs.plan import say_if_empty
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics.reports.forecast_report import forecast_of, forecast_report
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, asked, why_no_date
from kanban.render.forecast import basis, chance, remarks
from kanban.render.milestones import slip
from kanban.text.clean import clean_line
from kanban.text.messages import msg, tr

_HEADS = (
    Head(msg("id")), Head(msg("name"), cut=True), Head(msg("baseline")), Head(msg("P50")), Head(msg("P85")),
    Head(msg("slip"), right=True), Head(msg("chance"), right=True), Head(msg("reason"), cut=True),
)  # fmt: skip


@verb(
    "forecast show",
    msg("""Print when the open cards of each milestone will be done, over all boards that hold cards of it.

P50 is the date held 50 times of 100, P85 the one held 85 times; the chance is that of the baseline, slip is P85 -
baseline, or without a P85 how late it is already. Two models are mixed: how likely a card of its age is to leave, and
when the queue before the last card is worked off; the boards' own past says how much each counts. Cards that are still
to join are not reckoned with. With fewer than 10 cards finished or dropped there is no date.

Examples:
  kanban forecast
  kanban forecast M5 --as-of 2026-11-02
  kanban forecast --json"""),
    arg("milestone", metavar="M", optional=True, complete="milestone",
        help=msg("only this milestone, with what its dates rest on: its id, or an unambiguous part of its name")),
    AS_OF,
    JSON,
)  # fmt: skip
def forecast(context: Context, args: Any) -> None:
    """Print when the open cards of each milestone will be done."""
    state, wanted = current(context, args.as_of, args.milestone)
    if args.json:
        context.json(forecast_report(state, context.now, wanted))
        return
    shown = asked(state, wanted)
    if not state.milestones:
        say_if_empty(context)
    elif not shown:
        context.say(msg("every milestone is achieved"))
    if wanted is None:
        table(context, _HEADS, [_row(context, milestone, state) for milestone in shown])
    else:
        _facts(context, shown[0], state)


def _row(context: Context, state: MilestoneState, rollup: RollUp) -> list[str | Cell]:
    known = forecast_of(state, rollup)
    return [
        state.milestone.id,
        state.milestone.name,
        day_or_moment(context, state.baseline_at),
        day_or_moment(context, known.p50_at),
        day_or_moment(context, known.p85_at),
        Cell(slip(state.slip_seconds), STYLES["late"] if (state.slip_seconds or 0) > 0 else ""),
        chance(known.chance_of_baseline),
        str(why_no_date(state) or ""),
    ]


def _facts(context: Context, state: MilestoneState, rollup: RollUp) -> None:
    context.out(context.paint(f"{state.milestone.id} {clean_line(state.milestone.name)}", "bold"))
    known = forecast_of(state, rollup)
    facts = [
        (tr("baseline"), day_or_moment(context, state.baseline_at)),
        (tr("P50"), day_or_moment(context, known.p50_at)),
        (tr("P85"), day_or_moment(context, known.p85_at)),
        (tr("chance"), chance(known.chance_of_baseline)),
        (tr("slip"), slip(state.slip_seconds)),
        (tr("reason"), str(why_no_date(state) or "")),
        (tr("rests on"), str(basis(known.forecast) or "")),
    ]
    for label, value in facts:
        if value:
            out_pair(context, label, value)
    boards = {board.slug: board for board in rollup.boards}
    for remark in remarks(known, boards, context.zone):
        out_pair(context, "", str(remark))
