"""One page for the Monday meeting."""

from datetime import datetime
from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.lookup import readable_boards
from kanban.metrics.flow.totals import Window
from kanban.text.dates import weekday_time
from kanban.text.messages import Refused, msg

FORMATS = ("md", "html")


@verb(
    "report",
    msg("""Print one page for the Monday meeting: milestones, why they slip, what changed, the drivers' flow.

The window is the last ISO week that is over, if nothing else is said; milestones and forecasts are as of now, or of
--as-of. The page says of every figure how many cards it rests on, and how it is counted. HTML is one file with its
pictures in it; of Markdown they are files beside it, which take -o. The same data and moment give the same page.

Examples:
  kanban report -o week.md
  kanban report --format html -o week.html
  kanban --lang zh report --from 2026-11-01 --to 2026-12-01"""),
    arg("--from", metavar="WHEN", dest="begin", help=msg("what happened from then on; a date alone is its beginning")),
    arg("--to", metavar="WHEN", dest="end", help=msg("what happened before then; a date alone is its beginning")),
    AS_OF,
    arg("--format", choices=FORMATS, metavar="FORMAT", help=msg("md (Markdown, by default) or html")),
    arg("-o", "--output", metavar="FILE", help=msg("write it to a file; - prints it, as does nothing said")),
)
def report(context: Context, args: Any) -> None:
    """Print one page for the Monday meeting."""
    from kanban.cli.report_files import write_report
    from kanban.metrics.reports.status_report import status_report
    from kanban.render.status_report.page import page

    moment = context.as_of(args.as_of)
    window = _window(context, args, moment)
    boards, unreadable = readable_boards(context)
    status = status_report(context.plan, boards, unreadable, window, moment, live=args.as_of is None)
    write_report(context, page(status), args.format or _format_of(args.output), args.output)


def _format_of(path: str | None) -> str:
    """By the end of the file's name."""
    return "html" if path is not None and path.lower().endswith((".html", ".htm")) else "md"


def _window(context: Context, args: Any, moment: datetime) -> Window:
    """What was asked for; without an end up to the moment, without a beginning a week. Raises Refused."""
    from kanban.metrics.reports.status_report import last_week
    from kanban.text.calendar_weeks import shifted

    if args.begin is None and args.end is None:
        return last_week(moment, context.zone)
    end = context.when(args.end, "to", False) if args.end is not None else moment
    begin = context.when(args.begin, "from", False) if args.begin is not None else shifted(end, -7, context.zone)
    if end <= begin and args.end is not None:
        raise Refused(msg("--to: it does not lie after --from, so the window is empty"))
    if begin >= moment:
        date = weekday_time(moment, context.zone)
        raise Refused(msg("--from: nothing of the window lies before {date}, which the report is as of", date=date))
    return Window(begin, end, context.zone)
