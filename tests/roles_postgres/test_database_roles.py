"""With psql and bad will: what each role of a shared workspace can do, and what the server refuses it."""

import threading
import time

import psycopg
import pytest
from shared_server import IDLE, STRANGER

from kanban.store.postgres import grants

TABLES = ("workspace", "ledgers", "turns", "cards", "saves", "events", "commands", "tallies")
WRITES = {
    "INSERT": "INSERT INTO kanban.{table} OVERRIDING SYSTEM VALUE SELECT * FROM kanban.{table}",
    "UPDATE": "UPDATE kanban.{table} SET {column} = {column}",
    "DELETE": "DELETE FROM kanban.{table}",
    "TRUNCATE": "TRUNCATE kanban.{table} CASCADE",
    "LOCK": "LOCK TABLE kanban.{table} IN SHARE MODE",
    "FOR UPDATE": "SELECT FROM kanban.{table} FOR UPDATE",
    "ALTER": "ALTER TABLE kanban.{table} DISABLE ROW LEVEL SECURITY",
    "POLICY": "CREATE POLICY mine ON kanban.{table} USING (true)",
    "TRIGGER": "CREATE TRIGGER t BEFORE UPDATE ON kanban.{table} FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DROP": "DROP TABLE kanban.{table} CASCADE",
}  # fmt: skip
COLUMNS = {
    "workspace": "pm",
    "ledgers": "head",
    "turns": "ledger",
    "cards": "state",
    "saves": "role",
    "events": "event",
    "commands": "version",
    "tallies": "tally",
}


@pytest.mark.parametrize("role", ["zhao", "bo", IDLE, STRANGER])
def test_nobody_writes_a_table_and_no_event_is_rewritten_or_deleted(shared, role):
    """The own board's neither."""
    for table in TABLES:
        for statement in WRITES.values():
            said = shared.refused(role, "BEGIN; " + statement.format(table=table, column=COLUMNS[table]))
            assert "permission denied" in said or "must be owner" in said, (table, statement, said)


def test_a_driver_changes_the_own_board_and_no_other(shared):
    assert shared.sql(shared.save("zhao"), "zhao") == "saved"
    for role in ("bo", "qian", IDLE):
        assert "may not change this ledger" in shared.refused(role, shared.save("zhao", by=role))
    assert "permission denied for schema" in shared.refused(STRANGER, shared.save("zhao", by=STRANGER))


def test_a_driver_reads_the_plan_and_the_own_board_alone(shared):
    assert shared.sql("SELECT slug FROM kanban.ledgers ORDER BY slug NULLS FIRST", "zhao") == "zhao"
    for table in ("cards", "saves", "events", "commands", "tallies"):
        whose = f"SELECT DISTINCT slug FROM kanban.{table} t JOIN kanban.ledgers l ON l.id = ledger WHERE slug <> ''"
        assert shared.sql(whose, "zhao") == "zhao"
        assert shared.sql(f"SELECT count(*) FROM kanban.{table} WHERE ledger = {shared.ledger('qian')}", "zhao") == "0"
    assert shared.sql("SELECT count(*) FROM kanban.events WHERE event LIKE '%project_set%'", "zhao") == "1"
    assert shared.sql("COPY (SELECT state FROM kanban.cards) TO STDOUT", "zhao").count("work of") == 1


def test_a_function_of_ones_own_sees_no_row_of_others(shared):
    """One that the planner would like to run before the policy."""
    leak = """
        CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
        $$ BEGIN RAISE NOTICE 'seen %', $1; RETURN true; END $$;
        SELECT count(*) FROM kanban.cards WHERE pg_temp.leak(state);
    """
    shared.sql(f"GRANT TEMPORARY ON DATABASE {shared.name} TO zhao")
    assert shared.sql(leak, "zhao") == "1"


def test_members_read_open_boards_and_change_their_own(opened):
    assert opened.sql("SELECT count(*) FROM kanban.cards", "zhao") == "2"
    assert opened.sql("SELECT count(*) FROM kanban.cards", IDLE) == "2"
    assert "may not change this ledger" in opened.refused("zhao", opened.save("qian", by="zhao"))
    assert "permission denied" in opened.refused(STRANGER, "SELECT FROM kanban.cards")


