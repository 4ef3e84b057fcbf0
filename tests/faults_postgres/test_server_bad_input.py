"""What is wrong with an address, a server or a database: one sentence with the host and the reason, no password."""

import os
import subprocess
import sys

import pytest
from postgres_server import free_port, wait_until

from kanban.store.postgres import migrations

SECRET = "hush"


def says(where, *words, code=3, env=None):
    """What the program says, in one line, of a verb that reads there."""
    done = subprocess.run(
        [sys.executable, "-m", "kanban", "-w", where, *(words or ("list",))],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **(env or {})},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("kanban: ")
    assert done.stderr.count("\n") == 1
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_nobody_listens_there():
    port = free_port()
    said = says(f"postgresql://zhang@127.0.0.1:{port}/work", env={"PGPASSWORD": SECRET})
    assert f"postgresql://zhang@127.0.0.1:{port}/work: " in said
    assert "Connection refused" in said


def test_none_of_several_hosts_answers():
    one, two = free_port(), free_port()
    said = says(f"postgresql://127.0.0.1:{one},127.0.0.1:{two}/work?target_session_attrs=read-write")
    refused = 'connection to server at "127.0.0.1", port {} failed: Connection refused'
    assert said.endswith(f"/work: {refused.format(one)}; {refused.format(two)}\n")


def test_there_is_no_such_host():
    assert "no.such.host.invalid" in says("postgresql://no.such.host.invalid/work")


def test_there_is_no_such_database(postgres):
    assert 'database "nothing" does not exist' in says(postgres.url("nothing"))


def with_password(place):
    """The address by which a role logs in that the server asks for its password."""
    place.server.sql("CREATE ROLE li LOGIN PASSWORD 'right'")
    hba = place.server.data / "pg_hba.conf"
    hba.write_text("host all li 127.0.0.1/32 scram-sha-256\n" + hba.read_text())
    place.server.sql("SELECT pg_reload_conf()")
    return place.server.url(place.name, "li")


def test_a_wrong_password_is_said_and_not_repeated(own):
    where = with_password(own())
    wait_until(lambda: "no password supplied" in says(where))
    assert 'password authentication failed for user "li"' in says(where, env={"PGPASSWORD": SECRET})
    assert "has no rights there" in says(where, code=1, env={"PGPASSWORD": "right"})


def test_a_file_of_passwords_that_others_may_read_is_said_once_and_by_nobody_else(own, tmp_path):
    """libpq itself would write it to the terminal with every connection, whatever stands there."""
    where, env = with_password(own()), {"HOME": str(tmp_path)}
    (tmp_path / ".pgpass").write_text("*:*:*:li:right\n")
    (tmp_path / ".pgpass").chmod(0o600)
    wait_until(lambda: "has no rights there" in says(where, code=1, env=env))
    (tmp_path / ".pgpass").chmod(0o644)
    said = says(where, env=env)
    assert "no password supplied" in said
    assert f"{tmp_path}/.pgpass is not read, as others may read it too: chmod 600" in said


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (
            f"postgresql://zhang:{SECRET}@db.example:5432/w%ZZ",
            "postgresql://db.example:5432: the address of the server",
        ),
        (f"postgresql://zhang:{SECRET}@db.example/w?target_session_attr=any", "target_session_attr is no parameter"),
        (f"postgresql://zhang:{SECRET}:db.example/w", "the port of an address is a number"),
        ("postgresql://127.0.0.1:1/w?target_session_attrs=anyy", "anyy"),
        ("postgresql://127.0.0.1:1/w?sslmode=perhaps", "perhaps"),
        ("postgresql://[::1/w", "the address of the server cannot be read"),
    ],
)
def test_an_address_with_a_typo(where, reason):
    assert reason in says(where)


def test_a_password_in_the_address_is_refused(postgres):
    assert "~/.pgpass" in says(f"postgresql://zhang:{SECRET}@127.0.0.1:{postgres.port}/w", code=1)


def test_a_server_that_is_too_old(place, line):
    version = place.server.sql("SHOW server_version").strip().encode()
    line.rewrite = lambda data: data.replace(b"server_version\0" + version, b"server_version\0" + b"12" + version[2:])
    said = says(line.to)
    assert f"127.0.0.1:{line.port}" in said
    assert "the server is PostgreSQL 12; it has to be 13 or newer" in said


def test_a_schema_of_another_program(postgres, on_server):
    postgres.sql("CREATE SCHEMA kanban", on_server.url.rpartition("/")[2])
    for words in (["list"], ["init", on_server.url]):
        assert "the schema kanban there belongs to another program" in says(on_server.url, *words)


def test_a_newer_schema_is_refused_by_both_numbers_and_left_alone(place):
    newer = migrations.latest() + 1
    place.sql(f"COMMENT ON SCHEMA kanban IS 'kanban-rollup schema {newer}'")
    said = says(place.url)
    assert f"schema {newer}, this one reads up to {migrations.latest()}" in said
    assert f"schema {newer}" in says(place.url, "init", place.url)


def test_a_role_without_rights(place):
    place.server.sql("DROP ROLE IF EXISTS nobody_here; CREATE ROLE nobody_here LOGIN")
    said = says(place.server.url(place.name, "nobody_here"), code=1)
    assert "the role nobody_here has no rights there" in said


def test_a_database_that_is_not_utf8(postgres):
    postgres.sql("CREATE DATABASE latin ENCODING 'SQL_ASCII' TEMPLATE template0")
    said = says(postgres.url("latin"), "init", postgres.url("latin"))
    assert "the database is encoded in SQL_ASCII; it has to be UTF8" in said
    postgres.drop(postgres.url("latin"))


def test_whatever_encoding_the_client_is_set_to_nothing_is_garbled(place):
    adder = place.kanban("add", "压浆料 ü", env={**os.environ, "PGCLIENTENCODING": "LATIN1"})
    assert adder.wait(30) == 0
    assert [card.title for card in place.cards().values()] == ["压浆料 ü"]


def test_a_server_without_the_extra_says_what_to_install(tmp_path):
    (tmp_path / "psycopg.py").write_text("raise ImportError(\"No module named 'psycopg'\", name='psycopg')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    said = says("postgresql://127.0.0.1/w", env={"PYTHONPATH": path})
    assert "psycopg is not installed: pip install 'kanban-rollup[postgres]'" in said


def test_a_server_that_is_starting_says_so(own):
    place = own()
    place.server.stop()
    (place.server.data / "standby.signal").touch()
    place.server.settings.append("hot_standby=off")  # nobody is let in while it recovers
    place.server.start()
    said = says(place.url)
    assert "the database system is not accepting connections" in said or "starting up" in said
