"""The one connection of a program to its server: made when it is needed, made again when it was lost."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors, pq
from psycopg.types.string import ByteaBinaryLoader

from kanban.store.errors import LockTimeout, StoreError
from kanban.store.postgres.address import CONNECT_SECONDS, Address
from kanban.store.postgres.connect_errors import NO_RIGHTS, sqlstates
from kanban.store.postgres.silence import ImpatientConnection, NoAnswer
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.messages import Message, Refused, Words, msg

OLDEST = 13
"""The oldest version of PostgreSQL that is understood."""
LOCK_SECONDS, STATEMENT_SECONDS = 10, 60
"""How long a lock is waited for, and how long one statement may take."""

PREPARED_FROM = 2
"""So often a statement is sent before the server keeps it prepared. Never through a pooler: one that gives each
transaction another connection knows no statement that was prepared before."""

STANDBY = msg("the server is a standby: nothing can be changed there")

Raw = psycopg.Connection[tuple[Any, ...]]

_SET_UP = f"""
SET search_path = pg_catalog, pg_temp; SET default_transaction_isolation = 'read committed';
SET lock_timeout = '{LOCK_SECONDS}s'; SET statement_timeout = '{STATEMENT_SECONDS}s';
SET idle_in_transaction_session_timeout = '{STATEMENT_SECONDS}s';
SELECT pg_backend_pid(), extract(epoch FROM clock_timestamp())::float8, pg_is_in_recovery(),
    current_setting('server_encoding')::name, session_user,
    obj_description(to_regnamespace('kanban'), 'pg_namespace')::name,
    coalesce(has_schema_privilege(to_regnamespace('kanban'), 'USAGE'), false),
    to_regnamespace('kanban') IS NOT NULL
"""
"""First of all no function is found but the server's: where others may make some in the schema public, as everybody may
up to version 14, one with the name of the server's and fitting better would be called with the rights of this role."""

_SIGNED_BY_ANOTHER = "kanban: an event is signed by somebody else"
_REFUSALS: Mapping[Words, Callable[[str], Message]] = {
    "kanban: this role may not change this ledger": lambda role: msg(
        "{role} may not change that; only the role may that it was given to", role=role
    ),
    _SIGNED_BY_ANOTHER: lambda role: msg(
        "{role} may sign as nobody else; in an import nobody may be named who is a role of the server", role=role
    ),
    "kanban: an event that lies in the future by the clock of the server": lambda role: msg(
        "an event lies in the future by the clock of the server"
    ),
}
"""What the functions of the schema say, to those who did nothing out of ill will."""


class Lost(StoreError):
    """The connection was lost, or none can be made: what was being written may have been written."""


class Elsewhere(StoreError):
    """Nothing can be changed on this server: where the address names others, the next connection looks for them."""


class Impostor(Refused):
    """An event was signed with another name than that of the role that has logged in."""


class Again(StoreError):
    """Another transaction was in the way; nothing was written, and it may be tried again at once."""


class Unanswerable(StoreError):
    """What was asked for is too much for the server, or is nothing that it can make something of."""


_ATTEMPT = r"connection to server (?:at|on) .* failed: .*"
"""What libpq says of one host. psycopg says it once more of the last of several."""
_KINDS: Mapping[type[StoreError], tuple[type[psycopg.Error], ...]] = {
    Again: (errors.DeadlockDetected, errors.SerializationFailure),
    Lost: (errors.IdleInTransactionSessionTimeout,),
    Unanswerable: (errors.ProgramLimitExceeded, errors.OutOfMemory, errors.DataError, errors.InternalError_),
}


class Server:
    """What a connection has found at its other end."""

    def __init__(self, place: str, raw: Raw) -> None:
        """Raises StoreError for a server that is too old."""
        self.version = raw.info.server_version // 10000
        if self.version < OLDEST:  # it may not know what is asked next
            raise StoreError(place, msg("the server is PostgreSQL {version}; it has to be {oldest} or newer",
                                        version=self.version, oldest=OLDEST))  # fmt: skip
        before = now()
        with raw.cursor() as cursor:
            cursor.execute(_SET_UP)
            while cursor.nextset():
                pass
            row = cursor.fetchone()
        assert row is not None  # the statement always gives one
        middle = before + (now() - before) / 2
        self.is_pooled = row[0] != raw.info.backend_pid
        """Whether a pooler is between: it gives its own number for a connection, and perhaps another one each time."""
        self.skew = row[1] - middle.timestamp()
        """Seconds that its clock is ahead of this machine's."""
        self.is_standby, self.encoding, self.role, self.comment, self.is_open, self.has_schema = row[2:]


