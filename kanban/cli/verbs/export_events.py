"""Boards as files for other programs."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.lookup import no_boards, readable_boards
from kanban.text.messages import Refused, msg, msg_n


@verb(
    "export events",
    msg("""Print the boards as an event log: the CSV that pm4py and other process-mining tools read.

A row for each time that a card came into a column; moves that were undone are left out. The columns are those of XES
(case:concept:name, concept:name, time:timestamp, org:resource), then title, board, kind and position of the column,
and the reason of a move back: by these `kanban import events` finds the same cycle times and rework again. Cases are
ids of cards, with the board in front (board/id) where there are several boards. Times have milliseconds and the
offset of the plan's zone; one that is not known is empty. A text that begins with = + - or @ has an apostrophe in
front, so that no spreadsheet takes it for a formula; `kanban import events` takes it off again.

Examples:
  kanban export events > log.csv
  kanban export events --board zhang --as-of 2026-11-01 > october.csv"""),
    arg("--board", metavar="SLUG", complete="board", help=msg("this board alone; by default all of them")),
    AS_OF,
)
def events(context: Context, args: Any) -> None:
    """Print the boards as an event log."""
    from kanban.formats.event_log import writing
    from kanban.model.moment import effective_now

    moment = context.as_of(args.as_of)
    boards, unreadable = readable_boards(context, args.board)
    if not boards and not unreadable:
        context.say(no_boards(context))
    context.out(writing.header())
    unknown = 0
    for board in boards:
        at = effective_now(moment, board.head.last_at) if args.as_of is None else moment
        try:
            for entry in writing.entries(board, at, len(boards) > 1):
                unknown += entry.at is None
                context.out(writing.line(entry, context.zone))
        except Refused as refusal:
            context.say(msg("kanban: {board}: {reason}", board=board.slug, reason=refusal.message))
    if unknown:
        context.say(msg_n("{n} row without a time: when the card came there is not known",
                          "{n} rows without a time: when the cards came there is not known", unknown))  # fmt: skip
