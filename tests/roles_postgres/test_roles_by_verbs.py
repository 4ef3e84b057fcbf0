"""The program as each role of a shared workspace: what it says, and the exit code."""

import shutil
import subprocess

import pytest
from postgres_server import PostgresServer
from shared_server import IDLE, STRANGER, kanban

RIGHTS, REFUSED_EXIT = 1, 1


@pytest.fixture
def run(shared):
    """The program on the shared workspace, as a role."""
    return lambda role, *words, **env: kanban("-w", shared.server.url(shared.name, role), *words, **env)


def test_a_workspace_is_set_up_and_used_from_the_shell(peopled, on_server):
    where, name = on_server.url, on_server.url.rpartition("/")[2]
    done = kanban("init", where, "--shared", "--pm", "bo", "--project", "Bridge")
    assert (done.code, done.out) == (0, ""), done
    assert "made a shared workspace" in done.err
    assert "board create SLUG --driver USER" in done.err
    done = kanban("-w", where, "board", "create", "zhao", "--driver", "zhao")
    assert (done.code, done.err.count("\n")) == (0, 1), done
    done = kanban("-w", where, "board", "create", "x", "--driver", "nosuch")
    assert done.code == 1
    assert "`CREATE ROLE nosuch LOGIN;` makes it" in done.err
    done = kanban("-w", peopled.url(name, "zhao"), "add", "first")
    assert (done.code, done.out) == (0, "1\n"), done
    done = kanban("-w", peopled.url(name, "bo"), "plan", "show", "--json")
    assert '"Bridge"' in done.out
    done = kanban("-w", where, "doctor", "--roles")
    assert (done.code, done.out) == (0, "")
    assert "1 board looked at and tried as 2 users: everyone is where they belong" in done.err
    again = kanban("init", where, "--shared", "--pm", "bo")
    assert (again.code, "there is a shared workspace" in again.err) == (0, True)


def test_the_pm_alone_has_to_be_named(on_server):
    done = kanban("init", on_server.url, "--shared")
    assert (done.code, done.err) == (2, "kanban: init: --shared needs --pm (see kanban init --help)\n")


def test_a_driver_works_on_the_own_board_under_the_own_name(shared, run):
    assert run("zhao", "add", "second", "--member", "zhao").out == "2\n"
    assert run("zhao", "list", "--filter", "is:mine").out.count("\n") == 2
    assert "zhao" in run("bo", "show", "zhao/2").out
    done = run("zhao", "add", "x", "--board", "qian")
    assert (done.code, "'qian' is not in" in done.err) == (1, True)
    done = run("zhao", "plan", "node", "add", "1", "Deck")
    assert done.code == RIGHTS
    assert done.err.endswith("zhao may not change that; only the role may that it was given to\n")
    done = run("zhao", "board", "create", "more")
    assert (done.code, "are made by postgres" in done.err) == (1, True)
    assert "zhao@" not in done.err


def test_the_pm_reads_every_board_and_changes_only_the_plan(shared, run):
    assert "work of zhao" in run("bo", "list", "--board", "zhao").out
    assert run("bo", "plan", "node", "add", "1", "Deck").code == 0
    done = run("bo", "add", "x", "--board", "zhao")
    assert (done.code, "may not change that" in done.err) == (RIGHTS, True)
    assert run("bo", "doctor").code == 0


@pytest.mark.parametrize("words", [(), ("add", "x"), ("list",)])
def test_a_member_without_a_board_is_told_who_makes_it(shared, run, words):
    done = run(IDLE, *words)
    assert done.code == REFUSED_EXIT
    assert f"you have no board yet; boards in postgresql://127.0.0.1:{shared.server.port}/{shared.name}" in done.err
    assert f"made by postgres, with `kanban -w postgresql://127.0.0.1:{shared.server.port}" in done.err
    assert f"board create {IDLE} --driver {IDLE}`" in done.err


@pytest.mark.parametrize("words", [("list",), ("plan", "show"), ("doctor", "--roles"), ("add", "x")])
def test_a_stranger_is_told_in_one_sentence(run, words):
    done = run(STRANGER, *words)
    assert done.code == RIGHTS
    assert done.err.count("\n") == 1
    assert "the role mallory has no rights there" in done.err


@pytest.mark.parametrize("words", [("list",), ("doctor", "--roles"), ("add", "x"), ()])
def test_a_role_that_may_not_connect_is_told_in_one_sentence(shared, run, words):
    shared.sql(f"REVOKE CONNECT ON DATABASE {shared.name} FROM PUBLIC, {shared.everyone}")
    done = run("zhao", *words)
    assert (done.code, done.err.count("\n")) == (RIGHTS, 1), done
    assert f"/{shared.name}: the role zhao may not connect to that database\n" in done.err


def test_several_hosts_of_which_one_is_gone(shared):
    shared.sql(f"REVOKE CONNECT ON DATABASE {shared.name} FROM PUBLIC, {shared.everyone}")
    done = kanban("-w", shared.server.url(shared.name, "zhao").replace("127.0.0.1", "127.0.0.1:1,127.0.0.1"), "list")
    assert (done.code, done.err.count("\n")) == (RIGHTS, 1), done


def test_what_is_no_matter_of_rights_is_not_said_to_be_one(shared):
    done = kanban("-w", shared.server.url("no_such_database", "zhao"), "list")
    assert (done.code, "does not exist" in done.err) == (3, True), done


def test_a_server_that_speaks_chinese(monkeypatch):
    """Its language is that of the server's own settings: no connection has said anything of its own yet."""
    if shutil.which("localedef") is None:
        pytest.skip("no locale can be made here")
    server = PostgresServer(settings=("lc_messages=zh_CN.UTF-8",))
    try:
        locale = server.folder / "zh_CN.UTF-8"
        subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", locale], capture_output=True, check=False)
        if not locale.exists():
            pytest.skip("no locale can be made here")
        monkeypatch.setenv("LOCPATH", str(server.folder))
        server.start()
        server.sql("CREATE ROLE zhao LOGIN; CREATE DATABASE work; REVOKE CONNECT ON DATABASE work FROM PUBLIC")
        done = kanban("-w", server.url("work", "zhao"), "list")
        assert (done.code, done.err.count("\n")) == (RIGHTS, 1), done
        assert kanban("-w", server.url("nosuch", "zhao"), "list").code == 3
        assert "the role zhao may not connect to that database" in done.err
    finally:
        server.remove()


def test_an_open_board_is_read_and_not_changed(opened):
    where = opened.server.url(opened.name, "zhao")
    assert "work of qian" in kanban("-w", where, "list", "--board", "qian").out
    done = kanban("-w", where, "add", "x", "--board", "qian")
    assert (done.code, "may not change that" in done.err) == (RIGHTS, True)


def test_doctor_names_holes_and_exits_with_one(shared, run):
    shared.sql("ALTER TABLE kanban.cards DISABLE ROW LEVEL SECURITY")
    done = run("postgres", "doctor", "--roles", "--json")
    assert done.code == 1
    assert '"sound": false' in done.out
    assert "its rows are open to all members" in done.out
    done = run("zhao", "doctor", "--roles")
    assert (done.code, "tried as zhao alone; only a superuser can try as the others" in done.err) == (1, True)