def test_the_pm_reads_all_and_writes_only_the_plan(shared):
    assert shared.sql("SELECT count(*) FROM kanban.cards", "bo") == "2"
    shared.plan("bo", "1", "Deck")
    assert shared.sql("SELECT event::json->>'by' FROM kanban.events WHERE event LIKE '%Deck%'") == "bo"
    assert "may not change this ledger" in shared.refused("bo", shared.save("zhao", by="bo"))


@pytest.mark.parametrize("role", ["zhao", IDLE])
def test_no_driver_touches_the_plan(shared, role):
    nothing = ", ".join(["'{}'"] * 6)
    save = f"SELECT kanban.save({shared.ledger(None)}, gen_random_uuid(), '{{}}', now(), {nothing})"
    assert "may not change this ledger" in shared.refused(role, save)


@pytest.mark.parametrize("role", ["zhao", "bo", IDLE, STRANGER])
def test_only_the_owner_makes_and_removes_boards(shared, role):
    for statement in (
        f"SELECT kanban.create_board('mine', '{role}', '{role}', '{{}}')",
        f"SELECT kanban.set_removed({shared.ledger('zhao')}, now(), '{role}')",
        "CREATE TABLE kanban.mine ()",
    ):
        assert "permission denied" in shared.refused(role, statement)


@pytest.mark.parametrize("role", ["zhao", "bo"])
def test_nobody_becomes_somebody_else(shared, role):
    assert "permission denied" in shared.refused(role, "SET ROLE qian")
    assert "permission denied" in shared.refused(role, "SET SESSION AUTHORIZATION qian")
    for group in (shared.everyone, shared.pms):
        assert "admin option" in shared.refused(role, f"GRANT {group} TO {STRANGER}")
    for statement in (f"GRANT qian TO {role}", "ALTER ROLE qian PASSWORD 'x'", f"ALTER ROLE {role} BYPASSRLS"):
        said = shared.refused(role, statement)
        assert "must have" in said or "must be" in said or "permission denied" in said


def test_a_driver_who_takes_the_groups_role_is_still_who_logged_in(shared):
    said = shared.refused("zhao", f"SET ROLE {shared.everyone}; {shared.save('zhao', by=shared.everyone)}")
    assert "signed by somebody else" in said
    assert shared.sql(f"SET ROLE {shared.everyone}; {shared.save('zhao')}", "zhao") == "saved"


@pytest.mark.parametrize("path", ["public", "pg_temp, public", "kanban, public"])
def test_no_search_path_puts_other_functions_in_the_place_of_ours(shared, path):
    trap = """
        CREATE FUNCTION pg_temp.has_role(name) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FUNCTION pg_temp.is_owner() RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FUNCTION pg_temp.cardinality(anyarray) RETURNS integer LANGUAGE sql AS 'SELECT 0';
        CREATE TEMP TABLE workspace AS SELECT true AS is_one, false AS shared;
    """
    shared.sql(f"GRANT TEMPORARY ON DATABASE {shared.name} TO zhao")
    said = shared.refused("zhao", f"{trap} SET search_path = {path}; {shared.save('qian', by='zhao')}")
    assert "may not change this ledger" in said


@pytest.mark.parametrize("role", ["zhao", "qian", "bo"])
def test_what_is_forgotten_ends_by_itself(shared, role):
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        assert shared.sql(f"SHOW {name}", role) in ("10s", "1min"), name


