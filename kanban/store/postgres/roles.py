"""How a server keeps drivers and PM apart: roles of the database, their rights, and row-level security.

The owner of the schema makes and removes boards, as root does in a folder; so does any superuser. Everybody else reads
what the policies of `schema/001_ledgers.sql` let them read, and writes by its functions alone, which ask who has
logged in. The PM's role owns the plan, a driver's role the board; members of a role may do what it may. Two groups
carry the rights in the schema: all members, who read the plan, and the PMs, who read all boards.
"""

from collections.abc import Callable, Iterator

from psycopg import errors, sql

from kanban.store.postgres import grants, role_check
from kanban.store.postgres.connection import STANDBY, Connection, Elsewhere, Raw
from kanban.store.postgres.sharing import Sharing, sharing_of
from kanban.store.protocol import RolesFound, RolesWanted
from kanban.text.messages import Message, Refused, Words, msg

_NAME_BYTES = 63
"""The longest name of a role."""
_MAY = """
SELECT r.rolsuper, r.rolcreaterole, has_database_privilege(current_database(), 'CREATE'),
    coalesce((SELECT pg_has_role(n.nspowner, 'MEMBER') FROM pg_namespace n WHERE n.nspname = 'kanban'), true)
FROM pg_roles r WHERE r.rolname = session_user
"""
_OWNERS = """
WITH wanted AS (
    SELECT id, (SELECT rolname FROM pg_roles WHERE rolname::text = driver) AS role FROM kanban.ledgers
    WHERE slug IS NOT NULL AND (owner IN (SELECT rolname FROM pg_roles)) IS NOT TRUE)
UPDATE kanban.ledgers l SET owner = wanted.role FROM wanted
WHERE l.id = wanted.id AND l.owner IS DISTINCT FROM wanted.role
"""
"""Boards that have their owner are not written: a driver in a transaction may hold the own board's row for long."""
_MEMBERS = """
SELECT rolname, rolsuper FROM pg_roles r WHERE rolname IN (SELECT owner FROM kanban.ledgers)
    OR r.oid IN (SELECT m.member FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE g.rolname = ANY (%s))
"""


