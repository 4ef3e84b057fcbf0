"""Passwords come from where libpq looks for them and are never shown; TLS is as the address says."""

import shutil
import subprocess

import pytest
from postgres_server import PostgresServer
from shared_server import environment, kanban

SECRET = "s3cr3t-Xy_7/Q"
QUOTED = "s3cr3t-Xy_7%2FQ"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that asks for passwords (SCRAM) and speaks TLS, with a certificate of an authority made here."""
    folder = tmp_path_factory.mktemp("tls")
    server = PostgresServer(settings=("password_encryption=scram-sha-256",))
    _certify(folder, server)
    server.start()
    server.sql(f"CREATE ROLE li LOGIN PASSWORD '{SECRET}'; CREATE ROLE bo LOGIN PASSWORD 'other'; CREATE DATABASE work")
    (server.data / "pg_hba.conf").write_text(
        "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
    )
    server.sql("SELECT pg_reload_conf()")
    made = kanban("init", server.url("work"), "--shared", "--pm", "bo")
    assert made.code == 0, made
    assert kanban("-w", server.url("work"), "board", "create", "li", "--driver", "li").code == 0
    server.authority = folder / "ca.crt"
    yield server
    server.remove()


def _certify(folder, server):
    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=folder)

    if shutil.which("openssl") is None:
        pytest.skip("no openssl")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 3, "-subj", "/CN=ours", "-keyout", "ca.key",
            "-out", "ca.crt")  # fmt: skip
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "s.key", "-out", "s.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "s.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", 3,
            "-extfile", "names", "-out", "s.crt")  # fmt: skip
    for name, source in (("server.key", "s.key"), ("server.crt", "s.crt")):
        shutil.copy(folder / source, server.data / name)
        if server._user is not None:
            shutil.chown(server.data / name, server._user)
    (server.data / "server.key").chmod(0o600)
    with open(server.data / "postgresql.conf", "a") as settings:
        settings.write("ssl = on\n")


@pytest.fixture
def passes(tmp_path):
    """A file of passwords; with which password for li."""

    def made(password):
        path = tmp_path / "pgpass"
        path.write_text(f"*:*:*:li:{password}\n".replace("\\", "\\\\"))
        path.chmod(0o600)
        return str(path)

    return made


def shown(done):
    """All that a call has shown."""
    return done.out + done.err


def test_a_password_comes_from_pgpassfile(guarded, passes):
    done = kanban("-w", guarded.url("work", "li"), "add", "one", PGPASSFILE=passes(SECRET))
    assert done.code == 0, done
    assert SECRET not in shown(done)


def test_a_password_comes_from_the_file_in_the_home_folder(guarded, passes, tmp_path):
    shutil.move(passes(SECRET), tmp_path / ".pgpass")
    done = kanban("-w", guarded.url("work", "li"), "list", HOME=str(tmp_path))
    assert done.code == 0, done


def test_a_password_comes_from_a_service_file(guarded, tmp_path):
    service = tmp_path / "services"
    service.write_text(f"[bridge]\nhost=127.0.0.1\nport={guarded.port}\nuser=li\ndbname=work\npassword={SECRET}\n")
    done = kanban("-w", "postgresql://?service=bridge", "list", PGSERVICEFILE=str(service))
    assert done.code == 0, done
    assert SECRET not in shown(done)


def test_a_wrong_password_is_one_sentence_without_it(guarded, passes):
    done = kanban("-w", guarded.url("work", "li"), "list", PGPASSFILE=passes("wrong-" + SECRET))
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert 'password authentication failed for user "li"' in done.err
    assert f"127.0.0.1:{guarded.port}" in done.err
    assert SECRET not in shown(done)


def test_no_password_at_all_is_one_sentence(guarded, tmp_path):
    done = kanban("-w", guarded.url("work", "li"), "list", HOME=str(tmp_path))
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "no password supplied" in done.err


WITH_PASSWORD = (
    "postgresql://li:{secret}@127.0.0.1:{port}/work",
    "postgresql://127.0.0.1:{port}/work?user=li&password={secret}",
    "postgresql://li:{secret}@127.0.0.1:{port}/work?no_such_setting=1",
    "postgresql://li:{secret}@[127.0.0.1:{port}/work",
    "postgresql://li:{secret}@127.0.0.1:{port}/work?sslpassword={secret}",
    "postgres://li:{secret}@127.0.0.1:{port}/work",
)


@pytest.mark.parametrize("where", WITH_PASSWORD)
@pytest.mark.parametrize("how", ["-w", "environment", "init"])
def test_a_password_in_the_address_is_refused_and_not_repeated(guarded, tmp_path, where, how):
    where = where.format(secret=QUOTED, port=guarded.port)
    words = {"-w": ("-w", where, "list"), "init": ("init", where, "--shared", "--pm", "bo")}.get(how, ("list",))
    env = {"KANBAN_WORKSPACE": where} if how == "environment" else {}
    state = tmp_path / "state"
    done = kanban(*words, XDG_STATE_HOME=str(state), HOME=str(tmp_path), **env)
    has_typo = "no_such_setting" in where or "[" in where
    assert done.code == (3 if has_typo else 1), done
    assert done.err.count("\n") == 1
    for text in (shown(done), *(path.read_text() for path in tmp_path.rglob("*") if path.is_file())):
        assert SECRET not in text
        assert QUOTED not in text


def test_verify_full_is_honoured(guarded, passes):
    env = {"PGPASSFILE": passes(SECRET)}
    where = f"postgresql://li@localhost:{guarded.port}/work?hostaddr=127.0.0.1&sslmode=verify-full"
    done = kanban("-w", f"{where}&sslrootcert={guarded.authority}", "list", **env)
    assert done.code == 0, done
    where = where.replace("@localhost", "@elsewhere")
    done = kanban("-w", f"{where}&sslrootcert={guarded.authority}", "list", **env)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "does not match host name" in done.err
    done = kanban("-w", where.replace("@elsewhere", "@localhost"), "list", HOME=environment()["HOME"], **env)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "certificate" in done.err


def test_the_address_that_init_says_to_go_on_with_is_as_safe_as_the_one_that_was_typed(guarded):
    where = f"{guarded.url('work')}?sslmode=require"
    done = kanban("init", where, "--shared", "--pm", "bo")
    assert done.code == 0, done
    assert f"next: kanban -w '{where}' board create" in done.err


def test_a_server_without_tls_is_refused_where_it_is_demanded(postgres, on_server):
    done = kanban("-w", f"{on_server.url}?sslmode=require", "list")
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "server does not support SSL" in done.err


def test_no_log_of_the_server_has_a_password_that_the_program_sent(guarded, passes):
    kanban("-w", guarded.url("work", "li"), "list", PGPASSFILE=passes("wrong-" + SECRET))
    assert "wrong-" + SECRET not in (guarded.folder / "log").read_text()
