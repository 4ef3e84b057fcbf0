"""The order of a driver's queue that serves the milestones best."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.lookup import board_or_refuse
from kanban.cli.output import Head, day_or_moment, table
from kanban.cli.verbs.rollup import current
from kanban.metrics.insight.milestone_forecasts import Forecaster
from kanban.metrics.insight.queue_order import Served, queue_order
from kanban.metrics.reports.order_export import order_report
from kanban.render.insight import days
from kanban.text.messages import Refused, msg

_QUEUE = (
    Head(msg("place"), right=True), Head(msg("own"), right=True), Head(msg("id")), Head(msg("title"), cut=True),
    Head(msg("milestone")),
)  # fmt: skip
_MILESTONES = (
    Head(msg("milestone")), Head(msg("P50")), Head(msg("then")), Head(msg("days"), right=True), Head(msg("P85")),
    Head(msg("then")), Head(msg("days"), right=True), Head(msg("in columns"), right=True),
)  # fmt: skip


@verb(
    "forecast order",
    msg("""Print the order of a driver's queue that serves the milestones best, beside the driver's own.

Nothing is moved. What waits goes by the baseline of its milestone, the earliest first; what has none goes last, and
what is equal stays as it stands. Below it stands what that does to each milestone, by the same forecast; "in columns"
is what it does to P85 if every card stays in its column.

Examples:
  kanban forecast order --board li
  kanban forecast order --board li --as-of 2026-11-02
  kanban forecast order --board li --json"""),
    arg("--board", metavar="SLUG", complete="board", help=msg("whose queue; by default your own board's")),
    AS_OF,
    JSON,
)
def order(context: Context, args: Any) -> None:
    """Print the order of a queue that serves the milestones best."""
    board = board_or_refuse(context, args.board)
    rollup, _ = current(context, args.as_of)
    mine = next((one for one in rollup.boards if one.slug == board.slug), None)
    if mine is None:
        raise Refused(msg("board {board} cannot be read", board=board.slug))
    found = queue_order(mine, rollup, Forecaster())
    if args.json:
        context.json(order_report(mine.slug, found, rollup, context.now))
        return
    if found.is_own:
        context.say(msg("the queue stands in this order already"))
    rows = [
        [str(place), str(one.place), one.card.card.id, one.card.card.title,
         one.milestone.milestone.id if one.milestone is not None else ""]
        for place, one in enumerate(found.queue, 1)
    ]  # fmt: skip
    table(context, _QUEUE, rows)
    context.out()
    table(context, _MILESTONES, [_served(context, one) for one in found.milestones])


def _served(context: Context, served: Served) -> list[str]:
    p50, p85 = served.days
    return [
        served.state.milestone.id,
        day_or_moment(context, served.today.p50_at),
        day_or_moment(context, served.changed.p50_at),
        days(p50),
        day_or_moment(context, served.today.p85_at),
        day_or_moment(context, served.changed.p85_at),
        days(p85),
        days(served.days_in_columns),
    ]