class PostgresRoles:
    """The `RoleLayout` of a server."""

    needed = ("--pm",)

    def __init__(self, connection: Connection, exists: Callable[[], bool], create: Callable[[str], None]) -> None:
        """`exists`: whether there is a workspace; `create`: make it, in the name of somebody."""
        self._connection, self._exists, self._create = connection, exists, create

    def is_shared(self) -> bool:
        """Whether it is a shared workspace."""
        return self._exists() and sharing_of(self._connection).is_shared

    def check_wanted(self, wanted: RolesWanted) -> None:
        """Raise Refused or StoreError for roles that cannot be set up, before anything is made."""
        place, server = self._connection.place, self._connection.server
        if server.is_standby:
            raise Elsewhere(place, STANDBY)
        with self._connection.use() as raw:
            is_super, makes_roles, may_create, owns = raw.execute(_MAY).fetchall()[0]
            if not is_super and not (makes_roles and may_create and owns):
                lacks = (
                    msg("CREATEROLE (ALTER ROLE {role} CREATEROLE)", role=server.role)
                    if not makes_roles
                    else msg("the schema kanban, which belongs to another role")
                    if not owns
                    else msg("the right to make a schema in the database")
                )
                raise Refused(
                    msg("{place}: only its owner or a superuser sets up roles; the role {role} lacks {lacks}",
                        place=place, role=server.role, lacks=lacks)
                )  # fmt: skip
            names = self._named(raw, wanted)
            if not is_role(raw, wanted.pm):
                raise Refused(msg("--pm: {reason}", reason=no_role(wanted.pm)))
        for option, name in (("--group", names.everyone), ("--pm-group", names.pms)):
            if not 0 < len(name.encode()) <= _NAME_BYTES or name.startswith("pg_") or name in ("public", "none"):
                raise Refused(
                    msg("{option}: {name!r} cannot be the name of a group of roles; say {option} with another",
                        option=option, name=name)
                )  # fmt: skip
            if name == wanted.pm:
                raise Refused(
                    msg("{option}: {name} is the PM's own role; name a group of roles", option=option, name=name)
                )
        if names.everyone == names.pms and not wanted.is_open:
            raise Refused(
                msg("--pm-group: it is the group of everyone, who would read all boards; if so, say --boards open")
            )

    def share(self, wanted: RolesWanted) -> list[Words]:
        """Make the groups, give every role its rights, and take away all others; what was odd."""
        self._create(self._connection.server.role)
        odd: list[Words] = []
        with self._connection.transaction() as raw:
            before = sharing_of(self._connection)
            names = self._named(raw, wanted)
            groups = tuple(dict.fromkeys((names.everyone, names.pms)))
            for group in groups:
                if not is_role(raw, group):
                    raw.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))
            self._open_database(raw, groups)
            raw.execute(
                "UPDATE kanban.workspace SET shared = true, open_boards = %s, pm = %s, pms = %s, everyone = %s",
                (wanted.is_open, names.pm, names.pms, names.everyone),
            )
            raw.execute(
                "UPDATE kanban.ledgers SET owner = %s WHERE slug IS NULL AND owner IS DISTINCT FROM %s",
                (names.pm, names.pm),
            )
            raw.execute(_OWNERS)
            role_check.close_rows(raw)
            grants.set_right(raw, groups)
            grants.close_locks(raw)
            odd += self._admit_all(raw, names, before.owner)
        if before.is_shared and before.pm not in (None, names.pm):
            odd.append(msg("{old} is the PM no more, and is in group {group} still, so can read all boards",
                           old=before.pm, group=names.pms))  # fmt: skip
        odd += [problem.reason for problem in role_check.faults(self._connection)]
        return list(dict.fromkeys(odd))

    def faults(self) -> RolesFound:
        """By looking, and by trying: as each role where a superuser asks, else as whoever asks."""
        from kanban.store.postgres.role_trial import tried

        if not self.is_shared():
            raise Refused(
                msg("{folder}: not a shared workspace (see kanban init --help)", folder=self._connection.place)
            )
        looked = role_check.faults(self._connection)
        trial = tried(self._connection)
        return trial._replace(faults=[*looked, *trial.faults])

    def remarks(self, driver: str) -> list[Words]:
        """What a new driver lacks, or has too much of."""
        if not self.is_shared():
            return []
        return [problem.reason for problem in role_check.faults_of_role(self._connection, driver)]

    def _named(self, raw: Raw, wanted: RolesWanted) -> RolesWanted:
        """With the groups that were chosen before, or else named after the database: roles are the whole server's."""
        known = sharing_of(self._connection) if self._exists() else None
        everyone = wanted.everyone or (known and known.everyone) or f"kanban_{raw.info.dbname}"
        pms = wanted.pms or (known and known.pms) or f"kanban_{raw.info.dbname}_pms"
        return RolesWanted(wanted.pm, everyone, pms, wanted.is_open)

    def _open_database(self, raw: Raw, groups: tuple[str, ...]) -> None:
        for group in groups:
            row = raw.execute("SELECT has_database_privilege(%s, current_database(), 'CONNECT')", (group,)).fetchone()
            if row != (True,):
                statement = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
                raw.execute(statement.format(sql.Identifier(raw.info.dbname), sql.Identifier(group)))

    def _admit_all(self, raw: Raw, names: RolesWanted, owner: str) -> Iterator[Message]:
        grants.admit(raw, names.pm, names.everyone, names.pms)
        owners = [name for (name,) in raw.execute(
            "SELECT DISTINCT owner FROM kanban.ledgers WHERE slug IS NOT NULL AND owner IS NOT NULL")]  # fmt: skip
        for role in owners:
            grants.admit(raw, role, names.everyone)
        for role, is_super in raw.execute(_MEMBERS, ([names.everyone, names.pms],)).fetchall():
            if not is_super and role != owner:
                yield from limited(raw, role)


def limited(raw: Raw, role: str) -> Iterator[Message]:
    """Give a role its limits; what is to be said where this may not be done."""
    try:
        with raw.transaction():
            grants.limit(raw, role)
    except (errors.InsufficientPrivilege, errors.LockNotAvailable) as error:
        yield msg("{role} got no limits: {reason}", role=role, reason=error.diag.message_primary or "")


def is_role(raw: Raw, name: str) -> bool:
    """Whether there is such a role on the server."""
    return raw.execute("SELECT FROM pg_roles WHERE rolname::text = %s", (name,)).fetchone() is not None


def no_role(name: str) -> Message:
    """What to say where there is none."""
    return msg(
        "there is no role {role!r} on the server; in psql, `CREATE ROLE {quoted} LOGIN;` makes it, and "
        "`\\password {quoted}` gives it a password",
        role=name, quoted=_quoted(name),
    )  # fmt: skip


def give(raw: Raw, sharing: Sharing, role: str) -> None:
    """Admit a new driver's role, in the transaction that makes the board."""
    assert sharing.everyone is not None  # it is shared
    grants.admit(raw, role, sharing.everyone)
    if role not in (sharing.owner, sharing.role):
        for _ in limited(raw, role):
            pass  # `remarks` says so


def _quoted(name: str) -> str:
    plain = name.isascii() and name.isidentifier() and name == name.lower()
    return name if plain else '"' + name.replace('"', '""') + '"'
