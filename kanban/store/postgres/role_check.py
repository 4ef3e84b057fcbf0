"""Faults in the roles of a shared workspace, found by looking at the catalogue of the server."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from psycopg import sql

from kanban.model.unreadable import Problem
from kanban.store.postgres import grants, schema_check
from kanban.store.postgres.connection import Connection, Raw
from kanban.store.postgres.sharing import Sharing, sharing_of
from kanban.text.messages import Message, Words, joined, msg

_SOME = 3
"""How many ways of the same kind a sentence names."""
_GROUPED_16 = 160000
"""From this version on CREATEROLE gives no power over roles that others made."""
_BOARDS = "SELECT slug, driver, owner FROM kanban.ledgers WHERE removed_at IS NULL ORDER BY slug NULLS FIRST"
_RISKY = {
    "pg_write_server_files": True, "pg_read_server_files": True, "pg_execute_server_program": True,
    "pg_write_all_data": False, "pg_read_all_data": False, "pg_signal_backend": False,
}  # fmt: skip
"""The groups of the server that no member should be in, and whether they reach its files. Older servers lack some."""
_ROLES = """
WITH n AS (SELECT nspowner FROM pg_namespace WHERE nspname = 'kanban'),
d AS (SELECT oid, datdba FROM pg_database WHERE datname = current_database())
SELECT r.rolname::text, can.super, can.bypass, can.make_roles, can.replicate, r.rolconnlimit < 0,
    has_database_privilege(r.oid, d.oid, 'CREATE'),
    has_database_privilege(r.oid, d.oid, 'CONNECT'),
    ARRAY(SELECT s.nspname::text FROM pg_namespace s
        WHERE s.nspname IN ('public', 'pg_catalog') AND has_schema_privilege(r.oid, s.oid, 'CREATE') ORDER BY 1),
    pg_has_role(r.oid, d.datdba, 'MEMBER'),
    pg_has_role(r.oid, n.nspowner, 'MEMBER'),
    ARRAY(SELECT p.rolname::text FROM pg_roles p
        WHERE p.rolname = ANY (%(risky)s) AND pg_has_role(r.oid, p.oid, 'MEMBER') ORDER BY 1),
    ARRAY(SELECT g.rolname::text FROM pg_roles g
        WHERE g.rolname = ANY (%(groups)s) AND pg_has_role(r.oid, g.oid, 'MEMBER')),
    ARRAY(SELECT g.rolname::text FROM pg_roles g
        WHERE g.rolname = ANY (%(groups)s) AND pg_has_role(r.oid, g.oid, 'USAGE')),
    ARRAY(SELECT m.rolname::text FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
        WHERE a.roleid = r.oid AND r.rolcanlogin AND NOT m.rolsuper AND m.oid <> n.nspowner),
    ARRAY(SELECT split_part(c, '=', 1) FROM pg_db_role_setting s, unnest(s.setconfig) c WHERE s.setrole IN (r.oid, 0)
        AND s.setdatabase IN (0, d.oid) AND split_part(c, '=', 2) NOT IN ('0', '0s', '0ms'))
FROM n, d, pg_roles r, LATERAL (
    SELECT coalesce(bool_or(p.rolsuper), false), coalesce(bool_or(p.rolbypassrls), false),
        coalesce(bool_or(p.rolcreaterole), false), coalesce(bool_or(p.rolreplication), false)
    FROM pg_roles p WHERE (p.rolsuper OR p.rolbypassrls OR p.rolcreaterole OR p.rolreplication)
        AND pg_has_role(r.oid, p.oid, 'MEMBER')) can (super, bypass, make_roles, replicate)
WHERE r.rolname = ANY (%(roles)s)
"""
"""What a role can do is what it or any role can that it may become (SET ROLE)."""
_MEMBERS = """
WITH RECURSIVE n AS (SELECT nspowner FROM pg_namespace WHERE nspname = 'kanban'),
members (oid) AS (
    SELECT r.oid FROM pg_roles r, n WHERE r.rolname = ANY (%(groups)s) OR r.oid = n.nspowner
    UNION SELECT a.member FROM pg_auth_members a JOIN members m ON a.roleid = m.oid, to_jsonb(a) AS j
        WHERE coalesce((j->>'set_option')::boolean OR (j->>'inherit_option')::boolean, true))
