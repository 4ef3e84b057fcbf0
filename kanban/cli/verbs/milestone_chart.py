"""The charts of a milestone in the shell."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.verbs.milestone_changes import MILESTONE
from kanban.cli.verbs.rollup import current
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.messages import joined, msg, tr

CHARTS = ("forecast", "burnup", "burndown", "trend", "fever", "value")
"""The names in `render.milestone_pictures.every.PICTURES`, which is not imported for help."""


@verb(
    "milestone chart",
    msg("""Draw a chart of a milestone, or print what it is drawn from.

forecast: the chance of each day or week. burnup: done and scope by day, and the forecast beyond today. burndown: open
cards, and what is needed to make the baseline. trend: P50 and P85 as of each past Monday against the baseline of then.
fever: work done against buffer used, week by week. value: the S-curves of its work packages, PV, EV and AC. Each is
as of any past moment as it would have been drawn then.

Examples:
  kanban milestone chart M5 trend
  kanban milestone chart M5 burnup --as-of 2026-11-01 --json
  kanban milestone chart M5 forecast --svg forecast.svg"""),
    MILESTONE,
    arg("chart", metavar="NAME", choices=CHARTS, help=msg("one of {names}", names=joined(CHARTS))),
    AS_OF,
    arg("--svg", metavar="FILE", help=msg("as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)
def chart(context: Context, args: Any) -> None:
    """Draw a chart of a milestone."""
    if args.svg is not None and args.json:
        raise Usage(msg("--chart and --svg draw; --json does not go with them"))
    rollup, wanted = current(context, args.as_of, args.milestone)
    state = next(milestone for milestone in rollup.milestones if milestone.milestone.id == wanted)
    if args.json:
        from kanban.metrics.reports.milestone_chart_report import milestone_chart_report

        context.json(milestone_chart_report(args.chart, state, rollup, context.now))
        return
    from kanban.render.milestone_pictures.every import PICTURES
    from kanban.render.milestone_pictures.subject import Subject

    kind = PICTURES[args.chart]
    *_, picture = kind.make(Subject(state, rollup))
    name = clean_line(f"{state.milestone.id} {state.milestone.name}")
    as_of = tr("as of {date}", date=weekday_time(rollup.as_of, context.zone))
    if args.svg is not None:
        from kanban.cli.file_out import put_out
        from kanban.render.svg.sheet import document, sheet

        put_out(context, args.svg, document([sheet(picture, f"{name} · {kind.title}", as_of, kind.rule)]))
        return
    from kanban.cli.picture_page import print_rule, print_titled

    print_titled(context, f"{name} · {kind.title} · {as_of}", picture)
    print_rule(context, kind.rule)
