"""The timeline: work packages, linked cards and milestones over time, for the shell."""

from datetime import datetime
from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.output import terminal_width
from kanban.cli.verbs.open import PIPE_WIDTH
from kanban.cli.verbs.plan import say_if_empty
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import Timeline, timeline
from kanban.render import timeline as render
from kanban.render.card import Span
from kanban.render.time_scale import ZOOMS, Scale, fitting_scale
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.dates import weekday_time
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, msg, tr

_STYLES = STYLES | {"critical": "red", "bar": "cyan", "here": "cyan", "head": "bold", "rule": "dim"}


@verb(
    "timeline",
    msg("""Print the timeline: work packages as bars and milestones as signs over days, weeks or months (a Gantt chart).

A bar begins with the first start; what is left of it lies where the schedule puts it, with a sign of its own where it
is critical. A milestone has its baseline, the original one if that was another, the forecast from P50 to P85, or when
it was achieved. A card that a link of the plan names has a bar of its own beneath its work package. Behind a bar stands
what it waits for. Without --zoom it is the closest that shows everything.

Examples:
  kanban timeline
  kanban timeline --zoom week --from 2026-11-01
  kanban timeline --as-of 2026-10-15
  kanban timeline --svg timeline.svg
  kanban timeline --json"""),
    AS_OF,
    arg("--zoom", metavar="ZOOM", choices=ZOOMS, help=msg("day, week or month")),
    arg("--from", metavar="WHEN", dest="begin", help=msg("the first day shown")),
    arg("--to", metavar="WHEN", dest="end", help=msg("the last day shown")),
    arg("--svg", metavar="FILE", help=msg("as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)
def timeline_(context: Context, args: Any) -> None:
    """Print the timeline."""
    if args.svg is not None and (args.json or args.zoom or args.begin or args.end):
        raise Usage(msg("--svg draws all of it; with it goes none of --json, --zoom, --from, --to"))
    begin = context.when(args.begin, "from", end_of_day=False) if args.begin is not None else None
    end = context.when(args.end, "to") if args.end is not None else None
    if begin is not None and end is not None and end <= begin:
        raise Refused(msg("to: {date} is not after the first day shown", date=weekday_time(end, context.zone)))
    state, _ = current(context, args.as_of)
    drawn = timeline(state, plan_schedule(state))
    if args.json:
        from kanban.metrics.reports.timeline_report import timeline_report

        context.json(timeline_report(state, drawn, context.now))
        return
    if args.svg is not None:
        from kanban.cli.file_out import put_out
        from kanban.render.svg.sheet import document
        from kanban.render.svg.timeline import timeline_sheet

        put_out(context, args.svg, document([timeline_sheet(drawn, state.plan.project)]))
        return
    say_if_empty(context)
    context.use_plain_signs()
    cells = terminal_width() if context.is_tty else PIPE_WIDTH
    form = render.shape(cells, drawn.rows)
    scale = fitting_scale(drawn.moments(), drawn.as_of, form.chart, context.zone, args.zoom, begin, end)
    if end is not None:
        scale = _until(context, scale, end)
    _print(context, drawn, form._replace(chart=scale.cells), scale, cells)


def _until(context: Context, scale: Scale, end: datetime) -> Scale:
    """Up to the last day asked for; says so where the line is too short for it."""
    last = scale.cell(end)
    if last < scale.cells:
        return Scale(scale.zoom, scale.begin, last + 1, context.zone)
    context.say(msg("the line is too short to show all days until {date}; a wider zoom shows more",
                    date=weekday_time(end, context.zone)))  # fmt: skip
    return scale


def _print(context: Context, found: Timeline, form: render.Shape, scale: Scale, cells: int) -> None:
    signs = glyphs()
    project = clean_line(context.plan.project) or tr("no project name yet")
    title = tr("{project} · timeline", project=project)
    as_of = tr("as of {date}", date=weekday_time(found.as_of, context.zone))
    title = cut(title, max(8, cells - width(as_of) - 1))
    context.out(context.paint(pad(title, max(width(title), cells - width(as_of) - 1)), "bold") + " " + as_of)
    if not found.rows:
        context.out(tr("no work packages and no milestones yet"))
        return
    rows = [render.line(row, found, form, scale, signs) for row in found.rows]
    for line in (*render.heads(form, scale, found.as_of), *rows):
        _out(context, line)
    notes = [render.short_legend(signs)]
    if found.schedule_reason is not None:
        notes.append(tr("no critical path: {reason}", reason=found.schedule_reason))
    for note in notes:
        context.out(context.paint(cut(f"   {note}", cells), "dim"))


def _out(context: Context, line: tuple[Span, ...]) -> None:
    context.out("".join(context.paint(text, _STYLES.get(role, "")) for text, role in line).rstrip())
