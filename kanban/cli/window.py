"""The window of a verb that counts finished cards: --from and --to."""

from datetime import datetime
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg
from kanban.metrics.flow.totals import Window
from kanban.text.dates import day_time, weekday_time
from kanban.text.messages import Refused, msg, tr

FROM = arg(
    "--from", metavar="WHEN", dest="begin", help=msg("cards finished from then on; a date alone is its beginning")
)
TO = arg("--to", metavar="WHEN", dest="end", help=msg("cards finished before then; a date alone is its beginning"))


def window_of(context: Context, args: Any) -> Window:
    """What was asked for, in the plan's zone. Raises Refused for an empty one."""
    window = Window(
        context.when(args.begin, "from", False) if args.begin is not None else None,
        context.when(args.end, "to", False) if args.end is not None else None,
        context.zone,
    )
    if window.from_at and window.to_at and window.to_at <= window.from_at:
        raise Refused(msg("--to: it does not lie after --from, so the window is empty"))
    return window


def heading(context: Context, moment: datetime, window: Window) -> str:
    """As of when, and which cards are counted."""
    date = weekday_time(moment, context.zone)
    begin = day_time(window.from_at, context.zone) if window.from_at else ""
    end = day_time(window.to_at, context.zone) if window.to_at else ""
    if begin and end:
        return tr("as of {date}, cards finished from {begin} to {end}", date=date, begin=begin, end=end)
    if begin:
        return tr("as of {date}, cards finished from {begin}", date=date, begin=begin)
    if end:
        return tr("as of {date}, cards finished from the first card on to {end}", date=date, end=end)
    return tr("as of {date}, cards finished from the first card on", date=date)