class Connection:
    """Used by one thread at a time; every other one waits."""

    def __init__(self, address: Address) -> None:
        self.place = address.place
        self._address = address
        self.lock = threading.RLock()
        """Held while the connection is used; one lock for all that is kept of what it brought."""
        self._raw: Raw | None = None
        self._server: Server | None = None
        self.on_made: Callable[[Raw], None] | None = None
        """Called with every new connection: whoever listens has to say so again."""

    @property
    def server(self) -> Server:
        """What was found at the other end when it was connected to last. Raises StoreError."""
        if self._server is None:
            with self.use():
                pass
        assert self._server is not None  # found with the connection
        return self._server

    def close(self) -> None:
        """End it; the next use makes another."""
        with self.lock:
            raw, self._raw = self._raw, None
            if raw is not None:
                with suppress(psycopg.Error):
                    raw.close()

    def look_again(self) -> None:
        """What was found at its other end is so no more: the next use makes another, and looks anew."""
        with self.lock:
            self.close()
            self._server = None

    @contextmanager
    def use(self) -> Iterator[Raw]:
        """The connection, for this thread alone. Raises StoreError and Refused for what libpq and the server raise."""
        with self.lock:
            try:
                yield self._made()
            except psycopg.Error as error:
                refusal = self._in_our_words(error)
                if isinstance(refusal, Lost | Elsewhere) or (self._raw is not None and self._raw.closed):
                    self.close()
                raise refusal from None

    @contextmanager
    def transaction(self) -> Iterator[Raw]:
        """All or nothing of what is done within. Raises Lost where it is not known which of the two it was."""
        with self.use() as raw:
            with raw.transaction():
                yield raw
            if raw.closed:  # it was lost before its end, and then nothing is said of the commit that was not made
                raise psycopg.OperationalError("the connection is closed")

    def commit(self, raw: Raw, statement: str, values: Mapping[str, object] | None = None) -> psycopg.Cursor[Any]:
        """Run a statement that commits. Raises Lost where the server did not wait until a standby has what it did:
        somebody told it not to."""
        warnings: list[str] = []

        def hear(said: errors.Diagnostic) -> None:  # it can be read no longer than this call takes
            if said.severity_nonlocalized == "WARNING":
                warnings.append(clean_line(said.message_primary or ""))

        raw.add_notice_handler(hear)
        try:
            cursor = raw.execute(statement.encode(), values, binary=values is not None)
        finally:
            raw.remove_notice_handler(hear)
        if warnings:
            raise Lost(self.place, warnings[0])
        return cursor

    def rows(self, query: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """What a statement that only reads returns; a lost connection is made again once. Text comes as bytes."""
        try:
            return self._rows(query, values)
        except Lost:
            return self._rows(query, values)
        except Again:  # on a standby; within a transaction all of that has to be done again
            if self.in_transaction:
                raise
            return self._rows(query, values)

    @property
    def in_transaction(self) -> bool:
        """Whether one has begun."""
        return self._raw is not None and self._raw.info.transaction_status != pq.TransactionStatus.IDLE

    def _rows(self, query: str, values: Mapping[str, object] | None) -> list[tuple[Any, ...]]:
        with self.use() as raw:
            return raw.execute(query, values, binary=True).fetchall()

    def try_now(self, look: Callable[[Raw], None]) -> bool:
        """Look at what has come in, if no other thread uses the connection and there is one; waits for nothing."""
        if not self.lock.acquire(blocking=False):
            return True
        try:
            if self._raw is None or self._raw.closed:
                return False
            try:
                look(self._raw)
            except psycopg.Error:
                self.close()
                return False
            return True
        finally:
            self.lock.release()

    def _made(self) -> Raw:
        if self._raw is not None and not self._raw.closed:
            return self._raw
        try:
            raw = ImpatientConnection.connect(self._address.conninfo, autocommit=True, prepare_threshold=None)
        except psycopg.OperationalError as error:
            if self._address.open_passfile and "password" in str(error):
                raise Lost(self.place, msg("{reason}; {file} is not read, as others may read it too: chmod 600",
                    reason=_reason(error), file=clean_line(self._address.open_passfile))) from None  # fmt: skip
            if self._may_not_connect(error):
                role = clean_line(self._address.role_and_database[0])
                raise Refused(msg("{place}: the role {role} may not connect to that database", place=self.place,
                                  role=role)) from None  # fmt: skip
            raise
        raw.address = self._address.conninfo
        try:
            self._server = server = Server(self.place, raw)
            if server.encoding != "UTF8":
                raise StoreError(self.place, msg("the database is encoded in {encoding}; it has to be UTF8",
                                                 encoding=clean_line(server.encoding)))  # fmt: skip
            raw.adapters.register_loader("text", ByteaBinaryLoader)  # as it came: JSON is decoded from bytes
            if not server.is_pooled:
                raw.prepare_threshold = PREPARED_FROM
            if self.on_made is not None:
                self.on_made(raw)
        except BaseException:
            raw.close()
            raise
        self._raw = raw
        return raw

    def _may_not_connect(self, error: psycopg.Error) -> bool:
        """Whether the role may not CONNECT. Where it could before, its connection is lost, and an open board waits.

        A second login, as a server's sentence is in its own language; but only where that names the database.
        """
        if self._server is not None or isinstance(error, errors.ConnectionTimeout):
            return False
        if self._address.role_and_database[1] not in str(error):
            return False
        return NO_RIGHTS in sqlstates(self._address.conninfo, CONNECT_SECONDS)

    def _in_our_words(self, error: psycopg.Error) -> StoreError | Refused:
        """What libpq or the server says. There is no password in it: none is given to either but by libpq itself."""
        reason = _reason(error)
        if reason in _REFUSALS:
            role = clean_line(self._server.role) if self._server else ""
            refusal = Impostor if reason == _SIGNED_BY_ANOTHER else Refused
            return refusal(msg("{place}: {reason}", place=self.place, reason=_REFUSALS[reason](role)))
        match error:
            case NoAnswer():
                return Lost(self.place, msg("the server has not answered for {n} seconds", n=error.seconds))
            case errors.InsufficientPrivilege():
                role = clean_line(self._server.role) if self._server else ""
                return Refused(
                    msg(
                        "{place}: the role {role} may not do that: {reason}", place=self.place, role=role, reason=reason
                    )
                )
            case errors.LockNotAvailable():
                return LockTimeout(self.place, msg("somebody else has been writing for {n} seconds", n=LOCK_SECONDS))
            case errors.QueryCanceled():
                return StoreError(self.place, msg("it took too long, and was ended: {reason}", reason=reason))
            case errors.ReadOnlySqlTransaction():
                if self._server is not None and self._server.is_standby:
                    return Elsewhere(self.place, STANDBY)
                return Elsewhere(self.place, msg("the server lets nothing be changed: {reason}", reason=reason))
            case errors.UndefinedTable() | errors.UndefinedFunction() | errors.InvalidSchemaName():
                return StoreError(self.place, msg("the workspace is not there any more: {reason}", reason=reason))
        for kind, types in _KINDS.items():
            if isinstance(error, types):
                return kind(self.place, reason)
        if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08")[:2] in ("08", "57", "28", "3D"):
            return Lost(self.place, reason)
        return StoreError(self.place, reason)


def _reason(error: psycopg.Error) -> Words:
    """The first line says it; where several hosts were tried, what each of them said."""
    if error.diag.message_primary:
        return clean_line(error.diag.message_primary)
    if tried := re.findall(_ATTEMPT, str(error)):
        is_repeated = tried[0] in tried[1:]
        return "; ".join(map(clean_line, tried[is_repeated:]))
    lines = [clean_line(line.removeprefix("- ")) for line in str(error).splitlines() if line.strip()]
    return "; ".join(lines) or type(error).__name__
