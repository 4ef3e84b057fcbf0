"""The option for a past moment, that several verbs share."""

from collections.abc import Iterable
from datetime import datetime

from kanban.cli.declared import arg
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.text.messages import msg

AS_OF = arg("--as-of", metavar="WHEN", help=msg("what was true then; a date alone is the end of that day"))


def as_of_each(boards: Iterable[Board], moment: datetime, live: bool) -> list[tuple[Board, datetime]]:
    """Boards, each with the moment it is asked as of; live it is now, which a board's last event may be ahead of."""
    return [(board, effective_now(moment, board.head.last_at) if live else moment) for board in boards]
