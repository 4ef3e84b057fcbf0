"""What `kanban doctor --roles` says of a shared workspace that somebody changed with SQL; undone, it is sound again."""

import pytest
from shared_server import IDLE, PM, STRANGER, Shared, kanban

from kanban.store.postgres import schema_check

BODY = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN true; END'"
IS_OWNER = "CREATE OR REPLACE FUNCTION kanban.is_owner() RETURNS boolean"
NAME = "CREATE OR REPLACE FUNCTION kanban.plain_name(name text) RETURNS text"
ACTS = "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
CHANGED = "{0} was changed: it is not as this program makes it"
LOOSE = "{0}: its owner, rights or search path are not those of this program"
FOREIGN = "kanban.{0} belongs to zhao instead of postgres"
NOTHING_KEPT = "{0} is a superuser or owns the workspace: nothing is kept from it"

FUNCTIONS = {
    "a body": (
        CHANGED.format("kanban.is_owner"),
        f"{IS_OWNER} {BODY}",
        "{is_owner}",
    ),
    "a body no member calls": (
        CHANGED.format("kanban.plain_name"),
        f"{NAME} LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS 'SELECT $1'",
        "{plain_name}",
    ),
    "no longer strict": (
        CHANGED.format("kanban.save"),
        "ALTER FUNCTION kanban.save CALLED ON NULL INPUT",
        "ALTER FUNCTION kanban.save STRICT",
    ),
    "answers kept for long": (
        CHANGED.format("kanban.readable"),
        "ALTER FUNCTION kanban.readable IMMUTABLE",
        "ALTER FUNCTION kanban.readable STABLE",
    ),
    "missing": (
        "kanban.plain_name(text) is missing",
        "DROP FUNCTION kanban.plain_name(text)",
        "{plain_name}; REVOKE ALL ON FUNCTION kanban.plain_name FROM PUBLIC",
    ),
    "surplus": (
        "kanban.more() is no function of this program",
        "CREATE FUNCTION kanban.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION kanban.more()",
    ),
    "another of a known name": (
        "kanban.has_role(text) is no function of this program",
        f"CREATE FUNCTION kanban.has_role(wanted text) RETURNS boolean {BODY}",
        "DROP FUNCTION kanban.has_role(text)",
    ),
    "the owner's function without its path": (
        LOOSE.format("kanban.create_board"),
        "ALTER FUNCTION kanban.create_board RESET search_path",
        "ALTER FUNCTION kanban.create_board SET search_path = pg_catalog, pg_temp",
    ),
    "another path": (
        LOOSE.format("kanban.check_events"),
        "ALTER FUNCTION kanban.check_events SET search_path = public, pg_catalog",
        "ALTER FUNCTION kanban.check_events SET search_path = pg_catalog, pg_temp",
    ),
    "the caller's rights": (
        LOOSE.format("kanban.set_removed"),
        "ALTER FUNCTION kanban.set_removed SECURITY INVOKER",
        "ALTER FUNCTION kanban.set_removed SECURITY DEFINER",
    ),
    "the owner's rights": (
        LOOSE.format("kanban.put_tallies"),
        "ALTER FUNCTION kanban.put_tallies SECURITY DEFINER",
        "ALTER FUNCTION kanban.put_tallies SECURITY INVOKER",
    ),
    "one more setting": (
        LOOSE.format("kanban.save"),
        "ALTER FUNCTION kanban.save SET session_replication_role = replica",
        "ALTER FUNCTION kanban.save RESET session_replication_role",
    ),
    "of somebody else": (
        FOREIGN.format("readable()"),
        "ALTER FUNCTION kanban.readable OWNER TO zhao",
        "ALTER FUNCTION kanban.readable OWNER TO postgres",
    ),
}
TABLES = {
    "of somebody else": (
        FOREIGN.format("cards"),
        "ALTER TABLE kanban.cards OWNER TO zhao",
        "ALTER TABLE kanban.cards OWNER TO postgres",
    ),
    "a trigger": (
        "kanban.ledgers: the trigger kept is not of this program",
        f"CREATE TRIGGER kept BEFORE UPDATE ON kanban.ledgers FOR EACH ROW {ACTS}",
        "DROP TRIGGER kept ON kanban.ledgers",
    ),
    "a rule": (
        "kanban.saves: the rule also is not of this program",
        "CREATE RULE also AS ON INSERT TO kanban.saves DO ALSO NOTHING",
        "DROP RULE also ON kanban.saves",
    ),
    "a policy for some": (
        "kanban.events: its policies are not those of this program",
        "ALTER POLICY readers ON kanban.events TO zhao",
        "ALTER POLICY readers ON kanban.events TO PUBLIC",
    ),
    "a policy that only takes away": (
        "kanban.tallies: its policies are not those of this program",
        "CREATE POLICY fewer ON kanban.tallies AS RESTRICTIVE FOR SELECT USING (false)",
        "DROP POLICY fewer ON kanban.tallies",
    ),
}
PAST = "is in {0}, which reaches past the rights of this workspace"
MADE = "can make functions that others call, in the schema {0} (REVOKE CREATE ON SCHEMA {0} FROM PUBLIC)"
OF_ROLES = {
    "a member who is a superuser": (
        NOTHING_KEPT.format("sun"),
        "ALTER ROLE sun SUPERUSER",
        "ALTER ROLE sun NOSUPERUSER",
    ),
    "a member past the policies": (
        "sun: reads past row-level security (BYPASSRLS)",
        "ALTER ROLE sun BYPASSRLS",
        "ALTER ROLE sun NOBYPASSRLS",
    ),
    "the group past the policies": (
        "sun: reads past row-level security (BYPASSRLS)",
        "ALTER ROLE {everyone} BYPASSRLS",
        "ALTER ROLE {everyone} NOBYPASSRLS",
    ),
    "a driver who may become such a one": (
        "zhao: reads past row-level security (BYPASSRLS)",
        "CREATE ROLE kanban_test_dba BYPASSRLS; GRANT kanban_test_dba TO zhao",
        "DROP ROLE kanban_test_dba",
    ),
    "a member who copies the server": (
        "sun: can copy the whole server (REPLICATION)",
        "ALTER ROLE sun REPLICATION",
        "ALTER ROLE sun NOREPLICATION",
    ),
    "a member who owns the database": (
        "sun: owns the database",
        "ALTER DATABASE {name} OWNER TO sun",
        "ALTER DATABASE {name} OWNER TO postgres",
    ),
    "a member who makes schemas": (
        "sun: can make schemas in the database",
        "GRANT CREATE ON DATABASE {name} TO sun",
        "REVOKE CREATE ON DATABASE {name} FROM sun",
    ),
    "a member who makes functions": (
        f"sun: {MADE.format('public')}",
        "GRANT CREATE ON SCHEMA public TO sun",
        "REVOKE CREATE ON SCHEMA public FROM sun",
    ),
    "a driver who makes functions of the server": (
        f"zhao: {MADE.format('pg_catalog')}",
        "GRANT CREATE ON SCHEMA pg_catalog TO zhao",
        "REVOKE CREATE ON SCHEMA pg_catalog FROM zhao",
    ),
    "a member of the owner": (
        NOTHING_KEPT.format("sun"),
        "GRANT postgres TO sun",
        "REVOKE postgres FROM sun",
    ),
    "a stranger who is a member of the owner": (
        NOTHING_KEPT.format("mallory"),
        "CREATE ROLE kanban_test_dba; GRANT postgres TO kanban_test_dba; GRANT kanban_test_dba TO mallory",
        "DROP ROLE kanban_test_dba",
    ),
    "a member through others": (
        f"mallory: {PAST.format('pg_write_all_data')}",
        "CREATE ROLE kanban_test_team; GRANT {everyone} TO kanban_test_team;"
        " GRANT kanban_test_team, pg_write_all_data TO mallory",
        "REVOKE pg_write_all_data FROM mallory; DROP ROLE kanban_test_team",
    ),
    "a second PM": (
        f"mallory: {PAST.format('pg_read_all_data')}",
        "GRANT {pms}, pg_read_all_data TO mallory",
        "REVOKE {pms}, pg_read_all_data FROM mallory",
    ),
    "a driver who ends sessions": (
        f"zhao: {PAST.format('pg_signal_backend')}",
        "GRANT pg_signal_backend TO zhao",
        "REVOKE pg_signal_backend FROM zhao",
    ),
    "a member who reads files": (
        "sun: is in pg_read_server_files, which reaches the files of the server",
        "GRANT pg_read_server_files TO sun",
        "REVOKE pg_read_server_files FROM sun",
    ),
    "a member who admits": (
        "sun can admit others to group {everyone} (ADMIN OPTION)",
        "GRANT {everyone} TO sun WITH ADMIN OPTION",
        "REVOKE ADMIN OPTION FOR {everyone} FROM sun",
    ),
    "a PM who admits": (
        "bo can admit others to group {pms} (ADMIN OPTION)",
        "GRANT {pms} TO bo WITH ADMIN OPTION",
        "REVOKE ADMIN OPTION FOR {pms} FROM bo",
    ),
    "a driver who may not connect": (
        "zhao may not connect to the database (GRANT CONNECT ON DATABASE)",
        "REVOKE CONNECT ON DATABASE {name} FROM PUBLIC, {everyone}",
        "GRANT CONNECT ON DATABASE {name} TO PUBLIC, {everyone}",
    ),
}
CASES = {
    f"{kind}: {what}": case
    for kind, cases in (("function", FUNCTIONS), ("table", TABLES), ("role", OF_ROLES))
    for what, case in cases.items()
}


