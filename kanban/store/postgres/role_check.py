"""Faults in the roles of a shared workspace, found by looking at the catalogue of the server."""

from collections.abc import Iterable, Iterator, Sequence

from psycopg import sql

from kanban.model.unreadable import Problem
from kanban.store.postgres import grants
from kanban.store.postgres.connection import Connection, Raw
from kanban.store.postgres.sharing import Sharing, sharing_of
from kanban.text.messages import Message, Words, joined, msg

_GROUPED_16 = 160000
"""From this version on CREATEROLE gives no power over roles that others made."""
_BOARDS = "SELECT slug, driver, owner FROM kanban.ledgers WHERE removed_at IS NULL ORDER BY slug NULLS FIRST"
_ROLE = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication, r.rolconnlimit < 0,
    has_database_privilege(r.oid, current_database(), 'CREATE'),
    ARRAY(SELECT n.nspname::text FROM pg_namespace n
        WHERE n.nspname = 'public' AND has_schema_privilege(r.oid, n.oid, 'CREATE')),
    pg_has_role(r.oid, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER'),
    pg_has_role(r.oid, (SELECT nspowner FROM pg_namespace WHERE nspname = 'kanban'), 'MEMBER'),
    ARRAY(SELECT rolname::text FROM pg_roles p WHERE p.rolname IN
        ('pg_write_server_files', 'pg_read_server_files', 'pg_execute_server_program')
        AND pg_has_role(r.oid, p.oid, 'MEMBER')),
    ARRAY(SELECT g.rolname::text FROM pg_roles g
        WHERE g.rolname = ANY (%(groups)s) AND pg_has_role(r.oid, g.oid, 'MEMBER')),
    ARRAY(SELECT g.rolname::text FROM pg_roles g
        WHERE g.rolname = ANY (%(groups)s) AND pg_has_role(r.oid, g.oid, 'USAGE')),
    ARRAY(SELECT m.rolname::text FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
        WHERE a.roleid = r.oid AND r.rolcanlogin AND NOT m.rolsuper
            AND m.oid <> (SELECT nspowner FROM pg_namespace WHERE nspname = 'kanban')),
    ARRAY(SELECT split_part(c, '=', 1) FROM pg_db_role_setting s, unnest(s.setconfig) c WHERE s.setrole IN (r.oid, 0)
        AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND split_part(c, '=', 2) NOT IN ('0', '0s', '0ms'))
FROM pg_roles r WHERE r.rolname = %(role)s
"""
_TABLES = """
SELECT c.relname::text, c.relrowsecurity, EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'ledger' AND NOT a.attisdropped),
    ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid),
    ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'readers' AND p.polcmd = 'r'
        AND pg_get_expr(p.polqual, p.polrelid) ~ CASE c.relname WHEN 'workspace' THEN '^true$'
            ELSE '^\\((id|ledger) IN \\( SELECT (kanban\\.)?readable\\(\\) AS readable\\)\\)$' END)
FROM pg_class c WHERE c.relnamespace = 'kanban'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
_LOOSE = """
SELECT format('kanban.%%I', p.proname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'kanban' AND p.proname = ANY (%(functions)s) AND NOT (p.prosecdef AND p.proowner = n.nspowner
    AND EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c = 'search_path=pg_catalog, pg_temp'))
"""


def faults(connection: Connection) -> list[Problem]:
    """Each fault with what it is about. Nothing is changed."""
    sharing = sharing_of(connection)
    with connection.use() as raw:
        return [Problem(connection.place, reason) for reason in _faults(raw, sharing)]