SELECT r.rolname::text FROM pg_roles r JOIN members USING (oid), n
WHERE r.rolname <> ALL (%(groups)s) AND r.oid <> n.nspowner ORDER BY 1
"""
"""From version 16 on whoever has made a role is a member that can neither use it nor become it."""
_ADMITTING = """
SELECT DISTINCT m.rolname::text, g.rolname::text
FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
WHERE a.admin_option AND g.rolname = ANY (%(groups)s) AND NOT m.rolsuper
    AND m.oid <> (SELECT nspowner FROM pg_namespace WHERE nspname = 'kanban') ORDER BY 1, 2
"""
_TABLES = """
SELECT c.relname::text, c.relrowsecurity, EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'ledger' AND NOT a.attisdropped),
    ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid),
    ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'readers' AND p.polcmd = 'r'
        AND p.polroles = '{0}' AND p.polpermissive
        AND pg_get_expr(p.polqual, p.polrelid) ~ CASE c.relname WHEN 'workspace' THEN '^true$'
            ELSE '^\\((id|ledger) IN \\( SELECT (kanban\\.)?readable\\(\\) AS readable\\)\\)$' END)
FROM pg_class c WHERE c.relnamespace = 'kanban'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""


class _Role(NamedTuple):
    """A role of the server, and what it can do itself or as one that it may become."""

    name: str
    is_super: bool
    bypasses: bool
    makes_roles: bool
    replicates: bool
    is_unlimited: bool
    makes_schemas: bool
    connects: bool
    makes_in: list[str]
    owns: bool
    is_owner: bool
    risky: list[str]
    member_of: list[str]
    inherits: list[str]
    members: list[str]
    limited: list[str]


def faults(connection: Connection) -> list[Problem]:
    """Each fault with what it is about. Nothing is changed."""
    sharing = sharing_of(connection)
    with connection.use() as raw:
        return [Problem(connection.place, reason) for reason in _faults(raw, sharing)]


def faults_of_role(connection: Connection, role: str) -> list[Problem]:
    """Those of one driver."""
    sharing = sharing_of(connection)
    with connection.use() as raw:
        return [Problem(connection.place, reason) for reason in _of_roles(raw, sharing, [role])]


def close_rows(raw: Raw) -> None:
    """Let members read by our policies and no others."""
    for table, is_closed, is_of_ledgers, policies, sound in raw.execute(_TABLES).fetchall():
        name = sql.Identifier("kanban", table)
        if not is_closed:
            raw.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name))
        for policy in set(policies) - set(sound):
            raw.execute(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(policy), name))
        if not sound:
            which = "true" if table == "workspace" else "{} IN (SELECT kanban.readable())".format(
                "ledger" if is_of_ledgers else "id")  # fmt: skip
            raw.execute(sql.SQL(f"CREATE POLICY readers ON {{}} FOR SELECT USING ({which})").format(name))


def _faults(raw: Raw, sharing: Sharing) -> Iterator[Words]:
    boards = raw.execute(_BOARDS).fetchall()
    drivers = sorted({owner for slug, _, owner in boards if slug is not None and owner} - {sharing.pm})
    yield from _of_roles(raw, sharing, [sharing.pm or "", *drivers], _members(raw, sharing))
    for slug, driver, owner in boards:
        if slug is None:
            if owner != sharing.pm:
                yield msg("the plan belongs to {user} instead of {owner}", user=owner or "?", owner=sharing.pm or "?")
        elif owner is None:
            yield msg("board {board} belongs to no role, so its driver {driver} cannot change it", board=slug,
                      driver=driver)  # fmt: skip
        elif owner != driver:
            yield msg(
                "board {board} belongs to {user}, but says it is {driver}'s", board=slug, user=owner, driver=driver
            )
    for role, group in raw.execute(_ADMITTING, {"groups": _groups(sharing)}).fetchall():
        yield msg("{role} can admit others to group {group} (ADMIN OPTION)", role=role, group=group)
    yield from _of_rights(raw, _groups(sharing))
    for table, is_closed, _, policies, sound in raw.execute(_TABLES).fetchall():
        if not is_closed:
            yield msg("{table}: its rows are open to all members (no row-level security)", table=f"kanban.{table}")
        elif not sound or len(policies) > len(sound):
            yield msg("{table}: its policies are not those of this program", table=f"kanban.{table}")
    yield from schema_check.faults(raw)
    if ways := grants.locking(raw):
        yield msg(
            "everybody on the server (PUBLIC) can take all of its locks, by {ways}; `kanban init --shared`, said by a "
            "superuser, takes that away",
            ways=joined([*ways[:_SOME], *(["…"] if len(ways) > _SOME else [])]),
        )


