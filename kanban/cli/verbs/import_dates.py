"""Taking over tables of dates."""

from functools import partial
from types import SimpleNamespace
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.taking_over import INTO, UNDER, take_over
from kanban.text.messages import msg


@verb(
    "import dates",
    msg("""Take over a table of dates as CSV: a row for each piece of work, when it was created, started and finished.

It makes a board with To Do, Doing and Done. Columns are recognised by names such as id, created, started, finished and
title; the options name them where they are called otherwise. Without a column of starts the work has lead times but no
cycle times. Dates without an offset are in the plan's time zone, and without a time of day mean its beginning. Rows
that are finished before they begin, or have no id or no readable date, are counted and left out.

The same file a second time changes nothing; a newer table of the same work adds what is new. For a table with a row for
each event see `kanban import events`.

Examples:
  kanban import dates tickets.csv --dry-run
  kanban import dates tickets.csv --id Ticket --created Opened --finished Closed --board bridge"""),
    arg("file", metavar="FILE", complete="file", help=msg("the table; its first row names the columns")),
    INTO,
    arg("--id", metavar="COLUMN", dest="id_", help=msg("the column by which work is known")),
    arg("--created", metavar="COLUMN", help=msg("the column of when it was created")),
    arg("--started", metavar="COLUMN", help=msg("the column of when work on it began")),
    arg("--finished", metavar="COLUMN", help=msg("the column of when it was finished")),
    arg("--title", metavar="COLUMN", help=msg("the column of its title; without one it is its id")),
    *UNDER,
    makes=True,
)
def dates(context: Context, args: Any) -> None:
    """Take over a table of dates."""
    from kanban.formats.date_table.reading import load

    given = {"id": args.id_, "created": args.created, "started": args.started, "finished": args.finished,
             "title": args.title}  # fmt: skip
    heads = {name: value for name, value in given.items() if value is not None}
    take_over(context, SimpleNamespace(**vars(args), kind=None), partial(load, heads=heads, zone=context.zone))
