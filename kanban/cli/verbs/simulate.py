"""What if: the milestones' dates and costs with some things changed."""

from collections.abc import Sequence
from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.drawn import is_drawn
from kanban.cli.exits import Usage
from kanban.cli.lookup import picked
from kanban.cli.output import Cell, Head, day_or_moment, table, terminal_width
from kanban.cli.verbs.plan import say_if_empty
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics import reasons
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.simulation import AnyChange, Simulated, simulate
from kanban.metrics.insight.simulation_cost import change
from kanban.metrics.insight.typed_changes import KINDS, typed_change
from kanban.metrics.reports.insight_report import simulation_report
from kanban.metrics.rollup.milestones import RollUp, asked, why_no_date
from kanban.metrics.value.earned_value import Value, amount_of
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.render.forecast import chance
from kanban.render.insight import days
from kanban.render.simulation import more, total_line, whole
from kanban.text.clean import wrap
from kanban.text.dates import day
from kanban.text.messages import msg

_HEADS = (
    Head(msg("id")), Head(msg("name"), cut=True), Head(msg("P50")), Head(msg("then")), Head(msg("P85")),
    Head(msg("then")), Head(msg("days"), right=True), Head(msg("chance"), right=True, gives_way=1),
    Head(msg("then"), right=True, gives_way=1), Head(msg("cost to P85"), right=True), Head(msg("more"), right=True),
)  # fmt: skip


@verb(
    "simulate",
    msg("""Print each milestone's dates with some things changed, beside today's. Nothing is saved.

Every option may be given several times; the changes are made in the order: drop, first, give, driver, wip, pace,
rework, scope. A driver more works as the one named and takes an equal share of each queue; of a driver less the others
take the open cards in turn. With more cards in work at once a card takes as long as before, so more are finished. It is
the same forecast with the input changed.

The cost is what the drivers who hold open cards of the milestone are paid until its P85: the working time of the plan's
calendar x their hourly rates (`kanban rate set`), whatever else they work on. Booked costs are not in it.

Examples:
  kanban simulate --drop zhang/57 --first li/51
  kanban simulate --driver +li --pace chen=+20%
  kanban simulate --wip zhang=+1 --rework 50% --json
  kanban simulate --driver +li --chart
  kanban simulate --driver +li --svg one-more.svg"""),
    arg("--drop", metavar="CARD", many=True, complete="card", help=msg("without this card")),
    arg("--first", metavar="CARD", many=True, complete="card", help=msg("with this card at the head of its queue")),
    arg("--give", metavar="CARD=BOARD", many=True, help=msg("with this card on another board")),
    arg("--driver", metavar="+BOARD", many=True,
        help=msg("with one more driver who works as that of the board; -BOARD: without that driver")),
    arg("--wip", metavar="BOARD=N", many=True,
        help=msg("with so many more cards in work at once on a board, or fewer: +1, -2")),
    arg("--pace", metavar="BOARD=PERCENT", many=True, help=msg("with a board that finishes more, or less: +20%, -10%")),
    arg("--rework", metavar="PERCENT", help=msg("with only this share of the rework time left")),
    arg("--scope", metavar="M=N", many=True, help=msg("with so many new cards under a milestone")),
    AS_OF,
    flag("--chart", help=msg("draw P50 and P85 of each milestone, today and then")),
    arg("--svg", metavar="FILE", help=msg("the same as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)  # fmt: skip
def simulation(context: Context, args: Any) -> None:
    """Print each milestone's dates with some things changed."""
    draws = is_drawn(args)
    rollup, _ = current(context, args.as_of)
    changes = list(_changes(context, args, rollup))
    if not changes:
        raise Usage(msg("simulate: say what to change, such as --rework 50% (see kanban simulate --help)"))
    found = list(simulate(rollup, [change for change, _ in changes], Forecaster()))
    if args.json:
        context.json(simulation_report(found, [words for _, words in changes], rollup, context.now))
        return
    if draws:
        from kanban.cli.plan_picture import show_picture
        from kanban.render.simulated_dates import simulated_dates

        show_picture(context, args.svg, "simulated_dates", simulated_dates(rollup, found), rollup.as_of)
        _say_undated(context, rollup, found)
        return
    table(context, _HEADS, [_row(context, one, rollup) for one in found])
    _say_undated(context, rollup, found)
    if context.is_tty and found:
        context.out()
        for line in wrap(str(total_line(rollup, found)), terminal_width()):
            context.out(context.paint(line, "dim"))


def _row(context: Context, found: Simulated, rollup: RollUp) -> list[str | Cell]:
    currency = rollup.plan.costs.currency
    gain = found.gain_seconds
    style = "" if not gain else STYLES["on_track" if gain > 0 else "late"]
    today, then = found.cost_today.p85, found.cost_changed.p85
    return [
        found.state.milestone.id,
        found.state.milestone.name,
        *(
            day(moment, context.zone, rollup.as_of) if context.is_tty and moment else day_or_moment(context, moment)
            for moment in (found.today.p50_at, found.changed.p50_at, found.today.p85_at, found.changed.p85_at)
        ),
        Cell(days(-gain / DAY_SECONDS if gain is not None else None), style),
        chance(found.today.chance_of_baseline),
        chance(found.changed.chance_of_baseline),
        _money(context, today, currency),
        more(change(today, then), currency) if context.is_tty else _money(context, change(today, then), currency),
    ]


def _say_undated(context: Context, rollup: RollUp, found: Sequence[Simulated]) -> None:
    """Which milestones have no dates, today or with the changes, and why."""
    dated = {one.state.milestone.id for one in found if one.today.forecast.curve is not None}
    for state in asked(rollup, None):
        if state.milestone.id not in dated:
            reason = why_no_date(state) or reasons.UNDATED
            context.say(msg("{milestone}: {reason}", milestone=state.milestone.id, reason=reason))
    if not rollup.milestones:
        say_if_empty(context)


def _money(context: Context, value: Value, currency: str) -> str:
    if context.is_tty or value.amount is None:
        return whole(value, currency)
    return f"{amount_of(value.amount, currency):.10g}"


def _changes(context: Context, args: Any, rollup: RollUp) -> list[tuple[AnyChange, str]]:
    """The changes that were typed, each with how it was. Raises Refused."""

    def card(text: str) -> tuple[Board, Card]:
        found = picked(context, text, None)
        return found.board, found.card

    found: list[tuple[AnyChange, str]] = []
    for kind in KINDS:
        given = getattr(args, kind)
        for text in [given] if isinstance(given, str) else given or ():
            found.append((typed_change(kind, text, rollup, f"--{kind}", card), f"{kind} {text}"))
    return found