@pytest.fixture(scope="module")
def lasting(peopled):
    """A shared workspace that each test leaves as it was."""
    place = Shared(peopled)
    yield place
    place.close()


def doctor(shared, role="postgres"):
    """What it says, and the exit code."""
    return kanban("-w", shared.server.url(shared.name, role), "doctor", "--roles")


def original(shared, function):
    """How it was made."""
    return shared.sql(f"SELECT pg_get_functiondef('kanban.{function}'::regproc)")


@pytest.mark.parametrize("what", list(CASES))
def test_doctor_says_what_was_changed_by_hand(lasting, what):
    said, change, undo = CASES[what]
    names = {
        "name": lasting.name, "everyone": lasting.everyone, "pms": lasting.pms,
        "is_owner": original(lasting, "is_owner"), "plain_name": original(lasting, "plain_name"),
    }  # fmt: skip
    lasting.sql(change.format(**names))
    try:
        done = doctor(lasting)
    finally:
        lasting.sql(undo.format(**names))
    lines = (done.out + done.err).splitlines()
    assert done.code == 1, done
    assert len([line for line in lines if said.format(**names) in line]) == 1, lines
    sound = doctor(lasting)
    assert (sound.code, sound.out) == (0, ""), sound


@pytest.mark.parametrize("role", ["zhao", PM, IDLE])
def test_whoever_is_no_superuser_finds_the_same_by_looking(lasting, role):
    lasting.sql("CREATE RULE also AS ON INSERT TO kanban.saves DO ALSO NOTHING")
    assert "the rule also is not of this program" in doctor(lasting, role).out
    lasting.sql("DROP RULE also ON kanban.saves")
    assert doctor(lasting, role).code == 0


