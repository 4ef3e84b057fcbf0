"""Through PgBouncer, which gives each transaction another connection: all works, and changes are looked for."""

import os
import shutil
import subprocess
import time

import pytest
from evidence import BOARD, adds, created, nothing_half, numbers_whole
from patroni_cluster import needed
from postgres_server import free_port, wait_until

from kanban.commands.cards import Move
from kanban.store.errors import LockTimeout
from kanban.store.postgres import connection

CONFIG = """
[databases]
* = host=127.0.0.1 port={to}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = 3
max_client_conn = 400
"""


@pytest.fixture(params=["transaction", "session"])
def pooled(request, place):
    """The address of the workspace through a pooler of this mode."""
    needed("pgbouncer")
    folder = place.server.folder / f"pgbouncer-{free_port()}"
    folder.mkdir()
    port, user = free_port(), "postgres" if os.geteuid() == 0 else None
    (folder / "users").write_text('"postgres" ""\n')
    (folder / "ini").write_text(CONFIG.format(to=place.server.port, port=port, folder=folder, mode=request.param))
    if user:
        shutil.chown(folder, user)
    program = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([program, folder / "ini"], user=user, cwd=folder, stdout=log, stderr=log)
    url = f"postgresql://postgres@127.0.0.1:{port}/{place.name}"
    wait_until(lambda: b"process up" in (folder / "log").read_bytes())
    yield url
    process.kill()
    process.wait()
    shutil.rmtree(folder)


def test_what_others_change_is_seen_soon_and_what_is_done_is_saved_once(place, pooled, desks, quick):
    place.open().apply(BOARD, adds(2))
    desk = desks(pooled)
    began = time.monotonic()
    place.open().apply(BOARD, adds(1, first=3))
    desk.until(lambda: len(desk.session.view.cards) == 3)
    assert time.monotonic() - began < 2.0
    for column in ("c2", "c3", "c2"):
        desk.session.submit(Move(cards=("1",), column=column))
        desk.until_state("saved")
    assert len(place.cards()["1"].events) == 4
    assert created(place.server, place.name) == ["card 1", "card 2", "card 3"]
    numbers_whole(place.server, place.name)
    nothing_half(pooled)


def test_doctor_says_that_there_is_a_pooler(place, pooled):
    for url, said in ((pooled, "through a pooler"), (place.url, "told by the server")):
        process = place.kanban("doctor", url=url)
        _, words = process.communicate(timeout=60)
        assert process.returncode == 0, words
        assert said in words


def test_a_lock_is_waited_for_no_longer_than_without_a_pooler(place, pooled, monkeypatch):
    monkeypatch.setattr(connection, "_SET_UP", connection._SET_UP.replace("SET lock_timeout = '10s'", "SELECT 1"))
    place.sql("ALTER FUNCTION kanban.save SET lock_timeout = '300ms'")  # it holds whatever this session has set
    import psycopg

    other = psycopg.connect(place.url)
    other.execute("SELECT * FROM kanban.ledgers WHERE slug = 'bridge' FOR UPDATE")
    with pytest.raises(LockTimeout):
        place.open(pooled).apply(BOARD, adds(1))
    other.close()


def test_a_pooler_that_is_restarted_is_no_end(place, pooled, desks, quick):
    desk = desks(pooled)
    place.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
              " AND pid <> pg_backend_pid()")  # fmt: skip
    desk.session.submit(adds(1)[0].command)
    desk.until(lambda: bool(desk.session.saved.cards))
    assert created(place.server, place.name) == ["card 1"]
