"""Boards that were removed: they stay in the database as they are, in no list and no figure."""

from datetime import datetime

from kanban.store.errors import Unreadable
from kanban.store.postgres import queries
from kanban.store.postgres.connection import Connection
from kanban.store.postgres.notices import tell
from kanban.store.protocol import RemovedBoard
from kanban.text.messages import Refused, joined, msg


class PostgresRemovals:
    """The `Removals` of a server. In a shared workspace its owner alone can do either."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remove(self, slug: str, by: str, at: datetime) -> None:
        """Take a board out of all lists."""
        with self._connection.transaction() as raw:
            row = raw.execute(queries.STAMP, {"slug": slug}).fetchone()
            if row is None:
                raise Unreadable(self._connection.place, msg("there is no board {slug!r}", slug=slug))
            raw.execute("SELECT kanban.set_removed(%s, %s, %s)", (row[0], at, by))
        tell(self._connection, slug)

    def removed(self) -> list[RemovedBoard]:
        """The newest first; none where this user may not look."""
        found = self._connection.rows(queries.REMOVED)
        return [RemovedBoard(slug.decode(), at, by.decode()) for _, slug, at, by in found]

    def bring_back(self, slug: str) -> None:
        """Put back the board of that name that was removed last."""
        with self._connection.transaction() as raw:
            found = raw.execute(queries.REMOVED, binary=True).fetchall()
            names = [row[1].decode() for row in found]
            if slug not in names:
                raise Refused(msg("board: {slug!r} was not removed; removed boards: {boards}", slug=slug[:80],
                                  boards=joined(names) or msg("none")))  # fmt: skip
            if raw.execute(queries.STAMP, {"slug": slug}).fetchone() is not None:
                raise Refused(msg("board: {slug!r} exists already", slug=slug))
            raw.execute("SELECT kanban.set_removed(%s, NULL, '')", (found[names.index(slug)][0],))
        tell(self._connection, slug)