def test_a_member_without_a_board_needs_no_limits(lasting):
    lasting.sql(f"ALTER ROLE {STRANGER} CONNECTION LIMIT -1; GRANT {lasting.everyone} TO {STRANGER}")
    done = doctor(lasting)
    lasting.sql(f"REVOKE {lasting.everyone} FROM {STRANGER}")
    assert (done.code, done.out) == (0, ""), done


FIRST = """
CREATE FUNCTION kanban.a(one text, two timestamptz DEFAULT '{}') RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'  -- STABLE
AS $$
    -- kept
$$;
CREATE FUNCTION kanban.b() RETURNS void
LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION kanban.c() RETURNS void
LANGUAGE sql AS $$ SELECT 1 $$;
"""
LATER = """
DROP FUNCTION kanban.b();
CREATE OR REPLACE FUNCTION kanban.c(more integer) RETURNS void
LANGUAGE plpgsql STABLE AS $$ SELECT 2 $$;
"""


def test_what_a_later_file_says_of_a_function_takes_the_place_of_the_earlier():
    path = "search_path=pg_catalog, pg_temp"
    assert schema_check._declared([FIRST, LATER]) == {
        "kanban.a(text, timestamptz)": (("sql", "i", True, "\n    -- kept\n"), (True, {path, "lock_timeout=10s"})),
        "kanban.c(integer)": (("plpgsql", "s", False, " SELECT 2 "), (False, set())),
    }
