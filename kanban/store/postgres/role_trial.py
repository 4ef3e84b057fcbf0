"""Faults in the roles of a shared workspace, found by becoming each of them and trying; nothing is kept of it.

A superuser's session can become any role (SET SESSION AUTHORIZATION); everybody else tries as the role that has logged
in. Each attempt is in a savepoint that is rolled back, all of a role in a transaction that is. The server makes all
attempts of a role in one statement: there may be hundreds of roles, and the server may be far away.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from psycopg import ClientCursor, Rollback, errors, sql

from kanban.model.unreadable import Problem
from kanban.store.postgres.connection import Connection, Raw
from kanban.store.postgres.sharing import Sharing, sharing_of
from kanban.store.protocol import RolesFound
from kanban.text.dates import now
from kanban.text.messages import Words, msg

_LEDGERS = """
SELECT id, slug, owner, mark, head, driver FROM kanban.ledgers WHERE removed_at IS NULL ORDER BY slug NULLS FIRST
"""
_SAVE = """
SELECT answer FROM kanban.save(%(ledger)s, %(mark)s, '{}', now(), %(head)s, '{}', '{}', '{}',
    %(subjects)s::text[], %(events)s::text[])
"""
_READS = (
    "SELECT FROM kanban.ledgers WHERE id = %(ledger)s",
    "SELECT FROM kanban.events WHERE ledger = %(ledger)s LIMIT 1",
    "SELECT FROM kanban.cards WHERE ledger = %(ledger)s LIMIT 1",
    "SELECT FROM kanban.saves WHERE ledger = %(ledger)s LIMIT 1",
)
"""It is read where any of it is seen."""
_WRITES = {
    "INSERT": {
        "workspace": "INSERT INTO kanban.workspace (is_one) VALUES (false)",
        "ledgers": "INSERT INTO kanban.ledgers (slug) VALUES ('kanban-tried')",
        "turns": "INSERT INTO kanban.turns VALUES (%(ledger)s)",
        "cards": "INSERT INTO kanban.cards VALUES (%(ledger)s, '0', 0, NULL, '', '')",
        "saves": "INSERT INTO kanban.saves VALUES (%(ledger)s, -1, gen_random_uuid(), now(), now(), 'x')",
        "events": "INSERT INTO kanban.events VALUES (%(ledger)s, -1, 0, NULL, '')",
        "commands": "INSERT INTO kanban.commands VALUES (%(ledger)s, gen_random_uuid(), 0)",
        "tallies": "INSERT INTO kanban.tallies VALUES (%(ledger)s, 'kanban-tried', 0, false, '{}')",
    },
    "UPDATE": {
        "workspace": "UPDATE kanban.workspace SET open_boards = open_boards",
        "ledgers": "UPDATE kanban.ledgers SET owner = owner WHERE id = %(ledger)s",
        "turns": "UPDATE kanban.turns SET ledger = ledger WHERE ledger = %(ledger)s",
        "cards": "UPDATE kanban.cards SET state = state WHERE ledger = %(ledger)s",
        "saves": "UPDATE kanban.saves SET role = role WHERE ledger = %(ledger)s",
        "events": "UPDATE kanban.events SET event = event WHERE ledger = %(ledger)s",
        "commands": "UPDATE kanban.commands SET version = version WHERE ledger = %(ledger)s",
        "tallies": "UPDATE kanban.tallies SET tally = tally WHERE ledger = %(ledger)s",
    },
    "DELETE": {
        table: f"DELETE FROM kanban.{table} WHERE ledger = %(ledger)s"
        for table in ("turns", "cards", "saves", "events", "commands", "tallies")
    },
    "TRUNCATE": {table: f"TRUNCATE kanban.{table}" for table in ("cards", "events", "commands", "tallies")},
}  # fmt: skip
_MAY = """
SELECT rolsuper, has_language_privilege('plpgsql', 'USAGE'), current_setting('transaction_read_only')::boolean
FROM pg_roles WHERE rolname = session_user
"""
_NOBODY = "kanban_nobody"
"""A role that is made for the trial, and gone with its transaction."""
_TRY = """
DECLARE
    statement text;
    n bigint;
    outcomes jsonb := '[]';