def _of_rights(raw: Raw, groups: Sequence[str]) -> Iterator[Message]:
    there, should = grants.found(raw), grants.wanted(raw, groups)
    for grant in sorted(there - should, key=str):
        yield msg("{role} has {right} on {object}", role=grant.role or msg("everybody on the server (PUBLIC)"),
                  right=grant.right, object=grant.name)  # fmt: skip
    for grant in sorted(should - there, key=str):
        yield msg("{role} lacks {right} on {object}", role=grant.role or "", right=grant.right, object=grant.name)


def _groups(sharing: Sharing) -> list[str]:
    return [name for name in (sharing.everyone, sharing.pms) if name]


def _members(raw: Raw, sharing: Sharing) -> list[str]:
    """Who is in a group or may act as the owner, directly or through others."""
    return [name for (name,) in raw.execute(_MEMBERS, {"groups": _groups(sharing)}).fetchall()]


def _of_roles(raw: Raw, sharing: Sharing, roles: Sequence[str], members: Sequence[str] = ()) -> Iterator[Message]:
    """What is wrong with the PM and drivers, and with members that may have no board."""
    asked = {"roles": [*roles, *members], "groups": _groups(sharing), "risky": [*_RISKY]}
    found = {row[0]: _Role(*row) for row in raw.execute(_ROLES, asked).fetchall()}
    for name in dict.fromkeys((*roles, *members)):
        role = found.get(name)
        if role is None:
            yield msg("{role} is no role of the server any more", role=name)
        elif role.is_super or role.is_owner:
            yield msg("{role} is a superuser or owns the workspace: nothing is kept from it", role=name)
        else:
            yield from (msg("{role}: {what}", role=name, what=what) for what in _powers(raw, role))
            if name in roles:
                yield from _of_role(sharing, role)


def _powers(raw: Raw, role: _Role) -> Iterator[Words]:
    """What no member should be able to do."""
    if role.bypasses:
        yield msg("reads past row-level security (BYPASSRLS)")
    if role.makes_roles and raw.info.server_version < _GROUPED_16:
        yield msg("can make itself any other role (CREATEROLE)")
    if role.replicates:
        yield msg("can copy the whole server (REPLICATION)")
    if role.owns:
        yield msg("owns the database")
    elif role.makes_schemas:
        yield msg("can make schemas in the database (REVOKE CREATE ON DATABASE)")
    for schema in role.makes_in:
        yield msg(
            "can make functions that others call, in the schema {schema} (REVOKE CREATE ON SCHEMA {schema} "
            "FROM PUBLIC)",
            schema=schema,
        )
    for group in role.risky:
        if _RISKY[group]:
            yield msg("is in {group}, which reaches the files of the server", group=group)
        else:
            yield msg("is in {group}, which reaches past the rights of this workspace", group=group)


def _of_role(sharing: Sharing, role: _Role) -> Iterator[Message]:
    """What the PM or a driver lacks, or has too much of, as such."""
    is_pm, user = role.name == sharing.pm, role.name
    if not role.connects:
        yield msg("{role} may not connect to the database (GRANT CONNECT ON DATABASE)", role=user)
    if sharing.everyone not in role.inherits:
        yield msg("{user} is not in group {group}, so cannot read the plan", user=user, group=sharing.everyone or "?")
    if is_pm and sharing.pms not in role.inherits:
        yield msg(
            "{user}, the PM, is not in group {group}, so cannot read the boards", user=user, group=sharing.pms or "?"
        )
    if not is_pm and not sharing.is_open and sharing.pms in role.member_of:
        yield msg("{user} drives a board and is in group {group}, so can read all boards", user=user,
                  group=sharing.pms or "?")  # fmt: skip
    for member in role.members:
        yield msg("{member} is a member of {role}, so may do whatever {role} may", member=member, role=user)
    if role.is_unlimited:
        yield msg("{role} can take all connections of the server (ALTER ROLE … CONNECTION LIMIT)", role=user)
    if missing := [name for name in grants.LIMITS if name not in role.limited]:
        yield msg("{role} has no time limits ({names})", role=user, names=joined(missing))
