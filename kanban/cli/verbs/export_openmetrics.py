"""Milestones and boards for a monitoring system."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import verb
from kanban.cli.out_file import FILE, put_out
from kanban.cli.verbs.rollup import current
from kanban.text.messages import msg


@verb(
    "export openmetrics",
    msg("""Write milestones and boards as OpenMetrics text, for Prometheus and what reads its format.

Of a milestone: status, completion, baseline, P50 and P85 as timestamps, chance, slip, rework; of a board: cycle time,
throughput, work in progress, rework. What is not known has no sample. With --as-of every sample has that time, to fill
a database with the past.

Examples:
  kanban export openmetrics metrics.txt
  kanban export openmetrics --as-of 2026-11-01"""),
    FILE,
    AS_OF,
)
def export_openmetrics(context: Context, args: Any) -> None:
    """Write the metrics."""
    from kanban.formats import openmetrics
    from kanban.metrics.flow.totals import Window
    from kanban.metrics.reports.board_report import metrics_report

    state, _ = current(context, args.as_of)
    figures = metrics_report(
        context.plan, state.boards, Window(zone=context.zone), state.as_of, context.now, live=args.as_of is None
    )
    stamped_at = state.as_of if args.as_of is not None else None
    put_out(context, openmetrics.text(state, figures.boards, stamped_at).encode(), args.file)
