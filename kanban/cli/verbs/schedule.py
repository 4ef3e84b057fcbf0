"""The schedule: the critical path of what is left."""

from datetime import datetime, timedelta
from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.drawn import is_drawn
from kanban.cli.lookup import readable_boards
from kanban.cli.output import Cell, Head, day_or_moment, out_wrapped, table
from kanban.cli.progress import count_steps
from kanban.cli.verbs.plan import say_if_empty
from kanban.metrics.reports.schedule_report import schedule_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import PlanSchedule, ScheduleRow, plan_schedule
from kanban.metrics.schedule.trend import schedule_trend
from kanban.render import schedule as render
from kanban.text.dates import day, full_day, iso
from kanban.text.glyphs import glyphs
from kanban.text.messages import msg, tr, tr_n

_HEADS = (
    Head(msg("work")), Head(msg("name"), cut=True), Head(msg("left"), right=True), Head(msg("rests on"), gives_way=1),
    Head(msg("start")), Head(msg("finish")), Head(msg("slack"), right=True), Head(""),
)  # fmt: skip
_TREND_HEADS = (
    Head(msg("as of")), Head(msg("length"), right=True), Head(msg("finish")), Head(msg("reason"), cut=True),
)  # fmt: skip

_WITHOUT_YEAR = timedelta(days=300)
"""A date so far ahead at most cannot be taken for one of another year."""


@verb(
    "schedule",
    msg("""Print the critical path: what is left of each work package, when it can start and finish, what has no slack.

What is left is the open share of the estimate, or without one comes from the P50 of the driver's cycle time; the column
"rests on" says which. From now on (or --as-of) it is laid out by the links of the plan on its working calendar. What
has no slack is critical: the end moves with it. Links are made by `kanban link add`, estimates by `kanban plan node
edit`.

Examples:
  kanban schedule
  kanban schedule --as-of 2026-11-02
  kanban schedule --trend
  kanban schedule --trend --chart
  kanban schedule --json"""),
    AS_OF,
    flag("--trend", help=msg("the length of the path as of each of the last 12 Mondays: how much shorter it became")),
    flag("--chart", help=msg("draw the trend")),
    arg("--svg", metavar="FILE", help=msg("the trend as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)  # fmt: skip
def schedule(context: Context, args: Any) -> None:
    """Print the critical path."""
    draws = is_drawn(args)
    moment = context.as_of(args.as_of)
    boards, unreadable = readable_boards(context)
    state = roll_up(context.plan, boards, moment, unreadable, live=args.as_of is None)
    current, trend = plan_schedule(state), None
    if args.trend or draws:
        told = count_steps(context.is_tty and not args.json)
        trend = schedule_trend(context.plan, boards, state, unreadable, told)
    if args.json:
        context.json(schedule_report(state, current, context.now, trend))
        return
    say_if_empty(context)
    if draws:
        from kanban.cli.plan_picture import show_picture
        from kanban.render.path_length import path_length

        show_picture(context, args.svg, "path_length", path_length(trend or []), current.as_of)
        return
    context.use_plain_signs()
    if trend is not None:
        _print_trend(context, trend)
    else:
        _print(context, current)


def _print(context: Context, found: PlanSchedule) -> None:
    if not context.is_tty:
        table(context, _HEADS, [_row(context, row, found) for row in found.rows])
        return
    shown = [row for row in found.rows if not row.remaining.is_done]
    out_wrapped(context, str(render.length(found)), "bold")
    if found.path:
        out_wrapped(context, " > ".join(found.path), "dim")
    if shown:
        context.out()
        table(context, _HEADS, [_row(context, row, found) for row in shown])
    notes = [(row.id, note) for row in shown if (note := render.why_unknown(row, found) or render.how_long(row))]
    if notes:
        context.out()
    for id_, note in notes:
        out_wrapped(context, tr("{name}: {reason}", name=id_, reason=note), "dim")
    done = len(found.rows) - len(shown)
    if done:
        out_wrapped(context, tr_n("{n} is done", "{n} are done", done), "dim")


def _row(context: Context, row: ScheduleRow, found: PlanSchedule) -> list[str | Cell]:
    dates, critical = row.dates, ""
    if row.is_critical:
        critical = f"{glyphs().ageing} {tr('critical')}" if context.is_tty else "critical"
    cells: list[str | Cell] = [
        row.id,
        row.name,
        render.working_days(found.days(row.remaining.minutes)),
        render.rests_on(row, found),
        _day(context, dates.early_start_at, found.as_of),
        _day(context, dates.early_finish_at, found.as_of),
        render.working_days(found.days(row.total_slack)),
        Cell(critical, "red" if critical else ""),
    ]
    return cells if context.is_tty else [*cells, str(row.reason or "")]


def _day(context: Context, moment: datetime | None, at: datetime) -> str:
    if moment is None:
        return ""
    if not context.is_tty:
        return iso(moment, context.zone) or ""
    return day(moment, context.zone, moment) if moment - at < _WITHOUT_YEAR else full_day(moment, context.zone)


def _print_trend(context: Context, trend: list[PlanSchedule]) -> None:
    rows: list[list[str | Cell]] = []
    for past in trend:
        as_of, finish = (day_or_moment(context, moment) for moment in (past.as_of, past.finish_at))
        rows.append([as_of, render.working_days(past.days(past.length)), finish, str(past.reason or "")])
    table(context, _TREND_HEADS, rows)
    if context.is_tty:
        for change in render.changes(trend):
            out_wrapped(context, str(change))