def test_a_driver_who_turns_the_limits_off_locks_nobody_else_out(shared):
    """All that a role may lock for good is its own board."""
    mine = f"""
        SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
        BEGIN; LOCK TABLE kanban.workspace, kanban.ledgers, kanban.cards, kanban.events IN ACCESS SHARE MODE;
        {shared.save("zhao")};
    """
    other = f"DO $$ BEGIN PERFORM ({shared.save('qian', by='zhao')}); EXCEPTION WHEN OTHERS THEN NULL; END $$;"
    holding = threading.Thread(
        target=shared.sql, args=(mine + other + "SELECT pg_sleep(6); ROLLBACK;", "zhao"), daemon=True
    )
    holding.start()
    running = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'zhao' AND query LIKE 'SELECT pg_sleep%'"
    while shared.sql(running) != "1":
        time.sleep(0.05)
    before = time.monotonic()
    shared.add("qian", "qian", "goes on")
    shared.plan("bo", "1", "Deck")
    shared.owner.create_board("new", "qian")
    assert shared.store("bo").board("qian").cards["2"].title == "goes on"
    assert time.monotonic() - before < 5
    assert holding.is_alive()
    holding.join()


WITHOUT_END = {
    "advisory locks": "SELECT pg_advisory_lock(n) FROM generate_series(1, 99) n",
    "such ones, tried": "SELECT pg_try_advisory_lock_shared(1, n) FROM generate_series(1, 99) n",
    "large objects": "BEGIN; SELECT lo_unlink(lo_create(0)) FROM generate_series(1, 99) n",
    "temporary tables": "BEGIN; CREATE TEMPORARY TABLE t1 (); CREATE TEMPORARY TABLE t2 ()",
}


@pytest.mark.parametrize("how", list(WITHOUT_END))
@pytest.mark.parametrize("role", ["zhao", "bo", IDLE])
def test_nobody_takes_locks_until_there_is_no_room_for_any(shared, role, how):
    """All sessions of a server share the room: without any left nobody can even log in."""
    assert "permission denied" in shared.refused(role, WITHOUT_END[how])
    shared.owner.create()  # the owner brings the schema up to date under such a lock


def test_a_driver_who_holds_the_own_board_keeps_nobody_from_setting_the_roles_up_again(shared):
    """It is not written where its owner stays the same."""
    holding = psycopg.connect(shared.server.url(shared.name, "zhao"))
    holding.execute(shared.save("zhao").encode())
    assert shared.owner.roles.share(shared.wanted) == []
    assert holding.info.transaction_status.name == "INTRANS"
    holding.close()


def test_a_driver_cannot_take_all_connections(shared):
    where = shared.server.url(shared.name, "zhao")
    taken = [psycopg.connect(where) for _ in range(grants.CONNECTIONS - 1)]  # the program has one
    with pytest.raises(psycopg.OperationalError, match='too many connections for role "zhao"'):
        psycopg.connect(where)
    shared.add("qian", "qian", "goes on")
    for one in taken:
        one.close()
    assert "permission denied" in shared.refused("zhao", "ALTER ROLE zhao CONNECTION LIMIT -1")


TRAPS = """
CREATE FUNCTION public.to_json(text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'it ran as %', session_user; END $$;
CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'it ran as %', session_user; END $$;
CREATE FUNCTION public.obj_description(oid, text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'it ran as %', session_user; END $$;
"""
"""Each fits what the program asks better than the server's own function of that name."""


def test_no_function_of_a_drivers_is_called_by_the_pms_program_or_a_superusers(shared):
    """Up to version 14, and on those brought up from there, everybody may make some in the schema public."""
    shared.sql("GRANT CREATE ON SCHEMA public TO PUBLIC")
    shared.sql(TRAPS, "zhao")
    shared.sql(f"ALTER DATABASE {shared.name} SET search_path = public, pg_catalog")
    for role in ("bo", "postgres"):
        store = shared.store(role)
        assert set(store.tallied(["zhao", "qian"])) == {"zhao", "qian"}
        assert store.board("zhao").cards["1"].title == "work of zhao"
        assert store.plan().history
        store.roles.faults()


def test_no_driver_takes_the_id_of_somebody_elses_command(shared):
    """It would be taken for one that was saved already."""
    command = shared.sql(f"SELECT command FROM kanban.commands WHERE ledger = {shared.ledger('qian')} LIMIT 1")
    assert shared.sql(shared.save("zhao", command=command), "zhao") == "saved"
    assert shared.sql(shared.save("qian", command=command), "qian") == "known"
    assert shared.sql("SELECT count(DISTINCT ledger) FROM kanban.commands", "qian") == "1"
