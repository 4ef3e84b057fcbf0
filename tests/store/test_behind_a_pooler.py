"""A workspace behind pgbouncer, which gives each transaction another connection to the server."""

import os
import shutil
import subprocess
import time

import pytest
from makers import UNLIMITED, hour
from postgres_server import free_port, wait_until

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.errors import StoreError
from kanban.store.open import open_store


@pytest.fixture
def pooled(postgres, on_server):
    """The address of a database behind pgbouncer, in transaction mode."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("pgbouncer is not installed: .ci/install-services does it")
        pytest.skip("pgbouncer is not installed (.ci/install-services)")
    port, database = free_port(), on_server.url.rpartition("/")[2]
    folder = postgres.folder / f"pgbouncer-{port}"
    folder.mkdir()
    (folder / "users").write_text('"postgres" ""\n')
    (folder / "ini").write_text(
        f"[databases]\n{database} = host=127.0.0.1 port={postgres.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users\n"
        f"pool_mode = transaction\nserver_idle_timeout = 1\n"
    )
    user = ["-u", "postgres"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, "-q", *user, str(folder / "ini")], stderr=subprocess.DEVNULL)
    url = f"postgresql://postgres@127.0.0.1:{port}/{database}"

    def answers():
        try:
            open_store(url).exists()
        except StoreError:
            return False
        return True

    wait_until(answers)
    yield url
    process.terminate()
    process.wait(timeout=10)


def add(store, title):
    return store.apply("bridge", [Signed(Add(title=title), "zhang", hour(0))])


def test_notices_are_not_waited_for_where_they_come_by_chance(pooled):
    one, other = open_store(pooled), open_store(pooled)
    one.create_board("bridge", "zhang", UNLIMITED)
    with_pooler = one.watch()
    assert not with_pooler.works  # even where the one connection of the pool brings what it sent itself
    assert "no notices arrive" in str(one.checks.watching())
    stamp = one.stamp("bridge")
    add(other, "meanwhile")
    assert with_pooler.changed() is None  # anything may have changed
    assert one.stamp("bridge") != stamp
    assert [card.title for card in one.board("bridge").cards.values()] == ["meanwhile"]
    for number in range(20):
        add(one if number % 2 else other, f"weld {number}")
    assert len(one.board("bridge").cards) == 21
    for store in (one, other):
        store.close()


def test_a_server_that_is_reached_directly_tells(on_server):
    store = on_server.open()
    store.create_board("bridge", "zhang", UNLIMITED)
    assert store.watch().works
    begin = time.monotonic()
    stamp = store.stamp("bridge")
    add(on_server.open(), "meanwhile")
    wait_until(lambda: store.stamp("bridge") != stamp)
    assert time.monotonic() - begin < 5
