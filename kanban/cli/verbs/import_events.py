"""Taking over event logs."""

from functools import partial
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.taking_over import INTO, UNDER, of_bytes, take_over
from kanban.text.messages import msg


@verb(
    "import events",
    msg("""Take over an event log as CSV: each case a card, each activity a column, each event a move.

The columns are recognised by the names of XES (case:concept:name, concept:name, time:timestamp, org:resource) and by
plain ones (case, activity, timestamp, resource, title); the options name them where they are called otherwise.
Comma, semicolon or tab; UTF-8. Timestamps without an offset are in the plan's time zone. Rows without a case, an
activity or a timestamp that can be read are counted and left out. Columns stand in the order in which cases usually
go; their kinds are guessed from names and from where cases end, so look at them with --dry-run first.

The same file a second time changes nothing; a newer log of the same cases adds what is new. Without --board a board
named like the file is made. A move to a column further left is rework, as on every board; tools that call a repeated
activity rework count less where the order of activities is free.

Examples:
  kanban import events log.csv --dry-run
  kanban import events tickets.csv --case Ticket --activity State --timestamp Changed --kind "Closed=done\""""),
    arg(
        "file", metavar="FILE", complete="file", help=msg("the log: a row for each event, the first names the columns")
    ),
    INTO,
    arg(
        "--kind",
        metavar="ACTIVITY=KIND",
        many=True,
        help=msg("an activity's kind: queue, active or done; may be given several times"),
    ),
    arg("--case", metavar="COLUMN", help=msg("the column that says which case an event is of")),
    arg("--activity", metavar="COLUMN", help=msg("the column of what was done, or of the state that was entered")),
    arg("--timestamp", metavar="COLUMN", help=msg("the column of when")),
    arg("--resource", metavar="COLUMN", help=msg("the column of who")),
    arg("--title", metavar="COLUMN", help=msg("the column of the case's title; without one it is its id")),
    *UNDER,
    makes=True,
)
def events(context: Context, args: Any) -> None:
    """Take over an event log."""
    from kanban.formats.event_log.reading import load

    given = {name: getattr(args, name) for name in ("case", "activity", "timestamp", "resource", "title")}
    heads = {name: value for name, value in given.items() if value is not None}
    take_over(context, args, partial(load, heads=heads, zone=context.zone), of_bytes)
