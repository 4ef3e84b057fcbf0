"""Faults in the roles of a shared workspace, found by becoming each of them and trying; nothing is kept of it.

A superuser's session can become any role (SET SESSION AUTHORIZATION); everybody else tries as the role that has logged
in. Each attempt is in a savepoint that is rolled back, all of a role in a transaction that is.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from psycopg import Error, Rollback, errors, sql

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
_WRITES = {
    "INSERT": {
        "workspace": "INSERT INTO kanban.workspace (is_one) VALUES (false)",
        "ledgers": "INSERT INTO kanban.ledgers (slug) VALUES ('kanban-tried')",
        "cards": "INSERT INTO kanban.cards VALUES (%(ledger)s, '0', 0, NULL, '', '')",
        "saves": "INSERT INTO kanban.saves VALUES (%(ledger)s, -1, gen_random_uuid(), now(), now(), 'x')",
        "events": "INSERT INTO kanban.events VALUES (%(ledger)s, -1, 0, NULL, '')",
        "commands": "INSERT INTO kanban.commands VALUES (%(ledger)s, gen_random_uuid(), 0)",
        "tallies": "INSERT INTO kanban.tallies VALUES (%(ledger)s, 'kanban-tried', 0, false, '{}')",
    },
    "UPDATE": {
        "workspace": "UPDATE kanban.workspace SET open_boards = open_boards",
        "ledgers": "UPDATE kanban.ledgers SET owner = owner WHERE id = %(ledger)s",
        "cards": "UPDATE kanban.cards SET state = state WHERE ledger = %(ledger)s",
        "saves": "UPDATE kanban.saves SET role = role WHERE ledger = %(ledger)s",
        "events": "UPDATE kanban.events SET event = event WHERE ledger = %(ledger)s",
        "commands": "UPDATE kanban.commands SET version = version WHERE ledger = %(ledger)s",
        "tallies": "UPDATE kanban.tallies SET tally = tally WHERE ledger = %(ledger)s",
    },
    "DELETE": {
        table: f"DELETE FROM kanban.{table} WHERE ledger = %(ledger)s"
        for table in ("cards", "saves", "events", "commands", "tallies")
    },
    "TRUNCATE": {table: f"TRUNCATE kanban.{table}" for table in ("cards", "events", "commands", "tallies")},
}  # fmt: skip
_NOBODY = "kanban_nobody"
"""A role that is made for the trial, and gone with its transaction."""


class _Ledger(NamedTuple):
    id: int
    slug: str | None
    owner: str | None
    mark: uuid.UUID
    head: str
    driver: str


class _Could(NamedTuple):
    """What an attempt showed."""

    slug: str | None
    what: Words
    """What was tried, as in "read it"."""
    could: bool
    should: bool


def tried(connection: Connection) -> RolesFound:
    """The faults, and the roles it was tried as."""
    sharing = sharing_of(connection)
    found: list[Problem] = []
    with connection.use() as raw:
        ledgers = [_Ledger(*row) for row in raw.execute(_LEDGERS)]
        may_become = raw.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchall() == [(True,)]
        roles = _roles(ledgers, sharing) if may_become else [] if sharing.is_owner else [sharing.role]
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
    found: list[Problem] = []
    with raw.transaction():
        raw.execute("SET LOCAL lock_timeout = '2s'")
        if become:
            if role == _NOBODY:
                raw.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
            raw.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(role)))
        for result in _attempts(raw, role, ledgers, sharing):
            if result.could != result.should:
                reason = (
                    msg("tried: {user} can {what}", user=role, what=result.what)
                    if result.could
                    else msg("tried: {user} cannot {what}", user=role, what=result.what)
                )
                found.append(Problem(f"{place} · {result.slug or 'plan'}", reason))
        raise Rollback
    return found


def _attempts(raw: Raw, role: str, ledgers: Sequence[_Ledger], sharing: Sharing) -> Iterator[_Could]:
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
        yield _Could(ledger.slug, msg("read it"), _reads(raw, ledger), reads)
        yield _Could(ledger.slug, msg("change it"), _saves(raw, ledger, uuid.uuid4()), writes)
    seen = _count(raw, "SELECT count(*) FROM kanban.ledgers WHERE slug IS NOT NULL AND removed_at IS NULL")
    should = len(boards) if reads_all else len(mine)
    if seen > should:
        yield _Could(None, msg("read boards of others"), True, False)
    for ledger in (mine or [plan])[:1]:
        yield _Could(ledger.slug, msg("sign as somebody else"), _forges(raw, ledger, sharing), False)
        for table_writes in _WRITES.items():
            yield from _tries_tables(raw, ledger, *table_writes)
    one = (other or mine or [plan])[0]
    yield _Could(
        None, msg("make a board"), _can(raw, "SELECT kanban.create_board('kanban-tried', 'x', NULL, '{}')"), False
    )
    remove = "SELECT kanban.set_removed(%(ledger)s, now(), 'x')"
    yield _Could(one.slug, msg("remove a board"), _can(raw, remove, {"ledger": one.id}), False)
    yield _Could(None, msg("make tables in the schema"), _can(raw, "CREATE TABLE kanban.kanban_tried ()"), False)


def _tries_tables(raw: Raw, ledger: _Ledger, right: str, statements: dict[str, str]) -> Iterator[_Could]:
    for table, statement in statements.items():
        what = msg("{right} in {table}", right=right, table=f"kanban.{table}")
        yield _Could(ledger.slug, what, _can(raw, statement, {"ledger": ledger.id}, rows=True), False)


def _reads(raw: Raw, ledger: _Ledger) -> bool:
    """Whether any of it is seen: its row, its events, its cards."""
    of_it = [f"SELECT FROM kanban.{table} WHERE ledger = %(ledger)s LIMIT 1" for table in ("events", "cards", "saves")]
    statements = ("SELECT FROM kanban.ledgers WHERE id = %(ledger)s", *of_it)
    return any(_can(raw, statement, {"ledger": ledger.id}, rows=True) for statement in statements)


def _saves(
    raw: Raw, ledger: _Ledger, mark: uuid.UUID, event: bytes | None = None, look: Callable[[Any], bool] | None = None
) -> bool:
    """Whether a save is let in; one that was decided on another state changes nothing."""
    return _can(raw, _SAVE, {
        "ledger": ledger.id, "mark": mark, "head": ledger.head, "events": [event.decode()] if event else [],
        "subjects": [None] if event else [],
    }, look=look)  # fmt: skip


def _forges(raw: Raw, ledger: _Ledger, sharing: Sharing) -> bool:
    """Whether an event with another's name is let in; the savepoint takes it out again."""
    event = msgspec.json.encode({"kind": "tried", "at": now(), "by": sharing.owner})
    forged: list[bool] = []

    def look(cursor: Any) -> bool:
        forged.append(cursor.fetchone()[0] == "saved")  # where it has been changed meanwhile, this shows nothing
        return True

    _saves(raw, ledger, ledger.mark, event, look)
    return any(forged)


def _count(raw: Raw, statement: str) -> int:
    found: list[int] = []

    def count(cursor: Any) -> bool:
        found.append(cursor.fetchone()[0])
        return True

    _can(raw, statement, look=count)
    return found[0] if found else 0


def _can(
    raw: Raw, statement: str, values: dict[str, object] | None = None, rows: bool = False,
    look: Callable[[Any], bool] | None = None,
) -> bool:  # fmt: skip
    """Whether the server lets a statement through; with `rows` only where it found any. What it did is undone."""
    could = True
    try:
        with raw.transaction():
            cursor = raw.execute(statement.encode(), values)
            could = look(cursor) if look else cursor.rowcount > 0 if rows else True
            raise Rollback
    except (errors.InsufficientPrivilege, errors.InvalidSchemaName):
        return False
    except errors.LockNotAvailable:
        return True
    except Error as error:
        if (error.sqlstate or "08")[:2] in ("08", "57"):
            raise
        return True  # something else stopped it, not the roles
    return could
