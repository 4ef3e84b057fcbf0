"""Which rights the roles of a shared workspace have in its schema: those that are there, and those that should be."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from psycopg import errors, sql

from kanban.store.postgres.connection import LOCK_SECONDS, STATEMENT_SECONDS, Raw

FUNCTIONS = ("is_owner", "has_role", "may_write", "my_roles", "readable", "reads_all", "save")
"""What members call. All other functions are for the owner, or called by these."""
LIMITS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{STATEMENT_SECONDS}s",
}
"""What ends a member's statement or transaction that was forgotten. A session may set it otherwise: that nobody is
locked out by one does not rest on it, but on members having no right to lock what others write."""
CONNECTIONS = 40
"""How many a member may have at once, so that nobody takes all of the server's. No role changes its own limit."""

_OBJECTS = """
WITH n AS (SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = 'kanban'),
objects (kind, name, plain, owner, acl) AS (
    SELECT 'SCHEMA', 'kanban', 'kanban', n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)) FROM n
    UNION ALL
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'r' THEN 'TABLE' ELSE 'OTHER' END,
        format('kanban.%I', c.relname), c.relname::text, c.relowner,
        coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
    FROM pg_class c JOIN n ON c.relnamespace = n.oid WHERE c.relkind NOT IN ('i', 'I', 't', 'c')
    UNION ALL
    SELECT 'TABLE', format('kanban.%I', c.relname), c.relname::text, c.relowner, a.attacl
    FROM pg_class c JOIN n ON c.relnamespace = n.oid JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'FUNCTION', format('kanban.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.proname::text,
        p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN n ON p.pronamespace = n.oid)
"""
_FOUND = (
    _OBJECTS
    + """
SELECT kind, name, CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END, a.privilege_type
FROM objects, aclexplode(acl) a WHERE a.grantee <> owner
"""
)
_NAMED = _OBJECTS + "SELECT DISTINCT kind, name, plain FROM objects"


_LOCKING = r"""
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
    AND (p.proname ~ '^pg_(try_)?advisory_(xact_)?lock' OR p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea'))
ORDER BY 1
"""
"""Functions by which whoever may connect takes locks without end, in one session: all programs share room for them."""


class Grant(NamedTuple):
    """One right on one object."""

    kind: str
    name: str
    """As SQL has it."""
    role: str | None
    """None is everybody on the server (PUBLIC)."""
    right: str


def found(raw: Raw) -> set[Grant]:
    """The rights of others than the owner in the schema."""
    return {Grant(*row) for row in raw.execute(_FOUND)}


def wanted(raw: Raw, groups: Iterable[str]) -> set[Grant]:
    """The rights that the groups should have, and nobody else any."""
    return set(_wanted(raw, tuple(groups)))


def _wanted(raw: Raw, groups: tuple[str, ...]) -> Iterator[Grant]:
    for kind, name, plain in raw.execute(_NAMED).fetchall():
        for group in groups:
            if kind == "SCHEMA":
                yield Grant(kind, name, group, "USAGE")
            elif kind == "TABLE":
                yield Grant(kind, name, group, "SELECT")
            elif kind == "FUNCTION" and plain in FUNCTIONS:
                yield Grant(kind, name, group, "EXECUTE")


def set_right(raw: Raw, groups: Iterable[str]) -> None:
    """Take away what nobody should have, and give the groups what they should."""
    there, should = found(raw), wanted(raw, groups)
    for kind, name, role in {grant[:3] for grant in there - should}:
        kind = "TABLE" if kind == "OTHER" else kind
        who = sql.SQL("PUBLIC") if role is None else sql.Identifier(role)
        raw.execute(sql.SQL(f"REVOKE ALL ON {kind} {name} FROM {{}} CASCADE").format(who))  # names are the server's
    for grant in sorted(should - found(raw), key=str):
        assert grant.role is not None
        statement = sql.SQL(f"GRANT {grant.right} ON {grant.kind} {grant.name} TO {{}}")
        raw.execute(statement.format(sql.Identifier(grant.role)))


def locking(raw: Raw) -> list[str]:
    """By what everybody on the server can take all of its locks, in this database, and with that lock out everybody."""
    may = raw.execute("SELECT has_database_privilege('public', current_database(), 'TEMPORARY')").fetchone()
    return [name for (name,) in raw.execute(_LOCKING)] + (["CREATE TEMPORARY TABLE"] if may == (True,) else [])


def close_locks(raw: Raw) -> None:
    """Take that from everybody, as far as whoever has logged in may; the owner of the schema keeps what it needs."""
    database = sql.Identifier(raw.info.dbname)
    with suppress(errors.InsufficientPrivilege), raw.transaction():
        raw.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    with suppress(errors.InsufficientPrivilege), raw.transaction():
        raw.execute(
            "DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO %I',"
            " (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'kanban')); END $$"
        )
        for (name,) in raw.execute(_LOCKING).fetchall():
            raw.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC".encode())  # as the server writes it


def admit(raw: Raw, role: str, *groups: str) -> None:
    """Make a role a member of groups."""
    for group in groups:
        if group != role:
            raw.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(role)))


def limit(raw: Raw, role: str) -> None:
    """Give a role its time limits in this database, and a limit of connections where it has none."""
    database = raw.info.dbname
    if raw.execute("SELECT FROM pg_roles WHERE rolname = %s AND rolconnlimit < 0", (role,)).fetchone() is not None:
        raw.execute(sql.SQL(f"ALTER ROLE {{}} CONNECTION LIMIT {CONNECTIONS}").format(sql.Identifier(role)))
    for name, value in LIMITS.items():
        statement = sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}")
        raw.execute(
            statement.format(sql.Identifier(role), sql.Identifier(database), sql.Identifier(name), sql.Literal(value))
        )
