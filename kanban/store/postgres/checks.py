"""What `kanban doctor` looks at on a server."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from kanban.model.board import Board
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError
from kanban.store.finished_long_ago import problems_of
from kanban.store.history_checks import history_faults, plan_faults
from kanban.store.postgres import queries
from kanban.store.postgres.connection import Connection
from kanban.store.postgres.ledgers import Ledgers
from kanban.store.postgres.notices import Notices
from kanban.store.postgres.tallies import tally_faults
from kanban.store.protocol import Ref
from kanban.text.dates import span
from kanban.text.messages import Message, Refused, Words, msg


def _hidden(board: Board) -> Iterator[Message]:
    """Cards that were put among those finished long ago, and are not: they are not on the board when it is read."""
    for card in board.past_cards.values():
        with suppress(Refused):  # that it cannot be read was said
            if not (card.void or card.archived or card.flow.finished_at or card.flow.finished_by_at):
                yield msg("card {id}: it is kept with those finished long ago, and is not finished", id=card.id)


class PostgresChecks:
    """The `Checks` of a server: what is kept is read anew, and every card is compared with its history."""

    def __init__(self, connection: Connection, notices: Notices) -> None:
        self._connection, self._notices = connection, notices

    def check(self, ref: Ref) -> list[Problem]:
        """Everything that is wrong with a board or the plan; nothing is changed."""
        ledgers = Ledgers(self._connection)  # nothing that was read before counts
        try:
            if ref is None:
                return [Problem(self._connection.place, wrong) for wrong in plan_faults(ledgers.plan())]
            found = ledgers.read([ref]).get(ref)
        except StoreError as error:
            return [Problem(error.place, error.reason)]
        place = ledgers.place_of(ref)
        if found is None:
            return [Problem(place, msg("there is no board {slug!r}", slug=ref))]
        if isinstance(found, StoreError):
            return [Problem(found.place, found.reason)]
        past = problems_of(found.board)
        wrong = [
            *history_faults(found.board),
            *_hidden(found.board),
            *tally_faults(self._connection, found.seen.ledger, found.board),
        ]
        return [*found.board.problems, *past, *(Problem(place, one) for one in wrong)]

    def restore(self, ref: Ref, now: datetime) -> list[Words]:
        """Nothing need be done where all is well, and nothing can be: backups are the server's matter."""
        if not self.check(ref):
            reason = msg("it can be read, nothing was done")
            return [msg("{place}: {reason}", place=self._connection.place, reason=reason)]
        raise Refused(
            msg("{place}: backups are the server's matter: see docs/postgresql.md", place=self._connection.place)
        )

    def watching(self) -> Message:
        """How changes by others are noticed."""
        watch = self._notices.watch()
        try:
            if watch.works:
                return msg("changes by others are told by the server (LISTEN)")
            if self._connection.server.is_standby:
                behind = self._connection.rows(queries.BEHIND)[0][0]
                return msg(
                    "the server is a standby, {time} behind: changes by others are looked for", time=span(behind)
                )
            if self._connection.server.is_pooled:
                return msg("no notices arrive through a pooler: changes by others are looked for")
            return msg("no notices arrive: changes by others are looked for")
        finally:
            watch.close()

    def way_back(self) -> Message:
        """Backups are the server's matter."""
        return msg("what cannot be read comes back from a backup of the server: see docs/postgresql.md")
