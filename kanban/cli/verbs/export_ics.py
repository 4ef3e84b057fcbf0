"""Milestones and due cards for a calendar."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.lookup import chosen_slug
from kanban.cli.out_file import FILE, put_out
from kanban.cli.verbs.rollup import current
from kanban.text.messages import msg


@verb(
    "export ics",
    msg("""Write milestones and due cards as an iCalendar file (RFC 5545), which any calendar can show.

A milestone is an event at its baseline, one at the P85 of its forecast, one at its achievement; an open card with a
due date is one at that. An event keeps its UID: a calendar that reads the file again moves it.

Examples:
  kanban export ics project.ics
  kanban export ics --board zhang > zhang.ics"""),
    FILE,
    arg("--board", metavar="SLUG", complete="board", help=msg("only the due cards of this board; by default of all")),
    AS_OF,
)
def export_ics(context: Context, args: Any) -> None:
    """Write the calendar."""
    from kanban.formats.icalendar import calendar

    slug = chosen_slug(context, args.board) if args.board is not None else None
    state, _ = current(context, args.as_of)
    boards = [board for board in state.boards if slug is None or board.slug == slug]
    put_out(context, calendar(state, boards), args.file)