BEGIN
    {become}
    FOREACH statement IN ARRAY {statements}::text[] LOOP
        BEGIN
            EXECUTE statement;
            GET DIAGNOSTICS n = ROW_COUNT;
            RAISE EXCEPTION USING ERRCODE = 'KB000';  -- undo it
        EXCEPTION WHEN OTHERS THEN
            outcomes := outcomes || jsonb_build_array(jsonb_build_array(nullif(SQLSTATE, 'KB000'), n));
        END;
    END LOOP;
    PERFORM set_config('kanban.outcomes', outcomes::text, true);
END
"""
"""For each statement the error that it met, and how many rows it found; who tries needs no right to the language."""
_NO_RIGHTS = ("42501", "3F000")
"""Insufficient privilege; a schema that is not seen."""


class _Ledger(NamedTuple):
    id: int
    slug: str | None
    owner: str | None
    mark: uuid.UUID
    head: str
    driver: str


class _Attempt(NamedTuple):
    """What is tried, and whether it should be possible."""

    slug: str | None
    what: Words
    """As in "read it"."""
    statements: Sequence[str]
    should: bool
    more_than: int | None = None
    """It was possible only if one of the statements found more rows than this."""
    if_stopped: bool = True
    """Whether it counts as possible where something else than the roles stopped it."""

    def could(self, outcomes: Iterable[tuple[str | None, int]]) -> bool:
        """Whether it was possible; with the error of each statement and its rows."""
        return any(self._let_through(sqlstate, rows) for sqlstate, rows in outcomes)

    def _let_through(self, sqlstate: str | None, rows: int) -> bool:
        if sqlstate is not None:
            return self.if_stopped and sqlstate not in _NO_RIGHTS
        return self.more_than is None or rows > self.more_than


def tried(connection: Connection) -> RolesFound:
    """The faults, and the roles it was tried as. Raises StoreError where nothing can be changed, as on a standby."""
    sharing = sharing_of(connection)
    found: list[Problem] = []
    with connection.use() as raw:
        ((may_become, may_try, is_read_only),) = raw.execute(_MAY).fetchall()
        if is_read_only:  # each attempt would be stopped by that, and none by the roles
            raise errors.ReadOnlySqlTransaction("transaction_read_only = on")
        ledgers = [_Ledger(*row) for row in raw.execute(_LEDGERS)]
        roles = _roles(ledgers, sharing) if may_become else [sharing.role] if may_try and not sharing.is_owner else []
        if may_become:
            taken = {name for (name,) in raw.execute("SELECT rolname FROM pg_roles WHERE NOT rolsuper")}
            roles = [role for role in roles if role in taken] + ([] if _NOBODY in taken else [_NOBODY])
        for role in roles:
            found += _as(raw, role, ledgers, sharing, connection.place, become=may_become)
    why = msg("looked at; only a superuser can also try") if not roles else (
        "" if may_become else msg("tried as {role} alone; only a superuser can try as the others", role=sharing.role)
    )  # fmt: skip
    return RolesFound(found, [role for role in roles if role != _NOBODY], why)


def _roles(ledgers: Sequence[_Ledger], sharing: Sharing) -> list[str]:
    return sorted({ledger.owner for ledger in ledgers if ledger.owner} | {sharing.pm or ""})


def _as(raw: Raw, role: str, ledgers: Sequence[_Ledger], sharing: Sharing, place: str, become: bool) -> list[Problem]:
    attempts = list(_attempts(ClientCursor(raw), role, ledgers, sharing))
    found: list[Problem] = []
    with raw.transaction():
        outcomes = iter(_outcomes(raw, [text for attempt in attempts for text in attempt.statements], role, become))
        for attempt in attempts:
            could = attempt.could([next(outcomes) for _ in attempt.statements])
            if could != attempt.should:
                reason = (
                    msg("tried: {user} can {what}", user=role, what=attempt.what)
                    if could
                    else msg("tried: {user} cannot {what}", user=role, what=attempt.what)
                )
                found.append(Problem(f"{place} · {attempt.slug or 'plan'}", reason))
        raise Rollback
    return found


def _outcomes(raw: Raw, statements: list[str], role: str, become: bool) -> list[tuple[str | None, int]]:
    name, nothing = sql.Identifier(role), sql.SQL("").format()
    make = sql.SQL("CREATE ROLE {} NOLOGIN;").format(name) if role == _NOBODY else nothing
    becoming = sql.SQL("SET LOCAL SESSION AUTHORIZATION {};").format(name) if become else nothing
    body = sql.SQL(_TRY).format(become=becoming, statements=sql.Literal(statements)).as_string(raw)
    whole = sql.SQL("SET LOCAL lock_timeout = '2s'; {} DO {}; SELECT current_setting('kanban.outcomes')::jsonb")
    cursor = raw.execute(whole.format(make, sql.Literal(body)))
    while cursor.nextset():
        pass
    ((outcomes,),) = cursor.fetchall()
    return [(sqlstate, rows) for sqlstate, rows in outcomes]


def _attempts(cursor: ClientCursor[Any], role: str, ledgers: Sequence[_Ledger], sharing: Sharing) -> Iterator[_Attempt]:
    plan = next(ledger for ledger in ledgers if ledger.slug is None)
    boards = [ledger for ledger in ledgers if ledger.slug is not None]
    mine = [ledger for ledger in boards if ledger.owner == role]
    others = [ledger for ledger in boards if ledger.owner != role]
    is_pm, is_member = role == sharing.pm, role != _NOBODY
    reads_all = is_pm or (sharing.is_open and is_member)
    after = [ledger for ledger in others if mine and ledger.id > mine[0].id]
    other = (after or others)[:1]  # another one for each: all are tried by somebody
    for ledger, reads, writes in (
        *((ledger, True, True) for ledger in mine),
        *((ledger, reads_all, False) for ledger in other),
        (plan, is_member, is_pm),
    ):
        of_it = [cursor.mogrify(statement, {"ledger": ledger.id}) for statement in _READS]
        yield _Attempt(ledger.slug, msg("read it"), of_it, reads, more_than=0)
        # one that was decided on another state changes nothing, but is let in
        yield _Attempt(ledger.slug, msg("change it"), [_save(cursor, ledger, uuid.uuid4())], writes)
    seen = "SELECT FROM kanban.ledgers WHERE slug IS NOT NULL AND removed_at IS NULL"
    should = len(boards) if reads_all else len(mine)
    yield _Attempt(None, msg("read boards of others"), [seen], False, more_than=should, if_stopped=False)
    for ledger in (mine or [plan])[:1]:
        event = msgspec.json.encode({"kind": "tried", "at": now(), "by": sharing.owner}).decode()
        forged = _save(cursor, ledger, ledger.mark, event)  # changed meanwhile it is not saved, and this shows nothing
        yield _Attempt(ledger.slug, msg("sign as somebody else"), [forged], False, more_than=0, if_stopped=False)
        for right, statements in _WRITES.items():
            for table, statement in statements.items():
                what = msg("{right} in {table}", right=right, table=f"kanban.{table}")
                writing = cursor.mogrify(statement, {"ledger": ledger.id})
                yield _Attempt(ledger.slug, what, [writing], False, more_than=0)
    one = (other or mine or [plan])[0]
    yield _Attempt(None, msg("make a board"), ["SELECT kanban.create_board('kanban-tried', 'x', NULL, '{}')"], False)
    remove = cursor.mogrify("SELECT kanban.set_removed(%s, now(), 'x')", [one.id])
    yield _Attempt(one.slug, msg("remove a board"), [remove], False)
    yield _Attempt(None, msg("make tables in the schema"), ["CREATE TABLE kanban.kanban_tried ()"], False)


def _save(cursor: ClientCursor[Any], ledger: _Ledger, mark: uuid.UUID, event: str | None = None) -> str:
    """A save of an event or of nothing; a row for each that was carried out, with an event."""
    statement = _SAVE + " WHERE answer = 'saved'" if event else _SAVE
    return cursor.mogrify(statement, {
        "ledger": ledger.id, "mark": mark, "head": ledger.head, "events": [event] if event else [],
        "subjects": [None] if event else [],
    })  # fmt: skip
