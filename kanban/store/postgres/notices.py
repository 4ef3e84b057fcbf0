"""What others changed, as the server tells it (LISTEN and NOTIFY), and whether it does tell."""

import time
import uuid
from contextlib import suppress

import psycopg

from kanban.store.errors import StoreError
from kanban.store.postgres.connection import Connection, Raw
from kanban.store.protocol import Ref
from kanban.text.messages import Refused

CHANNEL = "kanban"
_PLAN = "."
"""The plan, in a notice: no slug is that."""
_TEST = "?"
"""What a notice begins with that a program sends itself, to see whether notices arrive."""
SURE_SECONDS = 15.0
"""How long nothing need be asked where the server tells of changes."""


def notice_of(ref: Ref) -> str:
    """What is sent when a ledger was changed; it stands in quotes as it is, for a slug has none in it."""
    return _PLAN if ref is None else ref


_TELL = f"SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}, '{{}}'"
"""Transactions that notify commit one after the other, and this one's commit waits neither for disk nor standbys."""


def tell(connection: Connection, ref: Ref) -> None:
    """Say that a ledger was changed, in a transaction after that of the change: a notice may be lost, as whoever
    listens looks now and then, and where the line is cut or the server takes no more nothing else fails for it."""
    with suppress(StoreError, Refused), connection.use() as raw:
        raw.execute(_TELL.format(notice_of(ref)).encode())


class Notices:
    """Listens on the program's one connection. Waits for nothing, so that it can be asked on any thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._token = f"{_TEST}{uuid.uuid4()}"
        self._told: set[Ref] = set()
        self._watchers: list[NoticeWatch] = []
        self._listens = False
        self.arrive = False
        """Whether they do: not through a pooler that gives each transaction another connection, nor on a standby."""
        self._asked_at: dict[Ref, float] = {}

    @property
    def can_arrive(self) -> bool:
        """Whether it is worth listening: what a pooler's connection listens to is told to whoever has it then."""
        server = self._connection.server
        return not server.is_standby and not server.is_pooled

    def begin(self) -> None:
        """Listen from now on, on this connection and on all that take its place. Raises StoreError."""
        if self._listens:
            return
        self._listens = True
        self._connection.on_made = self._listen
        with self._connection.use() as raw:
            self._listen(raw)

    def is_as_asked(self, ref: Ref) -> bool:
        """Whether a ledger is surely as it was when `asked` was called for it last."""
        asked = self._asked_at.get(ref)
        if asked is None or time.monotonic() - asked > SURE_SECONDS:
            return False
        self.take_in()
        return self.arrive and ref in self._asked_at

    def asked(self, ref: Ref) -> None:
        """The server was just asked for the state of a ledger."""
        if self._listens:
            self._asked_at[ref] = time.monotonic()

    def take_in(self) -> None:
        """Take in what has arrived."""
        if not self._connection.try_now(self._read):
            self._lose()

    def watch(self) -> "NoticeWatch":
        """Somebody wants to be told. Raises StoreError."""
        self.begin()
        watcher = NoticeWatch(self)
        self._watchers.append(watcher)
        return watcher

    def forget(self, watcher: "NoticeWatch") -> None:
        """It wants to be told no more."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def _listen(self, raw: Raw) -> None:
        self._lose()
        if not self.can_arrive:
            return
        raw.add_notify_handler(lambda notice: self._take(notice.payload))
        raw.execute(f"LISTEN {CHANNEL}")
        with suppress(psycopg.errors.ProgramLimitExceeded):  # it takes no more: changes are looked for
            raw.execute("SELECT pg_notify(%s, %s)", (CHANNEL, self._token))

    def _lose(self) -> None:
        """Nothing is known of what changed meanwhile."""
        self.arrive = False
        self._asked_at.clear()
        for watcher in self._watchers:
            watcher.told = None

    def _read(self, raw: Raw) -> None:
        raw.pgconn.consume_input()
        while (notice := raw.pgconn.notifies()) is not None:
            self._take(notice.extra.decode("utf-8", "replace"))

    def _take(self, payload: str) -> None:
        if payload.startswith(_TEST):
            self.arrive = self.arrive or payload == self._token
            return
        ref = None if payload == _PLAN else payload
        self._asked_at.pop(ref, None)
        for watcher in self._watchers:
            if watcher.told is not None:
                watcher.told.add(ref)


class NoticeWatch:
    """What was told since it was last asked."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self.told: set[Ref] | None = None

    @property
    def works(self) -> bool:
        """Whether notices arrive: seen within a moment after the first was sent."""
        end = time.monotonic() + 1.0
        while not self._notices.arrive and self._notices.can_arrive and time.monotonic() < end:
            self._notices.take_in()
            time.sleep(0.01)
        return self._notices.arrive

    def changed(self) -> set[Ref] | None:
        """What may have changed; None: anything may have."""
        self._notices.take_in()
        if not self._notices.arrive:
            return None
        told, self.told = self.told, set()
        return told

    def close(self) -> None:
        """Be told no more."""
        self._notices.forget(self)