def faults_of_role(connection: Connection, role: str) -> list[Problem]:
    """Those of one driver."""
    sharing = sharing_of(connection)
    with connection.use() as raw:
        return [Problem(connection.place, reason) for reason in _of_role(raw, sharing, role, is_pm=role == sharing.pm)]


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
    yield from _of_role(raw, sharing, sharing.pm or "", is_pm=True)
    for role in sorted({owner for slug, _, owner in boards if slug is not None and owner} - {sharing.pm}):
        yield from _of_role(raw, sharing, role, is_pm=False)
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
    yield from _of_rights(raw, [name for name in (sharing.everyone, sharing.pms) if name])
    for table, is_closed, _, policies, sound in raw.execute(_TABLES).fetchall():
        if not is_closed:
            yield msg("{table}: its rows are open to all members (no row-level security)", table=f"kanban.{table}")
        elif not sound or len(policies) > len(sound):
            yield msg("{table}: its policies are not those of this program", table=f"kanban.{table}")
    for (name,) in raw.execute(_LOOSE, {"functions": [*grants.FUNCTIONS]}):
        yield msg("{function}: its owner, rights or search path are not those of this program", function=name)


def _of_rights(raw: Raw, groups: Sequence[str]) -> Iterator[Message]:
    there, should = grants.found(raw), grants.wanted(raw, groups)
    for grant in sorted(there - should, key=str):
        yield msg("{role} has {right} on {object}", role=grant.role or msg("everybody on the server (PUBLIC)"),
                  right=grant.right, object=grant.name)  # fmt: skip
    for grant in sorted(should - there, key=str):
        yield msg("{role} lacks {right} on {object}", role=grant.role or "", right=grant.right, object=grant.name)


def _of_role(raw: Raw, sharing: Sharing, role: str, is_pm: bool) -> Iterator[Message]:
    """What is wrong with the PM or a driver."""
    groups = [name for name in (sharing.everyone, sharing.pms) if name]
    row = raw.execute(_ROLE, {"role": role, "groups": groups}).fetchone()
    if row is None:
        yield msg("{role} is no role of the server any more", role=role)
        return
    (is_super, bypasses, makes_roles, replicates, is_unlimited, makes_schemas, makes_in, owns, is_owner, risky,
     member_of, inherits, members, limited) = row  # fmt: skip
    if is_super or is_owner:
        yield msg("{role} is a superuser or owns the workspace: nothing is kept from it", role=role)
        return
    powers: Iterable[tuple[bool, Words]] = (
        (bypasses, msg("reads past row-level security (BYPASSRLS)")),
        (makes_roles and raw.info.server_version < _GROUPED_16, msg("can make itself any other role (CREATEROLE)")),
        (replicates, msg("can copy the whole server (REPLICATION)")),
        (owns, msg("owns the database")),
        (makes_schemas and not owns, msg("can make schemas in the database (REVOKE CREATE ON DATABASE)")),
        *(
            (
                True,
                msg(
                    "can make functions that others call, in the schema {schema} (REVOKE CREATE ON SCHEMA {schema} "
                    "FROM PUBLIC)",
                    schema=name,
                ),
            )
            for name in makes_in
        ),
        *((True, msg("is in {group}, which reaches the files of the server", group=name)) for name in risky),
    )
    for has, what in powers:
        if has:
            yield msg("{role}: {what}", role=role, what=what)
    if sharing.everyone not in inherits:
        yield msg("{user} is not in group {group}, so cannot read the plan", user=role, group=sharing.everyone or "?")
    if is_pm and sharing.pms not in inherits:
        yield msg(
            "{user}, the PM, is not in group {group}, so cannot read the boards", user=role, group=sharing.pms or "?"
        )
    if not is_pm and not sharing.is_open and sharing.pms in member_of:
        yield msg("{user} drives a board and is in group {group}, so can read all boards", user=role,
                  group=sharing.pms or "?")  # fmt: skip
    for member in members:
        yield msg("{member} is a member of {role}, so may do whatever {role} may", member=member, role=role)
    if is_unlimited:
        yield msg("{role} can take all connections of the server (ALTER ROLE … CONNECTION LIMIT)", role=role)
    if missing := [name for name in grants.LIMITS if name not in limited]:
        yield msg("{role} has no time limits ({names})", role=role, names=joined(missing))
